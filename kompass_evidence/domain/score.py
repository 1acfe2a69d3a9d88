"""Points for a sub-area, with what they rest on; a later score supersedes, none is overwritten."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Score:
    """Points that one person set, or that were agreed; `act` is its row in the log.

    `framework` is the digest of the framework it was set under, `of` the rows of the scores that
    an agreed one rests on. A score that rests on no citation was kept as such, with its rationale.
    """

    act: int
    at: str
    by: str
    sub_area: str
    points: Decimal
    cite: tuple[str, ...]
    against: tuple[str, ...]
    rationale: str
    framework: str
    of: tuple[int, ...] = ()

    @property
    def is_agreed(self) -> bool:
        return bool(self.of)

    @property
    def citations(self) -> tuple[str, ...]:
        """Return all that it rests on, for and against, each once."""
        return tuple(dict.fromkeys((*self.cite, *self.against)))


class ScoreState(StrEnum):
    """How far a sub-area's points have come; the last four come from review and lock."""

    UNSCORED = "unscored"
    SET = "set"  # by one evaluator
    TO_AGREE = "to_agree"  # by several, or anew after they agreed
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    ANSWERED = "answered"
    REFERENCED = "referenced"  # every citation has a verdict
    LOCKED = "locked"


SCORE_STATE_NAMES = {
    ScoreState.UNSCORED: "utan poäng",
    ScoreState.SET: "satt",
    ScoreState.TO_AGREE: "ska samordnas",
    ScoreState.AGREED: "samordnad",
    ScoreState.SENT_BACK: "återsänd",
    ScoreState.ANSWERED: "besvarad",
    ScoreState.REFERENCED: "granskad",
    ScoreState.LOCKED: "låst",
}


class Hidden(StrEnum):
    """Why points are not shown to somebody."""

    BLIND = "blind"  # another evaluator's own
    REVIEW = "review"  # a reviewer has not asked for them yet


HIDDEN_NAMES = {
    Hidden.BLIND: "dolda till dess de är samordnade eller dina egna är satta",
    Hidden.REVIEW: "dolda till dess du ber att få se dem (kompass review reveal)",
}


class Place(StrEnum):
    """How a score stands among all of its sub-area."""

    STANDING = "standing"
    AGREED_ON = "agreed_on"  # an agreed one rests on it
    WAITING = "waiting"
    SUPERSEDED = "superseded"


PLACE_NAMES = {
    Place.STANDING: "gäller",
    Place.AGREED_ON: "grund för samordnad",
    Place.WAITING: "väntar på samordning",
    Place.SUPERSEDED: "ersatt",
}


@dataclass(frozen=True, slots=True)
class SubAreaScores:
    """All scores of one sub-area, oldest first."""

    history: tuple[Score, ...] = ()

    def own(self) -> dict[str, Score]:
        """Return each evaluator's latest own score, by name as first written."""
        names: dict[str, str] = {}
        latest: dict[str, Score] = {}
        for score in self.history:
            if not score.is_agreed:
                latest[names.setdefault(same_name(score.by), score.by)] = score
        return latest

    @property
    def agreed(self) -> Score | None:
        """Return the latest agreed score."""
        return next((s for s in reversed(self.history) if s.is_agreed), None)

    @property
    def state(self) -> ScoreState:
        own, agreed = self.own(), self.agreed
        if agreed is not None:
            newer = any(score.act > agreed.act for score in own.values())
            return ScoreState.TO_AGREE if newer else ScoreState.AGREED
        if not own:
            return ScoreState.UNSCORED
        return ScoreState.SET if len(own) == 1 else ScoreState.TO_AGREE

    @property
    def standing(self) -> Score | None:
        """Return the score that counts: the one agreed, or the only one; None while several
        evaluators' scores wait to be agreed."""
        if self.agreed is not None:
            return self.agreed
        own = list(self.own().values())
        return own[0] if len(own) == 1 else None

    def place_of(self, score: Score) -> Place:
        """Return how one of these scores stands among them."""
        agreed = self.agreed
        if score is self.standing:
            return Place.STANDING
        if agreed is not None and score.act in agreed.of:
            return Place.AGREED_ON
        newer = agreed is None or score.act > agreed.act
        return Place.WAITING if newer and score in self.own().values() else Place.SUPERSEDED

    def scorers(self) -> set[str]:
        """Return who has ever set or agreed points here, as `same_name` writes them."""
        return {same_name(score.by) for score in self.history}

    def shows(self, score: Score, person: str | None) -> bool:
        """Say whether a person may see the points of one of these scores.

        Blind scoring hides another's own until they are agreed, or one's own are set since the
        last agreement. Where only one has scored and no name is given they are seen.
        """
        agreed_at = self.agreed.act if self.agreed is not None else 0
        if score.act <= agreed_at:
            return True
        setters = {same_name(s.by) for s in self.history if s.act > agreed_at}
        if person is None:
            return len(self.own()) == 1
        return same_name(person) in setters


@dataclass(frozen=True, slots=True)
class Lock:
    """The freeze of an evaluation; `version` counts from 1."""

    act: int
    at: str
    by: str
    version: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What points sum to: exactly, of the parts rounded first, and rounded once."""

    exact: Decimal = Decimal(0)
    of_rounded: int = 0
    parts: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def rounded(self) -> int:
        return whole(self.exact)

    @property
    def differs(self) -> bool:
        """Say whether adding up the rounded parts gives another sum."""
        return self.of_rounded != self.rounded


def sum_points(parts: Mapping[str, Decimal]) -> Sums:
    """Return what the points of parts, by id, sum to."""
    exact = sum(parts.values(), Decimal(0))
    return Sums(exact, sum(whole(points) for points in parts.values()), dict(parts))


def whole(points: Decimal) -> int:
    """Return points rounded to a whole number, halves up."""
    return int(points.quantize(Decimal(1), ROUND_HALF_UP))


def number(points: Decimal | None) -> int | float | None:
    """Return points as a JSON number; with at most four decimals it is written exactly."""
    if points is None:
        return None
    return int(points) if points == points.to_integral_value() else float(points)


def same_name(name: str) -> str:
    """Return a person's name as it is compared: case, blanks and ways to write å, ä, ö aside."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
