"""Writes a folder as one zip file, the same bytes for the same files, and unpacks one safely."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from kompass_evidence.errors import IntegrityError, WorkspaceError

TIME = (2000, 1, 1, 0, 0, 0)  # of every file in a zip, so that the same files give the same bytes
MOST_FILES = 200_000
MOST_BYTES = 100_000_000_000  # unpacked
AGAIN = "Ask for the file again, or take another copy of it."
_STORED = frozenset((".pdf", ".docx", ".png", ".jpg", ".zip"))  # already compressed


def write_zip(folder: Path, target: Path) -> None:
    """Write all files under a folder, under its name, in order."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder.parent).as_posix()
            entry = zipfile.ZipInfo(name, TIME)
            entry.external_attr = 0o644 << 16
            packed = path.suffix.lower() in _STORED
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            entry.file_size = path.stat().st_size
            with path.open("rb") as read, archive.open(entry, "w") as write:
                shutil.copyfileobj(read, write, 1 << 20)


def unpack(file: Path, into: Path) -> Path:
    """Unpack a zip file into an empty folder; returns the one folder that it holds.

    Raises IntegrityError where it is damaged or holds what such a file never does, and
    WorkspaceError where the disk has no room for it.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            top = _require_safe(file, entries)
            _require_room(into, sum(entry.file_size for entry in entries))
            for entry in entries:
                target = into / entry.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as read, target.open("wb") as write:
                    shutil.copyfileobj(read, write, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError,
            UnicodeError, ValueError) as error:  # fmt: skip
        raise IntegrityError(f"{file} is damaged, or no zip file ({error}).", AGAIN) from error
    return into / top


def require_room(folder: Path, needed: int) -> None:
    """Raise WorkspaceError unless the disk of a folder has room for so many bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WorkspaceError(
            f"The disk of {folder} has {_megabytes(free)} free, and {_megabytes(needed)} are"
            " needed.",
            "Free some space, or write to another disk.",
        )


def _require_room(into: Path, size: int) -> None:
    if size > MOST_BYTES:
        raise ValueError(f"unpacked it would be {_megabytes(size)}")
    require_room(into, size)


def _require_safe(file: Path, entries: list[zipfile.ZipInfo]) -> str:
    """Return the name of the one folder that all entries lie in."""
    if len(entries) > MOST_FILES:
        raise ValueError(f"it holds {len(entries)} files")
    names = [entry.filename for entry in entries]
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        outside = entry.filename.startswith("/") or ".." in parts or "\\" in entry.filename
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if outside or ":" in entry.filename or "\0" in entry.orig_filename:
            raise ValueError(f"the name {entry.filename!r} leads out of it")
        if kind not in (0, stat.S_IFREG):
            raise ValueError(f"{entry.filename!r} is no ordinary file")
    if len({name.casefold() for name in names}) != len(names):
        raise ValueError("a name stands twice in it")
    tops = {PurePosixPath(name).parts[0] for name in names if len(PurePosixPath(name).parts) > 1}
    if len(tops) != 1 or any("/" not in name for name in names):
        raise ValueError("it was not written by kompass export or backup")
    return tops.pop()


def _megabytes(size: int) -> str:
    return f"{-(-size // 1_000_000)} MB"
