"""How the boxes of a page's words are stored: compressed records."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from kompass_evidence.domain.document import WordBox

_WORD = np.dtype([("start", "<u4"), ("end", "<u4"), ("page", "<u4"), ("box", "<u2", (4,))])
_FULL = 65535  # a page's width and height in stored units


def pack_words(words: Sequence[WordBox]) -> bytes:
    """Return word boxes as compressed records: span, page, and box in 1/65535 of the page."""
    records = np.zeros(len(words), _WORD)
    if words:
        table = np.array(words, np.float64)
        for column, name in enumerate(("start", "end", "page")):
            records[name] = table[:, column]
        records["box"] = np.rint(np.clip(table[:, 3:], 0, 1) * _FULL)
    return zlib.compress(records.tobytes(), 6)


def unpack_words(data: bytes) -> tuple[WordBox, ...]:
    """Return the word boxes that `pack_words` wrote."""
    records = np.frombuffer(zlib.decompress(data), _WORD)
    columns = [records[name].tolist() for name in ("start", "end", "page")]
    boxes = (records["box"] / _FULL).tolist()
    return tuple(
        WordBox(start, end, page, *box)
        for start, end, page, box in zip(*columns, boxes, strict=True)
    )
