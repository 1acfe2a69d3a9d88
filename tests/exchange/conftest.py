"""The evaluated workspace that the audit is tested with."""

from __future__ import annotations

from tests.evaluate.conftest import town as town
from tests.evaluate.conftest import whole as whole
