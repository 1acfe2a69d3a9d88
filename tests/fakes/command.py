"""`kompass` with the fake encoder, for tests that run it in a process of its own.

    python -m tests.fakes.command -C ws ingest docs

Two commands stand in for such as keep an act of a person: `cite SOURCE START END`, `score
SUB-AREA POINTS BY CIT…`, and `judge SUB-AREA CIT BY`, each by the rules.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from kompass_evidence import reading
from kompass_evidence.cli.main import run
from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.document import Span
from kompass_evidence.domain.review import Verdict
from kompass_evidence.evaluate import keep
from kompass_evidence.evaluation.reviewing import judge
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.workspace import Workspace, open_workspace
from tests.evaluate.made import cite, score
from tests.fakes.encoder import FakeEncoder


def main(arguments: list[str]) -> int:
    """Run one command line with the fake encoder; returns its exit code."""
    Workspace.encoder = FakeEncoder()  # type: ignore[assignment,method-assign]
    _option, folder, command, *rest = arguments
    if command not in ("cite", "score", "judge"):
        return run(arguments)
    with open_workspace(Path(folder)) as workspace:
        if command == "cite":
            source = workspace.corpus.source(rest[0])
            cite(workspace, source, Span(int(rest[1]), int(rest[2])))
        elif command == "score":
            sub_area, points, by, *cited = rest
            score(workspace, sub_area, points, cited, by)
        else:
            sub_area, cited_one, by = rest
            keep(
                workspace, by, ActKind.JUDGE_CITATION,
                lambda e: judge(e, (sub_area, cited_one), Verdict.SUPPORTS, "", by),
            )  # fmt: skip
    return 0


def serve() -> None:
    """Run command lines, a JSON list a line, each in a process of its own that is ready at once.

    Writes the process's number, and when it has ended its exit code, below 0 for a signal.
    """
    # what every process would otherwise load anew, or make anew and is derived
    reading.read("# Plan\n\nPlanen följs upp.".encode(), "plan.md")
    LexicalIndex.build(["Planen följs upp"])
    Workspace._vectors = lambda *_: None  # type: ignore[assignment,method-assign]
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
