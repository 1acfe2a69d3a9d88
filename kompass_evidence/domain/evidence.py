"""What was found: matches for a query, findings for a criterion, and flags for what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kompass_evidence.domain.framework import Rung


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage was ranked where it was.

    `semantic` and `lexical` are in standard deviations above the mean of all passages for the
    same query; `terms` are the passage's own words that matched, with the parts they matched by.
    """

    semantic: float
    lexical: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that answers a query; `score` sums the parts in `why` by their weights."""

    passage: str
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Reading:
    """The rung that a passage reaches, and the words that gave it."""

    rung: Rung
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A match that bears on a criterion, with its rung; `also` are passages that say the same."""

    match: Match
    reading: Reading | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """All that was found for one criterion, best first; `threshold` is the score that counted."""

    criterion: str
    evidence: tuple[Evidence, ...]
    threshold: float
    nearest: tuple[Match, ...] = ()  # the best that did not reach the threshold


class FlagKind(StrEnum):
    """What a flag says about the evidence."""

    NO_EVIDENCE = "no_evidence"
    WEB_ONLY = "web_only"
    DOCUMENTS_ONLY = "documents_only"


FLAG_NAMES = {
    FlagKind.NO_EVIDENCE: "inget belägg",
    FlagKind.WEB_ONLY: "bara på webben",
    FlagKind.DOCUMENTS_ONLY: "bara i dokument",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to ask about; `detail` says it in Swedish."""

    kind: FlagKind
    criterion: str
    detail: str
