"""What a reviewer says of scores: a verdict on each citation, and a sub-area sent back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kompass_evidence.errors import RefusedError


class Verdict(StrEnum):
    """Whether a citation bears what the score rests on it for."""

    SUPPORTS = "supports"
    PARTLY = "partly"
    DOES_NOT_SUPPORT = "does_not_support"
    CONTRADICTS = "contradicts"
    NOT_IN_PLACE = "not_in_place"


VERDICT_NAMES = {
    Verdict.SUPPORTS: "stöder",
    Verdict.PARTLY: "stöder delvis",
    Verdict.DOES_NOT_SUPPORT: "stöder inte",
    Verdict.CONTRADICTS: "talar emot",
    Verdict.NOT_IN_PLACE: "står inte där",
}


class ReviewState(StrEnum):
    """Where a sub-area stands between reviewer and evaluator."""

    OPEN = "open"
    SENT_BACK = "sent_back"
    ANSWERED = "answered"
    CLOSED = "closed"


REVIEW_STATE_NAMES = {
    ReviewState.OPEN: "öppen",
    ReviewState.SENT_BACK: "återsänd",
    ReviewState.ANSWERED: "besvarad",
    ReviewState.CLOSED: "avslutad",
}


class Step(StrEnum):
    """What moves a sub-area from one state to another."""

    SEND_BACK = "send_back"
    ANSWER = "answer"
    CLOSE = "close"


STEP_NAMES = {
    Step.SEND_BACK: "återsänd",
    Step.ANSWER: "besvarad",
    Step.CLOSE: "avslutad",
}
STEPS: Mapping[tuple[ReviewState, Step], ReviewState] = {
    (ReviewState.OPEN, Step.SEND_BACK): ReviewState.SENT_BACK,
    (ReviewState.CLOSED, Step.SEND_BACK): ReviewState.SENT_BACK,
    (ReviewState.ANSWERED, Step.SEND_BACK): ReviewState.SENT_BACK,
    (ReviewState.SENT_BACK, Step.ANSWER): ReviewState.ANSWERED,
    (ReviewState.ANSWERED, Step.CLOSE): ReviewState.CLOSED,
}
_WHY_NOT = {
    Step.SEND_BACK: "is sent back already, and waits for an answer",
    Step.ANSWER: "is not sent back, so there is nothing to answer",
    Step.CLOSE: "has no answer to close with",
}


def after(state: ReviewState, step: Step, sub_area: str) -> ReviewState:
    """Return the state that a step leads to. Raises RefusedError where it leads nowhere."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise RefusedError(
            f"{sub_area} {_WHY_NOT[step]}.", "See where it stands with: kompass review list"
        ) from None


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """One verdict on one citation of a sub-area's score; `score` is the score's row in the log.

    `citation` is empty where the score rests on none, and the rationale itself was judged.
    """

    act: int
    at: str
    by: str
    sub_area: str
    citation: str
    score: int
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One step between reviewer and evaluator, with the reason or answer."""

    act: int
    at: str
    by: str
    step: Step
    note: str


@dataclass(frozen=True, slots=True)
class SubAreaReview:
    """All that was said of one sub-area in review, oldest first.

    `estimates` are reviewers' own points, kept before the score's were revealed to them;
    `revealed` are the reviewers who have seen these, as `same_name` writes them.
    """

    verdicts: tuple[GivenVerdict, ...] = ()
    steps: tuple[ReviewStep, ...] = ()
    estimates: Mapping[str, Decimal] = field(default_factory=dict)
    revealed: frozenset[str] = frozenset()

    @property
    def state(self) -> ReviewState:
        state = ReviewState.OPEN
        for taken in self.steps:
            state = STEPS[state, taken.step]
        return state
