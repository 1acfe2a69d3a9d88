"""Points for a sub-area, with what they rest on; a later score supersedes, none is overwritten."""

from __future__ import annotations

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
    """How far a sub-area's points have come."""

    UNSCORED = "unscored"
    SET = "set"  # by one evaluator
    TO_AGREE = "to_agree"  # by several, or anew after they agreed
    AGREED = "agreed"


SCORE_STATE_NAMES = {
    ScoreState.UNSCORED: "utan poäng",
    ScoreState.SET: "satt",
    ScoreState.TO_AGREE: "ska samordnas",
    ScoreState.AGREED: "samordnad",
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

    def scorers(self) -> set[str]:
        """Return who has ever set or agreed points here, as `same_name` writes them."""
        return {same_name(score.by) for score in self.history}

    def is_open_to(self, person: str | None) -> bool:
        """Say whether a person may see the points: blind scoring hides another's until they are
        agreed or one's own are set. With one evaluator and no name given they are seen."""
        own = self.own()
        if self.agreed is not None or not own:
            return True
        if person is None:
            return len(own) == 1
        return same_name(person) in {same_name(name) for name in own}


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


def same_name(name: str) -> str:
    """Return a person's name as it is compared: case and blanks aside."""
    return " ".join(name.split()).casefold()
