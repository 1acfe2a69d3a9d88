"""Commands that write what to ask for: the interview guide, and the letter about documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kompass_evidence.cli.options import Command, RoleChoice, as_of_option, day_of, model_option
from kompass_evidence.cli.output import put, put_file, say
from kompass_evidence.domain.document import page_place
from kompass_evidence.domain.framework import Role
from kompass_evidence.errors import UsageError
from kompass_evidence.reporting.plain import printable

if TYPE_CHECKING:
    from kompass_evidence.assessment.named_documents import NamedDocument
    from kompass_evidence.domain.document import Document, Source
    from kompass_evidence.reporting.questions import Guide
    from kompass_evidence.reporting.request import Letter, WantedDocument
    from kompass_evidence.workspace import Workspace

SUFFIXES = (".docx", ".md")


def _written(command: Command) -> Command:
    """Give a command the options of what is written from an assessment."""
    for option in (
        model_option("A sentence encoder's name or folder, not the default."),
        as_of_option(),
        click.option(
            "--out", type=click.Path(path_type=Path),
            help="The file to write, .docx or .md (default: Markdown on standard output).",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("questions")
@click.option("--role", type=RoleChoice(), help="Only the page for this role.")
@_written
@click.pass_obj
def questions_command(
    folder: Path, role: str | None, out: Path | None, as_of: datetime | None, model: str | None
) -> None:
    """Write the interview guide from the flags, in Swedish, a page a role.

    Each page holds the questions with most points at stake. What is answered or accepted
    (kompass flag set) is not asked again.

    \b
    Examples:
      kompass questions --role politiker
      kompass questions --out intervjuguide.docx
    """
    from kompass_evidence.workspace import open_workspace

    _require_suffix(out)
    with open_workspace(folder, model, say) as workspace:
        guide = _guide(workspace, day_of(as_of), (Role(role),) if role else tuple(Role))
    _deliver(out, guide)


@click.command("request")
@_written
@click.pass_obj
def request_command(
    folder: Path, out: Path | None, as_of: datetime | None, model: str | None
) -> None:
    """Write the letter that asks the municipality for documents, in Swedish.

    It asks for documents that the material names but does not hold, and for a governing document
    where the framework looks for one and none in force was found.

    \b
    Example:
      kompass request --out begaran.docx
    """
    from kompass_evidence.workspace import open_workspace

    _require_suffix(out)
    with open_workspace(folder, model, say) as workspace:
        letter = _letter(workspace, day_of(as_of))
    _deliver(out, letter)


def _require_suffix(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"A file named {out.name} cannot be written: its ending is neither .docx nor .md.",
            f"For example: --out {out.with_suffix('.docx')}",
        )


# ---- from the workspace


def _guide(workspace: Workspace, day: str, roles: tuple[Role, ...]) -> Guide:
    from kompass_evidence.assess import assess
    from kompass_evidence.protect import mask_of
    from kompass_evidence.reporting.questions import GuideInput, build_guide

    assessment, mask = assess(workspace, day), mask_of(workspace)
    passages = {passage.id: mask.passage(passage) for passage in workspace.corpus.passages()}
    sources = {source.id: source for source in workspace.corpus.sources()}
    given = GuideInput(workspace.municipality.name, day, assessment, passages, sources, roles)
    return mask.all_of(build_guide(given))


def _letter(workspace: Workspace, day: str) -> Letter:
    from kompass_evidence.assess import assess
    from kompass_evidence.assessment.named_documents import find_named
    from kompass_evidence.protect import mask_of
    from kompass_evidence.reporting.request import LetterInput, request_letter

    assessment, mask, corpus = assess(workspace, day), mask_of(workspace), workspace.corpus
    passages = {passage.id: mask.passage(passage) for passage in corpus.passages()}
    sources = {source.id: source for source in corpus.sources()}
    documents = {s: mask.document(s, corpus.document(s, pages=False)) for s in sources}
    named = find_named(list(sources.values()), documents, assessment.facts)
    wanted = [_wanted(found, sources, documents) for found in named]
    name = workspace.municipality.name
    given = LetterInput(name, day, assessment, passages, sources, wanted)
    return mask.all_of(request_letter(given))


def _wanted(
    named: NamedDocument, sources: Mapping[str, Source], documents: Mapping[str, Document]
) -> WantedDocument:
    from kompass_evidence.reporting.questions import Place
    from kompass_evidence.reporting.request import WantedDocument

    places: dict[str, Place] = {}
    for mention in named.mentions:
        labels = [page_place(p.label) for p in documents[mention.source].pages_of(mention.span)]
        place = Place(sources[mention.source].title, ", ".join(labels), mention.sentence)
        places.setdefault(mention.source, place)
    return WantedDocument(named.name, tuple(places.values()))


# ---- to a file


def _deliver(out: Path | None, made: Guide | Letter) -> None:
    if out is None:
        put(_markdown(made).rstrip("\n"))
    elif out.suffix.lower() == ".md":
        _write(out, printable(_markdown(made)).encode())
    else:
        _write(out, _docx(made))


def _markdown(made: Guide | Letter) -> str:
    from kompass_evidence.reporting.questions import Guide, guide_markdown
    from kompass_evidence.reporting.request import letter_markdown

    return guide_markdown(made) if isinstance(made, Guide) else letter_markdown(made)


def _docx(made: Guide | Letter) -> bytes:
    from kompass_evidence.reporting.docx import guide_docx, letter_docx
    from kompass_evidence.reporting.questions import Guide

    return guide_docx(made) if isinstance(made, Guide) else letter_docx(made)


def _write(out: Path, data: bytes) -> None:
    put_file(out, data, "Choose another place with --out.")
    say("Wrote:")
    put(str(out))
