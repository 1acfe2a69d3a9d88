"""A workspace is made, found and opened, or the user is told in a sentence why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.errors import IntegrityError, UsageError, WorkspaceError
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.retrieval.search import Mode
from kompass_evidence.retrieval.vectors import VectorIndex
from kompass_evidence.store.framework_file import find_framework
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import (
    CONFIG,
    DATABASE,
    Municipality,
    Workspace,
    create,
    find_folder,
    open_workspace,
)  # fmt: skip
from tests.conftest import TINY
from tests.fakes.encoder import FakeEncoder
from tests.made import write_tree

NewWorkspace = Callable[..., Workspace]

TOWN = Municipality("Provkommun", 12000, 2026)
HOLD = """
import sys
from pathlib import Path
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Workspace
with Workspace(Path(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the workspace for changes in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.communicate()


def take_in(workspace: Workspace, folder: Path) -> None:
    ingest(
        find_files([folder])[0], workspace.corpus, workspace.originals,
        workspace.encoder.count_tokens, record=Intake(workspace.ledger, "Eva Ek"),
    )  # fmt: skip


def hits(workspace: Workspace, query: str) -> list[tuple[str, float]]:
    vector = workspace.encoder.queries([query])[0]
    found = workspace.search().find(query, vector, 10, Mode.HYBRID)
    return [(match.passage, match.score) for match in found]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return write_tree(
        tmp_path / "docs",
        {
            "plan.md": "# Plan\n\nBiblioteksplanen antogs av nämnden.\n\n# Mål\n\nBesöken ökar.",
            "web/sida.txt": "Huvudbiblioteket har öppet på lördagar.",
        },
    )


# ---- making one


def test_workspace_remembers_who_is_evaluated(tmp_path: Path) -> None:
    create(tmp_path / "ws", TOWN, str(TINY))
    with open_workspace(tmp_path / "ws") as workspace:
        assert workspace.municipality == TOWN


@settings(max_examples=25, deadline=None)
@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_name_of_a_municipality_comes_back_as_it_was_given(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        create(Path(folder), Municipality(name), "kommunkompassen-2020")
        with open_workspace(Path(folder)) as workspace:
            assert workspace.municipality == Municipality(name)


def test_second_workspace_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    create(tmp_path, TOWN, str(TINY))
    with pytest.raises(WorkspaceError, match="already"):
        create(tmp_path, Municipality("En annan"), str(TINY))


def test_unknown_framework_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kommunkompasen"):
        create(tmp_path / "ws", TOWN, "kommunkompasen")
    assert not (tmp_path / "ws").exists()


def test_unknown_framework_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as raised:
        find_framework("kommunkompasen")
    assert "kommunkompassen-2020" in raised.value.hint


def test_framework_given_by_a_path_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(TINY.parent)
    create(tmp_path / "ws", TOWN, TINY.name)
    monkeypatch.chdir(tmp_path)
    with open_workspace(tmp_path / "ws") as workspace:
        assert workspace.framework.id == "biblioteksguiden"


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="cannot be made"):
        create(tmp_path / "file" / "ws", TOWN, str(TINY))


def test_making_it_again_after_it_was_broken_off_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("kompass_evidence.workspace._config_text", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            create(tmp_path / "ws", TOWN, str(TINY))
    create(tmp_path / "ws", TOWN, str(TINY))
    with open_workspace(tmp_path / "ws") as workspace:
        assert workspace.municipality == TOWN


def _interrupt(*_arguments: object) -> str:
    raise KeyboardInterrupt


# ---- finding one


def test_workspace_is_found_from_a_folder_deep_inside_it(tmp_path: Path) -> None:
    create(tmp_path / "ws", TOWN, str(TINY))
    deep = tmp_path / "ws" / "packs" / "2026"
    deep.mkdir()
    assert find_folder(deep) == tmp_path / "ws"


def test_workspace_is_found_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "ws", TOWN, str(TINY))
    monkeypatch.chdir(tmp_path / "ws" / "packs")
    assert find_folder(Path()) == tmp_path / "ws"


def test_no_workspace_is_told_with_the_place_looked_in(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=str(tmp_path)):
        find_folder(tmp_path)


def test_folder_beside_a_workspace_is_not_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path / "ws", TOWN, str(TINY))
    (tmp_path / "beside").mkdir()
    monkeypatch.chdir(tmp_path / "ws")
    with pytest.raises(WorkspaceError):
        find_folder(Path("../beside"))


# ---- opening one that is damaged


WHO = '[municipality]\nname = "A"\n'
DAMAGED = {
    "empty": "",
    "not TOML": "[municipality\nname = ",
    "no municipality": '[evaluation]\nframework = "x"\n',
    "no name": '[municipality]\nyear = 2026\n[evaluation]\nframework = "x"\n',
    "no framework": WHO,
    "a municipality that is a text": 'municipality = "A"\n[evaluation]\nframework = "x"\n',
    "a municipality that is a number": 'municipality = 1\n[evaluation]\nframework = "x"\n',
    "a municipality that is a list": 'municipality = ["A"]\n[evaluation]\nframework = "x"\n',
    "an evaluation that is a number": "evaluation = 1\n" + WHO,
    "an evaluation that is a list": "evaluation = [1]\n" + WHO,
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_damaged_configuration_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    create(tmp_path, TOWN, str(TINY))
    (tmp_path / CONFIG).write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match=CONFIG):
        Workspace(tmp_path)


def test_configuration_in_another_encoding_is_told_with_its_file(tmp_path: Path) -> None:
    create(tmp_path, TOWN, str(TINY))
    (tmp_path / CONFIG).write_bytes('[municipality]\nname = "Ålund"\n'.encode("cp1252"))
    with pytest.raises(WorkspaceError, match=CONFIG):
        Workspace(tmp_path)


def test_missing_database_is_told(tmp_path: Path) -> None:
    create(tmp_path, TOWN, str(TINY))
    (tmp_path / DATABASE).unlink()
    with pytest.raises(WorkspaceError, match=DATABASE):
        Workspace(tmp_path)


def test_damaged_database_is_told(tmp_path: Path) -> None:
    create(tmp_path, TOWN, str(TINY))
    (tmp_path / DATABASE).write_bytes(b"\0" * 9000)
    with pytest.raises(IntegrityError, match=DATABASE):
        Workspace(tmp_path)


# ---- holding it


def test_second_process_is_told_who_changes_the_workspace(new_workspace: NewWorkspace) -> None:
    workspace = new_workspace()
    with (
        held_by_another_process(workspace.folder) as other,
        pytest.raises(WorkspaceError, match=str(other.pid)),
        workspace.writing(),
    ):
        pass


def test_workspace_is_free_when_the_other_process_is_done(new_workspace: NewWorkspace) -> None:
    workspace = new_workspace()
    with held_by_another_process(workspace.folder):
        pass
    with workspace.writing():
        pass


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are not killed so here")
def test_workspace_is_free_when_the_other_process_was_killed(new_workspace: NewWorkspace) -> None:
    workspace = new_workspace()
    with held_by_another_process(workspace.folder) as other:
        os.kill(other.pid, signal.SIGKILL)
    with workspace.writing():
        pass


def test_workspace_can_be_read_while_another_process_changes_it(
    new_workspace: NewWorkspace, docs: Path
) -> None:
    workspace = new_workspace()
    take_in(workspace, docs)
    with held_by_another_process(workspace.folder):
        assert hits(workspace, "biblioteksplan")


def test_workspace_is_free_after_a_change_that_failed(new_workspace: NewWorkspace) -> None:
    workspace = new_workspace()
    with pytest.raises(ZeroDivisionError), workspace.writing():
        raise ZeroDivisionError
    with workspace.writing():
        pass


# ---- vectors and indexes


def test_nothing_is_embedded_twice(new_workspace: NewWorkspace, docs: Path) -> None:
    workspace = new_workspace()
    take_in(workspace, docs)
    workspace.embed()
    encoder = workspace.encoder
    assert isinstance(encoder, FakeEncoder)
    before = encoder.embedded
    workspace.embed()
    hits(workspace, "biblioteksplan")
    assert encoder.embedded == before


def test_text_that_stands_in_two_sources_is_embedded_once(
    new_workspace: NewWorkspace, tmp_path: Path
) -> None:
    workspace = new_workspace()
    same = "# Plan\n\nBiblioteksplanen antogs."
    take_in(workspace, write_tree(tmp_path / "two", {"a.md": same, "b.md": same + "\n\n"}))
    assert len(workspace.corpus.passages()) == 2
    assert workspace.embed() == 1


def test_question_that_is_asked_again_has_the_same_vector_without_the_encoder(
    new_workspace: NewWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = new_workspace()
    first = workspace.query_vectors(["Finns en plan?", "Följs den upp?"])
    monkeypatch.setattr(workspace.encoder, "queries", _interrupt)
    again = workspace.query_vectors(["Följs den upp?", "Finns en plan?"])
    assert (again == first[::-1]).all()


def test_searching_an_empty_workspace_tells_to_ingest(new_workspace: NewWorkspace) -> None:
    with pytest.raises(UsageError) as raised:
        new_workspace().search()
    assert "kompass ingest" in raised.value.hint


def test_search_never_finds_a_replaced_version(new_workspace: NewWorkspace, docs: Path) -> None:
    workspace = new_workspace()
    take_in(workspace, docs)
    old = {passage for passage, _ in hits(workspace, "lördagar")}
    write_tree(docs, {"web/sida.txt": "Huvudbiblioteket har öppet på söndagar."})
    take_in(workspace, docs)
    now = {passage for passage, _ in hits(workspace, "lördagar")}
    assert now == {passage.id for passage in workspace.corpus.passages()} != old


def test_index_made_anew_gives_the_same_answers(new_workspace: NewWorkspace, docs: Path) -> None:
    workspace = new_workspace()
    take_in(workspace, docs)
    before = hits(workspace, "biblioteksplan")
    assert workspace.rebuild_index() == len(workspace.corpus.passages())
    assert hits(workspace, "biblioteksplan") == before


def test_damaged_index_gives_the_same_answers(new_workspace: NewWorkspace, docs: Path) -> None:
    workspace = new_workspace()
    take_in(workspace, docs)
    before = hits(workspace, "biblioteksplan")
    workspace.close()
    for path in workspace.index_folder.rglob("*"):
        if path.is_file() and path.name != "stamp":
            path.write_bytes(b"\0garbage")
    assert hits(new_workspace(), "biblioteksplan") == before


def test_index_in_use_elsewhere_gives_the_same_answers(
    new_workspace: NewWorkspace, docs: Path
) -> None:
    workspace = new_workspace()
    take_in(workspace, docs)
    before = hits(workspace, "biblioteksplan")
    workspace.close()
    other = VectorIndex(workspace.index_folder / "vectors")
    try:
        assert hits(new_workspace(), "biblioteksplan") == before
    finally:
        other.close()
