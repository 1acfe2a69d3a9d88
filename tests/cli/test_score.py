"""score sets, agrees, shows and locks points; what is hidden from the one who asks is not shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.cli.score import _ids, _repeated
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import open_workspace
from tests.cli.conftest import Kompass, Ran
from tests.cli.evaluating import cite
from tests.test_workspace import held_by_another_process

Command = Callable[..., Ran]

EVA, BO, ADA = ("--by", "Eva Ek"), ("--by", "Bo Berg"), ("--by", "Ada Alm")
WHY = ("--rationale", "Planen är antagen")
SECRET = "3,25"  # points that stand nowhere else in what is printed
BLIND = "dolda till dess de är samordnade"


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test to say who speaks."""
    monkeypatch.delenv("KOMPASS_BY", raising=False)


@pytest.fixture
def score(kompass: Kompass, town: Path) -> Command:
    """Run one `kompass score`."""
    return lambda *arguments: kompass("-C", town, "score", *arguments)


@pytest.fixture
def review(kompass: Kompass, town: Path) -> Command:
    """Run one `kompass review`."""
    return lambda *arguments: kompass("-C", town, "review", *arguments)


@pytest.fixture
def plan(town: Path) -> str:
    return cite(town, "Nämnden antog biblioteksplanen")


@pytest.fixture
def budget(town: Path) -> str:
    return cite(town, "femton miljoner")


def table(score: Command, *arguments: object) -> dict[str, Any]:
    ran = score("table", "--json", *arguments)
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    return told


def rows(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for area in told["areas"] for row in area["sub_areas"]}


def acts(town: Path) -> int:
    with open_workspace(town) as workspace:
        return len(list(workspace.ledger.acts()))


# ---- set


def test_points_that_are_set_stand_in_the_table(score: Command, plan: str, budget: str) -> None:
    ran = score("set", "B.1", "6,25", "--cite", plan, "--against", budget, *WHY, *EVA)
    assert (ran.code, ran.out) == (ExitCode.OK, "")
    assert ran.err == "B.1: 6.25 of 7.5 points set by Eva Ek; rests on 2 citation(s).\n"
    row = rows(table(score))["B.1"]
    assert (row["points"], row["citations"], row["against"]) == (6.25, [plan], [budget])
    assert (row["by"], row["state"]) == ("Eva Ek", "set")


def test_several_ids_stand_after_one_option_or_in_one_value(
    score: Command, plan: str, budget: str
) -> None:
    assert score("set", "B.1", "1", "--cite", plan, budget, *WHY, *EVA).code == ExitCode.OK
    assert rows(table(score))["B.1"]["citations"] == [plan, budget]
    assert score("set", "B.2", "1", "--cite", f"{plan}, {budget}", *WHY, *EVA).code == ExitCode.OK
    assert rows(table(score))["B.2"]["citations"] == [plan, budget]


def test_ids_after_another_option_are_not_taken_for_citations() -> None:
    given = ["B.1", "1", "--cite", "cit-1", "cit-2", "--rationale", "cit-3", "--against", "cit-4"]
    assert list(_repeated(given)) == [
        "B.1", "1", "--cite", "cit-1", "--cite", "cit-2", "--rationale", "cit-3", "--against",
        "cit-4",
    ]  # fmt: skip
    assert _ids(["a,b  c", "d"]) == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("9.9", "1"), ExitCode.USAGE, ("9.9", "kompass framework show")),
        (("B.1", "åtta"), ExitCode.USAGE, ("no number of points",)),
        (("B.1", "7,6"), ExitCode.USAGE, ("between 0 and 7.5",)),
        (("B.1", "1", "--cite", "cit-000000000000"), ExitCode.INPUT, ("cit-000000000000",)),
        (("B.1", "1"), ExitCode.REFUSED, ("no citation", "--no-evidence")),
    ],
)
def test_points_that_may_not_be_set_are_told_and_nothing_is_kept(
    score: Command, town: Path, arguments: tuple[str, ...], code: ExitCode, words: tuple[str, ...]
) -> None:
    before = acts(town)
    assert score("set", *arguments, *WHY, *EVA).is_told(code, *words)
    assert acts(town) == before


def test_points_by_nobody_ask_for_a_name(score: Command, plan: str) -> None:
    assert score("set", "B.1", "1", "--cite", plan, *WHY).is_told(ExitCode.USAGE, "--by")


def test_rationale_that_is_no_text_is_told(score: Command, plan: str) -> None:
    ran = score("set", "B.1", "1", "--cite", plan, "--rationale", "x\udcff", *EVA)
    assert ran.is_told(ExitCode.USAGE, "rationale")


def test_points_wait_for_another_process_and_then_tell_which(
    score: Command, town: Path, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kompass_evidence.evaluate.WAIT", 0.2)
    with held_by_another_process(town) as other:
        ran = score("set", "B.1", "1", "--cite", plan, *WHY, *EVA)
    assert ran.is_told(ExitCode.WORKSPACE, str(other.pid))


# ---- blind scoring, agreement


def test_anothers_points_are_shown_nowhere_until_ones_own_are_set(
    score: Command, plan: str
) -> None:
    score("set", "B.1", SECRET, "--cite", plan, *WHY, *EVA)
    shown = [
        score("table", *BO), score("table", "--json", *BO), score("history", "B.1", *BO),
        score("history", "B.1", "--json", *BO), score("compare", *BO),
        score("compare", "--json", *BO), score("explain", "B.1", "--quick", *BO),
        score("explain", "B.1", "--quick", "--json", *BO),
    ]  # fmt: skip
    for ran in shown:
        assert ran.code == ExitCode.OK, ran
        assert SECRET not in ran.out, ran
        assert "3.25" not in ran.out, ran
    assert BLIND in shown[0].out
    assert BLIND in shown[6].out
    score("set", "B.1", "5", "--cite", plan, *WHY, *BO)
    assert SECRET in score("compare", *BO).out
    assert SECRET in score("history", "B.1", *BO).out


def test_who_asks_may_stand_in_the_environment(
    score: Command, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    score("set", "B.1", SECRET, "--cite", plan, *WHY, *EVA)
    monkeypatch.setenv("KOMPASS_BY", "Bo Berg")
    assert rows(table(score))["B.1"]["points"] is None
    assert rows(table(score, *EVA))["B.1"]["points"] == 3.25


def test_agreed_points_name_both_rows_and_are_seen_by_all(
    score: Command, plan: str, budget: str
) -> None:
    score("set", "B.1", "6", "--cite", plan, *WHY, *EVA)
    score("set", "B.1", "5", "--cite", budget, *WHY, *BO)
    assert score("agree", "B.1", "5,5", *WHY, *BO).code == ExitCode.OK
    row = rows(table(score, "--by", "Cia"))["B.1"]
    assert (row["points"], row["citations"], row["state"]) == (5.5, [plan, budget], "agreed")
    told = json.loads(score("history", "B.1", "--json").out)["scores"]
    assert [entry["standing"] for entry in told] == ["agreed_on", "agreed_on", "standing"]
    assert told[2]["of"] == [told[0]["row"], told[1]["row"]]


def test_nothing_to_agree_is_refused(score: Command, plan: str) -> None:
    score("set", "B.1", "6", "--cite", plan, *WHY, *EVA)
    assert score("agree", "B.1", "6", *WHY, *EVA).is_told(ExitCode.REFUSED, "nothing to agree")


def test_comparison_states_differences_agreement_and_the_rule(score: Command, plan: str) -> None:
    for sub, eva, bo in (("B.1", "7,5", "6"), ("B.2", "1", "1")):
        score("set", sub, eva, "--cite", plan, *WHY, *EVA)
        score("set", sub, bo, "--cite", plan, *WHY, *BO)
    ran = score("compare", *EVA)
    assert "1,5" in ran.out
    assert "alfa 0," in ran.out
    assert "minst två utvärderare" in ran.out
    told = json.loads(score("compare", "--json", *EVA).out)
    assert told["units"] == 2
    assert told["areas"][0]["sums"] == {"Eva Ek": 8.5, "Bo Berg": 7}
    assert told["areas"][0]["difference"] == 1.5


def test_comparison_of_one_evaluator_says_why_there_is_no_figure(score: Command) -> None:
    ran = score("compare")
    assert (ran.code, "kan inte beräknas (färre än två" in ran.out) == (ExitCode.OK, True)


# ---- table and history


def test_table_of_nothing_marks_every_sub_area(score: Command) -> None:
    ran = score("table")
    assert ran.out.count("! utan poäng") == 2
    assert "Utan poäng: 2 av 2 delområden." in ran.out
    assert table(score)["total"] == 0


def test_table_states_both_sums_where_they_differ(score: Command, plan: str) -> None:
    score("set", "B.1", "1,5", "--cite", plan, *WHY, *EVA)
    assert "avrundad" not in score("table").out.lower()
    score("set", "B.2", "1,5", "--cite", plan, *WHY, *EVA)
    out = score("table").out
    assert [line.split()[-1] for line in out.splitlines() if "avrundade" in line] == ["4", "4"]
    assert [line.split()[-1] for line in out.splitlines() if "Avrundad" in line] == ["3", "3"]


def test_table_is_laid_out_as_in_a_report(score: Command, plan: str) -> None:
    score("set", "B.1", "6,5", "--cite", plan, *WHY, *EVA)
    lines = [line.split() for line in score("table").out.splitlines()]
    assert lines[0] == ["B.", "Bibliotek", "Uppnått", "Max", "Läge"]
    assert lines[1] == ["B.1", "Öppet", "för", "alla", "6,5", "7,5", "satt"]
    assert lines[2] == ["B.2", "Läsfrämjande", "–", "2,5", "!", "utan", "poäng"]
    assert lines[3][:3] == ["Summa", "6,5", "10"]


def test_history_shows_what_stands_and_what_is_superseded(score: Command, plan: str) -> None:
    score("set", "B.1", "6,5", "--cite", plan, "--rationale", "Först", *EVA)
    score("set", "B.1", "7", "--cite", plan, "--rationale", "Sedan", *EVA)
    first, second = score("history", "B.1").out.splitlines()[1:]
    assert all(word in first for word in ("Eva Ek", "6,5", "ersatt", plan, "Först"))
    assert all(word in second for word in ("Eva Ek", "7", "gäller", plan, "Sedan"))


def test_history_of_nothing_is_no_error(score: Command) -> None:
    ran = score("history", "B.1")
    assert (ran.code, ran.out, ran.err) == (ExitCode.OK, "", "B.1: 0 score(s), 0 verdict(s).\n")


@pytest.mark.parametrize("command", ["history", "explain"])
def test_unknown_sub_area_is_told(score: Command, command: str) -> None:
    assert score(command, "9.9").is_told(ExitCode.USAGE, "9.9")


# ---- explain


def test_explanation_tells_points_evidence_flags_and_history(
    score: Command, review: Command, plan: str, budget: str
) -> None:
    score("set", "B.1", "6,5", "--cite", plan, "--against", budget, *WHY, *EVA)
    review("start", *ADA)
    review("judge", plan, "partly", "--note", "Bara nämnden", *ADA)
    ran = score("explain", "B.1", *EVA)
    assert ran.code == ExitCode.OK, ran
    for words in (
        "Varför 6,5 av 7,5?", "Planen är antagen", "Talar för (1)", "Talar emot (1)",
        "Nämnden antog biblioteksplanen", "stöder delvis", "Bara nämnden", "Öppna flaggor",
        "Granskning: 1 omdöme av Ada Alm, 1 väntar", "Alla poäng (1)",
    ):  # fmt: skip
        assert words in ran.out, words


def test_second_explanation_reads_flags_from_the_index(
    score: Command, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    score("set", "B.1", "6,5", "--cite", plan, *WHY, *EVA)
    first = score("explain", "B.1", "--json")
    monkeypatch.setattr("kompass_evidence.assess.assess", None)
    assert score("explain", "B.1", "--json").out == first.out


def test_quick_explanation_has_neither_flags_nor_rungs(score: Command, plan: str) -> None:
    score("set", "B.1", "6,5", "--cite", plan, *WHY, *EVA)
    told = json.loads(score("explain", "B.1", "--quick", "--json").out)
    assert (told["flags"], told["as_of"]) == (None, None)
    assert "flaggor" not in score("explain", "B.1", "--quick").out


def test_explanation_in_a_workspace_without_sources_has_no_flags(
    kompass: Kompass, ws: Path
) -> None:
    kompass("-C", ws, "score", "set", "B.1", "1", "--no-evidence", *WHY, *EVA)
    ran = kompass("-C", ws, "score", "explain", "B.1")
    assert ran.code == ExitCode.OK, ran
    assert "Varför 1 av 7,5?" in ran.out
    assert "flaggor" not in ran.out


def test_flag_that_is_answered_is_open_no_more(
    score: Command, kompass: Kompass, town: Path
) -> None:
    def flags() -> list[str]:
        told = json.loads(score("explain", "B.1", "--json").out)
        return [flag["id"] for flag in told["flags"]]

    first = flags()[0]
    kompass("-C", town, "flag", "set", first, "answered", *EVA)
    assert first not in flags()


def test_explanation_as_a_page_boxes_the_quote(score: Command, budget: str, tmp_path: Path) -> None:
    score("set", "B.1", "6,5", "--cite", budget, *WHY, *EVA)
    out = tmp_path / "varför.html"
    ran = score("explain", "B.1", "--quick", "--out", out)
    assert (ran.code, ran.out) == (ExitCode.OK, "")
    page = out.read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in page
    assert "femton miljoner" in page
    assert not list(tmp_path.glob("*.part"))


def test_page_that_cannot_be_written_is_told(score: Command, tmp_path: Path) -> None:
    ran = score("explain", "B.1", "--quick", "--out", tmp_path / "nowhere" / "x.html")
    assert ran.is_told(ExitCode.INPUT, "x.html", "--out")


def test_page_and_json_at_once_are_told(score: Command, tmp_path: Path) -> None:
    ran = score("explain", "B.1", "--json", "--out", tmp_path / "x.html")
    assert ran.is_told(ExitCode.USAGE, "--out", "--json")


# ---- lock


def test_lock_lists_all_that_is_missing_and_is_refused(score: Command) -> None:
    ran = score("lock", *EVA)
    assert ran.is_told(ExitCode.REFUSED, "2 sub-area(s)")
    assert "B.1: it has no points" in ran.err
    assert "B.2: it has no points" in ran.err


def test_locked_evaluation_takes_points_only_in_a_new_version(
    score: Command, review: Command, plan: str
) -> None:
    review("start", *ADA)
    for sub in ("B.1", "B.2"):
        score("set", sub, "1", "--cite", plan, *WHY, *EVA)
        review("judge", plan, "supports", "--sub-area", sub, *ADA)
    assert score("lock", *EVA).code == ExitCode.OK
    assert {row["state"] for row in rows(table(score)).values()} == {"locked"}
    again = ("set", "B.1", "2", "--cite", plan, *WHY, *EVA)
    assert score(*again).is_told(ExitCode.REFUSED, "locked", "score reopen")
    assert score("reopen", *EVA).is_told(ExitCode.USAGE, "reason")
    assert score("reopen", "--reason", "Nya dokument", *EVA).err == "Version 2 is open.\n"
    assert score(*again).code == ExitCode.OK


def test_what_is_not_locked_is_not_reopened(score: Command) -> None:
    assert score("reopen", "--reason", "x", *EVA).is_told(ExitCode.REFUSED, "not locked")
