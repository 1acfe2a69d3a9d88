"""A sentence's stems, and pairs of them that follow one another, as numbers of a fixed length.

Every stem and pair has a place by its digest (the hashing trick, Weinberger et al. 2009), so that a
head can weigh words that no cue knows, without a list of them.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.language import stem

PLACES = 4096
WEIGHT = 4.0  # of the whole against the cues, which are 0 or 1

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[%§?:]")


def hashed_words(text: str) -> NDArray[np.float32]:
    """Return the text's stems and pairs, `(PLACES,)` float32 of length WEIGHT (or 0)."""
    tokens = [_form(token) for token in _TOKEN.findall(text.lower())]
    found = np.zeros(PLACES, np.float32)
    for run in (*tokens, *(f"{a} {b}" for a, b in pairwise(tokens))):
        digest = zlib.crc32(run.encode())
        # a sign by the digest lets chance meetings in one place cancel out
        found[digest % PLACES] += 1.0 if digest & 0x80000000 else -1.0
    length = float(np.linalg.norm(found))
    return found * np.float32(WEIGHT / length) if length else found


def _form(token: str) -> str:
    """Return a word's stem, and one form for all numbers."""
    return "0" if token.isdigit() else stem(token)
