"""The rung of a sentence is read from its words: modality first, and what is denied is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.ladder import is_adopted, read_passage, read_sentence
from kompass_evidence.domain.framework import Rung

SAID: list[tuple[Rung | None, str]] = [
    (Rung.INTENT, "Kommunen ska ta fram en policy för medborgardialog."),
    (Rung.INTENT, "Vi vill utveckla arbetet med jämställdhet."),
    (Rung.INTENT, "En handlingsplan planeras till 2027."),
    (Rung.INTENT, "Öppettiderna kommer att ses över."),
    (Rung.DECIDED, "Kommunfullmäktige antog policyn den 12 mars 2024."),
    (Rung.DECIDED, "Policyn är fastställd av kommunstyrelsen."),
    (Rung.DECIDED, "Nämnden har i uppdrag att samordna arbetet."),
    (Rung.APPLIED, "Dialogmöten hålls i alla kommundelar."),
    (Rung.APPLIED, "Modellen används i samtliga förvaltningar."),
    (Rung.APPLIED, "På webben kan du lämna synpunkter."),
    (Rung.FOLLOWED_UP, "Målet följs upp i delårsrapporten."),
    (Rung.FOLLOWED_UP, "Resultatet redovisades för nämnden i maj."),
    (Rung.FOLLOWED_UP, "Enkäten visar att 72 procent är nöjda."),
    (Rung.EFFECT, "Sjukfrånvaron minskade från 8,1 till 6,4 procent."),
    (Rung.EFFECT, "Antalet klagomål har minskat med 30 procent."),
    (Rung.EFFECT, "Arbetet har lett till kortare handläggningstider."),
    (Rung.LEARNING, "Efter utvärderingen ändrades rutinen för bemötande."),
    (Rung.LEARNING, "Riktlinjen reviderades utifrån uppföljningen."),
    (Rung.LEARNING, "En lärdom är att barn tillfrågas tidigare."),
    (None, "Kommunen ligger vid Dalälven."),
]
MODAL = [
    "Dialogen ska följas upp varje år.",
    "Policyn ska antas av fullmäktige.",
    "Planen bör revideras utifrån uppföljningen.",
    "Utbildningen kommer att genomföras i alla skolor.",
    "Sjukfrånvaron ska minska med 2 procent.",
    "Sjukfrånvaron ska minska från 8 till 6 procent.",
    "Andelen nöjda ska vara högre än 2024.",
]
DENIED = [
    "Någon uppföljning har inte gjorts.",
    "Det saknas en beslutad plan.",
    "Målet följs aldrig upp.",
    "Inga dialogmöten hölls under året.",
    "Kommunen har ännu inte antagit någon policy.",
]


@pytest.mark.parametrize(("rung", "sentence"), SAID)
def test_a_sentence_shows_the_rung_that_it_says(rung: Rung | None, sentence: str) -> None:
    reading = read_sentence(sentence)
    assert (reading.rung if reading else None) is rung


@pytest.mark.parametrize("sentence", MODAL)
def test_what_is_to_be_done_is_intent_whatever_the_verb(sentence: str) -> None:
    reading = read_sentence(sentence)
    assert reading is not None
    assert reading.rung is Rung.INTENT


@pytest.mark.parametrize("sentence", DENIED)
def test_what_is_denied_is_no_rung(sentence: str) -> None:
    assert read_sentence(sentence) is None


def test_a_change_that_has_come_about_counts_though_more_is_to_come() -> None:
    reading = read_sentence("Sjukfrånvaron minskade från 8,1 till 6,4 procent och ska minska mer.")
    assert reading is not None
    assert reading.rung is Rung.EFFECT


@pytest.mark.parametrize("sentence", [s for rung, s in SAID if rung] + MODAL)
def test_the_words_that_gave_the_rung_stand_in_the_sentence(sentence: str) -> None:
    reading = read_sentence(sentence)
    assert reading is not None
    assert reading.cues
    assert all(cue in sentence.lower() for cue in reading.cues)


@pytest.mark.parametrize("sentence", [s for _, s in SAID] + MODAL + DENIED)
def test_capitals_do_not_change_the_rung(sentence: str) -> None:
    assert read_sentence(sentence.upper()) == read_sentence(sentence.lower())


@given(st.sampled_from(SAID), st.sampled_from(SAID))
def test_a_passage_reaches_the_highest_of_its_near_sentences(
    first: tuple[Rung | None, str], second: tuple[Rung | None, str]
) -> None:
    order = list(Rung)
    rungs = [rung for rung in (first[0], second[0]) if rung is not None]
    reading = read_passage([first[1], second[1]], [1.0, 1.0], Rung.APPLIED)
    assert reading is not None
    assert reading.rung is max(rungs, key=order.index, default=Rung.APPLIED)


def test_a_sentence_on_something_else_does_not_lift_the_passage() -> None:
    sentences = ["Policyn antogs av fullmäktige.", "Elpriset minskade från 8 till 6 procent."]
    reading = read_passage(sentences, [1.0, 0.1], Rung.APPLIED)
    assert reading is not None
    assert reading.rung is Rung.DECIDED


@pytest.mark.parametrize("default", [Rung.DECIDED, Rung.APPLIED])
def test_a_plain_statement_shows_what_its_document_does(default: Rung) -> None:
    reading = read_passage(["Kommunen ligger vid Dalälven."], [1.0], default)
    assert reading is not None
    assert reading.rung is default


@pytest.mark.parametrize("sentence", DENIED)
def test_a_passage_that_only_denies_has_no_rung(sentence: str) -> None:
    assert read_passage([sentence], [1.0], Rung.DECIDED) is None


def test_a_passage_without_sentences_has_no_rung() -> None:
    assert read_passage([], [], Rung.DECIDED) is None


@pytest.mark.parametrize(
    "front",
    [
        "Policy för dialog\nAntagen av kommunfullmäktige den 3 mars",
        "Fastställd av kommunstyrelsen",
        "Beslutsdatum: 3 mars 2025",
        "Kommunfullmäktige 2025-03-03 § 12",
    ],
)
def test_a_front_that_states_the_decision_makes_the_document_adopted(front: str) -> None:
    assert is_adopted(front)


@pytest.mark.parametrize(
    "front", ["", "Policy för dialog", "Utkast till policy", "Så arbetar vi med dialog 2025"]
)
def test_a_front_without_a_decision_leaves_the_document_unadopted(front: str) -> None:
    assert not is_adopted(front)
