"""How evaluators' own points differ, and how far they agree."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.domain.score import Hidden
from kompass_evidence.evaluation.agreement import agreement, compare
from tests.evaluation.people import BO, EVA, People


@pytest.fixture
def people() -> People:
    return People()


def by_hand(people: People, points: dict[str, dict[str, str]]) -> None:
    for by, of in points.items():
        for sub, value in of.items():
            people.score(sub, value, by=by)


def alpha_of(pairs: list[tuple[float, float]]) -> float:
    """Return alpha for two coders without gaps, from its definition: 1 - observed / expected."""
    values = [value for pair in pairs for value in pair]
    observed = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    n = len(values)
    expected = sum((a - b) ** 2 for a in values for b in values) / (n * (n - 1))
    return 1 - observed / expected


def test_points_stand_beside_each_other_with_their_difference(people: People) -> None:
    by_hand(people, {EVA: {"1.1": "9,5", "1.2": "5"}, BO: {"1.1": "7", "2.1": "1"}})
    (first, second) = compare(people.evaluation, people.framework, EVA)
    rows = [*first.rows, *second.rows]
    assert [dict(row.points) for row in rows] == [
        {EVA: Decimal("9.5"), BO: 7}, {EVA: 5}, {}
    ]  # fmt: skip
    assert [row.difference for row in rows] == [Decimal("2.5"), None, None]
    assert [row.hidden for row in rows] == [None, None, Hidden.BLIND]


def test_area_sums_count_what_all_have_scored(people: People) -> None:
    by_hand(people, {EVA: {"1.1": "9,5", "1.2": "5"}, BO: {"1.1": "7"}})
    (first, second) = compare(people.evaluation, people.framework, BO)
    assert first.sums() == {EVA: Decimal("9.5"), BO: 7}
    assert second.sums() == {}


def test_points_that_are_blind_to_the_one_who_asks_are_left_out(people: People) -> None:
    by_hand(people, {EVA: {"1.1": "9"}, BO: {"1.1": "7"}})
    for person in ("Cia", None):
        row = compare(people.evaluation, people.framework, person)[0].rows[0]
        assert (dict(row.points), row.difference, row.hidden) == ({}, None, Hidden.BLIND)


def test_three_evaluators_differ_by_the_highest_less_the_lowest(people: People) -> None:
    by_hand(people, {EVA: {"1.1": "9"}, BO: {"1.1": "7"}, "Cia": {"1.1": "12"}})
    assert compare(people.evaluation, people.framework, EVA)[0].rows[0].difference == 5


def test_full_agreement_is_one(people: People) -> None:
    same = {"1.1": "9", "1.2": "2", "2.1": "7,5"}
    by_hand(people, {EVA: same, BO: same})
    found = agreement(compare(people.evaluation, people.framework, EVA))
    assert found.alpha == pytest.approx(1)
    assert found.units == 3


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 7), min_size=6, max_size=6))
def test_alpha_is_what_its_definition_gives_on_shares_of_the_maximum(points: list[int]) -> None:
    subs, maxima = ("1.1", "1.2", "2.1"), (20, 10, 7.5)
    people = People()
    by_hand(people, {
        EVA: {s: str(p) for s, p in zip(subs, points[:3], strict=True)},
        BO: {s: str(p) for s, p in zip(subs, points[3:], strict=True)},
    })  # fmt: skip
    found = agreement(compare(people.evaluation, people.framework, EVA))
    pairs = [(points[i] / maxima[i], points[i + 3] / maxima[i]) for i in range(3)]
    if len({value for pair in pairs for value in pair}) < 2:
        assert found.alpha is None
    else:
        assert found.alpha == pytest.approx(alpha_of(pairs))


def test_sub_area_that_one_has_scored_changes_nothing(people: People) -> None:
    by_hand(people, {EVA: {"1.1": "9", "1.2": "4"}, BO: {"1.1": "7", "1.2": "6"}})
    before = agreement(compare(people.evaluation, people.framework, EVA))
    people.score("2.1", "7,5")
    after = agreement(compare(people.evaluation, people.framework, EVA))
    assert before == after
    assert after.units == 2


def test_third_evaluator_counts_where_they_have_scored(people: People) -> None:
    by_hand(people, {EVA: {"1.1": "9", "1.2": "4"}, BO: {"1.1": "9", "1.2": "4"}})
    assert agreement(compare(people.evaluation, people.framework, EVA)).alpha == pytest.approx(1)
    people.score("1.1", "20", by="Cia")
    found = agreement(compare(people.evaluation, people.framework, EVA))
    assert found.units == 2
    assert found.alpha is not None
    assert found.alpha < 1


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_shared_sub_areas_give_no_figure_but_a_reason(
    people: People, count: int
) -> None:
    for by in (EVA, BO)[: 2 * count]:
        people.score("1.1", "9", by=by)
    found = agreement(compare(people.evaluation, people.framework, EVA))
    assert (found.alpha, found.units) == (None, count)
    assert "färre än två" in found.why


def test_points_without_variation_give_no_figure_but_a_reason(people: People) -> None:
    same = {"1.1": "20", "1.2": "10"}  # the whole maximum of both
    by_hand(people, {EVA: same, BO: same})
    found = agreement(compare(people.evaluation, people.framework, EVA))
    assert (found.alpha, found.units) == (None, 2)
    assert "variation" in found.why
