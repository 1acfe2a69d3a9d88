"""Keeps sources with their text, pages, passages and vectors; the only SQL about them.

A source that is replaced by a new version stays, with `current` off: what is cited in it must
be found again. Every change of what is current raises the generation, by which derived indexes
know whether they are up to date.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.domain.document import (
    Block,
    BlockKind,
    Document,
    Page,
    Passage,
    Source,
    SourceKind,
    Span,
)  # fmt: skip
from kompass_evidence.errors import InputError, IntegrityError
from kompass_evidence.store.containers import Containers
from kompass_evidence.store.content import content_digest
from kompass_evidence.store.database import other_schema, transaction
from kompass_evidence.store.word_boxes import pack_words, unpack_words

_SOURCE_COLUMNS = (
    "id, digest, kind, path, media_type, title, size, url, dated, page_count, version,"
    " replaces, current, reader, remarks, captured, retired"
)
_PASSAGE_COLUMNS = (
    "passage.id, passage.source, start, finish, passage.text, heading, places, tokens,"
    " is_table, context"
)
AT_ONCE = 500  # values in one statement; SQLite takes some tens of thousands


class State(NamedTuple):
    """What may change of a source; `seen` says whether a file of it stands where it was seen."""

    source: str
    kind: str
    replaces: str | None
    current: bool
    retired: bool
    seen: bool


class Corpus:
    """The sources, passages and vectors of one workspace."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self.containers = Containers(connection)

    def together(self) -> AbstractContextManager[None]:
        """Keep all changes made inside, or none; the log of the same database is among them."""
        return transaction(self._db)

    # ---- sources

    def generation(self) -> int:
        """Return the number that rises with every change of what is current."""
        row = self._db.execute("SELECT value FROM setting WHERE key = 'generation'").fetchone()
        return int(row[0])

    def source_at(self, place: str) -> Source | None:
        """Return the source that was last seen at the absolute path `place`."""
        return self._one_source("id = (SELECT source FROM place WHERE path = ?)", place)

    def source_with_digest(self, digest: str) -> Source | None:
        """Return the source whose bytes have this SHA-256."""
        return self._one_source("digest = ?", digest)

    def source(self, identifier: str) -> Source:
        """Return one source by id. Raises InputError if there is none."""
        found = self._one_source("id = ?", identifier)
        if found is None:
            raise InputError(
                f"There is no source {identifier} in this workspace.",
                "See what there is with: kompass sources",
            )
        return found

    def sources(self, *, current: bool = True) -> list[Source]:
        """Return the sources by path and id; all versions where `current` is false."""
        where = "current = 1" if current else "1 = 1"
        rows = self._db.execute(
            f"SELECT {_SOURCE_COLUMNS} FROM source WHERE {where} ORDER BY path, id"
        )
        return [_source(row) for row in rows]

    def _one_source(self, where: str, value: str) -> Source | None:
        asked = f"SELECT {_SOURCE_COLUMNS} FROM source WHERE {where}"
        row = self._db.execute(asked, (value,)).fetchone()
        return _source(row) if row else None

    def add(
        self, place: str, source: Source, document: Document, passages: Sequence[Passage],
        captured: str | None = None,
    ) -> None:  # fmt: skip
        """Keep a newly read source with its document and passages, all or nothing.

        One that is not current is an earlier capture of the page that stands at `place`.
        """
        with transaction(self._db):
            self._insert_source(source, document)
            self._insert_pages(source.id, document.pages)
            self._insert_passages(passages)
            if source.current:
                self._see(place, source.id, captured)

    def see_again(self, place: str, source: Source, captured: str | None = None) -> None:
        """Note that an already known source stands at `place`, and is in force."""
        known = self.source_at(place)
        if known is not None and known.id == source.id and (known.current or known.retired):
            with transaction(self._db):
                self._db.execute("DELETE FROM unread WHERE path = ?", (place,))
                self.containers.see_capture(place, captured)
            return
        with transaction(self._db):
            self._see(place, source.id, captured)

    def take_as(self, source: str, kind: SourceKind) -> None:
        """Note what kind of source the user says that one is."""
        with transaction(self._db):
            self._db.execute("UPDATE source SET kind = ? WHERE id = ?", (kind, source))

    def retire(self, source: str, *, retired: bool = True) -> None:
        """Take a source out of what is searched and assessed, or back in; it stays in full.

        One that is brought back is current only if a file of it is still where it was seen.
        """
        with transaction(self._db):
            self._db.execute("UPDATE source SET retired = ? WHERE id = ?", (retired, source))
            self._db.execute(
                "UPDATE source SET current = NOT retired"
                " AND EXISTS (SELECT 1 FROM place WHERE source = ?1) WHERE id = ?1",
                (source,),
            )
            self._changed()

    def delete(self, source: str) -> None:
        """Remove a source with all that was made of it; none may be a newer version of it."""
        with transaction(self._db):
            for table in ("place", "page", "passage", "interviewed"):
                self._db.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
            self._db.execute("DELETE FROM source WHERE id = ?", (source,))
            self._changed()

    def _changed(self) -> None:
        self._db.execute("UPDATE setting SET value = value + 1 WHERE key = 'generation'")

    def _see(self, place: str, source: str, captured: str | None) -> None:
        before = self._db.execute("SELECT source FROM place WHERE path = ?", (place,)).fetchone()
        self._db.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?)", (place, source, captured))
        # what was retired stays so, wherever its file is seen again
        self._db.execute("UPDATE source SET current = 1 - retired WHERE id = ?", (source,))
        if before and before[0] != source:
            # in force no longer, unless the same bytes also stand somewhere else
            self._db.execute(
                "UPDATE source SET current = 0 WHERE id = ?1"
                " AND NOT EXISTS (SELECT 1 FROM place WHERE source = ?1)",
                before,
            )
        self._db.execute("DELETE FROM unread WHERE path = ?", (place,))
        self._changed()

    def _insert_source(self, source: Source, document: Document) -> None:
        blocks = [[b.kind, b.span.start, b.span.end, b.level] for b in document.blocks]
        values = (
            source.id, source.digest, source.kind, source.path, source.media_type, source.title,
            source.size, source.url, source.dated, source.pages, source.version, source.replaces,
            int(source.current), source.reader, document.language, _json(source.remarks),
            document.text, _json(blocks), _json(document.margins), 0, source.captured,
        )  # fmt: skip
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO source VALUES ({marks})", values)

    def _insert_pages(self, source: str, pages: Iterable[Page]) -> None:
        rows = (
            (source, page.index, page.label, page.span.start, page.span.end,
             _json(page.margins), pack_words(page.words))
            for page in pages
        )  # fmt: skip
        self._db.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _insert_passages(self, passages: Iterable[Passage]) -> None:
        rows = (
            (p.id, p.source, number, p.span.start, p.span.end, p.text, _json(p.heading),
             _json(p.places), p.tokens, int(p.table), p.context)
            for number, p in enumerate(passages)
        )  # fmt: skip
        self._db.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    # ---- documents and passages

    def document(self, source: str, *, pages: bool = True) -> Document:
        """Return the whole document of a source; without `pages` the boxes of its words are left
        out, which are most of it."""
        row = self._db.execute(
            "SELECT text, blocks, title, url, dated, language, reader, remarks, margins, captured"
            " FROM source WHERE id = ?",
            (source,),
        ).fetchone()
        if row is None:
            self.source(source)
        text, blocks, title, url, dated, language, reader, remarks, margins, captured = row
        try:
            return Document(
                text, tuple(_block(entry) for entry in json.loads(blocks)),
                tuple(self._pages(source, words=pages)), title, url, dated, language, reader,
                tuple(json.loads(remarks)), tuple(json.loads(margins)), captured,
            )  # fmt: skip
        except (zlib.error, ValueError, TypeError) as error:
            raise IntegrityError(
                f"What is stored of the source {source} is damaged ({error}).",
                "Restore the workspace from a backup.",
            ) from error

    def _pages(self, source: str, *, words: bool = True) -> Iterator[Page]:
        rows = self._db.execute(
            "SELECT number, label, start, finish, words, margins FROM page"
            " WHERE source = ? ORDER BY number",
            (source,),
        )
        for number, label, start, finish, packed, margins in rows:
            span = Span(start, finish)
            boxes = unpack_words(packed) if words else ()
            yield Page(number, label, span, boxes, tuple(json.loads(margins)))

    def passages(self, source: str | None = None) -> list[Passage]:
        """Return the passages of one source in order, or those of all current sources by id."""
        if source is not None:
            where, values, order = "passage.source = ?", (source,), "ordinal"
        else:
            where, values, order = "current = 1", (), "passage.id"  # type: ignore[assignment]
        rows = self._db.execute(
            f"SELECT {_PASSAGE_COLUMNS} FROM passage JOIN source ON source.id = passage.source"
            f" WHERE {where} ORDER BY {order}",
            values,
        )
        return [_passage(row) for row in rows]

    def passage(self, identifier: str) -> Passage:
        """Return one passage by id. Raises InputError if there is none."""
        asked = f"SELECT {_PASSAGE_COLUMNS} FROM passage WHERE id = ?"
        row = self._db.execute(asked, (identifier,)).fetchone()
        if row is None:
            raise InputError(
                f"There is no passage {identifier} in this workspace.",
                "Take an id from kompass search or from the pack.",
            )
        return _passage(row)

    def passage_counts(self) -> dict[str, int]:
        """Return how many passages each source has."""
        return dict(self._db.execute("SELECT source, count(*) FROM passage GROUP BY source"))

    # ---- what could not be read

    def note_unread(self, place: str, shown: str, reason: str, swedish: str = "") -> None:
        """Keep that the file at `place` could not be read, and why, in English and Swedish."""
        row = (place, shown, reason, swedish or reason)
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?)", row)

    def unread(self, *, swedish: bool = False) -> list[tuple[str, str]]:
        """Return (path as shown, reason) for every file that could not be read."""
        column = "swedish" if swedish else "reason"
        rows = self._db.execute(f"SELECT shown, {column} FROM unread ORDER BY shown, path")
        return [(shown, reason) for shown, reason in rows]

    # ---- vectors

    def vectors(self, model: str, digests: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Return the stored vectors of this model for those of `digests` that have one."""
        wanted = sorted(set(digests))
        found = {}
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            marks = ", ".join("?" * len(part))
            rows = self._db.execute(
                f"SELECT digest, value FROM vector WHERE model = ? AND digest IN ({marks})",
                (model, *part),
            )
            found.update({digest: np.frombuffer(value, "<f4") for digest, value in rows})
        return found

    def keep_vectors(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors by the digest of their text; one that is already kept stays as it is."""
        rows = [(model, digest, v.astype("<f4").tobytes()) for digest, v in sorted(vectors.items())]
        with transaction(self._db):
            self._db.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?, ?)", rows)

    def content(self, source: str) -> str:
        """Return the digest of all that is stored of a source, see `content_digest`."""
        return content_digest(self._db, source)

    def states(self) -> list[State]:
        """Return what may change of every source, by id."""
        rows = self._db.execute(
            "SELECT id, kind, replaces, current, retired,"
            " EXISTS (SELECT 1 FROM place WHERE source = id) FROM source ORDER BY id"
        )
        return [State(*row[:3], *map(bool, row[3:])) for row in rows]

    def check(self, *, thorough: bool = False) -> list[str]:
        """Return what SQLite finds wrong with the file; empty when it is sound.

        A thorough check also holds its indexes against its tables, and its schema against ours.
        """
        pragma = "integrity_check" if thorough else "quick_check"
        found = [row[0] for row in self._db.execute(f"PRAGMA {pragma}")]
        broken = self._db.execute("PRAGMA foreign_key_check").fetchall()
        schema = other_schema(self._db) if thorough else []
        return [line for line in found if line != "ok"] + [str(row) for row in broken] + schema


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _source(row: tuple) -> Source:  # type: ignore[type-arg]
    (identifier, digest, kind, path, media_type, title, size, url, dated, pages, version,
     replaces, current, reader, remarks, captured, retired) = row  # fmt: skip
    return Source(
        identifier, digest, SourceKind(kind), path, media_type, title, size, url, dated, pages,
        version, replaces, bool(current), reader, tuple(json.loads(remarks)),
        captured, bool(retired),
    )  # fmt: skip


def _block(entry: list) -> Block:  # type: ignore[type-arg]
    kind, start, end, level = entry
    return Block(BlockKind(kind), Span(start, end), level)


def _passage(row: tuple) -> Passage:  # type: ignore[type-arg]
    identifier, source, start, end, text, heading, places, tokens, is_table, context = row
    return Passage(
        identifier, source, Span(start, end), text, tuple(json.loads(heading)),
        tuple(json.loads(places)), tokens, bool(is_table), context,
    )  # fmt: skip
