"""Saved websites compared and shown by the commands, and addresses that lead to the words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kompass_evidence.errors import ExitCode
from tests.cli.conftest import Kompass, sources
from tests.web_archives import WORDS, Warc, page

SITE = "https://granholm.se"


@pytest.fixture
def crawls(tmp_path: Path) -> tuple[Path, Path]:
    """Two crawls of a small site, the second a year later."""
    first = Warc(captured="2025-03-01T10:00:00Z")
    first.respond(f"{SITE}/", page("Granholm", WORDS["plan"], ["/skola", "/borta"]))
    first.respond(f"{SITE}/skola", page("Skola", WORDS["skola"], ["/"]))
    first.respond(f"{SITE}/borta", page("Borta", WORDS["bibliotek"]))
    second = Warc()
    second.respond(f"{SITE}/", page("Granholm", WORDS["plan"], ["/skola", "/borta"]))
    changed = WORDS["skola"].replace("varje termin", "varje år")
    second.respond(f"{SITE}/skola", page("Skola", changed, ["/"]))
    second.missing(f"{SITE}/borta")
    return first.write(tmp_path / "2025.warc.gz"), second.write(tmp_path / "2026.warc.gz")


def test_diff_shows_changes_in_words_and_what_is_gone(
    kompass: Kompass, crawls: tuple[Path, Path]
) -> None:
    ran = kompass("snapshot", "diff", *crawls)
    assert ran.code == ExitCode.OK
    assert "borttagen: 1, ändrad: 1, oförändrad: 1" in ran.out
    assert "[-termin-] {+år+}" in ran.out
    assert f"borttagen: {SITE}/borta" in ran.out


def test_diff_the_other_way_round_is_told_and_turned(
    kompass: Kompass, crawls: tuple[Path, Path]
) -> None:
    ran = kompass("snapshot", "diff", *reversed(crawls))
    assert "the other way round" in ran.err
    assert ran.out == kompass("snapshot", "diff", *crawls).out


def test_diff_as_json_has_every_page(kompass: Kompass, crawls: tuple[Path, Path]) -> None:
    told = json.loads(kompass("snapshot", "diff", *crawls, "--json").out)
    assert told["schema"] == "kompass.snapshot-diff/1"
    assert {entry["url"]: entry["change"] for entry in told["pages"]} == {
        f"{SITE}/": "unchanged", f"{SITE}/skola": "changed", f"{SITE}/borta": "removed",
    }  # fmt: skip


def test_structure_shows_clicks_and_dead_links(kompass: Kompass, crawls: tuple[Path, Path]) -> None:
    ran = kompass("snapshot", "structure", crawls[1])
    assert ran.code == ExitCode.OK
    assert "Klick" in ran.out and "Döda länkar (svarade 404 eller 410)" in ran.out
    told = json.loads(kompass("snapshot", "structure", crawls[1], "--json").out)
    assert [page["clicks"] for page in told["pages"]] == [0, 1]
    assert told["dead_links"] == [{"url": f"{SITE}/borta", "linked_from": [f"{SITE}/"]}]


def test_structure_of_the_workspace_is_that_of_its_pages(
    kompass: Kompass, ws: Path, crawls: tuple[Path, Path]
) -> None:
    assert kompass("-C", ws, "ingest", crawls[0]).code == ExitCode.OK
    ran = kompass("-C", ws, "snapshot", "structure")
    assert f"Startsida: {SITE}/" in ran.out
    assert "Döda länkar går bara att se i ett webbarkiv." in ran.out


def test_structure_of_nothing_is_told(kompass: Kompass, ws: Path, tmp_path: Path) -> None:
    assert kompass("-C", ws, "snapshot", "structure").is_told(ExitCode.INPUT, "no web pages")
    missing = tmp_path / "finns-inte.wacz"
    assert kompass("snapshot", "diff", missing, missing).is_told(ExitCode.INPUT, "no web archive")


def test_ingest_and_sources_say_what_came_of_an_archive(
    kompass: Kompass, ws: Path, crawls: tuple[Path, Path]
) -> None:
    ran = kompass("-C", ws, "ingest", crawls[1])
    assert "2 taken in, 0 not read; passed over: 1 page not found (404)" in ran.err
    told = sources(kompass, ws)
    assert told["containers"][0]["path"] == "2026.warc.gz"
    assert len(told["containers"][0]["sha256"]) == 64
    assert "2026.warc.gz: web archive: 2 taken in" in kompass("-C", ws, "sources").out


def test_open_prints_the_address_at_the_words(
    kompass: Kompass, ws: Path, crawls: tuple[Path, Path]
) -> None:
    kompass("-C", ws, "ingest", crawls[0])
    hits = json.loads(kompass("-C", ws, "search", "elevernas resultat", "--json").out)["hits"]
    hit = next(hit for hit in hits if hit["source"]["title"] == "Skola")
    ran = kompass("-C", ws, "open", hit["passage"])
    assert ran.out.startswith(f"{SITE}/skola#:~:text=")
    assert "Captured 2025-03-01T10:00:00Z" in ran.err
    plain = kompass("-C", ws, "open", hit["source"]["id"])
    assert plain.out == f"{SITE}/skola\n"
    cited = kompass("-C", ws, "cite", hit["source"]["id"], "--quote", "varje termin", "--by", "Eva",
                    "--json")  # fmt: skip
    citation = json.loads(cited.out)["id"]
    assert kompass("-C", ws, "open", citation).out == f"{SITE}/skola#:~:text=varje%20termin\n"


def test_open_of_what_has_no_address_is_told(kompass: Kompass, town: Path) -> None:
    found = next(s for s in sources(kompass, town)["sources"] if s["url"] is None)
    assert kompass("-C", town, "open", found["id"]).is_told(ExitCode.INPUT, "no web address")
    assert kompass("-C", town, "open", "något").is_told(ExitCode.USAGE, "not the id")
