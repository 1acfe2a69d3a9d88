"""The printed lines of a PDF page: words with their boxes, font size and weight.

MuPDF's own order is kept, since it follows the columns; sorting by height mixes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

FLAG_BOLD = 16
BULLETS = frozenset("•●○▪■□◦‣⁃·–-*➢►✓\uf0b7\uf0a7o")


class Word(NamedTuple):
    """One word as printed; the corners are in points of the page as shown."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str


@dataclass(slots=True)
class Line:
    """One printed line of one column."""

    page: int
    block: int
    words: list[Word]
    size: float
    bold: bool
    upright: bool = True
    x0: float = field(init=False)
    y0: float = field(init=False)
    x1: float = field(init=False)
    y1: float = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.measure()

    def measure(self) -> None:
        """Take the line's box and text from its words."""
        x0s, y0s, x1s, y1s, texts = zip(*self.words, strict=True)
        self.x0, self.y0, self.x1, self.y1 = min(x0s), min(y0s), max(x1s), max(y1s)
        self.text = " ".join(texts)

    @property
    def height(self) -> float:
        return self.y1 - self.y0


def read_lines(page: Any, index: int, flags: int) -> list[Line]:
    """Return the page's lines in reading order; `page` is a pymupdf page."""
    text_page = page.get_textpage(flags=flags)
    turned = page.rotation_matrix if page.rotation else None
    styles = _styles(text_page.extractDICT(), turned)
    grouped: dict[tuple[int, int], list[Word]] = {}
    new_tuple = tuple.__new__  # a named tuple's own constructor takes twice the time
    for (block, number), found in groupby(text_page.extractWORDS(), key=itemgetter(5, 6)):
        if turned is None:
            words = [new_tuple(Word, word[:5]) for word in found]
        else:
            words = [Word(*turn(turned, *word[:4]), word[4]) for word in found]
        grouped.setdefault((block, number), []).extend(words)
    lines = []
    for key, words in grouped.items():
        size, bold, upright = styles.get(key, (words[0].y1 - words[0].y0, False, True))
        lines.append(Line(index, key[0], words, size, bold, upright))
    return _join_split_lines(lines)


def turn(
    matrix: Any, x0: float, y0: float, x1: float, y1: float
) -> tuple[float, float, float, float]:
    """Return a box on the page as shown; pymupdf gives it as it is before the page's rotation."""
    a, b, c, d, e, f = matrix
    xs = (a * x0 + c * y0 + e, a * x1 + c * y1 + e)
    ys = (b * x0 + d * y0 + f, b * x1 + d * y1 + f)
    return min(xs), min(ys), max(xs), max(ys)


def _styles(
    content: dict[str, Any], turned: Any
) -> dict[tuple[int, int], tuple[float, bool, bool]]:
    """Return for each (block, line) its size, weight and whether it runs left to right.

    `turned` is the page's rotation, by which a line's direction turns too.
    """
    found = {}
    a, c = (turned[0], turned[2]) if turned is not None else (1.0, 0.0)
    for block in content["blocks"]:
        number = block["number"]
        for place, line in enumerate(block.get("lines", ())):
            spans = line["spans"]
            if len(spans) == 1:
                main, bold = spans[0], _is_bold(spans[0])
            else:
                spans = [span for span in spans if span["text"].strip()] or spans
                main = max(spans, key=lambda span: len(span["text"]))
                heavy = sum(len(span["text"]) for span in spans if _is_bold(span))
                bold = 2 * heavy > sum(len(span["text"]) for span in spans)
            found[number, place] = (
                round(main["size"], 1), bold, a * line["dir"][0] + c * line["dir"][1] > 0.9,
            )  # fmt: skip
    return found


def _is_bold(span: dict[str, Any]) -> bool:
    return bool(span["flags"] & FLAG_BOLD) or _is_bold_name(span["font"])


@cache
def _is_bold_name(font: str) -> bool:
    name = font.lower()
    return any(mark in name for mark in ("bold", "black", "heavy", "demi"))


def _join_split_lines(lines: list[Line]) -> list[Line]:
    """Join pieces of one printed line that MuPDF parted at a wide gap (a tab, a bullet)."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and last.block == line.block and _is_same_line(last, line):
            last.words.extend(line.words)
            if len(line.text) > len(last.text) - len(line.text):
                last.size, last.bold = line.size, line.bold
            last.measure()
        else:
            joined.append(line)
    return joined


def _is_same_line(last: Line, line: Line) -> bool:
    if not (last.upright and line.upright):
        return False
    shared = min(last.y1, line.y1) - max(last.y0, line.y0)
    level = shared > 0.6 * min(last.height, line.height)
    gap = line.x0 - last.x1
    is_marker = len(last.text) <= 4
    return level and -1 <= gap < (6 if is_marker else 3) * max(last.size, line.size)
