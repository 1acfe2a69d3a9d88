"""The text that grows by blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import BlockKind
from kompass_evidence.reading.blocks import BlockText

KINDS = st.sampled_from(list(BlockKind))


@given(st.lists(st.tuples(KINDS, st.text())))
def test_every_span_gives_back_its_words(blocks: list[tuple[BlockKind, str]]) -> None:
    text = BlockText()
    for kind, words in blocks:
        text.add(kind, words)
    found = [(b.kind, b.span.of(text.text())) for b in text.blocks]
    expected = [(kind, " ".join(words.split())) for kind, words in blocks]
    assert found == [(kind, words) for kind, words in expected if words]


@given(st.lists(st.text(), min_size=1))
def test_each_block_is_on_a_line_of_its_own(paragraphs: list[str]) -> None:
    text = BlockText()
    for words in paragraphs:
        text.add(BlockKind.PARAGRAPH, words)
    assert text.text() == "\n".join(b.span.of(text.text()) for b in text.blocks)


def test_a_row_shorter_than_the_header_names_the_cells_it_has() -> None:
    text = BlockText()
    text.add_table([["A", "B", "C"], ["1", "2"]], has_header=True)
    assert text.text().splitlines()[1] == "A: 1; B: 2"


def test_a_row_longer_than_the_header_loses_no_cell() -> None:
    text = BlockText()
    text.add_table([["A", "B"], ["1", "2", "3"]], has_header=True)
    assert text.text().splitlines()[1] == "A: 1; B: 2; 3"


def test_an_empty_cell_is_not_named() -> None:
    text = BlockText()
    text.add_table([["A", "B"], ["", "2"]], has_header=True)
    assert text.text().splitlines()[1] == "B: 2"


def test_without_a_header_no_cell_is_named() -> None:
    text = BlockText()
    text.add_table([["A", "B"], ["1", "2"]], has_header=False)
    assert ":" not in text.text()


def test_what_is_left_out_leaves_the_spans_right() -> None:
    text = BlockText()
    for words in ("ett", "bort", "två"):
        text.add(BlockKind.PARAGRAPH, words)
    kept = text.without(lambda words: words == "bort")
    assert [b.span.of(kept.text()) for b in kept.blocks] == ["ett", "två"]
