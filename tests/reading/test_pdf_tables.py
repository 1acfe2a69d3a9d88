"""Ruled tables: rows that say which column a figure belongs to."""

from __future__ import annotations

import pymupdf
import pytest
from reportlab.lib.pagesizes import A4

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.reading.pdf import read_pdf
from tests.reading.pdfs import HEIGHT, Sheet
from tests.reading.places import assert_every_printed_character_has_a_box, texts

OUTCOME = [["Nämnd", "Budget", "Utfall"], ["Skola", "120", "118"], ["Vård", "80", "84"]]
ROWS = ["Nämnd: Skola; Budget: 120; Utfall: 118", "Nämnd: Vård; Budget: 80; Utfall: 84"]


def rows(document: Document) -> list[str]:
    return texts(document, BlockKind.TABLE_ROW)


def sheet_with(table: list[list[str]], top: float = 200, *, bold_first: bool = True) -> Sheet:
    sheet = Sheet()
    sheet.lines(72, top - 30, ["Tabellen visar hur det gick för nämnderna under året."])
    sheet.table(72, top, table, bold_first=bold_first)
    return sheet


def test_each_figure_is_named_by_its_column() -> None:
    assert rows(read_pdf(sheet_with(OUTCOME).data(), "a.pdf"))[1:] == ROWS


def test_an_empty_cell_does_not_shift_the_figures_after_it() -> None:
    table = [["Nämnd", "Budget", "Utfall"], ["Skola", "", "118"], ["Vård", "80", ""]]
    assert rows(read_pdf(sheet_with(table).data(), "a.pdf"))[1:] == [
        "Nämnd: Skola; Utfall: 118",
        "Nämnd: Vård; Budget: 80",
    ]


def test_years_as_column_names_name_their_figures() -> None:
    table = [["", "2024", "2025"], ["Skola", "120", "118"]]
    assert "2024: 120; 2025: 118" in rows(read_pdf(sheet_with(table).data(), "a.pdf"))[1]


def test_text_beside_a_table_is_not_in_its_rows() -> None:
    sheet = sheet_with(OUTCOME)
    sheet.lines(72, 300, ["Efter tabellen fortsätter texten som vanligt."])
    document = read_pdf(sheet.data(), "a.pdf")
    assert texts(document, BlockKind.PARAGRAPH) == [
        "Tabellen visar hur det gick för nämnderna under året.",
        "Efter tabellen fortsätter texten som vanligt.",
    ]


def test_every_word_of_a_table_has_its_box() -> None:
    document = read_pdf(sheet_with(OUTCOME).data(), "a.pdf")
    assert_every_printed_character_has_a_box(document)


def broken(first: list[list[str]], second: list[list[str]]) -> Document:
    """Read a table that goes on, without its header, on the next page."""
    sheet = sheet_with(first, 700)
    sheet.next_page()
    end = sheet.table(72, 72, second, bold_first=False)
    sheet.lines(72, end + 60, ["Efter tabellen fortsätter texten som vanligt på sidan."])
    return read_pdf(sheet.data(), "a.pdf")


def test_rows_after_a_page_break_are_named_by_the_header_before_it() -> None:
    document = broken(OUTCOME, [["Kultur", "15", "16"], ["Teknik", "30", "29"]])
    assert rows(document)[-2:] == [
        "Nämnd: Kultur; Budget: 15; Utfall: 16",
        "Nämnd: Teknik; Budget: 30; Utfall: 29",
    ]


def test_a_row_of_words_after_a_page_break_is_not_taken_for_a_header() -> None:
    first = [["Mål", "Ansvarig", "Klart"], ["Trygghet", "Anna", "2025"]]
    document = broken(first, [["Skola", "Eva", "nästa år"], ["Vård", "Kim", "2027"]])
    assert rows(document)[-2:] == [
        "Mål: Skola; Ansvarig: Eva; Klart: nästa år",
        "Mål: Vård; Ansvarig: Kim; Klart: 2027",
    ]


def test_a_row_after_a_page_break_is_boxed_on_its_own_page() -> None:
    document = broken(OUTCOME, [["Kultur", "15", "16"], ["Teknik", "30", "29"]])
    row = document.blocks[-2].span
    assert 1 in {box.page for box in document.boxes_of(row)}


def test_rows_after_a_page_break_belong_to_their_own_page() -> None:
    document = broken(OUTCOME, [["Kultur", "15", "16"], ["Teknik", "30", "29"]])
    assert [page.index for page in document.pages_of(document.blocks[-2].span)] == [1]


def test_a_table_without_header_does_not_take_one_from_a_table_before_some_text() -> None:
    sheet = sheet_with(OUTCOME)
    sheet.lines(72, 320, ["Här följer helt andra uppgifter, utan rubrikrad."])
    sheet.table(72, 350, [["Energi", "7", "9"], ["Vatten", "3", "4"]], bold_first=False)
    assert not any("Budget" in row for row in rows(read_pdf(sheet.data(), "a.pdf"))[3:])


def test_tables_side_by_side_are_not_mixed() -> None:
    sheet = Sheet()
    sheet.table(60, 200, [["Nämnd", "Kronor"], ["Skola", "120"]], width=80)
    sheet.table(300, 200, [["Bolag", "Platser"], ["Energi", "7"]], width=80)
    found = rows(read_pdf(sheet.data(), "a.pdf"))
    assert "Nämnd: Skola; Kronor: 120" in found
    assert "Bolag: Energi; Platser: 7" in found


def turned(data: bytes, degrees: int) -> bytes:
    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        for page in pdf:
            page.set_rotation(degrees)
        return bytes(pdf.tobytes())


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_table_on_a_landscape_page_is_read_by_its_columns(degrees: int) -> None:
    sheet = Sheet()
    sheet.canvas.rotate(90 if degrees == 90 else -90)
    sheet.canvas.translate(*((0, -A4[0]) if degrees == 90 else (-A4[1], 0)))
    sheet.canvas.translate(0, A4[0] - HEIGHT)  # the page is now lower than a sheet
    sheet.table(72, 200, OUTCOME)
    assert rows(read_pdf(turned(sheet.data(), degrees), "a.pdf"))[1:] == ROWS


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_figure_in_a_table_that_lies_on_its_side_is_never_named_by_a_wrong_column(
    degrees: int,
) -> None:
    text = read_pdf(turned(sheet_with(OUTCOME).data(), degrees), "a.pdf").text
    assert not any(wrong in text for wrong in ("Vård: 80", "Vård: 84", "Skola: 120", "Skola: 118"))
