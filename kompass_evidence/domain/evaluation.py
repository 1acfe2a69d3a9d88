"""The evaluation as it stands: citations, scores and reviews, as the log gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kompass_evidence.domain.citation import Citation
from kompass_evidence.domain.review import GivenVerdict, ReviewState, SubAreaReview
from kompass_evidence.domain.score import (
    Hidden,
    Lock,
    Score,
    ScoreState,
    SubAreaScores,
    same_name,
)

NO_SCORES = SubAreaScores()
NO_REVIEW = SubAreaReview()
_WAITING = {
    ReviewState.SENT_BACK: ScoreState.SENT_BACK,
    ReviewState.ANSWERED: ScoreState.ANSWERED,
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that people have cited, scored and judged; `scores` and `reviews` by sub-area.

    `reviewers` have started a review, as they wrote their names. `lock` is None while points may
    be set; `version` is that of the evaluation, from 1.
    """

    citations: Mapping[str, Citation] = field(default_factory=dict)
    scores: Mapping[str, SubAreaScores] = field(default_factory=dict)
    reviews: Mapping[str, SubAreaReview] = field(default_factory=dict)
    reviewers: tuple[str, ...] = ()
    lock: Lock | None = None
    version: int = 1

    def scores_of(self, sub_area: str) -> SubAreaScores:
        return self.scores.get(sub_area, NO_SCORES)

    def review_of(self, sub_area: str) -> SubAreaReview:
        return self.reviews.get(sub_area, NO_REVIEW)

    def verdicts(self, score: Score) -> dict[str, GivenVerdict]:
        """Return the latest verdict on each citation of a score, by the citation's id.

        One given on an earlier score of the sub-area holds while the rationale and the side on
        which the citation stands are the same; else what is to be borne has changed.
        """
        earlier = {s.act: s for s in self.scores_of(score.sub_area).history}
        found: dict[str, GivenVerdict] = {}
        for given in self.review_of(score.sub_area).verdicts:
            judged = earlier.get(given.score)
            if judged is not None and _same_claim(judged, score, given.citation):
                found[given.citation] = given
        return found

    def to_judge(self, score: Score) -> list[str]:
        """Return the citations of a score that have no verdict; "" is the rationale of a score
        without citations."""
        given = self.verdicts(score)
        return [cited for cited in score.citations or ("",) if cited not in given]

    def is_referenced(self, sub_area: str) -> bool:
        """Say whether every citation of the score that counts has a verdict."""
        score = self.reviewable(sub_area)
        return score is not None and not self.to_judge(score)

    def reviewable(self, sub_area: str) -> Score | None:
        """Return the score that counts; None where there is none, or it is about to be replaced
        by another that is to be agreed."""
        scores = self.scores_of(sub_area)
        return None if scores.state is ScoreState.TO_AGREE else scores.standing

    def state_of(self, sub_area: str) -> ScoreState:
        """Return how far a sub-area has come, with scoring, review and lock taken together."""
        state = self.scores_of(sub_area).state
        if state in (ScoreState.UNSCORED, ScoreState.TO_AGREE):
            return state
        if self.lock is not None:
            return ScoreState.LOCKED
        waiting = _WAITING.get(self.review_of(sub_area).state)
        if waiting is not None:
            return waiting
        return ScoreState.REFERENCED if self.is_referenced(sub_area) else state

    def is_reviewer(self, person: str) -> bool:
        return same_name(person) in {same_name(name) for name in self.reviewers}

    def hidden(self, score: Score, person: str | None) -> Hidden | None:
        """Return why the points of a score are not shown to a person; None where they are.

        `person` is None where nobody says who asks.
        """
        if self.lock is not None:
            return None
        scores = self.scores_of(score.sub_area)
        if person is not None and same_name(person) not in scores.scorers():
            if same_name(person) in self.review_of(score.sub_area).revealed:
                return None
            if self.is_reviewer(person):
                return Hidden.REVIEW
        return None if scores.shows(score, person) else Hidden.BLIND

    def uses(self) -> dict[str, list[Score]]:
        """Return the scores that count and rest on a citation, by the citation's id."""
        found: dict[str, list[Score]] = {}
        for scores in self.scores.values():
            if (score := scores.standing) is not None:
                for citation in score.citations:
                    found.setdefault(citation, []).append(score)
        return found


def _same_claim(judged: Score, now: Score, citation: str) -> bool:
    if judged.rationale != now.rationale:
        return False
    if not citation:
        return not judged.citations and not now.citations
    sides = [(citation in s.cite, citation in s.against) for s in (judged, now)]
    return sides[0] == sides[1] and any(sides[0])
