"""Reads OpenDocument files: text (ODT) and workbooks (ODS), as they read with changes accepted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from kompass_evidence.domain.document import BlockKind, Document
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.blocks import BlockText
from kompass_evidence.reading.office import check_office, comment_remark, opened, xml_tree
from kompass_evidence.reading.sheets import Cell, Row, Sheet, lay_out

READER = "opendocument/1"
KIND = ("OpenDocument file", "OpenDocumentfil")
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TEXT, TABLE, DRAW = (_NS % n for n in ("office", "text", "table", "drawing"))
STYLE = _NS % "style"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
SIGNS = {TEXT + "tab": " ", TEXT + "line-break": " "}
UNREAD = frozenset((TEXT + "note", OFFICE + "annotation", TEXT + "tracked-changes"))
ASIDE = UNREAD | {DRAW + "frame"}
CONTENTS = frozenset((TEXT + "table-of-content", TEXT + "illustration-index"))
MOST_REPEATED = 1000  # equal cells or rows; a program fills up a sheet with a million empty ones
DEEPEST = 50  # levels of lists, sections and frames


def read_odt(data: bytes, name: str) -> Document:
    """Return the document in an ODT file's bytes; `name` is the file's, used without a title.

    Raises UnreadableError where the file is damaged, protected, too large unpacked, or has no text.
    """
    parts = _parts(data)
    body = parts["content.xml"].find(f".//{OFFICE}text")
    if body is None:
        raise UnreadableError(
            "it is an OpenDocument file of another kind under this name",
            "det är en OpenDocumentfil av annat slag under detta namn",
        )
    text = BlockText()
    _add_all(text, body, 0)
    if not text.blocks:
        raise UnreadableError("the file has no text", "filen har ingen text")
    comments = sum(1 for _ in body.iter(OFFICE + "annotation"))
    return Document(
        text.text(), tuple(text.blocks), title=_title(parts) or text.first_heading() or _stem(name),
        reader=READER, remarks=comment_remark(comments),
        margins=tuple(_margins(parts.get("styles.xml"))),
    )  # fmt: skip


def read_ods(data: bytes, name: str) -> Document:
    """Return the document in an ODS file's bytes, as `read_odt` does."""
    parts = _parts(data)
    content = parts["content.xml"]
    hidden = {
        style.get(STYLE + "name")
        for style in content.iter(STYLE + "style")
        for shown in style.iter(STYLE + "table-properties")
        if shown.get(TABLE + "display") == "false"
    }
    sheets = (
        Sheet(
            sheet.get(TABLE + "name") or "Blad", _rows(sheet),
            hidden=sheet.get(TABLE + "style-name") in hidden,
        )
        for sheet in content.iterfind(f".//{OFFICE}spreadsheet/{TABLE}table")
    )  # fmt: skip
    return lay_out(sheets, _title(parts) or _stem(name), READER)


def _parts(data: bytes) -> Mapping[str, Any]:
    check_office(data, *KIND)

    def parse() -> dict[str, Any]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = {"content.xml", "styles.xml", "meta.xml"} & set(archive.namelist())
            found = {part: xml_tree(archive.read(part)) for part in wanted}
        return found if "content.xml" in found else found["content.xml"]

    found: dict[str, Any] = opened(parse, *KIND)
    return found


def _title(parts: Mapping[str, Any]) -> str:
    found = parts["meta.xml"].find(f".//{TITLE}") if "meta.xml" in parts else None
    return " ".join((found.text or "").split()) if found is not None else ""


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0]


def _add_all(text: BlockText, parent: Any, depth: int, kind: BlockKind | None = None) -> None:
    """Append what stands in a body, section, list item or frame; `kind` is of its paragraphs."""
    for child in parent if depth < DEEPEST else ():
        if child.tag == TEXT + "h":
            level = child.get(TEXT + "outline-level", "1")
            text.add(BlockKind.HEADING, _words(child), int(level) if level.isdecimal() else 1)
            _add_asides(text, child, depth)
        elif child.tag == TEXT + "p":
            text.add(kind or BlockKind.PARAGRAPH, _words(child))
            _add_asides(text, child, depth)
        elif child.tag == TABLE + "table":
            _add_table(text, child)
        elif child.tag == TEXT + "list-item" or child.tag == TEXT + "list-header":
            _add_all(text, child, depth + 1, BlockKind.LIST_ITEM)
        elif child.tag in CONTENTS:
            _add_all(text, child, depth + 1, BlockKind.CONTENTS)
        elif isinstance(child.tag, str) and child.tag not in UNREAD:
            _add_all(text, child, depth + 1, kind)  # sections, lists, frames, text boxes, indexes


def _add_asides(text: BlockText, paragraph: Any, depth: int) -> None:
    """Append the notes and text boxes that a paragraph holds, after it."""
    kinds = (TEXT + "note-body", DRAW + "text-box")
    for aside in paragraph.iter(*kinds):
        within = next(aside.iterancestors(TEXT + "p", TEXT + "h"), None)
        if within is paragraph:  # an aside's own asides are read with it
            _add_all(text, aside, depth + 1)


def _words(element: Any) -> str:
    """Return an element's own text, without its notes, comments and frames."""
    return "".join(_pieces(element, 0))


def _pieces(element: Any, depth: int) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag == TEXT + "s":
            yield " "
        elif child.tag not in ASIDE and isinstance(child.tag, str) and depth < DEEPEST:
            yield from _pieces(child, depth + 1)
        yield child.tail or ""


def _add_table(text: BlockText, table: Any) -> None:
    rows = [
        [cells[column].text if column in cells else "" for column in range(1, max(cells) + 1)]
        for _number, cells in _rows(table) if cells
    ]  # fmt: skip
    if not rows:
        return
    marked = table.find(TABLE + "table-header-rows") is not None
    named = len(rows) > 1 and all(cell.strip() for cell in rows[0][1:])
    text.add_table(rows, has_header=named and (marked or len(rows[0]) > 2))


def _rows(table: Any) -> Iterator[Row]:
    number = 1
    for row in table.iter(TABLE + "table-row"):
        if next(row.iterancestors(TABLE + "table")) is not table:
            continue  # of a table within a cell, which is read with it
        cells = _cells(row)
        repeated = _repeated(row, "rows")
        for step in range(min(repeated, MOST_REPEATED) if cells else 0):
            yield number + step, cells
        number += repeated


def _cells(row: Any) -> dict[int, Cell]:
    cells: dict[int, Cell] = {}
    column = 1
    for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
        repeated = _repeated(cell, "columns")
        words = " ".join(_words(p) for p in cell.iter(TEXT + "p", TEXT + "h") if _is_shown(p, cell))
        if words.strip():
            is_text = cell.get(OFFICE + "value-type", "string") == "string"
            for step in range(min(repeated, MOST_REPEATED)):
                cells[column + step] = Cell(words, is_text)
        column += repeated
    return cells


def _is_shown(paragraph: Any, cell: Any) -> bool:
    """Say whether a paragraph is the cell's own and not of a comment on it."""
    above = next(paragraph.iterancestors(OFFICE + "annotation", TABLE + "table-cell"), None)
    return above is None or above.tag != OFFICE + "annotation"


def _repeated(element: Any, what: str) -> int:
    count = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(count) if count.isdecimal() and len(count) < 9 else 1


def _margins(styles: Any) -> Iterator[str]:
    """Yield the lines of headers and footers, each once."""
    seen: set[str] = set()
    for part in styles.iter(STYLE + "header", STYLE + "footer") if styles is not None else ():
        for paragraph in part.iter(TEXT + "p"):
            line = " ".join(_words(paragraph).split())
            if line and line not in seen:
                seen.add(line)
                yield line
