"""Builds small PDF files whose every word and place the test knows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(reportlab.__file__).parent / "fonts"
WIDTH, HEIGHT = A4
LEADING = 1.35


class Sheet:
    """A PDF being drawn; `y` is measured in points from the top of the page to the baseline."""

    def __init__(self, title: str = "") -> None:
        pdfmetrics.registerFont(TTFont("Body", str(FONTS / "Vera.ttf")))
        pdfmetrics.registerFont(TTFont("Heavy-Bold", str(FONTS / "VeraBd.ttf")))
        self._buffer = io.BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=A4, invariant=1)
        if title:
            self.canvas.setTitle(title)

    def line(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> None:
        """Print one line."""
        self.canvas.setFont("Heavy-Bold" if bold else "Body", size)
        self.canvas.drawString(x, HEIGHT - y, text)

    def lines(self, x: float, y: float, texts: Sequence[str], size: float = 10) -> float:
        """Print lines under one another and return where the next would stand."""
        for text in texts:
            self.line(x, y, text, size)
            y += LEADING * size
        return y

    def table(
        self,
        x: float,
        y: float,
        rows: Sequence[Sequence[str]],
        width: float = 110,
        bold_first: bool = True,
    ) -> float:
        """Print a ruled table whose top is at `y` and return where it ends."""
        height = 18
        columns = len(rows[0])
        edges = [x + width * i for i in range(columns + 1)]
        heights = [HEIGHT - y - height * i for i in range(len(rows) + 1)]
        self.canvas.grid(edges, heights)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                self.line(
                    edges[column] + 4, y + height * number + 12, cell, 9, bold_first and number == 0
                )
        return y + height * len(rows)

    def next_page(self) -> None:
        """Go on to a new page."""
        self.canvas.showPage()

    def data(self) -> bytes:
        """Return the finished file."""
        self.canvas.save()
        return self._buffer.getvalue()


def one_page(*lines: str) -> bytes:
    """Return a PDF with these lines as one paragraph."""
    sheet = Sheet()
    sheet.lines(72, 200, lines)
    return sheet.data()


def over_a_page_break() -> bytes:
    """Return three pages with running lines, and a hyphenated sentence from page 1 to page 2."""
    texts = (
        "Nämnden följer upp målen varje månad och rapporterar till kommun-",
        "styrelsen senast den femtonde. Därefter följer analysen.",
        "Sista sidan har en egen text.",
    )
    sheet = Sheet()
    for number, text in enumerate(texts, start=1):
        sheet.line(72, 40, "Granholms kommun – Styrmodell", 8)
        sheet.lines(72, 180, [text])
        sheet.line(480, 812, f"Sida {number} (3)", 8)
        sheet.next_page()
    return sheet.data()
