"""Keeps the bytes of every source as they were handed in, under their SHA-256."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from kompass_evidence.errors import IntegrityError


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
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as part:
            try:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        Path(part.name).replace(target)
        return target

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
