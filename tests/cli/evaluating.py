"""Citations of a workspace's passages, appended to its log as `kompass cite` keeps them."""

from __future__ import annotations

from pathlib import Path

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.citation import (
    Citation,
    Quote,
    citation_as_plain,
    citation_id,
    text_digest,
)
from kompass_evidence.domain.document import Span
from kompass_evidence.evaluate import keep
from kompass_evidence.workspace import open_workspace


def cite(folder: Path, words: str, by: str = "Eva Ek") -> str:
    """Cite the first place in the workspace's current sources where these words stand."""
    with open_workspace(folder) as workspace:
        for source in workspace.corpus.sources():
            document = workspace.corpus.document(source.id)
            start = document.text.find(words)
            if start >= 0:
                break
        else:
            raise LookupError(words)
        span = Span(start, start + len(words))
        text = document.text
        quote = Quote(words, text[max(0, start - 48) : start], text[span.end : span.end + 48])
        citation = Citation(
            citation_id(source.digest, span, words), source.id, source.digest, document.reader,
            text_digest(text), quote, span,
            tuple((page.index, page.label) for page in document.pages_of(span)),
            document.boxes_of(span), document.heading_at(start), document.url, source.dated,
        )  # fmt: skip
        keep(workspace, by, ActKind.CITE, lambda _: citation_as_plain(citation))
    return citation.id
