"""Draws what stands on every PDF page: cover, running lines, coat of arms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pdf_style import Look, printable
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Frame, PageTemplate
from sources import Source

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 26 * mm, 24 * mm, 27 * mm, 25 * mm
COLUMN_GAP = 8 * mm
TEXT_WIDTH = WIDTH - LEFT - RIGHT
COLUMN_WIDTH = (TEXT_WIDTH - COLUMN_GAP) / 2
TEXT_HEIGHT = HEIGHT - TOP - BOTTOM
GREY = HexColor("#5a5a5a")


@dataclass(frozen=True)
class Pages:
    """What the page drawing needs to know about a document."""

    source: Source
    look: Look
    total: int
    head_height: float = 0.0

    @property
    def has_cover(self) -> bool:
        return self.source.flag("cover")

    def printed(self, page: int) -> int:
        """The number printed on a page: the cover is not counted."""
        return page - 1 if self.has_cover else page

    def templates(self) -> list[Any]:
        cover = PageTemplate("cover", [_cover_frame()], onPage=self.draw_cover)
        if self.source.text("layout") != "two-columns":
            body = [PageTemplate("body", [_frame(0, TEXT_WIDTH)], onPage=self.draw_running)]
        else:
            body = [self._first_columns(), self._columns()]
            body = body[1:] if self.has_cover else body
        return [cover, *body] if self.has_cover else body

    def _columns(self) -> Any:
        frames = [_frame(0, COLUMN_WIDTH), _frame(COLUMN_WIDTH + COLUMN_GAP, COLUMN_WIDTH)]
        return PageTemplate("body", frames, onPage=self.draw_running)

    def _first_columns(self) -> Any:
        """Page 1 without a cover: the title across the page, the columns under it."""
        rest = TEXT_HEIGHT - self.head_height
        frames = [
            _frame(0, TEXT_WIDTH, self.head_height, rest),
            _frame(0, COLUMN_WIDTH, rest),
            _frame(COLUMN_WIDTH + COLUMN_GAP, COLUMN_WIDTH, rest),
        ]
        return PageTemplate("first", frames, onPage=self.draw_running, autoNextPageTemplate="body")

    def draw_cover(self, canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setFillColor(self.look.main)
        canvas.rect(0, 0, 14 * mm, HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(self.look.tint)
        canvas.rect(14 * mm, HEIGHT * 0.42, WIDTH, 2.2 * mm, stroke=0, fill=1)
        draw_arms(canvas, LEFT, HEIGHT - 42 * mm, 20 * mm, self.look)
        canvas.setFillColor(self.look.main)
        canvas.setFont("Granholm-Bold", 17)
        canvas.drawString(LEFT + 24 * mm, HEIGHT - 34 * mm, "Granholms kommun")
        canvas.restoreState()
        canvas.addPageLabel(0, prefix="Omslag")

    def draw_running(self, canvas: Any, _document: Any) -> None:
        canvas.saveState()
        self._header(canvas)
        self._footer(canvas, self.printed(canvas.getPageNumber()))
        canvas.restoreState()
        if canvas.getPageNumber() == 2 and self.has_cover:
            canvas.addPageLabel(1, style="ARABIC", start=1)

    def _header(self, canvas: Any) -> None:
        y = HEIGHT - 16 * mm
        draw_arms(canvas, WIDTH - RIGHT - 8 * mm, y - 2 * mm, 8 * mm, self.look)
        canvas.setFont("Granholm", 7.5)
        canvas.setFillColor(GREY)
        canvas.drawString(LEFT, y, printable(self.source.text("header")))
        canvas.setStrokeColor(self.look.main)
        canvas.setLineWidth(0.8)
        canvas.line(LEFT, y - 4 * mm, WIDTH - RIGHT, y - 4 * mm)

    def _footer(self, canvas: Any, number: int) -> None:
        y = 14 * mm
        page = f"Sida {number} ({self.printed(self.total)})"
        text = printable(self.source.text("footer"))
        canvas.setFont("Granholm", 7.5)
        canvas.setFillColor(GREY)
        canvas.drawRightString(WIDTH - RIGHT, y, page)
        for step, line in enumerate(_folded(text, TEXT_WIDTH - 30 * mm)):
            canvas.drawString(LEFT, y - step * 3.4 * mm, line)


def draw_arms(canvas: Any, x: float, y: float, size: float, look: Look) -> None:
    """A plain shield with three spruces over water, in vector shapes."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / 20, size / 20)
    canvas.setFillColor(look.main)
    shield = canvas.beginPath()
    shield.moveTo(1, 20)
    shield.lineTo(19, 20)
    shield.lineTo(19, 9)
    shield.curveTo(19, 3, 13, 1, 10, -1)
    shield.curveTo(7, 1, 1, 3, 1, 9)
    shield.close()
    canvas.drawPath(shield, stroke=0, fill=1)
    canvas.setFillColor(white)
    for middle, base, tip in ((5.5, 7, 14), (10, 7, 18), (14.5, 7, 14)):
        _spruce(canvas, middle, base, tip)
    canvas.rect(5, 4, 10, 1.2, stroke=0, fill=1)
    canvas.restoreState()


def _spruce(canvas: Any, middle: float, base: float, tip: float) -> None:
    tree = canvas.beginPath()
    tree.moveTo(middle - 2.1, base)
    tree.lineTo(middle + 2.1, base)
    tree.lineTo(middle, tip)
    tree.close()
    canvas.drawPath(tree, stroke=0, fill=1)


def _folded(text: str, width: float) -> list[str]:
    """Fold a long footer into lines."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, "Granholm", 7.5) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _frame(x: float, width: float, height: float = TEXT_HEIGHT, above: float = 0.0) -> Any:
    return Frame(LEFT + x, BOTTOM + above, width, height, 0, 0, 0, 0)


def _cover_frame() -> Any:
    return Frame(LEFT, BOTTOM, TEXT_WIDTH, HEIGHT - BOTTOM - 80 * mm, 0, 0, 0, 0)
