"""What was said of a sub-area as JSON values, without what the one who asks may not see yet."""

from __future__ import annotations

from typing import Any

from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Framework
from kompass_evidence.domain.review import GivenVerdict
from kompass_evidence.domain.score import Hidden, Score, number, same_name


def history_as_plain(evaluation: Evaluation, sub_area: str, person: str | None) -> dict[str, Any]:
    """Return all scores and verdicts of a sub-area, oldest first."""
    scores = evaluation.scores_of(sub_area)
    return {
        "scores": [score_as_plain(evaluation, score, person) for score in scores.history],
        "verdicts": verdicts_as_plain(evaluation, sub_area),
    }


def score_as_plain(evaluation: Evaluation, score: Score, person: str | None) -> dict[str, Any]:
    """Return one score; points that are hidden are null, and so is the rationale of another's
    blind score."""
    hidden = evaluation.hidden(score, person)
    return {
        "row": score.act, "recorded": score.at, "by": score.by,
        "points": None if hidden else number(score.points),
        "rationale": None if hidden is Hidden.BLIND else score.rationale,
        "citations": list(score.cite), "against": list(score.against), "of": list(score.of),
        "standing": evaluation.scores_of(score.sub_area).place_of(score).value,
        "framework": score.framework, "hidden": hidden.value if hidden else None,
    }  # fmt: skip


def verdicts_as_plain(evaluation: Evaluation, sub_area: str) -> list[dict[str, Any]]:
    """Return all verdicts on a sub-area's scores; those that hold for the score that counts are
    marked."""
    score = evaluation.scores_of(sub_area).standing
    holding = {given.act for given in evaluation.verdicts(score).values()} if score else set()
    return [
        verdict_as_plain(given) | {"holds": given.act in holding}
        for given in evaluation.review_of(sub_area).verdicts
    ]


def verdict_as_plain(given: GivenVerdict) -> dict[str, Any]:
    """Return one verdict; `citation` is null where it is on the rationale."""
    return {
        "row": given.act, "recorded": given.at, "by": given.by,
        "citation": given.citation or None, "score": given.score, "verdict": given.verdict.value,
        "note": given.note,
    }  # fmt: skip


def review_as_plain(evaluation: Evaluation, sub_area: str, person: str | None) -> dict[str, Any]:
    """Return how far the review of a sub-area has come: verdicts given and waiting, steps, and
    the reviewers' own estimates where the points are shown."""
    review, score = evaluation.review_of(sub_area), evaluation.reviewable(sub_area)
    given = evaluation.verdicts(score) if score else {}
    given_by: dict[str, str] = {}
    for verdict in given.values():
        given_by.setdefault(same_name(verdict.by), verdict.by)
    seen = score is not None and evaluation.hidden(score, person) is None
    return {
        "id": sub_area, "state": evaluation.state_of(sub_area).value,
        "review": review.state.value, "given": len(given), "by": list(given_by.values()),
        "waiting": [cited or None for cited in evaluation.to_judge(score)] if score else [],
        "steps": [
            {"row": s.act, "recorded": s.at, "by": s.by, "step": s.step.value, "note": s.note}
            for s in review.steps
        ],
        "estimates": (
            [{"by": who, "points": number(points)} for who, points in review.estimates.items()]
            if seen else []
        ),
    }  # fmt: skip


def reviews_as_plain(
    evaluation: Evaluation, framework: Framework, person: str | None
) -> list[dict[str, Any]]:
    """Return the reviews of all sub-areas in the framework's order."""
    return [review_as_plain(evaluation, sub.id, person) for sub in framework.sub_areas()]
