"""A page that a browser saved as one file is read with its address and when it was saved."""

from __future__ import annotations

import quopri

import pytest

from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading import read
from tests.web_archives import WORDS, page

HEAD = """From: <Saved by Blink>
Snapshot-Content-Location: https://www.granholm.se/bibliotek
Subject: Bibliotek
Date: Mon, 2 Mar 2026 09:30:00 +0100
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----gräns"

"""


def saved(charset: str = "utf-8") -> bytes:
    whole = page("Bibliotek", WORDS["bibliotek"]).decode().replace("<meta charset='utf-8'>", "")
    parts = (
        f"------grans\nContent-Type: text/html; charset={charset}\n"
        "Content-Transfer-Encoding: quoted-printable\n\n".encode()
        + quopri.encodestring(whole.encode(charset)),
        b"------grans\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBO\n",
        b"------grans--\n",
    )
    return HEAD.replace("gräns", "grans").encode() + b"\n".join(parts)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_the_page_comes_with_its_address_and_time(charset: str) -> None:
    document = read(saved(charset), "bibliotek.mhtml")
    assert document.url == "https://www.granholm.se/bibliotek"
    assert document.captured == "2026-03-02T08:30:00Z"
    assert WORDS["bibliotek"] in document.text


@pytest.mark.parametrize("data", [b"inget", HEAD.encode(), b"Content-Type: text/html\n\n"])
def test_a_file_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read(data, "sida.mht")
