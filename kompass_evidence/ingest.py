"""Takes files into a workspace: bytes to documents to passages to store, one file at a time.

What is known by its bytes costs nothing again. A file that cannot be read is reported and the
rest goes on: read + unchanged + skipped is all that was seen.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath

from kompass_evidence import isolation, reading
from kompass_evidence.domain.document import Container, Document, Source, SourceKind, source_id
from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading.mirror import mirrored_address
from kompass_evidence.reading.passages import CountTokens, cut
from kompass_evidence.store.corpus import Corpus
from kompass_evidence.store.intake import Intake
from kompass_evidence.store.originals import Originals
from kompass_evidence.unpacking import Piece, Unpacking

# What operating systems and programs leave behind; nobody hands it in.
LITTER = frozenset((".ds_store", "thumbs.db", "desktop.ini"))
# What kompass itself has written into a workspace is no evidence, least of all an earlier pack.
OWN_FOLDERS = frozenset(("sources", "packs", "index", "framework"))
MAX_FILE = 1_000_000_000  # bytes
# a hostile file is parsed in a process of its own; `isolation.read_here` reads it in this one
READ = isolation.read_apart

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that was found: where it lies, and its path as shown, from the folder given."""

    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What came of an ingest: the sources now read, how many were known, and what was skipped."""

    read: tuple[Source, ...]
    unchanged: tuple[Source, ...]
    skipped: tuple[Problem, ...]
    containers: tuple[Container, ...] = ()


def find_files(paths: Iterable[Path]) -> tuple[list[SeenFile], list[Problem]]:
    """Return the files in the given files and folders, in order, and the paths not there."""
    files: dict[Path, SeenFile] = {}
    problems: list[Problem] = []
    for given in paths:
        path = Path(os.path.abspath(given))  # noqa: PTH100 - one file has one place, "a/../b" or "b"
        if path.is_dir():
            for found in _walk(path, problems):
                shown = _text(found.relative_to(path.parent).as_posix())
                files.setdefault(found, SeenFile(found, shown))
        elif path.is_file():
            files.setdefault(path, SeenFile(path, _text(path.name)))
        else:
            problems.append(Problem(_text(given), "there is no such file or folder"))
    return list(files.values()), problems


def _text(path: PurePath | str) -> str:
    """Return a path as text that can be stored: bytes that are no UTF-8 are written as \\xe5."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror})"
        problems.append(Problem(_text(folder), message, swedish="mappen går inte att läsa"))
        return
    is_workspace = (folder / "kompass.toml").exists()
    for entry in entries:
        if is_workspace and (entry.name in OWN_FOLDERS or entry.name.startswith("kompass.")):
            continue
        if entry.is_symlink():
            problems.append(
                Problem(
                    _text(entry),
                    "it is a link to another place and is not followed",
                    swedish="det är en länk till en annan plats och följs inte",
                )
            )
        elif entry.is_dir():
            yield from _walk(entry, problems)
        elif entry.name.lower() not in LITTER and not entry.name.startswith("~$"):
            yield entry


def ingest(
    files: Sequence[SeenFile], corpus: Corpus, originals: Originals, count_tokens: CountTokens,
    kind: SourceKind | None = None, progress: Progress = lambda done, total, name: None,
    *, record: Intake,
) -> IngestReport:  # fmt: skip
    """Read files into the workspace; `kind` overrides what their format is taken for.

    `record` keeps each source in the log, in the transaction that takes it in.
    """
    originals.tidy()
    read: list[Source] = []
    unchanged: list[Source] = []
    skipped: list[Problem] = []
    containers: list[Container] = []
    for number, file in enumerate(files):
        place = _text(file.path)
        unpacking = Unpacking(file.path, place, file.shown, partial(_bytes, file.path))
        if unpacking.is_container:
            corpus.containers.forget_unread(place)
        for piece in unpacking:
            progress(number, len(files), piece.shown)
            try:
                source, is_new = _take(piece, corpus, originals, count_tokens, kind, record)
            except UnreadableError as error:
                unpacking.failed(error, piece)
                corpus.note_unread(piece.inside, piece.shown, error.message, error.swedish)
                skipped.append(Problem(piece.shown, error.message, error.hint))
            else:
                (read if is_new else unchanged).append(source)
        if (container := unpacking.container()) is not None:
            corpus.containers.keep(place, container)
            containers.append(container)
    progress(len(files), len(files), "")
    return IngestReport(tuple(read), tuple(unchanged), tuple(skipped), tuple(containers))


def _take(
    piece: Piece, corpus: Corpus, originals: Originals, count_tokens: CountTokens,
    kind: SourceKind | None, record: Intake,
) -> tuple[Source, bool]:  # fmt: skip
    if piece.error is not None:
        raise piece.error
    place, name = piece.place, piece.name
    form = reading.require_format(name)  # before a file of another kind is read for nothing
    data = piece.load()
    digest = hashlib.sha256(data).hexdigest()
    known = corpus.source_with_digest(digest)
    is_current = not _is_outdated(piece, corpus)
    if known is not None:
        originals.keep(data, digest, known.suffix)
        with corpus.together():
            if is_current:
                corpus.see_again(place, known, piece.captured)
            record.seen(corpus, known)
            if kind is not None and kind is not known.kind:
                corpus.take_as(known.id, kind)
                record.taken_as(known.id, kind)
                known = replace(known, kind=kind)
        return known, False
    document = _read(data, name)
    before = corpus.source_at(place) if is_current else None
    mirrored = mirrored_address(piece.shown) if form.kind is SourceKind.WEB else None
    source = Source(
        id=source_id(digest), digest=digest, kind=kind or form.kind, path=piece.shown,
        media_type=form.media_type, title=document.title, size=len(data),
        url=piece.url or document.url or mirrored, dated=document.dated,
        captured=piece.captured or document.captured, pages=len(document.pages) or None,
        version=before.version + 1 if before else 1, replaces=before.id if before else None,
        current=is_current, reader=document.reader, remarks=document.remarks,
    )  # fmt: skip
    passages = cut(document, source.id, count_tokens)
    if not passages:
        raise UnreadableError(
            "it has headings but no text under them", "den har rubriker men ingen text under dem"
        )
    originals.keep(data, digest, source.suffix)
    with corpus.together():
        corpus.add(place, source, document, passages, piece.captured)
        record.taken(corpus, source)
    return source, True


def _is_outdated(piece: Piece, corpus: Corpus) -> bool:
    """Say whether a later capture of the same web page is known already."""
    latest = corpus.containers.captured_at(piece.place) if piece.captured else None
    return latest is not None and piece.captured is not None and piece.captured < latest


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableError("it is no ordinary file", "det är ingen vanlig fil")
        if path.stat().st_size > MAX_FILE:
            raise UnreadableError(
                f"the file is larger than {MAX_FILE // 1_000_000} MB",
                f"filen är större än {MAX_FILE // 1_000_000} MB",
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"the file cannot be opened ({error.strerror})", "filen går inte att öppna"
        ) from error


def _read(data: bytes, name: str) -> Document:
    return READ(data, name)
