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
from kompass_evidence.domain.act import FIRST, Act, ActKind, canonical
from kompass_evidence.errors import IntegrityError
from kompass_evidence.store.database import transaction

_COLUMNS = "number, at, by, tool, kind, data, before, hash"


class Ledger:
    """The log of one workspace."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def append(self, by: str, kind: ActKind, data: Mapping[str, Any], at: str | None = None) -> Act:
        """Keep one act and return it; `at` is now unless given (ISO 8601, UTC)."""
        moment = at or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        with transaction(self._db):  # the last row is read in the transaction that adds to it
            last = self._db.execute(
                "SELECT number, hash FROM act ORDER BY number DESC LIMIT 1"
            ).fetchone()
            number, before = (last[0] + 1, last[1]) if last else (1, FIRST)
            act = Act(number, moment, by, __version__, kind, data, before)
            self._db.execute(
                f"INSERT INTO act ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, moment, by, act.tool, kind, canonical(dict(data)), before, act.hash),
            )
        return act

    def acts(self, kind: ActKind | None = None) -> Iterator[Act]:
        """Yield the acts in order, all or those of one kind.

        Raises IntegrityError at the first row that is not what it was when it was kept.
        """
        before = FIRST
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM act ORDER BY number"):
            act = _act(row)
            if act is None or act.before != before or act.hash != row[-1]:
                raise IntegrityError(
                    f"Row {row[0]} of the log is not what it was when it was kept.",
                    "Restore the workspace from a backup.",
                )
            before = act.hash
            if kind is None or act.kind is kind:
                yield act

    def head(self) -> str:
        """Return the hash of the last act, 64 zeros where there is none."""
        row = self._db.execute("SELECT hash FROM act ORDER BY number DESC LIMIT 1").fetchone()
        return str(row[0]) if row else FIRST


def _act(row: tuple[Any, ...]) -> Act | None:
    """Return a row as an act, None where its values are none that an act has."""
    number, at, by, tool, kind, data, before, _hash = row
    try:
        return Act(number, at, by, tool, ActKind(kind), json.loads(data), before)
    except ValueError:
        return None
