"""What lies on one reviewer's desk: the sub-areas, the citations to judge, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from kompass_evidence.domain.citation import Citation
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Framework, SubArea
from kompass_evidence.domain.review import GivenVerdict, ReviewState, SubAreaReview
from kompass_evidence.domain.score import Score, same_name


class Access(StrEnum):
    """What a person may do with a sub-area in review."""

    REVIEW = "review"
    OWN = "own"  # they set points there, so somebody else reviews it
    NO_POINTS = "no_points"
    NOT_AGREED = "not_agreed"


ACCESS_NAMES = {
    Access.OWN: "du har satt poängen; någon annan granskar",
    Access.NO_POINTS: "inga poäng ännu",
    Access.NOT_AGREED: "poängen ska samordnas först",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to judge: a citation of a score, or its rationale where it rests on none."""

    sub: SubArea
    score: Score
    id: str  # the citation's, "" for a rationale
    citation: Citation | None
    given: GivenVerdict | None

    @property
    def is_against(self) -> bool:
        return self.id in self.score.against


@dataclass(frozen=True, slots=True)
class Line:
    """One sub-area in the overview, with what waits there."""

    sub: SubArea
    access: Access
    review: SubAreaReview
    items: tuple[Item, ...] = ()
    revealed: bool = False  # whether this person has seen the points

    @property
    def score(self) -> Score | None:
        return self.items[0].score if self.items else None

    @property
    def waiting(self) -> int:
        return sum(item.given is None for item in self.items)

    @property
    def may_be_sent_back(self) -> bool:
        return self.review.state is not ReviewState.SENT_BACK

    @property
    def may_be_answered(self) -> bool:
        """Say whether this person, who set the points, may answer what was sent back."""
        return self.access is Access.OWN and self.review.state is ReviewState.SENT_BACK

    @property
    def may_be_closed(self) -> bool:
        return self.review.state is ReviewState.ANSWERED


class Desk:
    """All of an evaluation as one person sees it in review."""

    def __init__(self, framework: Framework, evaluation: Evaluation, person: str) -> None:
        self.framework, self.evaluation, self.person = framework, evaluation, person

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Return every sub-area by id, in the framework's order."""
        return {sub.id: self._line(sub) for sub in self.framework.sub_areas()}

    @cached_property
    def items(self) -> list[Item]:
        """Return all that this person may judge, in order."""
        lines = self.lines.values()
        return [item for line in lines if line.access is Access.REVIEW for item in line.items]

    def item(self, sub_area: str, citation: str) -> Item | None:
        line = self.lines.get(sub_area)
        return next((item for item in line.items if item.id == citation), None) if line else None

    def estimate(self, line: Line) -> Decimal | None:
        """Return the points that this person would have given, as they said before seeing them."""
        kept = line.review.estimates.items()
        return next((p for by, p in kept if same_name(by) == same_name(self.person)), None)

    def beside(self, item: Item) -> tuple[Item | None, Item | None]:
        """Return the items before and after one, of those that this person may judge."""
        place = self._place(item)
        if place is None:
            return None, None
        before = self.items[place - 1] if place else None
        return before, self.items[place + 1] if place + 1 < len(self.items) else None

    def next_open(self, item: Item | None = None) -> Item | None:
        """Return the next without a verdict, from `item` on and round again; never itself."""
        place = self._place(item) if item else None
        start = 0 if place is None else place + 1
        around = [*self.items[start:], *self.items[: max(0, start - 1)]]
        return next((one for one in around if one.given is None), None)

    def first_open(self, line: Line) -> Item | None:
        """Return the first of a sub-area without a verdict, or else of all."""
        return next((item for item in line.items if item.given is None), self.next_open())

    def _place(self, item: Item) -> int | None:
        keys = [(one.sub.id, one.id) for one in self.items]
        key = (item.sub.id, item.id)
        return keys.index(key) if key in keys else None

    def _line(self, sub: SubArea) -> Line:
        scores, review = self.evaluation.scores_of(sub.id), self.evaluation.review_of(sub.id)
        score = scores.standing
        if score is None:
            access = Access.NOT_AGREED if scores.history else Access.NO_POINTS
            return Line(sub, access, review)
        own = same_name(self.person) in scores.scorers()
        return Line(
            sub, Access.OWN if own else Access.REVIEW, review, tuple(self._items(sub, score)),
            same_name(self.person) in review.revealed,
        )  # fmt: skip

    def _items(self, sub: SubArea, score: Score) -> Iterator[Item]:
        given = self.evaluation.verdicts(score)
        for cited in score.citations or ("",):
            yield Item(sub, score, cited, self.evaluation.citations.get(cited), given.get(cited))
