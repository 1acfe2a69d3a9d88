"""Commands by which evaluators set, agree and lock points; those that show them stand beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kompass_evidence.cli.explain import explain
from kompass_evidence.cli.options import Command
from kompass_evidence.cli.output import put_json, put_table, say
from kompass_evidence.cli.person import asker, asker_option, by_option, kept_text, require_name
from kompass_evidence.cli.score_tables import compare, table
from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.score import ScoreState

if TYPE_CHECKING:
    from kompass_evidence.domain.evaluation import Evaluation
    from kompass_evidence.domain.framework import Framework
    from kompass_evidence.evaluation.scoring import Wanted


@click.group("score")
def score_command() -> None:
    """Set, agree, show and lock the points of sub-areas.

    Points rest on citations (kompass cite). What is set later supersedes, nothing is overwritten.
    Evaluators score blind: another's own points are not shown until yours are set or the points
    are agreed.
    """


for shown in (table, compare, explain):
    score_command.add_command(shown)


class _ManyIds(click.Command):
    """Takes several ids after one --cite or --against."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(_repeated(args)))


def _repeated(arguments: Iterable[str]) -> Iterator[str]:
    """Yield the arguments with the option written out again before each further id."""
    option, first = "", False
    for argument in arguments:
        if argument in ("--cite", "--against"):
            option, first = argument, True
        elif option and argument.startswith("cit-"):
            if not first:
                yield option
            first = False
        else:
            option = ""
        yield argument


def _scoring(command: Command) -> Command:
    """Give a command what a score is made of."""
    for option in (
        by_option,
        click.option(
            "--no-evidence", is_flag=True, help="Say that there is none; the rationale must do."
        ),
        click.option(
            "--rationale", metavar="TEXT", default="",
            help="Why, in words that do not name the points: a reviewer reads it before them.",
        ),
        click.option(
            "--against", multiple=True, metavar="CIT…", help="Citations that speak against."
        ),
        click.option("--cite", multiple=True, metavar="CIT…", help="Citations it rests on."),
        click.argument("points"),
        click.argument("sub_area", metavar="SUB"),
    ):  # fmt: skip
        command = option(command)
    return command


def _ids(given: Iterable[str]) -> tuple[str, ...]:
    """Return ids that may stand several in one value, between blanks or commas."""
    return tuple(one for value in given for one in value.replace(",", " ").split())


@score_command.command("set", cls=_ManyIds)
@_scoring
@click.pass_obj
def set_points(folder: Path, /, **given: Any) -> None:
    """Set your own points for a sub-area, with decimal comma or point.

    \b
    Example:
      kompass score set 1.1 9,5 --cite cit-0123456789ab --against cit-ba9876543210 \\
        --rationale "Strategin är antagen men följs inte upp" --by "Eva Ek"
    """
    from kompass_evidence.evaluation.scoring import set_score

    _keep_score(folder, ActKind.SET_SCORE, set_score, given)


@score_command.command("agree", cls=_ManyIds)
@_scoring
@click.pass_obj
def agree_points(folder: Path, /, **given: Any) -> None:
    """Agree on points for a sub-area that several have scored; it names each one's own row.

    Where --cite is left out it rests on all that the evaluators have cited.

    \b
    Example:
      kompass score agree 1.1 9 --rationale "Planen finns, effekten är inte visad" --by "Eva Ek"
    """
    from kompass_evidence.evaluation.scoring import agree_score

    _keep_score(folder, ActKind.AGREE_SCORE, agree_score, given)


def _keep_score(
    folder: Path, kind: ActKind, rule: Callable[[Wanted, Evaluation, Framework], dict[str, Any]],
    given: dict[str, Any],
) -> None:  # fmt: skip
    from kompass_evidence.evaluate import keep
    from kompass_evidence.evaluation.scoring import Wanted
    from kompass_evidence.workspace import open_workspace

    wanted = Wanted(
        given["sub_area"], given["points"], _ids(given["cite"]), _ids(given["against"]),
        kept_text(given["rationale"], "The rationale"), require_name(given["by"]),
        given["no_evidence"],
    )  # fmt: skip
    with open_workspace(folder, tell=say) as workspace:
        framework = workspace.framework
        state = []

        def decide(evaluation: Evaluation) -> dict[str, Any]:
            kept = rule(wanted, evaluation, framework)
            state.append(evaluation.state_of(wanted.sub_area))
            return kept

        act = keep(workspace, wanted.by, kind, decide)
        maximum = framework.require(wanted.sub_area).maximum
    _tell_score(act, f"{maximum:f}", state[0])


def _tell_score(act: Act, maximum: str, before: ScoreState) -> None:
    data = act.data
    cited = len(data["cite"]) + len(data["against"])
    rests = f"rests on {cited} citation(s)" if cited else "rests on no citation"
    agreed = "agreed" if "of" in data else "set"
    say(f"{data['sub_area']}: {data['points']} of {maximum} points {agreed} by {act.by};"
        f" {rests}.")  # fmt: skip
    if before is ScoreState.SENT_BACK:
        say(f'It was sent back; answer with: kompass review answer {data["sub_area"]} --note "…"')


@score_command.command("history")
@click.argument("sub_area", metavar="SUB")
@asker_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def history(folder: Path, sub_area: str, by: str | None, as_json: bool) -> None:
    """Show all points that a sub-area was ever given, which of them stand, and all verdicts."""
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.evaluation.told import history_as_plain
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        workspace.framework.require(sub_area)
        told = history_as_plain(evaluation_of(workspace), sub_area, asker(by))
    if as_json:
        put_json({"schema": "kompass.score-history/1", "sub_area": sub_area, **told})
        return
    from kompass_evidence.cli.explain_text import history_rows, verdict_rows

    if told["scores"]:
        put_table(
            ("Rad", "När", "Vem", "Poäng", "Läge", "För", "Emot", "Motivering"),
            history_rows(told["scores"]),
        )
    if told["verdicts"]:
        put_table(
            ("Rad", "När", "Granskare", "Hänvisning", "Omdöme", "Anteckning"),
            verdict_rows(told["verdicts"]),
        )
    say(f"{sub_area}: {len(told['scores'])} score(s), {len(told['verdicts'])} verdict(s).")


@score_command.command("lock")
@by_option
@click.pass_obj
def lock_scores(folder: Path, by: str | None) -> None:
    """Freeze the evaluation, once every sub-area has points, citations and verdicts.

    After that only a new version with a reason can be opened: kompass score reopen.
    """
    from kompass_evidence.evaluate import keep
    from kompass_evidence.evaluation.scoring import NotReadyError, lock
    from kompass_evidence.workspace import open_workspace

    person = require_name(by)
    with open_workspace(folder, tell=say) as workspace:
        framework = workspace.framework
        try:
            act = keep(workspace, person, ActKind.LOCK, lambda now: lock(now, framework))
        except NotReadyError as error:
            for problem in error.problems:
                say(f"{problem.where}: {problem.message} ({problem.hint})")
            raise
    say(f"Version {act.data['version']} is locked by {person}; the log ends in {act.hash}.")


@score_command.command("reopen")
@click.option("--reason", metavar="TEXT", default="", help="Why, for the log.")
@by_option
@click.pass_obj
def reopen_scores(folder: Path, reason: str, by: str | None) -> None:
    """Open a new version of a locked evaluation; what was locked stays in the log.

    \b
    Example:
      kompass score reopen --reason "Kommunen har lämnat in nya dokument" --by "Eva Ek"
    """
    from kompass_evidence.evaluate import keep
    from kompass_evidence.evaluation.scoring import reopen
    from kompass_evidence.workspace import open_workspace

    person, why = require_name(by), kept_text(reason, "The reason")
    with open_workspace(folder, tell=say) as workspace:
        act = keep(workspace, person, ActKind.NEW_VERSION, lambda now: reopen(now, why))
    say(f"Version {act.data['version']} is open.")
