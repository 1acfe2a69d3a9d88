"""What a container holds, and the guard that counts what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kompass_evidence.errors import Problem, UnreadableError

MAX_MEMBER = 200_000_000  # bytes of one member, unpacked
MAX_TOTAL = 10_000_000_000  # bytes of all members of one container, unpacked
MAX_MEMBERS = 50_000
FREE = 10_000_000  # bytes that anything may unpack to
RATIO = 200  # times its packed size, above that
CHUNK = 1 << 16


class Over(StrEnum):
    """Why something in a web archive is counted and not taken in."""

    REDIRECT = "redirect"
    MISSING = "missing"  # 404 or 410
    FAILED = "failed"  # any other status than 200
    REPEATED = "repeated"  # a revisit record: the same bytes as an earlier capture
    LOOKS = "looks"  # images, fonts, scripts and styles
    DATA = "data"  # JSON, XML, plain text for machines


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a container: `path` is inside it, and `name` chooses the reader.

    What came from a web archive has its address, when it was captured (ISO 8601, UTC), the
    status and media type of the response, and the payload digest that was found to hold.
    """

    path: str
    data: bytes
    name: str
    url: str | None = None
    captured: str | None = None
    status: int | None = None
    media_type: str | None = None
    payload_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """Something in a web archive that is no source; `to` is where a redirect leads."""

    path: str
    why: Over
    url: str | None = None
    captured: str | None = None
    status: int | None = None
    to: str | None = None


# the `where` of a problem is the member's path; that of the container itself is empty
Held = Member | Passed | Problem


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = ..., /) -> bytes: ...


class SpentError(UnreadableError):
    """All that may come out of one container has come out of it."""


class Guard:
    """Counts the bytes that come out of one container, as they come."""

    def __init__(self) -> None:
        self.total = 0

    def count(self, size: int, so_far: int, packed: int) -> None:
        """Count `size` more bytes of a member that has `so_far` in all, from `packed` bytes.

        Raises UnreadableError where that is a bomb, and SpentError where it is all too much.
        """
        self.total += size
        if so_far > FREE and so_far > RATIO * packed:
            raise UnreadableError(
                f"it unpacks to more than {RATIO} times its size, as a zip bomb does",
                f"den packas upp till mer än {RATIO} gånger sin storlek, som en zip-bomb",
            )
        if self.total > MAX_TOTAL:
            raise SpentError(
                f"it unpacks to more than {MAX_TOTAL // 1_000_000_000} GB; the rest is not read",
                f"den packas upp till mer än {MAX_TOTAL // 1_000_000_000} GB; resten är inte läst",
            )

    def read(self, stream: Readable, packed: int) -> bytes:
        """Return all bytes of a member's stream. Raises as `count`, and where it is too large."""
        parts: list[bytes] = []
        size = 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            self.count(len(chunk), size, packed)
            if size > MAX_MEMBER:
                raise too_large()
            parts.append(chunk)
        return b"".join(parts)


def too_large() -> UnreadableError:
    """Return the error of a member that is too large."""
    megabytes = MAX_MEMBER // 1_000_000
    return UnreadableError(
        f"it is larger than {megabytes} MB unpacked", f"den är större än {megabytes} MB uppackad"
    )


def problem(path: str, error: UnreadableError) -> Problem:
    """Return an error as the problem of the member at `path`."""
    return Problem(path, error.message, swedish=error.swedish)


def distinct() -> Callable[[str], str]:
    """Return a function that gives names back, with (2), (3) … where one comes again."""
    seen: set[str] = set()

    def name(wanted: str) -> str:
        stem, dot, ending = wanted.rpartition(".")
        found, number = wanted, 2
        while found in seen:
            found = f"{stem} ({number}).{ending}" if dot and stem else f"{wanted} ({number})"
            number += 1
        seen.add(found)
        return found

    return name
