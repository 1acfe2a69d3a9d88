"""Draws a page of a source with the place of a quote boxed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kompass_evidence.domain.document import Box, Span

FRAME = (0.78, 0.13, 0.2)  # the box's colour: red enough to see on print, with white around it
PADDING = 1.2  # points, so that the frame does not touch the letters
COVER = (70, 70, 70)  # of what is masked
COVERED = 0.0015  # of the page's width and height, covered around each place


@dataclass(frozen=True, slots=True)
class Cover:
    """What of a page may not be seen: boxes, and what `find` sees in the words as they are printed.

    `must_find` says that something stands there beside the boxes; where it is not found, the whole
    page is covered.
    """

    boxes: tuple[Box, ...]
    find: Callable[[str], Sequence[Span]]
    must_find: bool = False


def page_picture(
    data: bytes, page: int, boxes: Sequence[Box] = (), *, dpi: int = 110,
    quality: int | None = None, cover: Cover | None = None,
) -> bytes:  # fmt: skip
    """Return one page of a PDF with boxes drawn on it: PNG, or JPEG where `quality` is given.

    `page` is the index from 0; boxes on other pages are left out. Nothing is left under `cover`:
    the points of the finished picture are painted over.
    """
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    with pymupdf.open(stream=data, filetype="pdf") as pdf:
        sheet = pdf[page]
        width, height = sheet.rect.width, sheet.rect.height
        back = ~sheet.rotation_matrix  # boxes are of the page as shown
        for box in boxes:
            if box.page == page:
                shown = pymupdf.Rect(
                    box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height
                )
                shown += (-PADDING, 0, PADDING, 0)
                shape = sheet.new_shape()
                shape.draw_rect(shown * back)
                shape.finish(color=FRAME, width=1.2)
                shape.commit()
        picture = sheet.get_pixmap(dpi=dpi)
        if cover is not None:
            _paint_over(picture, sheet, page, cover)
        if quality is not None:
            return bytes(picture.tobytes("jpg", jpg_quality=quality))
        return bytes(picture.tobytes("png"))


def _paint_over(picture: Any, sheet: Any, page: int, cover: Cover) -> None:
    """Paint over what may not be seen in the picture of a page."""
    width, height = picture.width, picture.height
    printed = _printed(sheet, cover)
    areas = [(b.x0, b.y0, b.x1, b.y1) for b in cover.boxes if b.page == page] + printed
    if cover.must_find and not printed:
        areas = [(0.0, 0.0, 1.0, 1.0)]
    for x0, y0, x1, y1 in areas:
        left, top = max(0, int((x0 - COVERED) * width)), max(0, int((y0 - COVERED) * height))
        right = min(width, int((x1 + COVERED) * width) + 1)
        bottom = min(height, int((y1 + COVERED) * height) + 1)
        picture.set_rect((left, top, right, bottom), COVER)


def _printed(sheet: Any, cover: Cover) -> list[tuple[float, float, float, float]]:
    """Return where the words are that are to be covered, as fractions of the page as shown."""
    import pymupdf

    words = sheet.get_text("words", sort=True)
    text, ends = "", []
    for word in words:
        text += word[4]
        ends.append(len(text))
        text += " "
    found = []
    for span in cover.find(text):
        for word, end in zip(words, ends, strict=True):
            if end - len(word[4]) < span.end and span.start < end:
                box = pymupdf.Rect(word[:4]) * sheet.rotation_matrix
                box.normalize()
                w, h = sheet.rect.width, sheet.rect.height
                found.append((box.x0 / w, box.y0 / h, box.x1 / w, box.y1 / h))
    return found
