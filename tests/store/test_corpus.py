"""What is kept of sources comes back as it was, and what is current is never in doubt."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence import reading
from kompass_evidence.domain.document import (
    Document,
    Page,
    Passage,
    Source,
    SourceKind,
    Span,
    WordBox,
    passage_id,
)  # fmt: skip
from kompass_evidence.errors import InputError, IntegrityError
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.corpus import Corpus
from kompass_evidence.store.database import open_database
from kompass_evidence.store.intake import Intake
from kompass_evidence.store.ledger import Ledger
from kompass_evidence.store.originals import Originals
from kompass_evidence.store.word_boxes import pack_words, unpack_words
from tests.fakes.encoder import FakeEncoder
from tests.made import write_pdf, write_tree

UNIT = 1 / 65535  # what a place on a page is kept to
MEMORY = Path(":memory:")
TEXT = "Nämnden antog planen. Den följs upp varje år."

fraction = st.floats(0, 1, allow_nan=False)
number = st.integers(0, 2**32 - 1)
word_boxes = st.lists(
    st.builds(WordBox, number, number, number, fraction, fraction, fraction, fraction), max_size=30
)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = open_database(MEMORY, create=True)
    yield opened
    opened.close()


@pytest.fixture
def corpus(connection: sqlite3.Connection) -> Corpus:
    return Corpus(connection)


def a_source(name: str = "a", text: str = TEXT) -> tuple[Source, Document, list[Passage]]:
    identifier = f"src-{name * 12}"[:16]
    source = Source(
        identifier, name * 64, SourceKind.DOCUMENT, f"d/{name}.txt", "text/plain", name, len(text)
    )
    document = Document(text, (), title=name)
    span = Span(0, len(text))
    return source, document, [Passage(passage_id(identifier, text, 0), identifier, span, text)]


# ---- word boxes


@given(words=word_boxes)
def test_words_and_pages_of_boxes_come_back_exactly(words: list[WordBox]) -> None:
    assert [word[:3] for word in unpack_words(pack_words(words))] == [word[:3] for word in words]


@given(words=word_boxes)
def test_places_of_boxes_come_back_within_one_unit(words: list[WordBox]) -> None:
    back = unpack_words(pack_words(words))
    assert all(
        abs(a - b) <= UNIT
        for kept, word in zip(back, words, strict=True)
        for a, b in zip(kept[3:], word[3:], strict=True)
    )


@given(words=word_boxes)
def test_boxes_that_came_back_are_kept_as_they_are(words: list[WordBox]) -> None:
    once = unpack_words(pack_words(words))
    assert unpack_words(pack_words(once)) == once


@given(outside=st.floats(-3, 3, allow_nan=False))
def test_place_outside_the_page_is_kept_at_its_edge(outside: float) -> None:
    (word,) = unpack_words(pack_words([WordBox(0, 1, 0, outside, 0.5, 0.5, 0.5)]))
    assert abs(word.x0 - min(1, max(0, outside))) <= UNIT


# ---- documents


def test_document_with_pages_comes_back_as_it_was_read(corpus: Corpus, tmp_path: Path) -> None:
    pages = ["Kommunstyrelsen följer upp planen varje år.", "Bilaga: måluppfyllelse 83 procent."]
    data = write_pdf(tmp_path / "plan.pdf", pages).read_bytes()
    document = reading.read(data, "plan.pdf")
    source = replace(a_source()[0], title=document.title, reader=document.reader)
    corpus.add("/d/plan.pdf", source, document, [])
    back = corpus.document(source.id)
    words = [word for page in document.pages for word in page.words]
    kept = [word for page in back.pages for word in page.words]
    assert np.abs(np.array(kept) - np.array(words)).max() <= UNIT
    assert _without_words(back) == _without_words(document)


def test_document_without_pages_is_as_it_was_read_but_for_the_boxes(
    corpus: Corpus, tmp_path: Path
) -> None:
    pages = ["Kommunstyrelsen följer upp planen varje år.", "Bilaga: måluppfyllelse 83 procent."]
    data = write_pdf(tmp_path / "plan.pdf", pages).read_bytes()
    document = reading.read(data, "plan.pdf")
    source = replace(a_source()[0], title=document.title, reader=document.reader)
    corpus.add("/d/plan.pdf", source, document, [])
    assert corpus.document(source.id, pages=False) == _without_words(document)


def test_document_without_pages_is_read_though_its_boxes_are_damaged(
    corpus: Corpus, connection: sqlite3.Connection, tmp_path: Path
) -> None:
    data = write_pdf(tmp_path / "plan.pdf", ["Planen följs upp."]).read_bytes()
    source, document = a_source()[0], reading.read(data, "plan.pdf")
    corpus.add("/d/plan.pdf", source, document, [])
    connection.execute("UPDATE page SET words = x'00112233'")
    assert corpus.document(source.id, pages=False).text == document.text


@settings(max_examples=30)
@given(
    of_document=st.lists(st.text(st.characters(exclude_categories=["Cs"]))).map(tuple),
    of_page=st.lists(st.text(st.characters(exclude_categories=["Cs"]))).map(tuple),
    boxes=st.booleans(),
)
def test_margins_come_back_to_the_letter(
    of_document: tuple[str, ...], of_page: tuple[str, ...], boxes: bool
) -> None:
    connection = open_database(MEMORY, create=True)
    corpus, (source, document, passages) = Corpus(connection), a_source()
    page = Page(0, "1", Span(0, len(TEXT)), margins=of_page)
    corpus.add("/d/a.txt", source, replace(document, margins=of_document, pages=(page,)), passages)
    back = corpus.document(source.id, pages=boxes)
    connection.close()
    assert (back.margins, back.pages[0].margins) == (of_document, of_page)


def _without_words(document: Document) -> Document:
    return replace(document, pages=tuple(replace(page, words=()) for page in document.pages))


@settings(max_examples=30)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_text_comes_back_to_the_letter(text: str) -> None:
    connection = open_database(MEMORY, create=True)
    corpus, (source, document, passages) = Corpus(connection), a_source(text=text)
    corpus.add("/d/a.txt", source, document, passages)
    back = corpus.document(source.id), corpus.passages(source.id)
    connection.close()
    assert back == (document, passages)


def test_source_comes_back_with_all_that_is_known_of_it(corpus: Corpus) -> None:
    source, document, passages = a_source()
    full = replace(
        source, url="https://example.se/å", dated="2026-01-31", pages=3, version=1,
        reader="text/1", remarks=("en bild kunde inte läsas",), kind=SourceKind.INTERVIEW,
    )  # fmt: skip
    corpus.add("/d/a.txt", full, document, passages)
    assert corpus.source(full.id) == full


def test_damaged_word_boxes_are_told_as_damage(
    corpus: Corpus, connection: sqlite3.Connection, tmp_path: Path
) -> None:
    data = write_pdf(tmp_path / "plan.pdf", ["Planen följs upp."]).read_bytes()
    source, _, _ = a_source()
    corpus.add("/d/plan.pdf", source, reading.read(data, "plan.pdf"), [])
    connection.execute("UPDATE page SET words = x'00112233'")
    with pytest.raises(IntegrityError, match=source.id):
        corpus.document(source.id)


@pytest.mark.parametrize("ask", ["source", "document", "passage"])
def test_asking_for_what_is_not_there_names_it(corpus: Corpus, ask: str) -> None:
    with pytest.raises(InputError, match="src-000000000000"):
        getattr(corpus, ask)("src-000000000000")


def test_source_that_cannot_be_kept_whole_is_not_kept_at_all(corpus: Corpus) -> None:
    source, document, passages = a_source()
    with pytest.raises(sqlite3.IntegrityError):
        corpus.add("/d/a.txt", source, document, [*passages, *passages])
    assert corpus.sources(current=False) == []


def test_source_that_cannot_be_kept_leaves_the_generation(corpus: Corpus) -> None:
    source, document, passages = a_source()
    before = corpus.generation()
    with pytest.raises(sqlite3.IntegrityError):
        corpus.add("/d/a.txt", source, document, [*passages, *passages])
    assert corpus.generation() == before


# ---- versions, places and the generation


def test_replaced_source_is_kept_and_no_longer_current(corpus: Corpus) -> None:
    corpus.add("/d/x.txt", *a_source("a"))
    corpus.add("/d/x.txt", *a_source("b"))
    states = {source.title: source.current for source in corpus.sources(current=False)}
    assert states == {"a": False, "b": True}


def test_passages_of_a_replaced_source_are_found_by_id_but_not_searched(corpus: Corpus) -> None:
    old, document, passages = a_source("a")
    corpus.add("/d/x.txt", old, document, passages)
    corpus.add("/d/x.txt", *a_source("b"))
    assert corpus.passage(passages[0].id) == passages[0]
    assert passages[0] not in corpus.passages()


def test_source_that_also_stands_elsewhere_stays_current(corpus: Corpus) -> None:
    source, document, passages = a_source("a")
    corpus.add("/d/x.txt", source, document, passages)
    corpus.see_again("/d/y.txt", source)
    corpus.add("/d/x.txt", *a_source("b"))
    assert {found.title for found in corpus.sources()} == {"a", "b"}


def test_seeing_the_same_file_again_changes_nothing(corpus: Corpus) -> None:
    source, document, passages = a_source("a")
    corpus.add("/d/x.txt", source, document, passages)
    before = corpus.generation()
    corpus.see_again("/d/x.txt", source)
    assert corpus.generation() == before


def test_old_version_that_comes_back_is_current_again(corpus: Corpus) -> None:
    old, document, passages = a_source("a")
    corpus.add("/d/x.txt", old, document, passages)
    corpus.add("/d/x.txt", *a_source("b"))
    corpus.see_again("/d/x.txt", old)
    assert [source.title for source in corpus.sources()] == ["a"]


def test_unread_file_is_listed_until_it_is_seen(corpus: Corpus) -> None:
    corpus.note_unread("/d/x.txt", "d/x.txt", "tom")
    assert corpus.unread() == [("d/x.txt", "tom")]
    corpus.add("/d/x.txt", *a_source("a"))
    assert corpus.unread() == []


def test_noting_what_is_unread_leaves_the_generation(corpus: Corpus) -> None:
    before = corpus.generation()
    corpus.note_unread("/d/x.txt", "d/x.txt", "tom")
    assert corpus.generation() == before


NAMES, CONTENTS = ["a.txt", "b.txt", "c.txt"], ["Ett beslut.", "Två beslut.", "Tre beslut."]


@settings(max_examples=20, deadline=None)
@given(
    steps=st.lists(
        st.dictionaries(st.sampled_from(NAMES), st.sampled_from(CONTENTS), max_size=3), max_size=6
    )
)
def test_current_is_what_lies_in_the_files_and_every_change_of_it_raises_the_generation(
    steps: list[dict[str, str]],
) -> None:
    connection = open_database(MEMORY, create=True)
    corpus = Corpus(connection)
    record = Intake(Ledger(connection), "Eva Ek")
    with tempfile.TemporaryDirectory() as name:
        docs, kept = Path(name) / "docs", Path(name) / "kept"
        docs.mkdir()
        kept.mkdir()
        before, generation = set[str](), corpus.generation()
        for step in steps:
            write_tree(docs, dict(step))
            files, _ = find_files([docs])
            ingest(files, corpus, Originals(kept), FakeEncoder().count_tokens, record=record)
            current = {corpus.document(source.id).text for source in corpus.sources()}
            assert current == {path.read_text("utf-8") for path in docs.iterdir()}
            if current != before:
                assert corpus.generation() > generation
            before, generation = current, corpus.generation()
            ingest(files, corpus, Originals(kept), FakeEncoder().count_tokens, record=record)
            assert corpus.generation() == generation
    connection.close()


# ---- vectors


def test_vectors_come_back_bit_for_bit(corpus: Corpus) -> None:
    vectors = np.random.default_rng(1).standard_normal((3, 5)).astype(np.float32)
    corpus.keep_vectors("m", dict(zip("abc", vectors, strict=True)))
    back = corpus.vectors("m", "abc")
    assert all((back[key] == vector).all() for key, vector in zip("abc", vectors, strict=True))


def test_vector_that_is_kept_stays_as_it_is(corpus: Corpus) -> None:
    corpus.keep_vectors("m", {"a": np.ones(2, np.float32)})
    corpus.keep_vectors("m", {"a": np.zeros(2, np.float32)})
    assert corpus.vectors("m", ["a"])["a"].tolist() == [1, 1]


def test_vectors_of_another_model_are_not_taken_for_this_ones(corpus: Corpus) -> None:
    corpus.keep_vectors("m", {"a": np.ones(2, np.float32)})
    assert corpus.vectors("n", ["a"]) == {}
