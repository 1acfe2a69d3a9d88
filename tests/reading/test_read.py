"""The front door: which files are read, and by what."""

from __future__ import annotations

import pytest

from kompass_evidence.domain.document import SourceKind
from kompass_evidence.errors import InputError
from kompass_evidence.reading import FORMATS, format_of, read
from tests.reading.pdfs import one_page


@pytest.mark.parametrize("name", ["plan.pdf", "PLAN.PDF", "mapp/plan.v2.Pdf"])
def test_the_ending_of_a_name_decides_in_large_and_small_letters(name: str) -> None:
    assert read(one_page("Kommunens plan"), name).text == "Kommunens plan"


@pytest.mark.parametrize("name", ["bild.png", "film.mp4", "gammal.wpd", "utan ändelse", ".pdf.zip"])
def test_other_files_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="not read"):
        read(b"hej", name)


@pytest.mark.parametrize("name", ["bild.png", "README"])
def test_a_file_that_cannot_be_read_has_no_format(name: str) -> None:
    assert format_of(name) is None


@pytest.mark.parametrize("ending", FORMATS)
def test_an_empty_file_is_refused_with_the_reason(ending: str) -> None:
    with pytest.raises(InputError, match="empty"):
        read(b"", "fil" + ending)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize(
    "data", [b"\0", b"\xff\xfe\x00", b"%PDF", b"PK\x03\x04", b"<", bytes(range(256))]
)
def test_no_bytes_end_in_anything_but_a_document_or_a_reason(ending: str, data: bytes) -> None:
    try:
        document = read(data, "fil" + ending)
    except InputError:
        return
    assert document.text.strip()


@pytest.mark.parametrize("name", ["a.html", "a.htm"])
def test_web_pages_are_taken_for_web_sources(name: str) -> None:
    found = format_of(name)
    assert found is not None
    assert found.kind is SourceKind.WEB
