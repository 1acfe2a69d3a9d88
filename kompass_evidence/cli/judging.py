"""Commands by which people judge suggested passages: accept, reject, undo, list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kompass_evidence.cli.options import Command
from kompass_evidence.cli.output import put_json, put_table, say, shortened
from kompass_evidence.cli.person import by_option, kept_text, note_option, require_name
from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.evidence import Judgement
from kompass_evidence.errors import InputError

if TYPE_CHECKING:
    from kompass_evidence.workspace import Workspace

SHOWN = 100  # characters of a passage in the list
JUDGEMENT_NAMES = {Judgement.ACCEPTED: "godtaget", Judgement.REJECTED: "avvisat"}


@click.group("evidence")
def evidence_command() -> None:
    """Accept or reject a suggested passage for a criterion.

    What is accepted stands first in its criterion's evidence, what is rejected is left out, and
    passages like them rise and fall with them.
    """


def _judging(command: Command) -> Command:
    """Give a command the passage, the criterion, and who judges."""
    command = by_option(command)
    command = click.option("--criterion", required=True, metavar="ID", help="For example 1.3.2.")(
        command
    )
    return click.argument("passage")(command)


@evidence_command.command("accept")
@note_option
@_judging
@click.pass_obj
def accept(folder: Path, passage: str, criterion: str, note: str, by: str | None) -> None:
    """Say that a passage (psg-…) is evidence for a criterion.

    \b
    Example:
      kompass evidence accept psg-0123456789ab --criterion 1.3.2 --by "Eva Ek"
    """
    _judge(folder, passage, criterion, Judgement.ACCEPTED, note, by)


@evidence_command.command("reject")
@note_option
@_judging
@click.pass_obj
def reject(folder: Path, passage: str, criterion: str, note: str, by: str | None) -> None:
    """Say that a passage (psg-…) is no evidence for a criterion.

    \b
    Example:
      kompass evidence reject psg-0123456789ab --criterion 1.3.2 --note "Annan plan" --by "Eva Ek"
    """
    _judge(folder, passage, criterion, Judgement.REJECTED, note, by)


@evidence_command.command("undo")
@_judging
@click.pass_obj
def undo(folder: Path, passage: str, criterion: str, by: str | None) -> None:
    """Take back what was said of a passage for a criterion; the log keeps both.

    \b
    Example:
      kompass evidence undo psg-0123456789ab --criterion 1.3.2 --by "Eva Ek"
    """
    _judge(folder, passage, criterion, None, "", by)


def _judge(
    folder: Path, passage: str, criterion: str, judgement: Judgement | None, note: str,
    by: str | None,
) -> None:  # fmt: skip
    from kompass_evidence.workspace import open_workspace

    person, note = require_name(by), kept_text(note, "The note")
    with open_workspace(folder, tell=say) as workspace, workspace.writing():
        workspace.framework.require_criterion(criterion)
        _require_passage(workspace, passage, criterion, judgement)
        data = {"passage": passage, "criterion": criterion, "judgement": judgement, "note": note}
        workspace.ledger.append(person, ActKind.JUDGE_EVIDENCE, data)
    said = judgement.value if judgement else "not judged any more"
    say(f"{passage} is {said} for {criterion}.")


def _require_passage(
    workspace: Workspace, identifier: str, criterion: str, judgement: Judgement | None
) -> None:
    """Raise InputError unless the passage can be judged so: is current, or judged where undone."""
    from kompass_evidence.assess.judgements import standing_acts

    source = workspace.corpus.source(workspace.corpus.passage(identifier).source)
    if judgement is None:
        if (criterion, identifier) not in standing_acts(workspace.ledger):
            raise InputError(
                f"{identifier} is not judged for {criterion}.",
                "See what is judged with: kompass evidence list",
            )
    elif not source.current:
        raise InputError(
            f"{identifier} stands in an earlier version of {source.path}.",
            "Take a passage of the current one from: kompass search",
        )


@evidence_command.command("list")
@click.option("--criterion", metavar="ID", help="Only this criterion, for example 1.3.2.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_evidence(folder: Path, criterion: str | None, as_json: bool) -> None:
    """List the judgements that stand, by whom and why."""
    from kompass_evidence.assess.judgements import standing_acts
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        if criterion is not None:
            workspace.framework.require_criterion(criterion)
        standing = standing_acts(workspace.ledger)
        acts = [act for (of, _), act in standing.items() if criterion in (None, of)]
        if as_json:
            put_json(_list_json(acts))
        else:
            _print_list(workspace, acts)


def _list_json(acts: list[Act]) -> dict[str, Any]:
    return {
        "schema": "kompass.evidence/1",
        "judgements": [{**act.data, "by": act.by, "at": act.at} for act in acts],
    }


def _print_list(workspace: Workspace, acts: list[Act]) -> None:
    rows = [
        (
            act.data["criterion"], act.data["passage"],
            JUDGEMENT_NAMES[Judgement(act.data["judgement"])], f"{act.by} {act.at[:10]}",
            act.data["note"], shortened(workspace.corpus.passage(act.data["passage"]).text, SHOWN),
        )
        for act in acts
    ]  # fmt: skip
    if rows:
        put_table(("Kriterium", "Avsnitt", "Omdöme", "Av", "Anteckning", "Text"), rows)
    say(f"Judgements that stand: {len(rows)}.")
