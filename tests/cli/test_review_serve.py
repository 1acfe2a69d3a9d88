"""The command `review serve` as a process of its own: its link, its port, its end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from kompass_evidence.errors import ExitCode
from tests.cli.conftest import Kompass


@pytest.fixture
def served(ws: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "kompass_evidence", "-C", str(ws)]
    process = subprocess.Popen(
        [*command, "review", "serve", "--by", "Rut Ros", "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def _link(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_link_is_on_this_computer_and_opens_the_site(
    served: subprocess.Popen[str],
) -> None:
    link = _link(served)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/start\?token=[\w-]{43}", link)
    with urlopen(link) as answer:
        assert answer.status == 200
    with pytest.raises(HTTPError, match="403"):
        urlopen(link)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such signal")
def test_ctrl_c_ends_it_with_one_line(served: subprocess.Popen[str]) -> None:
    with urlopen(_link(served)):
        pass
    served.send_signal(signal.SIGINT)
    out, err = served.communicate(timeout=30)
    assert (served.returncode, out) == (0, "")
    opened, closed = err.splitlines()
    assert "End it with Ctrl-C" in opened
    assert "is closed" in closed


def test_only_this_computer_reaches_it(served: subprocess.Popen[str]) -> None:
    port = int(_link(served).split(":")[2].split("/")[0])
    with socket.socket() as other:  # another of this computer's addresses, as the network's is
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_port_in_use_is_told(kompass: Kompass, ws: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = kompass("-C", ws, "review", "serve", "--by", "Rut Ros", "--no-browser",
                      "--port", port)  # fmt: skip
    ran.is_told(ExitCode.INPUT, f"Port {port}", "--port")


def test_a_reviewer_s_name_is_needed(
    kompass: Kompass, ws: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOMPASS_BY", raising=False)
    kompass("-C", ws, "review", "serve", "--no-browser").is_told(ExitCode.USAGE, "--by")


def test_a_folder_without_a_workspace_is_told_before_anything_is_opened(
    kompass: Kompass, tmp_path: Path
) -> None:
    ran = kompass("-C", tmp_path, "review", "serve", "--by", "Rut Ros")
    ran.is_told(ExitCode.WORKSPACE, "There is no workspace")


@pytest.mark.parametrize("no_browser", [True, False])
def test_a_browser_is_opened_unless_it_is_unwanted(
    kompass: Kompass, ws: Path, monkeypatch: pytest.MonkeyPatch, no_browser: bool
) -> None:
    opened: Queue[str] = Queue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    monkeypatch.setattr("kompass_evidence.review_site.serving.Served.run", lambda _: None)
    more = ["--no-browser"] if no_browser else []
    ran = kompass("-C", ws, "review", "serve", "--by", "Rut Ros", *more)
    assert ran.code == ExitCode.OK
    if no_browser:
        assert opened.empty()
    else:
        assert opened.get(timeout=10) == ran.out.strip()
