"""Knows where the data that ship with the tool lie."""

from __future__ import annotations

import sys
from pathlib import Path


def shipped_folder(name: str) -> Path:
    """Return a folder of shipped data: beside the package in a checkout, else where the
    installation put it."""
    beside = Path(__file__).resolve().parents[1] / name
    return beside if beside.is_dir() else Path(sys.prefix) / "share" / "kompass_evidence" / name
