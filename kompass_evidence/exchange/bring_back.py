"""Makes a workspace of an export or a backup: every digest held, and all of it or nothing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from kompass_evidence.errors import InputError, IntegrityError, UsageError, WorkspaceError
from kompass_evidence.evaluate.audit import Audit, audit
from kompass_evidence.exchange.bag import check_bag
from kompass_evidence.exchange.zip_file import AGAIN, unpack
from kompass_evidence.workspace import CONFIG, DATABASE


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """A workspace that was made of a file; `head` is the log's as the file says."""

    folder: Path
    kind: str
    head: str
    audit: Audit


def bring_back(file: Path, folder: Path) -> BroughtBack:
    """Make the workspace in `folder` from a zip file, and audit it.

    Raises InputError where there is no such file, WorkspaceError where the folder is not empty
    or cannot be made, IntegrityError where the file is not what was written. Then nothing is left.
    """
    if not file.is_file():
        raise InputError(f"There is no file {file}.", "Give a file that kompass export wrote.")
    folder = folder.absolute()
    _require_empty(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".kompass-") as name:
            bag = unpack(file, Path(name))
            said = check_bag(bag, str(file))
            data = bag / "data"
            if not (data / CONFIG).is_file() or not (data / DATABASE).is_file():
                raise IntegrityError(f"{file} holds no workspace.", AGAIN)
            _settle(data)
            if folder.exists():
                folder.rmdir()
            data.replace(folder)
    except OSError as error:
        raise WorkspaceError(
            f"The workspace cannot be made in {folder} ({error.strerror}); nothing was left.",
            "Free some space, or choose another folder.",
        ) from error
    head = said.get("Kompass-Log-Head", "")
    return BroughtBack(folder, said.get("Kompass-Kind", ""), head, audit(folder, head or None))


def _require_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", "Give a folder that is empty or not there yet.")
    if folder.is_dir() and any(folder.iterdir()):
        raise WorkspaceError(
            f"The folder {folder} is not empty.", "Give a folder that is empty or not there yet."
        )


def _settle(data: Path) -> None:
    """Put what was taken along where a workspace has it."""
    (data / "sources").mkdir(exist_ok=True)
    (data / "packs").mkdir(exist_ok=True)
    if (data / "pack").is_dir():
        (data / "pack").replace(data / "packs" / "exported")
