"""Two crawls differ by what they show; what one did not capture is never called removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.errors import InputError
from kompass_evidence.snapshots.compare import Change, compare, word_changes
from kompass_evidence.snapshots.crawl import Crawl, read_crawl
from kompass_evidence.snapshots.structure import structure
from tests.web_archives import WORDS, Warc, page

SITE = "https://granholm.se"


def crawl(tmp_path: Path, archive: Warc, name: str = "a.warc.gz") -> Crawl:
    return read_crawl(archive.write(tmp_path / name))


def changes(tmp_path: Path, earlier: Warc, later: Warc) -> dict[str, Change]:
    found = compare(crawl(tmp_path, earlier, "1.warc.gz"), crawl(tmp_path, later, "2.warc.gz"))
    return {difference.url.removeprefix(SITE): difference.change for difference in found}


def test_each_page_is_told_for_what_became_of_it(tmp_path: Path) -> None:
    earlier, later = Warc(captured="2025-01-01T00:00:00Z"), Warc()
    for name in ("samma", "andrad", "borta", "flyttad", "glomd", "upprepad"):
        earlier.respond(f"{SITE}/{name}", page(name, WORDS["skola"]))
    later.respond(f"{SITE}/samma", page("samma", WORDS["skola"]))
    later.respond(f"{SITE}/andrad", page("andrad", WORDS["plan"]))
    later.respond(f"{SITE}/ny", page("ny", WORDS["plan"]))
    later.missing(f"{SITE}/borta").redirect(f"{SITE}/flyttad", f"{SITE}/ny")
    later.respond(f"{SITE}/upprepad", b"", record="revisit")
    assert changes(tmp_path, earlier, later) == {
        "/samma": Change.UNCHANGED, "/andrad": Change.CHANGED, "/borta": Change.REMOVED,
        "/flyttad": Change.MOVED, "/glomd": Change.NOT_CAPTURED, "/ny": Change.ADDED,
        "/upprepad": Change.UNCHANGED,
    }  # fmt: skip


def test_a_page_is_not_removed_if_nothing_of_its_site_was_captured(tmp_path: Path) -> None:
    earlier = Warc().respond(f"{SITE}/a", page("a", WORDS["plan"]))
    later = Warc().respond("https://annan.se/", page("b", WORDS["plan"])).missing(f"{SITE}/a")
    assert changes(tmp_path, earlier, later)["/a"] is Change.NOT_CAPTURED


def test_the_words_that_changed_are_shown_with_those_around_them() -> None:
    before = "Planen antogs år 2023 av nämnden.\nDen gäller."
    after = "Planen antogs år 2025 av nämnden.\nDen gäller."
    assert list(word_changes(before, after)) == ["Planen antogs år [-2023-] {+2025+} av nämnden."]


@given(st.text("ab \n"), st.text("ab \n"))
def test_same_words_have_no_changes_and_others_have(before: str, after: str) -> None:
    found = list(word_changes(before, after))
    assert not list(word_changes(before, before))
    if before.split() != after.split():
        assert found
    assert all("[-" in words or "{+" in words for words in found if words)


def site(tmp_path: Path) -> Crawl:
    archive = Warc()
    archive.respond(f"{SITE}/", page("Start", WORDS["plan"], ["/skola", "gammal", "/borta"]))
    archive.respond(f"{SITE}/skola", page("Skola", WORDS["skola"], ["/", "/djup", "/ohamtad"]))
    archive.respond(f"{SITE}/djup", page("Djup", WORDS["skola"], ["/borta#del"]))
    archive.respond(f"{SITE}/ny", page("Ny", WORDS["bibliotek"], ["https://annan.se/"]))
    archive.respond(f"{SITE}/ensam", page("Ensam", WORDS["bibliotek"], ["/"]))
    archive.redirect(f"{SITE}/gammal", "/ny").missing(f"{SITE}/borta")
    return crawl(tmp_path, archive)


def test_clicks_orphans_and_dead_links_of_a_site(tmp_path: Path) -> None:
    found = structure(site(tmp_path))
    assert found.start == f"{SITE}/"
    assert {row.url.removeprefix(SITE): row.clicks for row in found.pages} == {
        "/": 0, "/ny": 1, "/skola": 1, "/djup": 2, "/ensam": None,
    }  # fmt: skip
    assert [row.title for row in found.pages if row.is_orphan] == ["Ensam"]
    (dead,) = found.dead
    assert (dead.url, dead.linked_from) == (f"{SITE}/borta", (f"{SITE}/", f"{SITE}/djup"))
    assert found.elsewhere == 1


def test_another_start_page_counts_from_there_and_must_be_captured(tmp_path: Path) -> None:
    crawled = site(tmp_path)
    rows = structure(crawled, f"{SITE}/skola").pages
    assert {row.url: row.clicks for row in rows}[f"{SITE}/"] == 1
    with pytest.raises(InputError, match="was not captured"):
        structure(crawled, f"{SITE}/finns-inte")


def test_a_mirrored_folder_is_a_crawl(tmp_path: Path) -> None:
    folder = tmp_path / "www.granholm.se"
    (folder / "skola").mkdir(parents=True)
    (folder / "index.html").write_bytes(page("Start", WORDS["plan"], ["skola/index.html"]))
    (folder / "skola" / "index.html").write_bytes(page("Skola", WORDS["skola"]))
    clicks = {row.url: row.clicks for row in structure(read_crawl(folder)).pages}
    assert clicks == {"https://www.granholm.se/": 0, "https://www.granholm.se/skola/": 1}


@pytest.mark.parametrize("name", ["finns-inte.wacz", "plan.txt", "tom.warc"])
def test_what_is_no_crawl_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "plan.txt").write_text("text", encoding="utf-8")
    (tmp_path / "tom.warc").write_bytes(b"")
    with pytest.raises(InputError):
        read_crawl(tmp_path / name)
