"""Only a model whose files are what they should be is used, and every refusal says what to do."""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kompass_evidence.errors import ExitCode, IntegrityError, MissingError, UsageError
from kompass_evidence.retrieval import models
from kompass_evidence.retrieval.models import find_model
from tests.retrieval.packed_file import packed_model

PACKAGE = "kompass_test_carrier"


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package that carries a tiny packed model, named by a manifest; the packed file's path."""
    folder = tmp_path / "site" / PACKAGE
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('never imported')\n")
    file = folder / "tiny.bin"
    file.write_bytes(packed_model()[0])
    _write_manifest(tmp_path, hashlib.sha256(file.read_bytes()).hexdigest())
    monkeypatch.setattr(models, "manifest_file", lambda: tmp_path / "models.toml")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    yield file
    sys.modules.pop(PACKAGE, None)


def _write_manifest(folder: Path, digest: str, package: str = PACKAGE) -> None:
    (folder / "models.toml").write_text(
        f'default = "tiny"\n[models.tiny]\npackage = "{package}"\nversion = "1.2.3"\n'
        f'file = "tiny.bin"\nsha256 = "{digest}"\nbuild = 1\n'
        'query_prefix = "query: "\npassage_prefix = "passage: "\n',
        encoding="utf-8",
    )


def test_a_model_is_built_on_first_use_and_told_of(carried: Path, tmp_path: Path) -> None:
    told: list[str] = []
    find_model("tiny", tmp_path / "data", told.append)
    assert [line for line in told if "tiny" in line] == told != []


def test_a_built_model_is_used_again_without_its_package(carried: Path, tmp_path: Path) -> None:
    first = find_model("tiny", tmp_path / "data")
    carried.unlink()
    assert find_model("tiny", tmp_path / "data") == first


def test_a_packed_file_with_another_digest_is_refused(carried: Path, tmp_path: Path) -> None:
    carried.write_bytes(packed_model(seed=2)[0])
    with pytest.raises(IntegrityError, match=r"tiny\.bin"):
        find_model("tiny", tmp_path / "data")


def test_nothing_is_built_from_a_packed_file_with_another_digest(
    carried: Path, tmp_path: Path
) -> None:
    carried.write_bytes(packed_model(seed=2)[0])
    with pytest.raises(IntegrityError):
        find_model("tiny", tmp_path / "data")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_a_built_file_that_was_changed_is_refused_by_name(
    carried: Path, tmp_path: Path, name: str
) -> None:
    path = find_model("tiny", tmp_path / "data").folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(IntegrityError, match=name.rpartition("/")[2]):
        find_model("tiny", tmp_path / "data")


def test_a_built_file_that_is_gone_is_refused(carried: Path, tmp_path: Path) -> None:
    (find_model("tiny", tmp_path / "data").folder / "config.json").unlink()
    with pytest.raises(IntegrityError, match=r"config\.json"):
        find_model("tiny", tmp_path / "data")


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b"\xff", b'{"files": 3}'])
def test_a_damaged_list_of_built_files_is_refused(
    carried: Path, tmp_path: Path, content: bytes
) -> None:
    (find_model("tiny", tmp_path / "data").folder / models.MANIFEST).write_bytes(content)
    with pytest.raises(IntegrityError):
        find_model("tiny", tmp_path / "data")


def test_a_missing_package_is_told_with_how_to_install_it(carried: Path, tmp_path: Path) -> None:
    _write_manifest(tmp_path, "0" * 64, package="kompass_test_not_there")
    with pytest.raises(MissingError) as caught:
        find_model("tiny", tmp_path / "data")
    assert "kompass_test_not_there==1.2.3" in caught.value.hint


def test_a_missing_package_has_exit_code_8(carried: Path, tmp_path: Path) -> None:
    _write_manifest(tmp_path, "0" * 64, package="kompass_test_not_there")
    with pytest.raises(MissingError) as caught:
        find_model("tiny", tmp_path / "data")
    assert caught.value.exit_code == ExitCode.MISSING == 8


def test_a_package_without_its_weights_is_told_as_missing(carried: Path, tmp_path: Path) -> None:
    carried.unlink()
    with pytest.raises(MissingError, match=r"tiny\.bin"):
        find_model("tiny", tmp_path / "data")


def test_a_build_that_breaks_off_leaves_nothing_behind(
    carried: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kompass_evidence.retrieval import model_build

    def interrupted(source: Path, target: Path) -> None:
        (target / "model.safetensors").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(model_build, "build", interrupted)
    with pytest.raises(KeyboardInterrupt):
        find_model("tiny", tmp_path / "data")
    assert list((tmp_path / "data" / "models").iterdir()) == []


def test_an_unknown_model_is_named_with_those_that_are_known(carried: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no-such-model") as caught:
        find_model("no-such-model", tmp_path / "data")
    assert "tiny" in caught.value.hint


class _Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.path,)  # type: ignore[return-value]


@pytest.fixture
def pickled(tmp_path: Path) -> Path:
    folder = tmp_path / "pickled"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Trap(tmp_path / "sprung")))
    return folder


def test_a_folder_with_only_pickled_weights_is_refused(pickled: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="safetensors"):
        find_model(str(pickled), tmp_path / "data")


def test_pickled_weights_are_not_opened_to_see_what_they_are(pickled: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        find_model(str(pickled), tmp_path / "data")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_folder_of_ones_own_has_another_digest_when_a_file_changes(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    for file in ("model.safetensors", "tokenizer.json"):
        (folder / file).write_bytes(b"first")
    before = find_model(str(folder), tmp_path / "data").digest
    (folder / name).write_bytes(b"second")
    assert find_model(str(folder), tmp_path / "data").digest != before


def test_every_model_that_ships_states_its_digest_and_licence() -> None:
    for name, entry in models.known_models().items():
        assert len(bytes.fromhex(str(entry["sha256"]))) == 32, name
        assert entry["licence"], name


def test_a_built_list_names_every_file_of_the_folder(carried: Path, tmp_path: Path) -> None:
    folder = find_model("tiny", tmp_path / "data").folder
    listed = set(json.loads((folder / models.MANIFEST).read_text())["files"])
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert there - {models.MANIFEST} == listed
