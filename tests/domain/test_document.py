"""Spans, places and ids: what everything that is cited rests on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import (
    Block,
    BlockKind,
    Document,
    Page,
    Span,
    WordBox,
    passage_id,
    source_id,
)

SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda p: Span(min(p), max(p)))


@given(st.text(max_size=40), SPANS)
def test_a_span_gives_back_its_characters(text: str, span: Span) -> None:
    assert span.of(text) == "".join(
        c for at, c in enumerate(text) if at >= span.start and at < span.end
    )


@given(SPANS, SPANS)
def test_spans_overlap_when_a_character_is_in_both(one: Span, other: Span) -> None:
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    if one.start < one.end and other.start < other.end:
        assert one.overlaps(other) == bool(shared)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 2)])
def test_what_is_no_range_is_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def headed(*levels: int | None) -> Document:
    """Return a document of headings "h1", "h2"… at the given levels; None is a paragraph."""
    text, blocks = "", []
    for level in levels:
        words = "text" if level is None else f"h{level}"
        kind = BlockKind.PARAGRAPH if level is None else BlockKind.HEADING
        blocks.append(Block(kind, Span(len(text), len(text) + len(words)), level))
        text += words + "\n"
    return Document(text, tuple(blocks))


@pytest.mark.parametrize(
    ("levels", "path"),
    [
        ((None,), ()),
        ((1, None), ("h1",)),
        ((1, 2, None), ("h1", "h2")),
        ((1, 2, 3, 2, None), ("h1", "h2")),
        ((1, 3, 2, None), ("h1", "h2")),
        ((2, 1, None), ("h1",)),
        ((1, 2, 1, None), ("h1",)),
        ((3, None), ("h3",)),
    ],
)
def test_text_stands_under_the_headings_that_are_still_open(
    levels: tuple[int | None, ...], path: tuple[str, ...]
) -> None:
    document = headed(*levels)
    assert document.heading_at(document.text.index("text")) == path


def test_text_before_the_first_heading_stands_under_none() -> None:
    assert headed(None, 1).heading_at(0) == ()


# "kommun" and "styrelsen följer" on page 1, "upp" on page 2; one line each but for the last word
WORDS = (
    WordBox(0, 6, 0, 0.70, 0.50, 0.90, 0.52),
    WordBox(6, 15, 0, 0.10, 0.53, 0.37, 0.55),
    WordBox(16, 22, 0, 0.38, 0.53, 0.54, 0.55),
)
OVERLEAF = (WordBox(23, 26, 1, 0.10, 0.10, 0.20, 0.12),)
PRINTED = Document(
    "kommunstyrelsen följer upp",
    (Block(BlockKind.PARAGRAPH, Span(0, 26)),),
    (Page(0, "i", Span(0, 23), WORDS), Page(1, "1", Span(23, 26), OVERLEAF)),
)


def test_citation_across_a_page_break_lists_both_pages() -> None:
    assert [page.label for page in PRINTED.pages_of(Span(16, 26))] == ["i", "1"]


def test_a_span_that_ends_where_a_page_ends_is_not_on_the_next() -> None:
    assert [page.label for page in PRINTED.pages_of(Span(16, 23))] == ["i"]


def test_a_citation_across_a_page_break_has_boxes_on_both_pages() -> None:
    assert [box.page for box in PRINTED.boxes_of(Span(16, 26))] == [0, 1]


def test_a_word_parted_over_two_lines_has_two_boxes() -> None:
    assert len(PRINTED.boxes_of(Span(0, 15))) == 2


def test_words_beside_one_another_share_a_box() -> None:
    (box,) = PRINTED.boxes_of(Span(6, 22))
    assert (box.x0, box.x1) == (0.10, 0.54)


@pytest.mark.parametrize(
    ("span", "x0", "x1"), [(Span(6, 9), 0.10, 0.19), (Span(12, 15), 0.28, 0.37)]
)
def test_a_part_of_a_word_has_its_share_of_the_box(span: Span, x0: float, x1: float) -> None:
    (box,) = PRINTED.boxes_of(span)
    assert (box.x0, box.x1) == (pytest.approx(x0), pytest.approx(x1))


def test_the_space_between_two_words_has_no_box() -> None:
    assert PRINTED.boxes_of(Span(15, 16)) == ()


def test_words_in_two_columns_at_one_height_do_not_share_a_box() -> None:
    words = (WordBox(0, 3, 0, 0.1, 0.5, 0.2, 0.52), WordBox(4, 7, 0, 0.6, 0.5, 0.7, 0.52))
    document = Document("ett två", (), (Page(0, "1", Span(0, 7), words),))
    assert len(document.boxes_of(Span(0, 7))) == 2


def test_a_document_without_pages_has_no_boxes() -> None:
    document = headed(1, None)
    assert document.boxes_of(Span(0, len(document.text))) == ()


@given(st.text(max_size=30), st.text(max_size=30), st.integers(0, 3), st.integers(0, 3))
def test_passages_share_an_id_only_if_text_and_occurrence_are_the_same(
    one: str, other: str, first: int, second: int
) -> None:
    same = passage_id("src-a", one, first) == passage_id("src-a", other, second)
    assert same == ((one, first) == (other, second))


def test_the_id_of_a_source_comes_from_its_bytes() -> None:
    assert source_id("ab" * 32) != source_id("ac" * 32)
