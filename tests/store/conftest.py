"""A database to keep things in, as a workspace has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kompass_evidence.store.database import open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound and empty database, closed."""
    made = tmp_path / "kompass.db"
    open_database(made, create=True).close()
    return made


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    """The same database, open."""
    opened = open_database(path)
    yield opened
    opened.close()
