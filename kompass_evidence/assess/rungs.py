"""Reads how far each piece of evidence reaches, sentence by sentence, in its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from kompass_evidence.assessment.disagreement import Said, disagreements, period_of
from kompass_evidence.assessment.folding import share_words
from kompass_evidence.assessment.ladder import Heard, read_passage
from kompass_evidence.assessment.rung_model import Judged, RungModel
from kompass_evidence.assessment.sentence import Sentence
from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.evidence import Finding, Reading
from kompass_evidence.domain.facts import DocumentFacts, FactName, Standing
from kompass_evidence.domain.framework import Criterion
from kompass_evidence.domain.heads import Heads
from kompass_evidence.language import sentences, words
from kompass_evidence.retrieval.search import Search
from kompass_evidence.workspace import Workspace

SAME_VECTOR = 0.97  # from which two passages that share their words say the same
NEAR = 0.25  # of the nearest sentence's share of words: what may be said on a criterion


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of a passage, and how near it is to a criterion."""

    sentence: Sentence
    nearness: float


class RungReader:
    """Reads passages for criteria; what is the same for all criteria is computed once."""

    def __init__(
        self, workspace: Workspace, search: Search, facts: Mapping[str, DocumentFacts],
        passages: Sequence[Passage], heads: Heads,
    ) -> None:  # fmt: skip
        self.index = search.lexical
        self._workspace = workspace
        self._facts = facts
        self._passages = passages
        self._vectors = search.vectors
        self._by_id = {passage.id: passage for passage in passages}
        self._model = RungModel(heads, workspace.encoder.model.digest)
        self._judged: dict[Sentence, Judged] = {}
        self._sentence_vectors: dict[str, np.ndarray] = {}
        self._words = cache(lambda i: frozenset(words(passages[i].text)))
        self._query = cache(lambda criterion: self.index.query(" ".join(criterion.terms)))
        self._asked = cache(self._all_asked)
        self._parts = cache(self._split)
        self._near = cache(self._nearest_parts)
        self._found = cache(self._terms_of)
        self._queries = cache(
            lambda c: workspace.query_vectors([c.question, *(s.text for s in c.statements)])
        )

    # ---- what finding asks for

    def same(self, i: int, j: int) -> bool:
        """Say whether two passages say the same: nearly all words shared, vectors all but equal."""
        if self._passages[i].text == self._passages[j].text:
            return True  # their vectors differ by the titles they stand under
        if float(self._vectors[i] @ self._vectors[j]) < SAME_VECTOR:
            return False
        return share_words(self._words(i), self._words(j))

    def terms(self, criterion: Criterion, passage: Passage) -> tuple[str, ...]:
        """Return the passage's words that the criterion's terms found."""
        return self.index.matched(self._query(criterion), passage.text)

    # ---- readings, all at once

    def prepare(self, findings: Mapping[str, Finding]) -> None:
        """Judge every sentence that the findings' readings will rest on."""
        criteria = {c.id: c for c in self._workspace.framework.criteria()}
        wanted: dict[Sentence, None] = {}
        for identifier, finding in findings.items():
            for evidence in finding.evidence:
                passage = self._by_id[evidence.match.passage]
                for part in self._near(criteria[identifier], passage):
                    wanted[part.sentence] = None
        chosen = list(wanted)
        texts = sorted({sentence.text for sentence in chosen})
        vectors = self._workspace.passage_vectors(texts)
        self._sentence_vectors = dict(zip(texts, vectors, strict=True))
        stacked = np.stack([self._sentence_vectors[s.text] for s in chosen]) if chosen else None
        self._judged = dict(zip(chosen, self._model.judge(chosen, stacked), strict=True))

    def readings(self, criterion: Criterion, finding: Finding) -> Finding:
        """Return a finding with the rung and stance of each piece of its evidence."""
        return replace(
            finding,
            evidence=tuple(
                replace(e, reading=self._reading(criterion, self._by_id[e.match.passage]))
                for e in finding.evidence
            ),
        )

    def _reading(self, criterion: Criterion, passage: Passage) -> Reading | None:
        return read_passage([
            Heard(self._judged[p.sentence], self._meaning(criterion, p.sentence), p.nearness)
            for p in self._near(criterion, passage)
        ])  # fmt: skip

    def _meaning(self, criterion: Criterion, sentence: Sentence) -> float:
        """Return how near a sentence is to a criterion: to its question and nearest statements."""
        near = self._queries(criterion) @ self._sentence_vectors[sentence.text]
        return float(0.3 * near[0] + 0.7 * np.sort(near[1:])[-3:].mean())

    def _nearest_parts(self, criterion: Criterion, passage: Passage) -> tuple[_Part, ...]:
        asked = self._asked(criterion)
        parts = [_Part(s, self._nearness(asked, s.text)) for s in self._parts(passage)]
        top = max((part.nearness for part in parts), default=0.0)
        return tuple(part for part in parts if part.nearness >= NEAR * top)

    def _all_asked(self, criterion: Criterion) -> frozenset[str]:
        said = (criterion.question, *criterion.terms, *(s.text for s in criterion.statements))
        query = self.index.query(" ".join(said))
        return frozenset((*query.stems, *query.parts))

    def _terms_of(self, sentence: str) -> frozenset[str]:
        query = self.index.query(sentence)
        return frozenset((*query.stems, *query.parts))

    def _nearness(self, asked: frozenset[str], sentence: str) -> float:
        found = self._found(sentence)
        return float(len(asked & found) / max(4, len(found)) ** 0.5)

    def _split(self, passage: Passage) -> tuple[Sentence, ...]:
        """Return a passage's sentences, each with what it stands under and after."""
        kind = kind_of(self._facts[passage.source])
        heading = passage.heading[-1] if passage.heading else ""
        found: list[Sentence] = []
        before = ""
        for line in passage.text.split("\n"):
            for start, end in sentences(line):
                found.append(Sentence(line[start:end], kind, heading, before))
                before = line[start:end]
            if passage.table:
                before = ""
        return tuple(found)

    # ---- what disagrees

    def disagreeing(self, criterion: Criterion, finding: Finding) -> list[tuple[str, str, str]]:
        """Return pairs of passages whose sentences give different figures for the same."""
        said = [
            Said(part.sentence.text, passage.id, passage.source, self._period(passage.source))
            for evidence in finding.evidence
            for passage in (self._by_id[evidence.match.passage],)
            for part in self._near(criterion, passage)
        ]
        if len(said) < 2:
            return []
        return list(disagreements(said, np.stack([self._sentence_vectors[s.text] for s in said])))

    def _period(self, source: str) -> str:
        return period_of(self._workspace.corpus.source(source).title)


def kind_of(facts: DocumentFacts) -> str:
    """Return the kind of a document as its sentences are to be read: a draft's as a draft's."""
    if facts.value(FactName.STATUS) == Standing.DRAFT:
        return "utkast"
    return facts.value(FactName.KIND) or ""
