"""Commands that take a source out of an evaluation: retire, restore, delete."""

from __future__ import annotations

from pathlib import Path

import click

from kompass_evidence.cli.output import say
from kompass_evidence.cli.person import by_option, kept_text, note_option, require_name


@click.command("retire")
@click.argument("identifier", metavar="SRC")
@click.option("--note", metavar="TEXT", required=True, help="Why, for the log.")
@by_option
@click.pass_obj
def retire(folder: Path, identifier: str, note: str, by: str | None) -> None:
    """Take a source out of what is searched and assessed; what is cited in it stays.

    It stays retired when its file is ingested again.

    \b
    Example:
      kompass sources retire src-0123456789ab --note "Fel kommun" --by "Eva Ek"
    """
    from kompass_evidence.evaluate import evaluation_of
    from kompass_evidence.evaluate.sources import retire_source
    from kompass_evidence.workspace import open_workspace

    person, reason = require_name(by), kept_text(note, "The note")
    with open_workspace(folder, tell=say) as workspace:
        source = retire_source(workspace, identifier, reason, person)
        workspace.refresh_index()
        cited = evaluation_of(workspace).citations.values()
        count = sum(citation.source == source.id for citation in cited)
    say(f"{source.title} [{source.id}] is retired.")
    if count:
        say(f"Citations in it: {count}; see what rests on them with: kompass citations check")


@click.command("restore")
@click.argument("identifier", metavar="SRC")
@note_option
@by_option
@click.pass_obj
def restore(folder: Path, identifier: str, note: str, by: str | None) -> None:
    """Bring a retired source back.

    \b
    Example:
      kompass sources restore src-0123456789ab --by "Eva Ek"
    """
    from kompass_evidence.evaluate.sources import restore_source
    from kompass_evidence.workspace import open_workspace

    person, reason = require_name(by), kept_text(note, "The note")
    with open_workspace(folder, tell=say) as workspace:
        source = restore_source(workspace, identifier, reason, person)
        workspace.refresh_index()
    held = "is in force again" if source.current else "is kept as an earlier version again"
    say(f"{source.title} [{source.id}] {held}.")


@click.command("delete")
@click.argument("identifier", metavar="SRC")
@note_option
@by_option
@click.pass_obj
def delete(folder: Path, identifier: str, note: str, by: str | None) -> None:
    """Remove a source that nothing rests on, and its original; the log keeps that it was there.

    Refused where it, or another version of it, is cited, where a newer version of it is there, or
    its passages were judged or its facts edited.

    \b
    Example:
      kompass sources delete src-0123456789ab --note "Togs in av misstag" --by "Eva Ek"
    """
    from kompass_evidence.evaluate.sources import delete_source
    from kompass_evidence.workspace import open_workspace

    person, reason = require_name(by), kept_text(note, "The note")
    with open_workspace(folder, tell=say) as workspace:
        source = delete_source(workspace, identifier, reason, person)
        workspace.refresh_index()
    say(f"{source.title} [{source.id}] is deleted, with its original.")
