"""Lays out the sheets of a workbook as text: rows whose figures name their columns.

A sheet has no pages; the place of its rows is a heading, "Budget!A4:F28", as spreadsheet programs
write a range of cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.blocks import BlockText

ROWS = 25  # under one heading, so that a place is a range that one can see at once
MAX_CELLS = 500_000  # of one workbook that are read; a remark says where that ends


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows; `is_text` is false for figures, dates and the like."""

    text: str
    is_text: bool = True


Row = tuple[int, Mapping[int, Cell]]  # its number from 1, and its cells by column from 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows in order, of which empty ones may be left out."""

    name: str
    rows: Iterable[Row]
    hidden: bool = False


def lay_out(
    sheets: Iterable[Sheet], title: str, reader: str, remarks: Sequence[str] = ()
) -> Document:
    """Return the document of a workbook's sheets.

    Raises UnreadableError where no cell has text.
    """
    text = BlockText()
    budget = MAX_CELLS
    hidden, cut = [], []
    for sheet in sheets:
        rows: list[Row] = []
        for number, cells in sheet.rows:
            filled = {column: cell for column, cell in cells.items() if cell.text.strip()}
            if len(filled) > budget:
                cut.append(f"{sheet.name} från rad {number}")
                break
            budget -= len(filled)
            rows.extend([(number, filled)] if filled else [])
        if rows:
            text.add(BlockKind.HEADING, sheet.name, 1)
            hidden.extend([sheet.name] if sheet.hidden else [])
            for region in _regions(rows):
                _add_region(text, sheet.name, region)
    if not text.blocks:
        raise UnreadableError("its sheets are empty", "dess blad är tomma")
    found = [*remarks]
    if hidden:
        found.append("Dolda blad, men lästa: " + ", ".join(hidden))
    if cut:
        found.append("För stort, inte läst: " + ", ".join(cut))
    return Document(
        text.text(), tuple(text.blocks), title=title, reader=reader, remarks=tuple(found)
    )


def _regions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield runs of rows that no empty row parts."""
    run: list[Row] = []
    for row in rows:
        if run and row[0] > run[-1][0] + 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _add_region(text: BlockText, sheet: str, rows: Sequence[Row]) -> None:
    titles = _titles(rows)
    table = rows[titles:]
    header = table[0][1] if _has_header(table) else {}
    waiting = iter(rows)
    while part := list(islice(waiting, ROWS)):
        text.add(BlockKind.HEADING, f"{sheet}!{_range(part)}", 2)
        for row in part:
            cells = row[1]
            if row in rows[:titles]:
                text.add(BlockKind.PARAGRAPH, " ".join(cell.text for cell in cells.values()))
            elif cells is header:
                text.add(BlockKind.TABLE_ROW, " | ".join(cell.text for cell in header.values()))
            else:
                columns = sorted(cells)
                names = [header[c].text if c in header else "" for c in columns]
                text.add_rows(names if header else (), [[cells[c].text for c in columns]])


def _titles(rows: Sequence[Row]) -> int:
    """Return how many rows before the table are a line of text alone: titles and notes."""
    for number, (_, cells) in enumerate(rows):
        if len(cells) > 1 or not all(cell.is_text for cell in cells.values()):
            return number
    return len(rows)


def _has_header(rows: Sequence[Row]) -> bool:
    """Say whether the first row names the columns: all text, over more than one column, and
    not fewer columns than most rows have."""
    if len(rows) < 2:
        return False
    first = rows[0][1]
    widths = sorted(len(cells) for _, cells in rows[1:])
    all_text = all(cell.is_text for cell in first.values())
    labels = all(len(cells) == 2 for _, cells in rows) and all(
        cell.is_text for _, cells in rows for cell in cells.values()
    )  # a list of labels and their values names no columns
    return all_text and not labels and 1 < len(first) >= widths[len(widths) // 2] - 1


def _range(rows: Sequence[Row]) -> str:
    columns = [column for _, cells in rows for column in cells]
    first = f"{column_name(min(columns))}{rows[0][0]}"
    last = f"{column_name(max(columns))}{rows[-1][0]}"
    return first if first == last else f"{first}:{last}"


def column_name(number: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
