"""What a process that reads one file may use, and that it reaches no network.

The limits hold for programs that the reader starts, too: each of them has as much again.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take; a larger file gets more time, up to `most_seconds`."""

    seconds: float = 300.0
    seconds_a_megabyte: float = 120.0  # a scanned page is some 100 kB, and takes seconds to read
    most_seconds: float = 7200.0
    memory: int = 4 << 30  # bytes that can be addressed
    file_size: int = 512 << 20  # bytes of one file that is written: pictures of pages for OCR
    open_files: int = 512
    answer: int = 1 << 30  # bytes that come back

    def seconds_for(self, size: int) -> float:
        """Return how long a file of so many bytes may take."""
        asked = self.seconds + self.seconds_a_megabyte * size / MEGABYTE
        return min(asked, max(self.seconds, self.most_seconds))

    def as_json(self) -> dict[str, float]:
        return asdict(self)


LIMITS = Limits()


def confine(limits: Limits, size: int) -> None:
    """Hold this process to the limits, where the system can: it will read a file of `size` bytes.

    There is no way back; meant for a process that ends with its file.
    """
    import resource

    # the clock on the wall is the parent's; this stops a reader whose parent was killed
    seconds = int(limits.seconds_for(size)) + 1
    bounds = (
        (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size), (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    )  # fmt: skip
    for which, bound in bounds:
        most = resource.getrlimit(which)[1]
        bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
        try:
            resource.setrlimit(which, (bound, bound))
        except (OSError, ValueError):  # macOS knows no limit of memory
            continue


_NETWORK = frozenset(
    (
        "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "urllib.Request",
        "http.client.connect", "ftplib.connect", "smtplib.connect",
    )
)  # fmt: skip


class NetworkRefusedError(OSError):
    """What a document points to is never fetched."""


def refuse_network() -> None:
    """Make every attempt of this process's Python to reach another machine raise, from now on."""

    def watch(event: str, _arguments: tuple[object, ...]) -> None:
        if event in _NETWORK:
            raise NetworkRefusedError(f"a reader may not reach the network ({event})")

    sys.addaudithook(watch)
