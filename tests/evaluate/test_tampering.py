"""One byte is flipped, anywhere: the audit says so, or nothing that is evidence has changed."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from kompass_evidence.evaluate.audit import audit
from tests.evaluate.conftest import failed

FLIPS = 120
# vectors, and where files lay on somebody's disk, are no evidence
EVIDENCE = ("source", "page", "passage", "act")


def dump(path: Path) -> list[tuple[object, ...]] | None:
    """Return all rows of the tables that hold evidence, or None where they cannot be read."""
    connection = sqlite3.connect(path)
    try:
        return [
            (table, *row)
            for table in EVIDENCE
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
        ]
    except (sqlite3.Error, ValueError):
        return None
    finally:
        connection.close()


@pytest.mark.parametrize("seed", range(3))
def test_flipped_byte_of_the_database_is_named_or_touches_no_evidence(
    town: Path, seed: int
) -> None:
    path = town / "kompass.db"
    sound, before = path.read_bytes(), dump(path)
    assert before
    chance = random.Random(seed)
    found = 0
    for _ in range(FLIPS // 3):
        place = chance.randrange(len(sound))
        changed = bytearray(sound)
        changed[place] ^= 1 << chance.randrange(8)
        for ending in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_bytes(changed)
        told = audit(town)
        if told.ok:
            assert dump(path) == before, f"byte {place} was changed unseen"
        else:
            found += 1
            assert any(problem.where for check in told.checks for problem in check.problems)
    assert found


def test_flipped_byte_of_an_original_names_it(town: Path) -> None:
    chance = random.Random(7)
    for path in sorted((town / "sources").iterdir()):
        sound = path.read_bytes()
        changed = bytearray(sound)
        changed[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        told = failed(town)
        assert set(told) == {"originals"}
        assert path.name in told["originals"]
        path.write_bytes(sound)
