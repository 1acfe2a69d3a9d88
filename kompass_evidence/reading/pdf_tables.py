"""Finds ruled tables on a PDF page and reads them by cell.

Only pages whose content draws several paths are looked at, since finding lines costs as much
as reading the text. Cells come from the rulings themselves; a general table finder is a hundred
times slower than the text it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kompass_evidence.reading.pdf_lines import Line, Word, turn

# the operators that draw rectangles and lines, with what may follow them
PATHS = tuple(b" " + name + after for name in (b"re", b"l") for after in (b"\n", b" ", b"\r"))
FEWEST_PATHS = 6  # a table of two rows and two columns has three rulings each way
THIN = 3.0  # points; a filled rectangle thinner than this is a ruling
NEAR = 3.0  # points within which rulings are the same


class Rule(NamedTuple):
    """A horizontal or vertical ruling: `at` across, from `low` to `high` along."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one cell in order, and whether they are set bold."""

    words: tuple[Word, ...]
    bold: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled grid: `rows` of cells, all of one length, and its box on the page."""

    rows: tuple[tuple[Cell, ...], ...]
    box: tuple[float, float, float, float]

    def holds(self, line: Line) -> bool:
        """Say whether the middle of a line stands in the table."""
        x0, y0, x1, y1 = self.box
        middle = (line.y0 + line.y1) / 2
        return y0 - 1 <= middle <= y1 + 1 and line.x0 >= x0 - NEAR and line.x1 <= x1 + NEAR

    def has_columns_of(self, other: Table) -> bool:
        """Say whether another table is as wide, at the same place, with as many columns."""
        sides = (self.box[0] - other.box[0], self.box[2] - other.box[2])
        return len(self.rows[0]) == len(other.rows[0]) and max(map(abs, sides)) <= NEAR


def find_tables(page: Any, lines: Sequence[Line]) -> list[Table]:
    """Return the ruled tables of a pymupdf page with the words of `lines` in their cells."""
    content = page.read_contents()
    if sum(content.count(operator) for operator in PATHS) < FEWEST_PATHS:
        return []
    drawings = page.get_cdrawings()
    turned = page.rotation_matrix if page.rotation else None
    grids = _grids(*_rulings(drawings, turned, filled=False))
    if not grids:
        # tables whose cells are only shaded; where there are rulings too, the shading may be
        # parted line by line and says nothing about rows
        grids = _grids(*_rulings(drawings, turned, filled=True))
    # in a table set sideways, what looks like a row is a column
    upright = [line for line in lines if line.upright]
    tables = (_fill(xs, ys, upright) for xs, ys in grids)
    return [table for table in tables if table is not None]


def _rulings(
    drawings: Iterable[dict[str, Any]], turned: Any, *, filled: bool
) -> tuple[list[Rule], list[Rule]]:
    """Return horizontal and vertical rulings; with `filled`, the edges of filled areas too."""
    across: list[Rule] = []
    down: list[Rule] = []
    for drawing in _without_nested(drawings) if filled else drawings:
        wide = filled or "s" in drawing["type"]
        for item in drawing["items"]:
            if item[0] == "l":
                (xa, ya), (xb, yb) = item[1], item[2]
                box = min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)
            elif item[0] == "re":
                box = item[1][:4]
            elif item[0] == "qu":
                xs, ys = [p[0] for p in item[1]], [p[1] for p in item[1]]
                box = min(xs), min(ys), max(xs), max(ys)
            else:
                continue
            if turned is not None:
                box = turn(turned, *box)
            _add(across, down, *box, wide=wide)
    return _merge(across), _merge(down)


def _without_nested(drawings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out areas inside one of the same colour: shading of single lines within a cell."""
    kept: list[dict[str, Any]] = []
    for drawing in drawings:
        x0, y0, x1, y1 = drawing["rect"]
        nested = any(
            other["rect"][0] <= x0 + 1 and other["rect"][1] <= y0 + 1
            and other["rect"][2] >= x1 - 1 and other["rect"][3] >= y1 - 1
            and other.get("fill") == drawing.get("fill")
            for other in kept[-40:]
        )  # fmt: skip
        if not nested:
            kept.append(drawing)
    return kept


def _add(
    across: list[Rule], down: list[Rule], x0: float, y0: float, x1: float, y1: float, *, wide: bool
) -> None:
    if y1 - y0 <= THIN and x1 - x0 > 2 * THIN:
        across.append(Rule((y0 + y1) / 2, x0, x1))
    elif x1 - x0 <= THIN and y1 - y0 > 2 * THIN:
        down.append(Rule((x0 + x1) / 2, y0, y1))
    elif wide and x1 - x0 > 2 * THIN and y1 - y0 > 2 * THIN:
        across.extend((Rule(y0, x0, x1), Rule(y1, x0, x1)))
        down.extend((Rule(x0, y0, y1), Rule(x1, y0, y1)))


def _merge(rules: list[Rule]) -> list[Rule]:
    """Join rulings that lie on one line and touch."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / NEAR), r.low)):
        last = merged[-1] if merged else None
        touches = last and last.low - NEAR <= rule.low <= last.high + NEAR
        if last and touches and abs(last.at - rule.at) <= NEAR:
            merged[-1] = Rule(last.at, last.low, max(last.high, rule.high))
        else:
            merged.append(rule)
    return merged


def _grids(across: list[Rule], down: list[Rule]) -> list[tuple[list[float], list[float]]]:
    """Return (column edges, row edges) for each group of rulings that cross one another."""
    if len(across) < 2 or len(down) < 2 or len(across) * len(down) > 250_000:
        return []
    group = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if h.low - NEAR <= v.at <= h.high + NEAR and v.low - NEAR <= h.at <= v.high + NEAR:
                group[root(i)] = root(len(across) + j)
    grids = []
    for leader in sorted({root(i) for i in range(len(group))}):
        ys = _distinct(h.at for i, h in enumerate(across) if root(i) == leader)
        xs = _distinct(v.at for j, v in enumerate(down) if root(len(across) + j) == leader)
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append((xs, ys))
    return sorted(grids, key=lambda grid: grid[1][0])


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def _fill(xs: list[float], ys: list[float], lines: Sequence[Line]) -> Table | None:
    """Put the words into the grid's cells; None where the grid holds too little to be a table."""
    box = (xs[0], ys[0], xs[-1], ys[-1])
    cells: dict[tuple[int, int], list[tuple[Word, bool]]] = {}
    for line in lines:
        if not (box[1] - NEAR <= (line.y0 + line.y1) / 2 <= box[3] + NEAR):
            continue
        for word in line.words:
            x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
            if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                place = (_slot(ys, y), _slot(xs, x))
                cells.setdefault(place, []).append((word, line.bold))
    rows = tuple(
        tuple(_cell(cells.get((row, column), [])) for column in range(len(xs) - 1))
        for row in range(len(ys) - 1)
    )
    rows = tuple(row for row in rows if any(cell.words for cell in row))
    columns = [i for i in range(len(xs) - 1) if any(row[i].words for row in rows)]
    rows = tuple(tuple(row[i] for i in columns) for row in rows)
    if len(rows) < 2 or len(columns) < 2:
        return None
    filled = sum(1 for row in rows for cell in row if cell.words)
    return Table(rows, box) if 3 * filled >= len(rows) * len(columns) else None


def _slot(edges: list[float], value: float) -> int:
    slot = 0
    while slot < len(edges) - 2 and value >= edges[slot + 1]:
        slot += 1
    return slot


def _cell(entries: list[tuple[Word, bool]]) -> Cell:
    words = sorted((word for word, _bold in entries), key=_by_line)
    return Cell(tuple(words), 2 * sum(bold for _word, bold in entries) > len(entries))


def _by_line(word: Word) -> tuple[int, float]:
    return round((word.y0 + word.y1) / 6), word.x0


def is_bold(row: Sequence[Cell]) -> bool:
    """Say whether all that stands in a row is set bold."""
    return all(cell.bold for cell in row if cell.words)


def header_of(table: Table) -> tuple[Cell, ...] | None:
    """Return the table's own header row, if its first row is one."""
    first, second = table.rows[0], table.rows[1]
    if all(cell.words for cell in first[1:]) and _looks_like_header(first, second):
        return first
    return None


def _looks_like_header(first: tuple[Cell, ...], second: tuple[Cell, ...]) -> bool:
    bold = is_bold(first)
    if bold and not is_bold(second):
        return True
    if len(first) == 2:
        return False
    figures = sum(1 for cell in second if _is_figure(cell.text))
    names = all(not _is_figure(cell.text) or _is_year(cell.text) for cell in first if cell.words)
    return names and (figures > 0 or bold)


def _is_figure(text: str) -> bool:
    digits = sum(1 for c in text if c.isdigit())
    return digits > 0 and 2 * digits >= sum(1 for c in text if not c.isspace())


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", text))
