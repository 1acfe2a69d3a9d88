"""The demo municipality, built once a session from its written sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

CORPUS = ROOT / "corpora" / "exempelkommun"


@pytest.fixture(scope="session")
def exempelkommun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the demo municipality's built documents and web pages."""
    out = tmp_path_factory.mktemp("exempelkommun")
    command = [sys.executable, str(CORPUS / "build.py"), str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out
