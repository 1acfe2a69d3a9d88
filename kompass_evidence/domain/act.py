"""What people did: one row of the append-only log, chained by hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FIRST = "0" * 64  # what stands for the hash before the first act


class ActKind(StrEnum):
    """What was done."""

    EDIT_FACT = "edit_fact"
    SET_FLAG = "set_flag"
    JUDGE_EVIDENCE = "judge_evidence"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `at` is ISO 8601 in UTC, `tool` the version that kept it, `data` plain JSON values.

    `before` is the hash of the act before, so that nothing can be changed or taken out unseen.
    """

    number: int
    at: str
    by: str
    tool: str
    kind: ActKind
    data: Mapping[str, Any]
    before: str

    @property
    def hash(self) -> str:
        """Return the SHA-256 (hex) of the act's canonical JSON, the hash before included."""
        values = [
            self.number, self.at, self.by, self.tool, self.kind, dict(self.data), self.before,
        ]  # fmt: skip
        return hashlib.sha256(canonical(values).encode()).hexdigest()


def canonical(value: object) -> str:
    """Return JSON that is the same for the same value: sorted keys, no spaces, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
