"""A small workspace whose evaluation is whole, made once; each test has a copy of its own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kompass_evidence.evaluate.audit import Audit, audit
from kompass_evidence.workspace import Workspace
from tests.evaluate.made import evaluate
from tests.fakes.encoder import FakeEncoder
from tests.small_town import make_town, open_town

Edit = Callable[..., None]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evaluated workspace; not to be changed."""
    folder = make_town(tmp_path_factory.mktemp("whole"))
    workspace = open_town(folder)
    evaluate(workspace)
    workspace.search()
    workspace.close()
    return folder


@pytest.fixture
def town(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the evaluated workspace."""
    monkeypatch.setattr(Workspace, "encoder", FakeEncoder())
    return Path(shutil.copytree(whole, tmp_path / "ws"))


@pytest.fixture
def edit(town: Path) -> Edit:
    """Change the database behind the tool's back, its triggers dropped and put back."""

    def change(sql: str, values: Sequence[object] = ()) -> None:
        connection = sqlite3.connect(town / "kompass.db")
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        assert connection.execute(sql, values).rowcount > 0
        for _, made in triggers:
            connection.execute(made)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    return change


def failed(folder: Path, noted: str | None = None) -> dict[str, str]:
    """Return what each failing check of an audit says, by the check's name."""
    found: Audit = audit(folder, noted)
    return {
        check.name: "\n".join(f"{p.where}: {p.message}" for p in check.problems)
        for check in found.checks
        if not check.ok
    }
