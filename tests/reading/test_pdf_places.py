"""Where a quote stands: pages, and boxes that lie on the printed words."""

from __future__ import annotations

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.domain.document import Box, Span
from kompass_evidence.reading.pdf import read_pdf
from tests.reading.pdfs import Sheet, one_page, over_a_page_break
from tests.reading.places import (
    assert_blocks_make_up_the_text,
    assert_every_printed_character_has_a_box,
    assert_pages_make_up_the_text,
    covers,
    ink,
    ink_box,
    span_of,
)


def reshaped(data: bytes, degrees: int = 0, crop: tuple[float, ...] | None = None) -> bytes:
    """Return the file with its pages rotated and cropped."""
    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        for page in pdf:
            if crop is not None:
                page.set_cropbox(pymupdf.Rect(*crop))
            page.set_rotation(degrees)
        return bytes(pdf.tobytes())


def found_by_pymupdf(data: bytes, page: int, words: str) -> list[Box]:
    """Return where pymupdf's own search finds some words, on the page as shown."""
    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        sheet = pdf[page]
        width, height = sheet.rect.width, sheet.rect.height
        shown = [rect * sheet.rotation_matrix for rect in sheet.search_for(words)]
        return [Box(page, r.x0 / width, r.y0 / height, r.x1 / width, r.y1 / height) for r in shown]


@pytest.mark.parametrize("crop", [None, (40, 60, 500, 700)])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_box_of_a_word_covers_its_ink(degrees: int, crop: tuple[float, ...] | None) -> None:
    data = reshaped(one_page("Ångfartygsgöromål"), degrees, crop)
    document = read_pdf(data, "a.pdf")
    (box,) = document.boxes_of(Span(0, len(document.text)))
    assert covers(box, ink_box(ink(data, 0), 0))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_box_of_a_word_is_not_much_larger_than_its_ink(degrees: int) -> None:
    data = reshaped(one_page("Ångfartygsgöromål"), degrees)
    document = read_pdf(data, "a.pdf")
    (box,) = document.boxes_of(Span(0, len(document.text)))
    assert covers(ink_box(ink(data, 0), 0), box, slack=0.01)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("word", ["Kommunen", "dialogmöten", "medborgarna", "femton"])
def test_boxes_stand_where_pymupdf_finds_the_word(word: str, degrees: int) -> None:
    lines = ("Kommunen höll under året femton", "dialogmöten där medborgarna kunde påverka.")
    data = reshaped(one_page(*lines), degrees)
    document = read_pdf(data, "a.pdf")
    (expected,) = found_by_pymupdf(data, 0, word)
    (box,) = document.boxes_of(span_of(document, word))
    assert covers(box, expected)


def test_words_on_one_line_share_one_box() -> None:
    document = read_pdf(one_page("Kommunen höll femton dialogmöten under året."), "a.pdf")
    assert len(document.boxes_of(span_of(document, "höll femton dialogmöten"))) == 1


def test_a_quote_over_two_lines_has_a_box_on_each() -> None:
    document = read_pdf(
        one_page("Kommunen höll under året", "femton dialogmöten i byarna."), "a.pdf"
    )
    boxes = document.boxes_of(span_of(document, "under året femton dialogmöten"))
    assert len({round(box.y0, 3) for box in boxes}) == 2


def test_a_hyphenated_word_has_a_box_on_both_lines() -> None:
    document = read_pdf(one_page("Beslutet fattas av kommun-", "fullmäktige i juni."), "a.pdf")
    assert len(document.boxes_of(span_of(document, "kommunfullmäktige"))) == 2


def test_a_part_of_a_word_has_a_part_of_its_box() -> None:
    document = read_pdf(one_page("Kommunfullmäktige"), "a.pdf")
    (whole,) = document.boxes_of(Span(0, 17))
    (part,) = document.boxes_of(Span(6, 17))
    assert covers(whole, part)
    assert part.x1 - part.x0 < whole.x1 - whole.x0


def test_a_sentence_over_a_page_break_is_read_as_one() -> None:
    assert (
        "rapporterar till kommunstyrelsen senast den femtonde."
        in read_pdf(over_a_page_break(), "a.pdf").text
    )


def test_a_quote_across_a_page_break_is_on_both_pages() -> None:
    document = read_pdf(over_a_page_break(), "a.pdf")
    span = span_of(document, "rapporterar till kommunstyrelsen senast")
    assert [page.label for page in document.pages_of(span)] == ["1", "2"]


def test_a_quote_across_a_page_break_has_boxes_on_both_pages() -> None:
    document = read_pdf(over_a_page_break(), "a.pdf")
    span = span_of(document, "rapporterar till kommunstyrelsen senast")
    assert {box.page for box in document.boxes_of(span)} == {0, 1}


def test_a_quote_that_ends_before_the_page_break_is_on_one_page() -> None:
    document = read_pdf(over_a_page_break(), "a.pdf")
    assert [p.index for p in document.pages_of(span_of(document, "rapporterar till"))] == [0]


def test_every_character_belongs_to_a_page_and_a_box() -> None:
    document = read_pdf(over_a_page_break(), "a.pdf")
    assert_pages_make_up_the_text(document)
    assert_every_printed_character_has_a_box(document)


SENTENCES = st.lists(
    st.sampled_from(
        [
            "Kommunen har fyra mål.",
            "nämnden följer upp,",
            "mål- och",
            "styr-",
            "1.",
            "•",
            "12",
            "5 %",
        ]
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([9, 14]), st.booleans(), SENTENCES), max_size=8))
def test_blocks_pages_and_boxes_agree_whatever_is_printed(
    pages: list[tuple[int, bool, list[str]]],
) -> None:
    sheet = Sheet()
    for size, bold, lines in pages:
        for number, line in enumerate(lines):
            sheet.line(72, 60 + 95 * number, line, size, bold)
        sheet.next_page()
    sheet.line(72, 200, "En sida med text finns alltid.")
    document = read_pdf(sheet.data(), "a.pdf")
    assert_blocks_make_up_the_text(document)
    assert_pages_make_up_the_text(document)
    assert_every_printed_character_has_a_box(document)
