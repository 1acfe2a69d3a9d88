"""The Word documents hold what the values hold, a page a role, and are the same to the byte."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pymupdf
import pytest
from docx.shared import Cm
from hypothesis import given
from hypothesis import strategies as st

from kompass_evidence.domain.framework import Role
from kompass_evidence.reporting.docx import guide_docx, letter_docx
from kompass_evidence.reporting.questions import A_PAGE, Guide, Place, Question, RolePage
from kompass_evidence.reporting.request import (
    Letter,
    SubAreaTopics,
    WantedDocument,
    WantedTopic,
)
from tests.conftest import require_program

PLACE = Place("Styrmodell", "s. 4", "Planen antogs.")
QUESTION = Question(
    "flg-1.1.1-ask", "1.1", "Styrning", "1.1.1", Decimal("3.3"), "Finns det en plan?",
    "Fråga i intervju – så är det.", "I materialet", (PLACE,),
)  # fmt: skip
GUIDE = Guide(
    "Provkommun", "2026-11-23",
    (RolePage(Role.POLITICIAN, (QUESTION, QUESTION), 0), RolePage(Role.UNION, (QUESTION,), 7)),
)  # fmt: skip
LETTER = Letter(
    "Provkommun", "Guiden", "2026-11-23", (WantedDocument("Kostpolicy", (PLACE,)),), 0,
    (
        SubAreaTopics("1.1", "Styrning", (WantedTopic("1.1.1", "Finns det en plan?", "Inget"),)),
        SubAreaTopics("1.2", "Mål", (WantedTopic("1.2.1", "Finns det mål?", "Inget"),)),
    ),
)  # fmt: skip


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs]


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_guide_holds_each_question_with_why_and_where() -> None:
    first = lines(guide_docx(GUIDE))
    assert first[2:5] == [
        "1.\tFinns det en plan?",
        "\t1.1.1 Styrning, 3,3 poäng. Fråga i intervju – så är det.",
        "\tI materialet: Styrmodell, s. 4: ”Planen antogs.”",
    ]


def test_each_role_but_the_first_begins_a_page() -> None:
    headings = [p for p in opened(guide_docx(GUIDE)).paragraphs if p.style.name == "Heading 1"]
    assert [(p.text, p.paragraph_format.page_break_before) for p in headings] == [
        ("Frågor till politiker", False),
        ("Frågor till fackliga företrädare", True),
    ]


def test_a_guide_says_what_its_page_does_not_hold() -> None:
    assert lines(guide_docx(GUIDE))[-1] == "Ytterligare 7 frågor finns i kompass flag list."


def test_a_letter_lists_the_documents_that_are_named() -> None:
    named, _ = opened(letter_docx(LETTER)).tables
    assert rows(named) == [
        ["Dokument", "Nämns i", "Ert svar"],
        ["Kostpolicy", "Styrmodell, s. 4: ”Planen antogs.”", ""],
    ]


def test_a_letter_lists_its_topics_under_their_sub_areas() -> None:
    _, topics = opened(letter_docx(LETTER)).tables
    assert [row[0] for row in rows(topics)] == [
        "Fråga", "1.1 Styrning", "1.1.1 Finns det en plan?", "1.2 Mål", "1.2.1 Finns det mål?",
    ]  # fmt: skip


def test_a_letter_that_asks_for_nothing_has_no_tables() -> None:
    document = opened(letter_docx(replace(LETTER, documents=(), sub_areas=())))
    assert document.tables == []
    assert "Vi saknar inga dokument i materialet." in [p.text for p in document.paragraphs]


@pytest.fixture(params=["guide", "letter"])
def data(request: pytest.FixtureRequest) -> bytes:
    return guide_docx(GUIDE) if request.param == "guide" else letter_docx(LETTER)


def test_the_paper_is_a4(data: bytes) -> None:
    (section,) = opened(data).sections
    assert (round(section.page_width / Cm(1), 1), round(section.page_height / Cm(1), 1)) == (
        21,
        29.7,
    )


def test_the_language_is_swedish(data: bytes) -> None:
    document = opened(data)
    found = document.styles["Normal"].element.xpath("w:rPr/w:lang/@w:val")
    assert (document.core_properties.language, found) == ("sv-SE", ["sv-SE"])


def test_the_file_bears_the_day_and_no_clock(data: bytes) -> None:
    properties = opened(data).core_properties
    assert {str(properties.created), str(properties.modified)} == {"2026-11-23 00:00:00+00:00"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("made", [lambda: guide_docx(GUIDE), lambda: letter_docx(LETTER)])
def test_the_same_value_gives_the_same_bytes(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made()
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert made() == first


@given(st.text(max_size=60))
def test_any_text_of_a_source_can_be_written(text: str) -> None:
    place = Place(text, text, text)
    page = RolePage(Role.UNION, (replace(QUESTION, why=text, places=(place,)),), 0)
    assert opened(guide_docx(Guide(text, "2026-11-23", (page,)))).paragraphs
    named = replace(LETTER, municipality=text, documents=(WantedDocument(text, (place,)),))
    assert opened(letter_docx(named)).tables


# ---- as printed


def printed(data: bytes, folder: Path) -> Sequence[str]:
    """Return the text of each page as LibreOffice prints it."""
    office = require_program("soffice")
    (folder / "made.docx").write_bytes(data)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/office", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(folder / "made.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with pymupdf.open(folder / "made.pdf") as pdf:
        return [page.get_text() for page in pdf]


def test_a_full_page_of_long_questions_is_one_page(tmp_path: Path) -> None:
    """As long as the framework's longest question, with two reasons and a full quotation."""
    place = replace(PLACE, title="Riktlinje mot kränkningar " * 2, quote="Ord och mer. " * 15)
    long = replace(
        QUESTION, text="Finns det en plan? " * 13, why="Inget i materialet. " * 10, places=(place,)
    )  # fmt: skip
    page = RolePage(Role.POLITICIAN, (long,) * A_PAGE, 9)
    pages = printed(guide_docx(replace(GUIDE, pages=(page, GUIDE.pages[1]))), tmp_path)
    assert [text.split("\n")[0].strip() for text in pages] == [
        "Frågor till politiker",
        "Frågor till fackliga företrädare",
    ]
