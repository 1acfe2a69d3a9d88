"""Workbooks: rows whose figures name their columns, under the cells that they stand in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading import read
from kompass_evidence.reading.opendocument import MOST_REPEATED, read_ods
from kompass_evidence.reading.passages import cut
from kompass_evidence.reading.sheets import column_name
from kompass_evidence.reading.xlsx import read_xlsx
from tests.reading.places import assert_blocks_make_up_the_text, texts

Rows = Sequence[Sequence[Any]]
BUDGET: Rows = [
    ["Budget 2026"], ["Nämnd", "Utfall", "Mål"], ["Skola", 118, 120], ["Vård", 84.5, 90], [],
    ["Anmärkning"],
]  # fmt: skip


def xlsx(sheets: dict[str, Rows], hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(sheets: dict[str, Rows], hidden: str = "") -> bytes:
    book = OpenDocumentSpreadsheet()
    style = Style(name="gömd", family="table")
    style.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(style)
    for name, rows in sheets.items():
        table = Table(name=name, **({"stylename": style} if name == hidden else {}))
        for row in rows:
            line = TableRow()
            for value in row:
                kind = "string" if isinstance(value, str) else "float"
                cell = TableCell(valuetype=kind, **({} if kind == "string" else {"value": value}))
                cell.addElement(P(text=str(value).replace(".", ",")))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()


Make = Callable[..., bytes]
BOTH = pytest.mark.parametrize(
    ("make", "name"), [(xlsx, "b.xlsx"), (ods, "b.ods")], ids=["xlsx", "ods"]
)


def budget(make: Make, name: str) -> Document:
    return read(make({"Mål": BUDGET}), name)


@BOTH
def test_figures_are_named_by_their_columns(make: Make, name: str) -> None:
    assert texts(budget(make, name), BlockKind.TABLE_ROW) == [
        "Nämnd | Utfall | Mål", "Nämnd: Skola; Utfall: 118; Mål: 120",
        "Nämnd: Vård; Utfall: 84,5; Mål: 90",
    ]  # fmt: skip


@BOTH
def test_sheet_and_cells_are_the_place(make: Make, name: str) -> None:
    document = budget(make, name)
    assert document.heading_at(document.text.index("84,5")) == ("Mål", "Mål!A1:C4")
    passages = cut(document, "src-1", lambda texts_: [len(t.split()) for t in texts_])
    assert [p.places for p in passages] == [("Mål!A1:C4",), ("Mål!A6",)]


@BOTH
def test_a_line_alone_above_a_table_is_a_paragraph(make: Make, name: str) -> None:
    assert texts(budget(make, name), BlockKind.PARAGRAPH) == ["Budget 2026", "Anmärkning"]


@BOTH
def test_blocks_make_up_the_text(make: Make, name: str) -> None:
    assert_blocks_make_up_the_text(budget(make, name))


@BOTH
def test_a_hidden_sheet_is_read_and_named(make: Make, name: str) -> None:
    document = read(make({"Mål": BUDGET, "Underlag": [["a", "b"]]}, hidden="Underlag"), name)
    assert "a | b" in document.text
    assert "Dolda blad, men lästa: Underlag" in document.remarks


@BOTH
def test_a_long_table_has_its_places_in_steps_and_its_names_on_every_row(
    make: Make, name: str
) -> None:
    rows = [["Nämnd", "Utfall", "Mål"], *(["Skola", n, 2 * n] for n in range(1, 61))]
    document = read(make({"Långt": rows}), name)
    headings = texts(document, BlockKind.HEADING)
    assert headings == ["Långt", "Långt!A1:C25", "Långt!A26:C50", "Långt!A51:C61"]
    assert texts(document, BlockKind.TABLE_ROW)[-1] == "Nämnd: Skola; Utfall: 60; Mål: 120"


@BOTH
def test_labels_with_their_values_are_not_given_a_header(make: Make, name: str) -> None:
    document = read(make({"Om": [["Beslutad av", "Fullmäktige"], ["Dnr", "KS 1"]]}), name)
    assert texts(document, BlockKind.TABLE_ROW) == ["Beslutad av | Fullmäktige", "Dnr | KS 1"]


@BOTH
def test_a_workbook_of_empty_sheets_is_refused(make: Make, name: str) -> None:
    with pytest.raises(InputError, match="empty"):
        read(make({"Blad1": []}), name)


@BOTH
def test_a_damaged_workbook_is_refused(make: Make, name: str) -> None:
    with pytest.raises(InputError, match="can be opened"):
        read(make({"Mål": BUDGET})[:700], name)


def test_figures_and_dates_are_shown_as_in_a_swedish_program() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for place, (value, form) in enumerate(
        ((0.125, "0.0%"), (1234567, "#,##0"), (3.14159, "0.00"), (2.5, "General"), (7.6, "0"),
         (date(2026, 5, 12), "yyyy-mm-dd"), (True, "General"), (1234.5, '#,##0.0 "kr"')),
        start=1,
    ):  # fmt: skip
        sheet.cell(1, place, value).number_format = form
    assert read_xlsx(saved(book), "a.xlsx").text.splitlines()[-1] == (
        "12,5 % | 1 234 567 | 3,14 | 2,5 | 8 | 2026-05-12 | SANT | 1 234,5"
    )


def test_formulas_without_a_kept_value_are_counted() -> None:
    data = xlsx({"Mål": [["Summa", "=1+1"], ["a", "b"]]})
    assert read_xlsx(data, "a.xlsx").remarks == ("Formler utan beräknat värde, inte lästa: 1",)


def test_a_row_far_down_costs_no_time_for_those_above() -> None:
    book = openpyxl.Workbook()
    book.active.cell(1_048_576, 16_384, "längst ner")
    document = read_xlsx(saved(book), "a.xlsx")
    assert document.text.splitlines()[-2:] == ["Sheet!XFD1048576", "längst ner"]


def test_cells_that_are_said_to_be_repeated_a_billion_times_are_not() -> None:
    document = read_ods(_repeated(ods({"Mål": [["många"]]})), "a.ods")
    assert document.text.count("många") == MOST_REPEATED


def _repeated(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            mark = b"<table:table-cell "
            new.writestr(
                name, content.replace(mark, mark + b'table:number-columns-repeated="99999999" ')
            )
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA"), (16_384, "XFD")]
)
def test_columns_are_named_as_in_spreadsheets(number: int, letters: str) -> None:
    assert column_name(number) == letters


def test_the_workbook_is_called_by_its_name_without_a_title(tmp_path: Path) -> None:
    assert read_xlsx(xlsx({"Mål": BUDGET}), "budget 2026.xlsx").title == "budget 2026"
