"""Running headers, footers and page numbers: out of the text, kept with their page."""

from __future__ import annotations

import pytest

from kompass_evidence.reading.pdf import read_pdf
from tests.reading.pdfs import WIDTH, Sheet

HEADER = "Granholms kommun – Styrmodell"


def running(pages: int, number: str = "Sida {page} ({pages})", first: int = 1) -> Sheet:
    """Draw pages with header, footer, number and a sentence of their own."""
    sheet = Sheet()
    for index in range(pages):
        sheet.line(72, 40, HEADER, 8)
        sheet.line(72, 812, "Antagen av kommunfullmäktige 2025-03-10", 8)
        if index + first > 0:
            sheet.line(WIDTH - 120, 812, number.format(page=index + first, pages=pages), 8)
        sheet.lines(72, 180, [f"Kapitel {'abcdefgh'[index]} handlar om styrning i kommunen."])
        sheet.next_page()
    return sheet


@pytest.mark.parametrize("pages", [2, 3, 8])
@pytest.mark.parametrize("furniture", [HEADER, "Antagen av", "Sida"])
def test_running_lines_are_not_in_the_text(pages: int, furniture: str) -> None:
    assert furniture not in read_pdf(running(pages).data(), "a.pdf").text


def test_running_lines_are_kept_with_their_page() -> None:
    document = read_pdf(running(3).data(), "a.pdf")
    assert [sorted(page.margins) for page in document.pages] == [
        sorted([HEADER, "Antagen av kommunfullmäktige 2025-03-10", f"Sida {n} (3)"])
        for n in (1, 2, 3)
    ]


def test_the_text_between_the_margins_is_whole() -> None:
    text = read_pdf(running(3).data(), "a.pdf").text
    assert text.splitlines() == [f"Kapitel {c} handlar om styrning i kommunen." for c in "abc"]


def test_text_in_the_outer_zone_that_stands_on_one_page_alone_is_kept() -> None:
    sheet = running(3)
    sheet.lines(72, 75, ["Bilaga med kommunens samlade åtgärder."])
    assert "Bilaga med kommunens samlade åtgärder." in read_pdf(sheet.data(), "a.pdf").text


@pytest.mark.parametrize(
    "number", ["Sida {page} ({pages})", "{page}", "{page} ({pages})", "– {page} –"]
)
def test_pages_are_called_what_is_printed_on_them(number: str) -> None:
    document = read_pdf(running(5, number, first=0).data(), "a.pdf")
    assert [page.label for page in document.pages[1:]] == ["1", "2", "3", "4"]


def test_a_cover_that_is_not_counted_does_not_share_a_label_with_a_counted_page() -> None:
    labels = [page.label for page in read_pdf(running(5, first=0).data(), "a.pdf").pages]
    assert len(set(labels)) == 5


def test_pages_without_printed_numbers_are_counted_from_one() -> None:
    sheet = Sheet()
    for word in ("skola", "vård", "miljö"):
        sheet.lines(72, 180, [f"Här står något om {word}."])
        sheet.next_page()
    assert [page.label for page in read_pdf(sheet.data(), "a.pdf").pages] == ["1", "2", "3"]


def test_labels_that_the_pdf_states_are_used() -> None:
    sheet = Sheet()
    for index in range(4):
        if index == 0:
            sheet.canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        if index == 2:
            sheet.canvas.addPageLabel(2, style="ARABIC", start=1)
        sheet.lines(72, 180, ["Här står något om skolan och vården."])
        sheet.next_page()
    labels = [page.label for page in read_pdf(sheet.data(), "a.pdf").pages]
    assert labels == ["i", "ii", "1", "2"]


def figures_at_the_foot() -> Sheet:
    """Draw two pages, each ending in a table whose last cells are alone on their line."""
    sheet = Sheet()
    for year in (2026, 2027):
        sheet.lines(72, 650, [f"Tabellen visar vad som ska vara klart under {year}."])
        sheet.table(72, 718, [["Mål", "Ansvarig", "Klart"], ["Trygghet", "Anna", str(year)]])
        sheet.next_page()
    return sheet


def test_a_year_in_a_table_at_the_foot_is_not_taken_for_a_page_number() -> None:
    labels = [page.label for page in read_pdf(figures_at_the_foot().data(), "a.pdf").pages]
    assert labels == ["1", "2"]


def test_a_figure_in_a_table_at_the_foot_is_no_margin() -> None:
    document = read_pdf(figures_at_the_foot().data(), "a.pdf")
    assert [page.margins for page in document.pages] == [(), ()]


def test_a_lone_figure_above_the_last_line_of_the_text_is_kept() -> None:
    sheet = Sheet()
    sheet.lines(72, 180, ["Nyckeltalet visar antalet platser i kommunen:"])
    sheet.line(72, 740, "412", 10)
    sheet.line(72, 760, "Källa: kommunens egen statistik.", 10)
    assert "412" in read_pdf(sheet.data(), "a.pdf").text
