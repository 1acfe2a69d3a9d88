"""Values of the domain with only what a test cares about."""

from __future__ import annotations

from kompass_evidence.domain.document import Passage, Span
from kompass_evidence.domain.evidence import Evidence, Finding, Match, Reading, Why
from kompass_evidence.domain.framework import Criterion, Origin, Role, Rung, Statement, Support


def criterion(*origins: Origin, identifier: str = "1.1.1") -> Criterion:
    return Criterion(
        identifier, "Finns det en plan?", origins or (Origin.DOCUMENTS,), "En antagen plan.",
        Support.DERIVED, "", (Statement(Rung.DECIDED, "Planen antogs."),), ("plan",),
        (Role.OFFICIAL,),
    )  # fmt: skip


def passage(identifier: str, source: str = "src-a", text: str = "text") -> Passage:
    return Passage(identifier, source, Span(0, len(text)), text)


def match(identifier: str, score: float = 5.0) -> Match:
    return Match(identifier, score, Why(score, 0.0))


def evidence(
    identifier: str, *also: str, rung: Rung | None = Rung.DECIDED, score: float = 5.0
) -> Evidence:
    return Evidence(match(identifier, score), Reading(rung) if rung else None, also)


def finding(*found: Evidence, threshold: float = 2.5, nearest: tuple[Match, ...] = ()) -> Finding:
    return Finding("1.1.1", found, threshold, nearest)
