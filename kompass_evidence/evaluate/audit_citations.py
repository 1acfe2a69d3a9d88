"""Checks of citations: each stands in its source, to the letter, where it says."""

from __future__ import annotations

from collections.abc import Iterator

from kompass_evidence.domain.citation import Citation, citation_id, text_digest
from kompass_evidence.domain.document import Box, Document, Source
from kompass_evidence.errors import Problem
from kompass_evidence.evaluate.audit_grounds import RESTORE, Grounds

CLOSE = 1e-4  # of the page: boxes may have been kept with fewer decimals


def citations(grounds: Grounds) -> Iterator[Problem]:
    """Hold every citation against the version of the source that it was made in."""
    by_source: dict[str, list[Citation]] = {}
    for citation in grounds.evaluation.citations.values():
        by_source.setdefault(citation.source, []).append(citation)
    corpus = grounds.workspace.corpus
    sources = {source.id: source for source in corpus.sources(current=False)}
    for identifier, made in sorted(by_source.items()):
        source = sources.get(identifier)
        if source is None:
            for citation in made:
                yield Problem(citation.id, f"its source {identifier} is gone", RESTORE)
            continue
        try:
            document = corpus.document(identifier)
        except Exception as error:
            message = f"the source of {len(made)} citations cannot be read ({error})"
            yield Problem(identifier, message, RESTORE)
            continue
        digest = text_digest(document.text)
        for citation in made:
            for message in _wrong(citation, source, document, digest):
                yield Problem(f"{citation.id} in {identifier}", message, RESTORE)


def _wrong(
    citation: Citation, source: Source, document: Document, digest: str
) -> Iterator[str]:  # fmt: skip
    quote, span = citation.quote, citation.span
    if citation.id != citation_id(citation.digest, span, quote.exact):
        yield "its id is not that of its words and place"
    if citation.digest != source.digest:
        yield "it was made in other bytes than its source has"
    if citation.text_digest != digest:
        yield "the text of its source is not the one that it was made in"
    text = document.text
    if not quote.exact or span.of(text) != quote.exact:
        yield "its quote does not stand at its place"
    if not text[: span.start].endswith(quote.prefix) or not text.startswith(quote.suffix, span.end):
        yield "the text around its quote is another"
    pages = document.pages_of(span)
    if citation.pages != tuple((page.index, page.label) for page in pages):
        yield "its pages, or their printed labels, are others"
    yield from _wrong_boxes(citation.boxes, document, citation)


def _wrong_boxes(
    boxes: tuple[Box, ...], document: Document, citation: Citation
) -> Iterator[str]:  # fmt: skip
    known = {page.index for page in document.pages}
    for box in boxes:
        if box.page not in known or not box.is_on_page:
            yield f"a box of it does not lie on page {box.page + 1}"
    expected = document.boxes_of(citation.span)
    if len(expected) != len(boxes) or not all(map(_is_same, boxes, expected)):
        yield "its boxes are not where its words are printed"


def _is_same(box: Box, other: Box) -> bool:
    pairs = ((box.x0, other.x0), (box.y0, other.y0), (box.x1, other.x1), (box.y1, other.y1))
    return box.page == other.page and all(abs(a - b) < CLOSE for a, b in pairs)
