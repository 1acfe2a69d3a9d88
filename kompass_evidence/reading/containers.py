"""Files that hold several sources – ZIP, web archives, mails – and their front door, `members`."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kompass_evidence.reading.mail import eml_members, msg_members
from kompass_evidence.reading.member import Guard, Held, Member, Over, Passed, SpentError
from kompass_evidence.reading.wacz import wacz_members
from kompass_evidence.reading.web_archive import web_archive_members
from kompass_evidence.reading.zip_file import zip_members

__all__ = ["Guard", "Held", "Member", "Over", "Passed", "SpentError", "container_name",
           "is_container", "members"]  # fmt: skip


class _Kind(NamedTuple):
    name: str
    swedish: str
    opener: Callable[[io.BufferedReader[Any], int, Guard], Iterator[Held]]


_WEB = ("web archive", "webbarkiv", web_archive_members)
KINDS = {
    ".zip": _Kind("ZIP file", "zip-fil", lambda stream, size, guard: zip_members(stream, guard)),
    ".wacz": _Kind("web archive", "webbarkiv",
                   lambda stream, size, guard: wacz_members(stream, guard)),
    ".warc": _Kind(*_WEB), ".warc.gz": _Kind(*_WEB), ".arc": _Kind(*_WEB), ".arc.gz": _Kind(*_WEB),
    ".eml": _Kind("mail", "mejl", lambda stream, size, guard: eml_members(stream, guard)),
    ".msg": _Kind("mail", "mejl", lambda stream, size, guard: msg_members(stream, guard)),
}  # fmt: skip


def _kind(name: str) -> _Kind | None:
    return next((kind for ending, kind in KINDS.items() if name.lower().endswith(ending)), None)


def is_container(name: str) -> bool:
    """Say whether files with this name hold other files. A mail is a source of its own as well."""
    return _kind(name) is not None


def container_name(name: str) -> tuple[str, str]:
    """Return what a container is called, in English and in Swedish."""
    kind = _kind(name)
    assert kind is not None
    return kind.name, kind.swedish


def members(source: Path | bytes, name: str, guard: Guard | None = None) -> Iterator[Held]:
    """Yield what a container holds: members, what is passed over, and what cannot be read.

    `guard` counts what is unpacked, over several containers where one lies in another. Raises
    UnreadableError where the file is no such container at all, and OSError where it cannot be
    opened.
    """
    kind = _kind(name)
    assert kind is not None, name
    guard = guard or Guard()
    if isinstance(source, bytes):
        stream: io.BufferedReader[Any] = io.BufferedReader(io.BytesIO(source))
        yield from kind.opener(stream, len(source), guard)
    else:
        with source.open("rb") as opened:
            yield from kind.opener(opened, source.stat().st_size, guard)
