"""The log keeps every act in a chain, refuses to be changed, and finds where it was."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kompass_evidence import __version__
from kompass_evidence.domain.act import FIRST, Act, ActKind
from kompass_evidence.errors import IntegrityError
from kompass_evidence.store.database import open_database
from kompass_evidence.store.ledger import Ledger

AT = "2026-11-23T10:00:00Z"


@pytest.fixture
def ledger(connection: sqlite3.Connection) -> Ledger:
    return Ledger(connection)


def fill(ledger: Ledger, count: int) -> list[Act]:
    """Append acts that say their number, of three kinds in turn."""
    kinds = (ActKind.EDIT_FACT, ActKind.SET_FLAG, ActKind.JUDGE_EVIDENCE)
    return [
        ledger.append("Eva Ek", kinds[n % len(kinds)], {"n": n, "å": None}, AT)
        for n in range(1, count + 1)
    ]


def read_again(path: Path) -> list[Act]:
    """Return the acts as a process that opens the file anew reads them."""
    opened = open_database(path)
    try:
        return list(Ledger(opened).acts())
    finally:
        opened.close()


# ---- keeping


def test_acts_are_read_as_they_were_appended(ledger: Ledger, path: Path) -> None:
    kept = fill(ledger, 4)
    assert read_again(path) == kept


def test_acts_are_numbered_from_one(ledger: Ledger) -> None:
    assert [act.number for act in fill(ledger, 3)] == [1, 2, 3]


def test_act_names_who_did_what_when_and_with_which_version(ledger: Ledger) -> None:
    act = ledger.append("Åsa Öst", ActKind.SET_FLAG, {"flag": "flg-1"}, AT)
    assert (act.by, act.kind, act.at, act.tool) == ("Åsa Öst", "set_flag", AT, __version__)


def test_act_is_of_now_in_utc_unless_told(ledger: Ledger) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    at = ledger.append("Eva Ek", ActKind.SET_FLAG, {}).at
    assert at.endswith("Z")
    assert before <= datetime.fromisoformat(at) <= datetime.now(UTC)


def test_acts_of_one_kind_are_those_alone(ledger: Ledger) -> None:
    fill(ledger, 7)
    assert [act.data["n"] for act in ledger.acts(ActKind.SET_FLAG)] == [1, 4, 7]


# ---- the chain


def test_each_act_carries_the_hash_of_the_one_before(ledger: Ledger) -> None:
    acts = fill(ledger, 4)
    assert [act.before for act in acts] == [FIRST, *(act.hash for act in acts[:-1])]


def test_head_is_the_hash_of_the_last_act(ledger: Ledger) -> None:
    assert ledger.head() == FIRST
    acts = fill(ledger, 3)
    assert ledger.head() == acts[-1].hash


def test_two_connections_that_append_in_turn_keep_one_chain(path: Path) -> None:
    connections = [open_database(path), open_database(path)]
    first, second = (Ledger(connection) for connection in connections)
    kept = [
        ledger.append(name, ActKind.SET_FLAG, {"n": n})
        for n in range(5)
        for ledger, name in ((first, "Eva Ek"), (second, "Åsa Öst"))
    ]
    for connection in connections:
        connection.close()
    assert read_again(path) == kept


def test_threads_that_append_at_once_keep_one_chain(path: Path) -> None:
    def append(name: str) -> None:
        connection = open_database(path)
        for n in range(10):
            Ledger(connection).append(name, ActKind.SET_FLAG, {"n": n})
        connection.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(append, ("Eva Ek", "Åsa Öst", "Bo Al")))
    assert [act.number for act in read_again(path)] == list(range(1, 31))


# ---- nothing is changed or removed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE act SET by = 'Någon Annan' WHERE number = 1", "UPDATE act SET data = data",
        "DELETE FROM act WHERE number = 3", "DELETE FROM act",
    ],
)  # fmt: skip
def test_database_refuses_to_change_or_remove_an_act(
    ledger: Ledger, path: Path, statement: str
) -> None:
    kept = fill(ledger, 3)
    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    raw.close()
    assert read_again(path) == kept


def tamper(path: Path, *statements: str) -> None:
    """Change the file behind the triggers."""
    raw = sqlite3.connect(path, isolation_level=None)
    for trigger in ("act_is_never_changed", "act_is_never_removed"):
        raw.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        raw.execute(statement)
    raw.close()


CHANGES = {
    "at": "at = '2026-11-24T10:00:00Z'",
    "by": "by = 'Någon Annan'",
    "tool": "tool = '9.9'",
    "kind": "kind = 'edit_fact'",
    "data": """data = '{"n":99,"å":null}'""",
    "before": f"before = '{FIRST}'",
    "hash": f"hash = '{'f' * 64}'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_row_that_was_changed_is_named(ledger: Ledger, path: Path, column: str) -> None:
    fill(ledger, 4)
    tamper(path, f"UPDATE act SET {CHANGES[column]} WHERE number = 2")
    with pytest.raises(IntegrityError, match=r"Row 2 of the log"):
        read_again(path)


def test_every_column_but_the_number_is_among_the_changes(connection: sqlite3.Connection) -> None:
    columns = {row[1] for row in connection.execute("PRAGMA table_info (act)")}
    assert set(CHANGES) == columns - {"number"}


def test_the_first_of_several_changed_rows_is_named(ledger: Ledger, path: Path) -> None:
    fill(ledger, 5)
    tamper(path, "UPDATE act SET by = 'Någon Annan' WHERE number IN (3, 5)")
    with pytest.raises(IntegrityError, match=r"Row 3 of the log"):
        read_again(path)


def test_row_changed_with_its_own_hash_breaks_the_chain_at_the_next(
    ledger: Ledger, path: Path
) -> None:
    acts = fill(ledger, 4)
    forged = Act(2, AT, "Någon Annan", __version__, acts[1].kind, acts[1].data, acts[1].before)
    tamper(path, f"UPDATE act SET by = 'Någon Annan', hash = '{forged.hash}' WHERE number = 2")
    with pytest.raises(IntegrityError, match=r"Row 3 of the log"):
        read_again(path)


@pytest.mark.parametrize(("gone", "named"), [(1, 2), (2, 3)])
def test_row_after_one_that_was_removed_is_named(
    ledger: Ledger, path: Path, gone: int, named: int
) -> None:
    fill(ledger, 4)
    tamper(path, f"DELETE FROM act WHERE number = {gone}")
    with pytest.raises(IntegrityError, match=f"Row {named} of the log"):
        read_again(path)


def test_rows_that_changed_places_are_found(ledger: Ledger, path: Path) -> None:
    fill(ledger, 3)
    moves = [f"UPDATE act SET number = {to} WHERE number = {of}" for of, to in
             ((1, 9), (2, 1), (9, 2))]  # fmt: skip
    tamper(path, *moves)
    with pytest.raises(IntegrityError, match=r"Row 1 of the log"):
        read_again(path)


def test_damage_is_found_whichever_kind_is_asked_for(ledger: Ledger, path: Path) -> None:
    fill(ledger, 4)
    tamper(path, "UPDATE act SET by = 'Någon Annan' WHERE number = 1")
    with pytest.raises(IntegrityError, match=r"Row 1 of the log"):
        list(ledger.acts(ActKind.SET_FLAG))
