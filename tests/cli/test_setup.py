"""init, framework and models do what they say, or say what is wrong."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from kompass_evidence.errors import ExitCode, MissingError
from kompass_evidence.retrieval.models import default_name, known_models
from kompass_evidence.store.framework_file import load_framework
from kompass_evidence.workspace import Workspace
from tests.cli.conftest import Kompass
from tests.conftest import TINY


def test_init_makes_a_workspace_and_names_the_next_step(kompass: Kompass, tmp_path: Path) -> None:
    made = kompass("init", tmp_path / "ny", "--municipality", "Nykommun")
    assert (made.code, made.out) == (ExitCode.OK, "")
    assert f"kompass -C {tmp_path / 'ny'} ingest" in made.err


def test_init_with_a_framework_of_ones_own_is_asked_of_that(
    kompass: Kompass, tmp_path: Path
) -> None:
    kompass("init", tmp_path / "ny", "--municipality", "Nykommun", "--framework", TINY)
    assert "Biblioteksguiden" in kompass("-C", tmp_path / "ny", "framework", "show").out


def test_init_a_second_time_is_refused(kompass: Kompass, ws: Path) -> None:
    ran = kompass("init", ws, "--municipality", "Nykommun")
    assert ran.is_told(ExitCode.WORKSPACE, str(ws))


def test_init_with_an_unknown_framework_names_the_known(kompass: Kompass, tmp_path: Path) -> None:
    ran = kompass("init", tmp_path / "ny", "--municipality", "A", "--framework", "x")
    assert ran.is_told(ExitCode.USAGE, "'x'", "kommunkompassen-2020")


def test_shipped_frameworks_are_checked_without_a_path(kompass: Kompass) -> None:
    ran = kompass("framework", "check")
    assert ran.code == ExitCode.OK
    assert "8 areas, 36 sub-areas, 272 criteria, 800 points" in ran.out


def test_framework_of_another_kind_is_checked_by_the_same_command(kompass: Kompass) -> None:
    ran = kompass("framework", "check", TINY)
    assert ran.code == ExitCode.OK
    assert "1 areas, 2 sub-areas, 3 criteria, 10 points" in ran.out


def test_check_prints_each_mistake_on_a_line_of_its_own(kompass: Kompass, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TINY, tmp_path / "fw"))
    path = folder / "bibliotek.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("rung: effect", "rung: x").replace('"B.1.2"', '"B.1.1"'), "utf-8")
    ran = kompass("framework", "check", folder)
    assert ran.code == ExitCode.INPUT
    assert [line.startswith(f"{path}:") for line in ran.out.splitlines()] == [True, True]


def test_check_of_a_folder_that_is_not_there_names_it(kompass: Kompass, tmp_path: Path) -> None:
    ran = kompass("framework", "check", tmp_path / "saknas")
    assert ran.code == ExitCode.INPUT
    assert str(tmp_path / "saknas") in ran.out


def test_show_gives_a_criterion_of_the_workspaces_framework(kompass: Kompass, ws: Path) -> None:
    ran = kompass("-C", ws, "framework", "show", "B.1.2")
    assert ran.code == ExitCode.OK
    assert "Finns en beslutad biblioteksplan?" in ran.out


def test_show_outside_a_workspace_is_of_the_shipped_edition(
    kompass: Kompass, tmp_path: Path
) -> None:
    ran = kompass("-C", tmp_path, "framework", "show")
    assert "Kommunkompassen" in ran.out.splitlines()[0]


def test_show_of_an_unknown_id_tells_so(kompass: Kompass, ws: Path) -> None:
    assert kompass("-C", ws, "framework", "show", "1.3").is_told(ExitCode.INPUT, "1.3")


def test_show_of_a_wrong_framework_says_where_it_is_wrong(kompass: Kompass, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TINY, tmp_path / "fw"))
    (folder / "bibliotek.yaml").unlink()
    ran = kompass("framework", "show", "--framework", folder)
    assert ran.is_told(ExitCode.INPUT, "bibliotek.yaml", "kompass framework check")


@pytest.mark.parametrize("criterion", [c.id for c in load_framework(TINY).criteria()])
def test_show_can_be_asked_for_every_criterion(kompass: Kompass, ws: Path, criterion: str) -> None:
    assert kompass("-C", ws, "framework", "show", criterion).out.startswith(f"{criterion} ")


def test_models_are_listed_with_licence_and_digest(kompass: Kompass) -> None:
    lines = kompass("models", "list").out.splitlines()
    wanted = [[name, str(e["licence"]), str(e["sha256"])] for name, e in known_models().items()]
    pairs = zip(lines, wanted, strict=True)
    assert all(word in line for line, words in pairs for word in words)


def test_one_model_is_marked_as_the_default(kompass: Kompass) -> None:
    marked = [line for line in kompass("models", "list").out.splitlines() if "(default)" in line]
    assert [line.startswith(default_name()) for line in marked] == [True]


# ---- doctor


def doctor(kompass: Kompass, folder: Path) -> tuple[int, dict[str, tuple[bool, str]]]:
    ran = kompass("-C", folder, "doctor", "--json")
    told = json.loads(ran.out)
    assert told["schema"] == "kompass.doctor/1"
    assert told["ok"] == (ran.code == ExitCode.OK)
    return ran.code, {check["name"]: (check["ok"], check["detail"]) for check in told["checks"]}


def test_doctor_finds_a_sound_workspace_sound(kompass: Kompass, town: Path) -> None:
    code, checks = doctor(kompass, town)
    assert (code, [name for name, (ok, _) in checks.items() if not ok]) == (ExitCode.OK, [])


def test_doctor_finds_an_empty_workspace_sound(kompass: Kompass, ws: Path) -> None:
    assert doctor(kompass, ws)[0] == ExitCode.OK


def test_doctor_needs_no_workspace(kompass: Kompass, tmp_path: Path) -> None:
    assert doctor(kompass, tmp_path)[0] == ExitCode.OK


@pytest.mark.parametrize("damage", ["changed", "cut", "removed"])
def test_doctor_names_an_original_that_is_damaged(
    kompass: Kompass, town: Path, damage: str
) -> None:
    original = sorted((town / "sources").iterdir())[0]
    data = original.read_bytes()
    original.write_bytes(bytes([data[0] ^ 1]) + data[1:] if damage == "changed" else data[:-1])
    if damage == "removed":
        original.unlink()
    code, checks = doctor(kompass, town)
    assert code == ExitCode.INTEGRITY
    assert checks["originals"][0] is False
    assert original.name in checks["originals"][1]


def test_ingesting_again_mends_what_doctor_found(kompass: Kompass, town: Path, docs: Path) -> None:
    for original in (town / "sources").iterdir():
        data = original.read_bytes()
        original.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    kompass("-C", town, "ingest", docs)
    assert doctor(kompass, town)[0] == ExitCode.OK


def test_doctor_names_a_passage_that_is_not_at_its_place(kompass: Kompass, town: Path) -> None:
    with sqlite3.connect(town / "kompass.db") as connection:
        (passage,) = connection.execute("SELECT id FROM passage LIMIT 1").fetchone()
        connection.execute("UPDATE passage SET text = 'Annat' WHERE id = ?", (passage,))
    connection.close()
    code, checks = doctor(kompass, town)
    assert code == ExitCode.INTEGRITY
    assert passage in checks["passages"][1]


def test_doctor_goes_through_a_damaged_database_without_breaking_down(
    kompass: Kompass, town: Path
) -> None:
    database = town / "kompass.db"
    data = database.read_bytes()
    database.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    code, checks = doctor(kompass, town)
    assert code == ExitCode.INTEGRITY
    assert not all(ok for ok, _ in checks.values())


def test_doctor_goes_on_when_the_model_is_missing(
    kompass: Kompass, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise MissingError("The package that carries the model is missing.", "Install it.")

    monkeypatch.setattr("kompass_evidence.retrieval.models.find_model", missing)
    monkeypatch.setattr(Workspace, "encoder", property(missing))
    code, checks = doctor(kompass, town)
    assert code == ExitCode.MISSING
    assert checks["model"][0] is False
    assert checks["originals"][0] is True


def test_doctor_in_words_marks_what_is_wrong(kompass: Kompass, town: Path) -> None:
    next((town / "sources").iterdir()).unlink()
    lines = kompass("-C", town, "doctor").out.splitlines()
    assert [line.split(":")[0] for line in lines if line.startswith("WRONG")] == [
        "WRONG  originals"
    ]
