"""Shows a citation in its place: the text around it, and its pages with the quote boxed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kompass_evidence.domain.citation import Citation
from kompass_evidence.domain.document import Source, Span
from kompass_evidence.reading.pictures import Cover
from kompass_evidence.workspace import Workspace

AROUND = 600  # characters shown before and after a quote


@dataclass(frozen=True, slots=True)
class Place:
    """A citation's source and the text around the quote; `cut_before` and `cut_after` say that
    the document goes on there."""

    source: Source
    before: str
    exact: str
    after: str
    cut_before: bool
    cut_after: bool


def place_of(workspace: Workspace, citation: Citation, around: int = AROUND) -> Place:
    """Return the text around a citation in the version of the source that it was made in."""
    text = workspace.corpus.document(citation.source, pages=False).text
    start = max(0, citation.span.start - around)
    end = min(len(text), citation.span.end + around)
    return Place(
        workspace.corpus.source(citation.source),
        Span(start, citation.span.start).of(text), citation.span.of(text),
        Span(min(citation.span.end, end), end).of(text), start > 0, end < len(text),
    )  # fmt: skip


def page_pictures(
    workspace: Workspace, citation: Citation, dpi: int = 110, quality: int | None = None,
    cover: Callable[[int], Cover | None] = lambda page: None,
) -> dict[int, bytes]:  # fmt: skip
    """Return each page that a citation stands on with the quote boxed, by page index: as PNG, or
    as JPEG where `quality` is given; `cover` says what of a page may not be seen.

    Empty where the source has no pages. Raises IntegrityError where the original is not what was
    ingested.
    """
    from kompass_evidence.reading.pictures import page_picture

    if not citation.boxes:
        return {}
    data = workspace.original(workspace.corpus.source(citation.source))
    pages = sorted({box.page for box in citation.boxes})
    return {
        page: page_picture(data, page, citation.boxes, dpi=dpi, quality=quality, cover=cover(page))
        for page in pages
    }
