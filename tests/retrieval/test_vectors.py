"""The vector index is derived: whatever is wrong with it, it is made anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kompass_evidence.retrieval import vectors as vectors_module
from kompass_evidence.retrieval.vectors import VectorIndex, VectorIndexBusyError

STAMP = "model:1"
HOLD = """
import sys
from pathlib import Path
from kompass_evidence.retrieval.vectors import VectorIndex
index = VectorIndex(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def _unit_vectors(count: int, width: int = 8, seed: int = 1) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, width))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _ids(count: int) -> list[str]:
    return [f"psg-{n:06d}" for n in range(count)]


@contextmanager
def _opened(folder: Path) -> Iterator[VectorIndex]:
    index = VectorIndex(folder)
    try:
        yield index
    finally:
        index.close()


def _nearest(
    folder: Path, vectors: NDArray[np.float32], stamp: str = STAMP, ids: list[str] | None = None
) -> list[str]:
    """Open the index as a workspace does and ask for the five nearest to the first vector."""
    with _opened(folder) as index:
        index.ready(stamp, ids or _ids(len(vectors)), vectors)
        return index.nearest(vectors[0], 5)


def _true_nearest(vectors: NDArray[np.float32], ids: list[str] | None = None) -> list[str]:
    order = np.argsort(-(vectors @ vectors[0]))[:5]
    return [(ids or _ids(len(vectors)))[row] for row in order]


@contextmanager
def _count_builds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    builds: list[str] = []
    rebuild = VectorIndex.rebuild

    def counted(
        self: VectorIndex, stamp: str, ids: list[str], vectors: NDArray[np.float32]
    ) -> None:
        builds.append(stamp)
        rebuild(self, stamp, ids, vectors)

    with monkeypatch.context() as patch:
        patch.setattr(VectorIndex, "rebuild", counted)
        yield builds


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, NDArray[np.float32]]:
    """An index large enough that Chroma keeps its graph in files."""
    folder = tmp_path_factory.mktemp("large") / "vectors"
    vectors = _unit_vectors(1300)
    _nearest(folder, vectors)
    return folder, vectors


def test_the_nearest_are_found(large: tuple[Path, NDArray[np.float32]]) -> None:
    folder, vectors = large
    assert _nearest(folder, vectors) == _true_nearest(vectors)


@pytest.mark.parametrize("count", [1, 40, 1300])
def test_an_index_that_is_up_to_date_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    vectors = _unit_vectors(count)
    with _count_builds(monkeypatch) as builds:
        for _ in range(3):
            _nearest(tmp_path / "vectors", vectors)
    assert len(builds) == 1


@pytest.mark.parametrize("stamp", ["model:2", "another:1"])
def test_another_generation_or_model_makes_it_anew(tmp_path: Path, stamp: str) -> None:
    _nearest(tmp_path / "vectors", _unit_vectors(40))
    changed = _unit_vectors(40, seed=2)
    assert _nearest(tmp_path / "vectors", changed, stamp) == _true_nearest(changed)


def test_other_passages_make_it_anew(tmp_path: Path) -> None:
    vectors = _unit_vectors(40)
    _nearest(tmp_path / "vectors", vectors)
    ids = [f"psg-x{n}" for n in range(40)]
    assert _nearest(tmp_path / "vectors", vectors, ids=ids) == _true_nearest(vectors, ids)


def test_a_format_of_another_version_makes_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _nearest(tmp_path / "vectors", _unit_vectors(40))
    monkeypatch.setattr(vectors_module, "FORMAT", vectors_module.FORMAT + 1)
    with _count_builds(monkeypatch) as builds:
        _nearest(tmp_path / "vectors", _unit_vectors(40))
    assert builds == [STAMP]


# Chroma itself has been seen to end the whole process on a damaged graph
@pytest.mark.parametrize("damage", ["gone", "empty", "halved", "noise"])
def test_any_missing_or_damaged_file_makes_it_anew(
    large: tuple[Path, NDArray[np.float32]], tmp_path: Path, damage: str
) -> None:
    folder, vectors = large
    names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert len(names) >= 6
    for number, name in enumerate(names):
        broken = tmp_path / str(number)
        shutil.copytree(folder, broken)
        _damage(broken / name, damage)
        assert _nearest(broken, vectors) == _true_nearest(vectors), name


def _damage(path: Path, how: str) -> None:
    if how == "gone":
        path.unlink()
        return
    whole = path.read_bytes()
    noise = np.random.default_rng(3).integers(0, 256, len(whole), np.uint8).tobytes()
    path.write_bytes({"empty": b"", "halved": whole[: len(whole) // 2], "noise": noise}[how])


@pytest.mark.parametrize("state", ["null", "[]", "{}", '{"stamp": 1}', "{"])
def test_a_state_that_says_nothing_makes_it_anew(tmp_path: Path, state: str) -> None:
    vectors = _unit_vectors(30)
    _nearest(tmp_path / "vectors", vectors)
    (tmp_path / "vectors" / "state.json").write_text(state, encoding="utf-8")
    assert _nearest(tmp_path / "vectors", vectors) == _true_nearest(vectors)


def test_a_build_that_breaks_off_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = _unit_vectors(30)
    _nearest(tmp_path / "vectors", vectors)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, _opened(tmp_path / "vectors") as index:
        patch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            index.rebuild("model:2", _ids(30), vectors)
    with _opened(tmp_path / "vectors") as index:
        assert not index.is_current("model:2", _ids(30))


def test_old_builds_leave_nothing_behind(tmp_path: Path) -> None:
    for generation in range(3):
        _nearest(tmp_path / "vectors", _unit_vectors(30), f"model:{generation}")
    assert len(list((tmp_path / "vectors").glob("chroma-*"))) == 1


def test_no_passages_give_no_candidates(tmp_path: Path) -> None:
    with _opened(tmp_path / "vectors") as index:
        index.ready(STAMP, [], np.zeros((0, 8), np.float32))
        assert index.nearest(_unit_vectors(1)[0], 5) == []


def test_more_than_there_are_gives_all(tmp_path: Path) -> None:
    vectors = _unit_vectors(7)
    with _opened(tmp_path / "vectors") as index:
        index.ready(STAMP, _ids(7), vectors)
        assert sorted(index.nearest(vectors[0], 50)) == _ids(7)


@contextmanager
def held_elsewhere(folder: Path) -> Iterator[None]:
    """Let another process hold the index in `folder`."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdin is not None
    assert other.stdout is not None
    try:
        assert other.stdout.readline().strip() == b"held"
        yield
    finally:
        other.stdin.close()
        other.wait(timeout=30)
        other.stdout.close()


def test_a_second_process_is_told_that_the_index_is_busy(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path / "vectors"), pytest.raises(VectorIndexBusyError):
        VectorIndex(tmp_path / "vectors")


def test_the_index_is_free_again_when_the_other_process_ends(tmp_path: Path) -> None:
    vectors = _unit_vectors(20)
    with held_elsewhere(tmp_path / "vectors"):
        pass
    assert _nearest(tmp_path / "vectors", vectors) == _true_nearest(vectors)


def test_chroma_reports_nothing_to_anyone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    with _opened(tmp_path / "vectors") as index:
        index.ready(STAMP, _ids(20), _unit_vectors(20))
        assert index._client.get_settings().anonymized_telemetry is False


def test_the_state_names_what_the_index_was_made_from(tmp_path: Path) -> None:
    _nearest(tmp_path / "vectors", _unit_vectors(20))
    state = json.loads((tmp_path / "vectors" / "state.json").read_text(encoding="utf-8"))
    assert state["stamp"] == STAMP
