"""Archives and mails come into the workspace member by member, and nothing of them is missed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from kompass_evidence.evaluate.audit import audit
from kompass_evidence.workspace import Workspace
from tests.test_ingest import PLAN, content, take_in
from tests.web_archives import WORDS, Warc, page, wacz

SITE = "https://www.granholm.se"
OLD = page("Bibliotek", WORDS["bibliotek"])
NEW = page("Bibliotek", WORDS["bibliotek"].replace("nitton", "tjugo"))


@pytest.fixture
def workspace(new_workspace: Callable[..., Workspace]) -> Workspace:
    return new_workspace()


def crawl(path: Path, body: bytes, captured: str) -> Path:
    return Warc(captured=captured).respond(f"{SITE}/bibliotek", body).write(path)


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def states(workspace: Workspace) -> list[tuple[str | None, int, bool]]:
    found = workspace.corpus.sources(current=False)
    return sorted((s.captured, s.version, s.current) for s in found)


# ---- web archives


def test_a_captured_page_is_a_source_with_address_and_time(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "site.wacz").write_bytes(
        wacz({"a.warc.gz": Warc().respond(f"{SITE}/bibliotek", OLD).data})
    )
    (source,) = take_in(workspace, tmp_path / "site.wacz").read
    assert source.path == f"site.wacz/{SITE}/bibliotek"
    assert (source.url, source.captured) == (f"{SITE}/bibliotek", "2026-03-01T10:00:00Z")
    assert workspace.original(source) == OLD
    assert [path.suffix for path in workspace.originals.folder.iterdir()] == [".html"]


def test_a_newer_capture_in_another_archive_replaces_the_page(
    workspace: Workspace, tmp_path: Path
) -> None:
    (old,) = take_in(workspace, crawl(tmp_path / "1.warc", OLD, "2025-01-01T00:00:00Z")).read
    (new,) = take_in(workspace, crawl(tmp_path / "2.warc", NEW, "2026-01-01T00:00:00Z")).read
    assert (new.version, new.replaces) == (2, old.id)
    assert [source.id for source in workspace.corpus.sources()] == [new.id]


def test_an_older_capture_taken_in_later_replaces_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    (new,) = take_in(workspace, crawl(tmp_path / "2.warc", NEW, "2026-01-01T00:00:00Z")).read
    (old,) = take_in(workspace, crawl(tmp_path / "1.warc", OLD, "2025-01-01T00:00:00Z")).read
    assert [source.id for source in workspace.corpus.sources()] == [new.id]
    assert (old.current, old.replaces) == (False, None)
    assert audit(workspace.folder).ok


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2), (0, 2, 1)])
def test_the_latest_capture_is_in_force_whatever_the_order_and_also_if_it_says_the_old_again(
    workspace: Workspace, tmp_path: Path, order: tuple[int, ...]
) -> None:
    archives = [
        crawl(tmp_path / "1.warc", OLD, "2024-01-01T00:00:00Z"),
        crawl(tmp_path / "2.warc", NEW, "2025-01-01T00:00:00Z"),
        crawl(tmp_path / "3.warc", OLD, "2026-01-01T00:00:00Z"),
    ]
    for number in (*order, *order):
        take_in(workspace, archives[number])
    (current,) = workspace.corpus.sources()
    assert workspace.original(current) == OLD
    assert audit(workspace.folder).ok


def test_the_same_archive_again_leaves_the_database_as_it_is(
    workspace: Workspace, tmp_path: Path
) -> None:
    archive = Warc().respond(f"{SITE}/a", OLD).missing(f"{SITE}/b").respond(f"{SITE}/c", b"<p>")
    path = archive.write(tmp_path / "site.warc.gz")
    take_in(workspace, path)
    before = content(workspace)
    report = take_in(workspace, path)
    assert (len(report.read), len(report.unchanged), len(report.skipped)) == (0, 1, 1)
    assert content(workspace) == before


def test_a_page_that_a_newer_crawl_lacks_stays(workspace: Workspace, tmp_path: Path) -> None:
    (old,) = take_in(workspace, crawl(tmp_path / "1.warc", OLD, "2025-01-01T00:00:00Z")).read
    newer = Warc(captured="2026-01-01T00:00:00Z").respond(f"{SITE}/", NEW)
    take_in(workspace, newer.write(tmp_path / "2.warc"))
    assert old.id in [source.id for source in workspace.corpus.sources()]


def test_what_an_archive_came_to_is_counted_and_kept(workspace: Workspace, tmp_path: Path) -> None:
    archive = Warc().respond(f"{SITE}/a", OLD).redirect(f"{SITE}/b", "/a").missing(f"{SITE}/c")
    wall = b"<html><body><nav><a href='/'>Meny</a></nav></body></html>"
    archive.respond(f"{SITE}/d", wall).respond(f"{SITE}/e", b"", record="revisit")
    for name in ("f", "g"):
        archive.respond(f"{SITE}/{name}", b"x", heads={"Content-Type": "image/png"})
    report = take_in(workspace, archive.write(tmp_path / "site.warc.gz"))
    (held,) = workspace.corpus.containers.all()
    assert report.containers == (held,)
    assert held.remark == (
        "web archive: 1 taken in, 1 not read (of which 1 without main text); passed over:"
        " 2 images, scripts and styles, 1 page not found (404), 1 redirect, 1 repeated capture"
    )
    assert held.swedish.startswith("webbarkiv: 1 inlästa, 1 gick inte att läsa (varav 1 utan")
    assert [problem.where for problem in report.skipped] == [f"site.warc.gz/{SITE}/d"]


def test_an_archive_with_nothing_to_read_is_listed(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("tom.zip", "tom.warc", "tom.wacz"):
        (tmp_path / name).write_bytes(b"")
    zipped(tmp_path / "bara-mappar.zip", {"mapp/": ""})
    report = take_in(workspace, tmp_path)
    assert sorted(problem.where.rpartition("/")[2] for problem in report.skipped) == [
        "bara-mappar.zip", "tom.wacz", "tom.warc", "tom.zip"
    ]  # fmt: skip
    assert len(workspace.corpus.unread()) == 4


# ---- ZIP and mail


def test_members_of_a_zip_are_sources_by_path_and_the_others_are_listed(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "h.zip", {"mapp/plan.txt": PLAN, "../ut.txt": "x", "bild.png": "x"})
    report = take_in(workspace, path)
    assert [source.path for source in report.read] == ["h.zip/mapp/plan.txt"]
    assert [problem.where for problem in report.skipped] == ["h.zip/../ut.txt", "h.zip/bild.png"]
    assert not (tmp_path / "ut.txt").exists() and not (tmp_path.parent / "ut.txt").exists()


def test_a_changed_member_is_a_new_version(workspace: Workspace, tmp_path: Path) -> None:
    (old,) = take_in(workspace, zipped(tmp_path / "h.zip", {"plan.txt": PLAN})).read
    (new,) = take_in(workspace, zipped(tmp_path / "h.zip", {"plan.txt": PLAN + " Ny."})).read
    assert (new.replaces, new.version) == (old.id, 2)


def test_a_member_that_is_mended_is_no_longer_listed(workspace: Workspace, tmp_path: Path) -> None:
    take_in(workspace, zipped(tmp_path / "h.zip", {"plan.txt": "", "bort.png": "x"}))
    assert len(workspace.corpus.unread()) == 2
    take_in(workspace, zipped(tmp_path / "h.zip", {"plan.txt": PLAN}))
    assert workspace.corpus.unread() == []


def test_an_archive_in_an_archive_is_opened_and_no_deeper(
    workspace: Workspace, tmp_path: Path
) -> None:
    deepest = zipped(tmp_path / "c.zip", {"c.txt": PLAN}).read_bytes()
    inner = zipped(tmp_path / "b.zip", {"b.txt": PLAN + " B", "c.zip": deepest}).read_bytes()
    outer = zipped(tmp_path / "a.zip", {"b.zip": inner})
    report = take_in(workspace, outer)
    assert [source.path for source in report.read] == ["a.zip/b.zip/b.txt"]
    assert [problem.where for problem in report.skipped] == ["a.zip/b.zip/c.zip"]


def test_a_mail_is_a_source_and_so_is_each_attachment(workspace: Workspace, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Eva Ek <eva@granholm.se>", "Underlag"
    mail.set_content("Här kommer biblioteksplanen som nämnden har antagit.")
    mail.add_attachment(PLAN, filename="plan.txt")
    (tmp_path / "brev.eml").write_bytes(mail.as_bytes())
    report = take_in(workspace, tmp_path / "brev.eml")
    assert [source.path for source in report.read] == ["brev.eml", "brev.eml/plan.txt"]
    assert workspace.original(report.read[0]) == mail.as_bytes()
    assert audit(workspace.folder).ok


def test_a_mail_that_cannot_be_read_is_listed_once(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "brev.eml").write_bytes(b"inget brev")
    assert len(take_in(workspace, tmp_path / "brev.eml").skipped) == 1


# ---- mirrored folders


def test_a_page_in_a_folder_named_like_a_host_gets_its_address(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "spegel" / "www.granholm.se" / "kultur"
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(OLD)
    (source,) = take_in(workspace, tmp_path / "spegel").read
    assert source.url == f"{SITE}/kultur/"


def test_an_address_that_the_page_states_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "www.granholm.se").mkdir()
    stated = b"<link rel='canonical' href='https://granholm.se/bibliotek'></head>"
    (tmp_path / "www.granholm.se" / "a.html").write_bytes(OLD.replace(b"</head>", stated))
    (source,) = take_in(workspace, tmp_path / "www.granholm.se").read
    assert source.url == "https://granholm.se/bibliotek"
