"""A workspace goes to one file and comes back the same; a file that is not whole is told."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kompass_evidence.errors import InputError, IntegrityError, KompassError, WorkspaceError
from kompass_evidence.exchange import zip_file
from kompass_evidence.exchange.bring_back import bring_back
from kompass_evidence.exchange.export import backup, export
from kompass_evidence.workspace import Workspace
from tests.small_town import open_town

PERSON = "Karin Karlsson som intervjuades"
Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def exported(town: Path, tmp_path: Path) -> Path:
    """An export of the small town, without a pack."""
    workspace = open_town(town)
    export(workspace, tmp_path / "e.zip", pack=False)
    workspace.close()
    return tmp_path / "e.zip"


def names(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def read(file: Path, name: str) -> bytes:
    with zipfile.ZipFile(file) as archive:
        (found,) = [one for one in archive.namelist() if one.endswith(name)]
        return archive.read(found)


def rewrite(file: Path, change: Change) -> Path:
    """Write a zip anew after its files, by name, were changed."""
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file


def keep_person(town: Path) -> None:
    with sqlite3.connect(town / "kompass.db") as connection:
        source = connection.execute("SELECT id FROM source").fetchone()[0]
        connection.execute("INSERT INTO interviewed VALUES (?, ?)", (source, PERSON))
    connection.close()


# ---- there and back


def test_export_comes_back_and_passes_every_check(exported: Path, tmp_path: Path) -> None:
    found = bring_back(exported, tmp_path / "back")
    assert found.audit.ok
    assert found.audit.head == found.head
    shutil.rmtree(tmp_path / "ws")  # what came back needs nothing of what it came from
    workspace = open_town(tmp_path / "back")
    assert len(workspace.corpus.sources()) == 6
    assert workspace.search().ids
    workspace.close()


def test_export_holds_what_an_audit_needs(exported: Path) -> None:
    held = {name.removeprefix("kompass-export/") for name in names(exported)}
    assert held >= {
        "README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "data/kompass.toml",
        "data/kompass.db", "data/log.jsonl", "data/framework/framework.yaml",
    }  # fmt: skip
    assert sum(name.startswith("data/sources/") for name in held) == 6


def test_head_of_the_log_stands_in_the_bag_and_in_the_readme(
    exported: Path,
    town: Path,
) -> None:
    workspace = open_town(town)
    head = workspace.ledger.head()
    workspace.close()
    for name in ("README.txt", "bag-info.txt", "data/log.jsonl"):
        assert head in read(exported, name).decode()


def test_readme_says_how_to_check_without_the_tool_and_that_works(
    exported: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(exported) as archive:
        archive.extractall(tmp_path / "by-hand")
    folder = tmp_path / "by-hand" / "kompass-export"
    commands = [
        line.strip()
        for line in (folder / "README.txt").read_text(encoding="utf-8").splitlines()
        if line.strip().startswith("sha256sum")
    ]
    assert len(commands) == 2
    for command in commands:
        done = subprocess.run(command.split(), cwd=folder, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stdout


def test_export_with_a_pack_holds_it_and_brings_it_back(
    town: Path,
    tmp_path: Path,
) -> None:
    workspace = open_town(town)
    export(workspace, tmp_path / "e.zip")
    workspace.close()
    bring_back(tmp_path / "e.zip", tmp_path / "back")
    (pack,) = (tmp_path / "back" / "packs").glob("*/pack.html")
    assert "Loggens slut" in pack.read_text(encoding="utf-8")


def test_score_table_is_taken_along(town: Path, tmp_path: Path) -> None:
    workspace = open_town(town)
    export(workspace, tmp_path / "e.zip", pack=False)
    head = workspace.ledger.head()
    workspace.close()
    table = json.loads(read(tmp_path / "e.zip", "data/scores.json"))
    assert (table["schema"], table["head"]) == ("kompass.scores/1", head)


def test_who_was_interviewed_leaves_in_a_backup_alone(
    town: Path,
    tmp_path: Path,
) -> None:
    keep_person(town)
    workspace = open_town(town)
    export(workspace, tmp_path / "e.zip", pack=False)
    backup(workspace, tmp_path / "b.zip")
    workspace.close()
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        assert not any(PERSON.encode() in archive.read(name) for name in archive.namelist())
    found = bring_back(tmp_path / "b.zip", tmp_path / "back")
    assert (found.kind, found.audit.ok) == ("backup", True)
    with sqlite3.connect(tmp_path / "back" / "kompass.db") as connection:
        assert connection.execute("SELECT person FROM interviewed").fetchall() == [(PERSON,)]
    connection.close()


def test_same_workspace_gives_the_same_bytes(
    exported: Path,
    town: Path,
    tmp_path: Path,
) -> None:
    workspace = open_town(town)
    export(workspace, tmp_path / "again.zip", pack=False)
    workspace.close()
    assert (tmp_path / "again.zip").read_bytes() == exported.read_bytes()


def test_workspace_that_came_back_uses_its_own_framework(exported: Path, tmp_path: Path) -> None:
    bring_back(exported, tmp_path / "back")
    config = tmp_path / "back" / "kompass.toml"
    config.write_text(config.read_text("utf-8").replace("tiny-framework", "gone"), "utf-8")
    workspace = Workspace(tmp_path / "back")
    assert workspace.framework.id == "biblioteksguiden"
    workspace.close()


# ---- what is not whole


def _flip(name: str) -> Change:
    def change(files: dict[str, bytes]) -> None:
        (key,) = [key for key in files if key.endswith(name)]
        files[key] = bytes([files[key][0] ^ 1]) + files[key][1:]

    return change


def _drop(name: str) -> Change:
    def change(files: dict[str, bytes]) -> None:
        (key,) = [key for key in files if key.endswith(name)]
        del files[key]

    return change


def _add(files: dict[str, bytes]) -> None:
    files["kompass-export/data/sources/extra.pdf"] = b"%PDF"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_flip("data/kompass.db"), "data/kompass.db has another SHA-256"),
        (_flip("README.txt"), "README.txt has another SHA-256"),
        (_drop("data/log.jsonl"), "data/log.jsonl is missing"),
        (_add, "data/sources/extra.pdf does not belong there"),
        (_drop("bagit.txt"), "bag"),
        (_drop("manifest-sha256.txt"), ""),
    ],
    ids=["database", "readme", "log", "added", "no-bagit", "no-manifest"],
)
def test_file_that_was_changed_is_named_and_nothing_is_left(
    exported: Path, tmp_path: Path, change: Change, word: str
) -> None:
    if word == "":
        with zipfile.ZipFile(exported) as archive:
            held = [n for n in archive.namelist() if n.endswith("/manifest-sha256.txt")]
        change = _drop(held[0])
        word = "manifest"
    rewrite(exported, change)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(IntegrityError) as caught:
        bring_back(exported, tmp_path / "back")
    assert word in caught.value.message
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_zip_that_was_cut_is_told_and_nothing_is_left(
    exported: Path, tmp_path: Path, kept: float
) -> None:
    data = exported.read_bytes()
    exported.write_bytes(data[: int(kept if kept >= 1 else kept * len(data))])
    with pytest.raises(IntegrityError, match="damaged"):
        bring_back(exported, tmp_path / "back")
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(
    "name",
    ["../ut.txt", "/tmp/ut.txt", "kompass-export/../../ut.txt", "a\\..\\ut.txt", "C:/ut.txt"],
)
def test_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr(name, "x")
        archive.writestr("kompass-export/bagit.txt", "x")
    with pytest.raises(IntegrityError):
        bring_back(tmp_path / "e.zip", tmp_path / "back")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.zip"]


def test_link_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("kompass-export/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(IntegrityError, match="no ordinary file"):
        bring_back(tmp_path / "e.zip", tmp_path / "back")


def test_zip_that_would_fill_the_disk_is_refused(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_file, "MOST_BYTES", 1000)
    with pytest.raises(IntegrityError, match="unpacked it would be"):
        bring_back(exported, tmp_path / "back")


def test_disk_without_room_is_told_before_anything_is_written(
    town: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(zip_file.shutil, "disk_usage", lambda _: usage)
    workspace = open_town(town)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(WorkspaceError, match="free, and"):
        export(workspace, tmp_path / "e.zip", pack=False)
    workspace.close()
    assert sorted(tmp_path.iterdir()) == before


def test_file_before_stays_where_the_new_one_cannot_be_written(
    exported: Path,
    town: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = exported.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kompass_evidence.exchange.export.write_zip", fail)
    workspace = open_town(town)
    held = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match="No space left"):
        export(workspace, exported, pack=False)
    workspace.close()
    assert exported.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == held


def test_folder_that_is_not_empty_is_left_as_it_is(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "brev.txt").write_text("hej")
    with pytest.raises(WorkspaceError, match="not empty"):
        bring_back(exported, tmp_path / "back")
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["brev.txt"]


def test_empty_folder_is_taken(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "back").mkdir()
    assert bring_back(exported, tmp_path / "back").audit.ok


@pytest.mark.parametrize("name", ["ingen.zip", "."])
def test_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="There is no file"):
        bring_back(tmp_path / name, tmp_path / "back")


def test_workspace_that_was_tampered_with_before_is_brought_back_and_fails_its_audit(
    town: Path,
    tmp_path: Path,
) -> None:
    with sqlite3.connect(town / "kompass.db") as connection:
        connection.execute("UPDATE passage SET text = 'annat' WHERE ordinal = 0")
    connection.close()
    workspace = open_town(town)
    export(workspace, tmp_path / "e.zip", pack=False)
    workspace.close()
    found = bring_back(tmp_path / "e.zip", tmp_path / "back")
    assert not found.audit.ok


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_is_told(
    town: Path,
    tmp_path: Path,
) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    workspace = open_town(town)
    with pytest.raises(KompassError, match="cannot be written"):
        export(workspace, shut / "e.zip", pack=False)
    workspace.close()


def test_digests_in_the_manifest_are_those_of_the_originals(exported: Path) -> None:
    for line in read(exported, "/manifest-sha256.txt").decode().splitlines():
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256(read(exported, "kompass-export/" + name)).hexdigest() == digest
