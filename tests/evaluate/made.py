"""Evaluations made in a small workspace: citations from its documents, scores, verdicts."""

from __future__ import annotations

import random

from kompass_evidence.domain.act import ActKind
from kompass_evidence.domain.citation import (
    Citation,
    Quote,
    citation_as_plain,
    citation_id,
    text_digest,
)
from kompass_evidence.domain.document import Document, Source, Span
from kompass_evidence.evaluate import keep
from kompass_evidence.evaluation.reviewing import judge
from kompass_evidence.evaluation.scoring import Wanted, agree_score, set_score
from kompass_evidence.workspace import Workspace

EVA, ADA, REVIEWER = "Eva Ek", "Åsa Ö", "Ravi Rask"


def citation_of(source: Source, document: Document, span: Span) -> Citation:
    """Return the citation of a span of a source."""
    text = document.text
    quote = Quote(
        span.of(text), text[max(0, span.start - 48) : span.start], text[span.end : span.end + 48]
    )
    pages = tuple((page.index, page.label) for page in document.pages_of(span))
    return Citation(
        citation_id(source.digest, span, quote.exact), source.id, source.digest, source.reader,
        text_digest(text), quote, span, pages, document.boxes_of(span),
        document.heading_at(span.start), source.url, source.dated,
    )  # fmt: skip


def cite(workspace: Workspace, source: Source, span: Span, by: str = EVA) -> str:
    """Cite a span of a source; returns the citation's id."""
    citation = citation_of(source, workspace.corpus.document(source.id), span)
    keep(workspace, by, ActKind.CITE, lambda _: citation_as_plain(citation))
    return citation.id


def cite_each(workspace: Workspace, most: int = 3) -> list[str]:
    """Cite the beginnings of passages, one of each source; returns the citations' ids."""
    made = []
    for source in workspace.corpus.sources()[:most]:
        passage = workspace.corpus.passages(source.id)[-1]
        span = Span(passage.span.start, min(passage.span.end, passage.span.start + 60))
        made.append(cite(workspace, source, span))
    return made


def score(workspace: Workspace, sub_area: str, points: str, cited: list[str], by: str) -> None:
    """Set a person's own points."""
    wanted = Wanted(sub_area, points, cited, (), "Planen finns och följs upp", by, not cited)
    framework = workspace.framework
    keep(workspace, by, ActKind.SET_SCORE, lambda e: set_score(wanted, e, framework))


def evaluate(workspace: Workspace) -> list[str]:
    """Score every sub-area by two, agree, and judge all citations; returns these."""
    cited, framework = cite_each(workspace), workspace.framework
    for sub in framework.sub_areas():
        score(workspace, sub.id, "1.5", cited[:2], EVA)
        score(workspace, sub.id, "2", cited[1:], ADA)
        agreed = Wanted(sub.id, "2", cited, (), "Vi enades", EVA)
        keep(workspace, EVA, ActKind.AGREE_SCORE, lambda e, w=agreed: agree_score(w, e, framework))  # type: ignore[misc]
    keep(workspace, REVIEWER, ActKind.START_REVIEW, lambda _: {})
    from kompass_evidence.domain.review import Verdict

    for sub in framework.sub_areas():
        for one in cited:
            keep(
                workspace, REVIEWER, ActKind.JUDGE_CITATION,
                lambda e, use=(sub.id, one): judge(e, use, Verdict.SUPPORTS, "", REVIEWER),  # type: ignore[misc]
            )  # fmt: skip
    return cited


def fill(workspace: Workspace, citations: int, scores: int) -> None:
    """Append many citations and scores straight to the log, in one transaction."""
    chance, made, framework = random.Random(4), [], workspace.framework
    documents = [(s, workspace.corpus.document(s.id)) for s in workspace.corpus.sources()]
    subs = [sub.id for sub in framework.sub_areas()]
    with workspace.together():
        for _ in range(citations):
            source, document = chance.choice(documents)
            start = chance.randrange(max(1, len(document.text) - 200))
            span = Span(start, min(len(document.text), start + chance.randrange(20, 200)))
            citation = citation_of(source, document, span)
            made.append(citation.id)
            workspace.ledger.append(EVA, ActKind.CITE, citation_as_plain(citation))
        for number in range(scores):
            data = {
                "sub_area": subs[number % len(subs)], "points": "1.5",
                "cite": sorted(set(chance.choices(made, k=5))), "against": [],
                "rationale": "Planen finns", "framework": framework.digest,
            }  # fmt: skip
            workspace.ledger.append(EVA, ActKind.SET_SCORE, data)
