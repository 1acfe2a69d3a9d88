"""Documents that municipalities have published, where they lie beside the project."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.reading import read

PDFS = (
    "borlange-risk-och-sarbarhetsanalys-2023.pdf",
    "simrishamn-budgetanvisningar-2026.pdf",
    "soderkoping-mal-och-strategier-miljo-klimat.pdf",
    "vansbro-energi-och-klimatplan.pdf",
)


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


@pytest.fixture(params=PDFS)
def real(request: pytest.FixtureRequest, shared_data: Path) -> tuple[bytes, Document]:
    data = (shared_data / "real" / "documents" / request.param).read_bytes()
    return data, read(data, request.param)


def test_no_letter_of_a_real_pdf_is_lost(real: tuple[bytes, Document]) -> None:
    data, document = real
    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        printed = sum(len(_letters(page.get_text())) for page in pdf)
    kept = len(_letters(document.text))
    kept += sum(len(_letters(line)) for page in document.pages for line in page.margins)
    assert kept >= 0.995 * printed


def test_every_letter_of_a_real_pdf_has_a_box_on_its_page(real: tuple[bytes, Document]) -> None:
    _data, document = real
    covered = {n for page in document.pages for word in page.words for n in range(*word[:2])}
    letters = {n for n, c in enumerate(document.text) if not c.isspace()}
    # what joins a table's cells is the only thing that is not printed
    assert {document.text[n] for n in letters - covered} <= set(":;|")


def test_a_real_pdf_has_headings_and_no_page_numbers_in_its_text(
    real: tuple[bytes, Document],
) -> None:
    _data, document = real
    headings = [b for b in document.blocks if b.kind is BlockKind.HEADING]
    assert len(headings) >= 5
    paragraphs = [b for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    numbers = [b for b in paragraphs if b.span.of(document.text).strip().isdigit()]
    assert len(numbers) <= 0.02 * len(paragraphs)


def test_a_real_web_page_keeps_its_text_and_loses_its_menus(shared_data: Path) -> None:
    path = shared_data / "real" / "website" / "botkyrka-aldreomsorg.html"
    document = read(path.read_bytes(), path.name)
    assert document.title == "Äldreomsorg"
    assert document.url == "https://www.botkyrka.se/stod-trygghet-och-familj/aldreomsorg"
    assert "Ledsagning är ett stöd för dig" in document.text
    assert "Ansökningsprocessen steg för steg" in document.text
    assert "kakor" not in document.text.lower()
