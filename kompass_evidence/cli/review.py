"""Commands by which a reviewer, who set none of the points, judges what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kompass_evidence.cli.output import put, put_json, put_table, say
from kompass_evidence.cli.person import (
    asker,
    asker_option,
    by_option,
    kept_text,
    note_option,
    require_name,
)
from kompass_evidence.cli.review_next import show_next
from kompass_evidence.cli.review_serve import serve
from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.evaluation import Evaluation
from kompass_evidence.domain.framework import Framework
from kompass_evidence.domain.review import REVIEW_STATE_NAMES, ReviewState, Step, Verdict
from kompass_evidence.domain.score import SCORE_STATE_NAMES, Score, ScoreState, number

Rule = Callable[[Evaluation, Framework], dict[str, Any]]


class VerdictChoice(click.Choice[str]):
    """A verdict, written as words with hyphens or as in JSON."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(value.replace("_", "-"), param, ctx)


VERDICTS = [verdict.value.replace("_", "-") for verdict in Verdict]


@click.group("review")
def review_command() -> None:
    """Judge every citation that points rest on, before the points are seen.

    Who has set points for a sub-area cannot review it. A score is referenced when all that it
    rests on has a verdict; what does not hold is sent back with a reason, answered and closed.
    """


review_command.add_command(serve)


def _keep(folder: Path, by: str | None, kind: ActKind, rule: Rule) -> Act:
    """Keep one act of a reviewer or evaluator, by a rule on the evaluation as it stands."""
    from kompass_evidence.evaluate import keep
    from kompass_evidence.workspace import open_workspace

    person = require_name(by)
    with open_workspace(folder, tell=say) as workspace:
        framework = workspace.framework
        return keep(workspace, person, kind, lambda now: rule(now, framework))


@review_command.command("start")
@by_option
@click.pass_obj
def start_review(folder: Path, by: str | None) -> None:
    """Start a review; from now on points are hidden from you until you ask for them."""
    from kompass_evidence.evaluation.reviewing import start

    person = require_name(by)
    _keep(folder, person, ActKind.START_REVIEW, lambda now, _: start(now, person))
    say(f"{person} reviews; see what waits with: kompass review next")


@review_command.command("next")
@click.option("--sub-area", metavar="ID", help="Only this sub-area, for example 1.1.")
@click.option(
    "--image",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the page with the quote boxed to this PNG file (default: in packs/review).",
)
@by_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def next_citation(
    folder: Path, sub_area: str | None, image: Path | None, by: str | None, as_json: bool
) -> None:
    """Show the next citation that waits for a verdict, in its place; never the points.

    The evaluator's rationale is shown, since that is what the citation is to bear. Evaluators
    should not name the points in it.
    """
    show_next(folder, require_name(by), sub_area, image, as_json=as_json)


@review_command.command("judge")
@click.argument("target", metavar="CIT")
@click.argument("verdict", type=VerdictChoice(VERDICTS))
@click.option("--sub-area", metavar="ID", help="Where the citation is used, if in several.")
@note_option
@by_option
@click.pass_obj
def judge_citation(
    folder: Path, target: str, verdict: str, sub_area: str | None, note: str, by: str | None
) -> None:
    """Say whether a citation bears what the points rest on it for.

    A sub-area's id in the place of CIT judges the rationale of points that rest on no citation.
    A verdict other than supports needs a note.

    \b
    Example:
      kompass review judge cit-0123456789ab partly --note "Gäller bara skolan" --by "Ada Alm"
    """
    from kompass_evidence.evaluation.reviewing import find_use, judge, waiting

    said, why = Verdict(verdict.replace("-", "_")), kept_text(note, "The note")
    person = require_name(by)
    left: list[str] = []

    def rule(now: Evaluation, framework: Framework) -> dict[str, Any]:
        if sub_area is not None:
            framework.require(sub_area)
        use = find_use(now, target, sub_area)
        kept = judge(now, use, said, why, person)
        left.extend(c for score, c in waiting(now, framework, person) if (score.sub_area, c) != use)
        return kept

    act = _keep(folder, person, ActKind.JUDGE_CITATION, rule)
    of = act.data["citation"] or "the rationale"
    say(f"{act.data['sub_area']}: {of} {verdict}, says {person}; {len(left)} more wait.")


@review_command.command("reveal")
@click.argument("sub_area", metavar="SUB")
@click.option("--estimate", metavar="N", help="Your own points, kept before you see the others'.")
@by_option
@click.pass_obj
def reveal_points(folder: Path, sub_area: str, estimate: str | None, by: str | None) -> None:
    """Show the points of a sub-area, after your own estimate is kept.

    \b
    Example:
      kompass review reveal 1.1 --estimate 8 --by "Ada Alm"
    """
    from kompass_evidence.cli.act_words import points_words
    from kompass_evidence.evaluation.reviewing import require_may_review, reveal
    from kompass_evidence.reporting.explain import points_of

    person = require_name(by)
    seen: list[Score] = []

    def rule(now: Evaluation, framework: Framework) -> dict[str, Any]:
        kept = reveal(now, framework, sub_area, estimate, person)
        seen.append(require_may_review(now, sub_area, person))
        return kept

    act = _keep(folder, person, ActKind.REVEAL_SCORE, rule)
    score = seen[0]
    put(f"{sub_area}: {points_of(number(score.points))} poäng, av {score.by} {score.at[:10]}")
    if act.data["estimate"] is not None:
        put(f"Din uppskattning: {points_words(act.data['estimate'])} poäng")


def _step(folder: Path, sub_area: str, taken: Step, note: str, by: str | None) -> None:
    from kompass_evidence.evaluation.reviewing import step

    why, person = kept_text(note, "The note"), require_name(by)
    _keep(
        folder, person, ActKind.REVIEW_STEP,
        lambda now, framework: step(now, framework, sub_area, taken, why, person),
    )  # fmt: skip
    done = {Step.SEND_BACK: "sent back", Step.ANSWER: "answered", Step.CLOSE: "closed"}[taken]
    say(f"{sub_area} is {done} by {person}.")


@review_command.command("send-back")
@click.argument("sub_area", metavar="SUB")
@note_option
@by_option
@click.pass_obj
def send_back(folder: Path, sub_area: str, note: str, by: str | None) -> None:
    """Send a sub-area back to its evaluators, with a reason.

    \b
    Example:
      kompass review send-back 1.1 --note "Effekten är inte belagd" --by "Ada Alm"
    """
    _step(folder, sub_area, Step.SEND_BACK, note, by)


@review_command.command("answer")
@click.argument("sub_area", metavar="SUB")
@note_option
@by_option
@click.pass_obj
def answer(folder: Path, sub_area: str, note: str, by: str | None) -> None:
    """Answer for a sub-area that was sent back, as one who set its points."""
    _step(folder, sub_area, Step.ANSWER, note, by)


@review_command.command("close")
@click.argument("sub_area", metavar="SUB")
@note_option
@by_option
@click.pass_obj
def close(folder: Path, sub_area: str, note: str, by: str | None) -> None:
    """Close a sub-area whose answer will do."""
    _step(folder, sub_area, Step.CLOSE, note, by)


@review_command.command("list")
@asker_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_reviews(folder: Path, by: str | None, as_json: bool) -> None:
    """List how far the review of each sub-area has come, and what waits."""
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.evaluation.told import reviews_as_plain
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        evaluation = evaluation_of(workspace)
        told = reviews_as_plain(evaluation, workspace.framework, asker(by))
    if as_json:
        reviewers = list(evaluation.reviewers)
        put_json({"schema": "kompass.reviews/1", "reviewers": reviewers, "sub_areas": told})
        return
    put_table(
        ("Delområde", "Läge", "Granskning", "Omdömen", "Väntar", "Av", "Uppskattning"),
        map(_row, told),
    )
    waiting = sum(len(entry["waiting"]) for entry in told)
    say(f"Reviewers: {', '.join(evaluation.reviewers) or 'none'}; {waiting} verdicts wait.")


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    from kompass_evidence.reporting.explain import points_of

    estimates = (f"{e['by']} {points_of(e['points'])}" for e in entry["estimates"])
    return (
        entry["id"], SCORE_STATE_NAMES[ScoreState(entry["state"])],
        REVIEW_STATE_NAMES[ReviewState(entry["review"])], str(entry["given"]),
        str(len(entry["waiting"])), ", ".join(entry["by"]), ", ".join(estimates),
    )  # fmt: skip
