"""A citation is found again where its words are; what was changed is never taken for the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.citation import (
    AROUND,
    AnchorState,
    Citation,
    Quote,
    citation_id,
    text_digest,
)
from kompass_evidence.domain.document import Block, BlockKind, Document, Page, Span
from kompass_evidence.evaluation.anchoring import Anchor, Anchoring, word_diff

FIRST = "Nämnden antog planen i mars. Den gäller för alla filialer i kommunen."
CITED = "Planen följs upp varje år av nämnden, och besöken ökade med 21 procent under 2025."
LAST = "Öppettiderna ses över inför hösten. Kvällsöppet finns på torsdagar."
OTHER = "Gator och vägar underhålls av tekniska nämnden. Snöröjning sker efter fem centimeter."


def made(*pages: str | Sequence[str]) -> Document:
    """Return a document of pages; a page may be a heading and a text."""
    text, blocks, cut = "", [], []
    for number, page in enumerate(pages):
        start = len(text)
        for part in [page] if isinstance(page, str) else page:
            kind = BlockKind.PARAGRAPH if part.endswith(".") else BlockKind.HEADING
            span = Span(len(text), len(text) + len(part))
            blocks.append(Block(kind, span, 1 if kind is BlockKind.HEADING else None))
            text += part + "\n"
        cut.append(Page(number, str(number + 1), Span(start, len(text))))
    return Document(text, tuple(blocks), tuple(cut))


def cite(document: Document, exact: str, occurrence: int = 0) -> Citation:
    start = -1
    for _ in range(occurrence + 1):
        start = document.text.index(exact, start + 1)
    span, text = Span(start, start + len(exact)), document.text
    quote = Quote(exact, text[max(0, start - AROUND) : start], text[span.end : span.end + AROUND])
    pages = tuple((page.index, page.label) for page in document.pages_of(span))
    return Citation(
        citation_id("a" * 64, span, exact), "src-a", "a" * 64, "made", text_digest(text), quote,
        span, pages, (), document.heading_at(start),
    )  # fmt: skip


def paragraph(*sentences: str) -> str:
    return " ".join(sentences)


OLD = made(["Plan", paragraph(FIRST, CITED, LAST)], ["Drift", OTHER])


def anchor(now: Document, exact: str = CITED, old: Document = OLD) -> Anchor:
    return Anchoring(now).anchor(cite(old, exact))


# ---- the same words


def test_the_same_text_is_exact() -> None:
    found = anchor(OLD)
    assert (found.state, found.score, found.places) == (AnchorState.EXACT, 1.0, ("s. 1",))
    assert [span.of(OLD.text) for span in found.spans] == [CITED]


def test_a_change_elsewhere_leaves_it_exact() -> None:
    now = made(["Plan", paragraph(FIRST, CITED, LAST)], ["Drift", OTHER.replace("fem", "tio")])
    assert anchor(now).state is AnchorState.EXACT


def test_other_line_breaks_leave_it_exact() -> None:
    broken = paragraph(FIRST, CITED, LAST).replace("varje år", "varje\n  år")
    assert anchor(made(["Plan", broken], ["Drift", OTHER])).state is AnchorState.EXACT


@pytest.mark.parametrize(
    "now",
    [
        made(["Plan", paragraph(FIRST, LAST)], ["Drift", paragraph(OTHER, CITED)]),
        made("Ny framsida.", ["Plan", paragraph(FIRST, CITED, LAST)], ["Drift", OTHER]),
        made(["Uppföljning", paragraph(FIRST, CITED, LAST)], ["Drift", OTHER]),
        made(["Plan", paragraph(OTHER, CITED, OTHER)]),
    ],
    ids=["page", "page label", "heading", "surroundings"],
)
def test_the_same_words_elsewhere_are_moved(now: Document) -> None:
    found = anchor(now)
    assert found.state is AnchorState.MOVED
    assert 0.75 <= found.score <= 1
    assert found.diff == ""
    assert [span.of(now.text) for span in found.spans] == [CITED]


def test_of_several_places_the_nearest_surroundings_are_taken() -> None:
    now = made([paragraph(OTHER, CITED, OTHER)], ["Plan", paragraph(FIRST, CITED, LAST)])
    assert anchor(now).places == ("s. 2",)


def test_places_that_nothing_tells_apart_are_all_named() -> None:
    same = paragraph(FIRST, CITED, LAST)
    found = anchor(made("Framsida.", same, same))
    assert found.state is AnchorState.MOVED
    assert found.places == ("s. 2", "s. 3")


# ---- other words


@pytest.mark.parametrize(
    ("was", "now", "diff", "differs"),
    [
        ("21 procent", "12 procent", "[-21-]{+12+}", "siffra: 21 → 12"),
        ("följs upp", "följs inte upp", "följs {+inte+} upp", "nekande ord: inget → inte"),
        ("nämnden, och", "Kommunstyrelsen, och", "{+Kommunstyrelsen+}",
         "namn: inget → Kommunstyrelsen"),
        ("2025", "2024", "[-2025-]{+2024+}", "siffra: 2025 → 2024"),
    ],
)  # fmt: skip
def test_a_changed_word_is_shown_and_named(was: str, now: str, diff: str, differs: str) -> None:
    new = made(["Plan", paragraph(FIRST, CITED.replace(was, now), LAST)], ["Drift", OTHER])
    found = anchor(new)
    assert found.state is AnchorState.CHANGED
    assert 0.75 <= found.score < 1
    assert diff in found.diff
    assert differs in found.differs
    assert found.places == ("s. 1",)


def test_a_lost_inte_is_changed_even_just_outside_the_quote() -> None:
    old = made(paragraph(FIRST, "Planen följs inte upp varje år av nämnden.", LAST))
    now = made(paragraph(FIRST, "Planen följs upp varje år av nämnden.", LAST))
    found = anchor(now, "upp varje år av nämnden", old)
    assert found.state is AnchorState.CHANGED
    assert "följs [-inte-] upp" in found.diff
    assert "nekande ord: inte → inget" in found.differs


def test_a_figure_that_goes_on_outside_the_quote_is_changed() -> None:
    old = made(paragraph(FIRST, "Antalet besök på biblioteket var 12 under året.", LAST))
    now = made(paragraph(FIRST, "Antalet besök på biblioteket var 12 000 under året.", LAST))
    found = anchor(now, "Antalet besök på biblioteket var 12", old)
    assert found.state is AnchorState.CHANGED
    assert found.differs


def test_old_words_elsewhere_do_not_hide_that_their_place_was_changed() -> None:
    old = made(["Sammanfattning", paragraph(OTHER, CITED)], ["Plan", paragraph(FIRST, CITED, LAST)])
    changed = CITED.replace("21", "12")
    now = made(
        ["Sammanfattning", paragraph(OTHER, CITED)], ["Plan", paragraph(FIRST, changed, LAST)]
    )
    found = Anchoring(now).anchor(cite(old, CITED, 1))
    assert found.state is AnchorState.CHANGED
    assert found.places == ("s. 2",)


def test_few_words_elsewhere_are_not_taken_for_the_cited_ones() -> None:
    old = made(paragraph(FIRST, "Besöken på biblioteket ökade med 12 procent under året.", LAST))
    now = made(
        paragraph(FIRST, "Besöken på biblioteket ökade med 15 procent under året.", LAST),
        "Lånen av ljudböcker gick ned med 12 procent.",
    )
    found = anchor(now, "12 procent", old)
    assert found.state is AnchorState.CHANGED
    assert "siffra: 12 → 15" in found.differs
    assert found.places == ("s. 1",)


def test_a_removed_sentence_is_gone_and_nothing_is_claimed() -> None:
    found = anchor(made(["Plan", paragraph(FIRST, LAST)], ["Drift", OTHER]))
    assert found.state is AnchorState.GONE
    assert found.score < 0.75
    assert (found.spans, found.places, found.diff) == ((), (), "")


def test_a_removed_sentence_is_not_taken_for_its_twin_elsewhere() -> None:
    twin = "Planen ses över varje år av nämnden, och lånen ökade med 14 procent under 2024."
    was = made(["Plan", paragraph(FIRST, CITED, LAST)], ["Lån", paragraph(OTHER, twin)])
    now = made(["Plan", paragraph(FIRST, LAST)], ["Lån", paragraph(OTHER, twin)])
    assert anchor(now, old=was).state is AnchorState.GONE
    rewritten = made(["Plan", FIRST], ["Lån", paragraph(OTHER, twin)])
    assert anchor(rewritten, old=was).state is AnchorState.CHANGED


def test_a_sentence_that_was_moved_and_changed_is_found() -> None:
    now = made(["Plan", paragraph(FIRST, LAST)], [paragraph(OTHER, CITED.replace("21", "12"))])
    found = anchor(now)
    assert (found.state, found.places) == (AnchorState.CHANGED, ("s. 2",))


def test_an_empty_text_holds_nothing() -> None:
    assert anchor(Document("", ())) == Anchor(AnchorState.GONE, 0.0)


WORDS = CITED.split()


@given(st.data())
def test_words_that_differ_in_any_figure_or_negation_are_never_the_same(
    data: st.DataObject,
) -> None:
    words = list(WORDS)
    if data.draw(st.booleans()):
        at = data.draw(st.sampled_from([i for i, w in enumerate(words) if w[0].isdigit()]))
        other = str(data.draw(st.integers(0, 9999)))
        words[at] = other + ("." if words[at].endswith(".") else "")
    else:
        words.insert(data.draw(st.integers(1, len(words) - 1)), "inte")
    before = data.draw(st.sampled_from([FIRST, OTHER, LAST]))
    now = made(paragraph(before, " ".join(words), LAST), OTHER)
    found = anchor(now)
    if words == WORDS:
        assert found.state in (AnchorState.EXACT, AnchorState.MOVED)
    else:
        assert found.state in (AnchorState.CHANGED, AnchorState.GONE)
        assert found.score < 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_state_is_found_in_any_text(before: str, after: str) -> None:
    now = Document(f"{before} {CITED} {after}", ())
    found = anchor(now)
    assert 0 <= found.score <= 1
    for span in found.spans:
        assert span.end <= len(now.text)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_diff_tells_both_texts(was: str, now: str) -> None:
    diff, _ = word_diff(was, now)
    if not set("[]{}+-") & set(was + now):
        removed = re.sub(r"\{\+.*?\+\}", "", diff)
        added = re.sub(r"\[-.*?-\]", "", diff)
        assert "".join(re.sub(r"\[-|-\]", "", removed).split()) == "".join(was.split())
        assert "".join(re.sub(r"\{\+|\+\}", "", added).split()) == "".join(now.split())
