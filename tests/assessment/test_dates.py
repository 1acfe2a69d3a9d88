"""Dates are found in every form that municipal documents write them in, and nothing else is one."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.assessment.dates import (
    MONTHS,
    PERIOD,
    find_dates,
    mandate_period,
    period_limits,
)

DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
THIS_CENTURY = st.dates(datetime.date(2000, 1, 1), datetime.date(2049, 12, 31))
NAMES = {
    number: [n for n, m in MONTHS.items() if m == number] for number in sorted({*MONTHS.values()})
}


def isos(text: str) -> list[str]:
    return [date.iso for date in find_dates(text)]


def month(day: datetime.date, which: int = 0) -> str:
    return NAMES[day.month][which % len(NAMES[day.month])]


FORMS: dict[str, Callable[[datetime.date], str]] = {
    "2022-05-23": lambda d: d.isoformat(),
    "2022.05.23": lambda d: d.isoformat().replace("-", "."),
    "2022–05–23 with en dashes": lambda d: d.isoformat().replace("-", "–"),
    "2022-05-23 with hyphens of their own": lambda d: d.isoformat().replace("-", "‐"),
    "2022-05-23 with hyphens that do not break": lambda d: d.isoformat().replace("-", "‑"),
    "20220523": lambda d: d.isoformat().replace("-", ""),
    "23 maj 2022": lambda d: f"{d.day} {month(d)} {d.year}",
    "23 MAJ 2022": lambda d: f"{d.day} {month(d).upper()} {d.year}",
    "03 maj 2022": lambda d: f"{d.day:02d} {month(d)} {d.year}",
    "23:e maj 2022": lambda d: f"{d.day}:e {month(d)} {d.year}",
    "1:a maj 2022": lambda d: f"{d.day}:a {month(d)} {d.year}",
    "23 maj, 2022": lambda d: f"{d.day} {month(d)}, {d.year}",
    "23 jan 2022": lambda d: f"{d.day} {month(d, -1)} {d.year}",
    "23 jan. 2022": lambda d: f"{d.day} {month(d, -1)}. {d.year}",
    "23 febr 2022": lambda d: f"{d.day} {month(d, 1)} {d.year}",
    "23 maj on one line and 2022 on the next": lambda d: f"{d.day} {month(d)}\n{d.year}",
    "23/5 2022": lambda d: f"{d.day}/{d.month} {d.year}",
    "23/05 2022": lambda d: f"{d.day}/{d.month:02d} {d.year}",
    "23/5-2022": lambda d: f"{d.day}/{d.month}-{d.year}",
    "23/5, 2022": lambda d: f"{d.day}/{d.month}, {d.year}",
}


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS)
def test_every_day_of_the_calendar_is_found_in_every_written_form(
    form: str, day: datetime.date
) -> None:
    assert isos(f"Antagen {FORMS[form](day)} av KF.") == [day.isoformat()]


@given(day=THIS_CENTURY)
def test_a_year_of_two_figures_is_of_this_century(day: datetime.date) -> None:
    assert isos(f"KF {day.isoformat()[2:]}, § 4") == [day.isoformat()]


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS, before=st.sampled_from(["", "Beslut den ", "(", "KS\t", "§ 4, "]))
def test_a_date_stands_where_it_is_said_to(form: str, day: datetime.date, before: str) -> None:
    written = FORMS[form](day)
    (date,) = find_dates(f"{before}{written} och framåt")
    assert (date.start, date.end) == (len(before), len(before) + len(written))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("maj 2022", "2022-05"),
        ("maj månad 2022", "2022-05"),
        ("Sept. 2022", "2022-09"),
        ("2022-05", "2022-05"),
        ("2022", "2022"),
        ("1998", "1998"),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_stated(written: str, iso: str) -> None:
    assert isos(f"Från {written}.") == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "31 april 2022", "2022-02-30", "20220231", "0 maj 2022", "29 februari 2023", "31/6 2022",
        "22-02-30", "2022-00-10", "20220010", "22-00-10",
    ],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_is_left_out(text: str) -> None:
    assert isos(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "KS 2022/147", "lagen (2009:400)", "12022", "20220", "2000:-", "150/2022", "2150",
        "1899", "tisdagen den 23 maj", "kl. 18:2022", "i mars", "",
    ],
)  # fmt: skip
def test_a_number_of_another_kind_is_no_date(text: str) -> None:
    assert isos(text) == []


def test_dates_come_in_the_order_of_the_text() -> None:
    text = "Antagen 2022-05-23, ändrad den 4 juni 2024, gäller till 31/12 2026"
    assert isos(text) == ["2022-05-23", "2024-06-04", "2026-12-31"]


# ---- the days that a date covers


@given(day=DAYS)
def test_a_whole_date_covers_its_day(day: datetime.date) -> None:
    (date,) = find_dates(day.isoformat())
    assert (date.first_day, date.last_day) == (day.isoformat(), day.isoformat())


@given(day=DAYS)
def test_a_month_covers_its_first_day_to_its_last(day: datetime.date) -> None:
    (date,) = find_dates(f"{month(day)} {day.year}")
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    assert (date.first_day, date.last_day) == (day.replace(day=1).isoformat(), last.isoformat())


@given(year=st.integers(1900, 2099))
def test_a_year_covers_new_years_day_to_new_years_eve(year: int) -> None:
    (date,) = find_dates(f"under {year}")
    assert (date.first_day, date.last_day) == (f"{year}-01-01", f"{year}-12-31")


# ---- periods and terms of office


@pytest.mark.parametrize("between", ["–", "-", "—", " – ", " till ", " till och med ", " t.o.m. "])
def test_a_period_is_found_however_its_years_are_joined(between: str) -> None:
    match = PERIOD.search(f"Plan 2025{between}2028")
    assert match is not None
    assert (match["first"], match["last"]) == ("2025", "2028")


@pytest.mark.parametrize("text", ["2022-05-23", "2022-2", "12022–2025", "2022 och 2023"])
def test_what_is_no_pair_of_years_is_no_period(text: str) -> None:
    assert PERIOD.search(text) is None


def limits(text: str, *, of_term: bool = False) -> tuple[str, str]:
    match = PERIOD.search(text)
    assert match is not None
    return period_limits(match, of_term=of_term)


def test_a_period_lasts_from_its_first_year_to_its_last() -> None:
    assert limits("2025–2028") == ("2025-01-01", "2028-12-31")


def test_years_from_election_to_election_are_the_term_between_them() -> None:
    assert limits("2022–2026") == ("2023-01-01", "2026-12-31")


def test_years_that_are_called_a_term_are_that_term() -> None:
    assert limits("2018–2022", of_term=True) == ("2019-01-01", "2022-12-31")


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2019, "2019", "2022"),
        (2022, "2019", "2022"),
        (2023, "2023", "2026"),
        (2026, "2023", "2026"),
    ],
)
def test_a_term_of_office_begins_the_year_after_an_election(
    year: int, first: str, last: str
) -> None:
    assert mandate_period(year) == (f"{first}-01-01", f"{last}-12-31")


@given(year=st.integers(1990, 2090))
def test_every_year_lies_in_one_term_of_four_years(year: int) -> None:
    first, last = mandate_period(year)
    years = range(int(first[:4]), int(last[:4]) + 1)
    assert year in years and len(years) == 4
    assert {mandate_period(other) for other in years} == {(first, last)}


def test_all_months_have_a_name() -> None:
    assert sorted(NAMES) == list(range(1, 13))
