"""questions and request print what to ask for, or write it to a file, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from kompass_evidence.assess import assess
from kompass_evidence.domain.act import ActKind
from kompass_evidence.errors import ExitCode
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.cli.conftest import Kompass
from tests.conftest import TINY
from tests.fakes.encoder import FakeEncoder
from tests.made import write_pdf, write_tree
from tests.small_town import filler

DAY = ("--as-of", "2026-11-23")
# the tiny framework's criterion on reading with small children: nothing here is about it
UNANSWERED = "Möter förskolebarn böcker på biblioteket?"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose documents name two more: one that lies beside them, one that does not."""
    folder = tmp_path_factory.mktemp("town")
    docs = write_tree(folder / "docs", {f"teknik-{n}.txt": filler(n) for n in range(2)})
    plan = "Nämnden antog biblioteksplanen. Medierna köps in enligt kommunens riktlinjer för inköp."
    write_pdf(docs / "plan.pdf", [plan])
    write_tree(docs, {"biblioteksplan.md": "# Biblioteksplan\n\nPlanen antogs av nämnden.\n"})
    create(folder / "ws", Municipality("Provkommun", 12000, 2026), str(TINY))
    workspace, encoder = Workspace(folder / "ws"), FakeEncoder()
    ingest(
        find_files([docs])[0], workspace.corpus, workspace.originals, encoder.count_tokens,
        record=Intake(workspace.ledger, "Eva Ek"),
    )  # fmt: skip
    workspace.close()
    return folder / "ws"


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ws"))


def written(kompass: Kompass, town: Path, *arguments: object) -> str:
    """Run a command that ends well and return what it printed."""
    ran = kompass("-C", town, *arguments, *DAY)
    assert ran.code == ExitCode.OK, ran
    return ran.out


# ---- questions


def test_questions_prints_a_page_for_each_role(kompass: Kompass, town: Path) -> None:
    pages = [x for x in written(kompass, town, "questions").splitlines() if x.startswith("## ")]
    assert pages == [
        "## Frågor till politiker",
        "## Frågor till tjänstepersoner",
        "## Frågor till kommunens bolag",
        "## Frågor till fackliga företrädare",
    ]


def test_questions_bears_the_municipality_and_the_day(kompass: Kompass, town: Path) -> None:
    lines = written(kompass, town, "questions").splitlines()
    assert (lines[0], lines[2]) == ("# Intervjuguide för Provkommun", "2026-11-23")


def test_questions_asks_for_what_was_not_found(kompass: Kompass, town: Path) -> None:
    assert UNANSWERED in written(kompass, town, "questions", "--role", "fackligt")


@pytest.mark.parametrize(
    "role", ["tjänsteperson", "tjansteperson", "Tjänsteperson", "tja\u0308nsteperson"]
)
def test_questions_for_one_role_is_that_page_alone(kompass: Kompass, town: Path, role: str) -> None:
    text = written(kompass, town, "questions", "--role", role)
    assert [x for x in text.splitlines() if x.startswith("## ")] == [
        "## Frågor till tjänstepersoner"
    ]


def test_questions_for_an_unknown_role_names_the_roles(kompass: Kompass, town: Path) -> None:
    ran = kompass("-C", town, "questions", "--role", "kung")
    assert (ran.code, "politiker" in ran.err) == (ExitCode.USAGE, True)


def test_questions_that_are_answered_are_not_asked_again(kompass: Kompass, town: Path) -> None:
    workspace = Workspace(town)
    for flag in assess(workspace, DAY[1]).flags["B.2.1"]:
        data = {"flag": flag.id, "state": "answered", "note": ""}
        workspace.ledger.append("Åsa", ActKind.SET_FLAG, data)
    workspace.close()
    assert UNANSWERED not in written(kompass, town, "questions", "--role", "fackligt")


# ---- request


def test_request_asks_for_a_document_that_is_named_but_not_held(
    kompass: Kompass, town: Path
) -> None:
    lines = written(kompass, town, "request").splitlines()
    at = lines.index("- **Riktlinjer för inköp**")
    assert lines[at + 1] == (
        "  - plan, s. 1: ”Medierna köps in enligt kommunens riktlinjer för inköp.”"
    )


def test_request_does_not_ask_for_a_document_that_is_held(kompass: Kompass, town: Path) -> None:
    assert "**Biblioteksplan**" not in written(kompass, town, "request")


def test_request_asks_for_what_the_framework_looks_for(kompass: Kompass, town: Path) -> None:
    assert UNANSWERED in written(kompass, town, "request")


# ---- both, to a file


@pytest.fixture(params=["questions", "request"])
def command(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_markdown_file_holds_what_is_printed_without_it(
    kompass: Kompass, town: Path, tmp_path: Path, command: str
) -> None:
    out = tmp_path / "ut.md"
    assert written(kompass, town, command, "--out", out) == f"{out}\n"
    assert out.read_text(encoding="utf-8") == written(kompass, town, command)


def test_a_word_file_is_one_and_bears_the_municipality(
    kompass: Kompass, town: Path, tmp_path: Path, command: str
) -> None:
    written(kompass, town, command, "--out", tmp_path / "ut.DOCX")
    title = docx.Document(str(tmp_path / "ut.DOCX")).core_properties.title
    assert "Provkommun" in title


def test_the_same_workspace_and_day_give_the_same_file(
    kompass: Kompass, town: Path, tmp_path: Path, command: str
) -> None:
    for name in ("a.docx", "b.docx"):
        written(kompass, town, command, "--out", tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize("name", ["ut.pdf", "ut", "docx"])
def test_another_ending_is_a_usage_error(
    kompass: Kompass, town: Path, tmp_path: Path, command: str, name: str
) -> None:
    ran = kompass("-C", town, command, "--out", tmp_path / name)
    assert ran.is_told(ExitCode.USAGE, name, ".docx", ".md")


def test_a_file_that_cannot_be_written_is_an_input_error_and_leaves_nothing(
    kompass: Kompass, town: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "folder.md").mkdir()
    ran = kompass("-C", town, command, "--out", tmp_path / "ut" / "folder.md")
    assert ran.is_told(ExitCode.INPUT, "folder.md")
    assert [path.name for path in (tmp_path / "ut").iterdir()] == ["folder.md"]


def test_a_folder_that_is_not_there_is_an_input_error(
    kompass: Kompass, town: Path, tmp_path: Path, command: str
) -> None:
    ran = kompass("-C", town, command, "--out", tmp_path / "nix" / "ut.md")
    assert ran.is_told(ExitCode.INPUT, "ut.md")


def test_the_file_before_stays_where_the_new_one_cannot_be_finished(
    kompass: Kompass, town: Path, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    out = tmp_path / "ut.md"
    out.write_text("förra", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", full)
    assert kompass("-C", town, command, "--out", out).is_told(ExitCode.INPUT, "ut.md")
    assert (out.read_text(encoding="utf-8"), list(tmp_path.glob("*.part"))) == ("förra", [])


def test_a_workspace_without_material_is_told_to_ingest(
    kompass: Kompass, ws: Path, command: str
) -> None:
    assert kompass("-C", ws, command).is_told(ExitCode.USAGE, "kompass ingest")


def test_outside_a_workspace_the_command_says_so(
    kompass: Kompass, tmp_path: Path, command: str
) -> None:
    assert kompass("-C", tmp_path, command).is_told(ExitCode.WORKSPACE, "kompass init")
