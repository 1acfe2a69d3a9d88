"""The rules of review: who may judge what, and as what the log keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Framework
from kompass_evidence.domain.review import Step, Verdict, after
from kompass_evidence.domain.score import Score, same_name
from kompass_evidence.errors import InputError, RefusedError, UsageError
from kompass_evidence.evaluation.scoring import plain_points, points_within, require_unlocked


def require_reviewer(evaluation: Evaluation, person: str) -> None:
    """Raise RefusedError unless a review was started by this person."""
    if not evaluation.is_reviewer(person):
        raise RefusedError(
            f"{person} has started no review.",
            f'Start one with: kompass review start --by "{person}"',
        )


def require_may_review(evaluation: Evaluation, sub_area: str, person: str) -> Score:
    """Return the score of a sub-area that this person may review.

    Raises RefusedError where they set it, or there is none.
    """
    scores = evaluation.scores_of(sub_area)
    if same_name(person) in scores.scorers():
        raise RefusedError(
            f"{person} has set points for {sub_area}, and cannot review them.",
            "Let somebody review it who has not scored it.",
        )
    require_reviewer(evaluation, person)
    score = evaluation.reviewable(sub_area)
    if score is None:
        some = "are not agreed yet" if scores.history else "are not set yet"
        raise RefusedError(f"The points of {sub_area} {some}.", "See: kompass score table")
    return score


def start(evaluation: Evaluation, person: str) -> dict[str, Any]:
    """Return what the log keeps when somebody starts a review. Raises RefusedError where they
    have started one."""
    require_unlocked(evaluation)
    if evaluation.is_reviewer(person):
        raise RefusedError(
            f"{person} has started a review already.", "Go on with: kompass review next"
        )
    return {}


def waiting(
    evaluation: Evaluation, framework: Framework, person: str, sub_area: str | None = None
) -> Iterator[tuple[Score, str]]:
    """Yield each score and citation that this person may judge and nobody has.

    The citation is "" where the rationale of a score without citations is to be judged.
    """
    for sub in framework.sub_areas():
        score = evaluation.reviewable(sub.id)
        if score is None or sub_area not in (None, sub.id):
            continue
        if same_name(person) not in evaluation.scores_of(sub.id).scorers():
            yield from ((score, cited) for cited in evaluation.to_judge(score))


def find_use(evaluation: Evaluation, target: str, sub_area: str | None) -> tuple[str, str]:
    """Return the (sub-area, citation) that a verdict on `target` is about.

    `target` is a citation's id, or a sub-area's whose score rests on none. Raises InputError
    where it is used nowhere, UsageError where it is used in several and none is named.
    """
    scores = evaluation.scores_of(target).standing
    if scores is not None:
        if scores.citations:
            raise UsageError(
                f"The score of {target} rests on citations: {', '.join(scores.citations)}.",
                f"Judge each of them; see what waits with: kompass review next --sub-area {target}",
            )
        if sub_area not in (None, target):
            raise UsageError(
                f"--sub-area {sub_area} is another than {target}.", "Leave out --sub-area."
            )
        return target, ""
    used = [score.sub_area for score in evaluation.uses().get(target, ())]
    if sub_area is not None:
        used = [one for one in used if one == sub_area]
    if not used:
        raise InputError(
            f"No score that counts{f' in {sub_area}' if sub_area else ''} rests on {target}.",
            "See what waits for a verdict with: kompass review next",
        )
    if len(used) > 1:
        raise UsageError(
            f"{target} is used in {', '.join(used)}.", f"Say which: --sub-area {used[0]}"
        )
    return used[0], target


def judge(
    evaluation: Evaluation, use: tuple[str, str], verdict: Verdict, note: str, person: str
) -> dict[str, Any]:
    """Return what the log keeps of a verdict. Raises RefusedError where it may not be given."""
    sub_area, citation = use
    require_unlocked(evaluation)
    score = require_may_review(evaluation, sub_area, person)
    if verdict is not Verdict.SUPPORTS and not note:
        raise UsageError(
            "A verdict that is not “supports” needs a note.", 'Say why with --note "…".'
        )
    return {
        "sub_area": sub_area, "citation": citation, "score": score.act, "verdict": verdict.value,
        "note": note,
    }  # fmt: skip


def reveal(
    evaluation: Evaluation, framework: Framework, sub_area: str, estimate: str | None, person: str
) -> dict[str, Any]:
    """Return what the log keeps when a reviewer looks at the points, with their own estimate.

    Raises RefusedError for an estimate after they were seen.
    """
    framework.require(sub_area)
    require_unlocked(evaluation)
    require_may_review(evaluation, sub_area, person)
    kept = None
    if estimate is not None:
        if same_name(person) in evaluation.review_of(sub_area).revealed:
            raise RefusedError(
                f"{person} has seen the points of {sub_area}; an estimate comes before that.",
                f"See them again with: kompass review reveal {sub_area}",
            )
        kept = plain_points(points_within(estimate, framework, sub_area))
    return {"sub_area": sub_area, "estimate": kept}


def step(
    evaluation: Evaluation, framework: Framework, sub_area: str, taken: Step, note: str, person: str
) -> dict[str, Any]:
    """Return what the log keeps of a step between reviewer and evaluator.

    Raises RefusedError where it cannot be taken now, or not by this person; UsageError without
    a note.
    """
    framework.require(sub_area)
    require_unlocked(evaluation)
    if taken is Step.ANSWER:
        if same_name(person) not in evaluation.scores_of(sub_area).scorers():
            raise RefusedError(
                f"{person} has set no points for {sub_area}, and cannot answer for them.",
                "Let an evaluator who set them answer.",
            )
    else:
        require_may_review(evaluation, sub_area, person)
    after(evaluation.review_of(sub_area).state, taken, sub_area)
    if not note and taken is not Step.CLOSE:
        raise UsageError("A reason is needed.", 'Give it with --note "…".')
    return {"sub_area": sub_area, "step": taken.value, "note": note}
