"""Files come into the workspace once, whole, and every one that does not is accounted for."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kompass_evidence import isolation, reading
from kompass_evidence.domain.document import Document, SourceKind
from kompass_evidence.ingest import IngestReport, find_files, ingest
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.conftest import TINY
from tests.fakes.encoder import FakeEncoder
from tests.made import write_pdf, write_tree

NewWorkspace = Callable[..., Workspace]
Progress = Callable[[int, int, str], None]

PLAN = "Biblioteksplanen antogs av nämnden och gäller i fyra år."
PAGE = "<html><body><main><h1>Öppettider</h1><p>{}</p></main></body></html>".format(
    "Huvudbiblioteket har öppet till klockan nitton på vardagar och även på lördagar."
)
MANY = {f"{name}.txt": f"Beslut {name} följs upp varje år." for name in "abcdef"}


@pytest.fixture
def workspace(new_workspace: NewWorkspace) -> Workspace:
    return new_workspace()


def take_in(
    workspace: Workspace,
    *paths: Path,
    kind: SourceKind | None = None,
    progress: Progress = lambda done, total, name: None,
) -> IngestReport:
    files, _ = find_files(paths)
    return ingest(
        files, workspace.corpus, workspace.originals, workspace.encoder.count_tokens, kind,
        progress, record=Intake(workspace.ledger, "Eva Ek", "2026-11-23T10:00:00Z"),
    )  # fmt: skip


def content(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables, sorted, and the names of the originals."""
    with sqlite3.connect(workspace.folder / "kompass.db") as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in names
        }
    connection.close()
    found["originals"] = sorted((path.name,) for path in workspace.originals.folder.iterdir())
    return found


# ---- what was seen, and what came of it


def test_every_kind_of_file_is_taken_for_what_it_is(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN, "b.md": f"# Plan\n\n{PLAN}", "c.html": PAGE})
    write_pdf(docs / "d.PDF", [PLAN])
    kinds = {source.path: source.kind for source in take_in(workspace, docs).read}
    document, web = SourceKind.DOCUMENT, SourceKind.WEB
    assert kinds == {"d/a.txt": document, "d/b.md": document, "d/c.html": web, "d/d.PDF": document}


def test_read_and_unchanged_and_skipped_are_all_that_was_seen(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(
        tmp_path / "d",
        {
            "known.txt": PLAN, "same.txt": PLAN, "new/page.html": PAGE, "empty.txt": "",
            "only-headings.md": "# Plan\n\n## Mål\n", "picture.png": b"\x89PNG", "no-ending": "x",
            "broken.pdf": b"%PDF-1.7 broken", "broken.docx": b"PK\3\4 broken",
            "binary.txt": b"\0\1\2\3",
        },
    )  # fmt: skip
    take_in(workspace, docs / "known.txt")
    report = take_in(workspace, docs)
    seen = sum(path.is_file() for path in docs.rglob("*"))
    assert len(report.read) + len(report.unchanged) + len(report.skipped) == seen


def test_failing_file_is_listed_with_a_reason_and_the_rest_is_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN, "b.pdf": b"%PDF broken", "c.html": PAGE})
    report = take_in(workspace, docs)
    assert {source.path for source in report.read} == {"d/a.txt", "d/c.html"}
    (problem,) = report.skipped
    assert problem.where == "d/b.pdf"
    assert problem.message
    assert workspace.corpus.unread() == [("d/b.pdf", problem.message)]


def test_reader_that_breaks_down_stops_one_file_only(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = reading.FORMATS[".txt"]

    def break_down(data: bytes, name: str) -> Document:
        if b"ond" in data:
            raise RecursionError
        return sound.reader(data, name)

    broken = sound._replace(reader=break_down)
    monkeypatch.setitem(reading.FORMATS, ".txt", broken)
    monkeypatch.setattr("kompass_evidence.ingest.READ", isolation.read_here)
    docs = write_tree(tmp_path / "d", {"a.txt": "en ond fil", "b.txt": PLAN})
    report = take_in(workspace, docs)
    assert [source.path for source in report.read] == ["d/b.txt"]


def test_what_programs_leave_behind_is_passed_over(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(
        tmp_path / "d",
        {"a.txt": PLAN, ".DS_Store": b"\0", "Thumbs.db": b"\0", "~$plan.docx": b"\0"},
    )
    report = take_in(workspace, docs)
    assert (len(report.read), report.skipped) == (1, ())


def test_file_that_became_readable_is_no_longer_listed_as_unread(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": ""})
    take_in(workspace, docs)
    assert workspace.corpus.unread() != []
    write_tree(docs, {"a.txt": PLAN})
    take_in(workspace, docs)
    assert workspace.corpus.unread() == []


def test_file_mended_to_what_it_was_is_no_longer_listed_as_unread(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    take_in(workspace, docs)
    write_tree(docs, {"a.txt": ""})
    take_in(workspace, docs)
    write_tree(docs, {"a.txt": PLAN})
    take_in(workspace, docs)
    assert workspace.corpus.unread() == []


def test_version_that_was_read_stays_current_when_the_file_breaks(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    (source,) = take_in(workspace, docs).read
    write_tree(docs, {"a.txt": ""})
    take_in(workspace, docs)
    assert [found.id for found in workspace.corpus.sources()] == [source.id]


# ---- the same again


def test_same_files_again_are_unchanged(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN, "b.html": PAGE})
    first = take_in(workspace, docs)
    again = take_in(workspace, docs)
    assert (again.read, again.unchanged) == ((), first.read)


def test_same_files_again_leave_the_database_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN, "b.html": PAGE, "c.txt": ""})
    take_in(workspace, docs)
    before = content(workspace)
    take_in(workspace, docs)
    assert content(workspace) == before


def test_same_bytes_under_two_paths_are_one_source(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN, "copy/b.txt": PLAN})
    report = take_in(workspace, docs)
    assert (len(report.read), len(report.unchanged)) == (1, 1)
    assert len(workspace.corpus.sources()) == 1


def test_same_bytes_under_another_ending_are_kept_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.htm": PAGE, "b.html": PAGE})
    take_in(workspace, docs)
    assert len(list(workspace.originals.folder.iterdir())) == 1


def test_changed_file_is_a_new_version_that_replaces_the_old(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    (old,) = take_in(workspace, docs).read
    write_tree(docs, {"a.txt": PLAN + " Den är reviderad."})
    (new,) = take_in(workspace, docs).read
    assert (new.version, new.replaces) == (2, old.id)


def test_changed_file_leaves_the_old_version_to_be_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    (old,) = take_in(workspace, docs).read
    write_tree(docs, {"a.txt": PLAN + " Den är reviderad."})
    take_in(workspace, docs)
    assert workspace.original(workspace.corpus.source(old.id)) == PLAN.encode()
    assert workspace.corpus.document(old.id).text == PLAN


def test_changed_file_leaves_one_version_current(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    take_in(workspace, docs)
    write_tree(docs, {"a.txt": PLAN + " Den är reviderad."})
    (new,) = take_in(workspace, docs).read
    assert [source.id for source in workspace.corpus.sources()] == [new.id]


def test_file_is_the_same_by_whatever_way_it_is_named(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    take_in(workspace, Path("../d"))
    write_tree(docs, {"a.txt": PLAN + " Den är reviderad."})
    (new,) = take_in(workspace, docs).read
    assert [source.id for source in workspace.corpus.sources()] == [new.id]


def test_file_named_twice_is_seen_once(tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    files, _ = find_files([docs, docs / "a.txt", docs / ".." / "d"])
    assert [file.path for file in files] == [docs / "a.txt"]


def test_damaged_original_is_mended_by_taking_the_file_in_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    (source,) = take_in(workspace, docs).read
    (kept,) = workspace.originals.folder.iterdir()
    kept.write_bytes(PLAN.replace("fyra", "fem!").encode())
    take_in(workspace, docs)
    assert workspace.original(source) == PLAN.encode()


# ---- the kind of source


def test_chosen_kind_beats_the_format(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN, "b.html": PAGE})
    report = take_in(workspace, docs, kind=SourceKind.INTERVIEW)
    assert {source.kind for source in report.read} == {SourceKind.INTERVIEW}


def test_kind_chosen_for_a_known_file_is_taken_over(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    take_in(workspace, docs)
    take_in(workspace, docs, kind=SourceKind.INTERVIEW)
    assert [source.kind for source in workspace.corpus.sources()] == [SourceKind.INTERVIEW]


def test_chosen_kind_stays_when_the_file_is_seen_without_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    take_in(workspace, docs, kind=SourceKind.INTERVIEW)
    take_in(workspace, docs)
    assert [source.kind for source in workspace.corpus.sources()] == [SourceKind.INTERVIEW]


# ---- what lies in the folders


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    (docs / "away").symlink_to(tmp_path, target_is_directory=True)
    (docs / "b.txt").symlink_to(docs / "a.txt")
    files, problems = find_files([docs])
    assert [file.shown for file in files] == ["d/a.txt"]
    assert [problem.where for problem in problems] == [str(docs / "away"), str(docs / "b.txt")]


def test_missing_path_is_named(tmp_path: Path) -> None:
    files, (problem,) = find_files([tmp_path / "saknas"])
    assert (files, problem.where) == ([], str(tmp_path / "saknas"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipe_is_skipped_and_not_waited_for(workspace: Workspace, tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    os.mkfifo(docs / "pipe.txt")
    assert [problem.where for problem in take_in(workspace, docs).skipped] == ["d/pipe.txt"]


def test_file_name_in_an_old_encoding_is_read_like_any_other(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    try:
        Path(os.fsdecode(os.fsencode(docs) + b"/\xe5r.txt")).write_text("Årets mål nåddes.")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    report = take_in(workspace, docs)
    assert len(report.read) == 2
    assert all(source.path.encode() for source in report.read)


def test_unreadable_file_with_a_name_in_an_old_encoding_is_listed(
    workspace: Workspace, tmp_path: Path
) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    try:
        Path(os.fsdecode(os.fsencode(docs) + b"/\xe5r.bin")).write_bytes(b"x")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    take_in(workspace, docs)
    ((shown, _reason),) = workspace.corpus.unread()
    assert "xe5r.bin" in shown


def test_workspace_among_the_documents_gives_no_evidence_of_itself(tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"a.txt": PLAN})
    create(docs, Municipality("Provkommun"), str(TINY))
    write_tree(docs, {"packs/2026/pack.html": PAGE, "sources/x.txt": PLAN, "index/y.txt": PLAN})
    files, problems = find_files([docs])
    assert ([file.shown for file in files], problems) == (["d/a.txt"], [])


def test_folder_of_the_users_own_called_sources_is_read(tmp_path: Path) -> None:
    docs = write_tree(tmp_path / "d", {"sources/a.txt": PLAN})
    files, _ = find_files([docs])
    assert [file.shown for file in files] == ["d/sources/a.txt"]


# ---- broken off


@pytest.mark.parametrize("after", range(len(MANY) + 1))
def test_run_broken_off_between_files_and_run_again_ends_like_an_undisturbed_one(
    new_workspace: NewWorkspace, tmp_path: Path, after: int
) -> None:
    docs = write_tree(tmp_path / "d", {**MANY, "bad.pdf": b"%PDF broken"})

    def break_off(done: int, total: int, name: str) -> None:
        if done == after:
            raise KeyboardInterrupt

    broken, whole = new_workspace("broken"), new_workspace("whole")
    with pytest.raises(KeyboardInterrupt):
        take_in(broken, docs, progress=break_off)
    take_in(broken, docs)
    take_in(whole, docs)
    assert content(broken) == content(whole)


@pytest.mark.parametrize("after", range(len(MANY)))
def test_run_broken_off_within_a_file_and_run_again_ends_like_an_undisturbed_one(
    new_workspace: NewWorkspace, tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = write_tree(tmp_path / "d", MANY)
    broken, whole = new_workspace("broken"), new_workspace("whole")
    add, calls = broken.corpus._insert_passages, 0

    def break_off(passages: object) -> None:
        nonlocal calls
        calls += 1
        if calls > after:
            raise KeyboardInterrupt
        add(passages)  # type: ignore[arg-type]

    with monkeypatch.context() as interrupted:
        interrupted.setattr(broken.corpus, "_insert_passages", break_off)
        with pytest.raises(KeyboardInterrupt):
            take_in(broken, docs)
    take_in(broken, docs)
    take_in(whole, docs)
    assert content(broken) == content(whole)


def test_embedding_broken_off_keeps_what_was_done(
    new_workspace: NewWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"# Rubrik {n}\n\nBeslut nummer {n} följs upp.\n\n" for n in range(600))
    docs = write_tree(tmp_path / "d", {"a.md": text})
    broken, whole = new_workspace("broken"), new_workspace("whole")
    take_in(broken, docs)
    take_in(whole, docs)
    encoder = broken.encoder
    assert isinstance(encoder, FakeEncoder)

    def break_off(texts: list[str]) -> object:
        if encoder.embedded:
            raise KeyboardInterrupt
        encoder.embedded += len(texts)
        return encoder.queries(texts)

    with monkeypatch.context() as interrupted:
        interrupted.setattr(encoder, "passages", break_off)
        with pytest.raises(KeyboardInterrupt):
            broken.embed()
    done = encoder.embedded
    assert 0 < done < 600
    assert broken.embed() == 600 - done
    whole.embed()
    assert content(broken) == content(whole)
