"""Writes the interview guide and the letter as Word documents; the same value, the same bytes."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from kompass_evidence.reporting.plain import printable
from kompass_evidence.reporting.questions import (
    PAGE_NAMES,
    Guide,
    Question,
    RolePage,
    foot_words,
    place_words,
    subject_words,
)  # fmt: skip
from kompass_evidence.reporting.request import (
    CLOSING,
    NAMED_HEADING,
    NAMED_WORDS,
    NOTHING,
    TOPICS_HEADING,
    TOPICS_WORDS,
    Letter,
    left_out_words,
    named_in,
    opening_words,
)  # fmt: skip

FONT, LANGUAGE = "Arial", "sv-SE"  # a font that is on every machine, or one of the same widths
INK, GREY = RGBColor(0x1F, 0x2A, 0x37), RGBColor(0x5B, 0x65, 0x70)
SHADE, LINES = "E8EDF2", "B8C0C8"
# the guide's page, in cm, and its type, in pt: the largest with which its questions fit
MARGIN, INDENT, ROOM = 1.6, 0.7, 24.2
SIZES, LESS, GAP = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0), 1.5, 6.0
# cm a point of type in Swedish text set in Arial, on the safe side: the width of a letter, plain
# and bold, and the height of a line
PLAIN, BOLD, LINE = 0.0146, 0.0168, 0.0406
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold


def guide_docx(guide: Guide) -> bytes:
    """Return the guide as DOCX: A4, each role on a page of its own."""
    document = _new(f"Intervjuguide för {guide.municipality}", guide.as_of, MARGIN, size=8.5)
    for number, page in enumerate(guide.pages):
        _role_page(document, guide, page, first=number == 0)
    return _bytes(document)


def _role_page(document: Any, guide: Guide, page: RolePage, *, first: bool) -> None:
    heading = document.add_heading(_clean(PAGE_NAMES[page.role]), 1)
    heading.paragraph_format.page_break_before = not first
    intro = f"Intervjuguide för {guide.municipality}, {guide.as_of}. Mest poäng först."
    _paragraph(document, intro, colour=GREY, after=4)
    size = next((size for size in SIZES if _height(page, size) <= ROOM), SIZES[-1])
    for number, question in enumerate(page.questions, 1):
        _add_question(document, f"{number}.\t", question, size)
    foot = foot_words(page)
    if foot:
        _paragraph(document, foot, colour=GREY, before=4)


def _add_question(document: Any, number: str, question: Question, size: float) -> None:
    asked = _paragraph(document, number + question.text, bold=True, size=size)
    told = [
        _paragraph(document, "\t" + words, size=size - LESS, colour=None if place else GREY)
        for place, words in enumerate(_told(question))
    ]
    told[-1].paragraph_format.space_after = Pt(GAP)
    for paragraph in (asked, *told):
        paragraph.paragraph_format.left_indent = Cm(INDENT)
        paragraph.paragraph_format.first_line_indent = Cm(-INDENT)
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = paragraph is not told[-1]


def _told(question: Question) -> list[str]:
    """Return what stands under a question: what raised it, then the places."""
    places = (f"{question.lead}: {place_words(place)}" for place in question.places)
    return [f"{subject_words(question)}. {question.why}", *places]


def _height(page: RolePage, size: float) -> float:
    """Return about how high a page's questions stand, in cm, where they are set in `size` pt."""

    def lines(text: str, size: float, letter: float) -> float:
        return math.ceil(len(text) * size * letter / (21 - 2 * MARGIN - INDENT)) * size * LINE

    return sum(
        lines(question.text, size, BOLD) + GAP * LINE
        + sum(lines(words, size - LESS, PLAIN) for words in _told(question))
        for question in page.questions
    )  # fmt: skip


def letter_docx(letter: Letter) -> bytes:
    """Return the letter as DOCX: A4, with tables that leave room for the answers."""
    document = _new(f"Begäran om underlag: {letter.municipality}", letter.as_of, 2, size=10)
    document.add_heading(_clean("Begäran om underlag"), 1)
    _paragraph(document, f"{letter.municipality}, {letter.as_of}", colour=GREY, after=8)
    _paragraph(document, opening_words(letter), after=6)
    if not letter.documents and not letter.sub_areas:
        _paragraph(document, NOTHING)
    if letter.documents:
        _add_documents(document, letter)
    if letter.sub_areas:
        _add_topics(document, letter)
    _paragraph(document, CLOSING, before=12)
    return _bytes(document)


def _add_documents(document: Any, letter: Letter) -> None:
    document.add_heading(_clean(NAMED_HEADING), 2)
    _paragraph(document, NAMED_WORDS, after=4).paragraph_format.keep_with_next = True
    table = _table(document, ("Dokument", "Nämns i", "Ert svar"), (4.6, 9.0, 3.4))
    for wanted in letter.documents:
        _row(table, (wanted.name, "\n".join(named_in(wanted)), ""))
    if letter.left_out:
        _paragraph(document, left_out_words(letter), size=8.5, colour=GREY, before=4)


def _add_topics(document: Any, letter: Letter) -> None:
    document.add_heading(_clean(TOPICS_HEADING), 2)
    _paragraph(document, TOPICS_WORDS, after=4).paragraph_format.keep_with_next = True
    table = _table(document, ("Fråga", "I materialet", "Ert svar"), (9.2, 4.4, 3.4))
    for sub_area in letter.sub_areas:
        _band(table, f"{sub_area.id} {sub_area.name}")
        for topic in sub_area.topics:
            _row(table, (f"{topic.criterion} {topic.question}", topic.instead, ""))


# ---- parts of a document


def _new(title: str, as_of: str, margin: float, *, size: float) -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(margin)
    section.top_margin = section.bottom_margin = Cm(min(margin, 1.6))
    _style(document.styles["Normal"], size)
    for level, large in ((1, 15), (2, 12)):
        heading = document.styles[f"Heading {level}"]
        _style(heading, large)
        heading.paragraph_format.space_before = Pt(0 if level == 1 else 10)
        heading.paragraph_format.space_after = Pt(2)
    _describe(document.core_properties, title, as_of)
    return document


def _style(style: Any, size: float) -> None:
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
    fonts = style.element.rPr.rFonts
    for name in [n for n in fonts.attrib if "Theme" in n]:
        del fonts.attrib[name]  # a theme's font would win over the one that is named
    for script in ("w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def _describe(properties: Any, title: str, as_of: str) -> None:
    day = datetime.fromisoformat(as_of)
    properties.title, properties.language = _clean(title)[:255], LANGUAGE
    properties.author = properties.last_modified_by = "kompass"
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = day


def _paragraph(
    document: Any, text: str, *, bold: bool = False, size: float | None = None,
    colour: RGBColor | None = None, before: float = 0, after: float = 0,
) -> Any:  # fmt: skip
    paragraph = document.add_paragraph()
    run = paragraph.add_run(_clean(text))
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def _table(document: Any, names: Sequence[str], widths: Sequence[float]) -> Any:
    table = document.add_table(rows=1, cols=len(names), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _rule(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _fill(table.rows[0], names, bold=True)
    for cell in table.rows[0].cells:
        _shade(cell)
    _mark(table.rows[0], "w:tblHeader")
    return table


def _rule(table: Any) -> None:
    """Draw the table's lines grey and thin."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", LINES)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    # Word reads the parts of a table's properties in this order alone
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblLook")


def _row(table: Any, texts: Sequence[str]) -> None:
    _fill(table.add_row(), texts)


def _band(table: Any, text: str) -> None:
    """Add a row across the whole table that names what follows."""
    row = table.add_row()
    _mark(row, "w:cantSplit")
    cell = row.cells[0].merge(row.cells[-1])
    _write(cell, text, bold=True).paragraph_format.keep_with_next = True
    _shade(cell)


def _fill(row: Any, texts: Sequence[str], *, bold: bool = False) -> None:
    _mark(row, "w:cantSplit")
    for cell, text, column in zip(row.cells, texts, row.table.columns, strict=True):
        cell.width = column.width
        _write(cell, text, bold=bold)


def _write(cell: Any, text: str, *, bold: bool = False) -> Any:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(_clean(text))
    run.bold, run.font.size = bold, Pt(8.5)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), SHADE)
    cell._tc.get_or_add_tcPr().append(shade)


def _clean(text: str) -> str:
    """Return a text that XML can hold, tricks of writing direction shown."""
    return re.sub("[\ufffe\uffff]", "", printable(text))


def _bytes(document: Any) -> bytes:
    """Return the document's bytes without the time at which they were written."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return fixed.getvalue()
