"""Draws a page of a source with the place of a quote boxed."""

from __future__ import annotations

from collections.abc import Sequence

from kompass_evidence.domain.document import Box

FRAME = (0.78, 0.13, 0.2)  # the box's colour: red enough to see on print, with white around it
PADDING = 1.2  # points, so that the frame does not touch the letters


def page_picture(
    data: bytes, page: int, boxes: Sequence[Box] = (), *, dpi: int = 110, quality: int | None = None
) -> bytes:
    """Return one page of a PDF with boxes drawn on it: PNG, or JPEG where `quality` is given.

    `page` is the index from 0; boxes on other pages are left out.
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
        if quality is not None:
            return bytes(picture.tobytes("jpg", jpg_quality=quality))
        return bytes(picture.tobytes("png"))
