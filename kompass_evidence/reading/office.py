"""Guards against office files that are not what they say, before a parser sees them.

Office files since 2007, and OpenDocument, are ZIP archives of XML: some hundred kilobytes can hold
gigabytes, and the directory may lie about it. Their sizes are counted by unpacking, in pieces.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from kompass_evidence.errors import UnreadableError

MAX_UNPACKED = 300_000_000  # bytes of all members
MAX_XML = 100_000_000  # bytes of one XML part; its tree takes some ten times as much memory
MAX_MEMBERS = 20_000
PIECE = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how files of the old kind begin, and protected ones
PROTECTED = "EncryptedPackage".encode("utf-16-le")
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def check_office(data: bytes, english: str, swedish: str) -> None:
    """Raise UnreadableError unless the bytes are an archive of a size that can be read.

    `english` and `swedish` name the kind of file: "Word file", "Wordfil".
    """
    if data.startswith(OLE):
        raise _old_or_protected(data, english, swedish)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(member.flag_bits & 1 for member in archive.infolist()):
                raise protected()
            _check_members(archive)
            if _is_encrypted_open_document(archive):
                raise protected()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise UnreadableError(
            f"it is not {_a(english)} that can be opened; it may be damaged",
            f"det är ingen {swedish} som går att öppna; den kan vara skadad",
        ) from error


def protected() -> UnreadableError:
    """Return what to say of a file that cannot be opened without a password."""
    return UnreadableError(
        "it is protected by a password; ask for an open copy",
        "filen är skyddad med lösenord; be om en öppen kopia",
    )


def opened(make: Callable[[], Any], english: str, swedish: str) -> Any:
    """Return what a parser makes of a file; whatever it raises means that the file is damaged."""
    try:
        return make()
    except UnreadableError:
        raise
    except Exception as error:  # parsers raise what ZIP, XML and their own parts raise
        raise UnreadableError(
            f"it is not {_a(english)} that can be opened; it may be damaged",
            f"det är ingen {swedish} som går att öppna; den kan vara skadad",
        ) from error


def xml_tree(data: bytes) -> Any:
    """Return the root of a part; what it refers to outside itself is neither read nor fetched."""
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def comment_remark(count: int) -> tuple[str, ...]:
    """Return the remark on comments, which are beside a text and not in it."""
    if not count:
        return ()
    return (f"{count} kommentar{'er' if count > 1 else ''} i marginalen, inte med i texten",)


def _a(english: str) -> str:
    return f"an {english}" if english[0] in "AEIOU" else f"a {english}"


def _old_or_protected(data: bytes, english: str, swedish: str) -> UnreadableError:
    if PROTECTED in data:
        return protected()
    return UnreadableError(
        f"it is protected by a password, or an old {english} under a new name",
        f"filen är skyddad med lösenord, eller en äldre {swedish} under nytt namn",
    )


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    if declared > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise _too_large(declared)
    total = 0
    for member in members:
        size = _unpacked(archive, member, MAX_UNPACKED - total)
        total += size
        if size > MAX_XML and _is_xml(member.filename):
            raise _too_large(size)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """Return how much a member truly unpacks to, which its entry in the directory may not say."""
    if member.is_dir():
        return 0
    honest = copy.copy(member)
    honest.file_size = most + PIECE  # zipfile stops, and is silent, at the size that is declared
    size = 0
    with archive.open(honest) as stream:
        while piece := stream.read(PIECE):
            if not size and _is_xml(member.filename) and ENTITY.search(piece):
                raise UnreadableError(
                    "it defines XML entities, which no office program does; it is not opened",
                    "den har XML-entiteter, vilket inget kontorsprogram skriver; den öppnas inte",
                )  # fmt: skip
            size += len(piece)
            if size > most:
                raise _too_large(MAX_UNPACKED + size - most)
    return size


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _is_encrypted_open_document(archive: zipfile.ZipFile) -> bool:
    name = "META-INF/manifest.xml"
    return name in archive.namelist() and b"encryption-data" in archive.read(name)


def _too_large(size: int) -> UnreadableError:
    return UnreadableError(
        f"it unpacks to {size // 1_000_000} MB, more than is read from one file",
        f"den packas upp till {size // 1_000_000} MB, mer än vad som läses ur en fil",
    )
