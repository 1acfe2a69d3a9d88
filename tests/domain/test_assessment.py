"""What the evidence comes to: rungs by passage, and flags by what is at stake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.evidence import Evidence, Flag, FlagKind, Stance
from kompass_evidence.domain.framework import Area, Framework, Rung, SubArea
from tests.assessment.makers import criterion, evidence, finding, match

FIRST, SECOND = "1.1.1", "1.1.2"
SUB_AREA = SubArea(
    "1.1", "Dialog", Decimal(30), (), (criterion(identifier=FIRST), criterion(identifier=SECOND))
)
OTHER = SubArea("1.2", "Insyn", Decimal(20), (), (criterion(identifier="1.2.1"),))
FRAMEWORK = Framework(
    "prov", "Prov", "2020", Decimal(50),
    (Area("1", "Demokrati", Decimal(50), (), (SUB_AREA, OTHER)),), "0" * 64,
)  # fmt: skip


def assessment(
    found: Mapping[str, Sequence[Evidence]] | None = None,
    flags: Mapping[str, tuple[Flag, ...]] | None = None,
    sub_area_flags: Mapping[str, tuple[Flag, ...]] | None = None,
) -> Assessment:
    """An assessment of three criteria with this evidence and these flags."""
    ids = [c.id for c in FRAMEWORK.criteria()]
    findings = {i: finding(*(found or {}).get(i, ()), identifier=i) for i in ids}
    of_criteria = {i: (flags or {}).get(i, ()) for i in ids}
    return Assessment(FRAMEWORK, "model", "0" * 64, findings, of_criteria, sub_area_flags or {})


def rungs(found: Mapping[str, Sequence[Evidence]]) -> dict[Rung, int]:
    """The rungs that are reached in the first sub-area."""
    counts = assessment(found).rungs(SUB_AREA)
    return {rung: count for rung, count in counts.items() if count}


def flag(subject: str, points: int, *, certain: bool = True, kind: FlagKind = FlagKind.ASK) -> Flag:
    return Flag(kind, subject, "", Decimal(points), certain)


# ---- rungs


def test_every_rung_is_counted_in_order() -> None:
    assert list(assessment().rungs(SUB_AREA).items()) == [(rung, 0) for rung in Rung]


def test_a_passage_counts_at_its_rung() -> None:
    assert rungs({FIRST: [evidence("psg-a", rung=Rung.APPLIED)]}) == {Rung.APPLIED: 1}


@pytest.mark.parametrize("turned", [False, True])
def test_a_passage_under_two_criteria_counts_once_at_its_highest(turned: bool) -> None:
    low, high = evidence("psg-a", rung=Rung.INTENT), evidence("psg-a", rung=Rung.EFFECT)
    first, second = (high, low) if turned else (low, high)
    assert rungs({FIRST: [first], SECOND: [second]}) == {Rung.EFFECT: 1}


def test_what_says_that_something_is_lacking_counts_for_none() -> None:
    assert rungs({FIRST: [evidence("psg-a", stance=Stance.WEAKENS)]}) == {}


def test_a_passage_that_weakens_one_criterion_counts_where_it_supports_another() -> None:
    weakens = evidence("psg-a", rung=Rung.LEARNING, stance=Stance.WEAKENS)
    assert rungs({FIRST: [weakens], SECOND: [evidence("psg-a", rung=Rung.DECIDED)]}) == {
        Rung.DECIDED: 1
    }


def test_a_passage_that_shows_no_rung_counts_for_none() -> None:
    assert rungs({FIRST: [evidence("psg-a", rung=None)]}) == {}


def test_a_passage_that_has_not_been_read_counts_for_none() -> None:
    assert rungs({FIRST: [Evidence(match("psg-a"), None)]}) == {}


def test_passages_of_another_sub_area_do_not_count() -> None:
    assert rungs({"1.2.1": [evidence("psg-a")]}) == {}


EVIDENCE = st.builds(
    evidence, st.sampled_from(["psg-a", "psg-b", "psg-c"]), rung=st.none() | st.sampled_from(Rung),
    stance=st.sampled_from(Stance),
)  # fmt: skip


@given(st.lists(EVIDENCE, max_size=5), st.lists(EVIDENCE, max_size=5))
def test_no_passage_counts_twice(first: list[Evidence], second: list[Evidence]) -> None:
    passages = {e.match.passage for e in (*first, *second)}
    assert sum(rungs({FIRST: first, SECOND: second}).values()) <= len(passages)


@given(st.lists(EVIDENCE, max_size=5), st.lists(EVIDENCE, max_size=5))
def test_rungs_do_not_depend_on_the_order_of_evidence(
    first: list[Evidence], second: list[Evidence]
) -> None:
    turned = {FIRST: second[::-1], SECOND: first[::-1]}
    assert rungs({FIRST: first, SECOND: second}) == rungs(turned)


# ---- flags


def test_a_sub_areas_own_flags_stand_before_those_of_its_criteria() -> None:
    own, first, second = flag("1.1", 1), flag(FIRST, 2), flag(SECOND, 3)
    found = assessment(flags={SECOND: (second,), FIRST: (first,)}, sub_area_flags={"1.1": (own,)})
    assert found.flags_of(SUB_AREA) == (own, first, second)


def test_flags_of_another_sub_area_are_not_among_them() -> None:
    assert assessment(flags={"1.2.1": (flag("1.2.1", 1),)}).flags_of(SUB_AREA) == ()


def test_flags_with_most_at_stake_come_first() -> None:
    small, large = flag(FIRST, 2), flag("1.2.1", 3)
    assert assessment(flags={FIRST: (small,), "1.2.1": (large,)}).all_flags() == [large, small]


def test_of_flags_with_as_much_at_stake_the_certain_come_first() -> None:
    doubtful, certain = flag(FIRST, 2, certain=False), flag("1.2.1", 2)
    assert assessment(flags={FIRST: (doubtful,), "1.2.1": (certain,)}).all_flags() == [
        certain, doubtful,
    ]  # fmt: skip


def test_what_is_at_stake_weighs_more_than_being_certain() -> None:
    doubtful, certain = flag(FIRST, 3, certain=False), flag(SECOND, 2)
    assert assessment(flags={FIRST: (doubtful,), SECOND: (certain,)}).all_flags() == [
        doubtful, certain,
    ]  # fmt: skip


def test_flags_that_are_equal_in_all_this_keep_the_frameworks_order() -> None:
    first, second, third = flag(FIRST, 2), flag(SECOND, 2), flag("1.2.1", 2)
    flags = {"1.2.1": (third,), SECOND: (second,), FIRST: (first,)}
    assert assessment(flags=flags).all_flags() == [first, second, third]


def test_flags_of_sub_areas_are_among_all() -> None:
    own = flag("1.2", 20)
    assert assessment(sub_area_flags={"1.2": (own,)}).all_flags() == [own]
