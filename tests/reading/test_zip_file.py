"""ZIP files give their members by path, and nothing that is dangerous or out of its place."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading import member
from kompass_evidence.reading.containers import Held, Member, members


def made(write: Callable[[zipfile.ZipFile], None]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    return stream.getvalue()


def held(data: bytes) -> list[Held]:
    return list(members(data, "handlingar.zip"))


def problem(data: bytes) -> Problem:
    found = [one for one in held(data) if isinstance(one, Problem)]
    assert len(found) == 1, found
    assert found[0].swedish
    return found[0]


def names(data: bytes) -> list[str]:
    return [one.path for one in held(data) if isinstance(one, Member)]


def test_members_come_by_path_without_folders_and_litter() -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("mapp/", "")
        archive.writestr("mapp/plan åäö.txt", "text")
        archive.writestr("__MACOSX/mapp/._plan", "x")
        archive.writestr("mapp/.DS_Store", "x")
        archive.writestr("mapp/~$plan.docx", "x")

    (found,) = held(made(write))
    assert isinstance(found, Member)
    assert (found.path, found.name, found.data) == (
        "mapp/plan åäö.txt", "plan åäö.txt", b"text"
    )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["../ut.txt", "a/../../ut.txt", "/etc/ut.txt", "C:\\ut.txt", "a\\..\\ut.txt"]
)
def test_names_that_lead_out_are_refused(name: str) -> None:
    data = made(lambda archive: archive.writestr(name, "x"))
    assert "leads out" in problem(data).message
    assert names(data) == []


def test_a_name_with_a_nul_is_refused() -> None:
    data = made(lambda archive: archive.writestr("planX.txt", "x")).replace(b"planX", b"plan\0")
    assert "leads out" in problem(data).message


def test_links_are_refused() -> None:
    def write(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("genväg.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    assert "link" in problem(made(write)).message


def test_members_with_a_password_are_named() -> None:
    data = bytearray(made(lambda archive: archive.writestr("hemlig.txt", "x")))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.index(mark) + at
        data[place : place + 2] = struct.pack("<H", 1)
    assert "password" in problem(bytes(data)).message


def test_a_bomb_is_refused_and_the_others_are_read() -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("bomb.txt", b"a" * 20_000_000)
        archive.writestr("plan.txt", "text")

    data = made(write)
    assert "bomb" in problem(data).message
    assert names(data) == ["plan.txt"]


def test_members_that_share_their_bytes_are_refused() -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("a.txt", "text " * 50)
        archive.writestr("b.txt", "annan text " * 50)

    data = bytearray(made(write))
    second = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    data[second + 42 : second + 46] = struct.pack("<I", 10)  # begins within the first
    found = held(bytes(data))
    assert len(found) == 2 and all(isinstance(one, Problem) for one in found)


def test_all_members_together_may_not_be_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member, "MAX_TOTAL", 1000)

    def write(archive: zipfile.ZipFile) -> None:
        for name in "abc":
            archive.writestr(f"{name}.txt", "x" * 600)

    data = made(write)
    assert names(data) == ["a.txt"]
    assert problem(data).where == ""


def test_a_member_may_not_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member, "MAX_MEMBER", 100)
    data = made(lambda archive: archive.writestr("a.txt", "x" * 101))
    assert "larger" in problem(data).message


def test_a_member_whose_checksum_is_wrong_is_named() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", "planen gäller")
    data = stream.getvalue().replace(b"planen", b"plonen", 1)
    assert "damaged" in problem(data).message


def test_two_members_of_one_name_are_two() -> None:
    def write(archive: zipfile.ZipFile) -> None:
        archive.writestr("a.txt", "ett")
        with pytest.warns(UserWarning):
            archive.writestr("a.txt", "två")

    assert names(made(write)) == ["a.txt", "a (2).txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp437"])
def test_swedish_names_of_old_tools_are_read(encoding: str) -> None:
    name = "förslag.txt".encode(encoding)
    data = made(lambda archive: archive.writestr("x" * len(name), "text"))
    assert names(data.replace(b"x" * len(name), name)) == ["förslag.txt"]


@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"inget"])
def test_what_is_no_zip_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="no ZIP file"):
        held(data)


@given(st.data())
def test_damaged_files_never_break_the_reader(data: st.DataObject) -> None:
    whole = bytearray(made(lambda archive: archive.writestr("mapp/plan.txt", "text " * 40)))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        held(bytes(whole))
    except UnreadableError as error:
        assert error.message
