"""sources lists what is there, shows what it says of itself, and keeps what people correct."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.domain.document import source_id
from kompass_evidence.domain.facts import FactName
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import open_workspace
from tests.cli.conftest import Kompass, Ran, sources
from tests.made import write_tree
from tests.test_workspace import held_by_another_process

PLAN = """# Biblioteksplan

Dokumenttyp: Plan
Beslutad av: Kommunfullmäktige
Beslutsdatum: 2025-03-03
Paragraf: § 12
Giltig till: 2026-12-31

Biblioteket är öppet på kvällar och helger, och planen följs upp varje år av nämnden.
"""
OLDER = PLAN.replace("2025-03-03", "2021-02-01").replace("2026-12-31", "2024-12-31")
EVA = ("--by", "Eva Ek")


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test to say who speaks."""
    monkeypatch.delenv("KOMPASS_BY", raising=False)


@pytest.fixture
def plan(kompass: Kompass, ws: Path, tmp_path: Path) -> str:
    """The id of a plan that states who decided it, when, and how long it holds."""
    return take_in(kompass, ws, write_tree(tmp_path / "in", {"plan.md": PLAN}))["in/plan.md"]


def take_in(kompass: Kompass, ws: Path, folder: Path) -> dict[str, str]:
    """Ingest a folder and return the ids of all current sources by path."""
    assert kompass("-C", ws, "ingest", folder).code == ExitCode.OK
    return {s["path"]: s["id"] for s in sources(kompass, ws)["sources"]}


def shown(kompass: Kompass, ws: Path, *arguments: object) -> dict[str, Any]:
    ran = kompass("-C", ws, "sources", "show", "--json", *arguments)
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    return told


def facts(kompass: Kompass, ws: Path, source: str) -> dict[str, str]:
    return {f["name"]: f["value"] for f in shown(kompass, ws, source)["facts"]}


def edit(kompass: Kompass, ws: Path, source: str, *arguments: object) -> Ran:
    return kompass("-C", ws, "sources", "edit", source, *arguments)


def acts(kompass: Kompass, ws: Path) -> list[dict[str, Any]]:
    """Return the acts of the log but those that take sources in."""
    found: list[dict[str, Any]] = json.loads(kompass("-C", ws, "log", "--json").out)["acts"]
    return [act for act in found if act["kind"] != "ingest"]


# ---- the list


def test_sources_shows_a_changed_file_once(kompass: Kompass, town: Path, docs: Path) -> None:
    write_tree(docs, {"möte.txt": "Sagostunden är inställd."})
    kompass("-C", town, "ingest", docs)
    found = [s for s in sources(kompass, town)["sources"] if s["path"] == "docs/möte.txt"]
    assert [(s["version"], s["current"]) for s in found] == [(2, True)]


def test_sources_shows_earlier_versions_when_asked(
    kompass: Kompass, town: Path, docs: Path
) -> None:
    write_tree(docs, {"möte.txt": "Sagostunden är inställd."})
    kompass("-C", town, "ingest", docs)
    found = sources(kompass, town, "--all")["sources"]
    versions = {s["version"]: s for s in found if s["path"] == "docs/möte.txt"}
    assert (versions[1]["current"], versions[2]["current"]) == (False, True)
    assert versions[2]["replaces"] == versions[1]["id"]


def test_sources_lists_what_could_not_be_read(kompass: Kompass, ws: Path, tmp_path: Path) -> None:
    kompass("-C", ws, "ingest", write_tree(tmp_path / "d", {"tom.txt": ""}))
    ran = kompass("-C", ws, "sources")
    assert ran.code == ExitCode.OK
    assert "d/tom.txt" in ran.out


def test_sources_of_an_empty_workspace_is_no_error(kompass: Kompass, ws: Path) -> None:
    assert sources(kompass, ws) == {
        "schema": "kompass.sources/1", "sources": [], "unread": [], "containers": [],
    }  # fmt: skip


def test_list_options_before_a_command_are_a_usage_error(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    ran = kompass("-C", ws, "sources", "--json", "show", plan)
    assert ran.is_told(ExitCode.USAGE, "--json")


# ---- show


def test_json_of_a_source_is_as_promised(kompass: Kompass, ws: Path, plan: str) -> None:
    told = shown(kompass, ws, plan)
    assert set(told) == {"schema", "id", "title", "facts", "standing", "versions"}
    assert (told["schema"], told["id"]) == ("kompass.source/1", plan)
    keys = {"name", "value", "quote", "where", "span"}
    assert [set(fact) for fact in told["facts"]] == [keys] * len(told["facts"])


def test_facts_are_told_with_their_values(kompass: Kompass, ws: Path, plan: str) -> None:
    found = facts(kompass, ws, plan)
    assert found["decided_by"] == "Kommunfullmäktige"
    assert found["decided"] == "2025-03-03"


def test_span_of_a_fact_is_where_its_words_stand(kompass: Kompass, ws: Path, plan: str) -> None:
    spans = [f for f in shown(kompass, ws, plan)["facts"] if f["where"] == "text" and f["span"]]
    with open_workspace(ws) as workspace:
        text = workspace.corpus.document(plan).text
    assert spans
    assert all(text[f["span"][0] : f["span"][1]] == f["quote"] for f in spans)


def line_of(ran: Ran, start: str) -> str:
    (found,) = [line for line in ran.out.splitlines() if line.startswith(start)]
    return found


def test_table_names_the_fact_its_value_its_place_and_the_words(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    line = line_of(kompass("-C", ws, "sources", "show", plan), "beslutsdatum")
    assert line.split()[1:4] == ["2025-03-03", "i", "texten"]
    assert "Beslutsdatum: 2025-03-03" in line


def test_long_quotes_are_shortened_in_the_table(kompass: Kompass, ws: Path, tmp_path: Path) -> None:
    said = "Planen gäller till och med 2027-12-31 " + "för hela verksamheten och " * 9 + "alla."
    text = f"# Biblioteksplan\n\nBeslutad av: Kommunfullmäktige\n\n{said}\n"
    source = take_in(kompass, ws, write_tree(tmp_path / "in", {"p.md": text}))["in/p.md"]
    line = line_of(kompass("-C", ws, "sources", "show", source), "gäller till")
    quote = line.partition("”")[2].rstrip().removesuffix("”")
    assert quote.endswith(" …")
    assert len(quote) <= 100


def test_heading_has_title_path_version_and_id(kompass: Kompass, ws: Path, plan: str) -> None:
    title, where = kompass("-C", ws, "sources", "show", plan).out.splitlines()[:2]
    assert title == "Biblioteksplan"
    assert all(word in where for word in ("in/plan.md", "version 1", plan))


@pytest.mark.parametrize(
    ("day", "standing", "words"),
    [("2026-12-31", "adopted", "antaget"), ("2027-01-01", "expired", "utgånget")],
)
def test_standing_is_that_of_the_day(
    kompass: Kompass, ws: Path, plan: str, day: str, standing: str, words: str
) -> None:
    assert shown(kompass, ws, plan, "--as-of", day)["standing"] == standing
    ran = kompass("-C", ws, "sources", "show", plan, "--as-of", day)
    assert f"Läge {day}: {words}" in ran.out.splitlines()


def test_source_that_says_nothing_of_itself_is_told_so(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    folder = write_tree(tmp_path / "in", {"lapp.txt": "Varje förskolegrupp får en sagostund."})
    source = take_in(kompass, ws, folder)["in/lapp.txt"]
    told = shown(kompass, ws, source)
    assert (told["facts"], told["standing"]) == ([], None)
    ran = kompass("-C", ws, "sources", "show", source)
    assert "Källan säger inget om sig själv." in ran.out
    assert "framgår inte" in ran.out


def test_other_versions_are_named(kompass: Kompass, ws: Path, plan: str, tmp_path: Path) -> None:
    older = take_in(kompass, ws, write_tree(tmp_path / "in", {"gammal.md": OLDER}))["in/gammal.md"]
    assert shown(kompass, ws, plan)["versions"] == [older]
    line = line_of(kompass("-C", ws, "sources", "show", plan), "Annan version:")
    assert older in line
    assert "ersatt" in line


def test_beginning_of_an_id_stands_for_the_whole(kompass: Kompass, ws: Path, plan: str) -> None:
    assert shown(kompass, ws, plan[:6])["id"] == plan


def test_beginning_that_is_too_short_is_no_id(kompass: Kompass, ws: Path, plan: str) -> None:
    assert kompass("-C", ws, "sources", "show", plan[:5]).is_told(ExitCode.INPUT, plan[:5])


def test_beginning_of_several_ids_is_told_with_all_of_them(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    found: dict[str, dict[str, str]] = {}
    for number in range(400):
        text = f"Beslut nummer {number}."
        identifier = source_id(hashlib.sha256(text.encode()).hexdigest())
        found.setdefault(identifier[:6], {})[f"{number}.txt"] = text
    start, twins = next((start, texts) for start, texts in found.items() if len(texts) == 2)
    ids = take_in(kompass, ws, write_tree(tmp_path / "in", dict(twins)))
    assert kompass("-C", ws, "sources", "show", start).is_told(ExitCode.INPUT, *ids.values())


@pytest.mark.parametrize("command", [("show",), ("edit", "--dnr", "1", *EVA)])
@pytest.mark.parametrize("source", ["src-000000000000", "in/plan.md", "", "%"])
def test_unknown_source_is_an_input_error(
    kompass: Kompass, ws: Path, plan: str, command: tuple[str, ...], source: str
) -> None:
    name, *rest = command
    ran = kompass("-C", ws, "sources", name, source, *rest)
    assert ran.is_told(ExitCode.INPUT, "kompass sources")


@pytest.mark.parametrize("command", [("show",), ("edit", "--dnr", "1", *EVA)])
def test_earlier_version_is_an_input_error(
    kompass: Kompass, ws: Path, plan: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    take_in(kompass, ws, write_tree(tmp_path / "in", {"plan.md": PLAN + "\nSlut.\n"}))
    name, *rest = command
    ran = kompass("-C", ws, "sources", name, plan, *rest)
    assert ran.is_told(ExitCode.INPUT, "earlier version")


# ---- edit


def test_stated_fact_takes_the_place_of_what_was_read(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    assert edit(kompass, ws, plan, "--decided", "2025-03-31", *EVA).code == ExitCode.OK
    assert facts(kompass, ws, plan)["decided"] == "2025-03-31"


def test_stated_fact_is_told_with_who_stated_it(kompass: Kompass, ws: Path, plan: str) -> None:
    edit(kompass, ws, plan, "--decided", "2025-03-31", *EVA)
    line = line_of(kompass("-C", ws, "sources", "show", plan), "beslutsdatum")
    assert "angivet av Eva Ek" in line


def test_stated_limit_decides_where_the_document_stands(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    edit(kompass, ws, plan, "--valid-to", "2028-12-31", *EVA)
    assert shown(kompass, ws, plan, "--as-of", "2027-06-01")["standing"] == "adopted"


def test_each_fact_is_an_act_that_keeps_what_stood_before(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    edit(kompass, ws, plan, "--dnr", "KS 2025/7", "--valid-to", "2027-12-31", *EVA)
    kept = [(act["kind"], act["by"], act["data"]) for act in acts(kompass, ws)]
    dnr = {"source": plan, "fact": "dnr", "value": "KS 2025/7", "before": None}
    until = {"source": plan, "fact": "valid_to", "value": "2027-12-31", "before": "2026-12-31"}
    assert kept == [("edit_fact", "Eva Ek", dnr), ("edit_fact", "Eva Ek", until)]


def test_second_edit_keeps_the_first_as_what_stood_before(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    for value in ("KS 1", "KS 2"):
        edit(kompass, ws, plan, "--dnr", value, *EVA)
    assert [act["data"]["before"] for act in acts(kompass, ws)] == [None, "KS 1"]
    assert facts(kompass, ws, plan)["dnr"] == "KS 2"


def test_cleared_fact_is_gone_and_the_log_keeps_it(kompass: Kompass, ws: Path, plan: str) -> None:
    assert edit(kompass, ws, plan, "--clear", "valid-to", *EVA).code == ExitCode.OK
    assert "valid_to" not in facts(kompass, ws, plan)
    (act,) = acts(kompass, ws)
    assert (act["data"]["value"], act["data"]["before"]) == (None, "2026-12-31")


def test_edit_tells_what_was_kept_on_stderr(kompass: Kompass, ws: Path, plan: str) -> None:
    ran = edit(kompass, ws, plan[:8], "--valid-to", "2027-12-31", *EVA)
    assert ran.out == ""
    assert ran.err == f"{plan} valid-to: 2027-12-31 (before: 2026-12-31).\n"


VALUES = {
    "kind": ("Policy", "policy"), "decided_by": ("Kommunstyrelsen", "Kommunstyrelsen"),
    "decided": ("2025-05", "2025-05"), "paragraph": ("§ 14", "14"),
    "revised": ("2026", "2026"), "dnr": (" KS 2025/7 ", "KS 2025/7"),
    "valid_from": ("2025-02", "2025-02-01"), "valid_to": ("2028-02", "2028-02-29"),
    "replaces": ("Biblioteksplan 2021", "Biblioteksplan 2021"), "status": ("draft", "draft"),
    "responsible": ("Bibliotekschefen", "Bibliotekschefen"), "revision": ("årligen", "årligen"),
}  # fmt: skip


def test_every_fact_is_among_the_values_tried() -> None:
    assert set(VALUES) == {name.value for name in FactName}


@pytest.mark.parametrize("name", VALUES)
def test_every_fact_can_be_stated(kompass: Kompass, ws: Path, plan: str, name: str) -> None:
    given, kept = VALUES[name]
    option = "--" + name.replace("_", "-")
    assert edit(kompass, ws, plan, option, given, *EVA).code == ExitCode.OK
    assert facts(kompass, ws, plan)[name] == kept


@pytest.mark.parametrize("name", [name.value for name in FactName])
def test_every_fact_can_be_cleared(kompass: Kompass, ws: Path, plan: str, name: str) -> None:
    edit(kompass, ws, plan, *(f"--{n.replace('_', '-')}={VALUES[n][0]}" for n in VALUES), *EVA)
    edit(kompass, ws, plan, "--clear", name.replace("_", "-"), *EVA)
    assert set(facts(kompass, ws, plan)) == set(VALUES) - {name}


@pytest.mark.parametrize(("given", "kept"), [("2027", "2027-12-31"), ("2027-02", "2027-02-28")])
def test_last_day_of_a_year_or_month_is_meant_where_a_document_holds_until_it(
    kompass: Kompass, ws: Path, plan: str, given: str, kept: str
) -> None:
    edit(kompass, ws, plan, "--valid-to", given, *EVA)
    assert facts(kompass, ws, plan)["valid_to"] == kept


NO_DATES = [
    "2026-02-30", "2026-13", "26-01-01", "20260101", "2026-W01-1", "i år", "2026-1-1",
    "0000-01-01", "2026-12-31x", "٢٠٢٦",
]  # fmt: skip


@pytest.mark.parametrize("value", NO_DATES)
@pytest.mark.parametrize("option", ["--valid-to", "--decided"])
def test_what_is_no_date_is_a_usage_error(
    kompass: Kompass, ws: Path, plan: str, option: str, value: str
) -> None:
    ran = edit(kompass, ws, plan, option, value, *EVA)
    assert ran.is_told(ExitCode.USAGE, option, value, "2026-12-31")


@pytest.mark.parametrize("option", ["--valid-from", "--revised", "--dnr", "--paragraph"])
@pytest.mark.parametrize("value", ["", "  "])
def test_empty_value_points_to_clear(
    kompass: Kompass, ws: Path, plan: str, option: str, value: str
) -> None:
    ran = edit(kompass, ws, plan, option, value, *EVA)
    assert ran.is_told(ExitCode.USAGE, option, f"--clear {option[2:]}")


def test_edit_of_nothing_is_a_usage_error(kompass: Kompass, ws: Path, plan: str) -> None:
    assert edit(kompass, ws, plan, *EVA).is_told(ExitCode.USAGE, "No fact")


def test_fact_stated_and_cleared_at_once_is_a_usage_error(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    ran = edit(kompass, ws, plan, "--dnr", "KS 1", "--clear", "dnr", *EVA)
    assert ran.is_told(ExitCode.USAGE, "dnr")


def test_one_wrong_value_keeps_the_right_ones_out(kompass: Kompass, ws: Path, plan: str) -> None:
    edit(kompass, ws, plan, "--dnr", "KS 1", "--valid-to", "sen", *EVA)
    assert acts(kompass, ws) == []


def test_bytes_that_are_no_text_are_a_usage_error(kompass: Kompass, ws: Path, plan: str) -> None:
    ran = edit(kompass, ws, plan, "--dnr", "KS \udcff", *EVA)
    assert ran.is_told(ExitCode.USAGE, "--dnr")


# ---- who says so


@pytest.mark.parametrize("by", [(), ("--by", ""), ("--by", "  ")], ids=["none", "empty", "blank"])
def test_edit_by_nobody_asks_for_a_name(
    kompass: Kompass, ws: Path, plan: str, by: tuple[str, ...]
) -> None:
    ran = edit(kompass, ws, plan, "--dnr", "KS 1", *by)
    assert ran.is_told(ExitCode.USAGE, "--by", "KOMPASS_BY")


def test_name_in_the_environment_stands_in(
    kompass: Kompass, ws: Path, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPASS_BY", "Åsa Öst")
    edit(kompass, ws, plan, "--dnr", "KS 1")
    assert [act["by"] for act in acts(kompass, ws)] == ["Åsa Öst"]


def test_name_that_is_given_goes_before_the_environment(
    kompass: Kompass, ws: Path, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPASS_BY", "Åsa Öst")
    edit(kompass, ws, plan, "--dnr", "KS 1", *EVA)
    assert [act["by"] for act in acts(kompass, ws)] == ["Eva Ek"]


def test_edit_of_a_workspace_that_another_process_changes_says_which(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    with held_by_another_process(ws) as other:
        ran = edit(kompass, ws, plan, "--dnr", "KS 1", *EVA)
    assert ran.is_told(ExitCode.WORKSPACE, str(other.pid))


def test_control_codes_in_what_is_stated_do_not_reach_the_terminal(
    kompass: Kompass, ws: Path, plan: str
) -> None:
    told = [edit(kompass, ws, plan, "--dnr", "KS \x1b[2J\x9b\u202e1", *EVA)]
    told += [kompass("-C", ws, "sources", "show", plan), kompass("-C", ws, "log")]
    assert not {"\x1b", "\x9b", "\u202e"} & set("".join(ran.out + ran.err for ran in told))
