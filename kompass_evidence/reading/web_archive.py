"""Reads web archives – WARC and ARC, packed or not – by warcio: pages and documents with their
address, when they were captured, and their payload held against its digest.

What an archive holds is read from it alone; nothing is ever fetched.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from kompass_evidence.domain.document import ENDINGS
from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading.member import (
    MAX_MEMBER,
    Guard,
    Held,
    Member,
    Over,
    Passed,
    problem,
    too_large,
)
from kompass_evidence.reading.moments import in_utc

BEGINS = re.compile(rb"WARC/\d\.\d+\s*$|https?://\S+ [\d.]+ \d{14} ")  # a record of either format
SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream", "application/download",
                "application/force-download", "unk", "unknown", "no-type")  # fmt: skip
LOOKS = re.compile(r"(?:image|font|audio|video)/|text/css|.*javascript|.*font|application/x-font")
REDIRECTS = (301, 302, 303, 307, 308)
_EMPTY = UnreadableError("the response is empty", "svaret är tomt")


class _Unpacked(io.RawIOBase):
    """An archive's bytes, unpacked and counted; it ends where no more can be read, and says why."""

    def __init__(self, stream: io.BufferedReader[Any], packed: int, guard: Guard) -> None:
        is_packed = stream.peek(2)[:2] == b"\x1f\x8b"
        self._stream: Any = gzip.GzipFile(fileobj=stream) if is_packed else stream
        self._packed, self._guard, self._size = packed, guard, 0
        self.broken: UnreadableError | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self.broken:
            return b""
        try:
            # one piece at a time, so that what comes before a damaged place is had
            data: bytes = self._stream.read1(1 << 14) if size else b""
            self._size += len(data)
            self._guard.count(len(data), self._size, self._packed)
        except UnreadableError as error:
            self.broken = error
        except (EOFError, OSError, zlib.error):
            self.broken = UnreadableError(
                "it ends too early or is damaged; what comes after that place is not read",
                "det slutar för tidigt eller är skadat; det som kommer efter det stället är inte"
                " läst",
            )
        else:
            return data
        return b""


def web_archive_members(
    stream: io.BufferedReader[Any], packed: int, guard: Guard
) -> Iterator[Held]:
    """Yield the pages and documents of an archive in its order, and what else stands in it.

    `packed` is its size in bytes, which what it unpacks to is held against.
    What cannot be read is a problem, and the records after it are read. Raises UnreadableError
    where it is no web archive.
    """
    unpacked = _Unpacked(stream, packed, guard)
    records = _Records(unpacked)
    for record in records:
        try:
            held = _held(record, guard)
        except UnreadableError as error:
            yield problem(_address(record), error)
        except Exception as error:  # warcio raises what it likes on broken records
            records.bad.append(f"{type(error).__name__}")
        else:
            if held is not None:
                yield held
    if unpacked.broken:
        yield problem("", unpacked.broken)
    elif not records.count:
        raise UnreadableError(
            "it is no web archive, or it is empty", "det är inget webbarkiv, eller så är det tomt"
        )
    if records.bad:
        count = len(records.bad)
        yield Problem(
            "", f"{count} of its records are malformed and not read",
            swedish=f"{count} av dess poster är felaktiga och inte lästa",
        )  # fmt: skip


class _Records:
    """The records of an archive; after one that cannot be read, the next that begins is found."""

    def __init__(self, stream: _Unpacked) -> None:
        self._stream = stream
        self.count = 0
        self.bad: list[str] = []

    def __iter__(self) -> Iterator[Any]:
        from warcio.archiveiterator import ArchiveIterator

        # heads of responses are parsed one by one, so that a bad one spoils no other record
        found = ArchiveIterator(self._stream, arc2warc=True, no_record_parse=True)
        iterator = iter(found)
        while True:
            told = io.StringIO()  # warcio speaks on stderr of records that are not well ended
            try:
                with redirect_stderr(told):
                    record = next(iterator, None)
                    if record is not None and record.length is None:
                        raise ValueError("a record without length")
                    if record is not None and _is_response(record):
                        record.http_headers = found.loader.load_http_headers(
                            record.rec_type, _target(record), record.raw_stream, record.length
                        )
            except Exception as error:
                self.bad.append(f"{type(error).__name__}")
                line = _next_beginning(found.reader) if found.reader else None
                if line is None:
                    return
                found.record, found.next_line, found.known_format = None, line, None
                iterator = found._iterate_records()
                continue
            if record is None:
                return
            self.count += 1
            yield record


def _next_beginning(reader: Any) -> bytes | None:
    while line := reader.readline():
        if BEGINS.match(line):
            return bytes(line)
    return None


def _is_response(record: Any) -> bool:
    return record.rec_type in ("response", "revisit") and _target(record).startswith("http")


def _target(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")


def _address(record: Any) -> str:
    """Return a record's address as it is shown and compared: escaped where it must be."""
    return quote(_target(record), safe="%/:=&?~#+!$,;'@()*[]|")


def _held(record: Any, guard: Guard) -> Held | None:
    """Return what a record holds; None for what only concerns the crawl."""
    if record.rec_type not in ("response", "resource", "revisit"):
        return None
    address, captured = _address(record), _captured(record)
    url = address if address.startswith(("http://", "https://")) else None
    if record.rec_type == "response" and url is None:
        return None  # dns: and the like
    heads = record.http_headers
    if record.rec_type == "response" and heads is None:
        raise _EMPTY
    status = _status(heads) if heads else 200
    media_type = _media_type(record)

    def passed(why: Over) -> Passed:
        goes_to = heads.get_header("Location") if heads and why is Over.REDIRECT else None
        to = urljoin(address, goes_to) if goes_to else None
        return Passed(address, why, url, captured, status, to)

    if record.rec_type == "revisit":
        return passed(Over.REPEATED)
    if status in REDIRECTS:
        return passed(Over.REDIRECT)
    if status != 200:
        return passed(Over.MISSING if status in (404, 410) else Over.FAILED)
    if LOOKS.match(media_type):
        return passed(Over.LOOKS)
    if media_type not in ENDINGS and media_type not in SAYS_NOTHING:
        return passed(Over.DATA)
    data, digest = _payload(record, guard)
    ending = ENDINGS.get(media_type) or _ending(address, data)
    if ending is None:
        return passed(Over.DATA)
    return Member(
        address, data, _name(address, ending), url, captured, status, media_type or None, digest
    )


def _status(heads: Any) -> int:
    code = heads.get_statuscode()
    return int(code) if code.isdecimal() and len(code) == 3 else 0


def _media_type(record: Any) -> str:
    stated = (
        record.http_headers.get_header("Content-Type") if record.http_headers
        else record.rec_headers.get_header("Content-Type")
    )  # fmt: skip
    return str(stated or "").partition(";")[0].strip().lower()


def _captured(record: Any) -> str | None:
    stated = str(record.rec_headers.get_header("WARC-Date") or "").strip()
    try:
        return in_utc(datetime.fromisoformat(stated.replace("Z", "+00:00")))
    except ValueError:
        return None


def _payload(record: Any, guard: Guard) -> tuple[bytes, str | None]:
    """Return a response's bytes, unpacked, and its digest where one is stated and holds."""
    raw = _read(record.raw_stream, MAX_MEMBER)
    if getattr(record.raw_stream, "limit", 0) > 0 and not _is_whole(record.http_headers, raw):
        raise UnreadableError("the archive ends in the middle of it", "arkivet slutar mitt i den")
    if record.rec_headers.get_header("WARC-Truncated"):
        raise UnreadableError(
            "the program that saved it cut it off", "programmet som sparade den har kapat den"
        )
    record.raw_stream = io.BytesIO(raw)
    data = raw
    if record.http_headers:
        _require_known_packing(record.http_headers, raw)
        data = guard.read(record.content_stream(), len(raw))
    if not data:
        raise _EMPTY
    heads = record.rec_headers
    stated = heads.get_header("WARC-Payload-Digest")
    if stated is None and not record.http_headers:
        stated = heads.get_header("WARC-Block-Digest")  # all of a record that is no response
    if stated and not _holds(stated, raw, data):
        raise UnreadableError(
            "its bytes are not those whose digest the archive states",
            "dess byte är inte de vars kontrollsumma arkivet anger",
        )
    return data, stated


def _is_whole(heads: Any, raw: bytes) -> bool:
    """Say whether a response is there in full, though the archive ends before its record does."""
    stated = str(heads.get_header("Content-Length") or "") if heads else ""
    return stated.isdecimal() and len(raw) >= int(stated)


def _read(stream: Any, most: int) -> bytes:
    parts, size = [], 0
    while chunk := stream.read(1 << 16):
        size += len(chunk)
        if size > most:
            raise too_large()
        parts.append(chunk)
    return b"".join(parts)


def _require_known_packing(heads: Any, raw: bytes) -> None:
    from warcio.bufferedreaders import BufferedReader

    packing = str(heads.get_header("Content-Encoding") or "").strip().lower()
    known = BufferedReader.get_supported_decompressors()
    is_plain = raw[:64].lstrip().startswith((b"<", b"%PDF", b"PK\3\4"))  # unpacked by the crawler
    if packing not in ("", "identity", *known) and not is_plain:
        raise UnreadableError(
            f"it is packed in a way that is not read ({packing[:20]})",
            f"den är packad på ett sätt som inte läses ({packing[:20]})",
        )


def _holds(stated: str, *found: bytes) -> bool:
    """Say whether a digest is that of one of these; crawlers take it before or after unpacking.

    One of a kind that is not known says nothing against them.
    """
    name, _, value = stated.partition(":")
    try:
        digests = [hashlib.new(name.lower(), data, usedforsecurity=False).digest()
                   for data in found]  # fmt: skip
    except (ValueError, TypeError):
        return True
    wanted = value.strip().rstrip("=")
    return any(
        wanted.upper() == base64.b32encode(digest).decode().rstrip("=")
        or wanted.lower() == digest.hex()
        or wanted in (base64.b64encode(digest).decode().rstrip("="),
                      base64.urlsafe_b64encode(digest).decode().rstrip("="))
        for digest in digests
    )  # fmt: skip


def _ending(address: str, data: bytes) -> str | None:
    """Return the ending of a response whose media type says nothing, if it is one that is read."""
    start = data[:512].lstrip().lower()
    if start.startswith(b"%pdf"):
        return ".pdf"
    if start.startswith((b"<!doctype html", b"<html")):
        return ".html"
    suffix = PurePosixPath(urlsplit(address).path).suffix.lower()
    return suffix if suffix in set(ENDINGS.values()) - {".html", ".pdf"} else None


def _name(address: str, ending: str) -> str:
    """Return a file name for a response, with the ending of what it is."""
    try:
        parts = urlsplit(address)
        last = unquote(PurePosixPath(parts.path).name) or parts.netloc
    except ValueError:
        last = ""
    return (last.removesuffix(ending) or "sida") + ending
