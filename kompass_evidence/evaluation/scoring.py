"""The rules of scoring: what may be set, agreed and locked, and as what the log keeps it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kompass_evidence.domain.act import canonical
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Framework
from kompass_evidence.domain.review import ReviewState, Step
from kompass_evidence.domain.score import Score, ScoreState, same_name
from kompass_evidence.errors import InputError, Problem, RefusedError, UsageError

MOST_DECIMALS = 4
_NUMBER = re.compile(r"(-?[0-9]{1,9})(?:[.,]([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A score as somebody asks for it; `points` are as they were typed."""

    sub_area: str
    points: str
    cite: Sequence[str]
    against: Sequence[str]
    rationale: str
    by: str
    no_evidence: bool = False


def set_score(wanted: Wanted, evaluation: Evaluation, framework: Framework) -> dict[str, Any]:
    """Return what the log keeps of an evaluator's own score.

    Raises UsageError, InputError or RefusedError where it may not be set.
    """
    data = _checked(wanted, evaluation, framework)
    _require_no_review(wanted, evaluation)
    return data


def agree_score(wanted: Wanted, evaluation: Evaluation, framework: Framework) -> dict[str, Any]:
    """Return what the log keeps of an agreed score: it names every evaluator's own latest row.

    Raises UsageError, InputError or RefusedError where it may not be set.
    """
    framework.require(wanted.sub_area)
    require_unlocked(evaluation)
    own = evaluation.scores_of(wanted.sub_area).own()
    if len(own) < 2:
        raise RefusedError(
            f"{wanted.sub_area} has points of {len(own)} evaluator(s); there is nothing to agree.",
            f"Each evaluator first sets their own: kompass score set {wanted.sub_area} …",
        )
    if same_name(wanted.by) not in {same_name(name) for name in own}:
        raise RefusedError(
            f"{wanted.by} has set no points for {wanted.sub_area}, and cannot agree on them.",
            f"Those who have: {', '.join(sorted(own))}",
        )
    data = _checked(_with_both(wanted, list(own.values())), evaluation, framework)
    _require_no_review(wanted, evaluation)
    return data | {"of": sorted(score.act for score in own.values())}


def _with_both(wanted: Wanted, own: Sequence[Score]) -> Wanted:
    """Return what is wanted with all citations of the evaluators, where none is named for it."""
    if wanted.cite or wanted.no_evidence:
        return wanted
    against = wanted.against or tuple(c for score in own for c in score.against)
    named = set(wanted.against)
    cite = tuple(c for score in own for c in score.cite if c not in named)
    return replace(wanted, cite=cite, against=against)


def read_points(text: str) -> Decimal:
    """Return points as typed, with decimal point or comma. Raises UsageError if they are none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{text!r} is no number of points.", "Write it as 9 or 9,5.")
    whole, decimals = found[1], (found[2] or "").rstrip("0")
    if len(decimals) > MOST_DECIMALS:
        raise UsageError(
            f"{text!r} has more than {MOST_DECIMALS} decimals.", "Write it as 9 or 9,5."
        )
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def points_within(text: str, framework: Framework, sub_area: str) -> Decimal:
    """Return points as typed for a sub-area. Raises UsageError unless they are between 0 and its
    maximum."""
    points = read_points(text)
    maximum = framework.require(sub_area).maximum
    if not 0 <= points <= maximum:
        raise UsageError(
            f"{text.strip()} points are not between 0 and {maximum}, the maximum of {sub_area}.",
            f"See the maxima with: kompass framework show {sub_area}",
        )
    return points


def _checked(wanted: Wanted, evaluation: Evaluation, framework: Framework) -> dict[str, Any]:
    framework.require(wanted.sub_area)
    require_unlocked(evaluation)
    points = points_within(wanted.points, framework, wanted.sub_area)
    if not wanted.rationale:
        raise UsageError("A score needs a rationale.", 'Give it with --rationale "…".')
    _require_citations(wanted, evaluation)
    return {
        "sub_area": wanted.sub_area, "points": plain_points(points),
        "cite": list(dict.fromkeys(wanted.cite)), "against": list(dict.fromkeys(wanted.against)),
        "rationale": wanted.rationale, "framework": framework.digest,
    }  # fmt: skip


def _require_citations(wanted: Wanted, evaluation: Evaluation) -> None:
    unknown = [c for c in (*wanted.cite, *wanted.against) if c not in evaluation.citations]
    if unknown:
        raise InputError(
            f"There is no citation {unknown[0]} in this workspace.",
            "See what is cited with: kompass citations; make one with: kompass cite",
        )
    both = set(wanted.cite) & set(wanted.against)
    if both:
        raise UsageError(
            f"{min(both)} cannot speak both for and against.", "Name it with one of the two."
        )
    if wanted.no_evidence and (wanted.cite or wanted.against):
        raise UsageError(
            "--no-evidence is for a score that rests on no citation.",
            "Leave it out, or leave out --cite and --against.",
        )
    if not wanted.no_evidence and not (wanted.cite or wanted.against):
        raise RefusedError(
            f"The score of {wanted.sub_area} rests on no citation.",
            "Cite what it rests on with --cite CIT, or say with --no-evidence that there is none.",
        )


def _require_no_review(wanted: Wanted, evaluation: Evaluation) -> None:
    review = evaluation.review_of(wanted.sub_area)
    judged = {same_name(given.by) for given in review.verdicts} | review.revealed
    judged |= {same_name(s.by) for s in review.steps if s.step is not Step.ANSWER}
    if same_name(wanted.by) in judged:
        raise RefusedError(
            f"{wanted.by} reviews {wanted.sub_area}, and cannot set its points.",
            "Let an evaluator who has not reviewed it set them.",
        )


def require_unlocked(evaluation: Evaluation) -> None:
    """Raise RefusedError while the evaluation is locked."""
    if evaluation.lock is not None:
        raise RefusedError(
            f"The evaluation is locked (by {evaluation.lock.by} on {evaluation.lock.at[:10]}).",
            'Open a new version with: kompass score reopen --reason "…"',
        )


def missing_for_lock(evaluation: Evaluation, framework: Framework) -> Iterator[Problem]:
    """Yield what is missing before the evaluation may be locked, by sub-area."""
    for sub in framework.sub_areas():
        scores, review = evaluation.scores_of(sub.id), evaluation.review_of(sub.id)
        score = scores.standing
        if score is None or scores.state is ScoreState.TO_AGREE:
            some = "its points are not agreed" if scores.history else "it has no points"
            yield Problem(sub.id, some, f"kompass score set {sub.id} …" if score is None else
                          f"kompass score agree {sub.id} …")  # fmt: skip
            continue
        if score.framework != framework.digest:
            yield Problem(sub.id, "its points were set under another framework",
                          f"kompass score set {sub.id} …")  # fmt: skip
        if missing := evaluation.to_judge(score):
            named = ", ".join(filter(None, missing)) or "its rationale"
            yield Problem(sub.id, f"no verdict on {named}", "kompass review next")
        if review.state in (ReviewState.SENT_BACK, ReviewState.ANSWERED):
            yield Problem(sub.id, "it was sent back and is not closed", "kompass review list")


class NotReadyError(RefusedError):
    """The evaluation cannot be locked; `problems` are all that is missing."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        subs = len({problem.where for problem in problems})
        super().__init__(
            f"The evaluation cannot be locked: {subs} sub-area(s) are not done.",
            "See how far each has come with: kompass score table; kompass review list",
        )
        self.problems = tuple(problems)


def lock(evaluation: Evaluation, framework: Framework) -> dict[str, Any]:
    """Return what the log keeps of a lock. Raises NotReadyError while something is missing."""
    require_unlocked(evaluation)
    if missing := list(missing_for_lock(evaluation, framework)):
        raise NotReadyError(missing)
    return {
        "scores": scores_digest(evaluation), "framework": framework.digest,
        "version": evaluation.version,
    }  # fmt: skip


def reopen(evaluation: Evaluation, reason: str) -> dict[str, Any]:
    """Return what the log keeps of a new version. Raises RefusedError unless it is locked."""
    if evaluation.lock is None:
        raise RefusedError(
            "The evaluation is not locked, so there is no new version to open.",
            "Go on with: kompass score table",
        )
    if not reason:
        raise UsageError("A new version needs a reason.", 'Give it with --reason "…".')
    return {"version": evaluation.version + 1, "reason": reason}


def scores_digest(evaluation: Evaluation) -> str:
    """Return the SHA-256 (hex) of the scores that count, as a lock freezes them."""
    standing = [scores.standing for _, scores in sorted(evaluation.scores.items())]
    rows = [
        [s.act, s.sub_area, plain_points(s.points), list(s.cite), list(s.against), s.rationale,
         s.framework]
        for s in standing if s is not None
    ]  # fmt: skip
    return hashlib.sha256(canonical(rows).encode("utf-8", "surrogatepass")).hexdigest()


def plain_points(points: Decimal) -> str:
    """Return points as the log keeps them: exact, without needless zeros or exponent."""
    text = format(points, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text
