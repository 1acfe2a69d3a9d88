"""The evaluation as it stands: citations, scores and reviews, as the log gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kompass_evidence.domain.citation import Citation
from kompass_evidence.domain.review import GivenVerdict, SubAreaReview
from kompass_evidence.domain.score import Lock, Score, SubAreaScores

NO_SCORES = SubAreaScores()
NO_REVIEW = SubAreaReview()


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
        score = self.scores_of(sub_area).standing
        return score is not None and not self.to_judge(score)

    def uses(self, citation: str) -> list[Score]:
        """Return the scores that count and rest on a citation."""
        standing = (scores.standing for scores in self.scores.values())
        return [s for s in standing if s is not None and citation in s.citations]


def _same_claim(judged: Score, now: Score, citation: str) -> bool:
    if judged.rationale != now.rationale:
        return False
    if not citation:
        return not judged.citations and not now.citations
    sides = [(citation in s.cite, citation in s.against) for s in (judged, now)]
    return sides[0] == sides[1] and any(sides[0])
