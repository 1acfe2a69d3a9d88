"""Passages: all the text, along sentences and headings, within what the encoder reads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.domain.document import BlockKind, Document, Passage, Span
from kompass_evidence.language import words
from kompass_evidence.reading import read
from kompass_evidence.reading.blocks import BlockText
from kompass_evidence.reading.passages import MOST, cut
from kompass_evidence.reading.pdf import read_pdf
from kompass_evidence.reading.text import read_markdown
from kompass_evidence.retrieval.embedding import Encoder
from kompass_evidence.retrieval.models import default_name, find_model
from tests.reading.pdfs import over_a_page_break

SOURCE = "src-0123456789ab"


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(words(text)) for text in texts]


def count_unevenly(texts: Sequence[str]) -> list[int]:
    """Count as encoders do: a figure or sign is a token each, a line break one more."""
    return [len(words(t)) + sum(3 for c in t if c in "0123456789\n%") for t in texts]


def document(blocks: Sequence[tuple[BlockKind, str]], title: str = "Styrmodell") -> Document:
    text = BlockText()
    for kind, block in blocks:
        text.add(kind, block, 2 if kind is BlockKind.HEADING else None)
    return Document(text.text(), tuple(text.blocks), title=title)


def paragraph(sentences: int, of: str = "Kommunen följer upp sina mål varje år.") -> str:
    return " ".join([of] * sentences)


WORD = st.sampled_from(
    ["mål", "råd", "2026", "12,5", "%", "kommunfullmäktige", "bl.a.", "Nämnden."]
)
TEXTS = st.lists(WORD, min_size=1, max_size=220).map(" ".join)
BLOCKS = st.lists(st.tuples(st.sampled_from(list(BlockKind)), TEXTS), max_size=7)


def without_space(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_passages_hold_all_text_but_headings_and_contents(
    blocks: list[tuple[BlockKind, str]],
) -> None:
    found = cut(document(blocks), SOURCE, count_words)
    kept = [t for kind, t in blocks if kind not in (BlockKind.HEADING, BlockKind.CONTENTS)]
    assert without_space("".join(p.text for p in found)) == without_space("".join(kept))


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_no_passage_has_more_tokens_than_the_encoder_takes(
    blocks: list[tuple[BlockKind, str]],
) -> None:
    found = cut(document(blocks), SOURCE, count_unevenly)
    assert max(count_unevenly([p.text for p in found]), default=0) <= MOST


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_a_passage_knows_its_own_tokens(blocks: list[tuple[BlockKind, str]]) -> None:
    found = cut(document(blocks), SOURCE, count_unevenly)
    assert [p.tokens for p in found] == count_unevenly([p.text for p in found])


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_the_span_of_a_passage_gives_back_its_text(blocks: list[tuple[BlockKind, str]]) -> None:
    whole = document(blocks)
    assert all(p.span.of(whole.text) == p.text for p in cut(whole, SOURCE, count_words))


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_passages_do_not_overlap_and_are_in_order(blocks: list[tuple[BlockKind, str]]) -> None:
    spans = [p.span for p in cut(document(blocks), SOURCE, count_words)]
    assert spans == sorted(spans)
    assert not any(a.overlaps(b) for a, b in pairwise(spans))


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_no_passage_crosses_a_heading(blocks: list[tuple[BlockKind, str]]) -> None:
    whole = document(blocks)
    headings = [b.span for b in whole.blocks if b.kind is BlockKind.HEADING]
    for passage in cut(whole, SOURCE, count_words):
        assert not any(passage.span.overlaps(heading) for heading in headings)


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_no_two_passages_share_an_id(blocks: list[tuple[BlockKind, str]]) -> None:
    ids = [p.id for p in cut(document(blocks), SOURCE, count_words)]
    assert len(set(ids)) == len(ids)


def passages(markdown: str) -> list[Passage]:
    return cut(read_markdown(markdown.encode(), "a.md"), SOURCE, count_words)


def test_ids_are_the_same_each_time() -> None:
    text = f"# Mål\n{paragraph(40)}"
    assert [p.id for p in passages(text)] == [p.id for p in passages(text)]


def test_text_put_in_elsewhere_leaves_the_id_of_a_passage() -> None:
    before = passages("## Mål\nKommunen har fyra mål.")
    after = passages("## Nytt\nEtt nytt avsnitt.\n\n## Mål\nKommunen har fyra mål.")
    assert before[0].id in {p.id for p in after}


def test_another_source_gives_another_id_to_the_same_text() -> None:
    whole = document([(BlockKind.PARAGRAPH, "Kommunen har fyra mål.")])
    first, second = (cut(whole, source, count_words)[0] for source in (SOURCE, "src-other"))
    assert first.id != second.id


def test_sentences_are_not_parted_where_there_is_room() -> None:
    found = passages(paragraph(100))
    assert len(found) > 1
    assert all(p.text.startswith("Kommunen") and p.text.endswith("år.") for p in found)


def test_a_sentence_longer_than_the_encoder_reads_is_parted_at_spaces() -> None:
    sentence = " ".join(f"ord{'abcdefghij'[n % 10]}" for n in range(500))
    assert " ".join(p.text for p in passages(sentence)) == sentence


def test_a_passage_carries_the_path_of_its_headings() -> None:
    (found,) = passages("# Policy\n## Ansvar\n### Nämnd\nNämnden följer upp.")
    assert found.heading == ("Policy", "Ansvar", "Nämnd")


def test_without_pages_a_passage_is_placed_by_its_nearest_heading() -> None:
    (found,) = passages("# Policy\n## Ansvar\nNämnden följer upp.")
    assert found.places == ("Ansvar",)


def test_a_passage_of_table_rows_is_marked_as_a_table() -> None:
    (found,) = passages("| A | B |\n| --- | --- |\n| x | 1 |")
    assert found.table


def test_a_passage_of_running_text_is_not_marked_as_a_table() -> None:
    (found,) = passages("Nämnden följer upp målen.")
    assert not found.table


def test_the_context_of_a_passage_names_the_document_and_its_headings() -> None:
    (found,) = passages("# Policy\n## Ansvar\nNämnden följer upp.")
    assert found.context == "Policy – Ansvar"


def test_a_document_of_headings_alone_has_no_passages() -> None:
    assert cut(document([(BlockKind.HEADING, "Mål")]), SOURCE, count_words) == []


def test_a_passage_does_not_go_on_past_a_table_of_contents() -> None:
    kinds = (BlockKind.PARAGRAPH, BlockKind.CONTENTS, BlockKind.PARAGRAPH)
    found = cut(document([(kind, "Mål och mått 4") for kind in kinds]), SOURCE, count_words)
    assert [p.text for p in found] == ["Mål och mått 4", "Mål och mått 4"]


def test_the_tokens_of_many_short_paragraphs_are_gathered() -> None:
    found = passages("\n\n".join(f"Kort mening nummer {n}." for n in range(30)))
    assert len(found) < 10


@pytest.mark.model
def test_the_real_encoder_reads_every_passage_to_its_end(
    model_data: Path, exempelkommun: Path
) -> None:
    encoder = Encoder(find_model(default_name(), model_data))
    found = [
        passage
        for path in sorted(exempelkommun.rglob("*.*"))[::3]
        for passage in cut(read(path.read_bytes(), path.name), SOURCE, encoder.count_tokens)
    ]
    assert max(encoder.count_tokens([p.text for p in found])) <= MOST


def test_a_passage_over_a_page_break_is_placed_on_both_pages() -> None:
    whole = read_pdf(over_a_page_break(), "a.pdf")
    at = whole.text.index("kommunstyrelsen")
    (found,) = [p for p in cut(whole, SOURCE, count_words) if p.span.overlaps(Span(at, at + 1))]
    assert found.places[:2] == ("s. 1", "s. 2")
