"""Where a document stands on a day follows from its status and how long it holds."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.facts import (
    FACT_NAMES,
    STANDING_NAMES,
    DocumentFacts,
    Fact,
    FactName,
    Standing,
    Where,
)

TODAY = "2026-06-01"
DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2050, 12, 31)).map(str)


def facts(**stated: str) -> DocumentFacts:
    return DocumentFacts(
        "src-a",
        {FactName(n): Fact(FactName(n), v, v, Where.PERSON) for n, v in stated.items()},
    )


def test_a_fact_is_found_by_its_name() -> None:
    assert facts(dnr="KS 2022/1").value(FactName.DNR) == "KS 2022/1"


def test_a_fact_that_is_not_stated_is_none() -> None:
    assert facts(dnr="KS 2022/1").value(FactName.DECIDED) is None


@pytest.mark.parametrize("status", Standing)
def test_a_document_stands_as_it_says(status: Standing) -> None:
    assert facts(status=status).standing(TODAY) is status


@pytest.mark.parametrize("stated", [{}, {"decided": "2022-05-23"}, {"valid_to": "2030-12-31"}])
def test_a_document_that_does_not_say_that_it_is_adopted_stands_nowhere(
    stated: dict[str, str],
) -> None:
    assert facts(**stated).standing(TODAY) is None


@given(until=DAYS, day=DAYS)
def test_a_document_expires_on_the_day_after_its_last(until: str, day: str) -> None:
    standing = facts(status="adopted", valid_to=until).standing(day)
    assert standing is (Standing.EXPIRED if day > until else Standing.ADOPTED)


@pytest.mark.parametrize(
    ("until", "day", "standing"),
    [
        ("2026", "2026-12-31", Standing.ADOPTED),
        ("2026", "2027-01-01", Standing.EXPIRED),
        ("2026-05", "2026-05-31", Standing.ADOPTED),
        ("2026-05", "2026-06-01", Standing.EXPIRED),
    ],
)
def test_a_document_holds_to_the_end_of_the_year_or_month_that_is_stated(
    until: str, day: str, standing: Standing
) -> None:
    assert facts(status="adopted", valid_to=until).standing(day) is standing


def test_a_document_of_a_time_gone_by_has_expired_though_it_states_no_decision() -> None:
    assert facts(valid_to="2020-12-31").standing(TODAY) is Standing.EXPIRED


def test_a_document_that_is_replaced_is_superseded() -> None:
    assert facts(status="adopted").standing(TODAY, superseded=True) is Standing.SUPERSEDED


def test_being_replaced_weighs_more_than_having_expired() -> None:
    stated = facts(status="adopted", valid_to="2020-12-31")
    assert stated.standing(TODAY, superseded=True) is Standing.SUPERSEDED


@pytest.mark.parametrize("superseded", [True, False])
def test_a_draft_stays_a_draft(superseded: bool) -> None:
    stated = facts(status="draft", valid_to="2020-12-31")
    assert stated.standing(TODAY, superseded=superseded) is Standing.DRAFT


def test_every_fact_has_a_swedish_name() -> None:
    assert set(FACT_NAMES) == set(FactName)


def test_every_standing_has_a_swedish_name() -> None:
    assert set(STANDING_NAMES) == set(Standing)
