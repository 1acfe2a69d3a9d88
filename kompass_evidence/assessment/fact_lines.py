"""Reads the labelled lines of a document: information tables, "label: value", footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kompass_evidence.assessment.fact_words import ANY_LABEL, LABEL
from kompass_evidence.domain.document import BlockKind, Document

_LONGEST = 160  # characters of a value; what is longer is running text
_LONGEST_BELOW = 70  # of a value that stands on the line under its label
_FORM = re.compile(r"\s*(?:[:–—-]\s*)?")
# where a line holds several cells: a table's, or one label after another
_BETWEEN = re.compile(
    rf"\s*[|;]\s+|(?<=\S)[ \t]{{3,}}|:\s+(?=(?-i:(?=[A-ZÅÄÖ])){ANY_LABEL}(?![\wåäö-])\s+\S)"
    rf"|(?<=\S)\s+(?=(?-i:(?=[A-ZÅÄÖ])){ANY_LABEL}:\s)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with what its label says it is; `start` and `end` are of label and value, of the
    value alone where the labels stand in a column of their own.

    `row` tells that it stands in a row of a table with named columns, where each row has a
    value of its own: that is about the row's matter, not about the document.
    """

    label: str
    words: str  # the label as it stands
    value: str
    start: int
    end: int
    row: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    line: int
    row: bool  # its line is one of a table with named columns

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def without_contents(document: Document) -> str:
    """Return the text with the lines of its table of contents blanked, in the same places."""
    text, pieces, at = document.text, [], 0
    for block in document.blocks:
        if block.kind is BlockKind.CONTENTS:
            pieces += [text[at : block.span.start], re.sub(r"[^\n]", " ", block.span.of(text))]
            at = block.span.end
    return "".join((*pieces, text[at:]))


def whole_lines(text: str, most: int) -> str:
    """Return the lines that end within the first `most` characters: half a line may say another
    thing than the whole."""
    if len(text) <= most:
        return text
    end = text.rfind("\n", 0, most + 1)
    return text[: end if end > 0 else most]


def placed_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield the lines of a text that are not blank, each with where it begins."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield line, at
        at += len(line) + 1


def labelled_lines(text: str) -> Iterator[Labelled]:
    """Yield the labelled values of a text, in whichever of the usual forms they stand.

    "Beslutad av | Kommunfullmäktige", "Beslutad av: Kommunfullmäktige", "Beslutad av
    Kommunfullmäktige | Dnr KS 2022/1", label and value on lines of their own, and a column of
    labels followed by the column of their values.
    """
    cells = list(_cells(text))
    number = 0
    while number < len(cells):
        run = _bare_labels(cells, number)
        if len(run) > 1:
            yield from _columns(cells, number, run)
            number += len(run)
            continue
        found, used = _labelled(cells, number)
        if found is not None and found.label != "other":
            yield found
        number += used


def _labelled(cells: list[_Cell], number: int) -> tuple[Labelled | None, int]:
    """Return the labelled value that begins at a cell, and how many cells it takes."""
    cell = cells[number]
    found = _label(cell.text)
    if found is None:
        return None, 1
    label, words, rest = found
    value, end, used = cell.text[rest:].strip(), cell.end, 1
    if not value and number + 1 < len(cells):
        after = cells[number + 1]
        near = after.line == cell.line and not cell.row
        below = after.line == cell.line + 1 and _is_value(after.text)
        if near or (below and not cell.row and _label(after.text) is None):
            value, end, used = after.text, after.end, 2
    if not value or len(value) > _LONGEST:
        return None, 1
    return Labelled(label, words, value, cell.start, end, cell.row), used


def _is_value(text: str) -> bool:
    """Say whether a line under a label is its value, not the text under a heading."""
    return len(text) <= _LONGEST_BELOW and not text.endswith(".")


def _bare_labels(cells: list[_Cell], number: int) -> list[str]:
    """Return the labels that stand one under the other without any value, from a cell on."""
    run: list[str] = []
    for cell in cells[number:]:
        found = _label(cell.text)
        if found is None or cell.text[found[2] :].strip():
            break
        run.append(found[0])
    return run


def _columns(cells: list[_Cell], number: int, run: list[str]) -> Iterator[Labelled]:
    values = cells[number + len(run) : number + 2 * len(run)]
    for label, name, value in zip(cells[number:], run, values, strict=False):
        if name != "other" and _is_value(value.text) and not cells[number].row:
            yield Labelled(name, label.text, value.text, value.start, value.end)


def _cells(text: str) -> Iterator[_Cell]:
    """Yield the cells of every line."""
    at = 0
    for number, line in enumerate(text.split("\n")):
        named = bool(re.search(r";\s", line)) and bool(re.match(r"[^;:|]{2,40}: ", line))
        row = named or (";" in line and "|" not in line)
        start = 0
        for match in (*_BETWEEN.finditer(line), None):
            end = match.start() if match else len(line)
            piece = line[start:end]
            words = piece.strip()
            if words:
                lead = len(piece) - len(piece.lstrip())
                yield _Cell(words, at + start + lead, number, row)
            start = match.end() if match else end
        at += len(line) + 1


def _label(cell: str) -> tuple[str, str, int] | None:
    """Return the label that a cell begins with, its words, and where the value begins."""
    match = LABEL.match(cell)
    if match is None or not cell[:1].isupper():
        return None
    name = match.lastgroup
    assert name is not None
    form = _FORM.match(cell, match.end())
    return name, match.group(), form.end() if form else match.end()
