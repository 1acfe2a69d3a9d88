"""Brings citations in from a file of Web Annotations: those alone that hold in this workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.citation import Citation, citation_as_plain, text_digest
from kompass_evidence.domain.document import Document
from kompass_evidence.errors import InputError, Problem
from kompass_evidence.evaluate import evaluation_of
from kompass_evidence.evaluation.annotations import annotations_in, citation_of, name_of
from kompass_evidence.workspace import WAIT, Workspace


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: what is kept now, what was there, and what was refused and why."""

    new: tuple[Citation, ...]
    known: tuple[Citation, ...]
    refused: tuple[Problem, ...]


def import_citations(workspace: Workspace, text: str, by: str) -> Imported:
    """Keep the citations of an AnnotationPage that stand in this workspace's sources.

    Who made them, and when, is kept beside who brought them in. Raises InputError where the text
    is no such page.
    """
    try:
        items = annotations_in(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"The file is no page of annotations ({error}).",
            "Write one with: kompass citations export --out FILE.jsonld",
        ) from error
    new: list[Citation] = []
    known: list[Citation] = []
    refused: list[Problem] = []
    with workspace.writing(wait=WAIT), workspace.together():
        kept = set(evaluation_of(workspace).citations)
        documents: dict[str, Document] = {}
        for number, item in enumerate(items, 1):
            found = _held(workspace, item, number, documents)
            if isinstance(found, Problem):
                refused.append(found)
            elif found.id in kept:
                known.append(found)
            else:
                made = {"by": found.by, "at": found.at}
                workspace.ledger.append(by, ActKind.CITE, citation_as_plain(found) | made)
                kept.add(found.id)
                new.append(found)
    return Imported(tuple(new), tuple(known), tuple(refused))


def _held(
    workspace: Workspace, item: object, number: int, documents: dict[str, Document]
) -> Citation | Problem:
    """Return the citation that an annotation is, or why it does not hold here."""
    name = name_of(item) or f"annotation {number}"
    try:
        citation = citation_of(item)  # type: ignore[arg-type]
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        return Problem(name, f"it is no citation as kompass writes them ({error!r}).")
    source = workspace.corpus.source_with_digest(citation.digest)
    if source is None:
        return Problem(
            name, f"its source {citation.source} is not in this workspace.",
            "Ingest the same file first.",
        )  # fmt: skip
    if source.id not in documents:
        documents[source.id] = workspace.corpus.document(source.id, pages=False)
    wrong = next(_wrong(citation, documents[source.id], name), None)
    if wrong is None and citation.url != source.url:
        wrong = f"its source has another address here ({source.url or 'none'})."
    return Problem(name, wrong) if wrong else citation


def _wrong(citation: Citation, document: Document, name: str) -> Iterator[str]:
    """Yield what a citation says that its source does not."""
    text, span, quote = document.text, citation.span, citation.quote
    if name != citation.id:
        yield f"its digest, span and words are those of {citation.id}."
    if text_digest(text) != citation.text_digest:
        yield f"it was made in another text of {citation.source}, as {citation.reader} read it."
    if not quote.exact.strip() or span.of(text) != quote.exact:
        yield f"its quote does not stand at {span.start}–{span.end} of {citation.source}."
    before, after = text[: span.start], text[span.end :]
    if not before.endswith(quote.prefix) or not after.startswith(quote.suffix):
        yield "what surrounds its quote is something else there."
    pages = tuple((page.index, page.label) for page in document.pages_of(span))
    if pages != citation.pages:
        yield "its quote stands on other pages there."
    on_pages = {index for index, _ in pages}
    if any(box.page not in on_pages or not box.is_on_page for box in citation.boxes):
        yield "its boxes do not lie on its pages."
