"""Keeps the bytes of every source as they were handed in, under their SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kompass_evidence.errors import IntegrityError, Problem

PART = ".part-"  # begins the name of a file that is being written


class Originals:
    """The folder of originals, `sources/`; a file in it is named by digest and ending."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str, suffix: str) -> Path:
        """Return where the original with this digest lies."""
        return self.folder / f"{digest}{suffix.lower()}"

    def keep(self, data: bytes, digest: str, suffix: str) -> Path:
        """Write the bytes unless they are there already; whole or not at all.

        What is there is compared byte by byte, so that a damaged original is mended.
        """
        target = self.path(digest, suffix)
        if target.is_file() and target.read_bytes() == data:
            return target
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=PART, delete=False) as part:
            try:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        Path(part.name).replace(target)
        return target

    def tidy(self) -> None:
        """Remove what was left half written when the machine or the process was stopped."""
        for part in self.folder.glob(PART + "*"):
            part.unlink(missing_ok=True)

    def check(self, expected: Iterable[tuple[str, str]]) -> Iterator[Problem]:
        """Yield which originals, given as (digest, ending), are gone or changed, and which files
        belong to none.

        What an ingest that was broken off has left is no problem: a half-written file, and a
        whole one under its own digest, which the next ingest takes up.
        """
        names = {self.path(digest, suffix).name: (digest, suffix) for digest, suffix in expected}
        for name, (digest, suffix) in sorted(names.items()):
            try:
                self.read(digest, suffix)
            except IntegrityError as error:
                yield Problem(f"sources/{name}", error.message, error.hint)
        for path in sorted(self.folder.glob("*")):
            if path.name in names or path.name.startswith(PART):
                continue
            if not path.is_file() or _digest(path) != path.name[:64]:
                hint = "Take it out of the folder, or restore the workspace from a backup."
                yield Problem(f"sources/{path.name}", "it belongs to no source", hint)

    def read(self, digest: str, suffix: str) -> bytes:
        """Return the bytes, checked. Raises IntegrityError if they are gone or changed."""
        target = self.path(digest, suffix)
        try:
            data = target.read_bytes()
        except OSError as error:
            raise IntegrityError(
                f"The original {target} cannot be read ({error.strerror}).",
                "Ingest the file again, or restore the workspace from a backup.",
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise IntegrityError(
                f"The original {target} is not what was ingested: its SHA-256 differs.",
                "Ingest the file again, or restore the workspace from a backup.",
            )
        return data

    def remove(self, digest: str, suffix: str) -> None:
        """Remove the bytes, if they are there. Raises OSError where the folder forbids it."""
        self.path(digest, suffix).unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
