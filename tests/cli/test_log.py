"""Every kind of act is told in Swedish, and a long log by its end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.cli.act_words import act_words
from kompass_evidence.domain.act import FIRST, Act, ActKind
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import open_workspace
from tests.cli.conftest import Kompass

SCORE = {
    "sub_area": "1.1", "points": "9.5", "cite": ["cit-1", "cit-2"], "against": ["cit-3"],
    "rationale": "Planen följs upp", "framework": "f" * 64,
}  # fmt: skip
TOLD: dict[ActKind, tuple[dict[str, Any], str]] = {
    ActKind.INGEST: (
        {"source": "src-1", "path": "d/plan.pdf", "version": 2},
        "src-1 intagen: d/plan.pdf, version 2",
    ),
    ActKind.JUDGE_PERSONAL: (
        {"finding": "per-1", "source": "src-1", "decision": "masked", "note": "Privatperson"},
        "per-1 i src-1: personuppgift, maskerad (Privatperson)",
    ),
    ActKind.TAKE_AS: ({"source": "src-1", "kind": "web"}, "src-1: är webbsida"),
    ActKind.RETIRE_SOURCE: (
        {"source": "src-1", "note": "Upphävd"}, "src-1 tagen ur utvärderingen (Upphävd)",
    ),
    ActKind.RESTORE_SOURCE: ({"source": "src-1", "note": ""}, "src-1 åter i utvärderingen"),
    ActKind.DELETE_SOURCE: ({"source": "src-1", "note": "Fel fil"}, "src-1 raderad (Fel fil)"),
    ActKind.ADD_INTERVIEW: (
        {"source": "src-1", "role": "politiker"}, "src-1 intervju tillagd: politiker",
    ),
    ActKind.FORGET_PERSON: ({"source": "src-1"}, "src-1: vem som intervjuades är raderat"),
    ActKind.EDIT_FACT: (
        {"source": "src-1", "fact": "status", "before": None, "value": "draft", "note": ""},
        "src-1: status inget → utkast",
    ),
    ActKind.SET_FLAG: (
        {"flag": "flg-1", "state": "asked", "note": "Mejl"}, "flg-1: frågad (Mejl)",
    ),
    ActKind.JUDGE_EVIDENCE: (
        {"passage": "psg-1", "criterion": "1.1.2", "judgement": "accepted", "note": ""},
        "psg-1 för 1.1.2: godtaget",
    ),
    ActKind.CITE: (
        {"id": "cit-1", "source": "src-1", "quote": ["Planen\nantogs.", "", ""]},
        "cit-1 ur src-1: ”Planen antogs.”",
    ),
    ActKind.SET_SCORE: (SCORE, "1.1: 9,5 poäng, 2 för, 1 emot (Planen följs upp)"),
    ActKind.AGREE_SCORE: (
        {**SCORE, "cite": [], "against": [], "of": [4, 7]},
        "1.1: 9,5 poäng, utan belägg; samordnad av rad 4, 7 (Planen följs upp)",
    ),
    ActKind.START_REVIEW: ({}, "granskning påbörjad"),
    ActKind.JUDGE_CITATION: (
        {"sub_area": "1.1", "citation": "cit-1", "verdict": "partly", "note": "Bara målet"},
        "1.1 cit-1: stöder delvis (Bara målet)",
    ),
    ActKind.REVEAL_SCORE: (
        {"sub_area": "1.1", "estimate": "7.5"},
        "1.1: poängen visade för granskaren; egen bedömning 7,5 poäng",
    ),
    ActKind.REVIEW_STEP: (
        {"sub_area": "1.1", "step": "send_back", "note": "Fel år"}, "1.1: återsänd (Fel år)",
    ),
    ActKind.LOCK: ({}, "utvärderingen låst"),
    ActKind.NEW_VERSION: (
        {"reason": "Nya uppgifter"}, "ny version av utvärderingen öppnad (Nya uppgifter)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ActKind)
def test_act_of_every_kind_is_told_in_swedish(kind: ActKind) -> None:
    data, words = TOLD[kind]
    assert act_words(Act(1, "2026-11-23T10:00:00Z", "Eva Ek", "0", kind, data, FIRST)) == words


def test_adopted_source_is_told_as_such() -> None:
    data = {"source": "src-1", "path": "d/plan.pdf", "version": 1, "adopted": True}
    act = Act(1, "2026-11-23T10:00:00Z", "Eva Ek", "0", ActKind.INGEST, data, FIRST)
    assert act_words(act) == "src-1 upptagen i loggen: d/plan.pdf"


def test_long_log_is_told_by_its_end_and_says_so(kompass: Kompass, ws: Path) -> None:
    with open_workspace(ws) as workspace, workspace.together():
        for number in range(250):
            data = {"flag": f"flg-{number}", "state": "asked", "note": ""}
            workspace.ledger.append("Eva Ek", ActKind.SET_FLAG, data)
    ran = kompass("-C", ws, "log")
    assert "The last 200 of 250 acts" in ran.err
    assert ("flg-249:" in ran.out, "flg-50:" in ran.out, "flg-49:" in ran.out) == (
        True, True, False,
    )  # fmt: skip
    assert "flg-0:" in kompass("-C", ws, "log", "--last", 250).out
    assert len(json.loads(kompass("-C", ws, "log", "--json").out)["acts"]) == 250


def test_one_who_takes_in_is_named_by_option_environment_or_account(
    kompass: Kompass, ws: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KOMPASS_BY", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "eek")
    kompass("-C", ws, "ingest", docs / "plan.md")
    monkeypatch.setenv("KOMPASS_BY", "Eva Ek")
    kompass("-C", ws, "ingest", docs / "möte.txt")
    kompass("-C", ws, "ingest", docs / "budget.pdf", "--by", "Bo Berg")
    acts = json.loads(kompass("-C", ws, "log", "--json").out)["acts"]
    assert [act["by"] for act in acts] == ["eek", "Eva Ek", "Bo Berg"]


def test_one_whose_account_has_no_name_is_asked_for_it(
    kompass: Kompass, ws: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError("no user")

    monkeypatch.delenv("KOMPASS_BY", raising=False)
    monkeypatch.setattr("getpass.getuser", nobody)
    assert kompass("-C", ws, "ingest", docs).is_told(ExitCode.USAGE, "--by")
