"""Finds the encoding of a text file: what offices have used since DOS.

No encoding says its name in a plain file. UTF-8 and UTF-16 are told by their form; among the old
ones that give one byte a letter, the one is taken in which most of the text is Swedish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kompass_evidence.errors import UnreadableError

OLD = {"cp1252": "Windows-1252", "cp850": "DOS (cp850)", "cp437": "DOS (cp437)",
       "mac_roman": "MacRoman"}  # fmt: skip
SAMPLE = 200_000  # bytes that an old encoding is judged by
SWEDISH = frozenset("åäöÅÄÖ")
FOREIGN = frozenset("éüèáíóúàçñøæØÆÉÜ")
OPENING, CLOSING, FREE = frozenset("”“‘‚„«"), frozenset("”’»…"), frozenset("–—•€§½°·´†™®©£ ¼¾²³±")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text in a file's bytes, and the name of its encoding where that was guessed.

    Raises UnreadableError if it is not text.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
    ):  # fmt: skip
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ""
    if b"\0" in data[:4096]:
        return _decode_wide(data), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if sum(c > "\x7f" for c in text) > 5 * broken:  # UTF-8 with a few bytes broken
        return text, ""
    best = max(OLD, key=lambda encoding: _likeness(data[:SAMPLE], encoding))
    return data.decode(best, errors="replace"), "" if best == "cp1252" else OLD[best]


def _decode_wide(data: bytes) -> str:
    """Return text in UTF-16 without a mark: every second byte of Western text is zero."""
    sample = data[: 4096 - len(data[:4096]) % 2]
    half = max(1, len(sample) // 2)
    high_last, high_first = sample[1::2].count(0) / half, sample[0::2].count(0) / half
    if min(high_last, high_first) < 0.05 and max(high_last, high_first) > 0.7:
        encoding = "utf-16-le" if high_last > high_first else "utf-16-be"
        text = data.decode(encoding, errors="replace")
        strange = sum(c == "\ufffd" or (c < " " and c not in "\t\n\r\f") for c in text[:2048])
        if 20 * strange <= len(text[:2048]):
            return text
    raise UnreadableError(
        "it is not text, whatever its name says", "det är inte text, vad namnet än säger"
    )


def _likeness(data: bytes, encoding: str) -> int:
    """Say how much like Swedish the bytes beyond ASCII are in an encoding."""
    letters = _letters(encoding)
    return sum(
        _weight(letters[before], letters[byte], letters[after])
        for before, byte, after in _beyond_ascii(data)
    )


def _beyond_ascii(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each byte beyond ASCII with its neighbours; a space stands outside the text."""
    for place in (found.start() for found in re.finditer(rb"[\x80-\xff]", data)):
        before = data[place - 1] if place else 32
        after = data[place + 1] if place + 1 < len(data) else 32
        yield before, data[place], after


@cache
def _letters(encoding: str) -> tuple[str, ...]:
    return tuple(bytes([byte]).decode(encoding, errors="replace") for byte in range(256))


def _weight(before: str, c: str, after: str) -> int:
    """Return how likely a character is in Swedish between these two."""
    starts, ends = not before.isalpha(), not after.isalpha()
    if c in SWEDISH:
        wrong_case = before.islower() if c.isupper() else before.isupper() and after.isupper()
        return -1 if wrong_case else 1 if starts and ends else 3
    if c in FOREIGN:
        return 1 if not (starts and ends) and not (c.isupper() and before.islower()) else -1
    if (c in OPENING and starts and not ends) or (c in CLOSING and ends):
        return 3
    if c in FREE or c == "’":
        return 1 if starts or ends else -2
    return -2
