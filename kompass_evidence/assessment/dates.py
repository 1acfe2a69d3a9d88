"""Finds Swedish dates in text, in every form that municipal documents use."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari febr feb", "mars mar", "april apr", "maj", "juni jun",
            "juli jul", "augusti aug", "september sept sep", "oktober okt", "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<{0}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
# a number that is a part of a longer one, of an amount or of a reference is no date
_DATE = re.compile(
    r"(?<![\d:/])(?:"
    + rf"{_YEAR.format('y1')}[-.‐‑–](?P<m1>0\d|1[0-2])[-.‐‑–](?P<d1>[0-3]\d)"
    + rf"|{_YEAR.format('y2')}(?P<m2>0\d|1[0-2])(?P<d2>[0-3]\d)"
    + r"|(?P<d3>[0-3]?\d)(?:\s?[–-]\s?[0-3]?\d)?(?::[ea])?\s+"  # of a meeting's days the first
    + rf"{_MONTH.format('m3')}\s*,?\s*{_YEAR.format('y3')}"
    + rf"|(?P<d4>[0-3]?\d)/(?P<m4>1[0-2]|0?[1-9])[\s,–-]+{_YEAR.format('y4')}"
    + r"|(?P<y5>[0-4]\d)-(?P<m5>0\d|1[0-2])-(?P<d5>[0-3]\d)"
    + rf"|{_MONTH.format('m6')}\s+(?:månad\s+)?{_YEAR.format('y6')}"
    + rf"|{_YEAR.format('y7')}-(?P<m7>0[1-9]|1[0-2])(?![\d–-])"
    + rf"|{_YEAR.format('y8')}"
    + r")(?![\d:/])",
    re.IGNORECASE,
)
PERIOD = re.compile(
    rf"(?<![\d-]){_YEAR.format('first')}\s*(?:[–—‐‑-]+|till(?: och med)?|t\.?o\.?m\.?)\s*"
    rf"{_YEAR.format('last')}(?![\d-])"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a text: `iso` is whole ("2022-05-23") or as far as stated ("2022-05", "2022")."""

    iso: str
    start: int
    end: int

    @property
    def first_day(self) -> str:
        """Return the first day that the date covers."""
        return {4: f"{self.iso}-01-01", 7: f"{self.iso}-01"}.get(len(self.iso), self.iso)

    @property
    def last_day(self) -> str:
        """Return the last day that the date covers."""
        if len(self.iso) == 4:
            return f"{self.iso}-12-31"
        if len(self.iso) == 7:
            year, month = map(int, self.iso.split("-"))
            return f"{self.iso}-{calendar.monthrange(year, month)[1]:02d}"
        return self.iso


def find_dates(text: str) -> Iterator[Date]:
    """Yield the dates of a text in order; what is no day of the calendar is left out."""
    for match in _DATE.finditer(text):
        iso = _iso(match)
        if iso is not None:
            yield Date(iso, match.start(), match.end())


def _iso(match: re.Match[str]) -> str | None:
    form = next(n for n in range(1, 9) if match.group(f"y{n}") is not None)
    found = match.groupdict()
    year = int(found[f"y{form}"]) + (2000 if form == 5 else 0)
    if form == 8:
        return f"{year}"
    named = found[f"m{form}"]
    month = int(named) if named.isdigit() else MONTHS[named.lower().rstrip(".")]
    if form in (6, 7):
        return f"{year}-{month:02d}"
    day = int(found[f"d{form}"])
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year}-{month:02d}-{day:02d}"


def mandate_period(year: int) -> tuple[str, str]:
    """Return the first and last day of the municipal term of office that `year` lies in.

    Terms are four calendar years and begin on 1 January after an election (2018, 2022, 2026 …).
    """
    first = year - (year - 2019) % 4
    return f"{first}-01-01", f"{first + 3}-12-31"


def period_limits(period: re.Match[str], *, of_term: bool = False) -> tuple[str, str]:
    """Return the first and last day of what PERIOD matched.

    Whole years, unless they are a term of office: one that is called so (`of_term`), or one that
    is written from election to election, "2022–2026".
    """
    first, last = int(period["first"]), int(period["last"])
    if of_term or (last - first == 4 and first % 4 == 2):
        return mandate_period(first + 1)[0], mandate_period(last)[1]
    return f"{first}-01-01", f"{last}-12-31"
