"""Fonts, colours and paragraph styles of the municipality's PDF documents."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import (
    TA_JUSTIFY,
    TA_LEFT,
    TA_RIGHT,
)
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from sources import Source, Spans

FONT_FILES = {
    "Granholm": "Vera.ttf",
    "Granholm-Bold": "VeraBd.ttf",
    "Granholm-Italic": "VeraIt.ttf",
    "Granholm-BoldItalic": "VeraBI.ttf",
}
# Characters the font lacks, with what an office would type instead.
SUBSTITUTES = {"₂": "2", "₃": "3", "→": "–", "‑": "-", "\u202f": "\u00a0", "✓": "x", "≈": "ca"}
LIGATURES = {"fi": "\ufb01", "fl": "\ufb02"}


@dataclass(frozen=True)
class Look:
    """What differs between the documents of different years and offices."""

    main: Any
    tint: Any
    size: float
    grid_cover: bool
    ligatures: bool


def look_of(source: Source) -> Look:
    """Older documents have the old blue profile; the rest follows from the slug."""
    number = zlib.crc32(source.slug.encode())
    old = "0000" < source.fact("decided")[:4] < "2021"
    main, tint = ("#1f3d6b", "#dfe6f1") if old else ("#1e5945", "#e1eee7")
    size = 8.2 if source.text("layout") == "two-columns" else (9.0, 9.5)[number % 2]
    ligatures = source.flag("ligatures") and has_ligatures()
    return Look(HexColor(main), HexColor(tint), size, number % 3 == 0, ligatures)


@cache
def register_fonts() -> None:
    """Register the fonts that come with the PDF library, so that no system font is needed."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in FONT_FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(
        "Granholm",
        normal="Granholm",
        bold="Granholm-Bold",
        italic="Granholm-Italic",
        boldItalic="Granholm-BoldItalic",
    )


def glyphs() -> Any:
    register_fonts()
    return pdfmetrics.getFont("Granholm").face.charToGlyph


@cache
def has_ligatures() -> bool:
    return all(ord(sign) in glyphs() for sign in LIGATURES.values())


def printable(text: str) -> str:
    """The text with only characters that the font can draw; anything else is an error."""
    for sign, instead in SUBSTITUTES.items():
        text = text.replace(sign, instead)
    missing = sorted({sign for sign in text if ord(sign) not in glyphs()})
    if missing:
        raise ValueError(f"no glyph for {missing} in {text[:80]!r}")
    return text


def markup(spans: Spans, look: Look) -> str:
    """Paragraph markup for spans."""
    parts = []
    for span in spans:
        text = escape(printable(span.text))
        if look.ligatures:
            for letters, sign in LIGATURES.items():
                text = text.replace(letters, sign)
        text = f"<b>{text}</b>" if span.bold else text
        parts.append(f"<i>{text}</i>" if span.italic else text)
    return "".join(parts)


def styles(look: Look) -> dict[str, Any]:
    """All paragraph styles by name."""
    size = look.size
    base = {"fontName": "Granholm", "fontSize": size, "leading": size * 1.42}
    # At 2, a word too long for a line of its own is hyphenated too, instead of cut anywhere.
    wrapping = {"hyphenationLang": "sv_SE", "embeddedHyphenation": 2, "hyphenationMinWordLength": 6}
    body = ParagraphStyle(
        "body", alignment=TA_JUSTIFY, spaceAfter=size * 0.75, allowWidows=0, **base, **wrapping
    )
    cell = ParagraphStyle(
        "cell", fontName="Granholm", fontSize=size - 1.2, leading=size * 1.2, **wrapping
    )
    return {
        "body": body,
        "cell": cell,
        "number": ParagraphStyle("number", parent=cell, alignment=TA_RIGHT),
        "head": ParagraphStyle("head", parent=cell, fontName="Granholm-Bold", textColor=look.main),
        "label": ParagraphStyle("label", parent=cell, fontSize=size - 2.5, textColor="#555555"),
        "toc-title": _heading("toc-title", size * 1.7, look),
        **{f"h{level}": _level(level, look) for level in range(1, 7)},
        **{f"toc{level}": _toc(level, size) for level in range(1, 4)},
        "title": _heading("title", size * 2.1, look),
        "cover-title": _heading("cover-title", 28, look),
        "cover-kind": ParagraphStyle("cover-kind", parent=body, fontSize=13, leading=18),
    }


def list_style(look: Look, depth: int) -> Any:
    """Body text hung out from its bullet or number."""
    indent = 14.0 * depth
    return ParagraphStyle(
        f"list{depth}",
        parent=styles(look)["body"],
        leftIndent=indent,
        bulletIndent=indent - 11,
        bulletFontName="Granholm",
        bulletFontSize=look.size,
        spaceAfter=look.size * 0.3,
    )


def _level(level: int, look: Look) -> Any:
    factor = {1: 1.65, 2: 1.3, 3: 1.1}.get(level, 1.0)
    return _heading(f"h{level}", look.size * factor, look)


def _heading(name: str, size: float, look: Look) -> Any:
    return ParagraphStyle(
        name,
        fontName="Granholm-Bold",
        fontSize=size,
        leading=size * 1.25,
        textColor=look.main,
        alignment=TA_LEFT,
        spaceBefore=size * 0.8,
        spaceAfter=size * 0.4,
        keepWithNext=1,
        hyphenationLang="sv_SE",
        hyphenationMinWordLength=16,
    )


def _toc(level: int, size: float) -> Any:
    return ParagraphStyle(
        f"toc{level}",
        fontName="Granholm-Bold" if level == 1 else "Granholm",
        fontSize=size,
        leading=size * 1.6,
        leftIndent=(level - 1) * 14,
        rightIndent=24,
    )
