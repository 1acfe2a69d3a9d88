"""What rises above a criterion's own background is evidence; too much of one thing is held back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.assessment.mapping import (
    Background,
    Scores,
    Selection,
    Weights,
    find_evidence,
    in_place,
    score_all,
)
from kompass_evidence.domain.document import Passage, Span
from kompass_evidence.domain.evidence import Finding, Reading
from kompass_evidence.domain.framework import Rung
from tests.assessment.makers import criterion, passage

WEIGHTS = Weights()


def _find(
    scores: Sequence[float], passages: Sequence[Passage],
    same: Callable[[int, int], bool] = lambda i, j: False, selection: Selection = Selection(),  # noqa: B008
) -> Finding:  # fmt: skip
    total = np.array([scores], np.float64)
    return find_evidence(
        criterion(), 0, Background(total, total, total, total), passages, same,
        lambda c, p: ("plan",), lambda c, p: Reading(Rung.DECIDED), WEIGHTS, selection,
    )  # fmt: skip


def _of(count: int, sources: int = 1000) -> list[Passage]:
    return [passage(f"psg-{n:03d}", f"src-{n % sources}") for n in range(count)]


def _ids(found: Finding) -> list[str]:
    return [e.match.passage for e in found.evidence]


def test_where_no_passage_reaches_the_peak_there_is_no_evidence() -> None:
    assert _find([WEIGHTS.peak - 0.1, 3.0, 0.0], _of(3)).evidence == ()


def test_where_no_passage_reaches_the_peak_the_nearest_are_listed_best_first() -> None:
    found = _find([0.0, 3.0, 4.0, 1.0, 2.0], _of(5))
    assert [m.passage for m in found.nearest] == ["psg-002", "psg-001", "psg-004"]


def test_where_no_passage_reaches_the_peak_the_peak_is_the_limit_told() -> None:
    assert _find([3.0, 1.0], _of(2)).threshold == WEIGHTS.peak


def test_where_one_reaches_the_peak_those_above_the_threshold_are_evidence_too() -> None:
    scores = [WEIGHTS.threshold - 0.1, WEIGHTS.threshold + 0.1, WEIGHTS.peak + 0.1, 0.0]
    assert _ids(_find(scores, _of(4))) == ["psg-002", "psg-001"]


def test_equal_scores_are_ordered_by_id() -> None:
    passages = [passage("psg-b", "src-1"), passage("psg-c", "src-2"), passage("psg-a", "src-3")]
    assert _ids(_find([5.0, 5.0, 5.0], passages)) == ["psg-a", "psg-b", "psg-c"]


def test_a_source_gives_no_more_than_its_share() -> None:
    scores = [9.0, 8.0, 7.0, 6.0, 5.0]
    passages = [passage(f"psg-{n}", "src-x" if n < 4 else "src-y") for n in range(5)]
    found = _find(scores, passages, selection=Selection(per_source=2))
    assert _ids(found) == ["psg-0", "psg-1", "psg-4"]


def test_passages_that_say_the_same_are_folded_under_the_best() -> None:
    found = _find([5.0, 9.0, 8.0, 6.0], _of(4), lambda i, j: {i, j} <= {0, 1, 3})
    assert [(e.match.passage, e.also) for e in found.evidence] == [
        ("psg-001", ("psg-003", "psg-000")),
        ("psg-002", ()),
    ]


def test_a_folded_passage_does_not_use_up_its_sources_share() -> None:
    passages = [passage("psg-0", "src-a"), passage("psg-1", "src-b"), passage("psg-2", "src-b")]
    found = _find([9.0, 8.0, 7.0], passages, lambda i, j: {i, j} == {0, 1}, Selection(per_source=1))
    assert _ids(found) == ["psg-0", "psg-2"]


def test_no_passages_give_no_evidence() -> None:
    assert _find([], []).evidence == ()


@given(
    st.lists(st.integers(-20, 90), min_size=1, max_size=40),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(1, 6),
)
@settings(max_examples=120)
def test_every_selection_keeps_its_promises(
    tenths: list[int], most: int, per_source: int, sources: int
) -> None:
    passages = _of(len(tenths), sources)
    scores = [tenth / 10 for tenth in tenths]
    limits = Selection(most, per_source)
    found = _find(scores, passages, lambda i, j: tenths[i] % 7 == tenths[j] % 7, limits)
    by_id = dict(zip((p.id for p in passages), scores, strict=True))
    shown = [by_id[identifier] for identifier in _ids(found)]
    held = [p.source for p in passages if p.id in _ids(found)]
    every = [p for e in found.evidence for p in (e.match.passage, *e.also)]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) <= most
    assert all(held.count(source) <= per_source for source in held)
    assert len(every) == len(set(every))
    assert all(by_id[p] >= found.threshold for p in every)
    assert all(m.score < found.threshold for m in found.nearest)
    assert bool(shown) == (max(scores) >= WEIGHTS.peak)


def _inputs(seed: int = 4, count: int = 50) -> tuple[Scores, list[Scores], Scores]:
    chance = np.random.default_rng(seed)
    return (
        chance.normal(size=(4, count)),
        [chance.normal(size=(n, count)) for n in (2, 3, 2, 4)],
        np.abs(chance.normal(size=(4, count))),
    )


def test_both_parts_are_standardised_criterion_by_criterion() -> None:
    background = score_all(*_inputs(), WEIGHTS)
    for part in (background.semantic, background.lexical):
        np.testing.assert_allclose(part.mean(axis=1), 0, atol=1e-9)
        np.testing.assert_allclose(part.std(axis=1), 1, atol=1e-9)


@pytest.mark.parametrize(("times", "plus"), [(25.0, 0.0), (1.0, 40.0), (0.01, 3.0)])
def test_a_criterion_of_many_words_weighs_no_more_than_one_of_few(
    times: float, plus: float
) -> None:
    questions, statements, lexical = _inputs()
    scaled = lexical.copy()
    scaled[2] = scaled[2] * times + plus
    np.testing.assert_allclose(
        score_all(questions, statements, scaled, WEIGHTS).total,
        score_all(questions, statements, lexical, WEIGHTS).total,
        atol=1e-9,
    )


def test_a_passage_near_to_every_criterion_counts_less_than_one_near_to_this_alone() -> None:
    questions, statements, lexical = _inputs()
    for rows in statements:
        rows[:, 0] = 4.0
    statements[1][:, 1] = 4.0
    questions[:, :2] = 0.0
    lexical[:, :2] = 0.0
    total = score_all(questions, statements, lexical, WEIGHTS).total
    assert total[1, 1] > total[1, 0]


def test_a_passage_that_one_statement_describes_is_not_lost_among_the_others() -> None:
    questions, statements, lexical = _inputs()
    statements[3][:, 5] = [6.0, 0.0, 0.0, 0.0]
    statements[3][:, 6] = [1.5, 1.5, 1.5, 1.5]  # the same mean, no best
    questions[:, 5:7] = 0.0
    lexical[:, 5:7] = 0.0
    total = score_all(questions, statements, lexical, Weights(hub=0.0)).total
    assert total[3, 5] > total[3, 6]


def test_words_that_no_passage_has_leave_the_meaning_to_decide() -> None:
    questions, statements, lexical = _inputs()
    background = score_all(questions, statements, np.zeros_like(lexical), WEIGHTS)
    assert (background.total.argmax(axis=1) == background.semantic.argmax(axis=1)).all()


def _stands(scores: list[float], passages: list[Passage], weights: Weights) -> list[float]:
    total = np.array([scores])
    found = in_place(Background(total, total, total, total), passages, weights)
    return [float(value) for value in found.total[0]]


def _on_end(sources: list[str], tokens: list[int]) -> list[Passage]:
    return [
        replace(passage(f"psg-{n}", source), span=Span(10 * n, 10 * n + 9), tokens=size)
        for n, (source, size) in enumerate(zip(sources, tokens, strict=True))
    ]


def test_a_passage_beside_a_strong_one_counts_more_than_one_alone() -> None:
    passages = _on_end(["src-a", "src-a", "src-b", "src-c"], [90] * 4)
    _strong, beside, alone, _other = _stands([6.0, 2.0, 2.0, 0.0], passages, WEIGHTS)
    assert beside > alone


def test_a_strong_passage_lends_nothing_to_another_source() -> None:
    passages = _on_end(["src-a", "src-b", "src-c", "src-c"], [90] * 4)
    _strong, after, elsewhere, _last = _stands([6.0, 1.0, 1.0, 0.0], passages, Weights(beside=0.5))
    assert after == pytest.approx(elsewhere, abs=1e-9)


def test_a_heading_s_worth_of_words_counts_less_than_a_paragraph() -> None:
    passages = _on_end(["src-a", "src-b", "src-c"], [4, 90, 90])
    short, whole, _other = _stands([5.0, 5.0, 0.0], passages, WEIGHTS)
    assert short < whole


def test_whether_there_is_evidence_does_not_hang_on_what_neighbours_lend() -> None:
    total, own = np.array([[9.0, 8.0]]), np.array([[WEIGHTS.peak - 1, 1.0]])
    background = Background(total, total, total, own)
    found = find_evidence(
        criterion(), 0, background, _of(2), lambda i, j: False, lambda c, p: (),
        lambda c, p: None, WEIGHTS,
    )  # fmt: skip
    assert found.evidence == ()
    assert [m.score for m in found.nearest] == pytest.approx([WEIGHTS.peak - 1, 1.0])
