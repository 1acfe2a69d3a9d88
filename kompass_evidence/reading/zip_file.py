"""Reads ZIP files: every member by its path, and nothing that would leave its place.

Sizes that the file states are not believed: bytes are counted as they are unpacked.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import BinaryIO

from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading.member import (
    MAX_MEMBERS,
    Guard,
    Held,
    Member,
    SpentError,
    distinct,
    problem,
)

DRIVE = re.compile(r"[A-Za-z]:")
LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE
)
HEADER = 30  # bytes before the name of a member, at its beginning
_ENCRYPTED = UnreadableError("it is protected by a password", "den är skyddad med lösenord")
_LINK = UnreadableError(
    "it is a link to another place and is not followed",
    "det är en länk till en annan plats och följs inte",
)
_SLIP = UnreadableError(
    "its name leads out of the archive, and it is not unpacked",
    "namnet leder ut ur arkivet, och den packas inte upp",
)
_OVERLAP = UnreadableError(
    "it shares its bytes with another file, as in a zip bomb",
    "den delar sina byte med en annan fil, som i en zip-bomb",
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Return an opened ZIP file. Raises UnreadableError where it is none, or damaged."""
    try:
        return zipfile.ZipFile(stream)
    except BROKEN as error:
        raise UnreadableError(
            "it is no ZIP file, or it is damaged", "det är ingen zip-fil, eller så är den skadad"
        ) from error


def zip_members(stream: BinaryIO, guard: Guard) -> Iterator[Held]:
    """Yield the files in a ZIP file in its own order, folders and litter left out.

    Raises UnreadableError where it is no ZIP file.
    """
    with open_zip(stream) as archive:
        infos = [info for info in archive.infolist() if not _is_folder(info)]
        overlapping = _overlapping(archive)
        unique = distinct()
        for number, info in enumerate(infos):
            path = unique(member_path(info))
            if LITTER.search(path):
                continue
            if number >= MAX_MEMBERS:
                yield Problem(
                    "", f"it holds more than {MAX_MEMBERS} files; the rest is not read",
                    swedish=f"den innehåller fler än {MAX_MEMBERS} filer; resten är inte läst",
                )  # fmt: skip
                return
            try:
                refuse(info, path)
                if info.header_offset in overlapping:
                    raise _OVERLAP
                data = read_member(archive, info, guard)
            except SpentError as error:
                yield problem("", error)
                return
            except UnreadableError as error:
                yield problem(path, error)
            else:
                yield Member(path, data, path.rpartition("/")[2])


def member_path(info: zipfile.ZipInfo) -> str:
    """Return a member's path as it is meant: UTF-8 that is not marked as such, and "/" for "\\"."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:  # old tools write the bytes of their own system's names
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    path = name.replace("\\", "/")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in path)


def refuse(info: zipfile.ZipInfo, path: str) -> None:
    """Raise UnreadableError for a member that is not unpacked: by its name, a link, a password."""
    parts = path.split("/")
    if "\0" in info.orig_filename or path.startswith("/") or ".." in parts or DRIVE.match(path):
        raise _SLIP
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _LINK
    if info.flag_bits & 1:
        raise _ENCRYPTED


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, guard: Guard) -> bytes:
    """Return a member's bytes. Raises UnreadableError where it is damaged, or unpacks to too
    much."""
    try:
        with archive.open(info) as stream:
            return guard.read(stream, info.compress_size)
    except UnreadableError:
        raise
    except (*BROKEN, RuntimeError) as error:
        raise UnreadableError(
            "it cannot be unpacked; it may be damaged", "den går inte att packa upp; den kan vara"
            " skadad",
        ) from error  # fmt: skip


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\")) and not info.file_size


def _overlapping(archive: zipfile.ZipFile) -> set[int]:
    """Return the beginnings of members whose bytes reach into those of the next."""
    places = sorted((i.header_offset, i.header_offset + HEADER + i.compress_size)
                    for i in archive.infolist())  # fmt: skip
    found: set[int] = set()
    for (start, end), (following, _) in pairwise(places):
        if end > following:
            found |= {start, following}
    return found
