"""The side of the one who asks: hands a file to a process of its own and waits, not for ever.

Nothing in this process parses the file; a child that hangs, dies, grows or babbles is stopped,
with all that it has started, and is the reason why that one file is not read.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kompass_evidence.domain.document import Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.isolation import limits as bounds
from kompass_evidence.isolation.limits import Limits
from kompass_evidence.isolation.message import (
    CRASHED,
    TOO_MUCH_MEMORY,
    request,
    take_answer,
)  # fmt: skip
from kompass_evidence.isolation.nursery import BORN, TOLD

_AT_ONCE = 1 << 20  # bytes received in one go
_MODULE = "kompass_evidence.isolation.nursery"


def read_apart(data: bytes, name: str, limits: Limits | None = None) -> Document:
    """Return the document in a file's bytes, read in a process of its own under limits.

    Raises UnreadableError where there is none: with the reader's reason, or because the reader
    crashed, took too long, too much memory, or gave too much.
    """
    limits = limits or bounds.LIMITS
    if not hasattr(os, "fork"):
        return _read_spawned(data, name, limits)
    return _nursery().read(data, name, limits)


def close() -> None:
    """End the process that forks the readers, if there is one; the next file starts another."""
    global _running
    if _running is not None:
        _running.close()
    _running = None


class _Child(NamedTuple):
    """A process that waits for a file, and the socket to it."""

    number: int
    line: socket.socket


class Nursery:
    """The process that forks a child per file, as the one who started it sees it.

    One child is always forked ahead, so that the next file need not wait for it.
    """

    def __init__(self, start: Callable[[socket.socket], None]) -> None:
        """Start it: `start` makes a process that serves the socket it is given."""
        self.owner = os.getpid()  # 0 once it is closed
        self._control, theirs = socket.socketpair()
        with theirs:
            start(theirs)
        self._born: list[tuple[int, int]] = []
        self._ended: list[tuple[int, int]] = []
        self._asked = self._ask()

    def close(self) -> None:
        """Let go of it: it ends, and kills what it has forked."""
        self.owner = 0
        self._control.close()
        self._asked.close()

    def read(self, data: bytes, name: str, limits: Limits) -> Document:
        """Return the document, see `read_apart`. What breaks in between ends the nursery."""
        try:
            return self._read(data, name, limits)
        except UnreadableError:
            raise
        except EOFError as error:  # the nursery itself is gone
            self.close()
            raise UnreadableError(*CRASHED) from error
        except BaseException:
            self.close()
            raise

    def _read(self, data: bytes, name: str, limits: Limits) -> Document:
        child = _Child(self._told(born=True)[0], self._asked)
        with child.line:
            self._asked = self._ask()
            return self._hear(child, data, name, limits)

    def _ask(self) -> socket.socket:
        """Ask for a child; return the socket to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"+"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise EOFError from error
        return ours

    def _hear(self, child: _Child, data: bytes, name: str, limits: Limits) -> Document:
        seconds = limits.seconds_for(len(data))
        line = _Line(child.line, time.monotonic() + seconds)
        try:
            line.send(*request(data, name, limits))
            found = take_answer(line.receive, limits)
        except TimeoutError as error:
            self._end(child)
            raise _too_slow(seconds) from error
        except (EOFError, ConnectionError) as error:
            raise _why_it_died(self._status(child), seconds) from error
        except UnreadableError:
            self._end(child)  # it may have more to say than it may
            raise
        self._end(child)
        return found

    def _end(self, child: _Child) -> None:
        """End a child that has answered, or will not, and all that it has started."""
        with suppress(OSError):
            os.killpg(child.number, signal.SIGKILL)
        self._status(child)

    def _status(self, child: _Child) -> int:
        """Wait until a child has ended; return what `waitpid` says of it."""
        number, status = self._told(born=False)
        while number != child.number:  # one before it, or one that waits and was killed
            number, status = self._told(born=False)
        return status

    def _told(self, *, born: bool) -> tuple[int, int]:
        """Return the next child (number, status) that was born, or has ended."""
        waiting = self._born if born else self._ended
        while not waiting:
            number, status = TOLD.unpack(self._receive(TOLD.size))
            (self._born if status == BORN else self._ended).append((number, status))
        return waiting.pop(0)

    def _receive(self, size: int) -> bytes:
        """Return so many bytes of what the nursery tells. Raises EOFError where it is gone."""
        told = b""
        while len(told) < size:
            try:
                part = self._control.recv(size - len(told))
            except ConnectionError as error:
                raise EOFError from error
            if not part:
                raise EOFError
            told += part
        return told


class _Line:
    """A socket to one child, up to a moment of the monotonic clock."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until

    def _wait(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self._wait()
            self._line.sendall(part)

    def receive(self, size: int) -> bytes:
        parts, missing = [], size
        while missing:
            self._wait()
            part = self._line.recv(min(missing, _AT_ONCE))
            if not part:
                raise EOFError
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


_running: Nursery | None = None


def _nursery() -> Nursery:
    global _running
    if _running is None or _running.owner != os.getpid():  # closed, or a parent's
        _running = Nursery(start_process)
        atexit.register(close)
    return _running


def start_process(control: socket.socket) -> None:
    """Start a nursery in a new Python, which has loaded nothing but the readers.

    In a session of its own, so that Ctrl-C reaches this process alone, which ends the other.
    """
    number = control.fileno()
    subprocess.Popen(
        _command(str(number)), env=_environment(), pass_fds=(number,), start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=_errors(),
    )  # fmt: skip


def _command(*arguments: str) -> list[str]:
    # -P: a file of the folder one stands in is no module
    return [sys.executable, "-P", "-m", _MODULE, *arguments]


def _environment() -> dict[str, str]:
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    # a process that forks has one thread
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}


def _errors() -> int | None:
    """Return where readers' own messages go: they are about damage that is told otherwise."""
    return None if os.environ.get("KOMPASS_DEBUG") else subprocess.DEVNULL


def _read_spawned(data: bytes, name: str, limits: Limits) -> Document:
    """Read a file where processes cannot be forked: in a new Python, with the clock as limit."""
    seconds = limits.seconds_for(len(data))
    try:
        done = subprocess.run(
            _command(), input=b"".join(request(data, name, limits)), env=_environment(),
            stdout=subprocess.PIPE, stderr=_errors(), timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _too_slow(seconds) from error
    told = memoryview(done.stdout)

    def receive(size: int) -> bytes:
        nonlocal told
        part, told = told[:size], told[size:]
        if len(part) < size:
            raise EOFError
        return bytes(part)

    try:
        return take_answer(receive, limits)
    except EOFError as error:
        raise UnreadableError(*CRASHED) from error


def _too_slow(seconds: float) -> UnreadableError:
    return UnreadableError(
        f"reading it took longer than {seconds:.0f} seconds and was broken off",
        f"läsningen tog längre tid än {seconds:.0f} sekunder och avbröts",
    )


def _why_it_died(status: int, seconds: float) -> UnreadableError:
    """Return the reason by how a child ended: the system kills what takes too much memory."""
    died_of = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if died_of == signal.SIGXCPU:
        return _too_slow(seconds)
    return UnreadableError(*(TOO_MUCH_MEMORY if died_of == signal.SIGKILL else CRASHED))
