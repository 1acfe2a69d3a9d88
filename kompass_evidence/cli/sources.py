"""Commands about what sources say of themselves: list them, show their facts, correct these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.options import as_of_option, day_of
from kompass_evidence.cli.output import put, put_json, put_table, say, shortened
from kompass_evidence.cli.person import by_option, require_name
from kompass_evidence.cli.source_changes import delete, restore, retire
from kompass_evidence.cli.stated import OPTIONS, changes_of, fact_options
from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.document import Source
from kompass_evidence.domain.facts import (
    FACT_NAMES,
    STANDING_NAMES,
    Fact,
    FactName,
    Standing,
    Where,
)
from kompass_evidence.errors import InputError, UsageError

if TYPE_CHECKING:
    from kompass_evidence.assess import Documents
    from kompass_evidence.workspace import Workspace

QUOTED = 100  # characters of a source's own words that are shown
WHERE_NAMES = {
    Where.TEXT: "i texten",
    Where.MARGIN: "i sidhuvud eller sidfot",
    Where.TITLE: "i titeln",
}


@click.group("sources", invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Earlier versions and retired sources too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def sources_command(context: click.Context, every: bool, as_json: bool) -> None:
    """List the sources in the workspace, and the files that could not be read.

    \b
    Examples:
      kompass sources --all
      kompass sources show src-0123456789ab
    """
    if context.invoked_subcommand is not None:
        if every or as_json:
            raise UsageError(
                "--all and --json before a command are for the list of sources.",
                f"Options go last: kompass sources {context.invoked_subcommand} SRC --json",
            )
        return
    from kompass_evidence.workspace import open_workspace

    with open_workspace(context.obj, tell=say) as workspace:
        if as_json:
            put_json(_sources_json(workspace, every))
        else:
            _print_sources(workspace, every)


for command in (retire, restore, delete):
    sources_command.add_command(command)


def _sources_json(workspace: Workspace, every: bool) -> dict[str, object]:
    counts = workspace.corpus.passage_counts()
    return {
        "schema": "kompass.sources/1",
        "sources": [
            {
                "id": s.id, "path": s.path, "title": s.title, "kind": s.kind, "pages": s.pages,
                "passages": counts.get(s.id, 0), "url": s.url, "dated": s.dated,
                "captured": s.captured,
                "version": s.version, "replaces": s.replaces, "current": s.current,
                "retired": s.retired, "sha256": s.digest, "remarks": list(s.remarks),
            }
            for s in workspace.corpus.sources(current=not every)
        ],
        "unread": [
            {"path": path, "reason": reason} for path, reason in workspace.corpus.unread()
        ],
        "containers": [
            {"path": held.path, "sha256": held.digest, "remark": held.remark}
            for held in workspace.corpus.containers.all()
        ],
    }  # fmt: skip


def _print_sources(workspace: Workspace, every: bool) -> None:
    counts = workspace.corpus.passage_counts()
    for source in workspace.corpus.sources(current=not every):
        extent = f"{source.pages} pages, " if source.pages else ""
        state = ", retired" if source.retired else "" if source.current else ", replaced"
        put(f"{source.id}  {source.kind:<9} {source.title}")
        put(f"    {source.path} (version {source.version}{state}, {extent}"
            f"{counts.get(source.id, 0)} passages)")  # fmt: skip
        for remark in source.remarks:
            put(f"    ! {remark}")
    containers = workspace.corpus.containers.all()
    if containers:
        put(f"\nArchives and mails ({len(containers)}):")
        for held in containers:
            put(f"  {held.path}: {held.remark} (SHA-256 {held.digest})")
    unread = workspace.corpus.unread()
    if unread:
        put(f"\nNot read ({len(unread)}):")
        for path, reason in unread:
            put(f"  {path}: {reason}")


def find_source(workspace: Workspace, identifier: str) -> Source:
    """Return the current source with this id, or whose id alone begins so.

    Raises InputError where there is none or several, or it is an earlier version.
    """
    from kompass_evidence.evaluate.sources import source_named

    source = source_named(workspace, identifier)
    if source.retired:
        raise InputError(
            f"{source.id} ({source.title}) is retired; facts are of current sources.",
            f"Bring it back first: kompass sources restore {source.id}",
        )
    if not source.current:
        raise InputError(
            f"{source.id} is an earlier version of {source.path}; facts are of current sources.",
            "See the current ones with: kompass sources",
        )
    return source


# ---- show


@sources_command.command("show")
@click.argument("identifier", metavar="SRC")
@as_of_option("The day on which it is in force or not (default: today).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show_source(folder: Path, identifier: str, as_of: datetime | None, as_json: bool) -> None:
    """Show what a source says of itself, where it says so, and where it stands on a day.

    SRC is an id from kompass sources, or its beginning.

    \b
    Example:
      kompass sources show src-0123456789ab --as-of 2026-11-23
    """
    from kompass_evidence.assess import read_documents
    from kompass_evidence.workspace import open_workspace

    day = day_of(as_of)
    with open_workspace(folder, tell=say) as workspace:
        source = find_source(workspace, identifier)
        documents = read_documents(workspace, day)
        if as_json:
            put_json(_source_json(source, documents))
        else:
            _print_source(workspace, source, documents, day)


def _facts(source: Source, documents: Documents) -> list[Fact]:
    facts = documents.facts[source.id].facts
    return [facts[name] for name in FactName if name in facts]


def _source_json(source: Source, documents: Documents) -> dict[str, object]:
    return {
        "schema": "kompass.source/1",
        "id": source.id,
        "title": source.title,
        "facts": [
            {
                "name": fact.name, "value": fact.value, "quote": fact.quote, "where": fact.where,
                "span": [fact.span.start, fact.span.end] if fact.span else None,
            }
            for fact in _facts(source, documents)
        ],
        "standing": documents.standings[source.id],
        "versions": list(documents.others().get(source.id, ())),
    }  # fmt: skip


def _print_source(workspace: Workspace, source: Source, documents: Documents, day: str) -> None:
    put(f"{source.title}\n{source.path}, version {source.version}  [{source.id}]")
    put(f"Läge {day}: {_standing_words(documents.standings[source.id])}")
    for other in documents.others().get(source.id, ()):
        title = workspace.corpus.source(other).title
        put(f"Annan version: {title} ({_standing_words(documents.standings[other])})  [{other}]")
    rows = [_row(fact) for fact in _facts(source, documents)]
    put("")
    if rows:
        put_table(("Uppgift", "Värde", "Var", "Ord"), rows)
    else:
        put("Källan säger inget om sig själv.")


def _standing_words(standing: Standing | None) -> str:
    return STANDING_NAMES[standing] if standing else "framgår inte"


def _row(fact: Fact) -> Sequence[str]:
    value = value_words(fact.name, fact.value)
    if fact.where is Where.PERSON:
        return FACT_NAMES[fact.name], value, f"angivet av {fact.quote}", ""
    quote = f"”{shortened(fact.quote, QUOTED)}”" if fact.quote else ""
    return FACT_NAMES[fact.name], value, WHERE_NAMES[fact.where], quote


def value_words(name: FactName, value: str) -> str:
    """Return a fact's value in Swedish."""
    return STANDING_NAMES[Standing(value)] if name is FactName.STATUS else value


# ---- edit


@sources_command.command("edit")
@click.argument("identifier", metavar="SRC")
@by_option
@fact_options
@click.option(
    "--clear", multiple=True, metavar="FACT", type=click.Choice(list(OPTIONS.values())),
    help="Say that the source states no such fact, for example decided-by; may be given again.",
)  # fmt: skip
@click.pass_obj
def edit_source(
    folder: Path, /, identifier: str, by: str | None, clear: tuple[str, ...], **given: str | None
) -> None:
    """State facts of a source, in the place of what was read in it.

    DATE is YYYY-MM-DD, YYYY-MM or YYYY. Nothing is overwritten: the log keeps what was said
    before, and by whom.

    \b
    Example:
      kompass sources edit src-0123456789ab --valid-to 2026-12-31 --by "Eva Ek"
    """
    from kompass_evidence.assess import read_source
    from kompass_evidence.workspace import open_workspace

    person, changes = require_name(by), changes_of(given, clear)
    with open_workspace(folder, tell=say) as workspace, workspace.writing():
        source = find_source(workspace, identifier)
        known = read_source(workspace, source)
        for name, value in changes.items():
            before = known.value(name)
            data = {"source": source.id, "fact": name.value, "value": value, "before": before}
            workspace.ledger.append(person, ActKind.EDIT_FACT, data)
            say(f"{source.id} {OPTIONS[name]}: {value or 'none'} (before: {before or 'none'}).")
