"""Keeps the append-only log of what people did; what holds now is read by replaying it.

Nothing in it is ever changed or removed: the database refuses it, and each row carries the hash
of the row before, so that a change behind the tool's back is seen.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from kompass_evidence import __version__
from kompass_evidence.domain.act import FIRST, Act, ActKind, canonical, row_hash
from kompass_evidence.errors import IntegrityError, Problem
from kompass_evidence.store.database import transaction

_RESTORE = "Restore the workspace from a backup."
_COLUMNS = "number, at, by, tool, kind, data, before, hash"


class Ledger:
    """The log of one workspace; `tool` is the version, and model, that acts are kept with."""

    def __init__(self, connection: sqlite3.Connection, tool: str = __version__) -> None:
        self._db = connection
        self._tool = tool

    def append(self, by: str, kind: ActKind, data: Mapping[str, Any], at: str | None = None) -> Act:
        """Keep one act and return it; `at` is now unless given (ISO 8601, UTC)."""
        moment = at or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        with transaction(self._db):  # the last row is read in the transaction that adds to it
            last = self._db.execute(
                "SELECT number, hash FROM act ORDER BY number DESC LIMIT 1"
            ).fetchone()
            number, before = (last[0] + 1, last[1]) if last else (1, FIRST)
            act = Act(number, moment, by, self._tool, kind, data, before)
            self._db.execute(
                f"INSERT INTO act ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, moment, by, act.tool, kind, canonical(dict(data)), before, act.hash),
            )
        return act

    def acts(self, *kinds: ActKind) -> Iterator[Act]:
        """Yield the acts in order, all or those of some kinds.

        Raises IntegrityError at the first row that is not what it was when it was kept.
        """
        wanted = set(kinds) or set(ActKind)
        before = FIRST
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM act ORDER BY number"):
            if not _is_whole(row, before):
                raise IntegrityError(
                    f"Row {row[0]} of the log is not what it was when it was kept.",
                    _RESTORE,
                )
            before = row[-1]
            number, at, by, tool, kind, data, link, _hash = row
            if kind in wanted:
                yield Act(number, at, by, tool, ActKind(kind), json.loads(data), link)

    def examine(self) -> tuple[list[Act], list[Problem]]:
        """Return the acts that can be read, sound or not, and what is wrong with their rows."""
        found: list[Act] = []
        problems: list[Problem] = []
        before, last = FIRST, 0
        try:
            for row in self._db.execute(f"SELECT {_COLUMNS} FROM act ORDER BY number"):
                where = f"row {row[0]} of the log"
                if row[0] != last + 1:
                    problems.append(Problem(where, f"does not follow row {last}", _RESTORE))
                elif not _is_whole(row, before):
                    problems.append(Problem(where, "is not what it was when it was kept", _RESTORE))
                last, before = row[0], row[-1]
                act = _act(row)
                if act is None:
                    problems.append(Problem(where, "is no act that kompass keeps", _RESTORE))
                else:
                    found.append(act)
        except sqlite3.DatabaseError as error:
            message = f"cannot be read ({error})"
            problems.append(Problem(f"the log after row {last}", message, _RESTORE))
        return found, problems

    def last(self) -> Act | None:
        """Return the last act; the chain before it is not checked."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM act ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return _act(row) if row else None

    def heads(self) -> list[str]:
        """Return the hashes of all acts in order, as they are kept; none is checked."""
        return [str(row[0]) for row in self._db.execute("SELECT hash FROM act ORDER BY number")]

    def head(self) -> str:
        """Return the hash of the last act, 64 zeros where there is none."""
        row = self._db.execute("SELECT hash FROM act ORDER BY number DESC LIMIT 1").fetchone()
        return str(row[0]) if row else FIRST


def _is_whole(row: tuple[Any, ...], before: str) -> bool:
    """Say whether a row's hash is that of its values, and it follows the row before."""
    number, at, by, tool, kind, data, link, kept = row
    return bool(link == before and row_hash(number, at, by, tool, kind, data, link) == kept)


def _act(row: tuple[Any, ...]) -> Act | None:
    """Return the act of a row as it stands, None where it is not one."""
    number, at, by, tool, kind, text, link, _kept = row
    try:
        data = json.loads(text)
        act = Act(number, at, by, tool, ActKind(kind), data, link)
    except (ValueError, TypeError):
        return None
    return act if isinstance(data, dict) and canonical(data) == text else None
