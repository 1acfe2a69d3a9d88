"""A PDF that was mended, has pages without text, or letters that are none, says so itself."""

from __future__ import annotations

import pytest

from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.pdf import MAX_PAGES, read_pdf
from tests.data.broken.make_broken import TEXT, many_pages, page, pdf, shown


def test_sound_pdf_has_no_remark() -> None:
    assert read_pdf(pdf(page(shown())), "plan.pdf").remarks == ()


def test_pdf_that_was_mended_on_the_way_says_so() -> None:
    whole = pdf(page(shown()))
    found = read_pdf(whole[: whole.index(b"startxref")], "plan.pdf")
    assert found.text == TEXT
    assert found.remarks == ("Filen är skadad och har lagats vid läsningen; text kan saknas",)


def test_page_without_text_is_named() -> None:
    made = page(shown())
    made[2] = b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
    made[6] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    assert "s. 2" in read_pdf(pdf(made), "plan.pdf").remarks[0]


@pytest.mark.parametrize("sign", [b"E000", b"FFFD", b"F8FF"])
def test_font_that_lies_about_its_letters_is_a_remark(
    sign: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    # where Tesseract is, the page is read from its picture instead
    monkeypatch.setattr("kompass_evidence.reading.scanned.tesseract", lambda: None)
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfrange\n<21> <FF> ["
        + b" ".join([b"<" + sign + b">"] * 223)
        + b"]\nendbfrange endcmap end end"
    )
    made = page(shown())
    made[5] = made[5].replace(b">>", b"/ToUnicode 6 0 R>>")
    made[6] = b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap)
    found = read_pdf(pdf(made), "plan.pdf")
    told = "Typsnitten säger inte vilka bokstäver som visas; texten går inte att lita på"
    assert told in found.remarks


def test_more_pages_than_any_document_has_are_refused_at_once() -> None:
    with pytest.raises(UnreadableError, match=f"it has {MAX_PAGES + 1} pages"):
        read_pdf(pdf(many_pages(MAX_PAGES + 1)), "plan.pdf")
