"""What is asked: a framework of areas, sub-areas and criteria, with what evidence looks like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kompass_evidence.errors import UsageError


class Rung(StrEnum):
    """How far a piece of evidence reaches, from saying so to having learnt from it."""

    INTENT = "intent"
    DECIDED = "decided"
    APPLIED = "applied"
    FOLLOWED_UP = "followed_up"
    EFFECT = "effect"
    LEARNING = "learning"


RUNG_NAMES = {
    Rung.INTENT: "avsikt",
    Rung.DECIDED: "beslutat",
    Rung.APPLIED: "tillämpat",
    Rung.FOLLOWED_UP: "uppföljt",
    Rung.EFFECT: "effekt",
    Rung.LEARNING: "lärande",
}


class Origin(StrEnum):
    """Where evidence for a criterion is to be looked for, in the framework's own words."""

    DOCUMENTS = "styrdokument"
    WEB = "webb"
    INTERVIEW = "intervju"


class Role(StrEnum):
    """Whom to ask in an interview."""

    POLITICIAN = "politiker"
    OFFICIAL = "tjänsteperson"
    COMPANY = "bolag"
    UNION = "fackligt"


class Support(StrEnum):
    """What a criterion rests on: B commented on in a published evaluation, N asked by a
    neighbouring public instrument, H derived from the sub-area's name and general practice."""

    COMMENTED = "B"
    NEIGHBOUR = "N"
    DERIVED = "H"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence such as a municipality's own text would contain, and the rung it shows."""

    rung: Rung
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the framework with all that helps to find its evidence."""

    id: str
    question: str
    origins: tuple[Origin, ...]
    strong_evidence: str
    support: Support
    support_source: str
    statements: tuple[Statement, ...]
    terms: tuple[str, ...]
    ask: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class SubArea:
    """A scored part of an area; `maximum` is in points."""

    id: str
    name: str
    maximum: Decimal
    aliases: tuple[str, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A main area; its sub-areas' maxima sum to `maximum`."""

    id: str
    name: str
    maximum: Decimal
    aliases: tuple[str, ...]
    sub_areas: tuple[SubArea, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole edition; `digest` is the SHA-256 of its files, so that a result names its edition."""

    id: str
    name: str
    edition: str
    maximum: Decimal
    areas: tuple[Area, ...]
    digest: str

    def sub_areas(self) -> Iterator[SubArea]:
        """Yield the sub-areas in the framework's order."""
        for area in self.areas:
            yield from area.sub_areas

    def require(self, sub_area: str) -> SubArea:
        """Return the sub-area with this id. Raises UsageError where there is none."""
        known = {sub.id: sub for sub in self.sub_areas()}
        if sub_area not in known:
            first, *_, last = known
            raise UsageError(
                f"There is no sub-area {sub_area} in {self.id}.",
                f"The sub-areas are {first} to {last}; see: kompass framework show",
            )
        return known[sub_area]

    def require_criterion(self, criterion: str) -> None:
        """Raise UsageError unless there is a criterion with this id."""
        if all(known.id != criterion for known in self.criteria()):
            raise UsageError(
                f"There is no criterion {criterion} in {self.id}.",
                "See the criteria of a sub-area with: kompass framework show 1.3",
            )

    def criteria(self) -> Iterator[Criterion]:
        """Yield the criteria in the framework's order."""
        for sub_area in self.sub_areas():
            yield from sub_area.criteria
