"""A document survives the way between two processes whole, and nothing else is taken for one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import Block, BlockKind, Document, Page, Span, WordBox
from kompass_evidence.isolation.answer import pack, unpack

TEXT = st.text(st.characters(), max_size=40)
MAYBE = st.none() | TEXT
PART = st.floats(allow_nan=False)


@st.composite
def spans(draw: st.DrawFn, size: int) -> Span:
    start = draw(st.integers(0, size))
    return Span(start, draw(st.integers(start, size)))


@st.composite
def words(draw: st.DrawFn, size: int) -> WordBox:
    span = draw(spans(size))
    box = (draw(PART), draw(PART), draw(PART), draw(PART))
    return WordBox(span.start, span.end, draw(st.integers(0, 99_999)), *box)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(TEXT)
    size = len(text)
    level = st.none() | st.integers(1, 9)
    block = st.builds(Block, st.sampled_from(BlockKind), spans(size), level)
    lines = st.lists(TEXT, max_size=3).map(tuple)
    boxes = st.lists(words(size), max_size=4).map(tuple)
    page = st.builds(Page, st.integers(0, 9), TEXT, spans(size), boxes, lines)
    return draw(
        st.builds(
            Document, st.just(text), st.lists(block, max_size=4).map(tuple),
            st.lists(page, max_size=3).map(tuple), TEXT, MAYBE, MAYBE, MAYBE, TEXT, lines, lines,
            MAYBE,
        )
    )  # fmt: skip


@given(documents())
def test_document_comes_back_as_it_was(document: Document) -> None:
    assert unpack(pack(document)) == document


def test_half_characters_come_back_as_they_were() -> None:
    document = Document("\ud83d\ude00 \udcff", ())
    assert unpack(pack(document)) == document


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpack(data)


@given(documents(), st.data())
def test_bytes_changed_on_the_way_give_a_document_or_are_refused(
    document: Document, data: st.DataObject
) -> None:
    sent = bytearray(pack(document))
    sent[data.draw(st.integers(0, len(sent) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = unpack(bytes(sent))
    except ValueError:
        return
    assert all(block.span.end <= len(found.text) for block in found.blocks)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.__setitem__(0, 7),  # a text that is a number
        lambda told: told.__setitem__(1, [["shout", [0, 1], None]]),  # a kind that is not known
        lambda told: told.__setitem__(1, [["paragraph", [0, 99], None]]),  # beside the text
        lambda told: told.__setitem__(1, [["paragraph", [3, 1], None]]),  # backwards
        lambda told: told.__setitem__(2, [[0, "1", [0, 3], 5, []]]),  # words that are not there
        lambda told: told.__setitem__(2, [[0, "1", [0, 3], -1, []]]),
        lambda told: told.append("more"),
        lambda told: told.pop(),
    ],
)
def test_other_shape_is_refused(change: object) -> None:
    sent = pack(Document("abc", ()))
    told = json.loads(sent[8:])
    change(told)  # type: ignore[operator]
    structure = json.dumps(told).encode()
    with pytest.raises(ValueError):
        unpack(len(structure).to_bytes(8, "little") + structure)


def test_words_of_no_page_are_refused() -> None:
    word = Document("abc", (), (Page(0, "1", Span(0, 3), (WordBox(0, 3, 0, 0, 0, 1, 1),)),))
    with pytest.raises(ValueError):
        unpack(pack(word) + pack(word)[-56:])
