"""Reads slides (PPTX): each slide a page, "bild 3", with its text, tables, diagrams and notes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from kompass_evidence.domain.document import SLIDE, BlockKind, Document, Page, Span
from kompass_evidence.errors import UnreadableError
from kompass_evidence.reading.blocks import BlockText
from kompass_evidence.reading.office import check_office, opened, xml_tree

READER = "pptx/1"
KIND = ("PowerPoint file", "PowerPointfil")
NOTES = "Anteckningar"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DIAGRAM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
LEVEL = 400_000  # length units (EMU, some 11 mm) within which shapes stand at one height
MARGINS = frozenset((13, 15, 16))  # placeholders: slide number, footer, date


def read_pptx(data: bytes, name: str) -> Document:
    """Return the document in a PPTX file's bytes; `name` is the file's, used without a title.

    Raises UnreadableError where the file is damaged, protected, too large unpacked, or has no text.
    """
    import pptx

    check_office(data, *KIND)
    show = opened(lambda: pptx.Presentation(io.BytesIO(data)), *KIND)
    text = BlockText()
    starts: list[int] = []
    margins: list[tuple[str, ...]] = []
    silent: list[int] = []
    for number, slide in enumerate(show.slides, start=1):
        before = len(text.blocks)
        margins.append(_add_slide(text, slide))
        has_text = len(text.blocks) > before
        starts.append(text.blocks[before].span.start if has_text else -1)
        silent.extend([] if has_text else [number])
    if not text.blocks:
        raise UnreadableError("the slides have no text", "bilderna har ingen text")
    hidden = [n for n, s in enumerate(show.slides, start=1) if s._element.get("show") == "0"]
    return Document(
        text.text(), tuple(text.blocks), _pages(starts, text.length, margins),
        title=" ".join((show.core_properties.title or "").split()) or text.first_heading()
        or name.rsplit(".", 1)[0],
        reader=f"{READER} python-pptx {pptx.__version__}", remarks=tuple(_remarks(silent, hidden)),
    )  # fmt: skip


def _pages(
    starts: Sequence[int], length: int, margins: Sequence[tuple[str, ...]]
) -> tuple[Page, ...]:
    """Return a page for each slide; one without text (-1) is empty, where the next one begins."""
    pages: list[Page] = []
    end = length
    for index in reversed(range(len(starts))):
        start = starts[index] if starts[index] >= 0 else end
        pages.append(Page(index, f"{SLIDE}{index + 1}", Span(start, end), (), margins[index]))
        end = start
    return tuple(reversed(pages))


def _remarks(silent: Sequence[int], hidden: Sequence[int]) -> Iterator[str]:
    if silent:
        yield "Utan läsbar text (tom eller bild): " + SLIDE + ", ".join(map(str, silent))
    if hidden:
        yield "Dolda vid visning, men lästa: " + SLIDE + ", ".join(map(str, hidden))


def _add_slide(text: BlockText, slide: Any) -> tuple[str, ...]:
    """Append a slide's text, its title first, and return what stands in its margins."""
    title = slide.shapes.title
    if title is not None:
        text.add(BlockKind.HEADING, title.text_frame.text, 1)
    margins = []
    for shape in _in_order(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.is_placeholder and shape.placeholder_format.type in MARGINS:
            margins.append(" ".join(shape.text_frame.text.split()))
        else:
            _add_shape(text, shape)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and notes.text.strip():
        text.add(BlockKind.HEADING, NOTES, 2)
        _add_paragraphs(text, notes)
    return tuple(filter(None, margins))


def _in_order(shapes: Any) -> list[Any]:
    """Return shapes from the top down, and from the left where they stand at one height."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // LEVEL, shape.left or 0))


def _add_shape(text: BlockText, shape: Any) -> None:
    if hasattr(shape, "shapes"):  # a group
        for inner in _in_order(shape.shapes):
            _add_shape(text, inner)
    elif getattr(shape, "has_table", False):
        rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
        has_header = len(rows) > 1 and (shape.table.first_row or len(rows[0]) > 2)
        text.add_table(rows, has_header=has_header and all(c.strip() for c in rows[0][1:]))
    elif getattr(shape, "has_chart", False):
        _add_chart(text, shape.chart)
    elif shape.has_text_frame:
        _add_paragraphs(text, shape.text_frame)
    else:
        for line in _diagram(shape):
            text.add(BlockKind.LIST_ITEM, line)


def _add_paragraphs(text: BlockText, frame: Any) -> None:
    for paragraph in frame.paragraphs:
        words = "".join(
            " " if part.tag in (A + "br", A + "tab") else part.text or ""
            for part in paragraph._p.iter(A + "t", A + "br", A + "tab")
        )
        kind = BlockKind.LIST_ITEM if paragraph.level else BlockKind.PARAGRAPH
        text.add(kind, words)


def _add_chart(text: BlockText, chart: Any) -> None:
    """Append a chart as a table: a row for each category, with the series' names as columns."""
    if chart.has_title and chart.chart_title.has_text_frame:
        text.add(BlockKind.PARAGRAPH, chart.chart_title.text_frame.text)
    for plot in chart.plots:
        series = [(one.name, list(one.values)) for one in plot.series]
        rows = [
            [str(category), *(_figure(values, place) for _, values in series)]
            for place, category in enumerate(plot.categories)
        ]
        text.add_table([["", *(name for name, _ in series)], *rows], has_header=True)


def _figure(values: Sequence[float | None], place: int) -> str:
    value = values[place] if place < len(values) else None
    return "" if value is None else f"{value:.10g}".replace(".", ",")


def _diagram(shape: Any) -> Iterator[str]:
    """Yield the texts of a SmartArt diagram, which lie in a part of their own."""
    for relation in shape._element.iter("{*}relIds"):
        target = next((value for key, value in relation.attrib.items() if key.endswith("}dm")), "")
        part = shape.part.rels.get(target)
        if part is None or part.is_external or part.reltype != DIAGRAM:
            continue
        for paragraph in xml_tree(part.target_part.blob).iter(A + "p"):
            yield "".join(piece.text or "" for piece in paragraph.iter(A + "t"))
