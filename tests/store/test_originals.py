"""Originals are kept to the byte, and damage to one is found and can be mended."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.errors import IntegrityError
from kompass_evidence.store.originals import Originals

DATA = b"%PDF-1.7 an original"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path)


@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=2000))
def test_bytes_come_back_as_they_were_handed_in(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        originals = Originals(Path(name))
        digest = hashlib.sha256(data).hexdigest()
        originals.keep(data, digest, ".bin")
        assert originals.read(digest, ".bin") == data


def test_ending_in_capitals_finds_the_same_original(originals: Originals) -> None:
    originals.keep(DATA, DIGEST, ".PDF")
    assert originals.read(DIGEST, ".pdf") == DATA


def test_keeping_twice_leaves_one_file(originals: Originals) -> None:
    originals.keep(DATA, DIGEST, ".pdf")
    originals.keep(DATA, DIGEST, ".pdf")
    assert [path.name for path in originals.folder.iterdir()] == [f"{DIGEST}.pdf"]


def test_missing_original_is_named(originals: Originals) -> None:
    with pytest.raises(IntegrityError, match=DIGEST):
        originals.read(DIGEST, ".pdf")


def damage(originals: Originals, data: bytes) -> None:
    originals.path(DIGEST, ".pdf").write_bytes(data)


@pytest.mark.parametrize(
    "data", [b"", DATA[:-1], DATA + b"\n", DATA.replace(b"an", b"en")],
    ids=["emptied", "cut short", "longer", "changed at the same length"],
)  # fmt: skip
def test_changed_original_is_named(originals: Originals, data: bytes) -> None:
    originals.keep(DATA, DIGEST, ".pdf")
    damage(originals, data)
    with pytest.raises(IntegrityError, match=DIGEST):
        originals.read(DIGEST, ".pdf")


@pytest.mark.parametrize(
    "data", [b"", DATA.replace(b"an", b"en")], ids=["emptied", "changed at the same length"]
)
def test_keeping_again_mends_a_changed_original(originals: Originals, data: bytes) -> None:
    originals.keep(DATA, DIGEST, ".pdf")
    damage(originals, data)
    originals.keep(DATA, DIGEST, ".pdf")
    assert originals.read(DIGEST, ".pdf") == DATA


def test_write_that_fails_leaves_nothing_behind(
    originals: Originals, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kompass_evidence.store.originals.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        originals.keep(DATA, DIGEST, ".pdf")
    assert list(originals.folder.iterdir()) == []
