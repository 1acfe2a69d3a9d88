"""Puts headings, paragraphs and rows after one another as one text, for formats without pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from kompass_evidence.domain.document import Block, BlockKind, Span


class BlockText:
    """A text that grows by blocks, each on a line of its own."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    def add(self, kind: BlockKind, text: str, level: int | None = None) -> None:
        """Append a block; whitespace is squeezed to single spaces and empty text left out."""
        text = " ".join(text.split())
        if not text:
            return
        start = self._length + bool(self._lines)
        self._lines.append(text)
        self._length = start + len(text)
        self.blocks.append(Block(kind, Span(start, self._length), level))

    def add_table(self, rows: Sequence[Sequence[str]], *, has_header: bool) -> None:
        """Append a table's rows; under a header, each figure is named by its column."""
        header = [" ".join(cell.split()) for cell in rows[0]] if has_header and rows else []
        if header:
            self.add(BlockKind.TABLE_ROW, " | ".join(cell for cell in header if cell))
        self.add_rows(header, rows[1:] if header else rows)

    def add_rows(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Append rows of a table whose header, empty where it has none, stands further up."""
        for row in rows:
            named = [
                f"{name}: {cell}" if name else cell
                for name, cell in zip_longest(header, map(str.strip, row), fillvalue="")
                if cell
            ]
            self.add(BlockKind.TABLE_ROW, ("; " if header else " | ").join(named))

    @property
    def length(self) -> int:
        """How many characters the text has so far."""
        return self._length

    def without(self, is_furniture: Callable[[str], bool]) -> BlockText:
        """Return the text without the blocks that are not the document's own."""
        kept, whole = BlockText(), self.text()
        for block in self.blocks:
            words = block.span.of(whole)
            if not is_furniture(words):
                kept.add(block.kind, words, block.level)
        return kept

    def first_heading(self) -> str:
        """Return the words of the first heading, none where there is no heading."""
        whole = self.text()
        headings = (b.span.of(whole) for b in self.blocks if b.kind is BlockKind.HEADING)
        return next(headings, "")

    def text(self) -> str:
        """Return the whole text; the blocks' spans point into it."""
        return "\n".join(self._lines)
