"""Tells running headers, footers and page numbers from the text of a PDF."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kompass_evidence.reading.pdf_lines import Line
from kompass_evidence.reading.pdf_tables import Table

ZONE = 0.14  # share of the page's height at top and bottom where margins are looked for
DIGITS = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"(?:sida|sid\.?|s\.)?\s*[-–|]?\s*(\d{1,4})\s*[-–|]?\s*(?:(?:av|/|\()\s*(\d{1,4})\s*\)?)?",
    re.IGNORECASE,
)
BARE = re.compile(r"[0-9]{1,4}")
NUMBER_INSIDE = re.compile(
    r"\b(?:sida|sid\.?)\s*(\d{1,4})\b|\b(\d{1,4})\s?\(\d{1,4}\)", re.IGNORECASE
)


def split_margins(
    pages: Sequence[Sequence[Line]],
    heights: Sequence[float],
    tables: Sequence[Sequence[Table]],
) -> list[tuple[list[Line], list[Line]]]:
    """Return for each page (lines of the text, lines of the margins).

    A line is a margin where it stands in the outer zone and its words, digits aside, stand at
    the same height on at least three pages and a third of them (both, where there are two), or
    where it is nothing but a page number. What stands in a table that reaches into the page is
    text. So is a bare number further in than some text, or in a table with text, unless it
    counts the pages.
    """
    seen = _repeated(pages, heights)
    counting = _counting(pages, heights)
    result = []
    for index, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        inner = [t for t in tables[index] if not _in_zone(t.box[1], t.box[3], height)]
        outer = [
            line for line in lines
            if _in_zone(line.y0, line.y1, height) and not any(table.holds(line) for table in inner)
        ]  # fmt: skip
        bare = [line for line in outer if BARE.fullmatch(line.text)]
        chosen = {
            id(line) for line in outer
            if not BARE.fullmatch(line.text)
            and (PAGE_NUMBER.fullmatch(line.text) or _key(line, height) in seen)
        }  # fmt: skip
        text = [line for line in lines if id(line) not in chosen and not BARE.fullmatch(line.text)]
        chosen.update(
            id(line) for line in bare
            if int(line.text) - index in counting
            or not (_is_further_in(line, text, height) or _is_beside(line, text, tables[index]))
        )  # fmt: skip
        result.append(
            (
                [line for line in lines if id(line) not in chosen],
                [line for line in lines if id(line) in chosen],
            )
        )
    return result


def _in_zone(y0: float, y1: float, height: float) -> bool:
    return y1 < ZONE * height or y0 > (1 - ZONE) * height


def _is_further_in(line: Line, text: Sequence[Line], height: float) -> bool:
    """Say whether some text stands between a line and the nearest edge of the page."""
    if line.y1 < height / 2:
        return any(other.y1 <= line.y0 for other in text)
    return any(other.y0 >= line.y1 for other in text)


def _is_beside(line: Line, text: Sequence[Line], tables: Sequence[Table]) -> bool:
    """Say whether a line stands in a table with some text."""
    return any(t.holds(line) and any(t.holds(other) for other in text) for t in tables)


def _counting(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> frozenset[int]:
    """Return by how much bare numbers in the outer zone differ from the page's index, where
    at least three pages agree."""
    counts: Counter[int] = Counter()
    for index, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        zone = [line.text for line in lines if _in_zone(line.y0, line.y1, height)]
        counts.update({int(text) - index for text in zone if BARE.fullmatch(text)})
    return frozenset(offset for offset, count in counts.items() if count >= 3)


def _key(line: Line, height: float) -> tuple[str, int]:
    return DIGITS.sub("#", line.text.lower()), round(40 * line.y0 / height)


def _repeated(
    pages: Sequence[Sequence[Line]], heights: Sequence[float]
) -> frozenset[tuple[str, int]]:
    counts: Counter[tuple[str, int]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        keys = {_key(line, height) for line in lines if _in_zone(line.y0, line.y1, height)}
        # one step of height up or down is the same place
        counts.update({(text, level + step) for text, level in keys for step in (-1, 0, 1)})
    needed = 2 if len(pages) <= 3 else max(3, len(pages) // 3)
    if len(pages) < 2:
        return frozenset()
    return frozenset(key for key, count in counts.items() if count >= needed)


def printed_labels(margins: Sequence[Sequence[Line]]) -> list[str]:
    """Return each page's printed number as read in its margins, or its place from 1.

    The numbers are believed where they rise with the pages in at least two thirds of those
    that have one; pages without one are numbered along, and a cover before number 1 by place.
    """
    offsets: dict[int, int] = defaultdict(int)
    for index, lines in enumerate(margins):
        for number in {found for line in lines for found in _numbers(line.text)}:
            offsets[number - index] += 1
    if not offsets:
        return [str(index + 1) for index in range(len(margins))]
    offset, count = max(offsets.items(), key=lambda item: (item[1], item[0] == 1))
    if count < 2 or 3 * count < 2 * sum(1 for lines in margins if lines):
        offset = 1
    return [
        str(index + offset) if index + offset > 0 else f"[{index + 1}]"
        for index in range(len(margins))
    ]


def _numbers(text: str) -> list[int]:
    whole = PAGE_NUMBER.fullmatch(text)
    if whole:
        return [int(whole.group(1))]
    return [int(a or b) for a, b in NUMBER_INSIDE.findall(text)]
