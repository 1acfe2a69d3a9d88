"""Web archives that tests make, by warcio: small, and the same each time."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WORDS = {
    "bibliotek": "Huvudbiblioteket har öppet till klockan nitton på vardagar och på lördagar.",
    "skola": "Skolorna följer upp elevernas resultat varje termin och nämnden får en rapport.",
    "plan": "Kommunfullmäktige antog planen i mars och den gäller för alla i fyra år.",
}


def page(title: str, words: str, links: Sequence[str] = ()) -> bytes:
    """Return a page with a heading, its words and a menu of links."""
    menu = "".join(f'<a href="{link}">länk</a>' for link in links)
    return (
        f"<!doctype html><html lang='sv'><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><nav>{menu}</nav><main><h1>{title}</h1><p>{words}</p></main></body></html>"
    ).encode()


class Warc:
    """An archive that grows record by record; `data` is what it holds so far."""

    def __init__(self, *, packed: bool = True, captured: str = "2026-03-01T10:00:00Z") -> None:
        from warcio.warcwriter import WARCWriter

        self._stream = io.BytesIO()
        self._writer = WARCWriter(self._stream, gzip=packed)
        self._captured = captured

    @property
    def data(self) -> bytes:
        return self._stream.getvalue()

    def respond(
        self, url: str, body: bytes, status: str = "200 OK",
        heads: Mapping[str, str] | None = None, warc: Mapping[str, str] | None = None,
        record: str = "response",
    ) -> Warc:  # fmt: skip
        """Add a response; `warc` are heads of its record, in place of the usual ones."""
        from warcio.statusandheaders import StatusAndHeaders

        lines = {"Content-Type": "text/html; charset=utf-8", **(heads or {})}
        stated = {"WARC-Date": self._captured}
        made: Any = self._writer.create_warc_record(
            url, record, payload=io.BytesIO(body), length=len(body), warc_headers_dict=stated,
            http_headers=StatusAndHeaders(status, list(lines.items()), protocol="HTTP/1.1"),
        )  # fmt: skip
        for name, value in (warc or {}).items():
            made.rec_headers.replace_header(name, value)
        self._writer.write_record(made)
        return self

    def redirect(self, url: str, to: str) -> Warc:
        """Add a response that leads elsewhere."""
        return self.respond(url, b"", "301 Moved Permanently", {"Location": to})

    def missing(self, url: str) -> Warc:
        """Add a response that says that there is no such page."""
        return self.respond(url, b"<html><body>Finns inte</body></html>", "404 Not Found")

    def write(self, path: Path) -> Path:
        """Write the archive to a file, and return its path."""
        path.write_bytes(self.data)
        return path


def wacz(parts: Mapping[str, bytes], digests: Mapping[str, str] | None = None) -> bytes:
    """Return a WACZ file of web archives by name; `digests` in place of the right ones."""
    stated = {name: "sha256:" + hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    stated |= digests or {}
    entries = [{"name": n, "path": f"archive/{n}", "hash": h} for n, h in stated.items()]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(f"archive/{name}", data)
        archive.writestr("datapackage.json", json.dumps({"resources": entries}))
    return made.getvalue()
