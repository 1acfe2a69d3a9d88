"""flag lists what is raised, shows how it was searched for, and keeps what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.assess.judgements import triage
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.evidence import Finding, Flag, FlagKind, Match, Proof, Why
from kompass_evidence.domain.framework import Rung
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import Workspace
from tests.cli.conftest import Kompass, Ran
from tests.made import write_tree
from tests.small_town import filler
from tests.test_workspace import held_by_another_process

FlagCommand = Callable[..., Ran]

EVA = ("--by", "Eva Ek")
WEB_ONLY, NOTHING, ASK = "flg-B.1.2-web-only", "flg-B.2.1-no-evidence", "flg-B.2.1-ask"
NO_EFFECT, NO_FOLLOW_UP = "flg-B.1.1-missing-rung-effect", "flg-B.1-missing-rung-followed-up"
BY_POINTS = [NO_FOLLOW_UP, WEB_ONLY, NO_EFFECT, NOTHING, ASK]


def raised(passages: Sequence[str]) -> list[Flag]:
    """Return flags of several kinds, of criteria and of a sub-area, over two passages."""
    near = tuple(Match(p, 1.25, Why(1.0, 0.25)) for p in passages)
    proof = Proof(
        ("Möter förskolebarn böcker?", "Alla femåringar får en bok."), ("sagostund", "bokgåva"),
        ("sagostund", "bokgåv"), ("bok", "gåva"), 4, 9, 1, near, 1.5, 0.04,
        "modell123:7", "modell123",
    )  # fmt: skip
    return [
        Flag(FlagKind.NO_EVIDENCE, "B.2.1", "Inget belägger.", Decimal("2.5"), proof=proof,
             passages=tuple(passages)),
        Flag(FlagKind.ASK, "B.2.1", "Frågan ställs i intervju.", Decimal("2.5"), certain=False),
        Flag(FlagKind.WEB_ONLY, "B.1.2", "Bara på webben.", Decimal("3.8"),
             proof=replace(proof, nearest=()), passages=tuple(passages[:1])),
        Flag(FlagKind.MISSING_RUNG, "B.1.1", "Ingen effekt.", Decimal("3.8"), certain=False,
             rung=Rung.EFFECT, passages=tuple(passages)),
        Flag(FlagKind.MISSING_RUNG, "B.1", "Ingen uppföljning.", Decimal("7.5"),
             rung=Rung.FOLLOWED_UP),
    ]  # fmt: skip


class Assess:
    """Raises the same flags each time, but those that are `gone`; `days` are those it was given."""

    def __init__(self) -> None:
        self.days: list[str | None] = []
        self.gone: set[str] = set()

    def __call__(self, workspace: Workspace, as_of: str | None = None) -> Assessment:
        self.days.append(as_of)
        passages = [passage.id for passage in workspace.corpus.passages()][:2]
        flags = [flag for flag in raised(passages) if flag.id not in self.gone]
        framework = workspace.framework
        findings = {c.id: Finding(c.id, (), 1.5) for c in framework.criteria()}
        of_criteria = {c: tuple(f for f in flags if f.subject == c) for c in findings}
        of_sub_areas = {"B.1": tuple(f for f in flags if f.subject == "B.1")}
        return Assessment(
            framework, "modell", "modell123", findings, of_criteria, of_sub_areas,
            triage=triage(workspace.ledger), as_of=as_of or "",
        )  # fmt: skip


@pytest.fixture
def assess(monkeypatch: pytest.MonkeyPatch) -> Assess:
    """What stands for the assessment; nobody is named in the environment."""
    made = Assess()
    monkeypatch.setattr("kompass_evidence.assess.assess", made)
    monkeypatch.delenv("KOMPASS_BY", raising=False)
    return made


@pytest.fixture
def flag(kompass: Kompass, town: Path, assess: Assess) -> FlagCommand:
    """Run one `kompass flag` in a workspace where flags are raised."""

    def call(*arguments: object) -> Ran:
        return kompass("-C", town, "flag", *arguments)

    return call


def listed(flag: FlagCommand, *arguments: object) -> list[dict[str, Any]]:
    ran = flag("list", "--json", *arguments)
    assert ran.code == ExitCode.OK, ran
    told = json.loads(ran.out)
    assert set(told) == {"schema", "flags"}
    assert told["schema"] == "kompass.flags/1"
    found: list[dict[str, Any]] = told["flags"]
    return found


def ids(flag: FlagCommand, *arguments: object) -> list[str]:
    return [entry["id"] for entry in listed(flag, *arguments)]


def shown(flag: FlagCommand, identifier: str) -> dict[str, Any]:
    ran = flag("show", identifier, "--json")
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    return told


# ---- list


def test_json_of_a_flag_is_as_promised(flag: FlagCommand) -> None:
    keys = {
        "id", "kind", "subject", "points", "certain", "rung", "detail", "state", "note", "passages",
    }  # fmt: skip
    assert [set(entry) for entry in listed(flag)] == [keys] * len(BY_POINTS)


def test_flag_in_json_says_what_is_missing_where(flag: FlagCommand) -> None:
    (found,) = listed(flag, "--sub-area", "B.1", "--kind", "web_only")
    (passage,) = found.pop("passages")
    assert passage.startswith("psg-")
    assert found == {
        "id": WEB_ONLY, "kind": "web_only", "subject": "B.1.2", "points": 3.8, "certain": True,
        "rung": None, "detail": "Bara på webben.", "state": "open", "note": "",
    }  # fmt: skip


def test_flags_are_listed_by_points_and_the_certain_first(flag: FlagCommand) -> None:
    assert ids(flag) == BY_POINTS


def test_flags_of_one_sub_area_are_its_own_and_those_of_its_criteria(flag: FlagCommand) -> None:
    assert ids(flag, "--sub-area", "B.1") == [NO_FOLLOW_UP, WEB_ONLY, NO_EFFECT]


@pytest.mark.parametrize("kind", ["missing_rung", "missing-rung"])
def test_flags_of_one_kind(flag: FlagCommand, kind: str) -> None:
    assert ids(flag, "--kind", kind) == [NO_FOLLOW_UP, NO_EFFECT]


def test_what_is_open_or_asked_is_listed_unless_more_is_wanted(flag: FlagCommand) -> None:
    for identifier, state in ((ASK, "asked"), (NOTHING, "answered"), (WEB_ONLY, "accepted")):
        flag("set", identifier, state, *EVA)
    assert ids(flag) == [NO_FOLLOW_UP, NO_EFFECT, ASK]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("open", [NO_FOLLOW_UP, NO_EFFECT, NOTHING]), ("asked", [ASK]), ("answered", []),
        ("accepted", [WEB_ONLY]), ("all", BY_POINTS),
    ],
)  # fmt: skip
def test_flags_that_have_come_so_far(flag: FlagCommand, state: str, found: list[str]) -> None:
    flag("set", ASK, "asked", *EVA)
    flag("set", WEB_ONLY, "accepted", *EVA)
    assert ids(flag, "--state", state) == found


def test_table_has_a_line_a_flag(flag: FlagCommand) -> None:
    lines = flag("list").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == BY_POINTS


def test_line_of_a_flag_has_points_state_kind_and_detail(flag: FlagCommand) -> None:
    line = next(line for line in flag("list").out.splitlines() if line.startswith(WEB_ONLY))
    assert " ".join(line.split()) == f"{WEB_ONLY} 3,8 öppen bara på webben Bara på webben."


def test_list_says_how_many_of_all_it_shows(flag: FlagCommand) -> None:
    assert "3 of 5 flags" in flag("list", "--sub-area", "B.1").err


def test_list_of_nothing_is_no_error(flag: FlagCommand) -> None:
    ran = flag("list", "--state", "accepted")
    assert (ran.code, ran.out) == (ExitCode.OK, "")


def test_unknown_sub_area_is_a_usage_error(flag: FlagCommand) -> None:
    assert flag("list", "--sub-area", "9.9").is_told(ExitCode.USAGE, "9.9")


@pytest.mark.parametrize("option", [("--kind", "odd"), ("--state", "odd"), ("--as-of", "igår")])
def test_option_that_means_nothing_is_a_usage_error(
    flag: FlagCommand, option: tuple[str, str]
) -> None:
    ran = flag("list", *option)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")


@pytest.mark.parametrize(
    "arguments", [("list",), ("show", WEB_ONLY), ("set", WEB_ONLY, "asked", *EVA)]
)
def test_the_day_is_that_which_was_asked_for(
    flag: FlagCommand, assess: Assess, arguments: tuple[str, ...]
) -> None:
    flag(*arguments, "--as-of", "2026-05-04")
    assert assess.days == ["2026-05-04"]


# ---- show


def test_json_of_one_flag_holds_the_proof_of_search(flag: FlagCommand) -> None:
    told = shown(flag, NOTHING)
    assert (told["schema"], told["id"]) == ("kompass.flag/1", NOTHING)
    proof = told["proof"]
    assert proof["terms"] == ["sagostund", "bokgåva"]
    assert (proof["sources"], proof["passages"], proof["unread"]) == (4, 9, 1)
    assert (proof["threshold"], proof["alarm"]) == (1.5, 0.04)
    assert [match["passage"] for match in proof["nearest"]] == told["passages"]


def test_flag_without_proof_has_none(flag: FlagCommand) -> None:
    assert shown(flag, ASK)["proof"] is None


@pytest.mark.parametrize(
    ("identifier", "words"),
    [(NOTHING, "Möter förskolebarn böcker på biblioteket?"), (NO_FOLLOW_UP, "Öppet för alla")],
)
def test_flag_is_shown_with_what_it_is_about(
    flag: FlagCommand, identifier: str, words: str
) -> None:
    assert words in flag("show", identifier).out.splitlines()[1]


@pytest.mark.parametrize(
    "words",
    [
        "inget belägg, 2,5 poäng, öppen", "Inget belägger.", "    – Möter förskolebarn böcker?",
        "  ord: sagostund, bokgåva", "  ordstammar: sagostund, bokgåv",
        "  sammansättningsled: bok, gåva", "  modell: modell123", "  index: modell123:7",
        "  täckning: 4 källor, 9 avsnitt; 1 fil kunde inte läsas",
    ],
)  # fmt: skip
def test_proof_of_search_is_told_line_by_line(flag: FlagCommand, words: str) -> None:
    assert words in flag("show", NOTHING).out.splitlines()


def test_limit_and_false_alarms_are_told_as_swedes_write_numbers(flag: FlagCommand) -> None:
    out = flag("show", NOTHING).out
    assert "gräns: 1,50 " in out
    assert "falsklarm: för 4 % " in out


def test_nearest_passages_are_shown_with_score_title_place_and_text(
    flag: FlagCommand, town: Path
) -> None:
    lines = flag("show", NOTHING).out.splitlines()
    nearest = lines[lines.index("Närmast") + 1 :]
    assert [line.split()[0] for line in nearest[::2]] == ["1,25", "1,25"]
    workspace = Workspace(town)
    for head, text in zip(nearest[::2], nearest[1::2], strict=True):
        passage = workspace.corpus.passage(head.rpartition("[")[2].rstrip("]"))
        assert workspace.corpus.source(passage.source).title in head
        assert all(place in head for place in passage.places)
        assert text.strip() == " ".join(passage.text.split())
    workspace.close()


def test_long_passage_is_shown_by_its_first_words(
    kompass: Kompass, ws: Path, tmp_path: Path, assess: Assess
) -> None:
    folder = write_tree(tmp_path / "in", {"lång.txt": filler(1)})
    kompass("-C", ws, "ingest", folder)
    lines = kompass("-C", ws, "flag", "show", NOTHING).out.splitlines()
    text = lines[lines.index("Närmast") + 2].strip()
    assert text.endswith(" …")
    assert 150 < len(text) <= 200


def test_nothing_near_is_told(flag: FlagCommand) -> None:
    assert "Inget avsnitt liknar det som söktes." in flag("show", WEB_ONLY).out


def test_passages_behind_a_flag_are_shown(flag: FlagCommand) -> None:
    out = flag("show", WEB_ONLY).out
    (passage,) = shown(flag, WEB_ONLY)["passages"]
    assert "Avsnitt bakom flaggan" in out
    assert passage in out


def test_passage_that_is_behind_the_flag_and_nearest_is_shown_once(flag: FlagCommand) -> None:
    told, out = shown(flag, NOTHING), flag("show", NOTHING).out
    assert [out.count(passage) for passage in told["passages"]] == [1, 1]


def test_history_is_what_was_said_in_order(flag: FlagCommand) -> None:
    flag("set", NOTHING, "asked", "--note", "Mejl", *EVA)
    flag("set", ASK, "accepted", "--by", "Någon Annan")
    flag("set", NOTHING, "answered", "--by", "Åsa Öst")
    said = [(h["state"], h["note"], h["by"]) for h in shown(flag, NOTHING)["history"]]
    assert said == [("asked", "Mejl", "Eva Ek"), ("answered", "", "Åsa Öst")]


def test_history_is_told_in_words(flag: FlagCommand) -> None:
    flag("set", NOTHING, "asked", "--note", "Mejl till kansliet", *EVA)
    out = flag("show", NOTHING).out
    assert "inget belägg, 2,5 poäng, frågad" in out
    assert "Eva Ek – frågad: Mejl till kansliet" in out.splitlines()[-1]


# ---- set


def test_set_state_and_note_stand_in_the_list(flag: FlagCommand) -> None:
    assert flag("set", NOTHING, "asked", "--note", " Mejl ", *EVA).code == ExitCode.OK
    found = {entry["id"]: (entry["state"], entry["note"]) for entry in listed(flag)}
    assert found[NOTHING] == ("asked", "Mejl")
    assert found[ASK] == ("open", "")


def test_later_state_counts(flag: FlagCommand) -> None:
    for state in ("accepted", "open"):
        flag("set", NOTHING, state, *EVA)
    assert NOTHING in ids(flag, "--state", "open")


def test_set_flag_is_an_act_in_the_log(flag: FlagCommand, kompass: Kompass, town: Path) -> None:
    flag("set", NOTHING, "answered", "--note", "Finns på intranätet", *EVA)
    act = json.loads(kompass("-C", town, "log", "--json").out)["acts"][-1]
    assert (act["kind"], act["by"]) == ("set_flag", "Eva Ek")
    assert act["data"] == {"flag": NOTHING, "state": "answered", "note": "Finns på intranätet"}


def test_set_tells_what_was_kept_on_stderr(flag: FlagCommand) -> None:
    ran = flag("set", NOTHING, "asked", *EVA)
    assert (ran.out, ran.err) == ("", f"{NOTHING} is asked.\n")


@pytest.mark.parametrize("command", [("show",), ("set", "asked", *EVA)], ids=["show", "set"])
@pytest.mark.parametrize("identifier", ["flg-B.1.2-no-evidence", "flg-9.9.9-ask", "B.1.2", ""])
def test_flag_that_is_not_raised_is_an_input_error(
    flag: FlagCommand, command: tuple[str, ...], identifier: str
) -> None:
    name, *rest = command
    ran = flag(name, identifier, *rest)
    assert ran.is_told(ExitCode.INPUT, "There is no flag", identifier, "kompass flag list")


def test_flag_that_was_set_but_is_raised_no_more_is_an_input_error(
    flag: FlagCommand, assess: Assess
) -> None:
    flag("set", NOTHING, "asked", *EVA)
    assess.gone = {NOTHING}
    assert flag("set", NOTHING, "answered", *EVA).is_told(ExitCode.INPUT, NOTHING)


def test_unknown_state_is_a_usage_error(flag: FlagCommand) -> None:
    assert flag("set", NOTHING, "done", *EVA).code == ExitCode.USAGE


def test_set_by_nobody_asks_for_a_name(flag: FlagCommand, assess: Assess) -> None:
    assert flag("set", NOTHING, "asked").is_told(ExitCode.USAGE, "--by", "KOMPASS_BY")
    assert assess.days == []  # told before the work is done


def test_set_in_a_workspace_that_another_process_changes_says_which(
    flag: FlagCommand, town: Path
) -> None:
    with held_by_another_process(town) as other:
        ran = flag("set", NOTHING, "asked", *EVA)
    assert ran.is_told(ExitCode.WORKSPACE, str(other.pid))


# ---- with the real assessment


@pytest.fixture
def real(kompass: Kompass, ws: Path, tmp_path: Path) -> FlagCommand:
    """Run `kompass flag` over much that is beside the point."""
    texts = {f"teknik-{n}.txt": filler(n) for n in range(2)}
    assert kompass("-C", ws, "ingest", write_tree(tmp_path / "in", dict(texts))).code == ExitCode.OK
    return lambda *arguments: kompass("-C", ws, "flag", *arguments)


def test_every_flag_that_is_raised_can_be_shown_with_its_proof(real: FlagCommand) -> None:
    found = ids(real)
    assert found
    assert all(shown(real, identifier)["proof"]["sources"] == 2 for identifier in found)


def test_every_flag_that_is_raised_can_be_set(real: FlagCommand) -> None:
    first = ids(real)[0]
    real("set", first, "answered", *EVA)
    assert first in ids(real, "--state", "answered")


def test_flags_of_an_empty_workspace_tell_to_ingest(kompass: Kompass, ws: Path) -> None:
    assert kompass("-C", ws, "flag", "list").is_told(ExitCode.USAGE, "kompass ingest")
