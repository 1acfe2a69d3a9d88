"""Reads workbooks (XLSX): what the cells of each sheet show, formulas by their kept values."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from kompass_evidence.domain.document import Document
from kompass_evidence.reading.office import check_office, opened
from kompass_evidence.reading.sheets import Cell, Row, Sheet, lay_out

READER = "xlsx/1"
KIND = ("Excel file", "Excelfil")
DECIMALS = re.compile(r"0\.(0+)")
WHOLE = re.compile(r"^[#,0\s\\\"a-zA-ZåäöÅÄÖ%€$_;()*?\[\]<>=@-]*0[^.]*$")
NO_VALUE = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")


def read_xlsx(data: bytes, name: str) -> Document:
    """Return the document in an XLSX file's bytes; `name` is the file's, used without a title.

    Raises UnreadableError where the file is damaged, protected, too large unpacked, or empty.
    """
    import openpyxl

    check_office(data, *KIND)
    book = opened(
        lambda: openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        ),
        *KIND,
    )
    sheets = (
        Sheet(sheet.title, _rows(sheet), hidden=sheet.sheet_state != "visible")
        for sheet in book.worksheets
    )
    title = " ".join((book.properties.title or "").split()) or name.rsplit(".", 1)[0]
    reader = f"{READER} openpyxl {openpyxl.__version__}"
    missing = _without_value(data)
    remarks = (f"Formler utan beräknat värde, inte lästa: {missing}",) if missing else ()
    document: Document = opened(lambda: lay_out(sheets, title, reader, remarks), *KIND)
    return document


def _rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says of its size need not be so
    for row in sheet.iter_rows():
        cells = {
            cell.column: _cell(cell.value, cell.number_format)
            for cell in row if cell.value is not None
        }  # fmt: skip
        if cells:
            number = next(cell.row for cell in row if cell.value is not None)
            yield number, cells


def _cell(value: Any, form: str) -> Cell:
    """Return a cell as Swedish programs show it."""
    if isinstance(value, bool):
        return Cell("SANT" if value else "FALSKT", is_text=False)
    if isinstance(value, int | float):
        return Cell(_figure(value, form or ""), is_text=False)
    if isinstance(value, datetime):
        has_time = value.time() != time()
        shown = value.isoformat(" ", "minutes") if has_time else value.date().isoformat()
        return Cell(shown, is_text=False)
    if isinstance(value, date | time | timedelta):
        return Cell(str(value), is_text=False)
    return Cell(str(value))


def _figure(value: float, form: str) -> str:
    first = form.split(";")[0]
    percent = "%" in first
    number = 100 * value if percent else value
    decimals = DECIMALS.search(first)
    if decimals:
        shown = f"{number:,.{len(decimals.group(1))}f}"
    elif first != "General" and WHOLE.match(first):
        shown = f"{number:,.0f}"
    else:
        shown = f"{number:.10g}"
    shown = shown.replace(",", " " if "#,#" in first else "").replace(".", ",")
    return shown + (" %" if percent else "")


def _without_value(data: bytes) -> int:
    """Count formulas whose value no program has kept; a file made by a script has none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(
            len(NO_VALUE.findall(archive.read(name)))
            for name in archive.namelist() if name.startswith("xl/worksheets/sheet")
        )  # fmt: skip
