"""Help is light, and whatever goes wrong ends in an exit code and a sentence."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kompass_evidence import __version__
from kompass_evidence.cli.main import COMMANDS, run
from kompass_evidence.errors import (
    ExitCode,
    InputError,
    IntegrityError,
    KompassError,
    MissingError,
    RefusedError,
    UsageError,
    WorkspaceError,
)  # fmt: skip
from kompass_evidence.store.database import LATEST
from kompass_evidence.workspace import CONFIG, DATABASE
from tests.cli.conftest import Kompass
from tests.test_workspace import held_by_another_process

HEAVY = {"torch", "chromadb", "spacy", "pymupdf", "fitz", "transformers", "sentence_transformers"}
LOOK = """
import sys
from kompass_evidence.cli.main import COMMANDS, run
codes = [run(["--help"]), run(["--version"]), *(run([name, "--help"]) for name in COMMANDS)]
print(*codes, "loaded:", *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def test_help_loads_nothing_heavy() -> None:
    ran = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    codes, loaded = ran.stderr.split("loaded:")
    assert set(codes.split()) == {"0"}
    assert not HEAVY & set(loaded.split())


def test_help_names_every_command(kompass: Kompass) -> None:
    told = kompass("--help")
    assert told.code == ExitCode.OK
    assert all(f"\n  {name} " in told.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(kompass: Kompass, name: str) -> None:
    told = kompass(name, "--help")
    assert (told.code, told.err) == (ExitCode.OK, "")
    assert f"kompass {name}" in told.out


def test_version_is_the_packages(kompass: Kompass) -> None:
    assert __version__ in kompass("--version").out


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["serch"], ["search", "--nope"], ["show"], ["ingest"], ["init", "x"],
        ["search", "x", "-k", "0"], ["search", "x", "--mode", "magic"],
        ["ingest", "x", "--kind", "radio"], ["pack", "--top", "0"], ["pack", "--as-of", "igår"],
        ["init", "x", "--municipality", "A", "--year", "20"],
    ],
)  # fmt: skip
def test_command_line_that_means_nothing_is_a_usage_error(
    kompass: Kompass, arguments: list[str]
) -> None:
    ran = kompass(*arguments)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert ran.err


# ---- a workspace that cannot be opened: each command says so


COMMAND_LINES = [
    ["ingest", "."], ["sources"], ["search", "plan"], ["show", "psg-000000000000"],
    ["map"], ["pack"], ["index", "rebuild"],
]  # fmt: skip
each_command = pytest.mark.parametrize("arguments", COMMAND_LINES, ids=lambda a: a[0])


@each_command
def test_no_workspace(kompass: Kompass, tmp_path: Path, arguments: list[str]) -> None:
    assert kompass("-C", tmp_path, *arguments).is_told(
        ExitCode.WORKSPACE, str(tmp_path), "kompass init"
    )


@each_command
def test_damaged_configuration(kompass: Kompass, ws: Path, arguments: list[str]) -> None:
    (ws / CONFIG).write_text("municipality = [", encoding="utf-8")
    assert kompass("-C", ws, *arguments).is_told(ExitCode.WORKSPACE, str(ws / CONFIG))


@each_command
def test_workspace_from_a_newer_version(kompass: Kompass, ws: Path, arguments: list[str]) -> None:
    with sqlite3.connect(ws / DATABASE) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    assert kompass("-C", ws, *arguments).is_told(ExitCode.WORKSPACE, "newer")


@each_command
def test_missing_database(kompass: Kompass, ws: Path, arguments: list[str]) -> None:
    (ws / DATABASE).unlink()
    assert kompass("-C", ws, *arguments).is_told(ExitCode.WORKSPACE, str(ws / DATABASE))


@each_command
def test_file_that_is_no_database(kompass: Kompass, ws: Path, arguments: list[str]) -> None:
    (ws / DATABASE).write_bytes(b"ingen databas " * 500)
    assert kompass("-C", ws, *arguments).is_told(ExitCode.INTEGRITY, str(ws / DATABASE))


@each_command
def test_database_damaged_in_its_middle(
    kompass: Kompass, town: Path, docs: Path, arguments: list[str]
) -> None:
    data = (town / DATABASE).read_bytes()
    page = 4096
    (town / DATABASE).write_bytes(data[:page] + b"\xff" * (len(data) - page))
    given = ["ingest", str(docs)] if arguments[0] == "ingest" else arguments
    assert kompass("-C", town, *given).is_told(ExitCode.INTEGRITY, "damaged")


@pytest.mark.parametrize("arguments", [["ingest", "."], ["index", "rebuild"]])
def test_workspace_that_another_process_changes(
    kompass: Kompass, ws: Path, arguments: list[str]
) -> None:
    with held_by_another_process(ws) as other:
        ran = kompass("-C", ws, *arguments)
    assert ran.is_told(ExitCode.WORKSPACE, str(other.pid))


def test_workspace_is_found_upwards(
    kompass: Kompass, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(town / "packs")
    assert kompass("sources").code == ExitCode.OK


# ---- errors and their exit codes


class Failing:
    """Fails as told whatever is asked of it."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __call__(self, *_arguments: object, **_options: object) -> None:
        raise self._error


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> type[Failing]:
    """Make `kompass init` fail with an error."""

    class Init(Failing):
        def __init__(self, error: BaseException) -> None:
            super().__init__(error)
            monkeypatch.setattr("kompass_evidence.workspace.create", self)

    return Init


INIT = ("init", "x", "--municipality", "A")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (UsageError, 2), (InputError, 3), (WorkspaceError, 4), (IntegrityError, 5),
        (RefusedError, 6), (MissingError, 8),
    ],
)  # fmt: skip
def test_each_error_has_its_exit_code_and_says_what_to_do(
    kompass: Kompass, failing: type[Failing], kind: type[KompassError], code: int
) -> None:
    failing(kind("Det gick inte.", "Gör så här."))
    ran = kompass(*INIT)
    assert (ran.code, ran.err) == (code, "kompass: Det gick inte.\nGör så här.\n")


def test_full_disk_is_told(kompass: Kompass, failing: type[Failing]) -> None:
    failing(OSError(errno.ENOSPC, "No space left on device"))
    assert kompass(*INIT).is_told(ExitCode.WORKSPACE, "disk is full")


def test_full_disk_under_the_database_is_told(kompass: Kompass, failing: type[Failing]) -> None:
    failing(sqlite3.OperationalError("database or disk is full"))
    assert kompass(*INIT).is_told(ExitCode.WORKSPACE, "disk is full")


def test_locked_database_is_told(kompass: Kompass, failing: type[Failing]) -> None:
    failing(sqlite3.OperationalError("database is locked"))
    assert kompass(*INIT).is_told(ExitCode.WORKSPACE, "locked")


def test_forbidden_file_is_named(kompass: Kompass, failing: type[Failing]) -> None:
    failing(PermissionError(errno.EACCES, "Permission denied", "/d/låst.db"))
    assert kompass(*INIT).is_told(ExitCode.WORKSPACE, "/d/låst.db")


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), sqlite3.IntegrityError("UNIQUE")])
def test_what_nobody_foresaw_is_told_without_a_traceback(
    kompass: Kompass, failing: type[Failing], error: Exception
) -> None:
    failing(error)
    ran = kompass(*INIT)
    assert ran.code == ExitCode.UNEXPECTED
    assert "Traceback" not in ran.err
    assert "KOMPASS_DEBUG=1" in ran.err


def test_details_are_given_when_asked_for(
    encoder: object, failing: type[Failing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPASS_DEBUG", "1")
    failing(ZeroDivisionError("x"))
    with pytest.raises(ZeroDivisionError):
        run(list(INIT))


def test_interruption_has_its_own_exit_code(kompass: Kompass, failing: type[Failing]) -> None:
    failing(KeyboardInterrupt())
    ran = kompass(*INIT)
    assert ran.code == ExitCode.INTERRUPTED
    assert "kept" in ran.err


def test_control_codes_in_a_message_do_not_reach_the_terminal(
    kompass: Kompass, failing: type[Failing]
) -> None:
    failing(InputError("Filen \x1b[2J\x9b31m\u202e är fel."))
    ran = kompass(*INIT)
    assert not {"\x1b", "\x9b", "\u202e"} & set(ran.err)


def test_reader_of_the_output_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "kompass_evidence", "framework", "show", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), told) == (ExitCode.OK, b"")
