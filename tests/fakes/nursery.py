"""A nursery forked from this process: readers replaced here are replaced in its children."""

from __future__ import annotations

import os
import socket

from kompass_evidence.isolation import nursery

started: list[int] = []  # numbers of the processes, to be waited for


def fork(control: socket.socket) -> None:
    """Start it, for `apart.Nursery`."""
    number = os.fork()
    if number:
        started.append(number)
        return
    os.setsid()
    kept = os.dup2(control.detach(), 3)
    os.closerange(4, 1024)  # also the other ends, or it would never see them close
    try:
        nursery.serve(socket.socket(fileno=kept))
    finally:
        os._exit(0)
