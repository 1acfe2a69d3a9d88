"""The edition that ships is whole: Kommunkompassen 2020 with its areas, maxima and criteria."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from kompass_evidence.domain.framework import Framework
from kompass_evidence.store.framework_file import frameworks_folder, load_framework

MAXIMA = {
    "1.1": 20, "1.2": 10, "1.3": 30, "1.4": 10, "1.5": 30,
    "2.1": 15, "2.2": 30, "2.3": 30, "2.4": 25,
    "3.1": 10, "3.2": 30, "3.3": 25, "3.4": 20, "3.5": 15,
    **{f"4.{n}": 20 for n in range(1, 6)},
    **{f"5.{n}": 20 for n in range(1, 6)},
    "6.1": 20, "6.2": 20, "6.3": 30, "6.4": 30,
    "7.1": 15, "7.2": 40, "7.3": 25, "7.4": 20,
    "8.1": 20, "8.2": 30, "8.3": 20, "8.4": 30,
}  # fmt: skip

AREAS = {str(number): 100 for number in range(1, 9)}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(frameworks_folder() / "kommunkompassen-2020")


def test_every_sub_area_has_its_published_maximum(framework: Framework) -> None:
    assert {sub.id: sub.maximum for sub in framework.sub_areas()} == MAXIMA


def test_there_are_eight_areas_of_100_points(framework: Framework) -> None:
    assert {area.id: int(area.maximum) for area in framework.areas} == AREAS


def test_there_are_36_sub_areas(framework: Framework) -> None:
    assert len(list(framework.sub_areas())) == 36


def test_there_are_272_criteria(framework: Framework) -> None:
    assert len(list(framework.criteria())) == 272


def test_the_whole_is_800_points(framework: Framework) -> None:
    assert sum((area.maximum for area in framework.areas), Decimal(0)) == framework.maximum == 800


def test_every_criterion_stands_in_the_sub_area_that_its_id_names(framework: Framework) -> None:
    wrong = [
        criterion.id
        for sub in framework.sub_areas()
        for criterion in sub.criteria
        if criterion.id.rsplit(".", 1)[0] != sub.id
    ]
    assert wrong == []


def test_every_criterion_has_seven_to_ten_statements(framework: Framework) -> None:
    wrong = [c.id for c in framework.criteria() if not 7 <= len(c.statements) <= 10]
    assert wrong == []


def test_every_criterion_shows_at_least_two_rungs(framework: Framework) -> None:
    wrong = [c.id for c in framework.criteria() if len({s.rung for s in c.statements}) < 2]
    assert wrong == []


def test_no_statement_stands_under_two_criteria(framework: Framework) -> None:
    counts = Counter(s.text for c in framework.criteria() for s in c.statements)
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_question_is_asked_twice(framework: Framework) -> None:
    counts = Counter(c.question for c in framework.criteria())
    assert [question for question, count in counts.items() if count > 1] == []
