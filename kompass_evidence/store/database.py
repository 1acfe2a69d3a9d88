"""Opens the workspace's SQLite file and brings its schema up to date, version by version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from kompass_evidence.errors import IntegrityError, KompassError, WorkspaceError

VERSION_1 = """
CREATE TABLE source (
    id TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,          -- SHA-256 of the bytes, hex
    kind TEXT NOT NULL,
    path TEXT NOT NULL,                   -- as shown: from the folder that was ingested
    media_type TEXT NOT NULL,
    title TEXT NOT NULL,
    size INTEGER NOT NULL,
    url TEXT,
    dated TEXT,
    page_count INTEGER,
    version INTEGER NOT NULL,
    replaces TEXT REFERENCES source (id),
    current INTEGER NOT NULL,
    reader TEXT NOT NULL,
    language TEXT,
    remarks TEXT NOT NULL,                -- JSON list
    text TEXT NOT NULL,
    blocks TEXT NOT NULL                  -- JSON list of [kind, start, end, level]
) STRICT;

CREATE TABLE place (                      -- where a source was seen; one source may have several
    path TEXT PRIMARY KEY,                -- absolute
    source TEXT NOT NULL REFERENCES source (id)
) STRICT;

CREATE TABLE page (
    source TEXT NOT NULL REFERENCES source (id),
    number INTEGER NOT NULL,              -- index from 0
    label TEXT NOT NULL,
    start INTEGER NOT NULL,
    finish INTEGER NOT NULL,
    margins TEXT NOT NULL,                -- JSON list
    words BLOB NOT NULL,                  -- see corpus.pack_words
    PRIMARY KEY (source, number)
) STRICT;

CREATE TABLE passage (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL REFERENCES source (id),
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    finish INTEGER NOT NULL,
    text TEXT NOT NULL,
    heading TEXT NOT NULL,                -- JSON list
    places TEXT NOT NULL,                 -- JSON list
    tokens INTEGER NOT NULL,
    is_table INTEGER NOT NULL,
    context TEXT NOT NULL,
    UNIQUE (source, ordinal)
) STRICT;

CREATE TABLE vector (
    model TEXT NOT NULL,                  -- digest of the model
    digest TEXT NOT NULL,                 -- SHA-256 of the text that was embedded, hex
    value BLOB NOT NULL,                  -- float32, little-endian, L2-normalised
    PRIMARY KEY (model, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE unread (
    path TEXT PRIMARY KEY,                -- absolute
    shown TEXT NOT NULL,
    reason TEXT NOT NULL,
    swedish TEXT NOT NULL                 -- the reason as packs give it
) STRICT;

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO setting VALUES ('generation', '0');
"""

VERSION_2 = """
ALTER TABLE source ADD COLUMN margins TEXT NOT NULL DEFAULT '[]';  -- JSON list, see Document

CREATE TABLE act (                        -- the append-only log, see domain.act
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    tool TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL,                   -- canonical JSON
    before TEXT NOT NULL,                 -- hash of the row before
    hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER act_is_never_changed BEFORE UPDATE ON act
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER act_is_never_removed BEFORE DELETE ON act
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
"""

VERSION_3 = """
-- a source that was taken out of the evaluation stays, since it may be cited
ALTER TABLE source ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN captured TEXT;  -- when a web page was taken, ISO 8601

CREATE TABLE interviewed (                -- whom an interview was with; may be erased, see forget
    source TEXT PRIMARY KEY REFERENCES source (id),
    person TEXT NOT NULL
) STRICT;
"""

VERSION_4 = """
ALTER TABLE place ADD COLUMN captured TEXT;  -- of the page at a web address: when, ISO 8601

CREATE TABLE container (                  -- a file that holds sources: an archive, a mail
    path TEXT PRIMARY KEY,                -- absolute
    shown TEXT NOT NULL,
    digest TEXT NOT NULL,                 -- SHA-256 of the bytes, hex
    remark TEXT NOT NULL,                 -- what came of it
    swedish TEXT NOT NULL                 -- the same as packs give it
) STRICT;
"""

MIGRATIONS = (VERSION_1, VERSION_2, VERSION_3, VERSION_4)
LATEST = len(MIGRATIONS)


def open_database(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open the database at `path`, bringing it to the latest schema.

    Raises WorkspaceError where it is missing, cannot be opened or is from a newer version of
    the tool, and IntegrityError where the file is damaged.
    """
    if not create and not path.exists():
        raise WorkspaceError(f"The database {path} is missing.", "Restore it from a backup.")
    try:
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # what is erased is gone
            _migrate(connection, path, create=create)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        told = explain(error, f"The database {path}")
        if told is None:
            raise
        raise told from error
    return connection


def explain(error: Exception, database: str = "The workspace's database") -> KompassError | None:
    """Return what SQLite says in words for the user; None if it is another error."""
    if isinstance(error, sqlite3.OperationalError):
        return WorkspaceError(
            f"{database} cannot be used ({error}).",
            "Check that you may write in the folder and that no other kompass is working in it.",
        )
    if type(error) is sqlite3.DatabaseError:  # those below it are of other kinds than damage
        return IntegrityError(f"{database} is damaged ({error}).", "Restore it from a backup.")
    return None


def _migrate(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > LATEST:
        raise WorkspaceError(
            f"The workspace {path.parent} was made by a newer kompass (schema {version}).",
            "Install the latest kompass and try again.",
        )
    if version == 0 and not create:
        # SQLite takes an empty file for a new database; here it is one that lost its content
        raise IntegrityError(f"The database {path} is empty.", "Restore it from a backup.")
    for number in range(version, LATEST):
        # one script, so that a migration is there whole or not at all
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{MIGRATIONS[number]}\nPRAGMA user_version = {number + 1};\nCOMMIT;"
        )


def other_schema(connection: sqlite3.Connection) -> list[str]:
    """Return which tables, indexes and triggers are not as the tool makes them."""
    asked = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
    ours = sqlite3.connect(":memory:")
    try:
        for migration in MIGRATIONS:
            ours.executescript(migration)
        expected = dict(ours.execute(asked).fetchall())
    finally:
        ours.close()
    found = dict(connection.execute(asked).fetchall())
    missing = [f"the {name} is missing" for name in expected if name not in found]
    changed = [
        f"the {name} is not as it was made"
        for name, sql in found.items()
        if expected.get(name) != sql
    ]
    return missing + changed


def copy_database(source: Path, target: Path, without: Sequence[str] = ()) -> None:
    """Copy a database that may be in use, as it is at one moment, with the tables named emptied.

    The copy is one file; what is emptied is nowhere in it.
    """
    with (
        closing(sqlite3.connect(source, timeout=10)) as read,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        read.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        for table in without:
            copy.execute(f"DELETE FROM {table}")
        copy.execute("VACUUM")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do what is inside in one transaction: all of it is kept, or none.

    Inside another transaction it is part of that one.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have ended it already
            connection.execute("ROLLBACK")
        raise
