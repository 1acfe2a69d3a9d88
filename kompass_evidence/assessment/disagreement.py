"""Finds statements in different sources that cannot both be right, as far as figures show it.

Two sentences that say much the same, but with another figure of the same unit. It is never said
which is right: both are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.language import stem, stop_words, words

SAME, SHARED, SHARE = 0.86, 2, 0.34  # cosine, words and share of words in common

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_UNITS = tuple(
    (unit, re.compile(pattern))
    for unit, pattern in (
        ("procent", r"(\d+(?:[.,]\d+)?)\s?(?:procent\b(?!enh)|%)"),
        ("dagar", r"\b(\d+|två|tre|fyra|fem|sex|sju|åtta|nio|tio|tjugo)\s+(?:arbets)?dagar\b"),
        ("veckor", r"\b(\d+|en|två|tre|fyra|fem|sex|sju|åtta|tio|tolv)\s+veck(?:or|a)\b"),
        ("månader", r"\b(\d+|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton)\s+månader\b"),
        (
            "antagen",
            r"\b(?:antogs?|antagen|antaget|fastställdes|beslutades)\b[^.]{0,40}?"
            r"\b((?:19|20)\d\d)\b",
        ),
        ("medarbetare", r"\b(\d{1,3}(?:[ \u00a0]\d{3})+|\d+)\s+(?:medarbetare|anställda)\b"),
    )
)
_GOAL = re.compile(r"\b(?:mål\w*|målvärde|ska|senast|minst|högst|krav)\b")
# "antal" and "antalet" are no adoption
_ADOPTED = re.compile(r"\b(?:anta(?:s|gen|get|gna|git|gits)?|antogs?|beslut\w*|fastställ\w*)\b")
_NAMED = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
    "tretton",
)  # fmt: skip
_NUMBERS = {name: str(number) for number, name in enumerate(_NAMED)} | {"tjugo": "20"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a passage in a source; `period` is the year that the source tells of."""

    text: str
    passage: str
    source: str
    period: str = ""


def disagreements(
    said: Sequence[Said], vectors: NDArray[np.float32]
) -> Iterator[tuple[str, str, str]]:
    """Yield (passage, passage, what differs) for sentences of different sources that disagree,
    the most alike first; `vectors` `(n, d)` are the sentences', L2-normalised."""
    figures = [_figures(entry.text) for entry in said]
    stems = [_stems(entry.text) for entry in said]
    found = []
    for i, j in combinations([n for n, seen in enumerate(figures) if seen], 2):
        if said[i].source == said[j].source:
            continue
        near = float(vectors[i] @ vectors[j])
        alike = near >= SAME and _much_the_same(stems[i], stems[j])
        if alike and _same_time(said[i], said[j]):
            why = _difference(figures[i], figures[j])
            if why:
                found.append((near, said[i].passage, said[j].passage, why))
    for _near, first, second, why in sorted(found, reverse=True):
        yield first, second, why


def _much_the_same(first: frozenset[str], second: frozenset[str]) -> bool:
    common = len(first & second)
    return common >= SHARED and common >= SHARE * min(len(first), len(second))


def _figures(text: str) -> dict[str, set[Decimal]]:
    lowered = text.lower()
    found = {}
    for unit, pattern in _UNITS:
        values = {_value(said) for said in pattern.findall(lowered)}
        if values:
            found[unit] = values
    return found


def _value(said: str) -> Decimal:
    """Return a figure in words or digits as a number: "tio", "72,0", "1 240"."""
    return Decimal(_NUMBERS.get(said) or "".join(said.split()).replace(",", "."))


def _difference(first: dict[str, set[Decimal]], second: dict[str, set[Decimal]]) -> str:
    for unit, values in first.items():
        others = second.get(unit)
        if others and len(values) == 1 and len(others) == 1 and values != others:
            one, other = (_shown(next(iter(v))) for v in (values, others))
            return f"{one} mot {other}" + ("" if unit == "antagen" else f" {unit}")
    return ""


def _shown(value: Decimal) -> str:
    """Return a number as Swedes write it: "72,5", "11 240", but "1240"."""
    shown = f"{value:,f}" if value >= 10_000 else f"{value:f}"
    return shown.replace(",", "\u00a0").replace(".", ",")


def _stems(text: str) -> frozenset[str]:
    said = (w for w in words(text) if len(w) > 3 and not w.isdigit() and w not in stop_words())
    return frozenset(map(stem, said))


def _same_time(first: Said, second: Said) -> bool:
    """Say whether two sentences may be of the same time: no years that part them."""
    texts = (first.text.lower(), second.text.lower())
    if bool(_GOAL.search(texts[0])) != bool(_GOAL.search(texts[1])):
        return False
    one, other = _years(first), _years(second)
    adopted = all(_ADOPTED.search(text) for text in texts)
    return adopted or not one or not other or bool(one & other)


def period_of(title: str) -> str:
    """Return the year that a source tells of, by its title; "" where that names none or several."""
    years = _YEAR.findall(title)
    return years[0] if len(years) == 1 else ""


def _years(said: Said) -> set[str]:
    return set(_YEAR.findall(said.text)) or ({said.period} if said.period else set())
