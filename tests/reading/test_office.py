"""Office files that are not what they say are stopped before a parser sees them."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from kompass_evidence.errors import InputError, UnreadableError
from kompass_evidence.reading import office, read
from kompass_evidence.reading.office import OLE, PROTECTED, check_office

KIND = ("Word file", "Wordfil")
ENDINGS = [".docx", ".pptx", ".xlsx", ".odt", ".ods"]


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def bomb(name: str) -> bytes:
    return archive({name: bytes(office.MAX_UNPACKED + 1)})


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_small_file_that_unpacks_to_more_than_is_read_is_refused(ending: str) -> None:
    with pytest.raises(InputError, match="unpacks"):
        read(bomb("media/a.bin"), "a" + ending)


def test_a_directory_that_lies_about_sizes_does_not_help() -> None:
    data = bomb("a.bin")
    lie = struct.pack("<L", 10)
    true = struct.pack("<L", office.MAX_UNPACKED + 1)
    assert data.count(true) == 2  # in the local header and in the directory
    with pytest.raises(InputError, match="unpacks"):
        check_office(data.replace(true, lie), *KIND)


def test_one_part_of_xml_that_is_larger_than_its_tree_may_be_is_refused() -> None:
    with pytest.raises(InputError, match="unpacks"):
        check_office(archive({"word/document.xml": bytes(office.MAX_XML + 1)}), *KIND)


def test_an_ordinary_archive_passes() -> None:
    check_office(archive({"word/document.xml": b"<a/>", "media/": b""}), *KIND)


@pytest.mark.parametrize("name", ["word/document.xml", "_rels/.rels", "xl/Sheet.XML"])
def test_xml_that_defines_entities_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="entities"):
        check_office(archive({name: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), *KIND)


@pytest.mark.parametrize("ending", [".docx", ".pptx", ".xlsx", ".doc", ".ppt", ".xls"])
def test_a_file_behind_a_password_is_named_as_such(ending: str) -> None:
    with pytest.raises(UnreadableError, match="password") as refused:
        read(OLE + bytes(2000) + PROTECTED + bytes(2000), "a" + ending)
    assert "lösenord" in refused.value.swedish


def test_an_archive_whose_members_are_encrypted_is_named_as_such() -> None:
    data = bytearray(archive({"a.xml": b"<a/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    with pytest.raises(InputError, match="password"):
        check_office(bytes(data), *KIND)


@pytest.mark.parametrize("ending", ENDINGS)
def test_another_archive_under_the_name_of_an_office_file_is_refused(ending: str) -> None:
    with pytest.raises(InputError):
        read(archive({"hej.txt": b"hej"}), "a" + ending)
