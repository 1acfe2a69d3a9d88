"""Every score is set against the criterion's own background, and the parts are put together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.mapping import (
    Background,
    Scores,
    Weights,
    score_all,
    standardise,
)

WEIGHTS = Weights()
CRITERIA, PASSAGES = 4, 50
ROWS = st.integers(2, 12).flatmap(
    lambda width: st.lists(
        st.lists(st.floats(-100, 100), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


class Inputs:
    """Similarities and BM25 scores as chance gives them, which a test can then set."""

    def __init__(self, seed: int = 4) -> None:
        chance = np.random.default_rng(seed)
        self.questions: Scores = chance.normal(size=(CRITERIA, PASSAGES))
        self.statements: list[Scores] = [chance.normal(size=(n, PASSAGES)) for n in (2, 3, 2, 6)]
        self.terms: Scores = np.abs(chance.normal(size=(CRITERIA, PASSAGES)))
        self.told: Scores = np.abs(chance.normal(size=(CRITERIA, PASSAGES)))

    def score(self, weights: Weights = WEIGHTS, leaning: Scores | None = None) -> Background:
        return score_all(
            self.questions, self.statements, self.terms, self.told, weights, leaning=leaning
        )

    def silence_words(self, places: slice = slice(None)) -> None:
        """Let no word of these passages be asked for."""
        self.terms[:, places] = 0.0
        self.told[:, places] = 0.0


# ---- standardise


@given(ROWS)
def test_a_standardised_row_has_mean_zero(rows: list[list[float]]) -> None:
    found = standardise(np.array(rows))
    np.testing.assert_allclose(found.mean(axis=1), 0, atol=1e-4)


@given(ROWS)
def test_a_standardised_row_has_deviation_one_unless_all_of_it_is_alike(
    rows: list[list[float]],
) -> None:
    scores = np.array(rows)
    spread = standardise(scores).std(axis=1)
    varied = scores.std(axis=1) > 1e-6
    np.testing.assert_allclose(spread[varied], 1, atol=1e-6)


@given(ROWS, st.floats(0.5, 20), st.floats(-50, 50))
def test_a_standardised_row_does_not_depend_on_unit_or_zero(
    rows: list[list[float]], unit: float, zero: float
) -> None:
    scores = np.array(rows)
    varied = scores.std(axis=1) > 1e-3
    again = standardise(scores * unit + zero)
    np.testing.assert_allclose(again[varied], standardise(scores)[varied], atol=1e-4)


def test_a_row_in_which_all_is_alike_says_nothing() -> None:
    np.testing.assert_allclose(standardise(np.full((1, 9), 0.7)), 0, atol=1e-6)


# ---- score_all


@pytest.mark.parametrize("part", ["semantic", "lexical", "terms", "told"])
def test_each_part_is_standardised_criterion_by_criterion(part: str) -> None:
    found: Scores = getattr(Inputs().score(), part)
    np.testing.assert_allclose(found.mean(axis=1), 0, atol=1e-9)
    np.testing.assert_allclose(found.std(axis=1), 1, atol=1e-9)


def test_every_part_has_a_row_a_criterion_and_a_column_a_passage() -> None:
    found = Inputs().score()
    parts = (
        found.total, found.semantic, found.lexical, found.best, found.mean, found.nearest,
        found.terms, found.told,
    )  # fmt: skip
    assert {part.shape for part in parts} == {(CRITERIA, PASSAGES)}


def test_a_criterion_whose_scores_all_lie_high_gains_nothing_by_it() -> None:
    plain, raised = Inputs(), Inputs()
    raised.questions[2] += 5
    raised.statements[2] += 5
    np.testing.assert_allclose(raised.score().total, plain.score().total, atol=1e-9)


def test_total_is_meaning_and_words_by_their_weight() -> None:
    found = Inputs().score()
    expected = (found.semantic + WEIGHTS.lexical * found.lexical) / np.hypot(1, WEIGHTS.lexical)
    np.testing.assert_allclose(found.total, expected)


def test_words_that_no_passage_has_leave_the_meaning_to_decide() -> None:
    inputs = Inputs()
    inputs.silence_words()
    found = inputs.score()
    assert (found.total.argmax(axis=1) == found.semantic.argmax(axis=1)).all()


def test_a_passage_near_to_every_criterion_counts_less_than_one_near_to_this_alone() -> None:
    inputs = Inputs()
    for rows in inputs.statements:
        rows[:, 0] = 4.0
    inputs.statements[1][:, 1] = 4.0
    inputs.questions[:, :2] = 0.0
    inputs.silence_words(slice(0, 2))
    total = inputs.score().total
    assert total[1, 1] > total[1, 0]


def test_what_a_few_statements_describe_is_not_lost_among_the_others() -> None:
    inputs = Inputs()
    inputs.statements[3][:, 5] = [8.0] * WEIGHTS.told + [0.0] * (6 - WEIGHTS.told)
    inputs.statements[3][:, 6] = [8.0 * WEIGHTS.told / 6] * 6  # the same mean
    inputs.questions[:, 5:7] = 0.0
    inputs.silence_words(slice(5, 7))
    found = inputs.score(replace(WEIGHTS, hub=0.0))
    assert found.semantic[3, 5] > found.semantic[3, 6]


def test_the_best_statement_the_nearest_few_and_all_are_each_told() -> None:
    inputs = Inputs()
    found = inputs.score()
    by_row = np.sort(standardise(inputs.statements[3])[:, 7])
    np.testing.assert_allclose(found.best[3, 7], by_row[-1])
    np.testing.assert_allclose(found.nearest[3, 7], by_row[-WEIGHTS.told :].mean())
    np.testing.assert_allclose(found.mean[3, 7], by_row.mean())


def test_the_question_alone_decides_where_statements_have_no_weight() -> None:
    inputs = Inputs()
    found = inputs.score(replace(WEIGHTS, question=1.0, hub=0.0))
    np.testing.assert_allclose(found.semantic, standardise(inputs.questions))


# ---- what people have judged, and the reference corpus


def test_what_leans_up_rises_and_what_leans_down_sinks() -> None:
    leaning = np.zeros((CRITERIA, PASSAGES))
    leaning[1, 3], leaning[1, 4] = 2.0, -2.0
    before, after = Inputs().score(), Inputs().score(leaning=leaning)
    assert after.total[1, 3] > before.total[1, 3]
    assert after.total[1, 4] < before.total[1, 4]


def test_leaning_leaves_the_words_as_they_are() -> None:
    leaning = np.zeros((CRITERIA, PASSAGES))
    leaning[1, 3] = 2.0
    np.testing.assert_array_equal(Inputs().score(leaning=leaning).lexical, Inputs().score().lexical)


@pytest.mark.parametrize("neutral", [0, 7, PASSAGES])
def test_passages_of_the_reference_corpus_are_not_counted_as_own(neutral: int) -> None:
    assert replace(Inputs().score(), neutral=neutral).passages == PASSAGES - neutral


@given(st.integers(0, 2**32 - 1), st.permutations(range(PASSAGES)))
def test_scores_do_not_depend_on_the_order_of_passages(seed: int, order: list[int]) -> None:
    inputs, turned = Inputs(seed), Inputs(seed)
    turned.questions = inputs.questions[:, order]
    turned.statements = [rows[:, order] for rows in inputs.statements]
    turned.terms, turned.told = inputs.terms[:, order], inputs.told[:, order]
    np.testing.assert_allclose(turned.score().total, inputs.score().total[:, order], atol=1e-9)
