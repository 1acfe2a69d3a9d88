"""Scores of a sub-area: whose counts, who may see which, and what points sum to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.score import (
    HIDDEN_NAMES,
    PLACE_NAMES,
    SCORE_STATE_NAMES,
    Hidden,
    Place,
    Score,
    ScoreState,
    SubAreaScores,
    same_name,
    sum_points,
    whole,
)

POINTS = st.decimals(0, 800, places=4).map(lambda d: d.normalize())


def score(act: int, by: str, points: str = "5", of: tuple[int, ...] = ()) -> Score:
    return Score(
        act, "2026-11-23T10:00:00Z", by, "1.1", Decimal(points), ("cit-1",), (), "Därför", "f", of
    )


ALONE = SubAreaScores((score(1, "Eva Ek"),))
BOTH = SubAreaScores((score(1, "Eva Ek", "9"), score(2, "Bo Berg", "7")))
AGREED = SubAreaScores((*BOTH.history, score(3, "Bo Berg", "8", (1, 2))))
ANEW = SubAreaScores((*AGREED.history, score(4, "Eva Ek", "6")))


@pytest.mark.parametrize(
    ("scores", "state", "standing"),
    [
        (SubAreaScores(), ScoreState.UNSCORED, None),
        (ALONE, ScoreState.SET, 1),
        (BOTH, ScoreState.TO_AGREE, None),
        (AGREED, ScoreState.AGREED, 3),
        (ANEW, ScoreState.TO_AGREE, 3),
    ],
)
def test_state_and_the_score_that_counts(
    scores: SubAreaScores, state: ScoreState, standing: int | None
) -> None:
    assert scores.state is state
    assert (scores.standing.act if scores.standing else None) == standing


def test_later_own_score_supersedes_whatever_the_name_is_written_like() -> None:
    scores = SubAreaScores((score(1, "Eva Ek"), score(2, "eva  EK", "6")))
    assert {name: s.act for name, s in scores.own().items()} == {"Eva Ek": 2}
    assert scores.state is ScoreState.SET
    assert scores.standing is scores.history[1]


def test_each_score_has_its_place_among_all() -> None:
    history = (score(1, "Eva"), score(2, "Eva"), score(3, "Bo"), score(4, "Bo", of=(2, 3)))
    scores = SubAreaScores((*history, score(5, "Eva"), score(6, "Eva")))
    assert [scores.place_of(s) for s in scores.history] == [
        Place.SUPERSEDED, Place.AGREED_ON, Place.AGREED_ON, Place.STANDING, Place.SUPERSEDED,
        Place.WAITING,
    ]  # fmt: skip


def test_scores_that_wait_to_be_agreed_are_no_superseded_ones() -> None:
    assert [BOTH.place_of(s) for s in BOTH.history] == [Place.WAITING, Place.WAITING]


def test_earlier_agreed_score_is_superseded_by_the_later() -> None:
    scores = SubAreaScores((*ANEW.history, score(5, "Bo Berg", "6", (2, 4))))
    assert scores.standing is scores.history[-1]
    assert scores.place_of(scores.history[2]) is Place.SUPERSEDED


# ---- blind scoring


@pytest.mark.parametrize(
    ("scores", "person", "seen"),
    [
        (SubAreaScores(), "Bo Berg", True),
        (ALONE, "Eva Ek", True),
        (ALONE, "eva ek", True),
        (ALONE, "Bo Berg", False),
        (ALONE, None, True),  # one evaluator, and nobody says that it is another who asks
        (BOTH, "Eva Ek", True),
        (BOTH, "Bo Berg", True),
        (BOTH, "Cia Carlsson", False),
        (BOTH, None, False),
        (AGREED, "Cia Carlsson", True),
        (AGREED, None, True),
        (ANEW, "Eva Ek", True),
        (ANEW, "Bo Berg", False),
        (ANEW, None, False),
    ],
)
def test_own_points_are_hidden_from_others_until_theirs_are_set_or_all_are_agreed(
    scores: SubAreaScores, person: str | None, seen: bool
) -> None:
    assert all(scores.shows(s, person) for s in scores.history) is seen


def test_what_was_agreed_is_seen_while_newer_own_points_are_not() -> None:
    assert [ANEW.shows(s, "Bo Berg") for s in ANEW.history] == [True, True, True, False]


@given(st.permutations(["Eva Ek", "Bo Berg", "Cia Carlsson"]), st.integers(1, 3))
def test_no_order_of_scoring_shows_points_to_one_who_has_set_none(
    names: list[str], count: int
) -> None:
    scores = SubAreaScores(tuple(score(i + 1, name) for i, name in enumerate(names[:count])))
    for name in names[count:]:
        assert not any(scores.shows(s, name) for s in scores.history)
    for name in names[:count]:
        assert all(scores.shows(s, name) for s in scores.history)


# ---- sums


@given(st.lists(POINTS, max_size=40), st.randoms())
def test_sums_are_exact_and_the_same_in_any_order(points: list[Decimal], chance: object) -> None:
    parts = {str(number): value for number, value in enumerate(points)}
    shuffled = list(parts.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    sums, again = sum_points(parts), sum_points(dict(shuffled))
    assert Fraction(sums.exact) == sum(map(Fraction, points), Fraction(0))
    assert (sums.exact, sums.of_rounded) == (again.exact, again.of_rounded)


@given(st.lists(POINTS, max_size=40))
def test_sum_of_rounded_is_off_by_at_most_half_a_point_for_each_part(points: list[Decimal]) -> None:
    sums = sum_points({str(number): value for number, value in enumerate(points)})
    assert abs(sums.of_rounded - sums.exact) <= Decimal(len(points)) / 2
    assert sums.differs == (sums.of_rounded != sums.rounded)


@given(st.lists(st.integers(0, 800), max_size=40))
def test_whole_points_sum_alike_however_they_are_rounded(points: list[int]) -> None:
    sums = sum_points({str(number): Decimal(value) for number, value in enumerate(points)})
    assert not sums.differs
    assert sums.exact == sums.of_rounded == sums.rounded == sum(points)


@given(POINTS)
def test_points_are_rounded_to_the_nearest_halves_up(points: Decimal) -> None:
    assert Decimal("-0.5") <= points - whole(points) < Decimal("0.5")


def test_two_halves_are_one_point_or_two() -> None:
    sums = sum_points({"1.1": Decimal("0.5"), "1.2": Decimal("0.5")})
    assert (sums.exact, sums.rounded, sums.of_rounded, sums.differs) == (1, 1, 2, True)


# ---- names


@pytest.mark.parametrize("written", ["Åsa Öst", "åsa  öst", " ÅSA ÖST ", "A\u030asa O\u0308st"])
def test_same_person_is_known_however_the_name_is_written(written: str) -> None:
    assert same_name(written) == same_name("Åsa Öst")


def test_other_names_are_other_persons() -> None:
    assert same_name("Asa Ost") != same_name("Åsa Öst")


def test_every_state_has_a_swedish_name() -> None:
    assert set(SCORE_STATE_NAMES) == set(ScoreState)
    assert set(HIDDEN_NAMES) == set(Hidden)
    assert set(PLACE_NAMES) == set(Place)
