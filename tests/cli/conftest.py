"""The command line run in this process, with a fake encoder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kompass_evidence.cli.main import run
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.conftest import TINY
from tests.fakes.encoder import FakeEncoder
from tests.made import write_pdf, write_tree


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    def is_told(self, code: ExitCode, *words: str) -> bool:
        """Assert that the command stopped with this code and one clear sentence on stderr."""
        assert self.code == code, self
        assert self.out == "", self
        (line,) = [line for line in self.err.splitlines() if line.startswith("kompass: ")]
        assert line.endswith("."), self
        assert "unexpected" not in self.err, self
        assert "Traceback" not in self.err, self
        assert all(word in self.err for word in words), self
        return True


Kompass = Callable[..., Ran]


def sources(kompass: Kompass, ws: Path, *arguments: object) -> dict[str, Any]:
    """Return the list of sources as JSON gives it."""
    ran = kompass("-C", ws, "sources", "--json", *arguments)
    assert ran.code == ExitCode.OK
    told: dict[str, Any] = json.loads(ran.out)
    assert told["schema"] == "kompass.sources/1"
    return told


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> FakeEncoder:
    """The encoder that every workspace has in this test."""
    fake = FakeEncoder()
    monkeypatch.setattr(Workspace, "encoder", fake)
    monkeypatch.setattr("kompass_evidence.retrieval.models.find_model", lambda *_: fake.model)
    monkeypatch.delenv("KOMPASS_DEBUG", raising=False)
    return fake


@pytest.fixture
def kompass(encoder: FakeEncoder, capsys: pytest.CaptureFixture[str]) -> Kompass:
    """Run one command line."""

    def call(*arguments: object) -> Ran:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def ws(tmp_path: Path) -> Path:
    """An empty workspace with the tiny framework."""
    create(tmp_path / "ws", Municipality("Provkommun", 12000, 2026), str(TINY))
    return tmp_path / "ws"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder of documents of each kind, all of which can be read."""
    folder = write_tree(
        tmp_path / "docs",
        {
            "plan.md": "# Biblioteksplan\n\nNämnden antog biblioteksplanen som gäller i fyra år.\n",
            "möte.txt": "Varje förskolegrupp besöker biblioteket för en sagostund.",
            "web/tider.html": "<html><head><title>Öppettider</title></head><body><main>"
            "<h1>Öppettider</h1><p>Huvudbiblioteket har öppet till klockan nitton på vardagar och"
            " även på lördagar, och kvällsöppet på torsdagar.</p></main></body></html>",
        },
    )
    write_pdf(folder / "budget.pdf", ["Budgeten för vägar och broar är femton miljoner kronor."])
    return folder


@pytest.fixture
def town(kompass: Kompass, ws: Path, docs: Path) -> Path:
    """A workspace that has taken in the documents."""
    assert kompass("-C", ws, "ingest", docs).code == ExitCode.OK
    return ws
