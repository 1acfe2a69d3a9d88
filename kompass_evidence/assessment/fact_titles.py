"""Reads what a document's title, or a line that names its kind alone, says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kompass_evidence.assessment.dates import PERIOD
from kompass_evidence.assessment.fact_lines import placed_lines, whole_lines, without_contents
from kompass_evidence.assessment.fact_values import Stated, validity_facts
from kompass_evidence.assessment.fact_words import KIND_NAMES, PASSING, kind_of
from kompass_evidence.domain.document import Document
from kompass_evidence.domain.facts import Fact, FactName, Where

LINE_RANK, TITLE_RANK = 7, 8
TOP = 700  # characters in which a document says what it is

YEARLY = ("budget", "plan", "strategi", "program")  # whose title's year tells how long they last
_KIND_ALONE = re.compile(rf"(?:{'|'.join(sorted(KIND_NAMES))}|[a-zåäö]*protokoll(?:sutdrag)?)")
_YEAR = re.compile(r"(?<![–-])\b(20[0-9]{2})\b(?=\s*$|\s+med\b|\s+–)")


def kind_line(document: Document) -> Iterator[tuple[int, Fact]]:
    """Yield the kind that a line of the front names alone, or with a memo's or minutes' date."""
    for line, at in placed_lines(whole_lines(without_contents(document), TOP)):
        words = re.split(r"\s{3,}|\t", line.strip())[0]
        kind = kind_of(words) if _KIND_ALONE.fullmatch(words.lower()) else None
        if kind is not None:
            stated = Stated(line, Where.TEXT, at, LINE_RANK)
            yield stated.rank, stated.fact(FactName.KIND, kind)
            return


def title_facts(title: str) -> Iterator[tuple[int, Fact]]:
    """Yield what a title says: the kind, and the years that the document is for."""
    kind = kind_of(title)
    stated = Stated(title, Where.TITLE, None, TITLE_RANK)
    if kind:
        yield stated.rank, stated.fact(FactName.KIND, kind)
    if kind not in PASSING:
        yield from ((stated.rank, fact) for fact in _lasting(kind, title, stated))


def _lasting(kind: str | None, title: str, stated: Stated) -> Iterator[Fact]:
    period, year = PERIOD.search(title), _YEAR.search(title)
    if period and not year and _is_period_of(kind, title[: period.start()]):
        yield from validity_facts("period", title, stated)
    elif year:
        if kind in ("budget", "taxa"):
            yield stated.fact(FactName.VALID_FROM, f"{year[1]}-01-01")
        if kind in YEARLY and (kind != "plan" or len(title.split()) <= 3):
            yield stated.fact(FactName.VALID_TO, f"{year[1]}-12-31")


def _is_period_of(kind: str | None, before: str) -> bool:
    """Say whether a period after these words of a title is the document's own, not that of what
    it is about: "anvisningar för budget 2027–2031" are no budget."""
    named = kind_of(before.split()[-1]) if before.split() else None
    return named is None or named == kind
