"""review shows each citation before the points, keeps verdicts, and sends scores back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.cli.review_next import _named
from kompass_evidence.domain.review import Verdict
from kompass_evidence.errors import ExitCode
from tests.cli.conftest import Kompass, Ran
from tests.cli.evaluating import cite
from tests.cli.test_score import ADA, BO, EVA, SECRET, WHY

Command = Callable[..., Ran]
PNG = b"\x89PNG"


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
def budget(town: Path) -> str:
    return cite(town, "femton miljoner")


@pytest.fixture
def plan(town: Path) -> str:
    return cite(town, "Nämnden antog biblioteksplanen")


@pytest.fixture
def started(score: Command, review: Command, budget: str, plan: str) -> list[str]:
    """Eva has scored B.1 on two citations, and Ada reviews; returns the citations."""
    ran = score("set", "B.1", SECRET, "--cite", budget, "--against", plan, *WHY, *EVA)
    assert ran.code == ExitCode.OK, ran
    assert review("start", *ADA).code == ExitCode.OK
    return [budget, plan]


def listed(review: Command, *arguments: object) -> dict[str, dict[str, Any]]:
    ran = review("list", "--json", *arguments)
    assert ran.code == ExitCode.OK, ran
    return {entry["id"]: entry for entry in json.loads(ran.out)["sub_areas"]}


# ---- next


def test_next_citation_is_shown_in_its_place_with_its_page_and_never_the_points(
    review: Command, town: Path, started: list[str]
) -> None:
    ran = review("next", *ADA)
    assert ran.code == ExitCode.OK, ran
    for words in (
        "B.1 Öppet för alla", f"{started[0]}, talar för", "Planen är antagen", "budget, s. 1",
        "docs/budget.pdf",
        "vägar och broar är", ">>> femton miljoner <<<", "Väntar: 2 omdömen i 1 delområde\n",
    ):  # fmt: skip
        assert words in ran.out, words
    assert SECRET not in ran.out
    assert "3.25" not in ran.out
    picture = town / "packs" / "review" / f"{started[0]}.png"
    assert str(picture) in ran.out
    assert picture.read_bytes().startswith(PNG)


def test_next_as_json_holds_the_citation_and_its_picture_and_never_the_points(
    review: Command, town: Path, started: list[str]
) -> None:
    ran = review("next", "--json", *ADA)
    told = json.loads(ran.out)
    assert (told["waiting"], told["next"]["citation"]) == (2, started[0])
    assert (told["next"]["side"], told["next"]["quote"]) == ("for", "femton miljoner")
    assert told["next"]["images"] == [str(town / "packs" / "review" / f"{started[0]}.png")]
    assert SECRET not in ran.out and "3.25" not in ran.out
    for citation in started:
        review("judge", citation, "supports", *ADA)
    after = json.loads(review("next", "--json", *ADA).out)
    assert (after["waiting"], after["next"]) == (0, None)


def test_page_may_be_written_elsewhere(
    review: Command, town: Path, started: list[str], tmp_path: Path
) -> None:
    review("next", "--image", tmp_path / "sida.png", *ADA)
    assert (tmp_path / "sida.png").read_bytes().startswith(PNG)
    assert not (town / "packs" / "review").exists()


def test_page_that_cannot_be_written_is_told(
    review: Command, started: list[str], tmp_path: Path
) -> None:
    ran = review("next", "--image", tmp_path / "nowhere" / "x.png", *ADA)
    assert (ran.code, "x.png cannot be written" in ran.err) == (ExitCode.INPUT, True)


def test_next_goes_on_to_what_has_no_verdict(review: Command, started: list[str]) -> None:
    review("judge", started[0], "supports", *ADA)
    out = review("next", *ADA).out
    assert f"{started[1]}, talar emot" in out
    assert "Bild av sidan" not in out  # Markdown has no pages
    review("judge", started[1], "supports", *ADA)
    ran = review("next", *ADA)
    assert (ran.code, ran.out) == (ExitCode.OK, "")
    assert "Nothing waits" in ran.err


def test_picture_of_a_source_without_pages_is_told(
    review: Command, started: list[str], tmp_path: Path
) -> None:
    review("judge", started[0], "supports", *ADA)
    ran = review("next", "--image", tmp_path / "x.png", *ADA)
    assert (ran.code, "without pages" in ran.err) == (ExitCode.INPUT, True)


def test_next_of_a_sub_area_without_points_is_nothing(review: Command, started: list[str]) -> None:
    assert review("next", "--sub-area", "B.2", *ADA).out == ""
    assert review("next", "--sub-area", "9.9", *ADA).is_told(ExitCode.USAGE, "9.9")


def test_points_on_no_citation_are_judged_by_their_rationale(
    score: Command, review: Command, started: list[str]
) -> None:
    score("set", "B.2", "0", "--no-evidence", "--rationale", "Inget lämnades in", *EVA)
    out = review("next", "--sub-area", "B.2", *ADA).out
    assert "Inget lämnades in" in out
    assert "kompass review judge B.2" in out
    assert review("judge", "B.2", "supports", *ADA).code == ExitCode.OK
    assert listed(review)["B.2"]["state"] == "referenced"


def test_who_has_started_no_review_is_shown_nothing(review: Command, started: list[str]) -> None:
    assert review("next", "--by", "Cia").is_told(ExitCode.REFUSED, "Cia", "review start")


# ---- judge


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("mark", ["-", "_"])
def test_every_verdict_is_kept_as_it_is_written(
    score: Command, review: Command, started: list[str], verdict: Verdict, mark: str
) -> None:
    written = verdict.value.replace("_", mark)
    assert review("judge", started[0], written, "--note", "Så", *ADA).code == ExitCode.OK
    (kept,) = json.loads(score("history", "B.1", "--json").out)["verdicts"]
    assert (kept["verdict"], kept["note"], kept["by"]) == (verdict.value, "Så", "Ada Alm")


def test_verdict_tells_how_many_wait(review: Command, started: list[str]) -> None:
    ran = review("judge", started[0], "supports", *ADA)
    assert ran.err == f"B.1: {started[0]} supports, says Ada Alm; 1 more wait.\n"


def test_who_set_the_points_cannot_judge_them(review: Command, started: list[str]) -> None:
    review("start", *EVA)
    ran = review("judge", started[0], "supports", "--by", "eva  ek")
    assert ran.is_told(ExitCode.REFUSED, "cannot review")


def test_who_judges_cannot_set_the_points(
    score: Command, review: Command, started: list[str]
) -> None:
    review("judge", started[0], "supports", *ADA)
    ran = score("set", "B.1", "1", "--cite", started[0], *WHY, *ADA)
    assert ran.is_told(ExitCode.REFUSED, "reviews B.1")


@pytest.mark.parametrize("target", ["cit-000000000000", "B.2", "nonsense"])
def test_what_no_score_rests_on_is_told(review: Command, started: list[str], target: str) -> None:
    assert review("judge", target, "supports", *ADA).is_told(ExitCode.INPUT, target)


def test_verdict_without_its_note_is_told(review: Command, started: list[str]) -> None:
    assert review("judge", started[0], "partly", *ADA).is_told(ExitCode.USAGE, "needs a note")


def test_unknown_verdict_is_a_usage_error(review: Command, started: list[str]) -> None:
    assert review("judge", started[0], "maybe", *ADA).code == ExitCode.USAGE


# ---- reveal


def test_points_are_hidden_from_the_reviewer_until_revealed(
    score: Command, review: Command, started: list[str]
) -> None:
    for shown in (
        ("table",), ("history", "B.1"), ("compare",), ("explain", "B.1", "--quick"),
        ("explain", "B.1", "--quick", "--json"),
    ):  # fmt: skip
        out = score(*shown, *ADA).out
        assert SECRET not in out
        assert "3.25" not in out
    ran = review("reveal", "B.1", "--estimate", "2,5", *ADA)
    assert ran.out.splitlines()[0].startswith(f"B.1: {SECRET} poäng, av Eva Ek")
    assert ran.out.splitlines()[1] == "Din uppskattning: 2,5 poäng"
    assert SECRET in score("table", *ADA).out


def test_estimate_after_the_points_is_refused(review: Command, started: list[str]) -> None:
    review("reveal", "B.1", *ADA)
    ran = review("reveal", "B.1", "--estimate", "2", *ADA)
    assert ran.is_told(ExitCode.REFUSED, "comes before")


def test_estimate_is_listed_to_those_who_see_the_points(
    review: Command, started: list[str]
) -> None:
    review("start", *BO)
    review("reveal", "B.1", "--estimate", "2,5", *ADA)
    assert listed(review, *ADA)["B.1"]["estimates"] == [{"by": "Ada Alm", "points": 2.5}]
    assert listed(review, *BO)["B.1"]["estimates"] == []


# ---- steps


def test_sub_area_is_sent_back_answered_and_closed(
    score: Command, review: Command, started: list[str]
) -> None:
    def state() -> tuple[str, str]:
        entry = listed(review)["B.1"]
        return entry["state"], entry["review"]

    assert review("send-back", "B.1", "--note", "Visa mer", *ADA).code == ExitCode.OK
    assert state() == ("sent_back", "sent_back")
    ran = score("set", "B.1", "3", "--cite", *started, *WHY, *EVA)
    assert "kompass review answer B.1" in ran.err
    assert review("answer", "B.1", "--note", "Se s. 1", *EVA).code == ExitCode.OK
    assert state() == ("answered", "answered")
    assert review("close", "B.1", *ADA).code == ExitCode.OK
    assert state() == ("set", "closed")
    assert review("send-back", "B.1", "--note", "Igen", *ADA).code == ExitCode.OK


@pytest.mark.parametrize(
    ("command", "by"), [("answer", EVA), ("close", ADA)], ids=["answer", "close"]
)
def test_step_that_cannot_be_taken_is_refused(
    review: Command, started: list[str], command: str, by: tuple[str, str]
) -> None:
    ran = review(command, "B.1", "--note", "x", *by)
    assert ran.is_told(ExitCode.REFUSED, "B.1", "kompass review list")


def test_send_back_without_reason_is_told(review: Command, started: list[str]) -> None:
    assert review("send-back", "B.1", *ADA).is_told(ExitCode.USAGE, "reason")


def test_only_who_set_the_points_answers(review: Command, started: list[str]) -> None:
    review("send-back", "B.1", "--note", "Visa mer", *ADA)
    assert review("answer", "B.1", "--note", "x", *ADA).is_told(ExitCode.REFUSED, "cannot answer")


# ---- list


def test_list_tells_how_far_each_sub_area_has_come(review: Command, started: list[str]) -> None:
    review("judge", started[0], "supports", *ADA)
    entry = listed(review)["B.1"]
    assert (entry["given"], entry["waiting"], entry["by"]) == (1, [started[1]], ["Ada Alm"])
    ran = review("list")
    first = ran.out.splitlines()[1]
    assert all(words in first for words in ("B.1", "satt", "öppen", "Ada Alm"))
    assert ran.err == "Reviewers: Ada Alm; 1 verdicts wait.\n"


def test_review_started_twice_is_refused(review: Command, started: list[str]) -> None:
    assert review("start", *ADA).is_told(ExitCode.REFUSED, "already")


@pytest.mark.parametrize(
    "arguments",
    [("start",), ("next",), ("judge", "cit-1", "supports"), ("reveal", "B.1"), ("close", "B.1")],
)
def test_review_by_nobody_asks_for_a_name(review: Command, arguments: tuple[str, ...]) -> None:
    assert review(*arguments).is_told(ExitCode.USAGE, "--by", "KOMPASS_BY")


def test_pictures_of_several_pages_are_named_by_page(tmp_path: Path) -> None:
    first = tmp_path / "cit-1.png"
    assert _named(first, {3: b"a"}) == {first: b"a"}
    assert _named(first, {3: b"a", 4: b"b"}) == {
        tmp_path / "cit-1-4.png": b"a", tmp_path / "cit-1-5.png": b"b"
    }  # fmt: skip
