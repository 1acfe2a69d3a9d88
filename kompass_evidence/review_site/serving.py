"""Serves the site on this computer alone until it is ended."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from kompass_evidence.errors import InputError
from kompass_evidence.review_site.gate import Gate
from kompass_evidence.review_site.site import make_app

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request: the terminal is for what the reviewer should know."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Write nothing."""


class Served:
    """The site listening on a port; `url` is the link that opens it, once."""

    def __init__(self, folder: Path, person: str, port: int = 0) -> None:
        """Listen on `port`, any free one for 0. Raises InputError where it is taken."""
        with _listening(port) as listening:
            self.port: int = listening.getsockname()[1]
            gate = Gate(self.port)
            self.url = gate.url
            self._server: BaseWSGIServer = make_server(
                HOST, self.port, make_app(folder, person, gate), threaded=True,
                request_handler=_Quiet, fd=listening.fileno(),
            )  # fmt: skip

    def run(self) -> None:
        """Answer until Ctrl-C, or until `stop` is called by another thread."""
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End `run`."""
        self._server.shutdown()


def _listening(port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs share the port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((HOST, port))
        found.listen(128)
    except OSError as error:
        found.close()
        raise InputError(
            f"Port {port} on this computer is taken or may not be used ({error.strerror}).",
            "Choose another with --port, or leave --port out and a free one is found.",
        ) from error
    return found
