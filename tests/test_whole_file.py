"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kompass_evidence.whole_file import write_whole


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_file_holds_the_bytes_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "ut.md", "åäö\r\n".encode())
    assert (tmp_path / "ut.md").read_bytes() == b"\xc3\xa5\xc3\xa4\xc3\xb6\r\n"
    assert [path.name for path in tmp_path.iterdir()] == ["ut.md"]


def test_the_file_before_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "ut.md").write_bytes(b"a longer one")
    write_whole(tmp_path / "ut.md", b"new")
    assert (tmp_path / "ut.md").read_bytes() == b"new"


@pytest.mark.parametrize(("owner", "step"), [(os, "fsync"), (Path, "replace")])
def test_the_file_before_stays_where_the_new_one_cannot_be_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    (tmp_path / "ut.md").write_bytes(b"before")
    monkeypatch.setattr(owner, step, full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "ut.md", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("ut.md", b"before")]


def test_the_bytes_are_on_disk_before_they_have_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda _: named.append((tmp_path / "ut.md").exists()))
    write_whole(tmp_path / "ut.md", b"new")
    assert named == [False]


@pytest.mark.parametrize("name", ["missing/ut.md", "file/ut.md"])
def test_a_place_that_cannot_be_written_is_told_as_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises((FileNotFoundError, NotADirectoryError)):
        write_whole(tmp_path / name, b"new")


def test_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "ut.md").symlink_to(tmp_path / "kept" / "real.md")
    for data in (b"new", b"newer"):
        write_whole(tmp_path / "ut.md", data)
        assert (tmp_path / "ut.md").is_symlink()
        assert (tmp_path / "kept" / "real.md").read_bytes() == data


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, "åäö".encode())
        assert os.read(reading, 100) == "åäö".encode()
    finally:
        os.close(reading)
    assert pipe.is_fifo()
