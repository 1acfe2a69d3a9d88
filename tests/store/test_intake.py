"""Every source taken in is an act, in the transaction that takes it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kompass_evidence.domain.act import Act, ActKind
from kompass_evidence.domain.document import SourceKind
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.store.intake import Intake
from kompass_evidence.workspace import Workspace
from tests.made import write_pdf, write_tree

EVA = "Eva Ek"
PLAN = "Biblioteksplanen antogs av nämnden och gäller i fyra år."


@pytest.fixture
def workspace(new_workspace: Callable[..., Workspace]) -> Workspace:
    return new_workspace()


def take_in(workspace: Workspace, *paths: Path, kind: SourceKind | None = None) -> None:
    ingest(
        find_files(paths)[0], workspace.corpus, workspace.originals,
        workspace.encoder.count_tokens, kind, record=Intake(workspace.ledger, EVA),
    )  # fmt: skip


def acts(workspace: Workspace, *kinds: ActKind) -> list[Act]:
    return list(workspace.ledger.acts(*kinds))


def test_source_taken_in_is_an_act_with_all_that_it_is(
    workspace: Workspace, tmp_path: Path
) -> None:
    take_in(workspace, write_tree(tmp_path / "d", {"plan.txt": PLAN}))
    (source,), (act,) = workspace.corpus.sources(), acts(workspace)
    assert (act.by, act.kind) == (EVA, ActKind.INGEST)
    assert act.data == {
        "source": source.id, "digest": source.digest, "path": "d/plan.txt", "kind": "document",
        "version": 1, "replaces": None, "media_type": "text/plain",
        "content": workspace.corpus.content(source.id),
    }  # fmt: skip


def test_new_version_names_the_one_that_it_replaces(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "d", {"plan.txt": PLAN})
    take_in(workspace, folder)
    take_in(workspace, write_tree(tmp_path / "d", {"plan.txt": PLAN + " Den följs upp."}))
    first, second = acts(workspace)
    assert (second.data["version"], second.data["replaces"]) == (2, first.data["source"])


def test_source_that_is_seen_again_is_no_new_act(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "d", {"plan.txt": PLAN, "same.txt": PLAN})
    take_in(workspace, folder)
    take_in(workspace, folder)
    assert len(acts(workspace)) == 1


def test_changed_kind_is_an_act(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "d", {"plan.txt": PLAN})
    take_in(workspace, folder)
    for _ in range(2):
        take_in(workspace, folder, kind=SourceKind.WEB)
    (act,) = acts(workspace, ActKind.TAKE_AS)
    assert act.data == {"source": workspace.corpus.sources()[0].id, "kind": "web"}


def test_source_of_a_time_without_a_log_is_adopted_once(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_tree(tmp_path / "d", {"plan.txt": PLAN})
    monkeypatch.setattr(Intake, "taken", lambda *_, **__: None)
    take_in(workspace, folder)
    monkeypatch.undo()
    assert acts(workspace) == []
    for _ in range(2):
        take_in(workspace, folder)
    (act,) = acts(workspace)
    assert act.data["adopted"] is True


def test_source_that_was_deleted_is_taken_in_anew(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "d", {"plan.txt": PLAN})
    take_in(workspace, folder)
    source = workspace.corpus.sources()[0].id
    workspace.corpus.delete(source)
    workspace.ledger.append(EVA, ActKind.DELETE_SOURCE, {"source": source})
    take_in(workspace, folder)
    assert [act.kind for act in acts(workspace)] == ["ingest", "delete_source", "ingest"]


def test_act_that_cannot_be_kept_keeps_the_source_out(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_tree(tmp_path / "d", {"plan.txt": PLAN})

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace.ledger, "append", fail)
    with pytest.raises(KeyboardInterrupt):
        take_in(workspace, folder)
    assert workspace.corpus.sources(current=False) == []


def test_content_is_the_same_in_another_workspace_and_under_another_kind(
    new_workspace: Callable[..., Workspace], tmp_path: Path
) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    write_pdf(folder / "plan.pdf", [PLAN, "Den följs upp varje år av nämnden."])
    one, other = new_workspace("one"), new_workspace("other")
    take_in(one, folder)
    take_in(other, folder, kind=SourceKind.INTERVIEW)
    (source,) = one.corpus.sources()
    content = one.corpus.content(source.id)
    assert content == other.corpus.content(source.id)
    one.corpus.retire(source.id)
    assert one.corpus.content(source.id) == content


def test_what_an_ingest_left_half_written_is_removed_by_the_next(
    workspace: Workspace, tmp_path: Path
) -> None:
    left = workspace.originals.folder / ".part-abc"
    left.write_bytes(b"half")
    take_in(workspace, write_tree(tmp_path / "d", {"plan.txt": PLAN}))
    assert not left.exists()
