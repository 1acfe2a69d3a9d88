"""The digest of all that is stored of a source: its row, its pages and its passages.

What may change with time is left out: the kind that people say it is, and whether it is in force
or retired. All else never changes, so that one digest, kept in the log, holds a source's text,
boxes and passages against any later change.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3

_SOURCE = (
    "id, digest, path, media_type, title, size, url, dated, page_count, version, replaces, reader,"
    " language, remarks, text, blocks, margins, captured"
)
_PAGE = "number, label, start, finish, margins, words"
_PASSAGE = (
    "id, ordinal, start, finish, text, heading, places, tokens, is_table, context"
)  # fmt: skip


def content_digest(connection: sqlite3.Connection, source: str) -> str:
    """Return the SHA-256 (hex) over all that is stored of a source, in canonical form.

    A line of JSON a row: the source's, those of its pages in order, those of its passages.
    """
    found = hashlib.sha256()
    for columns, table, key, order in (
        (_SOURCE, "source", "id", "id"),
        (_PAGE, "page", "source", "number"),
        (_PASSAGE, "passage", "source", "ordinal"),
    ):
        rows = connection.execute(
            f"SELECT {columns} FROM {table} WHERE {key} = ? ORDER BY {order}", (source,)
        )
        for row in rows:
            line = json.dumps([table, *map(_plain, row)], ensure_ascii=False)
            found.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return found.hexdigest()


def _plain(value: object) -> object:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
