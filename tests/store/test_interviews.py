"""Names behind interviews are kept apart, and erased to the last byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kompass_evidence.errors import WorkspaceError
from kompass_evidence.store.database import open_database
from kompass_evidence.store.interviews import Interviews

NAME = "Karl-Åke Östlund"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Interviews]:
    """A database that holds the name behind one interview."""
    connection = open_database(tmp_path / "kompass.db", create=True)
    connection.execute("PRAGMA foreign_keys = OFF")  # the interview itself is beside the point
    connection.execute("PRAGMA busy_timeout = 50")
    interviews = Interviews(connection)
    interviews.keep("src-1", NAME)
    yield interviews
    connection.close()


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_name_is_kept_by_its_interview_and_may_be_mended(kept: Interviews) -> None:
    assert kept.people() == {"src-1": NAME}
    kept.keep("src-1", "Bo Berg")
    assert kept.people() == {"src-1": "Bo Berg"}


def test_a_forgotten_name_is_in_neither_database_nor_write_ahead_log(
    kept: Interviews, tmp_path: Path
) -> None:
    assert NAME.encode() in files(tmp_path)
    assert kept.forget("src-1")
    kept.scrub()
    assert NAME.encode() not in files(tmp_path)
    assert not kept.forget("src-1")


def test_a_reader_that_still_sees_the_name_is_told_of(kept: Interviews, tmp_path: Path) -> None:
    reader = open_database(tmp_path / "kompass.db")
    reader.execute("BEGIN")
    assert reader.execute("SELECT person FROM interviewed").fetchone() == (NAME,)
    kept.forget("src-1")
    with pytest.raises(WorkspaceError, match="still reads"):
        kept.scrub()
    reader.close()
    kept.scrub()
    assert NAME.encode() not in files(tmp_path)
