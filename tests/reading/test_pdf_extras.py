"""Forms and files within a PDF."""

from __future__ import annotations

import pymupdf

from kompass_evidence.domain.document import Document, Span
from kompass_evidence.reading.pdf import read_pdf

FIELD = pymupdf.Rect(200, 185, 400, 205)


def form(turn: int = 0) -> pymupdf.Document:
    pdf = pymupdf.open()
    page = pdf.new_page()
    page.insert_text((72, 200), "Ansvarig nämnd:")
    text = pymupdf.Widget()
    text.field_name, text.field_type = "nämnd", pymupdf.PDF_WIDGET_TYPE_TEXT
    text.rect, text.field_value = FIELD, "Socialnämnden"
    page.add_widget(text)
    for y, ticked in ((230, True), (260, False)):
        page.insert_text((72, y), "Antagen" if ticked else "Avslagen")
        box = pymupdf.Widget()
        box.field_name, box.field_type = f"ruta {y}", pymupdf.PDF_WIDGET_TYPE_CHECKBOX
        box.rect, box.field_value = pymupdf.Rect(200, y - 12, 214, y + 2), ticked
        page.add_widget(box)
    page.set_rotation(turn)
    return pdf


def read(pdf: pymupdf.Document) -> Document:
    return read_pdf(bytes(pdf.tobytes()), "a.pdf")


def test_what_is_filled_in_is_text_at_its_place() -> None:
    document = read(form())
    assert "Ansvarig nämnd: Socialnämnden" in document.text
    start = document.text.index("Socialnämnden")
    (box,) = document.boxes_of(Span(start, start + 13))
    page = pymupdf.Rect(0, 0, 595, 842)
    assert FIELD.x0 - 2 <= box.x0 * page.width and box.y1 * page.height <= FIELD.y1 + 6


def test_a_ticked_box_is_a_tick_and_an_empty_one_nothing() -> None:
    for turn in (0, 90):
        document = read(form(turn))
        assert document.text.count("✓") == 1
        assert "3" not in document.text


def test_files_within_a_pdf_are_named() -> None:
    pdf = form()
    pdf.embfile_add("b", b"hej", filename="bilaga 1.docx")
    pdf[0].add_file_annot((300, 300), b"hej", "karta.png")
    (remark,) = read(pdf).remarks
    assert remark == "Bifogade filer som inte är lästa: bilaga 1.docx, karta.png"


def test_many_files_within_a_pdf_are_counted() -> None:
    pdf = form()
    for number in range(30):
        pdf.embfile_add(f"f{number:02}", b"hej", filename=f"f{number:02}.txt")
    (remark,) = read(pdf).remarks
    assert remark.endswith("f19.txt och 10 till")
