"""Makes citations: the place of a quote in a source, with all that finds it again later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.citation import (
    AROUND,
    Citation,
    Quote,
    citation_as_plain,
    citation_from_plain,
    citation_id,
    place_told,
    text_digest,
)
from kompass_evidence.domain.document import Document, Page, Passage, Source, Span
from kompass_evidence.errors import InputError, RefusedError, UsageError
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluate.sources import source_named
from kompass_evidence.evaluation.quotes import SearchedText, flat
from kompass_evidence.workspace import WAIT, Workspace

LIKE_ENOUGH = 0.5  # how alike words must be to be offered in the place of a quote
OFFERED = 300  # characters of them that are shown
LISTED = 8  # places that are named where a quote stands in many


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, and whether it is kept now for the first time."""

    citation: Citation
    source: Source
    is_new: bool


def cite(workspace: Workspace, by: str, target: str, quote: str | None, page: str | None) -> Cited:
    """Keep a citation in the log; the same once more is the one that is there.

    Raises what `make_citation` raises.
    """
    with workspace.writing(wait=WAIT), workspace.together():
        citation = make_citation(workspace, target, quote, page)
        source = workspace.corpus.source(citation.source)
        known = citation_known(workspace, citation.id)
        if known is not None:
            return Cited(known, source, is_new=False)
        act = workspace.ledger.append(by, ActKind.CITE, citation_as_plain(citation))
        return Cited(citation_from_plain(act.data, act.by, act.at), source, is_new=True)


def citation_known(workspace: Workspace, identifier: str) -> Citation | None:
    """Return a citation of the log by id, or None."""
    return evaluation_of(workspace).citations.get(identifier)


def require_citation(workspace: Workspace, identifier: str) -> Citation:
    """Return a citation of the log by id. Raises InputError if there is none."""
    found = citation_known(workspace, identifier)
    if found is None:
        raise InputError(
            f"There is no citation {identifier} in this workspace.",
            "See what is cited with: kompass citations",
        )
    return found


def make_citation(
    workspace: Workspace, target: str, quote: str | None, page: str | None
) -> Citation:
    """Return the citation of a quote in a source (src-…) or at a passage (psg-…); of the whole
    passage without a quote. `page` is a printed label, or else a number from 1.

    Raises InputError or UsageError where target or page are none, and RefusedError where the
    quote does not stand there to the letter, or in several places.
    """
    passage = workspace.corpus.passage(target) if target.startswith("psg-") else None
    source = workspace.corpus.source(passage.source) if passage else _source(workspace, target)
    if source.retired:
        raise RefusedError(
            f"{source.id} ({source.title}) is retired, and is not cited any more.",
            f"Bring it back first: kompass sources restore {source.id}",
        )
    document = workspace.corpus.document(source.id)
    if quote is None:
        if passage is None or page is not None:
            raise UsageError("What is cited is a quote.", 'Give it with --quote "…".')
        span = passage.span
    else:
        span = _place(source, document, quote, passage, page)
    return citation_at(source, document, span)


def citation_at(source: Source, document: Document, span: Span) -> Citation:
    """Return the citation of the words at a span of a source's document."""
    text, exact = document.text, span.of(document.text)
    quote = Quote(
        exact, text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    )
    return Citation(
        citation_id(source.digest, span, exact), source.id, source.digest, document.reader,
        text_digest(text), quote, span,
        tuple((page.index, page.label) for page in document.pages_of(span)),
        document.boxes_of(span), document.heading_at(span.start), source.url,
        source.captured,
    )  # fmt: skip


def _source(workspace: Workspace, target: str) -> Source:
    if not target.startswith("src-"):
        raise UsageError(
            f"{target!r} is not the id of a passage (psg-…) or a source (src-…).",
            "Take an id from kompass search, kompass sources or the pack.",
        )
    source = source_named(workspace, target)
    if not source.current and not source.retired and source.id != target:
        raise InputError(
            f"{source.id} is an earlier version of {source.path}.",
            "Cite the current one (kompass sources), or give this one's id in full.",
        )
    return source


def _place(
    source: Source, document: Document, quote: str, passage: Passage | None, page: str | None
) -> Span:
    """Return where a quote stands: the one place in the document, passage or page."""
    if not quote.strip():
        raise UsageError("The quote is empty.", "Give the words that the source has.")
    pages = _pages(source, document, page) if page is not None else []
    text = SearchedText(document.text)
    everywhere = text.find(quote)
    if not everywhere:
        raise RefusedError(
            f"The quote does not stand in {source.title} to the letter.",
            _offer(source, document, text, quote),
        )
    found = [
        span
        for span in everywhere
        if (passage is None or span.overlaps(passage.span))
        and (not pages or any(span.overlaps(one.span) for one in pages))
    ]
    if len(found) == 1:
        return found[0]
    there = f"page {page}" if pages else passage.id if passage else source.title
    if not found:
        raise RefusedError(
            f"The quote does not stand on {there}.",
            f"It stands elsewhere in {source.id}: {_places(document, everywhere)}.",
        )
    narrower = "" if pages or passage or not document.pages else " or name the page with --page"
    raise RefusedError(
        f"The quote stands in {len(found)} places: {_places(document, found)}.",
        f"Take a longer quote{narrower}.",
    )


def _pages(source: Source, document: Document, wanted: str) -> list[Page]:
    """Return the pages with this printed label, or else the one with this number from 1."""
    if not document.pages:
        raise UsageError(f"{source.path} has no pages.", "Leave out --page.")
    labelled = [page for page in document.pages if page.label == wanted.strip()]
    if labelled:
        return labelled
    number = int(wanted) if wanted.strip().isdecimal() else 0
    if not 1 <= number <= len(document.pages):
        raise UsageError(
            f"{source.path} has no page {wanted}.",
            f"It has {len(document.pages)} pages, {document.pages[0].label} to"
            f" {document.pages[-1].label}.",
        )
    return [document.pages[number - 1]]


def _offer(source: Source, document: Document, text: SearchedText, quote: str) -> str:
    """Return what to do about a quote that is not there: the nearest text, if any is near."""
    near = text.nearest(quote)
    if near is None or near.score < LIKE_ENOUGH:
        return f"Nothing there is like it; read it with: kompass show {source.id}"
    words = flat(near.span.of(document.text))
    if len(words) > OFFERED:
        words = words[:OFFERED].rsplit(" ", 1)[0] + " …"
    return f"The nearest is ({place_words(document, near.span)}): ”{words}”"


def _places(document: Document, spans: Sequence[Span]) -> str:
    words = list(dict.fromkeys(place_words(document, span) for span in spans))
    more = f" and {len(words) - LISTED} more" if len(words) > LISTED else ""
    return ", ".join(words[:LISTED]) + more


def place_words(document: Document, span: Span) -> str:
    """Return where a span stands: its pages, or the heading above it, in the source's words."""
    labels = (page.label for page in document.pages_of(span))
    return place_told(labels, document.heading_at(span.start))
