"""Commands about personal data of private persons: list it, mask it, allow it, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kompass_evidence.cli.options import Command
from kompass_evidence.cli.output import put_json, put_table, say
from kompass_evidence.cli.person import by_option, kept_text, note_option, require_name
from kompass_evidence.errors import UsageError
from kompass_evidence.privacy.finding import DECISION_NAMES, KIND_NAMES, Decision

if TYPE_CHECKING:
    from kompass_evidence.protect import Judged

_ids = click.argument("ids", metavar="ID…", nargs=-1)


@click.group("privacy")
def privacy_command() -> None:
    """List personal data of private persons, and mask or allow it in what is handed on.

    Personal numbers, and the phones and addresses of private persons, keep a pack or an export from
    being written until each is masked or allowed. Names, and what officials and politicians are
    reached by, are left as they are.
    """


def _deciding(command: Command) -> Command:
    """Give a command which findings, and who decides."""
    every = click.option("--all", "every", is_flag=True, help="All that nobody has decided about.")
    return _ids(every(by_option(command)))


@privacy_command.command("list")
@click.option("--waiting", is_flag=True, help="Only what nobody has decided about.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_personal(folder: Path, waiting: bool, as_json: bool) -> None:
    """List personal data, mostly crossed out, with where it stands and what was decided."""
    from kompass_evidence.protect import judged
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        every = judged(workspace)
    left = sum(one.decision is None for one in every)
    found = [one for one in every if one.decision is None or not waiting]
    if as_json:
        put_json({"schema": "kompass.privacy/1", "findings": [_json(one) for one in found]})
        return
    if found:
        put_table(("Uppgift", "Källa", "Plats", "Vad", "Värde", "Beslut"), map(_row, found))
    say(f"Personal data in {len(every)} places; nobody has decided about {left} of them.")


def _json(one: Judged) -> dict[str, Any]:
    finding, act = one.finding, one.act
    return {
        "id": finding.id, "kind": finding.kind, "source": finding.source, "path": one.path,
        "current": one.current, "where": finding.where, "number": finding.number,
        "start": finding.span.start, "end": finding.span.end, "place": finding.place,
        "shown": finding.shown, "decision": one.decision, "note": act.data["note"] if act else "",
        "by": act.by if act else "", "at": act.at if act else None,
    }  # fmt: skip


def _row(one: Judged) -> tuple[str, ...]:
    finding, decision = one.finding, one.decision
    said = f"{DECISION_NAMES[decision]} av {one.act.by}" if decision and one.act else "saknas"
    path = one.path if one.current else f"{one.path} (gäller inte längre)"
    where = f"{finding.source} {path}"
    return finding.id, where, finding.place, KIND_NAMES[finding.kind], finding.shown, said


@privacy_command.command("mask")
@note_option
@_deciding
@click.pass_obj
def mask(folder: Path, ids: tuple[str, ...], every: bool, note: str, by: str | None) -> None:
    """Mask personal data, by its id (per-…) or all in a source (src-…), in what is handed on.

    The digits, or the name in an address, become ▮, and a box covers them on pictures of pages.
    Whatever is masked in one place is masked in all.

    \b
    Example:
      kompass privacy mask --all --by "Eva Ek"
    """
    _decide(folder, ids, every, Decision.MASKED, note, by)


@privacy_command.command("allow")
@click.option("--note", metavar="TEXT", required=True, help="Why it may be shown, for the log.")
@_deciding
@click.pass_obj
def allow(folder: Path, ids: tuple[str, ...], every: bool, note: str, by: str | None) -> None:
    """Say that personal data may stand in what is handed on, and why.

    \b
    Example:
      kompass privacy allow per-0123456789ab --note "Ordförandens egen mobil" --by "Eva Ek"
    """
    if not kept_text(note, "The note"):
        raise UsageError("The note is empty.", "Say why it may be shown, with --note.")
    _decide(folder, ids, every, Decision.ALLOWED, note, by)


@privacy_command.command("undo")
@_ids
@by_option
@click.pass_obj
def undo(folder: Path, ids: tuple[str, ...], by: str | None) -> None:
    """Take back what was decided; the log keeps both.

    \b
    Example:
      kompass privacy undo per-0123456789ab --by "Eva Ek"
    """
    _decide(folder, ids, False, None, "", by)


def _decide(
    folder: Path, ids: tuple[str, ...], every: bool, decision: Decision | None, note: str,
    by: str | None,
) -> None:  # fmt: skip
    from kompass_evidence.protect import decide
    from kompass_evidence.workspace import open_workspace

    if bool(ids) == every:
        also = "" if decision is None else ", or --all"
        raise UsageError(
            "It is not said what is meant." if not ids else "Ids and --all were both given.",
            f"Give ids from kompass privacy list{also}.",
        )
    person, note = require_name(by), kept_text(note, "The note")
    with open_workspace(folder, tell=say) as workspace:
        found = decide(workspace, person, ids, decision, note)
    said = "not decided about any more" if decision is None else decision.value
    say(f"Places that are now {said}: {len(found)}.")
