"""How far evidence reaches: read from the sentences that are near the criterion, in their place."""

from __future__ import annotations

import pytest

from kompass_evidence.assess import assess, open_ranker, read_documents
from kompass_evidence.assess.rungs import RungReader, kind_of
from kompass_evidence.domain.evidence import FlagKind, Reading
from kompass_evidence.domain.facts import DocumentFacts, Fact, FactName, Standing, Where
from kompass_evidence.domain.framework import Rung
from kompass_evidence.retrieval.heads import load_heads
from kompass_evidence.workspace import Workspace
from tests.assess.conftest import Holding
from tests.small_town import filler

AS_OF = "2026-01-31"
BESIDE = "Vägarna i centrum plogades och sandades av entreprenören under hela vintern."
DECIDED = "Kultur- och fritidsnämnden antog biblioteksplanen som gäller i fyra år."
EFFECT = "Sedan kvällsöppet på huvudbiblioteket infördes har besöken ökat med {} procent."


def reader(workspace: Workspace) -> RungReader:
    heads = load_heads()
    _ranker, _background, passages = open_ranker(workspace, heads)
    facts = read_documents(workspace, AS_OF).facts
    return RungReader(workspace, workspace.search(), facts, passages, heads)


def best_reading(workspace: Workspace, criterion: str) -> Reading:
    """Return what was read in the best piece of evidence for a criterion."""
    reading = assess(workspace, AS_OF).findings[criterion].evidence[0].reading
    assert reading is not None
    return reading


def town_with(holding: Holding, texts: dict[str, str]) -> Workspace:
    """Make a workspace with these texts among others that are beside the point."""
    return holding({"teknik.txt": filler(1), **texts})


# ---- which passages say the same


def same(holding: Holding, first: str, second: str) -> bool:
    workspace = holding({"a.md": f"# Rubrik\n\n{first}\n", "b.md": f"# Rubrik\n\n{second}\n\n\n"})
    return reader(workspace).same(0, 1)


def test_same_text_under_two_titles_says_the_same(holding: Holding) -> None:
    workspace = holding({"a.md": f"# Plan\n\n{DECIDED}\n", "b.md": f"# Nyheter\n\n{DECIDED}\n"})
    assert reader(workspace).same(0, 1)


def test_texts_that_part_by_one_word_in_many_say_the_same(holding: Holding) -> None:
    long = " ".join(filler(7).split()[:80])
    assert same(holding, long, long + " Slut.")


def test_texts_about_different_things_do_not_say_the_same(holding: Holding) -> None:
    assert not same(holding, DECIDED, BESIDE)


def test_vectors_that_are_equal_do_not_make_other_words_the_same(holding: Holding) -> None:
    assert not same(holding, "Bilen vägen parken taket muren.", "Bilar vägar parker taken murar.")


def test_same_words_about_different_things_do_not_say_the_same(holding: Holding) -> None:
    first = "# Snöröjning och sandning av gångbanor\n\nBilen vägen parken taket muren.\n"
    second = "# Färgsättning i äldre kvarter\n\nParken vägen bilen muren taket.\n"
    workspace = holding({"a.md": first, "b.md": second})
    assert not reader(workspace).same(0, 1)


# ---- which words were found


def test_words_that_the_criterions_terms_found_are_the_passages_own(holding: Holding) -> None:
    workspace = holding({"a.txt": DECIDED})
    (passage,) = workspace.corpus.passages()
    criterion = next(c for c in workspace.framework.criteria() if c.id == "B.1.2")
    assert reader(workspace).terms(criterion, passage) == ("biblioteksplanen",)


# ---- which sentence is read


@pytest.mark.parametrize("text", [f"{BESIDE} {DECIDED}", f"{DECIDED} {BESIDE}"])
def test_sentence_on_the_criterion_is_read_wherever_it_stands(holding: Holding, text: str) -> None:
    workspace = town_with(holding, {"a.txt": text})
    assert best_reading(workspace, "B.1.2").sentence == DECIDED


def test_words_that_speak_for_the_rung_stand_in_the_sentence_read(holding: Holding) -> None:
    reading = best_reading(town_with(holding, {"a.txt": f"{BESIDE} {DECIDED}"}), "B.1.2")
    assert reading.cues
    assert all(cue in reading.sentence for cue in reading.cues)


def test_change_that_has_come_about_is_an_effect(holding: Holding) -> None:
    workspace = town_with(holding, {"a.txt": EFFECT.format("tolv")})
    assert best_reading(workspace, "B.1.1").rung is Rung.EFFECT


@pytest.mark.parametrize(
    ("status", "rung"),
    [
        ("Antagen av kommunfullmäktige 2025-03-03 § 12", Rung.DECIDED),
        ("Utkast, ej beslutad", Rung.INTENT),
    ],
)
def test_rule_is_decided_in_an_adopted_guideline_and_intended_in_a_draft(
    holding: Holding, status: str, rung: Rung
) -> None:
    rule = "Varje bibliotek ska ha en biblioteksplan."
    text = f"# Riktlinje för bibliotek\n\n{status}\n\n## Biblioteksplan\n\n{rule}\n"
    assert best_reading(town_with(holding, {"a.md": text}), "B.1.2").rung is rung


def test_every_piece_of_evidence_is_read_in_its_own_passage(holding: Holding) -> None:
    workspace = town_with(holding, {"a.txt": DECIDED, "b.txt": EFFECT.format("tolv")})
    evidence = [e for f in assess(workspace, AS_OF).findings.values() for e in f.evidence]
    assert evidence
    for entry in evidence:
        assert entry.reading is not None
        assert entry.reading.sentence in workspace.corpus.passage(entry.match.passage).text


# ---- how the kind of a document is read


def facts(**stated: str) -> DocumentFacts:
    named = {FactName(name): value for name, value in stated.items()}
    return DocumentFacts("src-a", {n: Fact(n, v, v, Where.TEXT) for n, v in named.items()})


def test_draft_is_read_as_a_draft_whatever_its_kind() -> None:
    assert kind_of(facts(kind="policy", status=Standing.DRAFT)) == "utkast"


def test_adopted_document_is_read_as_its_kind() -> None:
    assert kind_of(facts(kind="policy", status=Standing.ADOPTED)) == "policy"


def test_document_that_states_no_kind_is_read_as_none() -> None:
    assert kind_of(facts()) == ""


# ---- what disagrees


def contradictions(workspace: Workspace) -> list[tuple[str, ...]]:
    """Return the titles behind each contradiction that is flagged for B.1.1."""
    sources = {p.id: p.source for p in workspace.corpus.passages()}
    return [
        tuple(sorted(workspace.corpus.source(sources[p]).title for p in flag.passages))
        for flag in assess(workspace, AS_OF).flags["B.1.1"]
        if flag.kind is FlagKind.CONTRADICTION
    ]


def told(title: str, figure: str) -> str:
    return f"# {title}\n\n{EFFECT.format(figure)}\n"


def test_two_documents_with_different_figures_for_the_same_contradict(holding: Holding) -> None:
    texts = {"a.md": told("Rapporten", "12"), "b.md": told("Planen", "15")}
    assert contradictions(town_with(holding, texts)) == [("Planen", "Rapporten")]


def test_two_documents_with_the_same_figure_agree(holding: Holding) -> None:
    texts = {"a.md": told("Rapporten", "12"), "b.md": told("Planen", "12") + "\nNog sagt.\n"}
    assert contradictions(town_with(holding, texts)) == []


def test_reports_of_different_years_do_not_contradict(holding: Holding) -> None:
    texts = {
        "a.md": told("Årsredovisning 2023", "12"), "b.md": told("Årsredovisning 2024", "15"),
    }  # fmt: skip
    assert contradictions(town_with(holding, texts)) == []


def test_document_does_not_contradict_itself(holding: Holding) -> None:
    text = f"{told('Rapporten', '12')}\n## Mer\n\n{EFFECT.format('15')}\n"
    assert contradictions(town_with(holding, {"a.md": text})) == []
