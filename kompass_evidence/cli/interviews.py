"""Commands that take in interviews, list them, and forget whom they were with."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kompass_evidence.cli.options import RoleChoice
from kompass_evidence.cli.output import progress, put_json, put_table, say
from kompass_evidence.cli.person import by_option, kept_text, require_name
from kompass_evidence.domain.framework import Role
from kompass_evidence.errors import InputError, UsageError


@click.group("interview")
def interview_command() -> None:
    """Take in what was said in interviews, so that it can be searched and cited.

    A statement carries the role of who made it, never the name. Where --person is given, the name
    lies in a table of its own, and kompass interview forget erases it.
    """


@interview_command.command("add")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--text", metavar="TEXT", help="What was said, instead of a file.")
@click.option("--role", required=True, type=RoleChoice(), help="Whose role it was.")
@click.option(
    "--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
    help="The day of the interview.",
)  # fmt: skip
@click.option("--person", metavar="NAME", help="Whom it was with; can be erased later.")
@by_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def add(
    folder: Path, file: Path | None, text: str | None, role: str, day: datetime,
    person: str | None, by: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take in an interview from a text, Markdown or Word file, or as --text.

    The file's name is not kept, since it may name a person.

    \b
    Examples:
      kompass interview add samtal.docx --role politiker --date 2026-05-12 --by "Eva Ek"
      kompass interview add --text "Vi följer upp varje år." --role fackligt --date 2026-05-13 \\
        --person "Bo Berg" --by "Eva Ek"
    """
    from kompass_evidence.evaluate.interviews import Statement, add_interview, suffix_of
    from kompass_evidence.workspace import WAIT, open_workspace

    name = require_name(by)
    data, suffix = _said(file, text), suffix_of(file.name) if file else ".txt"
    whom = " ".join(kept_text(person or "", "The person's name").split()) or None
    statement = Statement(data, suffix, Role(role), day.date().isoformat(), whom)
    with open_workspace(folder, tell=say) as workspace:
        taken = add_interview(workspace, statement, name)
        with workspace.writing(wait=WAIT), progress("Embedding") as show:
            workspace.embed(show)
            workspace.search()
        source = taken.source
        if as_json:
            put_json({
                "schema": "kompass.interview/1", "id": source.id, "title": source.title,
                "role": role, "date": statement.date, "new": taken.is_new,
                "passages": [p.id for p in workspace.corpus.passages(source.id)],
            })  # fmt: skip
    state = "Took in" if taken.is_new else "Already there:"
    say(f"{state} {source.title}  [{source.id}].")
    if taken.names_person:
        say("The text itself, or what Word keeps beside it, holds the person's name, which"
            " kompass interview forget cannot erase there.")  # fmt: skip


def _said(file: Path | None, text: str | None) -> bytes:
    if (file is None) == (text is None):
        raise UsageError(
            "An interview is a file or --text, one of the two.",
            'For example: kompass interview add --text "…" --role politiker --date 2026-05-12',
        )
    if text is not None:
        said = kept_text(text, "The text")
        if not said:
            raise UsageError("The text is empty.", "Give what was said.")
        return said.encode()
    assert file is not None
    try:
        return file.read_bytes()
    except OSError as error:
        raise InputError(
            f"The file {file} cannot be read ({error.strerror}).", "Check its path."
        ) from error


@interview_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_interviews(folder: Path, as_json: bool) -> None:
    """List the interviews, with the names that are kept."""
    from kompass_evidence.evaluate.interviews import interviews
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace:
        found = interviews(workspace)
        counts = workspace.corpus.passage_counts()
    if as_json:
        put_json({
            "schema": "kompass.interviews/1",
            "interviews": [
                {
                    "id": one.source.id, "title": one.source.title, "role": one.role or None,
                    "date": one.date or None, "person": one.person,
                    "passages": counts.get(one.source.id, 0), "retired": one.source.retired,
                }
                for one in found
            ],
        })  # fmt: skip
        return
    rows = [
        (
            one.source.id, one.role or "–", one.date or "–", one.person or "–",
            str(counts.get(one.source.id, 0)), "utgått" if one.source.retired else "",
        )
        for one in found
    ]  # fmt: skip
    if rows:
        put_table(("Källa", "Roll", "Datum", "Person", "Avsnitt", ""), rows)
    say(f"Interviews: {len(rows)}.")


@interview_command.command("forget")
@click.argument("identifier", metavar="SRC")
@by_option
@click.pass_obj
def forget(folder: Path, identifier: str, by: str | None) -> None:
    """Erase the name of whom an interview was with; what was said stays, with the role.

    \b
    Example:
      kompass interview forget src-0123456789ab --by "Eva Ek"
    """
    from kompass_evidence.evaluate.interviews import forget_person
    from kompass_evidence.workspace import open_workspace

    name = require_name(by)
    with open_workspace(folder, tell=say) as workspace:
        source, erased = forget_person(workspace, identifier, name)
    if erased:
        say(f"The name behind {source.title} [{source.id}] is erased; what was said stays.")
        say("Backups and exports that were made earlier still hold it: delete or remake them.")
    else:
        say(f"No name is kept behind {source.title} [{source.id}].")
