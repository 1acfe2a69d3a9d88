"""Reads a file in a process of its own, so that none can crash, fill or stop the whole run."""

from __future__ import annotations

from kompass_evidence.isolation.apart import close, read_apart
from kompass_evidence.isolation.limits import LIMITS, Limits
from kompass_evidence.isolation.message import read_here

__all__ = ["LIMITS", "Limits", "close", "read_apart", "read_here"]
