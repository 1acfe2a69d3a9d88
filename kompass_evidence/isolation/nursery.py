"""A process with all readers loaded that forks a child for each file: loading them takes a
second, a fork some milliseconds, and what a file does to a child ends with the child.

python -m kompass_evidence.isolation.nursery FD    serves the socket FD until it is closed
python -m kompass_evidence.isolation.nursery       reads one file: request in, answer out
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

from kompass_evidence.isolation.limits import confine, refuse_network
from kompass_evidence.isolation.message import answer_to, read_here, take_request

TOLD = struct.Struct("<qq")
BORN = -1
# what the readers load at their first file
PRELOADED = ("pymupdf", "trafilatura", "docx")
# long enough for its language to be told, so that this is loaded once too
SENTENCES = "Planen följs upp varje år, och nämnden redovisar resultatet för fullmäktige. " * 4
SAMPLE = f"<html><body><main><h1>Plan</h1><p>{SENTENCES}</p></main></body></html>"


def preload() -> None:
    """Load what readers need, once for all children, and leave it out of their collectors."""
    for name in PRELOADED:
        with suppress(ImportError):  # a reader that needs it says so
            importlib.import_module(name)
    read_here(SAMPLE.encode(), "plan.html")
    gc.collect()
    gc.freeze()


def serve(control: socket.socket) -> None:
    """Fork a child for every socket that comes over `control`; return when that is closed.

    The parent is told of each child (number, BORN), and when it has ended (number, and what
    `waitpid` says of it).
    """
    children: dict[int, int] = {}  # by a pipe whose other end the child holds until it ends
    try:
        while True:
            ready, _, _ = select.select([control.fileno(), *children], [], [])
            for alive in children.keys() & ready:
                number = children.pop(alive)
                control.sendall(TOLD.pack(number, _end(number)))
                os.close(alive)
            if control.fileno() in ready:
                handed = socket.recv_fds(control, 1, 1)[1]
                if not handed:
                    return
                number, alive = _fork(handed[0], control)
                children[alive] = number
                control.sendall(TOLD.pack(number, BORN))
    except OSError:
        return  # the parent is gone
    finally:
        for number in children.values():
            _end(number)


def _fork(line: int, control: socket.socket) -> tuple[int, int]:
    """Fork a child that reads what comes over `line`; return its number and its pipe."""
    alive, held = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(alive)
        control.close()
        _read_one(socket.socket(fileno=line))
    os.close(line)
    os.close(held)
    with suppress(OSError):
        os.setpgid(number, number)  # as the child does: whoever comes first
    return number, alive


def _end(number: int) -> int:
    """End a child and whatever it has started; return how it ended, if it had by itself."""
    with suppress(OSError):
        os.killpg(number, signal.SIGKILL)
    return os.waitpid(number, 0)[1]


def _read_one(line: socket.socket) -> None:
    """Read the file that is asked for over `line`, answer, and end this process."""
    code = 1
    try:
        with suppress(OSError):
            os.setpgid(0, 0)
        _answer(line.makefile("rb"), line.makefile("wb"))
        code = 0
    finally:
        os._exit(code)


def _answer(asked: BinaryIO, told: BinaryIO) -> None:
    refuse_network()

    def receive(size: int) -> bytes:
        data = asked.read(size)
        if len(data) < size:
            raise EOFError
        return data

    data, name, limits = take_request(receive)
    if os.name == "posix":
        confine(limits, len(data))
    told.write(answer_to(data, name))
    told.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        preload()
        serve(socket.socket(fileno=int(sys.argv[1])))
    else:
        _answer(sys.stdin.buffer, sys.stdout.buffer)
