"""`kompass` with the fake encoder, for tests that run it in a process of its own.

python -m tests.fakes.command -C ws ingest docs
"""

from __future__ import annotations

import json
import os
import sys

from kompass_evidence import reading
from kompass_evidence.cli.main import run
from kompass_evidence.isolation import apart
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.workspace import Workspace
from tests.fakes import nursery
from tests.fakes.encoder import FakeEncoder


def main(arguments: list[str]) -> int:
    """Run one command line with the fake encoder; returns its exit code."""
    Workspace.encoder = FakeEncoder()  # type: ignore[assignment,method-assign]
    return run(arguments)


def serve() -> None:
    """Run command lines, a JSON list a line, each in a process of its own that is ready at once.

    Writes the process's number, and when it has ended its exit code, below 0 for a signal.
    """
    # what every process would otherwise load anew, or make anew and is derived
    reading.read("# Plan\n\nPlanen följs upp.".encode(), "plan.md")
    LexicalIndex.build(["Planen följs upp"])
    Workspace._vectors = lambda *_: None  # type: ignore[assignment,method-assign]
    apart.start_process = nursery.fork
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            os._exit(main(json.loads(line)))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(main(sys.argv[1:]))
