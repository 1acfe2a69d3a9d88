"""Takes in what was said in interviews: the role stays with it, the person's name apart."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import PurePath

from kompass_evidence import reading
from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.document import Document, Source, SourceKind, source_id
from kompass_evidence.domain.framework import Role
from kompass_evidence.errors import InputError, RefusedError, UnreadableError
from kompass_evidence.evaluate.sources import source_named
from kompass_evidence.reading.passages import cut
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import WAIT, Workspace

ENDINGS = (".txt", ".md", ".markdown", ".docx")


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said, as a file's bytes: by somebody of a role, on a day (ISO 8601).

    `suffix` is the ending of the file, which says how it is read; its name is never kept.
    """

    data: bytes
    suffix: str
    role: Role
    date: str
    person: str | None = None

    @property
    def title(self) -> str:
        return f"Intervju: {self.role}, {self.date}"


@dataclass(frozen=True, slots=True)
class Taken:
    """An interview in the workspace; `names_person` says that its own text holds the name."""

    source: Source
    is_new: bool
    names_person: bool


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview that is kept; role and date are empty where it was taken in otherwise."""

    source: Source
    role: str
    date: str
    person: str | None


def add_interview(workspace: Workspace, statement: Statement, by: str) -> Taken:
    """Take in an interview; the same bytes once more are the source that is there.

    Raises InputError where it cannot be read, RefusedError where the same bytes were taken in as
    something else.
    """
    digest = hashlib.sha256(statement.data).hexdigest()
    with workspace.writing(wait=WAIT):
        known = workspace.corpus.source_with_digest(digest)
        if known is not None:
            _require_same(known, statement)
            source, document = known, workspace.corpus.document(known.id, pages=False)
            if statement.person:
                workspace.interviews.keep(known.id, statement.person)
        else:
            source, document = _take(workspace, statement, digest, by)
    return Taken(source, known is None, _names(statement, document))


def _take(
    workspace: Workspace, statement: Statement, digest: str, by: str
) -> tuple[Source, Document]:
    document = _read(statement)
    # neither the file's name nor a title in it may name the person
    path = f"intervju-{statement.role}-{statement.date}-{digest[:8]}{statement.suffix}"
    source = Source(
        source_id(digest), digest, SourceKind.INTERVIEW, path,
        reading.require_format(path).media_type, statement.title, len(statement.data),
        dated=statement.date, reader=document.reader, remarks=document.remarks,
    )  # fmt: skip
    passages = cut(document, source.id, workspace.encoder.count_tokens)
    if not passages:
        raise InputError("The interview has no text to cite.", "Give what was said.")
    workspace.originals.keep(statement.data, digest, statement.suffix)
    with workspace.together():
        workspace.corpus.add(f"interview:{source.id}", source, document, passages)
        if statement.person:
            workspace.interviews.keep(source.id, statement.person)
        data = {
            "source": source.id, "role": statement.role, "date": statement.date, "digest": digest,
        }  # fmt: skip
        Intake(workspace.ledger, by).taken(workspace.corpus, source)
        workspace.ledger.append(by, ActKind.ADD_INTERVIEW, data)
    return source, document


def _read(statement: Statement) -> Document:
    if statement.suffix not in ENDINGS:
        raise InputError(
            f"Files of this kind ({statement.suffix or 'no ending'}) are no interviews.",
            f"Give text, Markdown or Word: {', '.join(ENDINGS)}.",
        )
    try:
        document = reading.read(statement.data, "intervju" + statement.suffix)
    except UnreadableError as error:
        raise InputError(
            f"The interview cannot be read: {error.message}.",
            "Save it as text (.txt) or Word (.docx) and try again.",
        ) from error
    return replace(document, title=statement.title, dated=statement.date)


def _require_same(known: Source, statement: Statement) -> None:
    if known.kind is not SourceKind.INTERVIEW or known.title != statement.title:
        raise RefusedError(
            f"The same text is in the workspace already, as {known.id} ({known.title}).",
            "What was taken in stays as it is; see it with: kompass interview list",
        )


def _names(statement: Statement, document: Document) -> bool:
    """Say whether the interview's own text, or what Word keeps beside it, holds the name."""
    if not statement.person:
        return False
    texts = [document.text, *document.margins, *_properties(statement)]
    parts = [re.escape(part) for part in statement.person.split()]
    whole, surname = r"\s+".join(parts), parts[-1]
    name = re.compile(rf"(?i:{whole})|\b{surname}\b")
    return any(name.search(text) for text in texts)


def _properties(statement: Statement) -> list[str]:
    if statement.suffix != ".docx":
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(statement.data)) as parts:
            names = [name for name in parts.namelist() if name.startswith("docProps/")]
            return [parts.read(name).decode("utf-8", "replace") for name in names]
    except (zipfile.BadZipFile, OSError):
        return []


def interviews(workspace: Workspace) -> list[Interview]:
    """Return the interviews that are kept, earlier and retired ones too, by date."""
    acts = workspace.ledger.acts(ActKind.ADD_INTERVIEW)
    told = {act.data["source"]: act.data for act in acts}
    people = workspace.interviews.people()
    kept = [
        Interview(
            source, str(told.get(source.id, {}).get("role", "")), source.dated or "",
            people.get(source.id),
        )
        for source in workspace.corpus.sources(current=False)
        if source.kind is SourceKind.INTERVIEW
    ]  # fmt: skip
    return sorted(kept, key=lambda interview: (interview.date, interview.source.id))


def forget_person(workspace: Workspace, identifier: str, by: str) -> tuple[Source, bool]:
    """Erase whom an interview was with, in the database and its write-ahead log.

    Returns the source, and whether a name was kept until now. Raises InputError where the source
    is no interview, WorkspaceError while another process reads.
    """
    with workspace.writing(wait=WAIT):
        source = source_named(workspace, identifier)
        if source.kind is not SourceKind.INTERVIEW:
            raise InputError(
                f"{source.id} ({source.title}) is no interview.",
                "See the interviews with: kompass interview list",
            )
        with workspace.together():
            erased = workspace.interviews.forget(source.id)
            if erased:
                workspace.ledger.append(by, ActKind.FORGET_PERSON, {"source": source.id})
        workspace.interviews.scrub()
    return source, erased


def suffix_of(name: str) -> str:
    """Return the ending of a file's name, which says how it is read."""
    return PurePath(name).suffix.lower()
