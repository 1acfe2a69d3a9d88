"""map and pack hold any framework against the workspace, and say so where they cannot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.assess import PRIORS
from kompass_evidence.domain.facts import Standing
from kompass_evidence.domain.framework import Rung
from kompass_evidence.errors import ExitCode
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.framework_file import load_framework
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.cli.conftest import Kompass
from tests.conftest import TINY
from tests.fakes.encoder import FakeEncoder
from tests.made import write_pdf, write_tree
from tests.small_town import filler

FRAMEWORK = load_framework(TINY)
SUB_AREAS = [sub.id for sub in FRAMEWORK.sub_areas()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with evidence for some criteria among much that is beside the point."""
    folder = tmp_path_factory.mktemp("town")
    docs = write_tree(folder / "docs", {f"teknik-{n}.txt": filler(n) for n in range(2)})
    plan = "Kultur- och fritidsnämnden antog biblioteksplanen som gäller i fyra år."
    write_pdf(docs / "plan.pdf", [plan])
    told = "Varje förskolegrupp besöker biblioteket för en sagostund två gånger om året."
    write_tree(docs, {"barn.md": f"# Barn\n\n{told}\n"})
    create(folder / "ws", Municipality("Provkommun", 12000, 2026), str(TINY))
    workspace, encoder = Workspace(folder / "ws"), FakeEncoder()
    ingest(
        find_files([docs])[0], workspace.corpus, workspace.originals, encoder.count_tokens,
        record=Intake(workspace.ledger, "Eva Ek"),
    )  # fmt: skip
    workspace.close()
    return folder / "ws"


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ws"))


def mapped(kompass: Kompass, ws: Path, *arguments: object) -> dict[str, Any]:
    ran = kompass("-C", ws, "map", "--json", *arguments)
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    return told


def packed(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    return told


def test_map_holds_every_sub_area_and_criterion_of_the_framework(
    kompass: Kompass, town: Path
) -> None:
    told = mapped(kompass, town)
    assert (told["schema"], told["framework"]) == ("kompass.map/1", FRAMEWORK.id)
    assert [sub["id"] for sub in told["sub_areas"]] == SUB_AREAS
    found = [criterion["id"] for sub in told["sub_areas"] for criterion in sub["criteria"]]
    assert found == [criterion.id for criterion in FRAMEWORK.criteria()]


def test_map_counts_every_rung_of_every_sub_area(kompass: Kompass, town: Path) -> None:
    rungs = [list(sub["rungs"]) for sub in mapped(kompass, town)["sub_areas"]]
    assert rungs == [[rung.value for rung in Rung]] * len(SUB_AREAS)


def test_map_names_only_passages_that_can_be_shown(kompass: Kompass, town: Path) -> None:
    criteria = [c for sub in mapped(kompass, town)["sub_areas"] for c in sub["criteria"]]
    named = {entry["passage"] for criterion in criteria for entry in criterion["evidence"]}
    assert {kompass("-C", town, "show", passage).code for passage in named} == {ExitCode.OK}


def test_criterion_without_evidence_is_flagged_as_such(kompass: Kompass, town: Path) -> None:
    sub_areas = mapped(kompass, town)["sub_areas"]
    assert any(criterion["evidence"] for sub in sub_areas for criterion in sub["criteria"])
    for sub in sub_areas:
        flagged = {f["subject"] for f in sub["flags"] if f["kind"] == "no_evidence"}
        assert flagged >= {c["id"] for c in sub["criteria"] if not c["evidence"]}


def test_map_of_one_sub_area_is_that_part_of_the_whole(kompass: Kompass, town: Path) -> None:
    whole = {sub["id"]: sub for sub in mapped(kompass, town)["sub_areas"]}
    assert mapped(kompass, town, "--sub-area", "B.2")["sub_areas"] == [whole["B.2"]]


def test_map_in_words_has_a_line_for_every_sub_area(kompass: Kompass, town: Path) -> None:
    lines = kompass("-C", town, "map").out.splitlines()
    named = [[sub for sub in SUB_AREAS if line.strip().startswith(sub)] for line in lines]
    assert [sub for subs in named for sub in subs] == SUB_AREAS


def test_map_prints_names_with_brackets_to_the_letter(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(TINY, tmp_path / "fw"))
    path = folder / "bibliotek.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("name: Läsfrämjande", "name: Läs [bok] och [/röd]"), "utf-8")
    config = town / "kompass.toml"
    config.write_text(config.read_text("utf-8").replace(str(TINY), str(folder)), "utf-8")
    ran = kompass("-C", town, "map")
    assert ran.code == ExitCode.OK
    assert "B.2 Läs [bok] och [/röd]" in ran.out


@pytest.mark.parametrize("command", ["map", "pack"])
def test_unknown_sub_area_is_a_usage_error(kompass: Kompass, town: Path, command: str) -> None:
    assert kompass("-C", town, command, "--sub-area", "9.9").is_told(ExitCode.USAGE, "9.9")


@pytest.mark.parametrize("command", ["map", "pack"])
def test_empty_workspace_tells_to_ingest(kompass: Kompass, ws: Path, command: str) -> None:
    assert kompass("-C", ws, command).is_told(ExitCode.USAGE, "kompass ingest")


@pytest.mark.parametrize("command", ["map", "pack"])
def test_framework_that_is_gone_is_named(kompass: Kompass, town: Path, command: str) -> None:
    config = town / "kompass.toml"
    config.write_text(config.read_text("utf-8").replace(str(TINY), "/saknas"), encoding="utf-8")
    assert kompass("-C", town, command).is_told(ExitCode.USAGE, "/saknas")


def test_pack_lies_in_the_workspace_under_its_date(kompass: Kompass, town: Path) -> None:
    ran = kompass("-C", town, "pack", "--as-of", "2026-11-23")
    page = town / "packs" / "2026-11-23" / "pack.html"
    assert (ran.code, ran.out) == (ExitCode.OK, f"{page}\n")
    assert page.exists()
    assert packed(page.parent)["as_of"] == "2026-11-23"


def test_pack_holds_the_framework_the_municipality_and_the_sources(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    kompass("-C", town, "pack", "--out", tmp_path / "ut")
    pack = packed(tmp_path / "ut")
    assert pack["framework"]["digest"] == FRAMEWORK.digest
    assert pack["municipality"] == {"name": "Provkommun", "population": 12000, "year": 2026}
    assert len(pack["sources"]) == 4


def test_pack_made_twice_is_the_same_to_the_byte(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        kompass("-C", town, "pack", "--as-of", "2026-11-23", "--out", tmp_path / name)
    a, b = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in "ab")
    assert a == b
    assert set(a) == {"pack.html", "pack.json"}


def test_pack_of_one_sub_area_holds_that_alone(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    kompass("-C", town, "pack", "--sub-area", "B.2", "--out", tmp_path / "ut")
    areas = packed(tmp_path / "ut")["areas"]
    assert [sub["id"] for area in areas for sub in area["sub_areas"]] == ["B.2"]


def test_pack_of_one_sub_area_does_not_replace_the_whole_pack(kompass: Kompass, town: Path) -> None:
    whole = kompass("-C", town, "pack", "--as-of", "2026-11-23").out
    part = kompass("-C", town, "pack", "--as-of", "2026-11-23", "--sub-area", "B.2").out
    assert whole != part


def test_pack_that_cannot_be_written_is_an_input_error(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    (tmp_path / "fil").write_text("x")
    ran = kompass("-C", town, "pack", "--out", tmp_path / "fil" / "ut")
    assert ran.is_told(ExitCode.INPUT, str(tmp_path / "fil"))


def test_pack_from_a_damaged_original_is_refused(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    """Every page that is drawn is checked against what was ingested."""
    for original in (town / "sources").glob("*.pdf"):
        original.write_bytes(original.read_bytes() + b"\n")
    ran = kompass("-C", town, "pack", "--out", tmp_path / "ut")
    assert ran.is_told(ExitCode.INTEGRITY, ".pdf")
    assert not (tmp_path / "ut").exists()


# ---- what documents say of themselves, and what people say of passages


DRAFT = "# Biblioteksplan\n\nUtkast, ej beslutad\n\n## Mål\n\nBiblioteksplanens mål redovisas.\n"


@pytest.fixture
def drafted(kompass: Kompass, town: Path, tmp_path: Path) -> Path:
    """The town with a draft among its documents."""
    folder = write_tree(tmp_path / "utkast", {"utkast.md": DRAFT})
    assert kompass("-C", town, "ingest", folder).code == ExitCode.OK
    return town


def criteria(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the criteria of a pack by their ids."""
    subs = [sub for area in packed(folder)["areas"] for sub in area["sub_areas"]]
    return {criterion["id"]: criterion for sub in subs for criterion in sub["criteria"]}


def of_draft(kompass: Kompass, ws: Path, out: Path, *arguments: object) -> dict[str, Any]:
    """Return the draft's evidence for the criterion on plans, in a pack made like this."""
    assert kompass("-C", ws, "pack", "--out", out, *arguments).code == ExitCode.OK
    evidence = criteria(out)["B.1.2"]["evidence"]
    return next(e for e in evidence if e["source"]["path"].endswith("utkast.md"))


def test_pack_ranks_a_draft_lower_unless_told_not_to(
    kompass: Kompass, drafted: Path, tmp_path: Path
) -> None:
    lower = of_draft(kompass, drafted, tmp_path / "a")["score"]
    plain = of_draft(kompass, drafted, tmp_path / "b", "--no-priors")["score"]
    assert lower == pytest.approx(PRIORS[Standing.DRAFT] * plain, abs=1e-3)


def test_pack_without_priors_says_all_the_same_that_it_is_a_draft(
    kompass: Kompass, drafted: Path, tmp_path: Path
) -> None:
    found = of_draft(kompass, drafted, tmp_path / "a", "--no-priors")
    assert found["source"]["standing"] == "draft"


def test_map_without_priors_scores_as_the_pack_does(
    kompass: Kompass, drafted: Path, tmp_path: Path
) -> None:
    plain = of_draft(kompass, drafted, tmp_path / "a", "--no-priors")
    told = mapped(kompass, drafted, "--no-priors")["sub_areas"]
    scores = {e["passage"]: e["score"] for c in told[0]["criteria"] for e in c["evidence"]}
    assert scores[plain["passage"]] == plain["score"]


@pytest.mark.parametrize(
    ("day", "standing"), [("2024-12-31", "adopted"), ("2025-01-01", "expired")]
)
def test_pack_tells_where_documents_stand_on_its_day(
    kompass: Kompass, town: Path, tmp_path: Path, day: str, standing: str
) -> None:
    front = "Antagen av: Kommunfullmäktige\n\nGiltig till: 2024-12-31\n"
    folder = write_tree(tmp_path / "in", {"policy.md": f"# Lekplatspolicy\n\n{front}"})
    kompass("-C", town, "ingest", folder)
    kompass("-C", town, "pack", "--out", tmp_path / "ut", "--as-of", day)
    standings = {s["path"]: s["standing"] for s in packed(tmp_path / "ut")["sources"]}
    assert [s for path, s in standings.items() if path.endswith("policy.md")] == [standing]


def judge(kompass: Kompass, ws: Path, word: str, passage: str, criterion: str) -> None:
    said = ("--criterion", criterion, "--by", "Eva Ek")
    assert kompass("-C", ws, "evidence", word, passage, *said).code == ExitCode.OK


def found_for(kompass: Kompass, ws: Path, out: Path, criterion: str) -> dict[str, Any]:
    assert kompass("-C", ws, "pack", "--out", out).code == ExitCode.OK
    return criteria(out)[criterion]


def test_evidence_that_a_person_rejected_is_not_in_the_pack(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    before = found_for(kompass, town, tmp_path / "a", "B.1.2")
    rejected = before["evidence"][0]["passage"]
    judge(kompass, town, "reject", rejected, "B.1.2")
    after = found_for(kompass, town, tmp_path / "b", "B.1.2")
    assert rejected not in json.dumps(after)


def test_evidence_that_a_person_accepted_stands_first_with_its_mark(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    best = found_for(kompass, town, tmp_path / "a", "B.2.1")["evidence"][0]["passage"]
    judge(kompass, town, "accept", best, "B.1.2")
    after = found_for(kompass, town, tmp_path / "b", "B.1.2")["evidence"]
    told = [(entry["passage"], entry["judgement"]) for entry in after]
    assert told[0] == (best, "accepted")
    assert len(told) > 1  # what the tool found itself comes after, however much nearer


def test_judgement_for_one_criterion_leaves_the_passage_where_it_is_for_another(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    best = found_for(kompass, town, tmp_path / "a", "B.2.1")["evidence"][0]["passage"]
    judge(kompass, town, "reject", best, "B.1.2")
    after = found_for(kompass, town, tmp_path / "b", "B.2.1")["evidence"][0]
    assert (after["passage"], after["judgement"]) == (best, None)
