"""Web archives give their pages with address, time and a digest that holds, and name the rest."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompass_evidence.errors import Problem, UnreadableError
from kompass_evidence.reading import read
from kompass_evidence.reading.containers import Held, Member, Over, Passed, is_container, members
from kompass_evidence.reading.member import FREE
from tests.web_archives import WORDS, Warc, page, wacz

SITE = "https://www.granholm.se"
PAGE = page("Bibliotek", WORDS["bibliotek"])


TO_DAMAGE = [Warc(packed=packed).respond(f"{SITE}/a", PAGE).data for packed in (True, False)]


def held(data: bytes, name: str = "arkiv.warc.gz") -> list[Held]:
    return list(members(data, name))


def only(data: bytes, name: str = "arkiv.warc.gz") -> Held:
    (found,) = held(data, name)
    return found


@pytest.mark.parametrize("packed", [True, False])
def test_a_page_comes_with_address_time_status_and_a_digest_that_holds(packed: bool) -> None:
    found = only(Warc(packed=packed).respond(f"{SITE}/bibliotek", PAGE).data)
    assert isinstance(found, Member)
    assert (found.path, found.url) == (f"{SITE}/bibliotek", f"{SITE}/bibliotek")
    assert (found.captured, found.status) == ("2026-03-01T10:00:00Z", 200)
    assert (found.media_type, found.name, found.data) == ("text/html", "bibliotek.html", PAGE)
    assert found.payload_digest is not None and found.payload_digest.startswith("sha1:")
    assert WORDS["bibliotek"] in read(found.data, found.name).text


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/pdf", "plan.pdf"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "plan.docx"),
        ("application/vnd.oasis.opendocument.text", "plan.odt"),
        ("application/octet-stream", "plan.pdf"),
        ("", "plan.pdf"),
    ],
)
def test_documents_are_named_for_what_they_are(media_type: str, name: str) -> None:
    archive = Warc().respond(f"{SITE}/plan", b"%PDF-1.7 x", heads={"Content-Type": media_type})
    found = only(archive.data)
    assert isinstance(found, Member)
    assert found.name == name


def test_what_is_no_source_is_passed_over_for_its_reason() -> None:
    archive = Warc()
    archive.redirect(f"{SITE}/gammal", "/ny").missing(f"{SITE}/borta")
    archive.respond(f"{SITE}/fel", b"x", "500 Internal Server Error")
    archive.respond(f"{SITE}/vapen.png", b"\x89PNG", heads={"Content-Type": "image/png"})
    archive.respond(f"{SITE}/stil.css", b"a{}", heads={"Content-Type": "text/css"})
    archive.respond(f"{SITE}/data", b"{}", heads={"Content-Type": "application/json"})
    archive.respond(f"{SITE}/samma", b"", record="revisit")
    found = held(archive.data)
    assert all(isinstance(one, Passed) for one in found)
    assert [one.why for one in found if isinstance(one, Passed)] == [
        Over.REDIRECT, Over.MISSING, Over.FAILED, Over.LOOKS, Over.LOOKS, Over.DATA, Over.REPEATED,
    ]  # fmt: skip
    first = found[0]
    assert isinstance(first, Passed) and first.to == f"{SITE}/ny"


def test_a_payload_that_is_not_what_its_digest_states_is_named_and_not_read() -> None:
    wrong = {"WARC-Payload-Digest": "sha1:" + "A" * 32}
    archive = Warc().respond(f"{SITE}/a", PAGE, warc=wrong).respond(f"{SITE}/b", PAGE)
    bad, good = held(archive.data)
    assert isinstance(bad, Problem) and bad.where == f"{SITE}/a" and "digest" in bad.message
    assert isinstance(good, Member)


def test_a_digest_of_the_unpacked_bytes_holds_too() -> None:
    import hashlib

    stated = {"WARC-Payload-Digest": "sha256:" + hashlib.sha256(PAGE).hexdigest()}
    packed = gzip.compress(PAGE)
    archive = Warc().respond(f"{SITE}/a", packed, heads={"Content-Encoding": "gzip"}, warc=stated)
    found = only(archive.data)
    assert isinstance(found, Member) and found.data == PAGE


def test_a_chunked_response_is_put_together() -> None:
    half = len(PAGE) // 2
    parts = (PAGE[:half], PAGE[half:], b"")
    body = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
    found = only(Warc().respond(f"{SITE}/", body, heads={"Transfer-Encoding": "chunked"}).data)
    assert isinstance(found, Member) and found.data == PAGE


def test_a_packing_that_is_not_known_is_named() -> None:
    found = only(Warc().respond(f"{SITE}/", b"\x0b\x02\x80", heads={"Content-Encoding": "br"}).data)
    assert isinstance(found, Problem) and "(br)" in found.message


def test_spaces_in_an_address_are_escaped() -> None:
    found = only(Warc().respond(f"{SITE}/min sida", PAGE).data)
    assert isinstance(found, Member) and found.url == f"{SITE}/min%20sida"


@pytest.mark.parametrize("packed", [True, False])
def test_a_cut_archive_gives_what_is_there_and_says_that_it_ends_too_early(packed: bool) -> None:
    archive = Warc(packed=packed).respond(f"{SITE}/a", PAGE)
    whole = len(archive.data)
    archive.respond(f"{SITE}/b", PAGE)
    found = held(archive.data[: whole + (len(archive.data) - whole) * 3 // 4])
    assert isinstance(found[0], Member) and found[0].path == f"{SITE}/a"
    assert len(found) > 1
    assert all(isinstance(one, Problem) for one in found[1:])


def test_records_after_a_malformed_one_are_read_and_it_is_counted() -> None:
    first = Warc(packed=False).respond(f"{SITE}/a", PAGE).data
    last = Warc(packed=False).respond(f"{SITE}/b", PAGE).data
    found = held(first + b"WARC/1.0\r\nWARC-Type response\r\n\r\nskr\xe4p\r\n\r\n" + last)
    assert [one.path for one in found if isinstance(one, Member)] == [f"{SITE}/a", f"{SITE}/b"]
    assert any(isinstance(one, Problem) and "malformed" in one.message for one in found)


def test_an_archive_packed_as_one_stream_is_read() -> None:
    plain = Warc(packed=False).respond(f"{SITE}/a", PAGE).respond(f"{SITE}/b", PAGE).data
    assert len(held(gzip.compress(plain))) == 2


def test_what_is_no_web_archive_is_refused() -> None:
    with pytest.raises(UnreadableError, match="no web archive"):
        held(b"inget arkiv alls")


def test_a_packed_response_that_unpacks_to_far_too_much_is_refused() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(b"a" * (FREE + 10_000_000)) + packer.flush()
    found = held(Warc().respond(f"{SITE}/", bomb, heads={"Content-Encoding": "gzip"}).data)
    assert any(isinstance(one, Problem) and "bomb" in one.message for one in found)
    assert not any(isinstance(one, Member) for one in found)


@given(st.data())
@settings(max_examples=150)
def test_damaged_archives_never_break_the_reader(data: st.DataObject) -> None:
    archive = bytearray(data.draw(st.sampled_from(TO_DAMAGE)))
    for _ in range(data.draw(st.integers(1, 4))):
        archive[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))
    try:
        held(bytes(archive))
    except UnreadableError as error:
        assert error.message


# ---- WACZ


def test_all_archives_of_a_wacz_file_are_read() -> None:
    parts = {
        "a.warc.gz": Warc().respond(f"{SITE}/a", PAGE).data,
        "b.warc": Warc(packed=False).respond(f"{SITE}/b", PAGE).data,
    }
    found = held(wacz(parts), "site.wacz")
    assert [one.path for one in found if isinstance(one, Member)] == [f"{SITE}/a", f"{SITE}/b"]


def test_a_part_that_is_not_what_the_table_states_is_named_and_not_read() -> None:
    parts = {name: Warc().respond(f"{SITE}/{name[0]}", PAGE).data for name in ("a.warc", "b.warc")}
    found = held(wacz(parts, {"a.warc": "sha256:" + "0" * 64, "c.warc": "sha256:0"}), "site.wacz")
    told = {one.where: one.message for one in found if isinstance(one, Problem)}
    assert set(told) == {"archive/a.warc", "archive/c.warc"}
    assert "table of digests" in told["archive/a.warc"] and "not there" in told["archive/c.warc"]
    assert [one.path for one in found if isinstance(one, Member)] == [f"{SITE}/b"]


# ---- archives of others


def test_every_archive_of_others_is_read_or_named(shared_data: Path) -> None:
    folder = shared_data / "web-archives"
    if not folder.is_dir():
        pytest.skip("there are no web archives among the shared data")
    silent = []
    for path in sorted(folder.iterdir()):
        assert is_container(path.name), path
        try:
            found = list(members(path, path.name))
        except UnreadableError as error:
            assert error.message
            continue
        if not found:
            silent.append(path.name)
    assert silent in ([], ["example-digest.warc"])  # it holds requests alone
