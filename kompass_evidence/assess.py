"""Holds a framework against a workspace: every criterion to its findings and flags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from kompass_evidence.assessment.flags import raise_flags
from kompass_evidence.assessment.ladder import (
    has_figures,
    is_adopted,
    is_report,
    read_passage,
)  # fmt: skip
from kompass_evidence.assessment.mapping import (
    Background,
    Scores,
    Weights,
    find_evidence,
    in_place,
    score_all,
    standardise,
)  # fmt: skip
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.document import Passage, Source, SourceKind
from kompass_evidence.domain.evidence import Reading
from kompass_evidence.domain.framework import Criterion, Rung
from kompass_evidence.language import sentences, words
from kompass_evidence.retrieval.lexical import LexicalIndex, LexicalQuery
from kompass_evidence.retrieval.search import Search
from kompass_evidence.workspace import Workspace

# characters, and margins of pages, at a document's beginning where it states that it is adopted
FRONT, FRONT_PAGES = 1500, 3
SAME_VECTOR, SAME_WORDS = 0.97, 0.85  # from which two passages say the same


def assess(workspace: Workspace, weights: Weights = Weights()) -> Assessment:  # noqa: B008
    """Return the findings and flags for every criterion of the workspace's framework."""
    framework, search = workspace.framework, workspace.search()
    passages = workspace.corpus.passages()
    background = measure(workspace, search, passages, weights)
    reader = _Reader(workspace, search.lexical)
    same = _Sameness(passages, search)
    kinds = {source.id: source.kind for source in workspace.corpus.sources()}
    source_of = {passage.id: passage.source for passage in passages}
    findings, flags = {}, {}
    for row, criterion in enumerate(framework.criteria()):
        finding = find_evidence(
            criterion, row, background, passages, same, reader.terms, reader.read, weights
        )
        findings[criterion.id] = finding
        flags[criterion.id] = raise_flags(criterion, finding, lambda p: kinds[source_of[p]])
    model = workspace.encoder.model
    return Assessment(framework, model.name, model.digest, findings, flags)


def measure(
    workspace: Workspace, search: Search, passages: Sequence[Passage], weights: Weights
) -> Background:
    """Return the score of every passage, those of `search` in order, for every criterion."""
    criteria = list(workspace.framework.criteria())
    questions = workspace.query_vectors([c.question for c in criteria])
    told = workspace.query_vectors([s.text for c in criteria for s in c.statements])
    by_statement = standardise(search.similarities(told))
    statements, start = [], 0
    for criterion in criteria:
        statements.append(by_statement[start : start + len(criterion.statements)])
        start += len(criterion.statements)
    by_terms = _by_words(search.lexical, [" ".join(c.terms) for c in criteria])
    by_told = _by_words(search.lexical, [" ".join(s.text for s in c.statements) for c in criteria])
    lexical = standardise(by_terms) + standardise(by_told)
    by_question = standardise(search.similarities(questions))
    return in_place(score_all(by_question, statements, lexical, weights), passages, weights)


def _by_words(index: LexicalIndex, queries: Sequence[str]) -> Scores:
    return np.stack([index.scores(index.query(query)) for query in queries]).astype(np.float64)


def lexical_query(index: LexicalIndex, criterion: Criterion) -> LexicalQuery:
    """Return the words that are shown as matched: the criterion's terms."""
    return index.query(" ".join(criterion.terms))


class _Reader:
    """Reads rungs and matched words; what is the same for all criteria is computed once."""

    def __init__(self, workspace: Workspace, index: LexicalIndex) -> None:
        self._index = index
        self._default = {
            source.id: _default_rung(workspace, source) for source in workspace.corpus.sources()
        }
        self._sentences = cache(lambda text: tuple(text[a:b] for a, b in sentences(text)))
        self._query = cache(lambda criterion: lexical_query(index, criterion))
        self._words_of = cache(self._asked)

    def terms(self, criterion: Criterion, passage: Passage) -> tuple[str, ...]:
        """Return the passage's words that the criterion's terms found."""
        return self._index.matched(self._query(criterion), passage.text)

    def read(self, criterion: Criterion, passage: Passage) -> Reading | None:
        """Return the rung that the passage reaches in what it says on the criterion."""
        parts = [s for line in passage.text.split("\n") for s in self._sentences(line)]
        asked = self._words_of(criterion)
        near = [self._nearness(asked, part) for part in parts]
        default = self._default[passage.source]
        if passage.table and default is not Rung.DECIDED and has_figures(passage.text):
            default = Rung.FOLLOWED_UP
        return read_passage(parts, near, default)

    def _asked(self, criterion: Criterion) -> frozenset[str]:
        said = (criterion.question, *criterion.terms, *(s.text for s in criterion.statements))
        query = self._index.query(" ".join(said))
        return frozenset((*query.stems, *query.parts))

    def _nearness(self, asked: frozenset[str], sentence: str) -> float:
        query = self._index.query(sentence)
        found = {*query.stems, *query.parts}
        return float(len(asked & found) / max(4, len(found)) ** 0.5)


def _default_rung(workspace: Workspace, source: Source) -> Rung:
    """Return what a plain statement shows: followed up in a report, decided in another adopted
    document, applied elsewhere."""
    if source.kind is not SourceKind.DOCUMENT:
        return Rung.APPLIED
    if is_report(source.title):
        return Rung.FOLLOWED_UP
    front = workspace.corpus.front(source.id, FRONT, FRONT_PAGES)
    return Rung.DECIDED if is_adopted(front) else Rung.APPLIED


class _Sameness:
    """Says whether two passages say the same: nearly all words shared, vectors all but equal."""

    def __init__(self, passages: Sequence[Passage], search: Search) -> None:
        self._passages = passages
        self._vectors = search.vectors
        self._words = cache(lambda i: frozenset(words(passages[i].text)))

    def __call__(self, i: int, j: int) -> bool:
        if self._passages[i].text == self._passages[j].text:
            return True  # their vectors differ by the titles they stand under
        if float(self._vectors[i] @ self._vectors[j]) < SAME_VECTOR:
            return False
        a, b = self._words(i), self._words(j)
        return len(a & b) >= SAME_WORDS * len(a | b)
