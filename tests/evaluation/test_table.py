"""The table of points, as a report's chapter 4 and as JSON."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.score import Hidden, ScoreState, number
from kompass_evidence.evaluation.table import (
    points_text,
    score_table,
    table_as_plain,
)
from tests.evaluation.people import BO, EVA, People

HEAD = "a" * 64


@pytest.fixture
def people() -> People:
    made = People()
    made.score("1.1", "9,5")
    made.score("1.2", "4,5")
    return made


def test_points_sum_by_area_and_in_all(people: People) -> None:
    people.score("2.1", "1,25")
    table = score_table(people.evaluation, people.framework, EVA)
    assert [area.points for area in table.areas] == [14, Decimal("1.25")]
    assert table.sums.exact == Decimal("15.25")
    assert (table.sums.rounded, table.sums.of_rounded) == (15, 16)
    assert (table.areas[0].sums.rounded, table.areas[0].sums.of_rounded) == (14, 15)


def test_area_without_points_has_no_sum(people: People) -> None:
    table = score_table(people.evaluation, people.framework, EVA)
    assert table.areas[1].points is None
    assert table.count(ScoreState.UNSCORED) == 1


def test_hidden_points_are_in_no_sum(people: People) -> None:
    people.score("1.2", "7", by=BO)
    people.agree("1.2", "6")
    table = score_table(people.evaluation, people.framework, "Cia")
    assert [row.points for row in table.rows] == [None, 6, None]
    assert table.rows[0].hidden is Hidden.BLIND
    assert table.sums.exact == 6


def test_json_has_each_score_with_its_citations(people: People) -> None:
    table = score_table(people.evaluation, people.framework, EVA)
    plain = table_as_plain(table, HEAD)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["schema"] == "kompass.scores/1"
    assert (plain["total"], plain["sum_of_rounded"], plain["rounded_sum"]) == (14, 15, 14)
    assert plain["head"] == HEAD
    first = plain["areas"][0]["sub_areas"][0]
    score = people.evaluation.scores_of("1.1").standing
    assert score is not None
    assert first == {
        "id": "1.1", "name": "Delområde 1.1", "points": 9.5, "max": 20,
        "citations": [people.plan], "against": [], "by": EVA, "recorded": score.at,
        "state": "set", "hidden": None,
    }  # fmt: skip


def test_json_of_what_has_no_points_is_null(people: People) -> None:
    plain = table_as_plain(score_table(people.evaluation, people.framework, EVA), HEAD)
    (last,) = plain["areas"][1]["sub_areas"]
    assert (last["points"], last["by"], last["recorded"], last["state"]) == (
        None, None, None, "unscored",
    )  # fmt: skip
    assert plain["areas"][1]["points"] is None


def test_json_of_hidden_points_holds_none_of_them(people: People) -> None:
    plain = table_as_plain(score_table(people.evaluation, people.framework, BO), HEAD)
    assert plain["areas"][0]["sub_areas"][0]["points"] is None
    assert (plain["total"], plain["hidden"]) == (0, 2)
    assert "9.5" not in json.dumps(plain)


@given(st.decimals(0, 800, places=4))
def test_points_are_written_exactly_as_json_and_in_swedish(points: Decimal) -> None:
    assert Decimal(json.dumps(number(points))) == points
    assert Decimal(points_text(points).replace(",", ".")) == points


def test_no_points_are_null_and_a_dash() -> None:
    assert number(None) is None
    assert points_text(None) == "–"
