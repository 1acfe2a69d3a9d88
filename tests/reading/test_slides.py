"""Slides: each a page of its own, with titles, tables, diagrams and notes."""

from __future__ import annotations

import io
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading.passages import cut
from kompass_evidence.reading.pptx import read_pptx
from tests.reading.places import assert_blocks_make_up_the_text, texts

TITLE_AND_TEXT, BLANK = 1, 6


def saved(show: Any) -> bytes:
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def read(show: Any) -> Document:
    return read_pptx(saved(show), "dragning.pptx")


def add(show: Any, title: str, *points: str) -> Any:
    slide = show.slides.add_slide(show.slide_layouts[TITLE_AND_TEXT])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(points)
    return slide


def goals() -> Any:
    show = pptx.Presentation()
    add(show, "Mål för 2026", "Trygghet", "En skola där alla lyckas")
    slide = add(show, "Uppföljning", "Varje tertial")
    slide.notes_slide.notes_text_frame.text = "Säg att nämnden följer upp."
    return show


def test_each_slide_is_a_page_with_its_number() -> None:
    document = read(goals())
    assert [page.label for page in document.pages] == ["bild 1", "bild 2"]
    assert document.pages[1].span.of(document.text).startswith("Uppföljning")


def test_a_passage_of_a_slide_says_which() -> None:
    passages = cut(read(goals()), "src-1", lambda texts_: [len(t.split()) for t in texts_])
    assert passages[0].places == ("bild 1",)


def test_titles_are_headings_and_notes_stand_under_their_own() -> None:
    document = read(goals())
    path = document.heading_at(document.text.index("Säg att"))
    assert path == ("Uppföljning", "Anteckningar")


def test_blocks_make_up_the_text() -> None:
    assert_blocks_make_up_the_text(read(goals()))


def test_cells_of_a_table_are_named_by_their_columns() -> None:
    show = goals()
    grid = show.slides[0].shapes.add_table(2, 2, Cm(1), Cm(12), Cm(10), Cm(3)).table
    for place, text in enumerate(("Nämnd", "Utfall", "Skola", "118")):
        grid.cell(place // 2, place % 2).text = text
    assert "Nämnd: Skola; Utfall: 118" in texts(read(show), BlockKind.TABLE_ROW)


def test_the_figures_of_a_chart_are_read() -> None:
    show = goals()
    data = CategoryChartData()
    data.categories = ["2024", "2025"]
    data.add_series("Nöjdhet", (71.5, 74))
    slide = show.slides[1]
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Cm(1), Cm(9), Cm(9), Cm(6), data)
    assert "2024; Nöjdhet: 71,5" in texts(read(show), BlockKind.TABLE_ROW)


def test_text_in_a_group_is_read_from_the_top() -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[BLANK])
    group = slide.shapes.add_group_shape()
    for top, text in ((8, "nederst"), (2, "överst")):
        box = group.shapes.add_textbox(Cm(1), Cm(top), Cm(5), Cm(1))
        box.text_frame.text = text
    assert read(show).text == "överst\nnederst"


def test_a_slide_without_text_is_remarked_on_and_keeps_its_number() -> None:
    show = goals()
    show.slides.add_slide(show.slide_layouts[BLANK])
    add(show, "Tack", "Frågor?")
    document = read(show)
    assert document.remarks == ("Utan läsbar text (tom eller bild): bild 3",)
    assert document.pages[3].span.of(document.text).startswith("Tack")


def test_a_hidden_slide_is_read_and_named() -> None:
    show = goals()
    show.slides[1]._element.set("show", "0")
    document = read(show)
    assert "Uppföljning" in document.text
    assert document.remarks == ("Dolda vid visning, men lästa: bild 2",)


def test_slides_without_text_are_refused() -> None:
    show = pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[BLANK])
    with pytest.raises(InputError, match="no text"):
        read(show)


def test_a_damaged_file_is_refused() -> None:
    with pytest.raises(InputError, match="PowerPoint"):
        read_pptx(saved(goals())[:2000], "a.pptx")
