"""Sources are retired, brought back, and deleted only where nothing rests on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kompass_evidence.domain.act import ActKind
from kompass_evidence.errors import ExitCode, WorkspaceError
from kompass_evidence.evaluate.sources import delete_source
from kompass_evidence.store.originals import Originals
from kompass_evidence.workspace import open_workspace
from tests.cli.conftest import Kompass
from tests.cli.test_cite import EVA, PLAN, cite, take_in
from tests.made import write_tree


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test to say who speaks."""
    monkeypatch.delenv("KOMPASS_BY", raising=False)


@pytest.fixture
def plan(kompass: Kompass, ws: Path, tmp_path: Path) -> str:
    folder = write_tree(tmp_path / "in", {"plan.md": PLAN, "annan.md": "Snö plogas efter regn."})
    kompass("-C", ws, "ingest", folder)
    return take_in(kompass, ws, folder / "plan.md")


def kinds(ws: Path) -> list[ActKind]:
    with open_workspace(ws) as workspace:
        kinds = (act.kind for act in workspace.ledger.acts())
        return [kind for kind in kinds if kind is not ActKind.INGEST]


def listed(kompass: Kompass, ws: Path, *more: str) -> dict[str, bool]:
    told = json.loads(kompass("-C", ws, "sources", *more, "--json").out)
    return {source["id"]: source["retired"] for source in told["sources"]}


def test_a_retired_source_is_neither_searched_nor_listed_but_kept(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path
) -> None:
    ran = kompass("-C", ws, "sources", "retire", plan, "--note", "Fel kommun", *EVA)
    assert ran.code == ExitCode.OK
    assert plan not in listed(kompass, ws)
    assert listed(kompass, ws, "--all")[plan] is True
    assert "retired" in kompass("-C", ws, "sources", "--all").out
    assert "Besöken" not in kompass("-C", ws, "search", "besöken ökade").out
    kompass("-C", ws, "ingest", tmp_path / "in")
    assert plan not in listed(kompass, ws)
    assert kinds(ws) == [ActKind.RETIRE_SOURCE]


def test_a_restored_source_is_in_force_again(kompass: Kompass, ws: Path, plan: str) -> None:
    kompass("-C", ws, "sources", "retire", plan, "--note", "Fel", *EVA)
    ran = kompass("-C", ws, "sources", "restore", plan[:9], *EVA)
    assert ran.code == ExitCode.OK
    assert listed(kompass, ws)[plan] is False
    assert "Besöken" in kompass("-C", ws, "search", "besöken ökade").out
    assert kinds(ws) == [ActKind.RETIRE_SOURCE, ActKind.RESTORE_SOURCE]


def test_a_source_is_retired_once_and_with_a_reason(kompass: Kompass, ws: Path, plan: str) -> None:
    ran = kompass("-C", ws, "sources", "retire", plan, "--note", "  ", *EVA)
    assert ran.is_told(ExitCode.USAGE, "reason")
    assert kompass("-C", ws, "sources", "restore", plan, *EVA).is_told(ExitCode.REFUSED, plan)
    kompass("-C", ws, "sources", "retire", plan, "--note", "Fel", *EVA)
    ran = kompass("-C", ws, "sources", "retire", plan, "--note", "Fel", *EVA)
    assert ran.is_told(ExitCode.REFUSED, "already")
    ran = kompass("-C", ws, "sources", "edit", plan, "--valid-to", "2026-12-31", *EVA)
    assert ran.is_told(ExitCode.INPUT, "retired")


def test_a_cited_source_can_be_retired_and_says_what_rests_on_it(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    cite(kompass, ws, plan, "Besöken ökade")
    ran = kompass("-C", ws, "sources", "retire", plan, "--note", "Fel", *EVA)
    assert ran.code == ExitCode.OK
    assert "Citations in it: 1" in ran.err


def test_a_deleted_source_is_gone_with_its_original(kompass: Kompass, ws: Path, plan: str) -> None:
    originals = ws / "sources"
    assert len(list(originals.glob("*.md"))) == 2
    ran = kompass("-C", ws, "sources", "delete", plan, "--note", "Misstag", *EVA)
    assert ran.code == ExitCode.OK
    assert len(list(originals.glob("*.md"))) == 1
    assert plan not in listed(kompass, ws, "--all")
    assert "Besöken" not in kompass("-C", ws, "search", "besöken ökade").out
    with open_workspace(ws) as workspace:
        (act,) = workspace.ledger.acts(ActKind.DELETE_SOURCE)
        assert workspace.corpus.check() == []
    assert act.kind is ActKind.DELETE_SOURCE
    data = act.data
    assert (data["source"], data["path"], data["note"]) == (plan, "in/plan.md", "Misstag")
    assert act.data["digest"].startswith(plan.removeprefix("src-"))


def test_an_original_that_cannot_be_removed_is_named(
    kompass: Kompass, ws: Path, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Originals, "remove", refuse)
    with open_workspace(ws) as workspace:
        digest = workspace.corpus.source(plan).digest
    with pytest.raises(WorkspaceError, match=digest), open_workspace(ws) as workspace:
        delete_source(workspace, plan, "", "Eva Ek")
    assert plan not in listed(kompass, ws, "--all")


def test_a_deleted_source_can_be_taken_in_again(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path
) -> None:
    kompass("-C", ws, "sources", "delete", plan, *EVA)
    assert take_in(kompass, ws, tmp_path / "in/plan.md") == plan
    assert plan in listed(kompass, ws)


@pytest.mark.parametrize("rests", ["citation", "older", "newer", "judgement", "fact"])
def test_what_something_rests_on_is_not_deleted(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path, rests: str
) -> None:
    newer = None
    if rests in ("older", "newer"):
        write_tree(tmp_path / "in", {"plan.md": PLAN.replace("21", "22")})
        newer = take_in(kompass, ws, tmp_path / "in/plan.md")
    if rests == "judgement":
        with open_workspace(ws) as workspace:
            passage = workspace.corpus.passages(plan)[0].id
        data = {"passage": passage, "criterion": "1.1.1", "judgement": None, "note": ""}
        with open_workspace(ws) as workspace:
            workspace.ledger.append("Eva Ek", ActKind.JUDGE_EVIDENCE, data)
    elif rests == "fact":
        kompass("-C", ws, "sources", "edit", plan, "--valid-to", "2026-12-31", *EVA)
    else:
        cited = newer if rests == "newer" else plan
        assert cited is not None
        cite(kompass, ws, cited, "Nämnden antog planen")
    wanted = newer if rests == "older" else plan
    ran = kompass("-C", ws, "sources", "delete", wanted, *EVA)
    assert ran.is_told(ExitCode.REFUSED, str(wanted), "cannot be deleted", "sources retire")
    assert wanted in listed(kompass, ws, "--all")
    assert len(list((ws / "sources").glob("*.md"))) == 2 + bool(newer)


@pytest.mark.parametrize("command", ["retire", "restore", "delete"])
def test_an_unknown_source_and_no_name_are_told(kompass: Kompass, ws: Path, command: str) -> None:
    note = ["--note", "Fel"]
    ran = kompass("-C", ws, "sources", command, "src-000000000000", *note, *EVA)
    assert ran.is_told(ExitCode.INPUT, "src-000000000000")
    assert kompass("-C", ws, "sources", command, "src-0", *note).is_told(ExitCode.USAGE, "--by")


def test_what_was_retired_restored_and_deleted_passes_the_audit(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    for command in ("retire", "restore", "retire", "delete"):
        ran = kompass("-C", ws, "sources", command, plan, "--note", "Misstag", *EVA)
        assert ran.code == ExitCode.OK, ran
        audited = kompass("-C", ws, "audit")
        assert audited.code == ExitCode.OK, audited


def test_an_earlier_version_is_not_deleted_from_under_the_newer(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path
) -> None:
    path = next((tmp_path / "in").rglob("plan.md"))
    path.write_text(path.read_text(encoding="utf-8") + "\nTillagt.\n", encoding="utf-8")
    kompass("-C", ws, "ingest", tmp_path / "in", *EVA)
    ran = kompass("-C", ws, "sources", "delete", plan, "--note", "Gammal", *EVA)
    assert ran.is_told(ExitCode.REFUSED, plan, "newer version")
    assert kompass("-C", ws, "audit").code == ExitCode.OK
