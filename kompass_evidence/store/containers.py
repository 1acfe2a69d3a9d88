"""Keeps which archives and mails sources came from, and when the page of an address was captured.

What stands at an address is the latest capture of it, in whatever order archives are taken in.
"""

from __future__ import annotations

import sqlite3

from kompass_evidence.domain.document import Container
from kompass_evidence.store.database import transaction


class Containers:
    """The containers of one workspace."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def keep(self, place: str, container: Container) -> None:
        """Keep what came of the container at `place`, in place of what was said of it before."""
        row = (place, container.path, container.digest, container.remark, container.swedish)
        with transaction(self._db):
            self._db.execute("INSERT OR REPLACE INTO container VALUES (?, ?, ?, ?, ?)", row)

    def all(self) -> list[Container]:
        """Return all containers, by path."""
        asked = "SELECT shown, digest, remark, swedish FROM container ORDER BY shown, path"
        return [Container(*row) for row in self._db.execute(asked)]

    def forget_unread(self, place: str) -> None:
        """Forget what could not be read in the container at `place`, which is to be read anew."""
        inside = place + "!/"
        with transaction(self._db):
            self._db.execute(
                "DELETE FROM unread WHERE path = ? OR substr(path, 1, ?) = ?",
                (place, len(inside), inside),
            )

    def captured_at(self, place: str) -> str | None:
        """Return when what stands at an address was captured last (ISO 8601, UTC)."""
        row = self._db.execute("SELECT captured FROM place WHERE path = ?", (place,)).fetchone()
        return row[0] if row else None

    def see_capture(self, place: str, captured: str | None) -> None:
        """Note that what stands at an address was captured then, if that is later than known."""
        self._db.execute(
            "UPDATE place SET captured = ?1 WHERE path = ?2 AND captured < ?1", (captured, place)
        )
