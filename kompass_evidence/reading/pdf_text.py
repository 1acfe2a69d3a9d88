"""Makes one running text of a PDF's lines: paragraphs, headings, lists and table rows.

Words parted by a hyphen at the end of a line are mended here, once. Every printed word keeps
its box, and the running text never holds a letter that is not printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kompass_evidence.domain.document import Block, BlockKind, Span, WordBox
from kompass_evidence.reading.pdf_lines import BULLETS, Line, Word
from kompass_evidence.reading.pdf_tables import Cell, Table

NUMBERED = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö]\)|[ivx]{1,4}[.)])$")
SECTION = re.compile(r"(?:§\s?)?(\d{1,2}(?:\.\d{1,2}){0,3})\.?$")
DOTTED = re.compile(r"(?:\.\s?){3,}\s*\d{1,4}$|\.{5,}$|…+\s*\d{1,4}$")
ENDS_SENTENCE = re.compile(r"[.!?:;][\"”’)]?$")
SYLLABLE = re.compile(r"[aeiouyåäöéü]", re.IGNORECASE)  # no hyphenation leaves a part without
WHOLE = frozenset(("it", "eu", "ai"))  # abbreviations in small letters that could be syllables
SOFT_HYPHEN = "\u00ad"
HYPHENS = "-\u2010"
COORDINATION = frozenset(
    ("och", "eller", "samt", "respektive", "till", "resp.", "resp", "/", "men")
)
SAME_SIZE = 0.6  # points within which type is of one size
MAX_HEADING = 160  # characters
MOST_NOTES = 8  # footnotes on one page that a paragraph may run on past


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; `level` is given for headings."""

    kind: BlockKind
    lines: list[Line]
    level: int | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(slots=True)
class TableRow:
    """One row of a table, with the header row to name its figures by."""

    page: int
    cells: tuple[Cell, ...]
    header: tuple[Cell, ...] | None
    header_page: int


Item = Paragraph | TableRow


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Group one page's lines into paragraphs and list items."""
    found: list[Paragraph] = []
    right = _right_edges(lines)
    for line in lines:
        if found and _goes_on(found[-1], line, right):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph(_kind(line), [line]))
    return found


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """Return the right edge of the column that starts at each left edge (rounded to 10 points)."""
    edges: dict[int, float] = {}
    for line in lines:
        left = round(line.x0 / 10)
        edges[left] = max(edges.get(left, 0.0), line.x1)
    return edges


def _kind(line: Line) -> BlockKind:
    if _is_dotted(line):
        return BlockKind.CONTENTS
    return BlockKind.LIST_ITEM if _starts_item(line) else BlockKind.PARAGRAPH


def _is_dotted(line: Line) -> bool:
    """Say whether dots lead to a page number, as in a table of contents."""
    text = line.text
    return (".." in text or ". ." in text or "…" in text) and bool(DOTTED.search(text))


def _starts_item(line: Line) -> bool:
    first = line.words[0].text
    if len(line.words) == 1:
        return False
    return first in BULLETS or bool(NUMBERED.match(first) and not line.bold)


def _goes_on(before: Paragraph, line: Line, right: dict[int, float]) -> bool:
    last = before.lines[-1]
    if _starts_item(line) or _is_dotted(last) or _is_dotted(line):
        return False
    if not _is_of_size(last, line) or last.bold != line.bold:
        return _is_run_in(before, line)
    if last.upright != line.upright:
        return False
    gap = line.y0 - last.y1
    if gap < -0.7 * last.height or gap > 0.8 * line.size:
        return False
    if last.block == line.block and before.kind is not BlockKind.LIST_ITEM:
        return True
    full = last.x1 > right.get(round(before.lines[0].x0 / 10), last.x1) - 6 * line.size
    indented = line.x0 >= before.lines[0].x0 - 2
    return _is_hyphenated(last) or (full and indented and not SECTION.match(line.words[0].text))


def _is_of_size(line: Line, other: Line) -> bool:
    return abs(line.size - other.size) <= SAME_SIZE


def _is_hyphenated(line: Line) -> bool:
    return line.words[-1].text[-1] in HYPHENS + SOFT_HYPHEN


def _is_run_in(before: Paragraph, line: Line) -> bool:
    """Say whether only the weight changes within a sentence that runs on."""
    last = before.lines[-1]
    return (
        _is_of_size(last, line)
        and last.block == line.block
        and line.text[0].islower()
        and not ENDS_SENTENCE.search(last.text)
    )


def join_over_breaks(items: Sequence[Item]) -> list[Item]:
    """Join paragraphs that a page or column break parts in the middle of a sentence.

    Footnotes that stand between the two parts come before the paragraph they interrupt.
    """
    joined: list[Item] = []
    for item in items:
        place = _interrupted(joined, item)
        if place is None:
            joined.append(item)
            continue
        before = joined.pop(place)
        assert isinstance(before, Paragraph) and isinstance(item, Paragraph)
        before.lines.extend(item.lines)
        joined.append(before)
    return joined


def _interrupted(joined: Sequence[Item], item: Item) -> int | None:
    """Return the place of the paragraph that `item` goes on, past footnotes in smaller type."""
    if not isinstance(item, Paragraph):
        return None
    for place in range(len(joined) - 1, max(-1, len(joined) - 1 - MOST_NOTES), -1):
        before = joined[place]
        if not isinstance(before, Paragraph):
            return None
        if _parted(before, item):
            page = before.lines[-1].page  # a note on a later page may not be put before it
            notes = joined[place + 1 :]
            return place if all(_last_page(note) <= page for note in notes) else None
        if before.lines[0].size > item.lines[0].size - SAME_SIZE:
            return None
    return None


def _last_page(item: Item) -> int:
    return item.page if isinstance(item, TableRow) else item.lines[-1].page


def _parted(before: Paragraph, item: Paragraph) -> bool:
    last, first = before.lines[-1], item.lines[0]
    moved = last.page != first.page or first.y0 < last.y0
    same = _is_of_size(last, first) and last.bold == first.bold
    text_kinds = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    if not (moved and same and before.kind in text_kinds and item.kind is BlockKind.PARAGRAPH):
        return False
    return (first.text[0].islower() or _is_hyphenated(last)) and not ENDS_SENTENCE.search(last.text)


def mark_headings(items: Sequence[Item], outline: dict[str, int]) -> None:
    """Tell headings by size, weight, number or the PDF's own outline, and give their levels.

    `outline` maps a heading's text, squeezed by `squeeze`, to its level from 1.
    """
    text = [p for p in items if isinstance(p, Paragraph)]
    body = _body_style(text)
    styled = [p for p in text if _is_heading(p, body, outline)]
    sizes = sorted({(p.lines[0].size, p.lines[0].bold) for p in styled}, reverse=True)
    by_style = {style: level for level, style in enumerate(sizes, start=1)}
    for paragraph in styled:
        paragraph.kind = BlockKind.HEADING
        first = paragraph.lines[0]
        level = outline.get(squeeze(paragraph.text)) or by_style[first.size, first.bold]
        paragraph.level = min(level, 6)


def squeeze(text: str) -> str:
    """Return letters and digits alone, in lower case, to compare headings by."""
    return "".join(c for c in text.lower() if c.isalnum())


def _body_style(items: Sequence[Paragraph]) -> tuple[float, bool]:
    weights: Counter[tuple[float, bool]] = Counter()
    for paragraph in items:
        for line in paragraph.lines:
            weights[line.size, line.bold] += len(line.text)
    return weights.most_common(1)[0][0] if weights else (0.0, False)


def _is_heading(item: Paragraph, body: tuple[float, bool], outline: dict[str, int]) -> bool:
    text = item.text
    if item.kind is BlockKind.CONTENTS or len(text) > MAX_HEADING or len(item.lines) > 3:
        return False
    if not any(c.isalpha() for c in text) or not item.lines[0].upright:
        return False
    if outline and squeeze(text) in outline:
        return True
    first = item.lines[0]
    if item.kind is BlockKind.LIST_ITEM and not NUMBERED.match(first.words[0].text):
        return False
    if ENDS_SENTENCE.search(text) and not text.endswith("?"):
        return False
    size, bold = body
    larger = first.size >= size * 1.08 + 0.3
    heavier = first.bold and not bold and first.size >= 0.9 * size
    return larger or heavier


class TextMaker:
    """Appends words and keeps count of where each stands in the text."""

    def __init__(self, unbroken: frozenset[str]) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.items: list[Item] = []  # what each block was made of
        self.words: dict[int, list[WordBox]] = {}
        self.first: dict[int, int] = {}  # the first character of each page
        self._unbroken = unbroken

    def text(self) -> str:
        return "".join(self.parts)

    def add(self, item: Item, sizes: Sequence[tuple[float, float]]) -> None:
        """Append a paragraph or a table row as a block; `sizes` are the pages' in points."""
        if self.length:
            self._put("\n")
        start = self.length
        if isinstance(item, Paragraph):
            self._paragraph(item, sizes)
            kind, level = item.kind, item.level
        else:
            self._row(item, sizes)
            kind, level = BlockKind.TABLE_ROW, None
        if self.length > start:
            self.blocks.append(Block(kind, Span(start, self.length), level))
            self.items.append(item)

    def _put(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)

    def _paragraph(self, item: Paragraph, sizes: Sequence[tuple[float, float]]) -> None:
        for number, line in enumerate(item.lines):
            last, text, space = line.words[-1], line.words[-1].text, ""
            if number + 1 < len(item.lines):
                text, space = self._mend(text, item.lines[number + 1].words[0].text)
            if space and text == last.text:
                self._words(line.words, line.page, sizes[line.page])
                continue
            self._words(line.words[:-1], line.page, sizes[line.page])
            self._word(last, text, line.page, sizes[line.page])
            self._put(space)

    def _words(self, words: Sequence[Word], page: int, size: tuple[float, float]) -> None:
        """Put words with a space after each; most of a document's words pass here, so in one go."""
        if not words:
            return
        width, height = size
        at, parts, boxes = self.length, self.parts, self.words.setdefault(page, [])
        new_tuple = tuple.__new__  # a named tuple's own constructor takes twice the time
        self.first.setdefault(page, at)
        for x0, y0, x1, y1, text in words:
            if SOFT_HYPHEN in text:
                text = text.replace(SOFT_HYPHEN, "")
            if text:
                end = at + len(text)
                place = (at, end, page, x0 / width, y0 / height, x1 / width, y1 / height)
                boxes.append(new_tuple(WordBox, place))
                parts.append(text)
                parts.append(" ")
                at = end + 1
        self.length = at

    def _mend(self, text: str, follower: str) -> tuple[str, str]:
        """Return a line's last word and what parts it from the next line's first."""
        if text.endswith(SOFT_HYPHEN):
            return text.replace(SOFT_HYPHEN, ""), ""
        text = text.replace(SOFT_HYPHEN, "")
        if len(text) < 2 or text[-1] not in HYPHENS:
            return text, " "
        stem = text[:-1]
        if follower.lower().rstrip(".,") in COORDINATION:
            return text, " "
        if not (stem[-1].isalnum() and follower[0].isalnum()):
            return text, " "
        keep = (
            stem[-1].isdigit()
            or not follower[0].islower()
            or stem.isupper()
            or not SYLLABLE.search(stem)
            or stem.lower().lstrip('("”’') in WHOLE
            or len(stem) == 1
            or f"{stem}-{follower}".lower().strip(".,;:()") in self._unbroken
        )
        return (text, "") if keep else (stem, "")

    def _row(self, row: TableRow, sizes: Sequence[tuple[float, float]]) -> None:
        filled = [i for i, cell in enumerate(row.cells) if cell.words]
        for place, i in enumerate(filled):
            header = row.header[i] if row.header and row.header is not row.cells else None
            if header is not None and header.words:
                self._cell(header, row.header_page, sizes[row.header_page])
                self._put(": ")
            self._cell(row.cells[i], row.page, sizes[row.page])
            self._put("" if place == len(filled) - 1 else "; " if row.header else " | ")

    def _cell(self, cell: Cell, page: int, size: tuple[float, float]) -> None:
        """Put a cell's words, mending words broken within the cell."""
        for number, word in enumerate(cell.words):
            follower = cell.words[number + 1] if number + 1 < len(cell.words) else None
            text, space = word.text.replace(SOFT_HYPHEN, ""), " " if follower else ""
            if follower is not None and follower.y0 > word.y0 + 0.5 * (word.y1 - word.y0):
                text, space = self._mend(word.text, follower.text)
            self._word(word, text, page, size)
            self._put(space)

    def _word(self, word: Word, text: str, page: int, size: tuple[float, float]) -> None:
        text = text.replace(SOFT_HYPHEN, "")
        if text:
            self._words([word._replace(text=text)], page, size)
            self.parts.pop()  # the space after it, which the caller decides on
            self.length -= 1


def rows_of(
    table: Table, page: int, header: tuple[Cell, ...] | None, header_page: int
) -> list[TableRow]:
    """Return a table's rows, each with the header that names its columns."""
    return [TableRow(page, cells, header, header_page) for cells in table.rows]


def unbroken_words(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return the hyphenated words that stand whole somewhere, in lower case."""
    return frozenset(
        word.text.lower().strip(".,;:()")
        for lines in pages
        for line in lines
        if "-" in line.text  # few lines have one, and there are many words
        for word in line.words
        if "-" in word.text[1:-1]
    )
