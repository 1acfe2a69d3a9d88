"""Checks of scores, verdicts, the steps of review and locks, against the rules they were set by."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.review import STEPS, ReviewState, Step
from kompass_evidence.domain.score import Score, same_name, sum_points
from kompass_evidence.errors import Problem
from kompass_evidence.evaluate.audit_grounds import RESTORE, Grounds
from kompass_evidence.evaluation.replay import KINDS, replay
from kompass_evidence.evaluation.scoring import missing_for_lock, scores_digest

LOG = "See what was done with: kompass log"
_SETS = (
    ActKind.SET_SCORE, ActKind.AGREE_SCORE, ActKind.JUDGE_CITATION, ActKind.REVIEW_STEP,
)  # fmt: skip
REVIEWS = (ActKind.JUDGE_CITATION, ActKind.REVEAL_SCORE)


def scores(grounds: Grounds) -> Iterator[Problem]:
    """Hold every score against its bounds, its citations, its framework and the rows it names."""
    framework = grounds.workspace.framework
    maxima = {sub.id: sub.maximum for sub in framework.sub_areas()}
    cited = {act.data["id"]: act.number for act in reversed([*grounds.of_kinds(ActKind.CITE)])}
    for sub_area, kept in grounds.evaluation.scores.items():
        own = {score.act: score for score in kept.history if not score.is_agreed}
        for score in kept.history:
            for message in _wrong(score, maxima.get(sub_area), cited, own):
                yield Problem(f"{sub_area}, row {score.act} of the log", message, LOG)
        standing = kept.standing
        if standing is not None and standing.framework != framework.digest:
            yield Problem(
                f"{sub_area}, row {standing.act} of the log",
                "was set under another framework than the workspace's",
                f"Set it anew with: kompass score set {sub_area} …",
            )


def _wrong(
    score: Score, maximum: Decimal | None, cited: dict[str, int], own: dict[int, Score]
) -> Iterator[str]:  # fmt: skip
    if maximum is None:
        yield "is of a sub-area that is not in the framework"
    elif not 0 <= score.points <= maximum:
        yield f"{score.points} points are not between 0 and {maximum}"
    if not score.rationale.strip():
        yield "has no rationale"
    if set(score.cite) & set(score.against):
        yield "cites the same both for and against"
    for citation in score.citations:
        if cited.get(citation, score.act) >= score.act:
            yield f"rests on {citation}, which was not cited before"
    for row in score.of:
        if row not in own or row >= score.act:
            yield f"rests on row {row}, which is no evaluator's own score before it"
    if score.is_agreed and len({same_name(own[row].by) for row in score.of if row in own}) < 2:
        yield "is agreed by fewer than two evaluators"


def sums(grounds: Grounds) -> Iterator[Problem]:
    """Add points and maxima up by area and in all, exactly, and hold the sums together."""
    framework, evaluation = grounds.workspace.framework, grounds.evaluation
    standing = {sub: kept.standing for sub, kept in evaluation.scores.items()}
    points = {sub: score.points for sub, score in standing.items() if score is not None}
    total = Decimal(0)
    for area in framework.areas:
        parts = {sub.id: points[sub.id] for sub in area.sub_areas if sub.id in points}
        reached = sum_points(parts).exact
        total += reached
        if sum((sub.maximum for sub in area.sub_areas), Decimal(0)) != area.maximum:
            yield Problem(area.id, "its maxima do not sum to its own", "kompass framework check")
        if not 0 <= reached <= area.maximum:
            yield Problem(area.id, f"{reached} points are not between 0 and {area.maximum}", LOG)
    if total != sum(points.values(), Decimal(0)):
        yield Problem("the total", "the areas do not sum to all points that were set", LOG)
    if sum((area.maximum for area in framework.areas), Decimal(0)) != framework.maximum:
        yield Problem("the total", "the areas' maxima do not sum to it", "kompass framework check")


def verdicts(grounds: Grounds) -> Iterator[Problem]:
    """Hold every verdict against the score and citation that it is of, and who may give it."""
    evaluation = grounds.evaluation
    for sub_area, review in evaluation.reviews.items():
        by_row = {score.act: score for score in evaluation.scores_of(sub_area).history}
        for given in review.verdicts:
            where = f"{sub_area}, row {given.act} of the log"
            score = by_row.get(given.score)
            if score is None or score.act >= given.act:
                yield Problem(where, f"is a verdict on row {given.score}, no score before it", LOG)
            elif given.citation not in (score.citations or ("",)):
                message = f"is a verdict on {given.citation}, which the score does not rest on"
                yield Problem(where, message, LOG)
    started: set[str] = set()
    for act in grounds.of_kinds(ActKind.START_REVIEW, *REVIEWS):
        if act.kind is ActKind.START_REVIEW:
            started.add(same_name(act.by))
        elif same_name(act.by) not in started:
            yield Problem(f"row {act.number} of the log", f"{act.by} had started no review", LOG)


def reviewers(grounds: Grounds) -> Iterator[Problem]:
    """Find who has reviewed a sub-area that they scored, before or after."""
    for act in grounds.of_kinds(*REVIEWS, ActKind.REVIEW_STEP):
        sub_area = str(act.data["sub_area"])
        has_scored = same_name(act.by) in grounds.evaluation.scores_of(sub_area).scorers()
        answers = act.kind is ActKind.REVIEW_STEP and act.data["step"] == Step.ANSWER
        where = f"{sub_area}, row {act.number} of the log"
        if answers and not has_scored:
            yield Problem(where, f"{act.by} has answered for points of others", LOG)
        if has_scored and not answers:
            message = f"{act.by} has set points for {sub_area}, and cannot review them"
            yield Problem(where, message, LOG)


def steps(grounds: Grounds) -> Iterator[Problem]:
    """Follow each sub-area from state to state."""
    for sub_area, review in grounds.evaluation.reviews.items():
        state = ReviewState.OPEN
        for taken in review.steps:
            following = STEPS.get((state, taken.step))
            if following is None:
                where = f"{sub_area}, row {taken.act} of the log"
                yield Problem(where, f"{taken.step} cannot follow on {state}", LOG)
                continue
            state = following


def locks(grounds: Grounds) -> Iterator[Problem]:
    """See that nothing was set while it was locked, and that all was there when it was."""
    locked: Act | None = None
    for act in grounds.of_kinds(*_SETS, ActKind.LOCK, ActKind.NEW_VERSION):
        where = f"row {act.number} of the log"
        if act.kind is ActKind.NEW_VERSION:
            if locked is None:
                yield Problem(where, "opens a new version of what was not locked", LOG)
            locked = None
        elif locked is not None:
            yield Problem(where, f"was done while row {locked.number} had locked it", LOG)
        elif act.kind is ActKind.LOCK:
            locked = act
            yield from _lacking(grounds, act)


def _lacking(grounds: Grounds, lock: Act) -> Iterator[Problem]:
    """Yield what was missing when it was locked; under another framework that cannot be told."""
    before = replay(a for a in grounds.acts if a.number < lock.number and a.kind in KINDS)
    framework = grounds.workspace.framework
    standing = [kept.standing for kept in before.scores.values()]
    is_past = grounds.evaluation.lock is None or grounds.evaluation.lock.act != lock.number
    if is_past and any(s is not None and s.framework != framework.digest for s in standing):
        return
    if lock.data["scores"] != scores_digest(before):
        yield Problem(
            f"row {lock.number} of the log", "locks other points than stood then", RESTORE
        )
    for missing in missing_for_lock(before, framework):
        yield Problem(
            f"{missing.where}, row {lock.number} of the log",
            f"was locked while {missing.message}",
            RESTORE,
        )
