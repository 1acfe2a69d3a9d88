"""Pages that are pictures of text: found, read page by page, and boxed as printed text."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pymupdf
import pytest

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading import scanned
from kompass_evidence.reading.pdf import read_pdf
from tests.conftest import require_program
from tests.reading.pdfs import Sheet, one_page
from tests.reading.places import assert_blocks_make_up_the_text, texts

BODY = (
    "Nämnden följer upp målen för äldreomsorgen varje månad och rapporterar till",
    "kommunstyrelsen senast den femtonde. Åtgärder beslutas i samråd med rådet",
    "för pensionärer och redovisas öppet på kommunens webbplats.",
)


@pytest.fixture
def tesseract() -> str:
    return require_program("tesseract")


def as_pictures(data: bytes, only: set[int] | None = None, turn: int = 0, dpi: int = 200) -> bytes:
    """Return a PDF whose pages, or only some of them, are pictures as from a scanner."""
    with pymupdf.open(stream=data) as printed, pymupdf.open() as made:
        for index, page in enumerate(printed):
            if only is not None and index not in only:
                made.insert_pdf(printed, from_page=index, to_page=index)
                continue
            width, height = page.rect.width, page.rect.height
            picture = page.get_pixmap(dpi=dpi).tobytes("jpg")
            sheet = made.new_page(
                width=height if turn % 180 else width, height=width if turn % 180 else height
            )
            sheet.insert_image(sheet.rect, stream=picture, rotate=turn)
            sheet.set_rotation(turn)
        return bytes(made.tobytes())


def two_pages() -> bytes:
    sheet = Sheet()
    sheet.line(72, 150, "Plan för äldreomsorgen", 20, bold=True)
    sheet.lines(72, 180, BODY)
    sheet.next_page()
    sheet.lines(72, 180, ["Andra sidan handlar om skolan och dess resultat under året."])
    return sheet.data()


def test_a_scanned_page_among_printed_ones_is_read_in_its_place(tesseract: str) -> None:
    document = read_pdf(as_pictures(two_pages(), only={0}), "a.pdf")
    assert document.text.index("samråd med rådet") < document.text.index("Andra sidan")
    assert [page.label for page in document.pages_of(document.blocks[0].span)] == ["1"]
    assert document.remarks == ("Läst med texttolkning: s. 1",)


def test_its_paragraphs_and_headings_are_told_apart(tesseract: str) -> None:
    document = read_pdf(as_pictures(two_pages()), "a.pdf")
    assert texts(document, BlockKind.HEADING) == ["Plan för äldreomsorgen"]
    assert texts(document, BlockKind.PARAGRAPH)[0] == " ".join(BODY)
    assert_blocks_make_up_the_text(document)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_quote_is_boxed_where_it_stands_on_the_page_as_shown(tesseract: str, turn: int) -> None:
    document = read_pdf(as_pictures(one_page(*BODY), turn=turn), "a.pdf")
    printed = read_pdf(one_page(*BODY), "a.pdf")
    (box,), (expected,) = (boxes_of(d, "följer upp målen") for d in (document, printed))
    for found, right in zip(box, expected, strict=True):
        assert found == pytest.approx(right, abs=0.008)


def boxes_of(document: Document, quote: str) -> list[tuple[float, float, float, float]]:
    start = document.text.index(quote)
    span = type(document.blocks[0].span)(start, start + len(quote))
    # printed boxes have the line's height, scanned ones the ink's; both have the ink's middle
    return [(b.x0, b.x1, (b.y0 + b.y1) / 2, float(b.page)) for b in document.boxes_of(span)]


def test_a_stamp_on_a_scan_does_not_pass_for_its_text(tesseract: str) -> None:
    with pymupdf.open(stream=as_pictures(one_page(*BODY))) as pdf:
        pdf[0].insert_text((400, 40), "Ankom 2024-03-01")
        data = bytes(pdf.tobytes())
    text = read_pdf(data, "a.pdf").text
    assert "samråd med rådet" in text
    assert text.count("Ankom") <= 1


def test_a_printed_page_with_a_large_picture_is_not_read_again(tesseract: str) -> None:
    with pymupdf.open(stream=one_page(*BODY)) as pdf:
        other = pymupdf.open(stream=one_page("Text i bilden"))[0].get_pixmap()
        pdf[0].insert_image(pdf[0].rect, pixmap=other, overlay=False)
        document = read_pdf(bytes(pdf.tobytes()), "a.pdf")
    assert document.remarks == ()


def test_a_page_that_is_hard_to_make_out_is_remarked_on(tesseract: str) -> None:
    document = read_pdf(as_pictures(two_pages(), only={0}, dpi=34), "a.pdf")
    assert any("s. 1" in remark and "Läst med texttolkning: " not in remark
               for remark in document.remarks)  # fmt: skip


def test_without_tesseract_the_rest_is_read_and_the_page_is_named_with_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scanned.shutil, "which", lambda name: None)
    scanned.tesseract.cache_clear()
    try:
        document = read_pdf(as_pictures(two_pages(), only={0}), "a.pdf")
        with pytest.raises(UnreadableError, match="install Tesseract") as refused:
            read_pdf(as_pictures(two_pages()), "a.pdf")
    finally:
        scanned.tesseract.cache_clear()
    assert document.text.startswith("Andra sidan")
    (remark,) = document.remarks
    assert remark.startswith("Utan läsbar text (tom, skannad eller bild): s. 1; installera")
    assert "installera Tesseract" in refused.value.swedish


def test_tesseract_without_swedish_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    scanned.tesseract.cache_clear()
    try:
        assert scanned.tesseract() is None
    finally:
        scanned.tesseract.cache_clear()


def test_a_page_that_takes_too_long_is_named_and_the_others_go_on(
    tesseract: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run

    def hang(command, **options):  # type: ignore[no-untyped-def]
        if "tsv" in command:
            raise subprocess.TimeoutExpired(command, options["timeout"])
        return run(command, **options)

    monkeypatch.setattr(scanned.subprocess, "run", hang)
    document = read_pdf(as_pictures(two_pages(), only={0}), "a.pdf")
    assert document.text.startswith("Andra sidan")
    assert document.remarks == ("Skannad, och texttolkningen misslyckades: s. 1",)


def test_a_page_as_large_as_a_house_is_drawn_no_larger_than_others(tesseract: str) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=14_400, height=14_400)
        page.insert_image(page.rect, stream=pymupdf.open(stream=one_page("x"))[0].get_pixmap()
                          .tobytes("png"))  # fmt: skip
        _picture, dpi = scanned._drawn(page)
    assert (14_400 / 72 * dpi) ** 2 <= scanned.MAX_PIXELS


FLOOR = 0.985  # of words; 0.996 was measured, and other versions of Tesseract differ a little


def test_words_of_the_demo_as_scans_are_right(tesseract: str, exempelkommun: Path) -> None:
    found = total = 0
    for name in ("agardirektiv-granholmsbostader", "kvalitetspolicy"):
        data = (exempelkommun / "documents" / f"{name}.pdf").read_bytes()
        with pymupdf.open(stream=data) as pdf:
            printed = words_in("\n".join(page.get_text() for page in pdf))
        document = read_pdf(as_pictures(data), name)
        margins = [line for page in document.pages for line in page.margins]
        read = words_in("\n".join([document.text, *margins]))
        found += sum((printed & read).values())
        total += sum(printed.values())
    assert total > 1500
    assert found / total >= FLOOR


def words_in(text: str) -> Counter[str]:
    """Return the words with a letter or digit, mended at the ends of lines as in a document."""
    mended = re.sub(r"(?<=\w)[-\u00ad]\n(?=[a-zåäö])", "", text)
    words = (word.strip('.,;:()|•”"') for word in mended.replace("–", "-").split())
    return Counter(word for word in words if any(map(str.isalnum, word)))
