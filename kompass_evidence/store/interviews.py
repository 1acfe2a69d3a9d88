"""Keeps whom interviews were with, apart from what was said, so that a name can be erased."""

from __future__ import annotations

import sqlite3

from kompass_evidence.errors import WorkspaceError
from kompass_evidence.store.database import transaction


class Interviews:
    """The names behind the interviews of one workspace; no other table or file holds them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def people(self) -> dict[str, str]:
        """Return the names that are kept, by the interview's source."""
        return dict(self._db.execute("SELECT source, person FROM interviewed ORDER BY source"))

    def keep(self, source: str, person: str) -> None:
        """Keep whom an interview was with."""
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO interviewed VALUES (?, ?)", (source, person))

    def forget(self, source: str) -> bool:
        """Erase whom an interview was with; says whether a name was kept."""
        with transaction(self._db):
            done = self._db.execute("DELETE FROM interviewed WHERE source = ?", (source,))
        return done.rowcount > 0

    def scrub(self) -> None:
        """Empty the write-ahead log, which may still hold what was erased from the database.

        Raises WorkspaceError while another process reads in it.
        """
        (busy, _, _) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise WorkspaceError(
                "The name is erased, but another kompass still reads the database as it was.",
                "Wait until it is done, and run the same command again.",
            )
