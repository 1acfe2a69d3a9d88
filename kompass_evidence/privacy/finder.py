"""Finds the personal data of private persons in a source: in its text, margins, title and path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from kompass_evidence.domain.document import Document, Source, Span, page_place
from kompass_evidence.privacy.contacts import emails, is_private, phones
from kompass_evidence.privacy.finding import (
    PLACE_NAMES,
    Candidate,
    Finding,
    PersonalKind,
    Where,
)
from kompass_evidence.privacy.identity_numbers import identity_numbers
from kompass_evidence.privacy.masking import crossed_out

VERSION = "2"  # raised whenever another finding may come of the same text

_NUMBERS = (PersonalKind.IDENTITY_NUMBER, PersonalKind.COORDINATION_NUMBER)


def candidates(text: str) -> list[Candidate]:
    """Return all that is written as personal data is, in order, whosever it is."""
    found: list[Candidate] = []
    written = (*identity_numbers(text), *phones(text), *emails(text))
    for candidate in sorted(written, key=lambda one: one.span):
        if not found or not candidate.span.overlaps(found[-1].span):
            found.append(candidate)
        elif candidate.kind in _NUMBERS:  # what could also be part of a phone
            found[-1] = candidate
    return found


def find_in_document(source: str, document: Document) -> list[Finding]:
    """Return what stands in a source's text, margins and remarks; one text of several that are the
    same, as a running header is, counts once."""
    found = list(_findings(source, Where.TEXT, 0, document.text, document))
    for where, texts in ((Where.MARGIN, margins_of(document)), (Where.REMARK, document.remarks)):
        for number, text in enumerate(texts):
            found.extend(_findings(source, where, number, text))
    return found


def find_in_labels(source: Source) -> list[Finding]:
    """Return what stands in a source's title, path and address."""
    labels = ((Where.TITLE, source.title), (Where.PATH, source.path), (Where.URL, source.url or ""))
    return [found for where, text in labels for found in _findings(source.id, where, 0, text)]


def find_in_paths(paths: Iterable[tuple[str, str]]) -> list[Finding]:
    """Return what stands in the paths of files that could not be read, given as (id, path)."""
    return [
        found for name, path in paths for found in _findings(name, Where.UNREAD, 0, path)
    ]  # fmt: skip


def margins_of(document: Document) -> list[str]:
    """Return the running headers and footers of a document, each once, in order."""
    pages = (margin for page in document.pages for margin in page.margins)
    return list(dict.fromkeys((*document.margins, *pages)))


def _findings(
    source: str, where: Where, number: int, text: str, document: Document | None = None
) -> Iterator[Finding]:
    for found in candidates(text):
        headings = partial(_over, found, document)
        if found.kind in _NUMBERS or is_private(found, text, headings):
            shown, place = crossed_out(found, text), _place(where, found.span, document)
            yield Finding(source, where, number, found.span, found.kind, found.digest, shown, place)


def _place(where: Where, span: Span, document: Document | None) -> str:
    """Say where something stands: on which page, or in which of a source's texts."""
    pages = document.pages_of(span) if document else ()
    return ", ".join(page_place(page.label) for page in pages) or PLACE_NAMES[where]


def _over(candidate: Candidate, document: Document | None) -> str:
    """Return the headings that something stands under, the document's title among them."""
    if document is None:
        return ""
    return " ".join((document.title, *document.heading_at(candidate.span.start)))
