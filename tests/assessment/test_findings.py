"""What is likely to bear on a criterion is evidence; too much of one thing is held back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.assessment.findings import (
    NOTHING,
    ODD,
    THRESHOLD,
    Selection,
    Ways,
    evidence_features,
    find_evidence,
    likelihood,
)
from kompass_evidence.assessment.mapping import Background, Scores
from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.evidence import Finding, Judgement
from kompass_evidence.retrieval.heads import load_heads
from tests.assessment import fake_heads
from tests.assessment.makers import criterion, passage

SURE, UNLIKELY = 1.0, NOTHING - 0.01
OVER, UNDER = THRESHOLD + 0.1, THRESHOLD - 0.1
ACCEPTED, REJECTED = Judgement.ACCEPTED, Judgement.REJECTED
Same = Callable[[int, int], bool]


def background(total: Sequence[float], neutral: int = 0) -> Background:
    scores: Scores = np.array([total], np.float64)
    return Background(*(scores,) * 8, neutral)


def find(
    gains: Sequence[float], passages: Sequence[Passage], same: Same = lambda i, j: False,
    judged: Mapping[str, Judgement] | None = None, *, chance: float = SURE,
    selection: Selection = Selection(),  # noqa: B008
) -> Finding:  # fmt: skip
    ways = Ways(same, lambda c, p: ("plan",))
    return find_evidence(
        criterion(), 0, np.array(gains, np.float64), background(gains), passages, ways,
        judged or {}, chance, selection,
    )  # fmt: skip


def of(count: int, sources: int = 1000) -> list[Passage]:
    return [passage(f"psg-{n:03d}", f"src-{n % sources}") for n in range(count)]


def ids(found: Finding) -> list[str]:
    return [e.match.passage for e in found.evidence]


def nearest(found: Finding) -> list[str]:
    return [m.passage for m in found.nearest]


# ---- what is kept


def test_what_reaches_the_threshold_is_evidence_best_first() -> None:
    assert ids(find([UNDER, THRESHOLD, 5.0, 0.0], of(4))) == ["psg-002", "psg-001"]


def test_equal_gains_are_ordered_by_id() -> None:
    passages = [passage("psg-b", "src-1"), passage("psg-c", "src-2"), passage("psg-a", "src-3")]
    assert ids(find([5.0, 5.0, 5.0], passages)) == ["psg-a", "psg-b", "psg-c"]


def test_no_more_is_kept_than_asked_for() -> None:
    assert ids(find([5.0, 6.0, 4.0], of(3), selection=Selection(most=2))) == ["psg-001", "psg-000"]


def test_a_source_gives_no_more_than_its_share() -> None:
    passages = [passage(f"psg-{n}", "src-x" if n < 4 else "src-y") for n in range(5)]
    found = find([6.0, 5.0, 4.0, 3.0, 2.0], passages, selection=Selection(per_source=2))
    assert ids(found) == ["psg-0", "psg-1", "psg-4"]


def test_where_evidence_is_unlikely_none_is_shown_as_such() -> None:
    assert ids(find([6.0, 5.0], of(2), chance=UNLIKELY)) == []


def test_no_passages_give_no_evidence() -> None:
    assert ids(find([], [])) == []


def test_a_piece_of_evidence_tells_its_gain_and_why() -> None:
    (found,) = find([5.0], of(1)).evidence
    assert (found.match.score, found.match.why.semantic, found.match.why.terms) == (
        5.0, 5.0, ("plan",),
    )  # fmt: skip


def test_a_finding_tells_the_threshold_and_how_likely_evidence_is() -> None:
    found = find([5.0], of(1), chance=0.9)
    assert (found.threshold, found.likelihood) == (THRESHOLD, 0.9)


# ---- what says the same


def test_passages_that_say_the_same_are_folded_under_the_best() -> None:
    found = find([3.0, 6.0, 5.0, 4.0], of(4), lambda i, j: {i, j} <= {0, 1, 3})
    assert [(e.match.passage, e.also) for e in found.evidence] == [
        ("psg-001", ("psg-003", "psg-000")),
        ("psg-002", ()),
    ]


def test_a_folded_passage_does_not_use_up_its_sources_share() -> None:
    passages = [passage("psg-0", "src-a"), passage("psg-1", "src-b"), passage("psg-2", "src-b")]
    found = find([6.0, 5.0, 4.0], passages, lambda i, j: {i, j} == {0, 1}, None,
                 selection=Selection(per_source=1))  # fmt: skip
    assert ids(found) == ["psg-0", "psg-2"]


# ---- what came nearest


def test_the_best_below_the_threshold_came_nearest() -> None:
    found = find([UNDER, 5.0, UNDER - 0.2, UNDER - 0.3, UNDER - 0.1], of(5))
    assert nearest(found) == ["psg-000", "psg-004", "psg-002"]


def test_where_evidence_is_unlikely_the_best_came_nearest() -> None:
    assert nearest(find([4.0, 6.0, UNDER], of(3), chance=UNLIKELY)) == [
        "psg-001", "psg-000", "psg-002",
    ]  # fmt: skip


def test_what_is_held_back_for_its_source_did_not_fall_short_of_the_threshold() -> None:
    found = find([6.0, 5.0, UNDER], of(3, sources=1), selection=Selection(per_source=1))
    assert nearest(found) == ["psg-002"]


def test_what_is_folded_did_not_fall_short_of_the_threshold() -> None:
    found = find([*[5.0] * 30, UNDER], of(31), lambda i, j: True)
    assert nearest(found) == ["psg-030"]


def test_what_scores_nothing_did_not_come_near() -> None:
    assert nearest(find([0.0, UNDER], of(2))) == ["psg-001"]


# ---- what people have judged


def test_what_a_person_has_accepted_stands_first_whatever_its_gain() -> None:
    found = find([6.0, 0.0, 5.0], of(3), judged={"psg-001": ACCEPTED})
    assert ids(found) == ["psg-001", "psg-000", "psg-002"]


def test_what_a_person_has_accepted_is_marked() -> None:
    found = find([6.0, 5.0], of(2), judged={"psg-001": ACCEPTED})
    assert [e.judgement for e in found.evidence] == [ACCEPTED, None]


def test_what_a_person_has_accepted_is_shown_where_evidence_is_unlikely() -> None:
    assert ids(find([6.0, 5.0], of(2), judged={"psg-001": ACCEPTED}, chance=UNLIKELY)) == [
        "psg-001"
    ]


def test_what_a_person_has_accepted_takes_no_others_place() -> None:
    found = find(
        [6.0, 5.0, 4.0], of(3, sources=1), judged={"psg-000": ACCEPTED},
        selection=Selection(most=2, per_source=2),
    )  # fmt: skip
    assert ids(found) == ["psg-000", "psg-001", "psg-002"]


def test_two_that_a_person_has_accepted_are_not_folded_though_they_say_the_same() -> None:
    judged = {"psg-000": ACCEPTED, "psg-001": ACCEPTED}
    assert ids(find([6.0, 5.0], of(2), lambda i, j: True, judged)) == ["psg-000", "psg-001"]


def test_what_says_the_same_as_an_accepted_passage_is_folded_under_it() -> None:
    (found,) = find([6.0, 0.0], of(2), lambda i, j: True, {"psg-001": ACCEPTED}).evidence
    assert (found.match.passage, found.also) == ("psg-001", ("psg-000",))


def test_what_a_person_has_rejected_is_no_evidence() -> None:
    assert ids(find([6.0, 5.0], of(2), judged={"psg-000": REJECTED})) == ["psg-001"]


@pytest.mark.parametrize("gain", [6.0, UNDER])
def test_what_a_person_has_rejected_is_not_listed_as_nearest(gain: float) -> None:
    found = find([gain, UNDER], of(2), judged={"psg-000": REJECTED}, chance=UNLIKELY)
    assert nearest(found) == ["psg-001"]


# ---- promises of every selection

GAINS = st.lists(st.integers(0, 70).map(lambda tenths: tenths / 10), min_size=1, max_size=40)
SELECTIONS = st.builds(Selection, st.integers(1, 5), st.integers(1, 4), st.integers(0, 4))
JUDGED = st.dictionaries(
    st.integers(0, 39).map("psg-{:03d}".format), st.sampled_from(Judgement), max_size=6
)


def alike(gains: Sequence[float]) -> Same:
    return lambda i, j: int(10 * gains[i]) % 7 == int(10 * gains[j]) % 7


@given(GAINS, SELECTIONS, JUDGED, st.integers(1, 6), st.sampled_from([SURE, UNLIKELY]))
@settings(max_examples=150)
def test_every_selection_keeps_its_promises(
    gains: list[float], limits: Selection, judged: dict[str, Judgement], sources: int, chance: float
) -> None:
    passages = of(len(gains), sources)
    found = find(gains, passages, alike(gains), judged, chance=chance, selection=limits)
    by_id = {p.id: gain for p, gain in zip(passages, gains, strict=True)}
    chosen = [e for e in found.evidence if e.judgement is None]
    scores = [e.match.score for e in chosen]
    held = [p.source for p in passages if p.id in {e.match.passage for e in chosen}]
    shown = [p for e in found.evidence for p in (e.match.passage, *e.also)]
    assert scores == sorted(scores, reverse=True)
    assert len(chosen) <= limits.most
    assert all(held.count(source) <= limits.per_source for source in held)
    assert len(shown) == len(set(shown))
    assert all(by_id[p] >= THRESHOLD for e in chosen for p in (e.match.passage, *e.also))
    assert not set(shown) & set(nearest(found))
    assert len(found.nearest) <= limits.nearest
    assert chance < NOTHING or all(m.score < THRESHOLD for m in found.nearest)
    assert not any(judged.get(p) is REJECTED for p in (*shown, *nearest(found)))


@given(GAINS, JUDGED, st.randoms())
def test_what_is_chosen_does_not_depend_on_the_order_of_passages(
    gains: list[float], judged: dict[str, Judgement], chance: Any
) -> None:
    passages = of(len(gains), sources=5)
    order = sorted(range(len(gains)), key=lambda i: chance.random())
    turned = [gains[i] for i in order]
    found = find(gains, passages, alike(gains), judged)
    assert find(turned, [passages[i] for i in order], alike(turned), judged) == found


# ---- how likely it is that there is evidence


def test_likelihood_rests_on_the_three_best_gains() -> None:
    seen = evidence_features(np.array([1.0, 5.0, 2.0, 3.0]), background([0.0] * 4), 0)
    assert seen[0] == 10.0


def test_likelihood_rests_on_the_best_score() -> None:
    seen = evidence_features(np.zeros(2), background([1.0, 4.0, 9.0], neutral=1), 0)
    assert seen[1] == 4.0


def test_likelihood_rests_on_how_far_the_best_rises_above_the_reference() -> None:
    reference = [3.0] * ODD + [1.0]
    seen = evidence_features(np.zeros(2), background([1.0, 4.0, *reference], neutral=ODD + 1), 0)
    assert seen[2] == 1.0


def test_a_few_texts_of_the_reference_may_bear_on_the_criterion_after_all() -> None:
    reference = [9.0] * (ODD - 1) + [3.0] * ODD
    seen = evidence_features(np.zeros(1), background([4.0, *reference], len(reference)), 0)
    assert seen[2] == 1.0


def test_a_small_reference_is_taken_at_its_weakest_text() -> None:
    seen = evidence_features(np.zeros(1), background([4.0, 3.0, 1.0], neutral=2), 0)
    assert seen[2] == 3.0


def test_without_a_reference_the_best_score_stands_by_itself() -> None:
    assert evidence_features(np.zeros(1), background([4.0]), 0)[2] == 4.0


def test_without_passages_evidence_is_impossible() -> None:
    found = likelihood(np.zeros(0), background([1.0], neutral=1), 0, load_heads())
    assert found == 0.0


def test_likelihood_is_the_logistic_function_of_what_is_weighed() -> None:
    heads = fake_heads.heads(evidence__weights=[0.5, 0, 0], evidence__bias=[-1.0])
    found = likelihood(np.array([4.0]), background([0.0]), 0, heads)
    assert found == pytest.approx(1 / (1 + np.exp(-1.0)))


@given(GAINS, st.lists(st.floats(-6, 12), min_size=1, max_size=20))
def test_likelihood_is_a_probability(gains: list[float], reference: list[float]) -> None:
    scores = background([*gains, *reference], neutral=len(reference))
    assert 0 <= likelihood(np.array(gains), scores, 0, load_heads()) <= 1


@given(GAINS, st.floats(0, 8), st.floats(0, 4))
def test_a_better_best_passage_makes_evidence_likelier(
    gains: list[float], best: float, better: float
) -> None:
    """The weights are trained; by these, better evidence must not count against itself."""
    before, after = (
        likelihood(np.array(gains), background([score, 3.0], neutral=1), 0, load_heads())
        for score in (best, best + better)
    )
    assert after >= before


@given(GAINS, st.floats(0, 7))
def test_a_higher_gain_makes_evidence_likelier(gains: list[float], more: float) -> None:
    scores = background([4.0, 3.0], neutral=1)
    before, after = (
        likelihood(np.array(values), scores, 0, load_heads()) for values in (gains, [*gains, more])
    )
    assert after >= before
