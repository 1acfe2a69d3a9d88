"""search and show find what is there, and say so where something is not."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kompass_evidence.assess import Documents, read_documents
from kompass_evidence.errors import ExitCode
from kompass_evidence.workspace import Workspace
from tests.cli.conftest import Kompass
from tests.made import write_pdf, write_tree

PNG = b"\x89PNG\r\n\x1a\n"


def search(kompass: Kompass, ws: Path, *arguments: object) -> dict[str, Any]:
    ran = kompass("-C", ws, "search", "--json", *arguments)
    assert ran.code == ExitCode.OK, ran
    told: dict[str, Any] = json.loads(ran.out)
    assert told["schema"] == "kompass.search/1"
    return told


def passage_in(kompass: Kompass, ws: Path, path: str) -> str:
    """Return the id of the first passage of the source that is shown by this path."""
    hits = search(kompass, ws, "beslut", "-k", 100)["hits"]
    return str(next(hit["passage"] for hit in hits if hit["source"]["path"] == path))


# ---- search


def test_best_hit_is_the_passage_that_shares_the_words(kompass: Kompass, town: Path) -> None:
    hit = search(kompass, town, "sagostund för förskolegrupp")["hits"][0]
    assert hit["source"]["path"] == "docs/möte.txt"


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "semantic"])
def test_hits_are_ranked_from_one_by_falling_score(kompass: Kompass, town: Path, mode: str) -> None:
    told = search(kompass, town, "biblioteksplan", "--mode", mode)
    scores = [hit["score"] for hit in told["hits"]]
    assert told["mode"] == mode
    assert [hit["rank"] for hit in told["hits"]] == list(range(1, len(scores) + 1))
    assert scores == sorted(scores, reverse=True)


def test_no_more_hits_are_given_than_asked_for(kompass: Kompass, town: Path) -> None:
    assert len(search(kompass, town, "biblioteksplan", "-k", 2)["hits"]) == 2


def test_only_sources_of_the_chosen_kind_are_found(kompass: Kompass, town: Path) -> None:
    hits = search(kompass, town, "biblioteksplan", "--kind", "web")["hits"]
    assert {hit["source"]["kind"] for hit in hits} == {"web"}


def test_nothing_of_the_chosen_kind_is_told_in_words(kompass: Kompass, town: Path) -> None:
    ran = kompass("-C", town, "search", "biblioteksplan", "--kind", "interview")
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert "biblioteksplan" in ran.out


def test_hit_in_words_names_source_and_place_and_passage(kompass: Kompass, town: Path) -> None:
    hit = search(kompass, town, "miljoner till broar")["hits"][0]
    assert hit["places"] == ["s. 1"]
    first = kompass("-C", town, "search", "miljoner till broar").out.splitlines()[0]
    assert all(word in first for word in (hit["source"]["title"], "s. 1", hit["passage"]))


@pytest.mark.parametrize("query", ["", "   ", "\n\t"])
def test_empty_query_is_a_usage_error(kompass: Kompass, town: Path, query: str) -> None:
    assert kompass("-C", town, "search", query).is_told(ExitCode.USAGE, "empty")


@pytest.mark.parametrize("query", ["?!", "och i att", "1" * 3000, "å", "DROP TABLE source;--"])
def test_odd_query_is_answered(kompass: Kompass, town: Path, query: str) -> None:
    assert search(kompass, town, query)["query"] == query


def test_no_query_at_all_is_a_usage_error(kompass: Kompass, town: Path) -> None:
    assert kompass("-C", town, "search").is_told(ExitCode.USAGE, "--queries")


def test_query_and_file_of_queries_at_once_is_a_usage_error(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    ran = kompass("-C", town, "search", "x", "--queries", tmp_path / "q.txt")
    assert ran.is_told(ExitCode.USAGE)


def test_search_in_an_empty_workspace_tells_to_ingest(kompass: Kompass, ws: Path) -> None:
    assert kompass("-C", ws, "search", "plan").is_told(ExitCode.USAGE, "kompass ingest")


QUERIES = ["hur följs planen upp", "öppettider", "budget för broar"]


def objects(text: str) -> list[dict[str, Any]]:
    assert text.endswith("\n")
    return [json.loads(line) for line in text[:-1].split("\n")]


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with a byte order mark"])
def test_file_of_queries_gives_one_object_a_line_in_order(
    kompass: Kompass, town: Path, tmp_path: Path, start: str
) -> None:
    path = tmp_path / "q.txt"
    path.write_text(start + "\n\n".join(QUERIES) + "\n", encoding="utf-8")
    ran = kompass("-C", town, "search", "--queries", path, "--jsonl")
    assert [told["query"] for told in objects(ran.out)] == QUERIES


def test_queries_are_read_from_standard_input(
    kompass: Kompass, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\r\n".join(QUERIES)))
    ran = kompass("-C", town, "search", "--queries", "-", "--jsonl")
    assert [told["query"] for told in objects(ran.out)] == QUERIES


def test_query_in_a_file_finds_what_it_finds_alone(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    write_tree(tmp_path, {"q.txt": "\n".join(QUERIES)})
    ran = kompass("-C", town, "search", "--queries", tmp_path / "q.txt", "--jsonl")
    assert objects(ran.out) == [search(kompass, town, query) for query in QUERIES]


def test_documents_are_read_once_for_all_queries(
    kompass: Kompass, ws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Varje förskolegrupp besöker biblioteket för en sagostund två gånger om året i staden."
    write_tree(tmp_path / "two", {"a.md": f"# Plan\n\n{said}", "b.md": f"# Rutin\n\n{said}"})
    assert kompass("-C", ws, "ingest", tmp_path / "two").code == ExitCode.OK
    days: list[str] = []

    def counted(workspace: Workspace, as_of: str) -> Documents:
        days.append(as_of)
        return read_documents(workspace, as_of)

    monkeypatch.setattr("kompass_evidence.assess.read_documents", counted)
    write_tree(tmp_path, {"q.txt": "sagostund\nförskolegrupp\n"})
    assert kompass("-C", ws, "search", "--queries", tmp_path / "q.txt", "--jsonl").code == 0
    assert len(days) == 1


@pytest.mark.parametrize("content", ["", "\n  \n"])
def test_file_without_a_query_is_a_usage_error(
    kompass: Kompass, town: Path, tmp_path: Path, content: str
) -> None:
    write_tree(tmp_path, {"q.txt": content})
    ran = kompass("-C", town, "search", "--queries", tmp_path / "q.txt", "--jsonl")
    assert ran.is_told(ExitCode.USAGE, "empty")


def test_file_of_queries_that_is_missing_is_named(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    ran = kompass("-C", town, "search", "--queries", tmp_path / "q.txt")
    assert ran.is_told(ExitCode.INPUT, str(tmp_path / "q.txt"))


def test_file_of_queries_in_another_encoding_is_named(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    write_tree(tmp_path, {"q.txt": "öppettider".encode("cp1252")})
    ran = kompass("-C", town, "search", "--queries", tmp_path / "q.txt")
    assert ran.is_told(ExitCode.INPUT, "q.txt", "UTF-8")


# ---- show


def test_passage_is_shown_between_marks_with_its_source(kompass: Kompass, town: Path) -> None:
    hit = search(kompass, town, "sagostund")["hits"][0]
    ran = kompass("-C", town, "show", hit["passage"])
    assert ran.code == ExitCode.OK
    assert f">>> {hit['text']} <<<" in ran.out
    assert hit["source"]["id"] in ran.out


def test_source_is_shown_with_all_its_passages(kompass: Kompass, town: Path) -> None:
    hit = search(kompass, town, "sagostund")["hits"][0]
    ran = kompass("-C", town, "show", hit["source"]["id"])
    assert ran.code == ExitCode.OK
    assert hit["passage"] in ran.out
    assert hit["text"] in ran.out


def test_passage_of_a_replaced_version_is_still_shown(
    kompass: Kompass, town: Path, docs: Path
) -> None:
    hit = search(kompass, town, "sagostund")["hits"][0]
    write_tree(docs, {"möte.txt": "Sagostunden är inställd."})
    kompass("-C", town, "ingest", docs)
    assert hit["text"] in kompass("-C", town, "show", hit["passage"]).out


@pytest.mark.parametrize("identifier", ["psg-000000000000", "src-000000000000", "src-å"])
def test_unknown_id_is_an_input_error(kompass: Kompass, town: Path, identifier: str) -> None:
    assert kompass("-C", town, "show", identifier).is_told(ExitCode.INPUT, identifier)


@pytest.mark.parametrize("identifier", ["", "psg-", "psg-XYZ", "1.3", "psg-0000000000000"])
def test_what_is_no_id_is_a_usage_error(kompass: Kompass, town: Path, identifier: str) -> None:
    assert kompass("-C", town, "show", identifier).is_told(ExitCode.USAGE, "psg-…")


def test_picture_of_a_passages_page_is_written(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    passage = passage_in(kompass, town, "docs/budget.pdf")
    ran = kompass("-C", town, "show", passage, "--image", tmp_path / "sida.png")
    assert ran.code == ExitCode.OK
    assert (tmp_path / "sida.png").read_bytes().startswith(PNG)
    assert "page 1 of 1" in ran.err


def test_passage_over_a_page_break_gives_a_picture_of_each_page(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    pages = ["Planen för bibliotekets öppettider gäller från och med", "hösten för alla filialer."]
    kompass("-C", ws, "ingest", write_pdf(tmp_path / "lång.pdf", pages))
    (hit,) = search(kompass, ws, "öppettider för filialer")["hits"]
    assert len(hit["places"]) == 2
    kompass("-C", ws, "show", hit["passage"], "--image", tmp_path / "sida.png")
    assert [p.name for p in sorted(tmp_path.glob("*.png"))] == ["sida-2.png", "sida.png"]


def test_picture_of_a_text_without_pages_is_an_input_error(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    passage = passage_in(kompass, town, "docs/möte.txt")
    ran = kompass("-C", town, "show", passage, "--image", tmp_path / "sida.png")
    assert ran.is_told(ExitCode.INPUT, "docs/möte.txt")


def test_picture_of_a_whole_source_is_a_usage_error(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    source = search(kompass, town, "sagostund")["hits"][0]["source"]["id"]
    ran = kompass("-C", town, "show", source, "--image", tmp_path / "sida.png")
    assert ran.is_told(ExitCode.USAGE)


def test_picture_that_cannot_be_written_is_an_input_error(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    passage = passage_in(kompass, town, "docs/budget.pdf")
    ran = kompass("-C", town, "show", passage, "--image", tmp_path / "saknas" / "sida.png")
    assert ran.is_told(ExitCode.INPUT, "saknas")


def test_picture_from_a_damaged_original_is_refused(
    kompass: Kompass, town: Path, tmp_path: Path
) -> None:
    passage = passage_in(kompass, town, "docs/budget.pdf")
    (original,) = (town / "sources").glob("*.pdf")
    original.write_bytes(original.read_bytes() + b"\n")
    ran = kompass("-C", town, "show", passage, "--image", tmp_path / "sida.png")
    assert ran.is_told(ExitCode.INTEGRITY, original.name)
    assert not (tmp_path / "sida.png").exists()


def test_control_codes_in_a_text_do_not_reach_the_terminal(
    kompass: Kompass, ws: Path, tmp_path: Path
) -> None:
    text = "# Plan\x1b[2J\n\nBeslutet \x1b]0;x\x07 gäller \x9b31m i \u202esrå aryf\u202c."
    kompass("-C", ws, "ingest", write_tree(tmp_path / "d", {"a.md": text}))
    hit = search(kompass, ws, "beslutet")["hits"][0]
    told = (
        kompass("-C", ws, "search", "beslutet").out + kompass("-C", ws, "show", hit["passage"]).out
    )
    assert not {"\x1b", "\x9b", "\x07", "\u202e", "\u202c"} & set(told)
