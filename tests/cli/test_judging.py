"""evidence keeps what people say of passages; log shows all that people have said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.assess import assess
from kompass_evidence.domain.act import FIRST
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import DATABASE, open_workspace
from tests.cli.conftest import Kompass, Ran
from tests.made import write_tree
from tests.small_town import filler
from tests.test_workspace import held_by_another_process

EvidenceCommand = Callable[..., Ran]

EVA = ("--by", "Eva Ek")
CRITERION = "B.1.2"
FOR = ("--criterion", CRITERION)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test to say who speaks."""
    monkeypatch.delenv("KOMPASS_BY", raising=False)


@pytest.fixture
def evidence(kompass: Kompass, town: Path) -> EvidenceCommand:
    """Run one `kompass evidence`."""
    return lambda *arguments: kompass("-C", town, "evidence", *arguments)


@pytest.fixture
def passages(kompass: Kompass, town: Path) -> list[str]:
    """The ids of the passages that a search finds, in its order."""
    hits = json.loads(kompass("-C", town, "search", "biblioteksplan", "--json").out)["hits"]
    return [hit["passage"] for hit in hits]


@pytest.fixture
def passage(passages: list[str]) -> str:
    return passages[0]


def judgements(evidence: EvidenceCommand, *arguments: object) -> list[dict[str, Any]]:
    ran = evidence("list", "--json", *arguments)
    assert ran.code == ExitCode.OK, ran
    told = json.loads(ran.out)
    assert (set(told), told["schema"]) == ({"schema", "judgements"}, "kompass.evidence/1")
    found: list[dict[str, Any]] = told["judgements"]
    return found


def said(evidence: EvidenceCommand) -> list[tuple[str, str]]:
    return [(entry["passage"], entry["judgement"]) for entry in judgements(evidence)]


def log(kompass: Kompass, ws: Path) -> dict[str, Any]:
    ran = kompass("-C", ws, "log", "--json")
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    return told


# ---- accept, reject, undo


@pytest.mark.parametrize(("command", "judgement"), [("accept", "accepted"), ("reject", "rejected")])
def test_judged_passage_stands_in_the_list(
    evidence: EvidenceCommand, passage: str, command: str, judgement: str
) -> None:
    ran = evidence(command, passage, *FOR, *EVA)
    assert (ran.code, ran.out) == (ExitCode.OK, "")
    assert ran.err == f"{passage} is {judgement} for {CRITERION}.\n"
    assert said(evidence) == [(passage, judgement)]


def test_judgement_is_listed_with_criterion_note_person_and_time(
    evidence: EvidenceCommand, passage: str
) -> None:
    evidence("accept", passage, *FOR, "--note", "Står i § 4", *EVA)
    (entry,) = judgements(evidence)
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "passage": passage, "criterion": CRITERION, "judgement": "accepted", "note": "Står i § 4",
        "by": "Eva Ek",
    }  # fmt: skip


def test_later_judgement_counts(evidence: EvidenceCommand, passage: str) -> None:
    evidence("accept", passage, *FOR, *EVA)
    evidence("reject", passage, *FOR, *EVA)
    assert said(evidence) == [(passage, "rejected")]


def test_undone_judgement_stands_no_more(evidence: EvidenceCommand, passages: list[str]) -> None:
    for passage in passages[:2]:
        evidence("accept", passage, *FOR, *EVA)
    assert evidence("undo", passages[0], *FOR, *EVA).code == ExitCode.OK
    assert said(evidence) == [(passages[1], "accepted")]


def test_undone_judgement_stays_in_the_log(
    evidence: EvidenceCommand, kompass: Kompass, town: Path, passage: str
) -> None:
    evidence("accept", passage, *FOR, *EVA)
    evidence("undo", passage, *FOR, *EVA)
    acts = [act for act in log(kompass, town)["acts"] if act["kind"] == "judge_evidence"]
    kept = [act["data"]["judgement"] for act in acts]
    assert kept == ["accepted", None]


def test_undo_of_what_is_not_judged_is_an_input_error(
    evidence: EvidenceCommand, passage: str
) -> None:
    evidence("accept", passage, "--criterion", "B.2.1", *EVA)
    assert evidence("undo", passage, *FOR, *EVA).is_told(ExitCode.INPUT, passage, CRITERION)


def test_same_passage_is_judged_for_each_criterion_by_itself(
    evidence: EvidenceCommand, passage: str
) -> None:
    evidence("accept", passage, *FOR, *EVA)
    evidence("reject", passage, "--criterion", "B.2.1", *EVA)
    (entry,) = judgements(evidence, "--criterion", "B.2.1")
    assert (entry["passage"], entry["judgement"]) == (passage, "rejected")


@pytest.mark.parametrize("command", ["accept", "reject", "undo"])
def test_unknown_passage_is_an_input_error(evidence: EvidenceCommand, command: str) -> None:
    ran = evidence(command, "psg-000000000000", *FOR, *EVA)
    assert ran.is_told(ExitCode.INPUT, "psg-000000000000")


@pytest.mark.parametrize("command", ["accept", "reject"])
def test_passage_of_an_earlier_version_is_an_input_error(
    evidence: EvidenceCommand, kompass: Kompass, town: Path, docs: Path, command: str
) -> None:
    hit = json.loads(kompass("-C", town, "search", "sagostund", "--json").out)["hits"][0]
    kompass("-C", town, "ingest", write_tree(docs, {"möte.txt": "Sagostunden är inställd."}))
    ran = evidence(command, hit["passage"], *FOR, *EVA)
    assert ran.is_told(ExitCode.INPUT, hit["passage"], "earlier version")


def test_judgement_of_a_passage_whose_source_was_replaced_can_be_undone(
    evidence: EvidenceCommand, kompass: Kompass, town: Path, docs: Path
) -> None:
    hit = json.loads(kompass("-C", town, "search", "sagostund", "--json").out)["hits"][0]
    evidence("accept", hit["passage"], *FOR, *EVA)
    kompass("-C", town, "ingest", write_tree(docs, {"möte.txt": "Sagostunden är inställd."}))
    assert evidence("undo", hit["passage"], *FOR, *EVA).code == ExitCode.OK


@pytest.mark.parametrize("command", ["accept", "reject", "undo"])
@pytest.mark.parametrize("criterion", ["9.9.9", "B.1", ""])
def test_unknown_criterion_is_a_usage_error(
    evidence: EvidenceCommand, passage: str, command: str, criterion: str
) -> None:
    ran = evidence(command, passage, "--criterion", criterion, *EVA)
    assert ran.is_told(ExitCode.USAGE, "no criterion", "kompass framework show")


@pytest.mark.parametrize("command", ["accept", "reject", "undo"])
def test_judgement_by_nobody_asks_for_a_name(
    evidence: EvidenceCommand, passage: str, command: str
) -> None:
    assert evidence(command, passage, *FOR).is_told(ExitCode.USAGE, "--by", "KOMPASS_BY")


def test_note_that_is_no_text_is_a_usage_error(evidence: EvidenceCommand, passage: str) -> None:
    ran = evidence("accept", passage, *FOR, "--note", "x\udcff", *EVA)
    assert ran.is_told(ExitCode.USAGE, "note")


def test_judgement_in_a_workspace_that_another_process_changes_says_which(
    evidence: EvidenceCommand, town: Path, passage: str
) -> None:
    with held_by_another_process(town) as other:
        ran = evidence("accept", passage, *FOR, *EVA)
    assert ran.is_told(ExitCode.WORKSPACE, str(other.pid))


# ---- list


def test_list_in_words_has_a_line_a_judgement(
    evidence: EvidenceCommand, passages: list[str]
) -> None:
    evidence("accept", passages[0], *FOR, "--note", "Bra", *EVA)
    evidence("reject", passages[1], *FOR, *EVA)
    first, second = evidence("list").out.splitlines()[1:]
    assert all(word in first for word in (CRITERION, passages[0], "godtaget", "Eva Ek", "Bra"))
    assert all(word in second for word in (CRITERION, passages[1], "avvisat", "Eva Ek"))


def test_list_of_nothing_is_no_error(evidence: EvidenceCommand) -> None:
    ran = evidence("list")
    assert (ran.code, ran.out, ran.err) == (ExitCode.OK, "", "Judgements that stand: 0.\n")


def test_list_for_an_unknown_criterion_is_a_usage_error(evidence: EvidenceCommand) -> None:
    assert evidence("list", "--criterion", "9.9.9").is_told(ExitCode.USAGE, "9.9.9")


# ---- log


def test_log_of_a_workspace_without_acts_has_the_first_head(kompass: Kompass, ws: Path) -> None:
    assert log(kompass, ws) == {"schema": "kompass.log/1", "acts": [], "head": FIRST}
    assert kompass("-C", ws, "log").out.splitlines() == [f"Kedjans slut: {FIRST}"]


def test_json_of_an_act_is_as_promised(
    evidence: EvidenceCommand, kompass: Kompass, town: Path, passage: str
) -> None:
    evidence("accept", passage, *FOR, *EVA)
    act = log(kompass, town)["acts"][-1]
    assert set(act) == {"number", "at", "by", "tool", "kind", "data", "hash"}
    assert (act["by"], act["kind"]) == ("Eva Ek", "judge_evidence")


def test_head_is_the_hash_of_the_last_act(
    evidence: EvidenceCommand, kompass: Kompass, town: Path, passages: list[str]
) -> None:
    for passage in passages[:3]:
        evidence("accept", passage, *FOR, *EVA)
    told = log(kompass, town)
    assert [act["number"] for act in told["acts"]] == list(range(1, len(told["acts"]) + 1))
    assert told["head"] == told["acts"][-1]["hash"]


def test_acts_of_all_kinds_are_told_in_words(
    evidence: EvidenceCommand, kompass: Kompass, town: Path, passage: str
) -> None:
    told = json.loads(kompass("-C", town, "sources", "--json").out)
    source = told["sources"][0]["id"]
    kompass("-C", town, "sources", "edit", source, "--status", "draft", *EVA)
    evidence("reject", passage, *FOR, "--note", "Annan plan", *EVA)
    evidence("undo", passage, *FOR, *EVA)
    heading, *lines, _head = kompass("-C", town, "log", "--last", 3).out.splitlines()
    assert heading.split() == ["Nr", "När", "Vem", "Vad"]
    assert [" ".join(line.split()[4:]) for line in lines] == [
        f"{source}: status inget → utkast",
        f"{passage} för {CRITERION}: avvisat (Annan plan)",
        f"{passage} för {CRITERION}: omdömet återtaget",
    ]


def test_set_flag_is_told_in_words(kompass: Kompass, ws: Path, tmp_path: Path) -> None:
    kompass("-C", ws, "ingest", write_tree(tmp_path / "in", {"t.txt": filler(0)}))
    flag = json.loads(kompass("-C", ws, "flag", "list", "--json").out)["flags"][0]["id"]
    kompass("-C", ws, "flag", "set", flag, "asked", "--note", "Mejl", *EVA)
    line = kompass("-C", ws, "log").out.splitlines()[-2]
    assert " ".join(line.split()[4:]) == f"{flag}: frågad (Mejl)"


def test_changed_log_is_told_as_damage(
    evidence: EvidenceCommand, kompass: Kompass, town: Path, passages: list[str]
) -> None:
    for passage in passages[:3]:
        evidence("accept", passage, *FOR, *EVA)
    with sqlite3.connect(town / DATABASE) as connection:
        connection.execute("DROP TRIGGER act_is_never_changed")
        connection.execute("UPDATE act SET by = 'Någon Annan' WHERE number = 2")
    connection.close()
    assert kompass("-C", town, "log").is_told(ExitCode.INTEGRITY, "Row 2")


# ---- what a judgement does


def test_accepted_passage_stands_first_and_rejected_is_left_out(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    told = "Varje förskolegrupp besöker biblioteket för en sagostund två gånger om året."
    texts = {f"t{n}.txt": filler(n) for n in range(2)} | {"barn.txt": told}
    kompass("-C", ws, "ingest", write_tree(tmp_path / "in", dict(texts)))
    hits = json.loads(kompass("-C", ws, "search", "sagostund", "--json", "-k", 50).out)["hits"]
    nearest, other = hits[0]["passage"], hits[-1]["passage"]
    kompass("-C", ws, "evidence", "accept", other, "--criterion", "B.2.1", *EVA)
    kompass("-C", ws, "evidence", "reject", nearest, "--criterion", "B.2.1", *EVA)
    with open_workspace(ws) as workspace:
        finding = assess(workspace).findings["B.2.1"]
    found = [entry.match.passage for entry in finding.evidence]
    assert found[0] == other
    assert nearest not in found
