"""Builds a Word document from a source, with real heading styles, lists and tables."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph
from sources import Block, Heading, ListItem, Para, Source, Spans, Table, plain

GREEN = RGBColor(0x1E, 0x59, 0x45)
FIXED_DATE = datetime(2026, 1, 15, 9, 0, 0)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
WORDS_PER_PAGE = 380


def docx_bytes(source: Source) -> bytes:
    """The finished file."""
    document = Document()
    _properties(document, source)
    _base_styles(document)
    _running_lines(document, source)
    _opening(document, source)
    if source.flag("toc"):
        _contents(document, source.blocks)
    _Body(document).write(source.blocks)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_dates(buffer.getvalue())


def _same_dates(content: bytes) -> bytes:
    """Pack the archive again with fixed times, since the clock would change the bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return target.getvalue()


def _properties(document: DocxDocument, source: Source) -> None:
    properties = document.core_properties
    properties.title = source.title
    properties.author = properties.last_modified_by = "Granholms kommun"
    properties.comments = ""
    properties.language = "sv-SE"
    properties.created = properties.modified = FIXED_DATE


def _base_styles(document: DocxDocument) -> None:
    styles: Any = document.styles
    styles["Normal"].font.name = "Calibri"
    styles["Normal"].font.size = Pt(11)
    styles["Normal"].paragraph_format.space_after = Pt(8)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    styles["Normal"].element.get_or_add_rPr().append(language)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].font.color.rgb = GREEN
        styles[name].font.name = "Calibri"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)


def _running_lines(document: DocxDocument, source: Source) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = source.flag("cover")
    section.header.paragraphs[0].text = source.text("header")
    footer = section.footer.paragraphs[0]
    footer.text = source.text("footer") + "\t\tSida "
    _field(footer, "PAGE", "1")
    footer.add_run(" (")
    _field(footer, "NUMPAGES", "1")
    footer.add_run(")")


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that the word processor fills in."""
    _mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _opening(document: DocxDocument, source: Source) -> None:
    """Municipality, title and cover table; with a cover they have a page of their own."""
    name = document.add_paragraph()
    name.add_run("Granholms kommun").bold = True
    document.add_paragraph(source.title, style="Title")
    pairs = source.cover_table
    if pairs:
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for label, value in pairs:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(label).bold = True
            cells[1].text = value
    if source.flag("cover"):
        document.add_page_break()
    elif pairs:
        document.add_paragraph()


def _contents(document: DocxDocument, blocks: list[Block]) -> None:
    """A contents field whose shown text is an estimate until the word processor updates it."""
    document.add_paragraph("Innehåll", style="TOC Heading")
    entries = _entries(blocks)
    first = document.add_paragraph()
    _mark(first, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.text = 'TOC \\o "1-2" \\h \\z \\u'
    first.add_run()._r.append(instruction)
    _mark(first, "separate")
    paragraph = first
    for number, (text, page) in enumerate(entries):
        paragraph = document.add_paragraph() if number else first
        paragraph.add_run(f"{text}\t{page}")
        paragraph.paragraph_format.tab_stops.add_tab_stop(
            Cm(15), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    _mark(paragraph, "end")
    document.add_page_break()


def _entries(blocks: list[Block]) -> list[tuple[str, int]]:
    entries, words = [], 0
    for block in blocks:
        if isinstance(block, Heading) and block.level <= 2:
            entries.append((plain(block.spans), 3 + words // WORDS_PER_PAGE))
        if isinstance(block, Para | ListItem):
            words += len(plain(block.spans).split())
    return entries


class _Body:
    """Writes the blocks; numbered lists start again at 1."""

    def __init__(self, document: DocxDocument) -> None:
        self.document = document
        self.numberings: dict[int, int] = {}

    def write(self, blocks: list[Block]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                heading = self.document.add_heading(level=min(block.level, 4))
                _runs(heading, block.spans)
            elif isinstance(block, Para):
                _runs(self.document.add_paragraph(), block.spans)
            elif isinstance(block, ListItem):
                self._item(block)
            else:
                self._table(block)

    def _item(self, item: ListItem) -> None:
        if not item.marker:
            _runs(self.document.add_paragraph(style="List Continue"), item.spans)
            return
        name = "List Bullet" if item.marker == "•" else "List Number"
        style = name if item.depth == 1 else f"{name} {min(item.depth, 3)}"
        paragraph = self.document.add_paragraph(style=style)
        _runs(paragraph, item.spans)
        if item.marker != "•":
            self._number(paragraph, item, style)

    def _number(self, paragraph: Paragraph, item: ListItem, style: str) -> None:
        if item.list_id not in self.numberings:
            start = int(item.marker.rstrip("."))
            self.numberings[item.list_id] = _new_numbering(self.document, style, start)
        properties: Any = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self.numberings[item.list_id]

    def _table(self, table: Table) -> None:
        shown = self.document.add_table(rows=1, cols=len(table.header), style="Table Grid")
        _fill(shown, 0, table.header, bold=True)
        _repeat_header(shown)
        for row in table.rows:
            shown.add_row()
            _fill(shown, len(shown.rows) - 1, row[: len(table.header)])
        self.document.add_paragraph()


def _new_numbering(document: DocxDocument, style: str, start: int) -> int:
    """A numbering of its own for one list, shaped as the style's."""
    numbering: Any = document.part.numbering_part.element
    styled: Any = document.styles[style].element
    style_number = styled.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(style_number).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def _fill(table: DocxTable, number: int, cells: tuple[Spans, ...], bold: bool = False) -> None:
    for cell, spans in zip(table.rows[number].cells, cells, strict=False):
        _runs(cell.paragraphs[0], spans, bold)
        if bold:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), "E1EEE7")
            cell._tc.get_or_add_tcPr().append(shade)


def _repeat_header(table: DocxTable) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _runs(paragraph: Paragraph, spans: Spans, bold: bool = False) -> None:
    for span in spans:
        run = paragraph.add_run(span.text)
        run.bold = True if span.bold or bold else None
        run.italic = True if span.italic else None
