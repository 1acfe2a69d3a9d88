"""Reads the neutral reference corpus that ships: texts that bear on none of the criteria."""

from __future__ import annotations

import hashlib
from functools import cache

from kompass_evidence.shipped import shipped_folder


@cache
def neutral_texts() -> tuple[str, ...]:
    """Return the texts, each under its topic as a passage stands under its headings."""
    return tuple(block for block in _content().split("\n\n") if block.strip())


@cache
def neutral_digest() -> str:
    """Return the SHA-256 of the reference corpus, hex."""
    return hashlib.sha256(_content().encode()).hexdigest()


def _content() -> str:
    path = shipped_folder("corpora") / "neutral" / "neutral.txt"
    return path.read_text(encoding="utf-8")
