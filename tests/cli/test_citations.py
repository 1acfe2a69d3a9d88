"""citations lists what is cited, finds it again in newer versions, and hands it on whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.domain.act import ActKind
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import Municipality, create, open_workspace
from tests.cli.conftest import Kompass
from tests.cli.test_cite import EVA, PLAN, cite, take_in
from tests.conftest import TINY
from tests.made import write_pdf, write_tree

QUOTES = {
    "exact": "Nämnden antog planen i mars.",
    "moved": "Planen följs upp varje månad av förvaltningen.",
    "changed": "Besöken ökade med 21 procent.",
    "gone": "Alla filialer har generösa öppettider på lördagar.",
}
OLD = PLAN + "\n## Öppet\n\nAlla filialer har generösa öppettider på lördagar.\n"
NEW = (
    PLAN.replace("21 procent", "12 procent")
    .replace("Planen följs upp varje månad av förvaltningen.", "Driften sköts av förvaltningen.")
    .replace(
        "## Drift", "## Månadsvis\n\nPlanen följs upp varje månad av förvaltningen.\n\n## Drift"
    )
)


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave it to each test to say who speaks."""
    monkeypatch.delenv("KOMPASS_BY", raising=False)


@pytest.fixture
def cited(kompass: Kompass, ws: Path, tmp_path: Path) -> dict[str, str]:
    """The ids of four citations in a plan, by what becomes of them in its next version."""
    source = take_in(kompass, ws, write_tree(tmp_path / "in", {"plan.md": OLD}) / "plan.md")
    return {state: cite(kompass, ws, source, quote)["id"] for state, quote in QUOTES.items()}


def next_version(kompass: Kompass, ws: Path, tmp_path: Path, text: str = NEW) -> str:
    return take_in(kompass, ws, write_tree(tmp_path / "in", {"plan.md": text}) / "plan.md")


def checked(kompass: Kompass, ws: Path, code: ExitCode, *more: object) -> dict[str, dict[str, Any]]:
    ran = kompass("-C", ws, "citations", "check", "--json", *more)
    assert ran.code == code, ran
    told = json.loads(ran.out)
    assert told["schema"] == "kompass.citations/1"
    return {entry["id"]: entry for entry in told["citations"]}


def score(ws: Path, sub_area: str, points: str, citation: str) -> None:
    data = {
        "sub_area": sub_area, "points": points, "cite": [citation], "against": [],
        "rationale": "Så är det.", "framework": "f",
    }  # fmt: skip
    with open_workspace(ws) as workspace:
        workspace.ledger.append("Eva Ek", ActKind.SET_SCORE, data)


# ---- list


def test_citations_are_listed_with_place_and_words(
    kompass: Kompass, ws: Path, cited: dict[str, str]
) -> None:
    score(ws, "1.1", "9", cited["exact"])
    for arguments in ([], ["list"]):
        ran = kompass("-C", ws, "citations", *arguments)
        assert ran.code == ExitCode.OK
        for citation in cited.values():
            assert citation in ran.out
        assert "Besöken ökade med 21 procent." in ran.out
        assert "1.1" in ran.out
        assert "Citations: 4." in ran.err
    told = json.loads(kompass("-C", ws, "citations", "--json").out)
    assert [entry["id"] for entry in told["citations"]] == list(cited.values())
    assert told["citations"][0]["sub_areas"] == ["1.1"]


def test_options_stand_after_the_command(kompass: Kompass, ws: Path) -> None:
    assert kompass("-C", ws, "citations", "--json", "check").is_told(ExitCode.USAGE, "go last")


# ---- check


def test_all_is_exact_until_a_new_version_comes(
    kompass: Kompass, ws: Path, cited: dict[str, str]
) -> None:
    found = checked(kompass, ws, ExitCode.OK)
    assert {entry["state"] for entry in found.values()} == {"exact"}
    assert {entry["score"] for entry in found.values()} == {1.0}


def test_each_citation_is_found_again_in_the_new_version(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path
) -> None:
    newer = next_version(kompass, ws, tmp_path)
    found = checked(kompass, ws, ExitCode.PARTLY)
    for state, citation in cited.items():
        assert found[citation]["state"] == state
        assert found[citation]["source"] == newer
    assert found[cited["moved"]]["places"] == ["Månadsvis"]
    assert "[-21-]{+12+}" in found[cited["changed"]]["diff"]
    assert found[cited["changed"]]["differs"] == ["siffra: 21 → 12"]
    assert found[cited["gone"]]["places"] == []
    assert 0 <= found[cited["gone"]]["score"] < 0.75


def test_a_version_further_on_is_the_one_that_is_checked(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path
) -> None:
    next_version(kompass, ws, tmp_path)
    newest = next_version(kompass, ws, tmp_path, OLD + "\n## Slut\n\nDet var allt i planen.\n")
    found = checked(kompass, ws, ExitCode.OK)
    assert {entry["source"] for entry in found.values()} == {newest}


def test_the_first_version_come_back_holds_all_again(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path
) -> None:
    next_version(kompass, ws, tmp_path)
    first = next_version(kompass, ws, tmp_path, OLD)
    found = checked(kompass, ws, ExitCode.OK)
    assert {entry["source"] for entry in found.values()} == {first}


def test_scores_on_what_was_changed_or_is_gone_are_listed(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path
) -> None:
    score(ws, "1.10", "7", cited["gone"])
    score(ws, "1.2", "9.5", cited["changed"])
    score(ws, "1.3", "4", cited["exact"])
    next_version(kompass, ws, tmp_path)
    ran = kompass("-C", ws, "citations", "check")
    assert ran.code == ExitCode.PARTLY
    assert f"1.2: 9,5 poäng vilar på {cited['changed']}, som är ändrat" in ran.out
    assert f"1.10: 7 poäng vilar på {cited['gone']}, som är borta" in ran.out
    assert ran.out.index("1.2: 9,5") < ran.out.index("1.10: 7")
    assert "1.3: 4" not in ran.out
    assert "siffra: 21 → 12" in ran.out


def test_scores_on_a_retired_source_are_listed_though_its_words_stand(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path
) -> None:
    score(ws, "1.1", "9", cited["exact"])
    source = next(iter(checked(kompass, ws, ExitCode.OK).values()))["source"]
    assert kompass("-C", ws, "sources", "retire", source, "--note", "fel", *EVA).code == 0
    ran = kompass("-C", ws, "citations", "check")
    assert ran.code == ExitCode.OK
    assert "1.1: 9 poäng vilar på" in ran.out
    assert "vars källa har utgått" in ran.out


def test_one_source_alone_can_be_checked(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path
) -> None:
    other = take_in(kompass, ws, write_pdf(tmp_path / "b.pdf", ["Vägar får femton miljoner."]))
    mine = cite(kompass, ws, other, "Vägar får femton miljoner.")["id"]
    next_version(kompass, ws, tmp_path)
    assert list(checked(kompass, ws, ExitCode.OK, "--source", other[:9])) == [mine]
    ran = kompass("-C", ws, "citations", "check", "--source", "src-000000000000")
    assert ran.is_told(ExitCode.INPUT, "src-000000000000")


def test_nothing_cited_is_nothing_wrong(kompass: Kompass, ws: Path) -> None:
    assert checked(kompass, ws, ExitCode.OK) == {}
    assert kompass("-C", ws, "citations").code == ExitCode.OK


# ---- export and import


def test_export_import_export_gives_the_same_bytes_in_another_workspace(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path
) -> None:
    budget = take_in(kompass, ws, write_pdf(tmp_path / "b.pdf", ["Vägar får", "femton miljoner."]))
    cite(kompass, ws, budget, "Vägar får femton miljoner.", "--page", "2")
    first, second = tmp_path / "a.jsonld", tmp_path / "b.jsonld"
    assert kompass("-C", ws, "citations", "export", "--out", first).code == ExitCode.OK
    create(tmp_path / "other", Municipality("Annan", 1, 2026), str(TINY))
    other = tmp_path / "other"
    take_in(kompass, other, tmp_path / "in/plan.md")
    take_in(kompass, other, tmp_path / "b.pdf")
    ran = kompass("-C", other, "citations", "import", first, "--by", "Bo Berg")
    assert ran.code == ExitCode.OK
    assert "Took in 5, there already 0, refused 0." in ran.err
    kompass("-C", other, "citations", "export", "--out", second)
    assert first.read_bytes() == second.read_bytes()
    with open_workspace(other) as workspace:
        assert {act.by for act in workspace.ledger.acts(ActKind.CITE)} == {"Bo Berg"}
    again = kompass("-C", other, "citations", "import", first, "--by", "Bo Berg")
    assert again.code == ExitCode.OK
    assert "Took in 0, there already 5" in again.err


def _tampered(name: str, item: dict[str, Any]) -> None:
    target = item["target"]
    quote, position = target["selector"][:2]
    if name == "quote":
        quote["exact"] = quote["exact"].replace("21", "12")
    elif name == "span":
        position["start"] += 1
        position["end"] += 1
    elif name == "surroundings":
        quote["prefix"] = "inte " + quote["prefix"]
    elif name == "source":
        target["state"][0]["kompass:sha256"] = "0" * 64
    elif name == "address":
        target["source"] = "javascript:alert(1)"
    elif name == "text":
        target["state"][0]["kompass:text"] = "0" * 64
    elif name == "pages":
        target["selector"].append({
            "type": "FragmentSelector", "value": "page=4", "kompass:label": "4",
            "kompass:boxes": [],
        })  # fmt: skip
    else:
        del target["selector"][1]


@pytest.mark.parametrize(
    "name", ["quote", "span", "surroundings", "source", "address", "text", "pages", "selector"]
)
def test_what_does_not_hold_is_refused_by_name_and_the_rest_kept(
    kompass: Kompass, ws: Path, cited: dict[str, str], tmp_path: Path, name: str
) -> None:
    out = tmp_path / "a.jsonld"
    kompass("-C", ws, "citations", "export", "--out", out)
    page = json.loads(out.read_text(encoding="utf-8"))
    _tampered(name, page["items"][2])
    out.write_text(json.dumps(page), encoding="utf-8")
    create(tmp_path / "other", Municipality("Annan", 1, 2026), str(TINY))
    take_in(kompass, tmp_path / "other", tmp_path / "in/plan.md")
    ran = kompass("-C", tmp_path / "other", "citations", "import", out, *EVA)
    assert ran.code == ExitCode.PARTLY
    assert "Took in 3, there already 0, refused 1." in ran.err
    assert f"refused {cited['changed']}" in ran.err


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe\x00", b'{"items": 1}'])
def test_a_file_that_is_no_page_of_annotations_is_an_input_error(
    kompass: Kompass, ws: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x.jsonld").write_bytes(content)
    ran = kompass("-C", ws, "citations", "import", tmp_path / "x.jsonld", *EVA)
    assert ran.is_told(ExitCode.INPUT)


def test_a_file_that_is_not_there_is_an_input_error(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    ran = kompass("-C", ws, "citations", "import", tmp_path / "x.jsonld", *EVA)
    assert ran.is_told(ExitCode.INPUT, "x.jsonld")
    ran = kompass("-C", ws, "citations", "export", "--out", tmp_path / "no" / "x.jsonld")
    assert ran.is_told(ExitCode.INPUT, "x.jsonld")
