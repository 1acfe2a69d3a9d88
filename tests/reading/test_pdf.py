"""PDF files as a whole: headings, contents, titles, and files that cannot be read."""

from __future__ import annotations

import io

import pymupdf
import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading.pdf import read_pdf
from tests.reading.pdfs import Sheet, one_page
from tests.reading.places import texts

BODY = "Nämnden ska varje år följa upp målen och rapportera till fullmäktige."


def structured() -> Document:
    """Read a document with a cover, a table of contents and numbered headings."""
    sheet = Sheet()
    sheet.line(72, 150, "Styrmodell för kommunen", 22, bold=True)
    sheet.next_page()
    sheet.line(72, 150, "Innehåll", 14, bold=True)
    sheet.lines(72, 180, ["1 Inledning ................ 3", "2 Uppföljning .............. 4"])
    sheet.next_page()
    sheet.line(72, 150, "1 Inledning", 14, bold=True)
    sheet.lines(72, 180, [BODY])
    sheet.line(72, 230, "1.1 Syfte", 12, bold=True)
    sheet.lines(72, 250, ["Syftet är att styra kommunen mot målen i vardagen."])
    sheet.next_page()
    sheet.line(72, 150, "2 Uppföljning", 14, bold=True)
    sheet.lines(72, 180, ["Uppföljningen görs tre gånger om året av nämnden."])
    return read_pdf(sheet.data(), "styrmodell.pdf")


def test_headings_are_told_from_text_by_how_they_are_set() -> None:
    assert texts(structured(), BlockKind.HEADING) == [
        "Styrmodell för kommunen",
        "Innehåll",
        "1 Inledning",
        "1.1 Syfte",
        "2 Uppföljning",
    ]


def test_a_passage_stands_under_its_chapter_and_section() -> None:
    document = structured()
    path = document.heading_at(document.text.index("Syftet är"))
    assert path[-2:] == ("1 Inledning", "1.1 Syfte")


def test_a_new_chapter_ends_the_section_before_it() -> None:
    document = structured()
    path = document.heading_at(document.text.index("Uppföljningen görs"))
    assert path[-1] == "2 Uppföljning"
    assert "1.1 Syfte" not in path


def test_lines_of_a_table_of_contents_are_marked_as_such() -> None:
    assert len(texts(structured(), BlockKind.CONTENTS)) == 2


def test_the_largest_heading_of_the_cover_is_the_title() -> None:
    assert structured().title == "Styrmodell för kommunen"


def test_the_levels_of_the_outline_are_the_levels_of_the_headings() -> None:
    sheet = Sheet()
    for number, (text, level) in enumerate([("Mål", 0), ("Skola", 1), ("Vård", 1)]):
        sheet.canvas.bookmarkPage(text)
        sheet.canvas.addOutlineEntry(text, text, level)
        sheet.line(72, 150 + 90 * number, text, 13, bold=True)
        sheet.lines(72, 180 + 90 * number, [BODY])
    document = read_pdf(sheet.data(), "a.pdf")
    levels = [b.level for b in document.blocks if b.kind is BlockKind.HEADING]
    assert levels == [1, 2, 2]


def test_without_headings_the_title_is_the_one_the_file_states() -> None:
    sheet = Sheet("Policy för inköp")
    sheet.lines(72, 180, [BODY])
    assert read_pdf(sheet.data(), "fil.pdf").title == "Policy för inköp"


@pytest.mark.parametrize("stated", ["", "Microsoft Word - Dokument1", "utkast_v3.docx"])
def test_a_title_that_says_nothing_gives_way_to_the_file_name(stated: str) -> None:
    sheet = Sheet(stated)
    sheet.lines(72, 180, [BODY])
    assert read_pdf(sheet.data(), "inkopspolicy.pdf").title == "inkopspolicy"


def encrypted(user: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=pdfencrypt.StandardEncryption(user, "owner"))
    canvas.drawString(72, 600, "Kommunens policy")
    canvas.save()
    return buffer.getvalue()


def test_a_file_behind_a_password_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="password"):
        read_pdf(encrypted("hemlig"), "a.pdf")


def test_a_file_that_is_only_locked_for_changes_is_read() -> None:
    assert read_pdf(encrypted(""), "a.pdf").text == "Kommunens policy"


@pytest.mark.parametrize(
    "data", [b"", b"hej", b"%PDF-1.7\n", one_page(BODY)[:300], b"\0" * 2000], ids=range(5)
)
def test_a_damaged_file_is_refused_with_the_reason(data: bytes) -> None:
    with pytest.raises(InputError, match="damaged"):
        read_pdf(data, "a.pdf")


def test_a_file_that_was_cut_short_after_its_pages_is_still_read() -> None:
    assert read_pdf(one_page(BODY)[:-40], "a.pdf").text == BODY


def without_text(pages: int) -> bytes:
    with pymupdf.open() as pdf:
        for _ in range(pages):
            page = pdf.new_page()
            page.draw_rect(pymupdf.Rect(50, 50, 300, 300), fill=(0.2, 0.4, 0.6))
        return bytes(pdf.tobytes())


def test_a_file_of_pictures_without_text_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="has text"):
        read_pdf(without_text(2), "a.pdf")


def test_a_scanned_file_is_refused_with_its_number_of_pages() -> None:
    with pytest.raises(InputError, match=r"\b3 pages"):
        read_pdf(without_text(3), "a.pdf")


def test_a_page_without_text_among_others_is_remarked_on() -> None:
    sheet = Sheet()
    sheet.lines(72, 180, [BODY])
    sheet.next_page()
    sheet.next_page()
    sheet.lines(72, 180, [BODY])
    (remark,) = read_pdf(sheet.data(), "a.pdf").remarks
    assert "s. 2" in remark


def test_a_file_with_text_on_every_page_has_no_remark() -> None:
    assert structured().remarks == ()


def test_the_reader_is_named_with_its_version() -> None:
    assert pymupdf.VersionBind in read_pdf(one_page(BODY), "a.pdf").reader


def test_the_same_bytes_give_the_same_document() -> None:
    data = one_page(BODY)
    assert read_pdf(data, "a.pdf") == read_pdf(data, "a.pdf")
