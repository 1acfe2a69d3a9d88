"""Reads WACZ files: a ZIP file of web archives, with the digests of its parts in a table."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading.member import CHUNK, Guard, Held, problem
from kompass_evidence.reading.web_archive import web_archive_members
from kompass_evidence.reading.zip_file import BROKEN, member_path, open_zip, read_member, refuse

TABLE, OF_TABLE = "datapackage.json", "datapackage-digest.json"
WEB_ARCHIVES = (".warc", ".warc.gz", ".arc", ".arc.gz")
_CHANGED = UnreadableError(
    "it is not what the archive's own table of digests states, and is not read",
    "den är inte vad arkivets egen tabell med kontrollsummor anger, och läses inte",
)


def wacz_members(stream: BinaryIO, guard: Guard) -> Iterator[Held]:
    """Yield what the web archives in a WACZ file hold, those of them that are as its table says.

    Raises UnreadableError where it is no ZIP file.
    """
    with open_zip(stream) as archive:
        parts = {member_path(info): info for info in archive.infolist()}
        try:
            digests = _digests(archive, parts)
        except UnreadableError as error:
            yield problem(TABLE, error)
            digests = {}
        yield from _missing(digests, parts)
        found = [path for path in sorted(parts) if path.lower().endswith(WEB_ARCHIVES)]
        if not found:
            yield Problem("", "it holds no web archive", swedish="den innehåller inget webbarkiv")
        for path in found:
            try:
                refuse(parts[path], path)
                _require_digest(archive, parts[path], digests.get(path))
                yield from _members(archive, parts[path], path, guard)
            except UnreadableError as error:
                yield problem(path, error)


def _members(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, guard: Guard
) -> Iterator[Held]:
    with archive.open(info) as part:
        stream = io.BufferedReader(part)  # type: ignore[type-var]
        for held in web_archive_members(stream, info.compress_size, guard):
            if isinstance(held, Problem) and not held.where:
                held = Problem(path, held.message, held.hint, held.swedish)
            yield held


def _digests(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Return the digests that the table states, "sha256:…" by path.

    Raises UnreadableError where it is missing, damaged, or not what its own digest says.
    """
    if TABLE not in parts:
        raise UnreadableError(
            "is missing, so that the parts could not be held against their digests",
            "saknas, så delarna kunde inte prövas mot sina kontrollsummor",
        )
    table = read_member(archive, parts[TABLE], Guard())
    if OF_TABLE in parts:
        stated = _json(read_member(archive, parts[OF_TABLE], Guard())).get("hash")
        if isinstance(stated, str) and stated != _sha256(table):
            raise UnreadableError(
                "is not what its own digest states", "är inte vad dess egen kontrollsumma anger"
            )
    found: dict[str, str] = {}
    entries = _json(table).get("resources")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            # the first version of the format kept them apart
            older = entry["stats"] if isinstance(entry.get("stats"), dict) else {}
            digest = entry.get("hash") or f"{entry.get('hashing')}:{older.get('hash')}"
            found[entry["path"]] = str(digest)
    return found


def _json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise UnreadableError("cannot be read; it may be damaged", "går inte att läsa")
    return value


def _sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _missing(digests: dict[str, str], parts: dict[str, zipfile.ZipInfo]) -> Iterator[Problem]:
    for path in digests:
        if path not in parts and path.lower().endswith((*WEB_ARCHIVES, ".jsonl", ".cdx.gz")):
            yield Problem(
                path, "is named in the archive's table, and is not there",
                swedish="nämns i arkivets tabell, men finns inte",
            )  # fmt: skip


def _require_digest(archive: zipfile.ZipFile, info: zipfile.ZipInfo, stated: str | None) -> None:
    """Hold a part against its digest. Raises UnreadableError where it is another, or damaged."""
    name, _, value = (stated or "").partition(":")
    if name.lower() not in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
        return
    digest, size, guard = hashlib.new(name.lower(), usedforsecurity=False), 0, Guard()
    try:
        with archive.open(info) as part:
            while chunk := part.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                guard.count(len(chunk), size, info.compress_size)
    except UnreadableError:
        raise
    except (*BROKEN, RuntimeError) as error:
        raise UnreadableError("it cannot be unpacked", "den går inte att packa upp") from error
    if digest.hexdigest() != value.lower():
        raise _CHANGED
