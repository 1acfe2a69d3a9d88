"""Commands that fill the workspace and its indexes: ingest, index."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.options import model_option
from kompass_evidence.cli.output import progress, put_json, say
from kompass_evidence.cli.person import ENVIRONMENT, name_or_account
from kompass_evidence.domain.document import SourceKind
from kompass_evidence.errors import ExitCode

if TYPE_CHECKING:
    from kompass_evidence.ingest import IngestReport

KINDS = [kind.value for kind in SourceKind]
LISTED = 12  # skips of one kind that are listed one by one before they are counted


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--kind", type=click.Choice(KINDS),
    help="What kind of source these are (default: web for HTML, document for the rest).",
)  # fmt: skip
@click.option(
    "--by", metavar="NAME",
    help=f"Who takes them in (default: {ENVIRONMENT} in the environment, or the account's name).",
)  # fmt: skip
@model_option()
@click.option("--json", "as_json", is_flag=True, help="Print a report as JSON.")
@click.pass_obj
def ingest_command(
    folder: Path, paths: tuple[Path, ...], kind: str | None, by: str | None, model: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Take files and folders into the workspace: PDF, office files, HTML, TXT and Markdown.

    ZIP files, web archives (WACZ, WARC, ARC) and mails (EML, MSG) are taken in member by member.
    Files that are known by their bytes cost nothing again; a changed file becomes a new version.
    Exits with 7 if anything could not be read.

    \b
    Example:
      kompass ingest documents/ website/
    """
    from kompass_evidence.ingest import find_files, ingest
    from kompass_evidence.store.intake import Intake
    from kompass_evidence.workspace import open_workspace

    person = name_or_account(by)
    with open_workspace(folder, model, say) as workspace, workspace.writing():
        files, missing = find_files(paths)
        with progress("Reading") as show:
            report = ingest(
                files, workspace.corpus, workspace.originals, workspace.encoder.count_tokens,
                SourceKind(kind) if kind else None, show,
                record=Intake(workspace.ledger, person),
            )  # fmt: skip
        with progress("Embedding") as show:
            workspace.embed(show)
        for problem in missing:
            if problem.swedish:  # a path that is not there at all was a slip, not a source
                workspace.corpus.note_unread(
                    problem.where, problem.where, problem.message, problem.swedish
                )
        # also where an ingest before this one was broken off before it came to that
        if (report.read or report.unchanged) and not workspace.index_is_current():
            say("Indexing …")
            workspace.search()
        skipped = [*missing, *report.skipped]
        counts = workspace.corpus.passage_counts()
        if as_json:
            put_json(_ingest_json(report, skipped, counts))
        _tell(report, skipped, counts)
    if missing and not files:
        return ExitCode.INPUT
    return ExitCode.PARTLY if skipped else ExitCode.OK


def _ingest_json(report: IngestReport, skipped: list, counts: dict[str, int]) -> dict[str, object]:  # type: ignore[type-arg]
    return {
        "schema": "kompass.ingest/1",
        "read": len(report.read),
        "unchanged": len(report.unchanged),
        "skipped": [{"path": problem.where, "reason": problem.message} for problem in skipped],
        "sources": [
            {
                "id": source.id, "path": source.path, "title": source.title, "kind": source.kind,
                "pages": source.pages, "passages": counts.get(source.id, 0),
            }
            for source in report.read
        ],
        "containers": [
            {"path": held.path, "sha256": held.digest, "remark": held.remark}
            for held in report.containers
        ],
    }  # fmt: skip


def _tell(report: IngestReport, skipped: list, counts: dict[str, int]) -> None:  # type: ignore[type-arg]
    passages = sum(counts.get(source.id, 0) for source in report.read)
    say(
        f"Read {len(report.read)} ({passages} passages), unchanged {len(report.unchanged)},"
        f" skipped {len(skipped)}."
    )
    for source in report.read:
        for remark in source.remarks:
            say(f"  {source.path}: {remark}")
    for held in report.containers:
        say(f"  {held.path}: {held.remark}")
    reasons = Counter(problem.message for problem in skipped)
    told: Counter[str] = Counter()
    for problem in skipped:
        told[problem.message] += 1
        if told[problem.message] <= LISTED:
            say(f"  skipped {problem.where}: {problem.message}")
    for reason, count in reasons.items():
        if count > LISTED:
            say(f"  … and {count - LISTED} more: {reason} (kompass sources lists them all)")


@click.group("index")
def index_command() -> None:
    """Make the derived indexes anew."""


@index_command.command("rebuild")
@click.pass_obj
def rebuild_command(folder: Path) -> None:
    """Delete everything under index/ and make it anew from the database."""
    from kompass_evidence.workspace import open_workspace

    with open_workspace(folder, tell=say) as workspace, workspace.writing():
        count = workspace.rebuild_index()
    say(f"The indexes hold {count} passages.")
