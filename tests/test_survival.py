"""Two processes at once, a process that is killed at any point, a full disk, a closed folder:
what was kept stays, the chain holds, and running it again ends as if nothing had happened."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kompass_evidence.domain.act import ActKind
from kompass_evidence.evaluate import keep
from kompass_evidence.workspace import Municipality, Workspace, create, open_workspace
from tests.conftest import ROOT, TINY
from tests.evaluate.conftest import failed
from tests.evaluate.made import REVIEWER, cite_each, score
from tests.fakes.encoder import FakeEncoder
from tests.made import write_tree

KILLS = {"ingest": 24, "cite": 10, "score": 10, "judge": 10}
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "KOMPASS_BY": "Eva Ek"}


def start(
    folder: Path, *arguments: object, limit: int | None = None
) -> subprocess.Popen[str]:  # fmt: skip
    """Start a command in a process of its own; `limit` is the size in bytes that a file may get."""

    def confine() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "tests.fakes.command", "-C", str(folder)]
    return subprocess.Popen(
        [*command, *map(str, arguments)], env=ENVIRONMENT, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=confine,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a process; returns its exit code and what it said."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out + err


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what is kept, all of it: every table, the acts without their moments and hashes, and
    the originals with the digests of what is in them."""
    connection = sqlite3.connect(folder / "kompass.db")
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {
        table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        for (table,) in names
    }
    found["act"] = connection.execute("SELECT number, by, kind, data FROM act").fetchall()
    connection.close()
    found["originals"] = sorted(
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in (folder / "sources").iterdir()
    )
    return found


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A workspace with two documents, three citations and a score under review."""
    folder = tmp_path_factory.mktemp("ready")
    create(folder / "ws", Municipality("Provkommun", 12000, 2026), str(TINY))
    docs = write_tree(
        folder / "docs",
        {
            "plan.md": "# Plan\n\nNämnden antog biblioteksplanen som gäller i fyra år.\n",
            "möte.txt": "Varje förskolegrupp besöker biblioteket för en sagostund.",
        },
    )
    assert finish(start(folder / "ws", "ingest", docs))[0] == 0
    with open_workspace(folder / "ws") as workspace:
        cited = cite_each(workspace)
        score(workspace, "B.1", "2", cited, "Bo Berg")
        keep(workspace, REVIEWER, ActKind.START_REVIEW, lambda _: {})
    return folder / "ws", cited


@pytest.fixture
def scored(ready: tuple[Path, list[str]], tmp_path: Path) -> tuple[Path, list[str]]:
    """A copy of it."""
    return Path(shutil.copytree(ready[0], tmp_path / "scored")), ready[1]


def setting(sub_area: str, cited: list[str], by: str) -> tuple[str, ...]:
    """Return the command by which somebody sets points."""
    return ("score", "set", sub_area, "1.5", "--cite", *cited, "--rationale", "Beslutat.",
            "--by", by)  # fmt: skip


# ---- two at once


def test_two_processes_that_score_at_once_are_both_kept(
    scored: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cited = scored
    monkeypatch.setattr(Workspace, "encoder", FakeEncoder())
    names = [f"Person {number}" for number in range(4)]
    running = [start(folder, *setting("B.1", cited, name)) for name in names]
    assert [finish(process)[0] for process in running] == [0] * len(names)
    with open_workspace(folder) as workspace:
        kept = [act.by for act in workspace.ledger.acts(ActKind.SET_SCORE)]
    assert sorted(kept) == sorted(["Bo Berg", *names])
    assert failed(folder) == {}


# ---- killed


def commands(folder: Path, cited: list[str], tmp_path: Path) -> dict[str, tuple[object, ...]]:
    with open_workspace(folder) as workspace:
        source = workspace.corpus.sources()[0].id
    more = write_tree(tmp_path / "more", {f"{n}.txt": f"Beslut {n} följs upp." for n in range(9)})
    return {
        "ingest": ("ingest", more, "--json"),
        "cite": ("cite", source, "--quote", "besöker biblioteket", "--by", "Eva Ek"),
        "score": setting("B.2", cited, "Eva Ek"),
        "judge": ("review", "judge", cited[0], "supports", "--by", REVIEWER),
    }


def is_kept(folder: Path, before: int) -> bool:
    with open_workspace(folder) as workspace:
        return len(workspace.ledger.heads()) > before


class Server:
    """Runs commands in processes of their own that need not load anything first."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.command", "serve"], env=ENVIRONMENT, cwd=ROOT,
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def run(self, folder: Path, *arguments: object, kill_after: float | None = None) -> int:
        """Run a command, killed after so many seconds; returns its exit code."""
        asked, told = self._process.stdin, self._process.stdout
        assert asked and told
        asked.write(json.dumps(["-C", str(folder), *map(str, arguments)]) + "\n")
        asked.flush()
        number = int(told.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it was ready before
                os.kill(number, signal.SIGKILL)
        return int(told.readline())

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.mark.parametrize("name", ["ingest", "cite", "score", "judge"])
def test_process_that_is_killed_leaves_what_was_kept_and_can_be_run_again(
    scored: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str,
    server: Server,
) -> None:  # fmt: skip
    folder, cited = scored
    monkeypatch.setattr(Workspace, "encoder", FakeEncoder())
    shutil.rmtree(folder / "index")  # it is derived, and this server makes none
    command = commands(folder, cited, tmp_path)[name]
    undisturbed = Path(shutil.copytree(folder, tmp_path / "undisturbed"))
    began = time.monotonic()
    assert server.run(undisturbed, *command) == 0
    whole_time = time.monotonic() - began
    with open_workspace(folder) as workspace:
        before = len(workspace.ledger.heads())
    chance = random.Random(name)
    killed = 0
    for number in range(10 * KILLS[name]):
        if killed == KILLS[name]:
            break
        copy = Path(shutil.copytree(folder, tmp_path / f"killed-{number}"))
        moment = whole_time * chance.uniform(0.02, 0.98)
        if server.run(copy, *command, kill_after=moment) == -signal.SIGKILL:
            killed += 1
        else:
            whole_time *= 0.9  # the first run was slower than those that follow
        assert failed(copy) == {}, f"round {number}"
        if name == "ingest" or not is_kept(copy, before):
            assert server.run(copy, *command) == 0
        assert rows(copy) == rows(undisturbed)
        assert failed(copy) == {}
        shutil.rmtree(copy)
    assert killed == KILLS[name]


@pytest.mark.parametrize("statement", ["INSERT INTO passage", "INSERT INTO act", "COMMIT"])
def test_ingest_that_is_killed_in_the_midst_of_writing_keeps_a_source_whole_or_not_at_all(
    scored: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    folder, _cited = scored
    monkeypatch.setattr(Workspace, "encoder", FakeEncoder())
    docs = write_tree(tmp_path / "more", {f"{n}.txt": f"Beslut {n} följs upp." for n in range(5)})
    program = f"""
import os, sys
from pathlib import Path
from kompass_evidence.workspace import Workspace
from tests.fakes.command import main
count = 0
def trace(sql):
    global count
    count += sql.startswith({statement!r})
    if count == 3:
        os.kill(os.getpid(), 9)
opened = Workspace.__init__
def watched(self, *given):
    opened(self, *given)
    self._database.set_trace_callback(trace)
Workspace.__init__ = watched
main(["-C", {str(folder)!r}, "ingest", {str(docs)!r}])
"""
    done = subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, cwd=ROOT, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert set(failed(folder)) <= {"index"}
    assert finish(start(folder, "ingest", docs))[0] == 0
    assert failed(folder) == {}


# ---- no room, no leave


@pytest.mark.parametrize(("lines", "limit"), [(8000, 150_000), (1500, 120_000), (3000, 200_000)])
def test_full_disk_is_one_sentence_and_loses_nothing(
    scored: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: int,
    limit: int,
) -> None:  # fmt: skip
    folder, _cited = scored
    monkeypatch.setattr(Workspace, "encoder", FakeEncoder())
    before = rows(folder)
    text = "\n\n".join(f"Beslut {n} om planen följs upp varje år." for n in range(lines))
    big = write_tree(tmp_path / "big", {"stor.txt": text})
    code, told = finish(start(folder, "ingest", big, limit=limit))
    assert code != 0
    assert told.count("kompass: ") == 1, told
    assert "Traceback" not in told
    assert "unexpected" not in told
    after = rows(folder)
    # a whole original under its own digest may be there already, for the next ingest to take up
    assert set(after.pop("originals")) >= set(before.pop("originals"))
    assert after == before
    assert failed(folder) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_closed_folder_is_one_sentence(
    scored: tuple[Path, list[str]], set_mode: Callable[[Path, int], None]
) -> None:
    folder, _cited = scored
    set_mode(folder, 0o500)
    code, told = finish(start(folder, "ingest", ROOT / "README.md"))
    assert code == 4
    assert told.count("kompass: ") == 1
    assert "Traceback" not in told


@pytest.fixture
def set_mode() -> Callable[[Path, int], None]:
    return lambda path, mode: path.chmod(mode)
