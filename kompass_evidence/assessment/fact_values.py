"""Turns the words beside a label, or of a line about a decision, into facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kompass_evidence.assessment.dates import PERIOD, Date, find_dates, period_limits
from kompass_evidence.assessment.fact_lines import Labelled
from kompass_evidence.assessment.fact_words import BODY, DRAFT, REVISED, SECTION, body_name, kind_of
from kompass_evidence.domain.document import Span
from kompass_evidence.domain.facts import Fact, FactName, Standing, Where

THIS_TERM = "mandatperioden"  # until the decision's date tells which

BODY_NAMED = re.compile(rf"(?<![\wåäö-]){BODY}(?=s\s+beslut|[^\wåäö]|$)", re.I)
SECTION_OF_YEAR = re.compile(r"§\s*(?P<section>\d+[a-z]?)\s*/\s*(?P<year>(?:19|20)\d\d)")
DNR = re.compile(
    r"(?<![\w/])(?:[A-ZÅÄÖ]{2,6}[ -]?(?:19|20)\d\d[ ]?[/:.-][ ]?\d{1,6}"
    r"|[A-ZÅÄÖ]{2,6}[/-](?:19|20)\d\d[:/-]\d{1,6}"
    r"|(?:19|20)?\d\d[A-ZÅÄÖ]{2,6}\d{1,6}|(?:19|20)\d\d[/:.-]\d{1,6}|\d{2,6}/(?:19|20)\d\d)"
    r"(?:[-/.]\d{1,4})*(?![\w/])"
)
_SECTION = re.compile(SECTION)
_UNIT = re.compile(
    r"(?:enhet|avdelning|förvaltning|kontor|stab|sektor|service|chef|direktör)\w*$", re.I
)
_STATUSES = (
    (Standing.DRAFT, DRAFT),
    (
        Standing.ADOPTED,
        re.compile(r"\b(?:antagen|antaget|beslutad|beslutat|fastställ|gällande|i kraft)", re.I),
    ),
    (Standing.SUPERSEDED, re.compile(r"\b(?:upphävd|upphävt|ersatt)\b", re.I)),
    (Standing.EXPIRED, re.compile(r"\b(?:utgången|utgånget|inaktuell)\b", re.I)),
)
_IN_THIS_TERM = re.compile(r"\b(?:innevarande|nuvarande|denna)\s+mandatperiod")
_UNTIL = re.compile(r"\btill\b(?!\s*s)|t\.?\s?o\.?\s?m\b|\blängst\b|\bgiltighetstid|\butgår\b")
_FROM = re.compile(r"från|fr\.?\s?o\.?\s?m\b|\bfr\.o\.m|i kraft|ikraft|gäller\b|giltig\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """A stretch of the source that states facts; `at` is where it begins in the text, None for a
    margin, and `rank` tells how much it is believed, the least the most."""

    words: str
    where: Where
    at: int | None
    rank: int

    def fact(self, name: FactName, value: str) -> Fact:
        """Return a fact that these words state."""
        span = None if self.at is None else Span(self.at, self.at + len(self.words))
        return Fact(name, str(value), self.words, self.where, span)


def label_facts(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    """Yield the facts that a labelled value states."""
    read = _READERS.get(labelled.label)
    if read is not None:
        yield from read(labelled, stated)


def _kind(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    word = labelled.value.split(",")[0].strip().lower()
    yield stated.fact(FactName.KIND, kind_of(word) or word)


def _number(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    match = DNR.search(labelled.value)
    if match:
        yield stated.fact(FactName.DNR, spaced(match.group()))


def _replaces(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    if not re.match(r"(?:[-–—]|nytt?\b|ingen\b|saknas)", labelled.value, re.I):
        yield stated.fact(FactName.REPLACES, labelled.value.rstrip("."))


def _status(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    for standing, pattern in _STATUSES:
        if pattern.search(labelled.value):
            yield stated.fact(FactName.STATUS, standing)
            return


def _responsible(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    value = labelled.value
    if len(value.split()) <= 8 and not re.match(r"\d|(?:och|för|att|är)\b", value):
        yield stated.fact(FactName.RESPONSIBLE, value.rstrip("."))


def _maker(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    if _UNIT.search(labelled.value):  # not a person or a firm
        yield from _responsible(labelled, stated)


def _revision(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    yield stated.fact(FactName.REVISION, labelled.value.rstrip("."))


# ---- decisions


def _decision(labelled: Labelled, stated: Stated) -> Iterator[Fact]:
    value, words = labelled.value, labelled.words.lower()
    if words in ("till", "nämnd", "av") and not BODY_NAMED.match(value):
        return
    bare = re.fullmatch(r"\d+[a-z]?(?:\s*[-–]\s*\d+)?", value.strip())
    if bare and "paragraf" in words:
        yield stated.fact(FactName.PARAGRAPH, bare.group())
    else:
        yield from decision_facts(value, stated)
    if DRAFT.search(value):
        yield stated.fact(FactName.STATUS, Standing.DRAFT)


def decision_facts(value: str, stated: Stated) -> Iterator[Fact]:
    """Yield body, § and date of a decision; a revision that stands behind it is its own."""
    first, later = _split_revision(value)
    body = BODY_NAMED.search(first)
    if body:
        yield stated.fact(FactName.DECIDED_BY, body_name(body.group()))
    by_year = SECTION_OF_YEAR.search(first)
    if by_year:  # "§ 61/2022"
        yield stated.fact(FactName.PARAGRAPH, by_year["section"])
        first = first[: by_year.start()] + by_year["year"] + first[by_year.end() :]
    elif section := _SECTION.search(first):
        yield stated.fact(FactName.PARAGRAPH, re.sub(r"\s*[-–]\s*", "–", section["section"]))
    date = next(find_dates(first), None)
    if date is not None:
        yield stated.fact(FactName.DECIDED, date.iso)
    yield from revision_facts(later, stated)


def _split_revision(value: str) -> tuple[str, str]:
    match = re.search(rf"\b{REVISED}\b", value, re.I)
    if match and match.start() > 0:
        return value[: match.start()], value[match.end() :]
    return value, ""


def revision_facts(value: str, stated: Stated) -> Iterator[Fact]:
    """Yield the date of a revision."""
    date = next(find_dates(value), None)
    if date is not None:
        yield stated.fact(FactName.REVISED, date.iso)


# ---- validity


def validity_facts(words: str, value: str, stated: Stated) -> Iterator[Fact]:
    """Yield from when and until when something holds, as a label and its value say it."""
    said = f"{words} {value}".lower()
    dates = list(find_dates(value))
    if period := PERIOD.search(value):
        limits = period_limits(period, of_term="mandat" in said)
    elif _IN_THIS_TERM.search(said):
        limits = THIS_TERM, THIS_TERM
    elif len(dates) > 1:
        limits = dates[0].first_day, dates[-1].last_day
    else:
        yield from (fact for date in dates for fact in _one_limit(said, date, stated))
        return
    yield stated.fact(FactName.VALID_FROM, limits[0])
    yield stated.fact(FactName.VALID_TO, limits[1])


def _one_limit(said: str, date: Date, stated: Stated) -> Iterator[Fact]:
    if _UNTIL.search(said):
        yield stated.fact(FactName.VALID_TO, date.last_day)
    elif len(date.iso) == 4:  # "Programperiod 2026": the whole year
        yield stated.fact(FactName.VALID_FROM, date.first_day)
        if not _FROM.search(said):
            yield stated.fact(FactName.VALID_TO, date.last_day)
    elif _FROM.search(said):
        yield stated.fact(FactName.VALID_FROM, date.first_day)


def spaced(words: str) -> str:
    """Return words with single spaces between them."""
    return " ".join(words.split())


_READERS: Mapping[str, Callable[[Labelled, Stated], Iterator[Fact]]] = {
    "kind": _kind,
    "decision": _decision,
    "revised": lambda labelled, stated: revision_facts(labelled.value, stated),
    "dnr": _number,
    "valid": lambda labelled, stated: validity_facts(labelled.words, labelled.value, stated),
    "replaces": _replaces,
    "status": _status,
    "responsible": _responsible,
    "maker": _maker,
    "revision": _revision,
}
