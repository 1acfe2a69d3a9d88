"""Commands about flags: list them, show how one was searched for, keep what came of it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kompass_evidence.cli.options import Command, as_of_option, day_of, model_option
from kompass_evidence.cli.output import put, put_json, put_table, say
from kompass_evidence.cli.person import by_option, kept_text, note_option, require_name
from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.evidence import (
    FLAG_NAMES,
    FLAG_STATE_NAMES,
    Flag,
    FlagKind,
    FlagState,
)
from kompass_evidence.errors import InputError

if TYPE_CHECKING:
    from kompass_evidence.cli.flag_text import FlagView
    from kompass_evidence.domain.assessment import Assessment
    from kompass_evidence.domain.framework import Framework
    from kompass_evidence.workspace import Workspace

STATES = [state.value for state in FlagState]
WAITING = (FlagState.OPEN, FlagState.ASKED)  # what is listed unless something else is asked for


class KindChoice(click.Choice[str]):
    """A flag's kind, written as in JSON or as in a flag's id."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return super().convert(value.replace("-", "_"), param, ctx)


def _assessed(command: Command) -> Command:
    """Give a command the options that decide which flags are raised."""
    return as_of_option()(model_option()(command))


def _assess(workspace: Workspace, as_of: datetime | None) -> Assessment:
    from kompass_evidence.assess import assess

    return assess(workspace, day_of(as_of))


@click.group("flag")
def flag_command() -> None:
    """List flags, show how each was searched for, and keep what came of them."""


# ---- list


@flag_command.command("list")
@click.option("--sub-area", help="Only this sub-area, for example 1.3.")
@click.option("--kind", type=KindChoice([k.value for k in FlagKind]), help="Only this kind.")
@click.option(
    "--state", type=click.Choice([*STATES, "all"]),
    help="Only those that have come so far (default: open and asked).",
)  # fmt: skip
@_assessed
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_flags(
    folder: Path, sub_area: str | None, kind: str | None, state: str | None,
    as_of: datetime | None, model: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List the flags, those with most points at stake first.

    \b
    Example:
      kompass flag list --sub-area 1.3 --state all
    """
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, model, say) as workspace:
        if sub_area is not None:
            workspace.framework.require(sub_area)
        assessment = _assess(workspace, as_of)
    chosen = [
        flag for flag in assessment.all_flags()
        if sub_area in (None, flag.sub_area)
        and kind in (None, flag.kind)
        and _is_in(assessment.state(flag), state)
    ]  # fmt: skip
    if as_json:
        flags = [_flag_json(flag, assessment) for flag in chosen]
        put_json({"schema": "kompass.flags/1", "flags": flags})
    else:
        _print_flags(chosen, assessment)


def _is_in(state: FlagState, wanted: str | None) -> bool:
    return state in WAITING if wanted is None else wanted in ("all", state)


def _flag_json(flag: Flag, assessment: Assessment) -> dict[str, Any]:
    said = assessment.triage.get(flag.id)
    return {
        "id": flag.id, "kind": flag.kind, "subject": flag.subject, "points": float(flag.points),
        "certain": flag.certain, "rung": flag.rung, "detail": flag.detail,
        "state": assessment.state(flag), "note": said.note if said else "",
        "passages": list(flag.passages),
    }  # fmt: skip


def _print_flags(flags: list[Flag], assessment: Assessment) -> None:
    from kompass_evidence.reporting.html import points

    rows = [
        (
            flag.id, points(float(flag.points)), FLAG_STATE_NAMES[assessment.state(flag)],
            FLAG_NAMES[flag.kind], flag.detail,
        )
        for flag in flags
    ]  # fmt: skip
    if rows:
        put_table(("Flagga", "Poäng", "Läge", "Vad", "Detalj"), rows)
    say(f"{len(flags)} of {len(assessment.all_flags())} flags.")


# ---- show


@flag_command.command("show")
@click.argument("identifier", metavar="ID")
@_assessed
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show_flag(
    folder: Path, identifier: str, as_of: datetime | None, model: str | None, as_json: bool
) -> None:
    """Show a flag: how it was searched for, what came nearest, and what has been said of it.

    \b
    Example:
      kompass flag show flg-1.3.2-no-evidence
    """
    from kompass_evidence.cli.flag_text import flag_text
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, model, say) as workspace:
        assessment = _assess(workspace, as_of)
        view = _view(workspace, _raised(assessment, identifier))
    put_json(_view_json(view, assessment)) if as_json else put(flag_text(view))


def _raised(assessment: Assessment, identifier: str) -> Flag:
    """Return the flag with this id. Raises InputError if it is not raised now."""
    found = next((flag for flag in assessment.all_flags() if flag.id == identifier), None)
    if found is None:
        raise InputError(
            f"There is no flag {identifier} in this workspace now.",
            "See what is flagged with: kompass flag list --state all",
        )
    return found


def _view(workspace: Workspace, flag: Flag) -> FlagView:
    from kompass_evidence.assess.judgements import flag_history
    from kompass_evidence.cli.flag_text import FlagView

    nearest = [match.passage for match in flag.proof.nearest] if flag.proof else []
    named = {*flag.passages, *nearest}
    passages = {identifier: workspace.corpus.passage(identifier) for identifier in named}
    sources = {p.source: workspace.corpus.source(p.source) for p in passages.values()}
    history = flag_history(workspace.ledger).get(flag.id, [])
    return FlagView(flag, _subject(workspace.framework, flag), passages, sources, history)


def _subject(framework: Framework, flag: Flag) -> str:
    """Return the question of the criterion, or the name of the sub-area, that a flag is about."""
    names = {sub_area.id: sub_area.name for sub_area in framework.sub_areas()}
    questions = {criterion.id: criterion.question for criterion in framework.criteria()}
    return (names | questions)[flag.subject]


def _view_json(view: FlagView, assessment: Assessment) -> dict[str, Any]:
    return {
        "schema": "kompass.flag/1",
        **_flag_json(view.flag, assessment),
        "about": view.subject,
        "proof": asdict(view.flag.proof) if view.flag.proof else None,
        "history": [asdict(said) for said in view.history],
    }


# ---- set


@flag_command.command("set")
@click.argument("identifier", metavar="ID")
@click.argument("state", type=click.Choice(STATES))
@note_option
@by_option
@_assessed
@click.pass_obj
def set_flag(
    folder: Path, identifier: str, state: str, note: str, by: str | None,
    as_of: datetime | None, model: str | None,
) -> None:  # fmt: skip
    """Keep how far you have come with a flag: asked about, answered, accepted, or open again.

    \b
    Example:
      kompass flag set flg-1.3.2-no-evidence asked --note "Mejl till kansliet" --by "Eva Ek"
    """
    from kompass_evidence.workspace import open_workspace

    person, note = require_name(by), kept_text(note, "The note")
    with open_workspace(folder, model, say) as workspace:
        flag = _raised(_assess(workspace, as_of), identifier)
        with workspace.writing():
            data = {"flag": flag.id, "state": state, "note": note}
            workspace.ledger.append(person, ActKind.SET_FLAG, data)
    say(f"{flag.id} is {state}.")
