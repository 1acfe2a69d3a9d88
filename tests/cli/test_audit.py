"""audit, export, import, backup, restore and status from the command line."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from kompass_evidence.errors import ExitCode, WorkspaceError
from tests.cli.conftest import Kompass


def change(town: Path, sql: str) -> None:
    with sqlite3.connect(town / "kompass.db") as connection:
        connection.execute(sql)
    connection.close()


def test_sound_workspace_is_told_check_by_check(kompass: Kompass, town: Path) -> None:
    ran = kompass("-C", town, "audit")
    *checks, head = ran.out.splitlines()
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert all(line.startswith("ok ") for line in checks)
    assert head.startswith("Head of the log: ")


def test_what_does_not_hold_is_named_with_what_to_do(kompass: Kompass, town: Path) -> None:
    change(town, "UPDATE passage SET text = 'annat' WHERE ordinal = 0")
    ran = kompass("-C", town, "audit")
    assert ran.code == ExitCode.INTEGRITY
    assert "FAIL passages" in ran.out
    assert "kompass restore" in ran.out
    told = json.loads(kompass("-C", town, "audit", "--json").out)
    assert [check["name"] for check in told["checks"] if not check["ok"]] == [
        "contents", "passages",
    ]  # fmt: skip


def test_damaged_database_is_no_traceback(kompass: Kompass, town: Path) -> None:
    data = bytearray((town / "kompass.db").read_bytes())
    data[4096 : 4096 * 6] = b"x" * 4096 * 5
    for ending in ("-wal", "-shm"):
        (town / f"kompass.db{ending}").unlink(missing_ok=True)
    (town / "kompass.db").write_bytes(data)
    ran = kompass("-C", town, "audit")
    assert ran.code == ExitCode.INTEGRITY
    assert "FAIL database" in ran.out
    assert "Traceback" not in ran.err


def test_index_that_was_left_behind_is_made_by_the_next_ingest(
    kompass: Kompass, town: Path, docs: Path
) -> None:
    change(town, "UPDATE setting SET value = value + 1 WHERE key = 'generation'")
    assert "FAIL index" in kompass("-C", town, "audit").out
    kompass("-C", town, "ingest", docs)
    assert kompass("-C", town, "audit").code == ExitCode.OK


def test_head_that_is_not_in_the_log_fails(kompass: Kompass, town: Path) -> None:
    ran = kompass("-C", town, "audit", "--head", "a" * 64)
    assert ran.code == ExitCode.INTEGRITY
    assert "the log was cut" in ran.out
    assert kompass("-C", town, "audit", "--head", "abc").is_told(ExitCode.USAGE, "no head")


def test_folder_that_may_not_be_written_is_one_sentence_and_no_damage(
    kompass: Kompass, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise WorkspaceError("The database cannot be used (readonly).", "Check it.")

    monkeypatch.setattr("kompass_evidence.workspace.open_database", closed)
    monkeypatch.setattr("os.access", lambda _path, mode, **_: mode != os.W_OK)
    assert kompass("-C", town, "audit").is_told(ExitCode.WORKSPACE, "readonly")


def test_folder_without_a_workspace_is_told(kompass: Kompass, tmp_path: Path) -> None:
    assert kompass("-C", tmp_path, "audit").is_told(ExitCode.WORKSPACE, "no workspace")


@pytest.mark.parametrize(("out", "back"), [("export", "import"), ("backup", "restore")])
def test_workspace_goes_to_a_file_and_comes_back(
    kompass: Kompass, town: Path, tmp_path: Path, out: str, back: str
) -> None:
    more = ["--no-pack"] if out == "export" else []
    wrote = kompass("-C", town, out, "--out", tmp_path / "f.zip", *more)
    assert wrote.code == ExitCode.OK
    head = wrote.out.strip()
    ran = kompass(back, tmp_path / "f.zip", tmp_path / "back")
    assert ran.code == ExitCode.OK
    assert "Every digest and every check holds" in ran.err
    assert kompass("-C", tmp_path / "back", "audit", "--head", head).code == ExitCode.OK


def test_restore_of_an_export_says_what_it_lacks(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    kompass("-C", town, "export", "--out", tmp_path / "f.zip", "--no-pack")
    assert (
        "who was interviewed is not in it"
        in kompass("restore", tmp_path / "f.zip", tmp_path / "back").err
    )


def test_damaged_file_is_one_sentence(kompass: Kompass, town: Path, tmp_path: Path) -> None:
    kompass("-C", town, "backup", "--out", tmp_path / "f.zip")
    data = bytearray((tmp_path / "f.zip").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "f.zip").write_bytes(data)
    ran = kompass("restore", tmp_path / "f.zip", tmp_path / "back")
    assert ran.is_told(ExitCode.INTEGRITY, "f.zip")
    assert not (tmp_path / "back").exists()


def test_other_ending_and_missing_folder_are_told(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    assert kompass("-C", town, "backup", "--out", tmp_path / "f.tar").is_told(
        ExitCode.INPUT, ".zip"
    )
    assert kompass("-C", town, "backup", "--out", tmp_path / "ingen" / "f.zip").is_told(
        ExitCode.INPUT, "ingen"
    )


# ---- status


def test_status_of_an_empty_workspace_says_where_to_begin(kompass: Kompass, ws: Path) -> None:
    ran = kompass("-C", ws, "status")
    assert ran.code == ExitCode.OK
    assert ran.out.splitlines()[0] == "Provkommun"
    assert ran.out.splitlines()[-1] == "Nästa steg: kompass ingest PATH…"


def test_status_counts_what_there_is(kompass: Kompass, town: Path) -> None:
    kompass("-C", town, "pack", "--as-of", "2026-11-23")
    hits = json.loads(kompass("-C", town, "search", "biblioteksplan", "--json").out)["hits"]
    passage = hits[0]["passage"]
    kompass("-C", town, "evidence", "accept", passage, "--criterion", "B.1.2", "--by", "Eva Ek")
    flags = json.loads(kompass("-C", town, "flag", "list", "--json").out)["flags"]
    kompass("-C", town, "flag", "set", flags[0]["id"], "asked", "--by", "Eva Ek")
    out = kompass("-C", town, "status").out
    assert "3 dokument, 1 webbsidor" in out
    assert "1 av 3 kriterier har godtaget belägg" in out
    assert "1 frågad" in out
    assert f"{len(flags) - 1} av {len(flags)} öppna (underlaget 2026-11-23)" in out
    assert "0 av 2 delområden" in out
    assert 'Nästa steg: kompass cite PSG --quote "…"' in out
    told = json.loads(kompass("-C", town, "status", "--json").out)
    assert (told["schema"], told["evidence"]["accepted"]) == ("kompass.status/1", 1)
    assert told["next"] == 'kompass cite PSG --quote "…"'


def test_status_without_a_pack_says_how_to_count_flags(kompass: Kompass, town: Path) -> None:
    out = kompass("-C", town, "status").out
    assert "kör kompass pack" in out
    assert out.splitlines()[-1] == "Nästa steg: kompass pack"
