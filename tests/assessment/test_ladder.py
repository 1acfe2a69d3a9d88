"""A passage reaches the rung that its sentences nearest to the criterion agree on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.ladder import CLEAR, CLOSE, LACKING, PLAIN, Heard, read_passage
from kompass_evidence.assessment.rung_model import CLASSES, Judged
from kompass_evidence.assessment.sentence import Sentence
from kompass_evidence.domain.evidence import Reading, Stance
from kompass_evidence.domain.framework import Rung

HIGH = [Rung.EFFECT, Rung.LEARNING]
LOW = [Rung.INTENT, Rung.DECIDED, Rung.APPLIED]
CLEARLY, FAINTLY = (1 + CLEAR) / 2, CLEAR / 2
FAR = -1.0  # of meaning: so far from the nearest that it hardly counts


def heard(
    text: str = "Text.", *, meaning: float = 0.5, words: float = 1.0, lacking: float = 0.0,
    none: float = 0.0, **rungs: float,
) -> Heard:  # fmt: skip
    """A sentence with these probabilities by the rung's name; the rest is shared by intent."""
    said = [none, *(rungs.get(rung.value, 0.0) for rung in Rung)]
    said[CLASSES.index(Rung.INTENT)] += max(0.0, 1 - sum(said))
    return Heard(Judged(Sentence(text), tuple(said), lacking), meaning, words)


def at(rung: Rung, probability: float = 1.0, text: str = "Text.", meaning: float = 0.5) -> Heard:
    """A sentence that shows a rung, or else none."""
    return heard(text, meaning=meaning, none=1 - probability, **{rung.value: probability})


def read(*sentences: Heard) -> Reading:
    reading = read_passage(sentences)
    assert reading is not None
    return reading


PROBABILITIES = st.lists(st.integers(0, 100), min_size=7, max_size=7).filter(any)
HEARD = st.builds(
    lambda text, shares, lacking, meaning, words: Heard(
        Judged(Sentence(text), tuple(s / sum(shares) for s in shares), lacking), meaning, words
    ),
    st.sampled_from(["Planen antogs.", "Målet följs upp.", "Köerna minskade.", "Text."]),
    PROBABILITIES, st.floats(0, 1), st.floats(-1, 1), st.integers(0, 5).map(float),
)  # fmt: skip


# ---- the rung


def test_a_passage_without_sentences_has_no_reading() -> None:
    assert read_passage([]) is None


@pytest.mark.parametrize("rung", Rung)
def test_one_sentence_gives_its_rung(rung: Rung) -> None:
    assert read(at(rung)).rung is rung


def test_a_passage_that_plainly_shows_none_reaches_none() -> None:
    assert read(at(Rung.DECIDED, (1 - PLAIN) / 2)).rung is None


def test_a_passage_that_does_not_plainly_show_none_reaches_its_likeliest_rung() -> None:
    """Shown as evidence it most often shows some rung, though each by itself is less likely."""
    share = 1 - PLAIN + 0.05
    assert read(heard(none=1 - share, decided=share)).rung is Rung.DECIDED


@pytest.mark.parametrize("rung", LOW)
def test_near_sentences_decide_by_what_they_agree_on(rung: Rung) -> None:
    other = next(low for low in LOW if low is not rung)
    assert read(at(other), at(rung), at(rung)).rung is rung


def test_a_sentence_far_from_the_criterion_does_not_decide() -> None:
    near = at(Rung.DECIDED)
    assert read(at(Rung.APPLIED, meaning=FAR), near, at(Rung.APPLIED, meaning=FAR)).rung is (
        Rung.DECIDED
    )


@pytest.mark.parametrize(("applied", "rung"), [(0.0, Rung.DECIDED), (2.0, Rung.APPLIED)])
def test_a_sentence_without_the_criterions_words_counts_less(applied: float, rung: Rung) -> None:
    found = read(heard(words=applied, applied=1.0), heard(words=2 - applied, decided=1.0))
    assert found.rung is rung


def test_few_words_count_where_other_sentences_have_none() -> None:
    without = heard(words=0.0, applied=1.0)
    assert read(without, without, heard(words=0.01, decided=1.0)).rung is Rung.DECIDED


def test_where_no_sentence_has_the_criterions_words_all_count_by_meaning() -> None:
    found = read(heard(words=0.0, meaning=0.2, applied=1.0), heard(words=0.0, decided=1.0))
    assert found.rung is Rung.DECIDED


@pytest.mark.parametrize("rung", HIGH)
def test_one_clear_sentence_of_an_effect_or_lesson_is_not_outvoted(rung: Rung) -> None:
    assert read(at(Rung.DECIDED), at(Rung.APPLIED), at(Rung.DECIDED), at(rung, CLEARLY)).rung is (
        rung
    )


def test_of_two_clear_sentences_the_higher_rung_is_reached() -> None:
    assert read(at(Rung.LEARNING, CLEARLY), at(Rung.EFFECT)).rung is Rung.LEARNING


@pytest.mark.parametrize("rung", HIGH)
def test_a_faint_sentence_is_outvoted(rung: Rung) -> None:
    assert read(at(Rung.DECIDED), at(Rung.DECIDED), at(rung, FAINTLY)).rung is Rung.DECIDED


@pytest.mark.parametrize("rung", HIGH)
def test_a_clear_sentence_on_something_else_does_not_lift_the_passage(rung: Rung) -> None:
    assert read(at(Rung.DECIDED), at(rung, meaning=FAR)).rung is Rung.DECIDED


def test_being_near_enough_is_of_the_nearest_sentences_weight() -> None:
    share = (CLOSE * 1.1) ** 2  # a sentence counts by the root of its share of words
    found = read(heard(words=1.0, decided=1.0), heard(words=share, learning=1.0))
    assert found.rung is Rung.LEARNING


# ---- the stance


@pytest.mark.parametrize(
    ("lacking", "stance"), [(LACKING - 0.01, Stance.SUPPORTS), (LACKING + 0.01, Stance.WEAKENS)]
)
def test_a_passage_weakens_from_a_share_of_what_is_lacking(lacking: float, stance: Stance) -> None:
    assert read(heard(lacking=lacking)).stance is stance


def test_what_is_lacking_far_from_the_criterion_does_not_weaken() -> None:
    assert read(heard(), heard(meaning=FAR, lacking=1.0)).stance is Stance.SUPPORTS


def test_what_a_near_sentence_lacks_weakens() -> None:
    assert read(heard(lacking=1.0), heard(meaning=FAR)).stance is Stance.WEAKENS


# ---- what is shown of it


def test_the_sentence_that_speaks_most_for_the_rung_is_shown() -> None:
    found = read(at(Rung.INTENT, text="Planen tas fram."), at(Rung.EFFECT, text="Köerna minskade."))
    assert found.sentence == "Köerna minskade."


def test_of_two_that_say_the_same_the_nearer_is_shown() -> None:
    far = at(Rung.DECIDED, text="Budgeten antogs.", meaning=0.4)
    assert read(far, at(Rung.DECIDED, text="Policyn antogs.")).sentence == "Policyn antogs."


def test_words_of_the_shown_sentence_are_told() -> None:
    assert read(at(Rung.DECIDED, text="Policyn antogs i maj.")).cues == ("antogs",)


# ---- rules that always hold


@given(st.lists(HEARD, min_size=1, max_size=6))
def test_a_reading_is_always_by_a_sentence_of_the_passage(sentences: list[Heard]) -> None:
    assert read(*sentences).sentence in {entry.judged.sentence.text for entry in sentences}


@given(st.lists(HEARD, min_size=1, max_size=6))
def test_a_rung_that_no_sentence_shows_is_not_reached(sentences: list[Heard]) -> None:
    number = CLASSES.index(read(*sentences).rung)
    assert any(entry.judged.rungs[number] > 0 for entry in sentences)


@given(HEARD, st.sampled_from([2, 4]))
def test_saying_it_again_changes_nothing(entry: Heard, times: int) -> None:
    assert read(*[entry] * times) == read(entry)
