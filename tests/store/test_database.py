"""The database is opened at the latest schema, or the user is told why it is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kompass_evidence.domain.document import Document
from kompass_evidence.errors import IntegrityError, KompassError, WorkspaceError
from kompass_evidence.store.corpus import Corpus
from kompass_evidence.store.database import LATEST, VERSION_1, open_database, transaction


def schema_version(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(version)


def test_new_database_has_the_latest_schema(path: Path) -> None:
    assert schema_version(path) == LATEST


def test_what_was_kept_is_there_when_it_is_opened_again(path: Path) -> None:
    first = open_database(path)
    with transaction(first):
        first.execute("INSERT INTO unread VALUES ('/a', 'a', 'reason', 'skäl')")
    first.close()
    again = open_database(path)
    assert again.execute("SELECT swedish FROM unread").fetchall() == [("skäl",)]
    again.close()


def test_missing_database_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="missing"):
        open_database(tmp_path / "kompass.db")
    assert not (tmp_path / "kompass.db").exists()


def test_database_of_a_newer_version_is_told(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    with pytest.raises(WorkspaceError, match="newer"):
        open_database(path)


def test_database_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    with pytest.raises(WorkspaceError):
        open_database(path)
    assert schema_version(path) == LATEST + 1


def test_file_that_is_no_database_is_damage(path: Path) -> None:
    path.write_bytes(b"detta er ingen databas " * 400)
    with pytest.raises(IntegrityError, match="damaged"):
        open_database(path)


def test_emptied_file_is_damage_and_not_a_new_workspace(path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(IntegrityError, match="empty"):
        open_database(path)


@pytest.mark.parametrize("kept", [50, 100, 2000, 5000])
def test_file_cut_short_is_told_and_never_taken_for_sound(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises((KompassError, sqlite3.DatabaseError)):
        opened = open_database(path)
        opened.execute("SELECT count(*) FROM source").fetchone()


def test_folder_in_the_place_of_the_database_is_told(path: Path) -> None:
    path.unlink()
    path.mkdir()
    with pytest.raises(WorkspaceError, match="cannot be used"):
        open_database(path)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_transaction_that_is_broken_off_keeps_nothing(
    connection: sqlite3.Connection, error: type[BaseException]
) -> None:
    with pytest.raises(error), transaction(connection):
        connection.execute("INSERT INTO unread VALUES ('/a', 'a', 'reason', 'skäl')")
        raise error
    assert connection.execute("SELECT count(*) FROM unread").fetchone() == (0,)


def test_transaction_can_follow_one_that_was_broken_off(connection: sqlite3.Connection) -> None:
    with pytest.raises(ValueError), transaction(connection):
        raise ValueError
    with transaction(connection):
        connection.execute("INSERT INTO unread VALUES ('/a', 'a', 'reason', 'skäl')")
    assert connection.execute("SELECT count(*) FROM unread").fetchone() == (1,)


def test_passage_of_no_source_is_refused(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("INSERT INTO place (path, source) VALUES ('/a', 'src-000000000000')")


# ---- from an older schema

OLD_ROWS = {
    "source": (
        "src-a", "a" * 64, "document", "d/plan.pdf", "application/pdf", "Plan å", 12, None,
        "2024-01-31", 1, 1, None, 1, "pdf/1", "sv", '["en bild"]', "Planen antogs.", "[]",
    ),
    "place": ("/d/plan.pdf", "src-a"),
    "page": ("src-a", 0, "1", 0, 14, '["Sida 1"]', b"\x01\x02"),
    "passage": (
        "psg-a", "src-a", 0, 0, 14, "Planen antogs.", "[]", '["s. 1"]', 4, 0, "Plan å",
    ),
    "vector": ("model", "b" * 64, b"\x00\x00\x80?"),
    "unread": ("/d/x.doc", "d/x.doc", "reason", "skäl"),
    "setting": ("framework", "tiny"),
}  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A database as the first release wrote it, with a row in every table."""
    made = tmp_path / "kompass.db"
    with sqlite3.connect(made) as connection:
        connection.executescript(f"{VERSION_1}\nPRAGMA user_version = 1;")
        for table, row in OLD_ROWS.items():
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)
    connection.close()
    return made


@pytest.fixture
def brought_up(old: Path) -> Iterator[sqlite3.Connection]:
    opened = open_database(old)
    yield opened
    opened.close()


def test_older_database_is_brought_to_the_latest_schema(old: Path) -> None:
    open_database(old).close()
    assert schema_version(old) == LATEST


@pytest.mark.parametrize("table", OLD_ROWS)
def test_older_database_keeps_its_rows(brought_up: sqlite3.Connection, table: str) -> None:
    rows = [row[: len(OLD_ROWS[table])] for row in brought_up.execute(f"SELECT * FROM {table}")]
    assert OLD_ROWS[table] in rows


def test_source_of_an_older_database_has_no_margins(brought_up: sqlite3.Connection) -> None:
    assert Corpus(brought_up).document("src-a", pages=False).margins == ()


def test_source_can_be_added_to_an_older_database(brought_up: sqlite3.Connection) -> None:
    corpus = Corpus(brought_up)
    source = replace(corpus.source("src-a"), id="src-b", digest="c" * 64, version=2)
    corpus.add("/d/ny.docx", source, Document("Ny.", (), margins=("Utkast",)), [])
    assert corpus.document("src-b").margins == ("Utkast",)


def test_database_that_was_brought_up_is_left_as_it_is_the_next_time(old: Path) -> None:
    first = open_database(old)
    first.execute("UPDATE source SET margins = '[\"Utkast\"]'")
    first.close()
    again = open_database(old)
    assert again.execute("SELECT margins FROM source").fetchall() == [('["Utkast"]',)]
    again.close()


def test_step_that_fails_half_way_leaves_the_older_database_whole(old: Path) -> None:
    with sqlite3.connect(old) as connection:
        connection.execute("CREATE TABLE act (number INTEGER)")  # in the way of the new one
    connection.close()
    with pytest.raises(KompassError):
        open_database(old)
    with sqlite3.connect(old) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(source)")]
    connection.close()
    assert "margins" not in columns and schema_version(old) == 1
