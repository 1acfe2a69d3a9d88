"""The rules of scoring: what may be set, agreed and locked, and as what the log keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Framework
from kompass_evidence.domain.review import ReviewState
from kompass_evidence.domain.score import ScoreState, same_name
from kompass_evidence.errors import InputError, Problem, RefusedError, UsageError

MOST_DECIMALS = 4


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
    data = _checked(wanted, evaluation, framework)
    _require_no_review(wanted, evaluation)
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
    return data | {"of": sorted(score.act for score in own.values())}


def read_points(text: str) -> Decimal:
    """Return points as typed, with decimal point or comma. Raises UsageError if they are none."""
    try:
        points = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite():
        raise UsageError(f"{text!r} is no number of points.", "Write it as 9 or 9,5.")
    exponent = points.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_DECIMALS:
        raise UsageError(
            f"{text!r} has more than {MOST_DECIMALS} decimals.", "Write it as 9 or 9,5."
        )
    return points


def _checked(wanted: Wanted, evaluation: Evaluation, framework: Framework) -> dict[str, Any]:
    framework.require(wanted.sub_area)
    require_unlocked(evaluation)
    points = read_points(wanted.points)
    maximum = next(s.maximum for s in framework.sub_areas() if s.id == wanted.sub_area)
    if not 0 <= points <= maximum:
        raise UsageError(
            f"{wanted.points} points are not between 0 and {maximum}, the maximum of"
            f" {wanted.sub_area}.",
            f"See the maxima with: kompass framework show {wanted.sub_area}",
        )
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


def plain_points(points: Decimal) -> str:
    """Return points as the log keeps them: exact, without needless zeros or exponent."""
    text = format(points, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text
