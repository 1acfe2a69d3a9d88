"""Shows words in their place in a source: the text around them, and their pages, boxed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kompass_evidence.domain.document import Box, Source, Span
from kompass_evidence.reading.pictures import Cover
from kompass_evidence.workspace import Workspace

AROUND = 600  # characters shown before and after the words


@dataclass(frozen=True, slots=True)
class Place:
    """A source, words of it and the text around them; `cut_before` and `cut_after` say that
    the document goes on there."""

    source: Source
    before: str
    exact: str
    after: str
    cut_before: bool
    cut_after: bool


def place_of(workspace: Workspace, source: str, span: Span, around: int = AROUND) -> Place:
    """Return a span of a source's text, by the source's id, and the text around it."""
    text = workspace.corpus.document(source, pages=False).text
    start = max(0, span.start - around)
    end = min(len(text), span.end + around)
    return Place(
        workspace.corpus.source(source), Span(start, span.start).of(text), span.of(text),
        Span(min(span.end, end), end).of(text), start > 0, end < len(text),
    )  # fmt: skip


def page_pictures(
    workspace: Workspace, source: str, boxes: Sequence[Box], dpi: int = 110,
    quality: int | None = None, cover: Callable[[int], Cover | None] = lambda page: None,
) -> dict[int, bytes]:  # fmt: skip
    """Return each page of a source, by its id, that has one of the boxes, with the boxes drawn,
    by page index: as PNG, or as JPEG where `quality` is given; `cover` says what of a page may
    not be seen.

    Empty where there is no box. Raises IntegrityError where the original is not what was ingested.
    """
    from kompass_evidence.reading.pictures import page_picture

    if not boxes:
        return {}
    data = workspace.original(workspace.corpus.source(source))
    pages = sorted({box.page for box in boxes})
    return {
        page: page_picture(data, page, boxes, dpi=dpi, quality=quality, cover=cover(page))
        for page in pages
    }
