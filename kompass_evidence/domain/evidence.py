"""What was found: matches for a query, findings for a criterion, and flags for what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
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


class Stance(StrEnum):
    """What a piece of evidence says: that something is there, or that it is lacking."""

    SUPPORTS = "supports"
    WEAKENS = "weakens"


@dataclass(frozen=True, slots=True)
class Reading:
    """The rung that a passage reaches, and the words that gave it.

    `rung` is None where the words show none, as where they only say that something is lacking;
    `sentence` are the words of the sentence that was decisive.
    """

    rung: Rung | None
    cues: tuple[str, ...] = ()
    stance: Stance = Stance.SUPPORTS
    sentence: str = ""


class Judgement(StrEnum):
    """What a person has said of a suggested passage for a criterion."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A match that bears on a criterion, with its rung; `also` are passages that say the same."""

    match: Match
    reading: Reading | None
    also: tuple[str, ...] = ()
    judgement: Judgement | None = None

    @property
    def supports(self) -> bool:
        """Say whether it does not tell that something is lacking."""
        return self.reading is None or self.reading.stance is Stance.SUPPORTS

    @property
    def shown_rung(self) -> Rung | None:
        """Return the rung that it shows; what says that something is lacking shows none."""
        return self.reading.rung if self.reading and self.supports else None


@dataclass(frozen=True, slots=True)
class Finding:
    """All that was found for one criterion, best first; `threshold` is the score that counted.

    `likelihood` is the estimated probability, 0 to 1, that the best passage truly bears on the
    criterion.
    """

    criterion: str
    evidence: tuple[Evidence, ...]
    threshold: float
    nearest: tuple[Match, ...] = ()  # the best of those that did not count
    likelihood: float = 1.0


class FlagKind(StrEnum):
    """What a flag says about the evidence."""

    NO_EVIDENCE = "no_evidence"
    ONLY_LACKING = "only_lacking"
    MISSING_RUNG = "missing_rung"
    ONLY_EXPIRED = "only_expired"
    ONLY_DRAFT = "only_draft"
    WEB_ONLY = "web_only"
    DOCUMENTS_ONLY = "documents_only"
    CONTRADICTION = "contradiction"
    ASK = "ask"


FLAG_NAMES = {
    FlagKind.NO_EVIDENCE: "inget belägg",
    FlagKind.ONLY_LACKING: "beskrivs bara som brist",
    FlagKind.MISSING_RUNG: "steg saknas",
    FlagKind.ONLY_EXPIRED: "bara utgånget",
    FlagKind.ONLY_DRAFT: "bara utkast",
    FlagKind.WEB_ONLY: "bara på webben",
    FlagKind.DOCUMENTS_ONLY: "bara i dokument",
    FlagKind.CONTRADICTION: "möjlig motsägelse",
    FlagKind.ASK: "fråga i intervju",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """How a flag's claim was searched for, so that "we looked, here is how" can be shown.

    `sources` and `passages` count what was covered, `unread` the files that could not be read;
    `threshold` is the score that would have counted, and `alarm` the share of criteria with no
    evidence in the reference corpus that would all the same have reached it.
    """

    statements: tuple[str, ...]
    terms: tuple[str, ...]
    stems: tuple[str, ...]
    parts: tuple[str, ...]
    sources: int
    passages: int
    unread: int
    nearest: tuple[Match, ...]
    threshold: float
    alarm: float
    index: str  # model and generation of the corpus
    model: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to ask about; `detail` says it in Swedish.

    `subject` is the id of a criterion or sub-area. `certain` is off where the words should begin
    with "möjligen": the evidence lies in the band where the tool is often wrong. `points` is the
    maximum of the sub-area, shared among its criteria where the flag is about one of them.
    """

    kind: FlagKind
    subject: str
    detail: str
    points: Decimal
    certain: bool = True
    rung: Rung | None = None
    passages: tuple[str, ...] = ()
    proof: Proof | None = None

    @property
    def id(self) -> str:
        """Return the flag's id, the same as long as the same is missing in the same place."""
        kind = self.kind.replace("_", "-")
        rung = "" if self.rung is None else "-" + self.rung.replace("_", "-")
        return f"flg-{self.subject}-{kind}{rung}"

    @property
    def sub_area(self) -> str:
        """Return the id of the sub-area that the flag belongs to."""
        return ".".join(self.subject.split(".")[:2])


class FlagState(StrEnum):
    """How far a person has come with a flag."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"

    @property
    def is_settled(self) -> bool:
        """Say whether there is no more to ask."""
        return self in (FlagState.ANSWERED, FlagState.ACCEPTED)


FLAG_STATE_NAMES = {
    FlagState.OPEN: "öppen",
    FlagState.ASKED: "frågad",
    FlagState.ANSWERED: "besvarad",
    FlagState.ACCEPTED: "godtagen",
}


@dataclass(frozen=True, slots=True)
class Triage:
    """What a person has last said of a flag."""

    state: FlagState
    note: str
    by: str
    at: str  # ISO 8601, UTC
