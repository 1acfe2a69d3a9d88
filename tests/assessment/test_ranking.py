"""A passage's gain rests on its own scores and on where it stands."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.assessment.mapping import Background, Scores
from kompass_evidence.assessment.ranking import DEEP, FEATURES, TOP, Places, Ranker
from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.heads import Heads
from kompass_evidence.retrieval.heads import load_heads
from tests.assessment import fake_heads
from tests.assessment.makers import passage

# the columns of the features
(
    TOTAL, BEST, MEAN, NEAREST, TERMS, TOLD, DOCUMENT, DOCUMENT_TOP, NEIGHBOURS, HEADING, RANK,
    NARROWER,
) = range(FEATURES)  # fmt: skip


def background(total: object, neutral: int = 0) -> Background:
    """Return scores `(criteria, passages)` of which the other parts differ by their number."""
    scores: Scores = np.array(total, np.float64, ndmin=2)
    best, mean, nearest, terms, told = (scores + number for number in range(1, 6))
    return Background(scores, scores, scores, best, mean, nearest, terms, told, neutral)


def in_one_document(count: int) -> list[Passage]:
    return [passage(f"psg-{n:03d}", start=10 * n) for n in range(count)]


def apart(count: int) -> list[Passage]:
    return [passage(f"psg-{n:03d}", f"src-{n:03d}") for n in range(count)]


def ranked(scores: Background, passages: list[Passage], heads: Heads | None = None) -> Ranker:
    return Ranker(scores, Places.of(passages), heads or fake_heads.ranker())


def column(number: int, total: object, passages: list[Passage]) -> list[float]:
    """The values of one feature of all passages for the first criterion."""
    found = ranked(background(total), passages).features(0, np.arange(len(passages)))
    return [float(value) for value in found[:, number]]


# ---- places


def test_passages_of_one_source_have_one_document() -> None:
    places = Places.of([passage("a", "src-1"), passage("b", "src-2"), passage("c", "src-1")])
    assert places.document.tolist() == [0, 1, 0]


def test_a_heading_of_the_same_words_in_another_source_is_another_heading() -> None:
    places = Places.of([
        passage("a", "src-1", heading=("Mål",)), passage("b", "src-2", heading=("Mål",)),
        passage("c", "src-1", heading=("Mål",)), passage("d", "src-1", heading=("Ansvar",)),
    ])  # fmt: skip
    assert places.heading.tolist() == [0, 1, 0, 2]


def test_neighbours_are_those_before_and_after_in_the_text() -> None:
    third, first, second = (passage(name, start=start) for name, start in zip(
        ("c", "a", "b"), (40, 0, 20), strict=True
    ))  # fmt: skip
    assert Places.of([third, first, second]).beside.tolist() == [[2, -1], [-1, 2], [1, 0]]


def test_the_last_of_a_source_has_no_neighbour_in_the_next() -> None:
    assert Places.of(apart(2)).beside.tolist() == [[-1, -1], [-1, -1]]


def test_no_passages_have_no_places() -> None:
    assert Places.of([]).beside.shape == (0, 2)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 99)), unique=True, max_size=20))
def test_a_passage_is_the_neighbour_of_its_neighbours(where: list[tuple[str, int]]) -> None:
    places = Places.of([passage(f"{s}{n}", s, start=n) for s, n in where])
    for number, (before, after) in enumerate(places.beside):
        assert before == -1 or places.beside[before, 1] == number
        assert after == -1 or places.beside[after, 0] == number


# ---- features


def test_a_passage_is_known_by_its_own_scores_first() -> None:
    found = ranked(background([5.0, 1.0]), apart(2)).features(0, np.array([0]))
    assert found[0, TOTAL : TOLD + 1].tolist() == [5.0, 6.0, 7.0, 8.0, 9.0, 10.0]


def test_a_document_counts_by_the_mean_of_its_passages() -> None:
    passages = [*in_one_document(2), passage("psg-x", "src-x")]
    assert column(DOCUMENT, [4.0, 2.0, 9.0], passages) == [3.0, 3.0, 9.0]


def test_a_document_counts_by_its_three_best_too() -> None:
    passages = [*in_one_document(4), passage("psg-x", "src-x")]
    assert column(DOCUMENT_TOP, [4.0, -8.0, 2.0, 3.0, 9.0], passages) == [3.0] * 4 + [9.0]


def test_a_document_of_two_passages_counts_by_both() -> None:
    assert column(DOCUMENT_TOP, [4.0, 2.0], in_one_document(2)) == [3.0, 3.0]


def test_a_passage_has_the_score_of_its_better_neighbour() -> None:
    assert column(NEIGHBOURS, [1.0, 2.0, 5.0], in_one_document(3)) == [2.0, 5.0, 2.0]


def test_a_passage_without_neighbours_borrows_nothing() -> None:
    assert column(NEIGHBOURS, [1.0, -5.0], apart(2)) == [0.0, 0.0]


def test_a_heading_counts_by_the_mean_of_what_stands_under_it() -> None:
    passages = [
        passage("a", heading=("Mål",)), passage("b", start=10, heading=("Mål",)),
        passage("c", start=20, heading=("Ansvar",)),
    ]  # fmt: skip
    assert column(HEADING, [4.0, 2.0, 9.0], passages) == [3.0, 3.0, 9.0]


def test_a_passage_is_known_by_its_rank() -> None:
    assert column(RANK, [1.0, 9.0, 5.0], apart(3)) == pytest.approx([math.log(3), 0.0, math.log(2)])


def test_a_passage_is_known_by_how_many_criteria_it_answers_better() -> None:
    total = [[3.0, 3.0], [4.0, 2.0], [5.0, 3.0]]
    assert column(NARROWER, total, apart(2)) == pytest.approx([math.log(3), 0.0])


# ---- gains


def test_a_network_answers_by_its_weights() -> None:
    ranker = ranked(background([2.0, 1.0]), apart(2), fake_heads.ranker(TOTAL, slope=1.5))
    assert ranker.gains(0).tolist() == [3.0, 1.5]


@pytest.mark.parametrize(("always", "gain"), [(TOP + 2, TOP), (-1.0, 0.0)])
def test_a_gain_is_cut_to_what_gains_can_be(always: float, gain: float) -> None:
    ranker = ranked(background([2.0]), apart(1), fake_heads.ranker(always=always))
    assert ranker.gains(0).tolist() == [gain]


def test_only_the_first_candidates_can_have_a_gain() -> None:
    total = np.arange(DEEP + 5.0)
    gains = ranked(background(total), apart(DEEP + 5), fake_heads.ranker(always=3.0)).gains(0)
    assert gains.tolist() == [0.0] * 5 + [3.0] * DEEP


def test_the_reference_corpus_has_no_gain_and_takes_no_place() -> None:
    total = [1.0, *[9.0] * DEEP]
    own = apart(1)
    ranker = ranked(background(total, neutral=DEEP), own, fake_heads.ranker(always=3.0))
    assert ranker.gains(0).tolist() == [3.0]


def test_no_passages_have_no_gains() -> None:
    assert ranked(background([1.0], neutral=1), []).gains(0).size == 0


def _chance(seed: int, count: int) -> Scores:
    scores: Scores = np.random.default_rng(seed).normal(scale=3, size=(5, count))
    return scores


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 9))
@settings(max_examples=50)
def test_gains_of_the_shipped_ranker_lie_between_0_and_7(
    seed: int, count: int, sources: int
) -> None:
    passages = [passage(f"psg-{n}", f"src-{n % sources}", start=n) for n in range(count)]
    gains = ranked(background(_chance(seed, count)), passages, load_heads()).gains(0)
    assert gains.shape == (count,)
    assert all(0 <= gain <= TOP for gain in gains)


@given(st.integers(0, 2**32 - 1), st.permutations(range(30)))
@settings(max_examples=50)
def test_gains_do_not_depend_on_the_order_of_passages(seed: int, order: list[int]) -> None:
    passages = [passage(f"psg-{n}", f"src-{n % 4}", start=n) for n in range(30)]
    total = _chance(seed, 30)
    gains = ranked(background(total), passages, load_heads()).gains(2)
    turned = ranked(background(total[:, order]), [passages[i] for i in order], load_heads())
    np.testing.assert_allclose(turned.gains(2), gains[order], atol=1e-6)
