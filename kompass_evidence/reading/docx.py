"""Reads Word files (DOCX): headings, paragraphs, lists and tables in their order.

Footnotes, endnotes and text boxes come after the paragraph that they belong to; tracked changes are
read as accepted, and comments are counted, not read. A DOCX has no pages of its own; places in it
are named by heading, and no page is invented.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.blocks import BlockText
from kompass_evidence.reading.docx_asides import Notes, W, comments, is_deleted, words_of
from kompass_evidence.reading.office import check_office, comment_remark, opened

READER = "docx/3"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
KIND = ("Word file", "Wordfil")
HEADING_STYLE = re.compile(r"(?:heading|rubrik)\s*(\d)", re.IGNORECASE)
LIST_STYLE = re.compile(r"list|punkt|numrerad", re.IGNORECASE)
CONTENTS_STYLE = re.compile(r"^(?:toc|innehåll)\s*\d", re.IGNORECASE)


def read_docx(data: bytes, name: str) -> Document:
    """Return the document in a DOCX file's bytes; `name` is the file's, used without a title.

    Raises UnreadableError where the file is damaged, protected, too large unpacked, or has no text.
    """
    import docx

    check_office(data, *KIND)
    word = opened(lambda: docx.Document(io.BytesIO(data)), *KIND)
    notes = Notes(word)
    text = BlockText()
    title = ""
    for element in _content(word._body, word._body._element):
        if hasattr(element, "rows"):
            _add_table(text, element)
        else:
            title = _add_paragraph(text, element) or title
        for line in (*_boxed(element._element), *notes.of(element._element)):
            text.add(BlockKind.PARAGRAPH, line)
    if not text.blocks:
        raise UnreadableError("the Word file has no text", "Wordfilen har ingen text")
    return Document(
        text.text(), tuple(text.blocks),
        title=title or text.first_heading() or name.rsplit(".", 1)[0],
        reader=f"{READER} python-docx {docx.__version__}", margins=tuple(_margins(word)),
        remarks=comment_remark(comments(word)),
    )  # fmt: skip


def _margins(word: Any) -> Iterator[str]:
    """Yield the lines of headers and footers, each once: they often say who decided and when."""
    seen: set[str] = set()
    for part in _margin_parts(word):
        for line in _part_lines(part):
            if line and line not in seen:
                seen.add(line)
                yield line


def _margin_parts(word: Any) -> Iterator[Any]:
    """Yield the headers and footers that are shown; a file can hold others, turned off."""
    on_even = word.settings.odd_and_even_pages_header_footer
    for section in word.sections:
        on_first = section.different_first_page_header_footer
        parts = (
            (on_first, section.first_page_header), (True, section.header),
            (on_even, section.even_page_header), (on_first, section.first_page_footer),
            (True, section.footer), (on_even, section.even_page_footer),
        )  # fmt: skip
        yield from (part for shown, part in parts if shown and not part.is_linked_to_previous)


def _part_lines(part: Any) -> Iterator[str]:
    for element in _content(part, part._element):
        if hasattr(element, "rows"):
            yield from (" | ".join(filter(None, _cells(row))) for row in element.rows)
        else:
            yield " ".join(_words(element).split())


def _content(parent: Any, element: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a body or cell, those in content controls too."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for child in element.iterchildren():
        if child.tag == W + "p":
            yield Paragraph(child, parent)
        elif child.tag == W + "tbl":
            yield Table(child, parent)
        elif child.tag in (W + "sdt", W + "sdtContent"):
            yield from _content(parent, child)


def _words(paragraph: Any) -> str:
    """Return a paragraph's text as it reads with all changes accepted."""
    return words_of(paragraph._p)


def _boxed(element: Any) -> Iterator[str]:
    """Yield the paragraphs of the text boxes in a paragraph or table.

    Word keeps a box twice, the second time for programs that do not know the first kind.
    """
    for box in element.iter(W + "txbxContent"):
        if next(box.iterancestors(FALLBACK), None) is None:
            yield from map(words_of, box.iter(W + "p"))


def _add_paragraph(text: BlockText, paragraph: Any) -> str | None:
    """Append a paragraph; return its words where its style says that it is the title."""
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    words = _words(paragraph)
    heading = HEADING_STYLE.match(style)
    if heading:
        text.add(BlockKind.HEADING, words, int(heading.group(1)))
    elif style.lower() in ("title", "titel"):
        text.add(BlockKind.HEADING, words, 1)
        return " ".join(words.split()) or None
    elif CONTENTS_STYLE.match(style):
        text.add(BlockKind.CONTENTS, words)
    elif LIST_STYLE.search(style) or _is_numbered(paragraph):
        text.add(BlockKind.LIST_ITEM, words)
    else:
        text.add(BlockKind.PARAGRAPH, words)
    return None


def _is_numbered(paragraph: Any) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _add_table(text: BlockText, table: Any) -> None:
    rows = [_cells(row) for row in table.rows if not is_deleted(row._tr)]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if rows:
        text.add_table(rows, has_header=_has_header(table, rows))


def _cells(row: Any) -> list[str]:
    """Return a row's texts by column; a cell merged over columns is read once, in its first."""
    seen: set[Any] = set()
    found = [""] * row.grid_cols_before
    for cell in row.cells:
        found.append("" if cell._tc in seen else " ".join(_texts(cell)))
        seen.add(cell._tc)
    return found


def _texts(cell: Any) -> Iterator[str]:
    for element in _content(cell, cell._tc):
        if hasattr(element, "rows"):
            for row in element.rows:
                yield " ".join(_cells(row))
        else:
            yield _words(element)


def _has_header(table: Any, rows: list[list[str]]) -> bool:
    """Say whether the first row names the columns: marked so, bold, or three columns and more."""
    first = table.rows[0]
    marked = first._tr.trPr is not None and bool(
        first._tr.trPr.xpath("./*[local-name()='tblHeader']")
    )
    if len(rows) < 2 or not all(cell.strip() for cell in rows[0][1:]):
        return False
    return marked or _is_bold(first) or len(rows[0]) > 2


def _is_bold(row: Any) -> bool:
    runs = [
        run for cell in row.cells for p in cell.paragraphs for run in p.runs if run.text.strip()
    ]
    return bool(runs) and all(run.bold for run in runs)
