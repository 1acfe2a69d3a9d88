"""Interviews are taken in by role; the name lies apart, and can be erased to the last byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word

from kompass_evidence.domain.act import ActKind
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import open_workspace
from tests.cli.conftest import Kompass
from tests.cli.test_cite import EVA, cite
from tests.made import write_tree

SAID = "Vi följer upp planen varje år i nämnden. Invånarna får komma till tals i en panel."
ADD = ("interview", "add")
AS = ("--role", "politiker", "--date", "2026-05-12", *EVA)
NAME = "Karl-Åke Östlund-Zetterqvist"


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test to say who speaks."""
    monkeypatch.delenv("KOMPASS_BY", raising=False)


def added(kompass: Kompass, ws: Path, *arguments: object) -> str:
    ran = kompass("-C", ws, *ADD, *arguments, *AS, "--json")
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    return str(told["id"])


def all_bytes(ws: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(ws.rglob("*")) if p.is_file())


def test_a_statement_is_a_source_that_is_searched_and_cited(kompass: Kompass, ws: Path) -> None:
    source = added(kompass, ws, "--text", SAID)
    assert source in kompass("-C", ws, "sources").out
    assert "panel" in kompass("-C", ws, "search", "invånarna får komma till tals").out
    told = cite(kompass, ws, source, "Invånarna får komma till tals i en panel")
    assert told["captured"] is None
    ran = kompass("-C", ws, "show", told["id"])
    assert "Intervju: politiker, 2026-05-12" in ran.out
    with open_workspace(ws) as workspace:
        kept = workspace.corpus.source(source)
        (act,) = workspace.ledger.acts(ActKind.ADD_INTERVIEW)
    assert (kept.kind, kept.dated) == ("interview", "2026-05-12")
    assert act.data == {
        "source": source, "role": "politiker", "date": "2026-05-12", "digest": kept.digest,
    }  # fmt: skip


@pytest.mark.parametrize("ending", [".txt", ".md", ".docx"])
def test_files_are_read_and_their_names_forgotten(
    kompass: Kompass, ws: Path, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"samtal med {NAME}{ending}"
    if ending == ".docx":
        word = Word()
        word.add_paragraph(SAID)
        word.save(str(path))
    else:
        path.write_text(SAID, encoding="utf-8")
    source = added(kompass, ws, path)
    with open_workspace(ws) as workspace:
        assert SAID in workspace.corpus.document(source).text
        assert workspace.corpus.passages(source)[0].context.startswith("Intervju: politiker")
    assert NAME.encode() not in all_bytes(ws)


def test_the_same_text_again_is_the_same_source(kompass: Kompass, ws: Path) -> None:
    first = added(kompass, ws, "--text", SAID)
    ran = kompass("-C", ws, *ADD, "--text", SAID, *AS)
    assert ran.code == ExitCode.OK
    assert "Already there" in ran.err
    assert first in ran.err
    with open_workspace(ws) as workspace:
        assert [act.kind for act in workspace.ledger.acts()] == ["ingest", "add_interview"]
    other = ("--role", "bolag", "--date", "2026-05-12", *EVA)
    ran = kompass("-C", ws, *ADD, "--text", SAID, *other)
    assert ran.is_told(ExitCode.REFUSED, first)


def test_what_was_taken_in_as_a_document_is_no_interview(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    folder = write_tree(tmp_path / "in", {"a.txt": SAID})
    kompass("-C", ws, "ingest", folder)
    ran = kompass("-C", ws, *ADD, folder / "a.txt", *AS)
    assert ran.is_told(ExitCode.REFUSED, "src-")


def test_a_name_is_listed_until_it_is_forgotten_and_then_in_no_file(
    kompass: Kompass, ws: Path
) -> None:
    source = added(kompass, ws, "--text", SAID, "--person", NAME)
    assert NAME in kompass("-C", ws, "interview", "list").out
    assert NAME.encode() in all_bytes(ws)
    with open_workspace(ws) as workspace:
        assert NAME not in json.dumps([dict(a.data) for a in workspace.ledger.acts()])
    ran = kompass("-C", ws, "interview", "forget", source, *EVA)
    assert ran.code == ExitCode.OK
    assert "earlier" in ran.err
    assert NAME.encode() not in all_bytes(ws)
    assert NAME not in ran.err
    told = json.loads(kompass("-C", ws, "interview", "list", "--json").out)
    assert [(i["role"], i["person"]) for i in told["interviews"]] == [("politiker", None)]
    assert SAID in kompass("-C", ws, "show", source).out
    with open_workspace(ws) as workspace:
        *_, act = workspace.ledger.acts()
    assert (act.kind, act.data) == ("forget_person", {"source": source})


def test_of_many_names_only_the_forgotten_ones_are_gone(kompass: Kompass, ws: Path) -> None:
    names = [f"Person{number:03}{'x' * (number % 60)}Efternamn" for number in range(150)]
    sources = [added(kompass, ws, "--text", f"{SAID} Nummer {n}.") for n in range(3)]
    with open_workspace(ws) as workspace:
        workspace._database.execute("PRAGMA foreign_keys = OFF")
        for number, name in enumerate(names):
            workspace.interviews.keep(f"src-{number:012x}", name)
        workspace.interviews.keep(sources[1], NAME)
        for number in range(0, 150, 2):
            assert workspace.interviews.forget(f"src-{number:012x}")
    kompass("-C", ws, "interview", "forget", sources[1], *EVA)
    held = (ws / "kompass.db").read_bytes()
    assert NAME.encode() not in all_bytes(ws)
    for number, name in enumerate(names):
        assert (name.encode() in held) is (number % 2 == 1), name


def test_forgetting_what_is_not_kept_is_no_act(kompass: Kompass, ws: Path) -> None:
    source = added(kompass, ws, "--text", SAID)
    ran = kompass("-C", ws, "interview", "forget", source, *EVA)
    assert ran.code == ExitCode.OK
    assert "No name" in ran.err
    with open_workspace(ws) as workspace:
        assert [act.kind for act in workspace.ledger.acts()] == ["ingest", "add_interview"]


def test_only_an_interview_has_a_name_to_forget(kompass: Kompass, town: Path, ws: Path) -> None:
    with open_workspace(ws) as workspace:
        source = workspace.corpus.sources()[0].id
    ran = kompass("-C", ws, "interview", "forget", source, *EVA)
    assert ran.is_told(ExitCode.INPUT, "no interview")


@pytest.mark.parametrize(
    "said",
    [
        f"{NAME} sade att {SAID}",
        f"karl-åke\nöstlund-zetterqvist: {SAID}",
        f"Östlund-Zetterqvist: {SAID}",
    ],
)
def test_a_text_that_holds_the_name_is_warned_of_without_the_name(
    kompass: Kompass, ws: Path, said: str
) -> None:
    ran = kompass("-C", ws, *ADD, "--text", said, "--person", NAME, *AS)
    assert ran.code == ExitCode.OK
    assert "holds the person's name" in ran.err
    assert NAME not in ran.err


def test_a_name_that_word_keeps_beside_the_text_is_warned_of(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    word = Word()
    word.add_paragraph(SAID)
    word.core_properties.author = NAME
    word.save(str(tmp_path / "a.docx"))
    ran = kompass("-C", ws, *ADD, tmp_path / "a.docx", "--person", NAME, *AS)
    assert "holds the person's name" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), ExitCode.USAGE),
        (("a.txt", "--text", "x"), ExitCode.USAGE),
        (("--text", "  "), ExitCode.USAGE),
        (("saknas.txt",), ExitCode.INPUT),
    ],
)
def test_an_interview_is_a_file_or_a_text(
    kompass: Kompass, ws: Path, arguments: tuple[str, ...], code: ExitCode
) -> None:
    assert kompass("-C", ws, *ADD, *arguments, *AS).is_told(code)


@pytest.mark.parametrize("name", ["a.pdf", "a.html", "a", "tom.txt", "bild.docx"])
def test_a_file_that_is_no_interview_is_an_input_error(
    kompass: Kompass, ws: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"" if name.startswith("tom") else b"x y z")
    assert kompass("-C", ws, *ADD, tmp_path / name, *AS).is_told(ExitCode.INPUT)


@pytest.mark.parametrize("role", ["tjänsteperson", "tjansteperson", "tja\u0308nsteperson"])
def test_role_is_known_with_and_without_its_dots(kompass: Kompass, ws: Path, role: str) -> None:
    kompass("-C", ws, *ADD, "--text", SAID, "--role", role, "--date", "2026-05-12", *EVA)
    told = json.loads(kompass("-C", ws, "interview", "list", "--json").out)
    assert [i["role"] for i in told["interviews"]] == ["tjänsteperson"]


def test_role_and_date_are_asked_for(kompass: Kompass, ws: Path) -> None:
    ran = kompass("-C", ws, *ADD, "--text", SAID, "--role", "granne", "--date", "2026-05-12", *EVA)
    assert ran.code == ExitCode.USAGE
    ran = kompass("-C", ws, *ADD, "--text", SAID, "--role", "bolag", "--date", "i maj", *EVA)
    assert ran.code == ExitCode.USAGE
    ran = kompass("-C", ws, *ADD, "--text", SAID, "--role", "bolag", "--date", "2026-05-12")
    assert ran.is_told(ExitCode.USAGE, "--by")
