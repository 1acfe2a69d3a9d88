"""The encodings of old text files: Swedish comes through each of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.document import Document
from kompass_evidence.errors import InputError
from kompass_evidence.reading.encodings import decode
from kompass_evidence.reading.text import read_markdown, read_text

SWEDISH = "Åtgärder för äldre: mål och råd i Örebro – ”nära” kostar 5 €."
PLAIN = "Åtgärder för äldre: mål och råd i Örebro, ett café, 'nära'."
WORDS = (
    "mål", "för", "äldre", "Åtgärder", "nämnden", "följs", "År", "års", "Översikt", "både", "på",
    "Ändring", "till", "och", "kommunen", "RÅDET", "ÄLDRENÄMNDEN", "idé", "över", "2025", "går",
)  # fmt: skip
swedish_text = st.lists(st.sampled_from(WORDS), max_size=40).map(
    lambda words: " ".join(["Målen", "följs", "upp", "årligen", *words]) + "."
)
OLD = ("cp1252", "latin-1", "cp850", "cp437", "mac_roman")
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("encoding", [*UNICODE, "cp1252", "mac_roman"])
def test_swedish_with_quotes_and_dashes_comes_through(encoding: str) -> None:
    assert decode(SWEDISH.encode(encoding))[0] == SWEDISH


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp850", "mac_roman"])
def test_swedish_with_a_paragraph_sign_comes_through(encoding: str) -> None:
    text = f"Enligt 5 § {PLAIN}"
    assert decode(text.encode(encoding))[0] == text


@given(swedish_text, st.sampled_from((*OLD, *UNICODE)))
def test_swedish_text_comes_through_whatever_encoding_an_office_used(
    text: str, encoding: str
) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    "text", ["Han sade ”nej” till förslaget.", "”Vi” – alla…", "sade ”nej”…", "kostar 5 €", "50 °C"]
)
def test_quotes_and_signs_of_windows_are_not_taken_for_letters_of_dos(text: str) -> None:
    assert decode(text.encode("cp1252")) == (text, "")


@given(st.text())
def test_text_in_utf_8_is_never_changed(text: str) -> None:
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode()) == (text, "")


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except InputError:
        return
    assert isinstance(text, str)


def test_a_broken_byte_does_not_make_utf_8_another_encoding() -> None:
    data = "Åtgärder för äldre och råd i Örebro".encode() + b" \xff slut"
    assert decode(data)[0] == "Åtgärder för äldre och råd i Örebro \ufffd slut"


@pytest.mark.parametrize("data", [bytes(range(256)), b"\0" * 100, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not text"):
        decode(data)


@pytest.mark.parametrize("reader", [read_text, read_markdown])
def test_an_encoding_that_was_guessed_is_remarked_on(
    reader: Callable[[bytes, str], Document],
) -> None:
    document = reader(PLAIN.encode("cp850"), "a.txt")
    assert document.remarks == ("Läst i gammal teckenkodning: DOS (cp850)",)


def test_the_encoding_of_windows_is_nothing_to_remark_on() -> None:
    assert read_text(PLAIN.encode("cp1252"), "a.txt").remarks == ()
