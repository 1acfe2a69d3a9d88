"""A sentence is judged by its words and, with the encoder that the heads know, by its vector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.assessment.cues import CUES, fired
from kompass_evidence.assessment.rung_model import (
    CLASSES,
    Judged,
    RungModel,
    Vectors,
    cue_words,
    sentence_features,
)
from kompass_evidence.assessment.sentence import Sentence, feature_names
from kompass_evidence.assessment.word_hash import PLACES
from kompass_evidence.domain.evidence import Stance
from kompass_evidence.domain.framework import Rung
from kompass_evidence.domain.heads import Heads
from kompass_evidence.retrieval.heads import load_heads
from tests.assessment import fake_heads
from tests.assessment.fake_heads import ENCODER

EVEN = (1 / len(CLASSES),) * len(CLASSES)
SAID = [
    "Policyn antogs av kommunfullmäktige.", "Målet följs upp varje år.", "Planen saknas ännu.",
    "Köerna minskade från 8 till 6 procent.", "Du kan lämna synpunkter på webben.", "",
    "Efter utvärderingen ändrades rutinen.", "Kommunen ligger vid Dalälven.", "§ 4 Ansvar",
]  # fmt: skip
SENTENCES = st.builds(
    Sentence, st.sampled_from(SAID), st.sampled_from(["", "policy", "rapport", "webbsida"]),
    st.sampled_from(["", "Uppföljning"]), st.sampled_from(SAID),
)  # fmt: skip


def judge(
    text: str, vector: tuple[float, float] = (0.0, 0.0), heads: Heads | None = None
) -> Judged:
    (found,) = RungModel(heads or fake_heads.sentence_heads(), ENCODER).judge(
        [Sentence(text)], np.array([vector], np.float32)
    )
    return found


def by_vector(rung: Rung) -> list[list[float]]:
    """Weights that let the first number of the vector speak for a rung."""
    return [[float(known is rung), 0.0] for known in CLASSES]


# ---- what is judged


def test_classes_are_no_rung_and_then_the_rungs_in_order() -> None:
    assert list(CLASSES) == [None, *Rung]


def test_a_sentence_reaches_its_likeliest_rung() -> None:
    assert Judged(Sentence(""), (0.1, 0.0, 0.2, 0.0, 0.6, 0.1, 0.0), 0.0).rung is Rung.FOLLOWED_UP


def test_a_sentence_that_likeliest_shows_none_reaches_none() -> None:
    assert Judged(Sentence(""), (0.4, 0.3, 0.3, 0.0, 0.0, 0.0, 0.0), 0.0).rung is None


@pytest.mark.parametrize(
    ("lacking", "stance"), [(0.49, Stance.SUPPORTS), (0.5, Stance.WEAKENS), (1.0, Stance.WEAKENS)]
)
def test_a_sentence_weakens_from_even_odds(lacking: float, stance: Stance) -> None:
    assert Judged(Sentence(""), EVEN, lacking).stance is stance


# ---- the model


def test_heads_without_a_view_find_all_classes_as_likely() -> None:
    assert judge("Policyn antogs.").rungs == pytest.approx(EVEN)


def test_a_class_is_as_likely_as_its_head_says() -> None:
    bias = np.log([1, 1, 3, 1, 2, 1, 1])
    found = judge("Text.", heads=fake_heads.sentence_heads(bias=bias))
    assert found.rungs == pytest.approx([0.1, 0.1, 0.3, 0.1, 0.2, 0.1, 0.1])


def test_lacking_is_as_likely_as_its_head_says() -> None:
    found = judge("Text.", heads=fake_heads.sentence_heads(lacking=float(np.log(3))))
    assert found.lacking == pytest.approx(0.75)


def test_a_vector_speaks_for_a_rung() -> None:
    heads = fake_heads.sentence_heads(by_vector=by_vector(Rung.EFFECT))
    assert judge("Text.", (1.0, 0.0), heads).rung is Rung.EFFECT


def test_a_vector_is_seen_from_the_middle_of_all() -> None:
    heads = fake_heads.sentence_heads(by_vector=by_vector(Rung.EFFECT), center=(1.0, 0.0))
    assert judge("Text.", (1.0, 0.0), heads).rungs == pytest.approx(EVEN)


def test_vectors_of_another_encoder_are_not_read() -> None:
    heads = fake_heads.sentence_heads(by_vector=by_vector(Rung.EFFECT))
    vectors: Vectors = np.array([[1.0, 0.0]], np.float32)
    (found,) = RungModel(heads, "another").judge([Sentence("Text.")], vectors)
    assert found.rungs == pytest.approx(EVEN)


def test_without_their_encoder_heads_need_no_vectors() -> None:
    (found,) = RungModel(load_heads(), "another").judge([Sentence("Planen antogs i maj.")], None)
    assert sum(found.rungs) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("encoder", [ENCODER, "another"])
def test_no_sentences_are_not_judged(encoder: str) -> None:
    assert RungModel(fake_heads.sentence_heads(), encoder).judge([], None) == []


def test_every_sentence_is_judged_by_its_own_vector() -> None:
    heads = fake_heads.sentence_heads(by_vector=by_vector(Rung.EFFECT))
    vectors: Vectors = np.array([[0.0, 0.0], [1.0, 0.0]], np.float32)
    sentences = [Sentence("Ett."), Sentence("Två.")]
    first, second = RungModel(heads, ENCODER).judge(sentences, vectors)
    assert [first.sentence, second.sentence] == sentences
    assert first.rungs[CLASSES.index(Rung.EFFECT)] < second.rungs[CLASSES.index(Rung.EFFECT)]


@given(st.lists(SENTENCES, min_size=1, max_size=6))
@settings(max_examples=50)
def test_what_is_seen_of_sentences_is_as_much_as_heads_weigh(sentences: list[Sentence]) -> None:
    assert sentence_features(sentences).shape == (len(sentences), len(feature_names()) + PLACES)


@given(st.lists(SENTENCES, min_size=1, max_size=6))
@settings(max_examples=50)
def test_the_shipped_heads_give_probabilities(sentences: list[Sentence]) -> None:
    for found in RungModel(load_heads(), "another").judge(sentences, None):
        assert sum(found.rungs) == pytest.approx(1, abs=1e-4)
        assert all(0 <= value <= 1 for value in (*found.rungs, found.lacking))


@given(st.lists(SENTENCES, min_size=2, max_size=6))
@settings(max_examples=50)
def test_a_sentence_is_judged_alike_alone_and_among_others(sentences: list[Sentence]) -> None:
    model = RungModel(load_heads(), "another")
    (alone,) = model.judge(sentences[-1:], None)
    among = model.judge(sentences, None)[-1]
    assert among.rungs == pytest.approx(alone.rungs, abs=1e-4)
    assert among.lacking == pytest.approx(alone.lacking, abs=1e-4)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_the_shipped_heads_judge_by_vectors_of_their_encoder(seed: int) -> None:
    heads = load_heads()
    width = heads.arrays["center"].shape[0]
    vectors = np.random.default_rng(seed).normal(scale=width**-0.5, size=(1, width))
    model = RungModel(heads, heads.encoder)
    (found,) = model.judge([Sentence("Planen antogs.")], vectors.astype(np.float32))
    assert model.reads_vectors
    assert sum(found.rungs) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("rung", "text"),
    [
        (Rung.INTENT, "En handlingsplan planeras till 2027."),
        (Rung.DECIDED, "Kommunfullmäktige antog policyn den 12 mars 2024."),
        (Rung.APPLIED, "Modellen används i samtliga förvaltningar."),
        (Rung.FOLLOWED_UP, "Enkäten visar att 72 procent är nöjda."),
        (Rung.EFFECT, "Sjukfrånvaron minskade från 8,1 till 6,4 procent."),
        (Rung.LEARNING, "Efter utvärderingen ändrades rutinen för bemötande."),
        (None, "Kommunen ligger vid Dalälven."),
    ],
)
def test_a_plain_sentence_shows_its_rung_by_its_words_alone(rung: Rung | None, text: str) -> None:
    (found,) = RungModel(load_heads(), "another").judge([Sentence(text)], None)
    assert found.rung is rung


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Någon uppföljning har inte gjorts.", Stance.WEAKENS),
        ("Målet följs aldrig upp.", Stance.WEAKENS),
        ("Kommunen har ännu inte antagit någon policy.", Stance.WEAKENS),
        ("Målet följs upp varje år.", Stance.SUPPORTS),
        ("Dialogen är inte bara en form av samråd.", Stance.SUPPORTS),
    ],
)
def test_a_plain_sentence_shows_its_stance_by_its_words_alone(text: str, stance: Stance) -> None:
    (found,) = RungModel(load_heads(), "another").judge([Sentence(text)], None)
    assert found.stance is stance


# ---- the words that are shown


def test_words_that_speak_for_the_rung_are_told() -> None:
    assert cue_words("Policyn antogs i maj.", Rung.DECIDED) == ("antogs",)


def test_words_that_speak_for_another_rung_are_not_told() -> None:
    assert cue_words("Policyn antogs i maj.", Rung.EFFECT) == ()


def test_no_words_are_told_for_no_rung() -> None:
    assert cue_words("Policyn antogs i maj.", None) == ()


def test_of_words_within_others_the_longer_are_told() -> None:
    assert cue_words("Arbetet ska följas upp.", Rung.INTENT) == ("ska följas upp",)


def test_at_most_three_words_are_told() -> None:
    text = "Vi vill och avser att planera: målvärdet, som bör nås, är under framtagande."
    told = {name: said for name, said in fired(text).items() if CUES[name].rung is Rung.INTENT}
    assert len(told) > 3
    assert len(cue_words(text, Rung.INTENT)) == 3


@given(SENTENCES, st.sampled_from(Rung))
def test_told_words_stand_in_the_sentence(sentence: Sentence, rung: Rung) -> None:
    assert all(word in " ".join(sentence.text.lower().split())
               for word in cue_words(sentence.text, rung))  # fmt: skip
