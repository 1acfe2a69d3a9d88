"""Values of the domain with only what a test cares about."""

from __future__ import annotations

from kompass_evidence.domain.document import Passage, Span
from kompass_evidence.domain.evidence import (
    Evidence,
    Finding,
    Judgement,
    Match,
    Reading,
    Stance,
    Why,
)
from kompass_evidence.domain.framework import Criterion, Origin, Role, Rung, Statement, Support


def criterion(
    *origins: Origin, identifier: str = "1.1.1", question: str = "Finns det en plan?"
) -> Criterion:
    return Criterion(
        identifier, question, origins or (Origin.DOCUMENTS,), "En antagen plan.",
        Support.DERIVED, "", (Statement(Rung.DECIDED, "Planen antogs."),), ("plan",),
        (Role.OFFICIAL,),
    )  # fmt: skip


def passage(
    identifier: str, source: str = "src-a", text: str = "text", *, start: int = 0,
    heading: tuple[str, ...] = (),
) -> Passage:  # fmt: skip
    return Passage(identifier, source, Span(start, start + len(text)), text, heading)


def match(identifier: str, score: float = 5.0) -> Match:
    return Match(identifier, score, Why(score, 0.0))


def evidence(
    identifier: str, *also: str, rung: Rung | None = Rung.DECIDED, score: float = 5.0,
    stance: Stance = Stance.SUPPORTS, judgement: Judgement | None = None,
) -> Evidence:  # fmt: skip
    return Evidence(match(identifier, score), Reading(rung, (), stance), also, judgement)


def finding(
    *found: Evidence, identifier: str = "1.1.1", threshold: float = 2.5,
    nearest: tuple[Match, ...] = (), likelihood: float = 1.0,
) -> Finding:  # fmt: skip
    return Finding(identifier, found, threshold, nearest, likelihood)
