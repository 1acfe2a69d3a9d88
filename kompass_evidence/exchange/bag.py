"""Makes and checks BagIt folders: every file under its SHA-256, by the library."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

import bagit

from kompass_evidence.errors import IntegrityError

LISTED = 3  # files that are named where several are wrong

logging.getLogger("bagit").setLevel(logging.CRITICAL)  # what it finds is told as an error


def make_bag(folder: Path, info: Mapping[str, str], readme: str) -> None:
    """Turn a folder into a bag: its files move into data/, and README.txt stands beside it."""
    bag = bagit.make_bag(str(folder), dict(info), checksums=["sha256"])
    (folder / "README.txt").write_text(readme, encoding="utf-8", newline="\n")
    bag.save()  # so that the list of digests holds README.txt too


def check_bag(folder: Path, name: str) -> dict[str, str]:
    """Return what a bag says of itself.

    Raises IntegrityError, which names the file `name` it came in and what is wrong in it.
    """
    hint = "Ask for the file again, or take another copy of it."
    try:
        bag = bagit.Bag(str(folder))
        bag.info.pop("Payload-Oxum", None)  # counts of files and bytes; digests name the file
        bag.validate()
    except bagit.BagValidationError as error:
        told = [_told(detail) for detail in error.details] or [str(error)]
        more = f" (and {len(told) - LISTED} more)" if len(told) > LISTED else ""
        raise IntegrityError(
            f"{name} is not what was written: {'; '.join(told[:LISTED])}{more}.", hint
        ) from error
    except (bagit.BagError, OSError, ValueError) as error:
        raise IntegrityError(f"{name} is no whole bag ({error}).", hint) from error
    return {str(key): str(value) for key, value in bag.info.items()}


def _told(detail: object) -> str:
    if isinstance(detail, bagit.ChecksumMismatch):
        return f"{detail.path} has another SHA-256"
    if isinstance(detail, bagit.FileMissing):
        return f"{detail.path} is missing"
    if isinstance(detail, bagit.UnexpectedFile):
        return f"{detail.path} does not belong there"
    return str(detail)
