"""Writes a file whole or not at all, so that nobody ever reads half of one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`, in the place of what was there only once all of it is on disk.

    Raises OSError where it cannot be written; what was there before then stands as it was. A pipe
    or terminal (/dev/stdout) is written to as it is.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(data)
        return
    path = Path(os.path.realpath(path))  # a link stays one
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # or a power failure could leave the new name on no content
        part.replace(path)
    except BaseException:
        with suppress(OSError):  # the first trouble is the one to tell of
            part.unlink(missing_ok=True)
        raise
