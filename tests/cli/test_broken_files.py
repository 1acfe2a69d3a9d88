"""Two hundred broken and hostile files in one go: the right sentence for each, and no harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kompass_evidence.errors import ExitCode
from kompass_evidence.isolation import limits
from kompass_evidence.isolation.limits import Limits
from tests.cli.conftest import Kompass
from tests.data.broken.make_broken import broken, table, write

SOUND = "Varje förskolegrupp besöker biblioteket för en sagostund."


def test_broken_files_are_the_same_each_time_and_each_is_another() -> None:
    files = broken()
    assert files == broken()
    assert len({file.name for file in files}) == len(files) == 200
    assert len({(file.data, Path(file.name).suffix) for file in files}) == len(files)
    assert all(file.purpose for file in files)
    assert table(files).count("\n") == 201


def test_each_broken_file_gets_its_sentence_and_the_sound_one_is_read(
    kompass: Kompass, ws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Limits(seconds=5, seconds_a_megabyte=0, memory=2 << 30)
    monkeypatch.setattr(limits, "LIMITS", small)
    folder = tmp_path / "docs"
    files = write(folder)
    (folder / "möte.txt").write_text(SOUND)
    ran = kompass("-C", ws, "ingest", folder, "--json")
    assert ran.code == ExitCode.PARTLY
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.out + ran.err
    told = json.loads(ran.out)
    skipped = {entry["path"]: entry["reason"] for entry in told["skipped"]}
    for file in files:
        reason = skipped.pop(f"docs/{file.name}", "")
        assert bool(reason) == bool(file.said), (file.name, reason)
        assert reason.startswith(file.said), (file.name, reason)
    assert skipped == {}
    assert "docs/möte.txt" in {source["path"] for source in told["sources"]}
    assert told["read"] + told["unchanged"] + len(told["skipped"]) == len(files) + 1
    assert _no_secret(kompass, ws)
    assert not (tmp_path / "utanfor.txt").exists()


def _no_secret(kompass: Kompass, ws: Path) -> bool:
    """Say that nothing of this machine's own files has come into the text."""
    ran = kompass("-C", ws, "search", "root /bin/sh", "--json")
    return "root:" not in ran.out
