"""Builds a PDF document from a source: justified, hyphenated text with ruled tables."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any
from xml.sax.saxutils import escape

from pdf_pages import COLUMN_WIDTH, TEXT_WIDTH, Pages
from pdf_style import Look, list_style, look_of, markup, printable, register_fonts, styles
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as PdfTable
from reportlab.platypus.tableofcontents import TableOfContents
from sources import Block, Heading, ListItem, Para, Source, Table, plain

RULE = HexColor("#9aa5a0")
NUMBER = re.compile(r"^[+−–-]?\s?\d[\d\s.,]*(%|kr|mnkr|tkr|st|procent)?$")
PADDING = 8.0


def pdf_bytes(source: Source) -> bytes:
    """The finished file. It is built once to count the pages and once to print the total."""
    register_fonts()
    _, total = _build(source, 0)
    content, _ = _build(source, total)
    return content


def _build(source: Source, total: int) -> tuple[bytes, int]:
    look = look_of(source)
    head = _head(source, look)
    pages = Pages(source, look, total, _height(head) + mm)
    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, pageTemplates=pages.templates(), invariant=1, lang="sv-SE",
        title=_metadata_title(source), author="Granholms kommun",
        creator="Granholms kommun", producer="Granholms kommun",
    )  # fmt: skip
    document.afterFlowable = _heading_recorder(document, pages)
    document.multiBuild(_story(source, look, head))
    return buffer.getvalue(), int(document.page)


def _metadata_title(source: Source) -> str:
    """Offices often forget the title field: two documents in five have none."""
    return "" if zlib.crc32(source.slug.encode()) % 5 < 2 else source.title


def _heading_recorder(document: Any, pages: Pages) -> Any:
    """Called for each thing that is set: notes headings for the contents page and the outline."""

    def record(flowable: Any) -> None:
        heading = getattr(flowable, "heading", None)
        if heading is None:
            return
        level, text, key = heading
        document.canv.bookmarkPage(key)
        if pages.source.text("layout") != "two-columns":
            document.canv.addOutlineEntry(text, key, level - 1, closed=level > 1)
        if level <= 2:
            printed = pages.printed(document.page)
            document.notify("TOCEntry", (level - 1, escape(text), printed, key))

    return record


def _story(source: Source, look: Look, head: list[Any]) -> list[Any]:
    columns = source.text("layout") == "two-columns"
    width = COLUMN_WIDTH if columns else TEXT_WIDTH
    story = list(head)
    if source.flag("cover"):
        story = [NextPageTemplate("body"), *head, PageBreak()]
    elif columns:
        story.append(FrameBreak())
    if source.flag("toc"):
        story += _contents(look)
    blocks = source.blocks
    for number, (block, after) in enumerate(zip(blocks, [*blocks[1:], None], strict=True)):
        if isinstance(block, Heading) and _is_long(after):
            story.append(CondPageBreak(45 * mm))
        story += _flowables(block, number, look, width)
        if _is_long(after):
            # Kept with its heading, the table would leave half a page empty.
            story[-1].keepWithNext = 0
    return story


def _is_long(block: Block | None) -> bool:
    return isinstance(block, Table) and len(block.rows) > 5


def _contents(look: Look) -> list[Any]:
    style = styles(look)
    toc = TableOfContents(dotsMinLevel=0, levelStyles=[style["toc1"], style["toc2"]])
    return [Paragraph("Innehåll", style["toc-title"]), toc, PageBreak()]


def _head(source: Source, look: Look) -> list[Any]:
    """The title and the cover table, on a page of their own or on top of page 1."""
    style = styles(look)
    title = escape(printable(source.title))
    table = _cover_table(source, look)
    if not source.flag("cover"):
        return [Paragraph(title, style["title"]), *table, Spacer(1, 4 * mm)]
    kind = dict(source.cover_table).get("Dokumenttyp", "")
    return [
        Spacer(1, 22 * mm),
        Paragraph(escape(printable(kind)), style["cover-kind"]),
        Paragraph(title, style["cover-title"]),
        Spacer(1, 60 * mm),
        *table,
    ]


def _cover_table(source: Source, look: Look) -> list[Any]:
    pairs = source.cover_table
    if not pairs:
        return []
    if look.grid_cover:
        return [_grid_table(pairs, look)]
    style = styles(look)
    rows = [[_para(k, style["head"]), _para(v, style["cell"])] for k, v in pairs]
    return [_ruled(rows, [48 * mm, TEXT_WIDTH - 48 * mm], [])]


def _grid_table(pairs: list[tuple[str, str]], look: Look) -> Any:
    """A form with three boxes in a row: a small label above each value."""
    style = styles(look)
    rows = []
    for start in range(0, len(pairs), 3):
        row = pairs[start : start + 3]
        rows.append([_para(k, style["label"]) for k, _ in row] + [""] * (3 - len(row)))
        rows.append([_para(v, style["cell"]) for _, v in row] + [""] * (3 - len(row)))
    table = PdfTable(rows, colWidths=[TEXT_WIDTH / 3] * 3, hAlign="LEFT")
    corners = [(column, row) for row in range(0, len(rows), 2) for column in range(3)]
    boxes = [("BOX", (c, r), (c, r + 1), 0.5, RULE) for c, r in corners]
    table.setStyle([*boxes, ("VALIGN", (0, 0), (-1, -1), "TOP")])
    for label in range(0, len(rows), 2):
        table.setStyle([("BOTTOMPADDING", (0, label), (-1, label), 0)])
        table.setStyle([("TOPPADDING", (0, label + 1), (-1, label + 1), 1)])
    return table


def _height(flowables: list[Any]) -> float:
    space = sum(each.getSpaceBefore() + each.getSpaceAfter() for each in flowables)
    return float(space + sum(each.wrap(TEXT_WIDTH, 10_000)[1] for each in flowables))


def _flowables(block: Block, number: int, look: Look, width: float) -> list[Any]:
    style = styles(look)
    if isinstance(block, Heading):
        heading = Paragraph(markup(block.spans, look), style[f"h{min(block.level, 6)}"])
        heading.heading = (block.level, printable(plain(block.spans)), f"h{number}")
        return [heading]
    if isinstance(block, Para):
        return [Paragraph(markup(block.spans, look), style["body"])]
    if isinstance(block, ListItem):
        text = markup(block.spans, look)
        return [Paragraph(text, list_style(look, block.depth), bulletText=block.marker or None)]
    return [_body_table(block, look, width), Spacer(1, look.size)]


def _body_table(table: Table, look: Look, width: float) -> Any:
    """A ruled table; its first row is repeated after a page break."""
    style = styles(look)
    kinds = ["number" if _is_numeric(table, at) else "cell" for at in range(len(table.header))]
    rows = [[Paragraph(markup(cell, look), style["head"]) for cell in table.header]]
    for row in table.rows:
        cells = zip(row, kinds, strict=True)
        rows.append([Paragraph(markup(cell, look), style[kind]) for cell, kind in cells])
    shade = [("BACKGROUND", (0, 0), (-1, 0), look.tint)]
    return _ruled(rows, _column_widths(table, look, width), shade, repeat=1)


def _is_numeric(table: Table, column: int) -> bool:
    """Whether a column holds numbers only; a dash stands for a missing one."""
    texts = [plain(row[column]).strip() for row in table.rows]
    numbers = [text for text in texts if text not in {"", "–", "-"}]
    return bool(numbers) and all(NUMBER.match(text) for text in numbers)


def _ruled(rows: list[list[Any]], widths: list[float], extra: list[Any], repeat: int = 0) -> Any:
    table = PdfTable(rows, colWidths=widths, repeatRows=repeat, hAlign="LEFT", splitInRow=1)
    commands = [
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING / 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING / 2),
    ]
    table.setStyle([*commands, *extra])
    return table


def _column_widths(table: Table, look: Look, width: float) -> list[float]:
    """Give each column its longest word, then share the rest after how much text it holds."""
    rows = (table.header, *table.rows)
    texts = [[plain(row[at]) for row in rows] for at in range(len(table.header))]
    words = [[word for text in column for word in text.split()] for column in texts]
    wanted = [max(_width(text, look) for text in column) for column in texts]
    if sum(wanted) <= width:
        return _scaled(wanted, width)
    longest = [max((_width(word, look) for word in column), default=20.0) for column in words]
    least = _capped(longest, width)
    spare = [max(want - need, 0.0) ** 0.6 for want, need in zip(wanted, least, strict=True)]
    share = (width - sum(least)) / (sum(spare) or 1)
    return [need + part * share for need, part in zip(least, spare, strict=True)]


def _capped(widths: list[float], total: float) -> list[float]:
    """Let long words be hyphenated, the longest first, until the columns fit."""
    cap = max(widths)
    while sum(min(width, cap) for width in widths) > total:
        cap *= 0.95
    return [min(width, cap) for width in widths]


def _scaled(widths: list[float], total: float) -> list[float]:
    return [value * total / sum(widths) for value in widths]


def _width(text: str, look: Look) -> float:
    # Measured in bold, since the header row is.
    return float(stringWidth(text, "Granholm-Bold", look.size - 1.2)) + PADDING + 2


def _para(text: str, style: Any) -> Any:
    return Paragraph(escape(printable(text)), style)
