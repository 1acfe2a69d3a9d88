"""cite keeps a source's own words with their place, and nothing that is not there to the letter."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.citation import text_digest
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import open_workspace
from tests.cli.conftest import Kompass
from tests.made import write_pdf, write_tree

EVA = ("--by", "Eva Ek")
PNG = b"\x89PNG"
PLAN = """# Biblioteksplan

Nämnden antog planen i mars.

## Uppföljning

Planen följs upp varje år av nämnden. Besöken ökade med 21 procent.

## Drift

Planen följs upp varje månad av förvaltningen.
"""
PAGES = [
    "Budgeten antogs i november. Vägar och broar får femton miljoner kronor.",
    "Bolagen får fem miljoner kronor. Nämnderna ska hålla sin ram, och de följer",
    "upp den varje månad. Vägar och broar får ett eget anslag.",
]


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test to say who speaks."""
    monkeypatch.delenv("KOMPASS_BY", raising=False)


@pytest.fixture
def plan(kompass: Kompass, ws: Path, tmp_path: Path) -> str:
    return take_in(kompass, ws, write_tree(tmp_path / "in", {"plan.md": PLAN}) / "plan.md")


@pytest.fixture
def budget(kompass: Kompass, ws: Path, tmp_path: Path) -> str:
    return take_in(kompass, ws, write_pdf(tmp_path / "budget.pdf", PAGES))


def take_in(kompass: Kompass, ws: Path, path: Path) -> str:
    assert kompass("-C", ws, "ingest", path).code == ExitCode.OK
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return "src-" + digest[:12]


def cite(kompass: Kompass, ws: Path, target: str, quote: str, *more: object) -> dict[str, Any]:
    ran = kompass("-C", ws, "cite", target, "--quote", quote, *more, *EVA, "--json")
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    return told


def acts(ws: Path) -> list[dict[str, Any]]:
    with open_workspace(ws) as workspace:
        return [dict(act.data) for act in workspace.ledger.acts(ActKind.CITE)]


# ---- what is kept


def test_a_citation_keeps_words_place_and_digests(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path
) -> None:
    told = cite(kompass, ws, plan, "Besöken ökade  med\n21 procent")
    (kept,) = acts(ws)
    with open_workspace(ws) as workspace:
        text = workspace.corpus.document(plan).text
    assert kept["quote"][0] == "Besöken ökade med 21 procent" == text[slice(*kept["span"])]
    exact, prefix, suffix = kept["quote"]
    assert prefix.endswith("varje år av nämnden. ")
    assert f"{prefix}{exact}{suffix}" in text
    assert kept["digest"] == hashlib.sha256((tmp_path / "in/plan.md").read_bytes()).hexdigest()
    assert kept["text"] == text_digest(text)
    assert kept["heading"] == ["Biblioteksplan", "Uppföljning"]
    assert (kept["source"], kept["pages"], kept["boxes"], kept["url"]) == (plan, [], [], None)
    assert told["id"] == kept["id"]
    assert (told["by"], told["new"], told["places"]) == ("Eva Ek", True, ["Uppföljning"])


def test_a_quote_over_a_page_break_keeps_both_pages_and_boxes_on_each(
    kompass: Kompass, ws: Path, budget: str, tmp_path: Path
) -> None:
    told = cite(kompass, ws, budget, "de följer upp den varje månad")
    assert told["pages"] == [[1, "2"], [2, "3"]]
    assert sorted({box[0] for box in told["boxes"]}) == [1, 2]
    assert all(0 <= side <= 1 for box in told["boxes"] for side in box[1:])
    ran = kompass("-C", ws, "show", told["id"], "--image", tmp_path / "sida.png")
    assert ran.code == ExitCode.OK
    assert "s. 2–3" in ran.out
    for name in ("sida.png", "sida-2.png"):
        assert (tmp_path / name).read_bytes().startswith(PNG)


CAPTURED = "2026-11-23T09:05:07Z"


def test_a_web_page_is_cited_with_its_address_and_when_it_was_taken(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    page = (
        "<html><!-- Page saved with SingleFile url: https://granholm.se/dialog"
        " saved date: Mon Nov 23 2026 10:05:07 GMT+0100 --><head><title>Dialog</title>"
        "<link rel='canonical' href='https://granholm.se/dialog'>"
        "<meta property='article:published_time' content='2026-03-02'></head><body><main>"
        "<h1>Dialog</h1><p>Kommunen bjuder in till medborgardialog två gånger om året, och svaren"
        " redovisas på webbplatsen för alla som vill läsa dem.</p></main></body></html>"
    )
    folder = write_tree(tmp_path / "web", {"dialog.html": page})
    source = take_in(kompass, ws, folder / "dialog.html")
    told, taken = cite(kompass, ws, source, "medborgardialog två gånger om året"), CAPTURED
    assert (told["url"], told["captured"]) == ("https://granholm.se/dialog", taken)
    assert f"Sidan hämtades {taken}" in kompass("-C", ws, "show", told["id"]).out


def test_a_passage_without_a_quote_is_cited_whole(kompass: Kompass, ws: Path, plan: str) -> None:
    with open_workspace(ws) as workspace:
        passage = workspace.corpus.passages(plan)[0]
    ran = kompass("-C", ws, "cite", passage.id, *EVA)
    assert ran.code == ExitCode.OK
    assert f"”{passage.text}”" in ran.out
    assert acts(ws)[0]["span"] == [passage.span.start, passage.span.end]


def test_the_same_citation_again_is_the_one_that_is_there(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    first = cite(kompass, ws, plan, "Besöken ökade")
    ran = kompass("-C", ws, "cite", plan, "--quote", "Besöken ökade", "--by", "Bo Berg")
    assert ran.code == ExitCode.OK
    assert first["id"] in ran.out
    assert "there already, made by Eva Ek" in ran.err
    assert len(acts(ws)) == 1


def test_a_source_may_be_named_by_the_beginning_of_its_id(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    assert cite(kompass, ws, plan[:9], "Besöken ökade")["source"] == plan


# ---- what is refused


@pytest.mark.parametrize(
    ("quote", "offered"),
    [
        ("Besöken ökade med 12 procent.", "”Besöken ökade med 21 procent.”"),
        ("Planen följs inte upp varje månad", "”Planen följs upp varje månad"),
        ("besöken ökade med 21 procent.", "”Besöken ökade med 21 procent.”"),
    ],
)
def test_what_is_not_there_to_the_letter_is_refused_and_the_nearest_told(
    kompass: Kompass, ws: Path, plan: str, quote: str, offered: str
) -> None:
    ran = kompass("-C", ws, "cite", plan, "--quote", quote, *EVA)
    assert ran.is_told(ExitCode.REFUSED, "to the letter", offered)
    assert acts(ws) == []


def test_what_is_like_nothing_there_is_offered_nothing(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    ran = kompass("-C", ws, "cite", plan, "--quote", "xyzzy qwerty", *EVA)
    assert ran.is_told(ExitCode.REFUSED, "Nothing there is like it")


def test_a_quote_in_several_places_is_refused_until_one_is_meant(
    kompass: Kompass, ws: Path, budget: str
) -> None:
    quote = "Vägar och broar får"
    ran = kompass("-C", ws, "cite", budget, "--quote", quote, *EVA)
    assert ran.is_told(ExitCode.REFUSED, "2 places: s. 1, s. 3", "longer quote", "--page")
    assert cite(kompass, ws, budget, quote, "--page", "3")["pages"] == [[2, "3"]]
    ran = kompass("-C", ws, "cite", budget, "--quote", quote, "--page", 2, *EVA)
    assert ran.is_told(ExitCode.REFUSED, "page 2", "s. 1, s. 3")
    ran = kompass("-C", ws, "cite", budget, "--quote", "får", "--page", 1, *EVA)
    assert ran.code == ExitCode.OK
    assert kompass("-C", ws, "cite", budget, "--quote", "och", "--page", 3, *EVA).code == 0


def test_a_passage_says_which_of_several_places_is_meant(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    with open_workspace(ws) as workspace:
        passage = workspace.corpus.passages(plan)[-1]
        cited = workspace.corpus.document(plan).text
    found = cite(kompass, ws, passage.id, "Planen följs upp varje månad")
    assert cited[slice(*found["span"])] == "Planen följs upp varje månad"
    ran = kompass("-C", ws, "cite", passage.id, "--quote", "Nämnden antog planen", *EVA)
    assert passage.heading[-1] == "Drift"
    assert ran.is_told(ExitCode.REFUSED, passage.id, "elsewhere")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--quote", "x", "--page", "9"], ExitCode.USAGE, "no page 9"),
        (["--quote", "  "], ExitCode.USAGE, "empty"),
        ([], ExitCode.USAGE, "--quote"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    kompass: Kompass, ws: Path, budget: str, arguments: list[str], code: ExitCode, words: str
) -> None:
    assert kompass("-C", ws, "cite", budget, *arguments, *EVA).is_told(code, words)


def test_page_of_a_text_without_pages_is_a_usage_error(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    ran = kompass("-C", ws, "cite", plan, "--quote", "Besöken", "--page", "1", *EVA)
    assert ran.is_told(ExitCode.USAGE, "no pages")


@pytest.mark.parametrize("target", ["src-000000000000", "psg-000000000000"])
def test_an_unknown_target_is_an_input_error(kompass: Kompass, ws: Path, target: str) -> None:
    ran = kompass("-C", ws, "cite", target, "--quote", "x", *EVA)
    assert ran.is_told(ExitCode.INPUT, target)


def test_what_is_no_id_is_a_usage_error(kompass: Kompass, ws: Path) -> None:
    assert kompass("-C", ws, "cite", "plan.md", "--quote", "x", *EVA).is_told(ExitCode.USAGE)


def test_a_citation_without_a_name_is_a_usage_error(kompass: Kompass, ws: Path, plan: str) -> None:
    assert kompass("-C", ws, "cite", plan, "--quote", "Besöken").is_told(ExitCode.USAGE, "--by")


def test_an_earlier_version_is_cited_by_its_whole_id_alone(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path
) -> None:
    write_tree(tmp_path / "in", {"plan.md": PLAN.replace("21", "22")})
    take_in(kompass, ws, tmp_path / "in/plan.md")
    quote = "Besöken ökade med 21 procent"
    ran = kompass("-C", ws, "cite", plan[:-1], "--quote", quote, *EVA)
    assert ran.is_told(ExitCode.INPUT, "earlier version", "in full")
    ran = kompass("-C", ws, "cite", plan, "--quote", quote, *EVA)
    assert ran.code == ExitCode.OK
    assert "earlier version" in ran.err


def test_a_retired_source_is_not_cited(kompass: Kompass, ws: Path, plan: str) -> None:
    kompass("-C", ws, "sources", "retire", plan, "--note", "fel", *EVA)
    ran = kompass("-C", ws, "cite", plan, "--quote", "Besöken", *EVA)
    assert ran.is_told(ExitCode.REFUSED, "retired", "restore")


# ---- show


def test_a_citation_is_shown_in_its_place_with_who_and_when(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    told = cite(kompass, ws, plan, "Besöken ökade med 21 procent")
    ran = kompass("-C", ws, "show", told["id"])
    assert ran.code == ExitCode.OK
    assert ">>> Besöken ökade med 21 procent <<<" in ran.out
    for words in (told["digest"], "Eva Ek", "gällande i underlaget", "Uppföljning"):
        assert words in ran.out
    kompass("-C", ws, "sources", "retire", plan, "--note", "fel", *EVA)
    assert "utgången ur underlaget" in kompass("-C", ws, "show", told["id"]).out


def test_picture_of_a_citation_without_pages_is_an_input_error(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path
) -> None:
    told = cite(kompass, ws, plan, "Besöken")
    ran = kompass("-C", ws, "show", told["id"], "--image", tmp_path / "sida.png")
    assert ran.is_told(ExitCode.INPUT, "no pages")


@pytest.mark.parametrize("identifier", ["cit-000000000000", "cit-", "cit-å"])
def test_an_unknown_citation_is_an_input_error(kompass: Kompass, ws: Path, identifier: str) -> None:
    assert kompass("-C", ws, "show", identifier).is_told(ExitCode.INPUT, identifier)
