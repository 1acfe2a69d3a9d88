"""Tells how a flag's claim was searched for: what was asked and covered, and what came nearest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from kompass_evidence.assessment.findings import THRESHOLD
from kompass_evidence.assessment.mapping import Background
from kompass_evidence.domain.evidence import Finding, Match, Proof
from kompass_evidence.domain.framework import Criterion, SubArea
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.workspace import Workspace

NEAREST = 3
# standard deviations over the background at which a passage is mostly found to bear on a criterion
ALARM_SCORE = 4.0


class Prover:
    """Proofs of search over one state of a workspace."""

    def __init__(
        self, workspace: Workspace, background: Background, index: LexicalIndex, passages: int
    ) -> None:
        self._background = background
        self._index = index
        self._covered = len(workspace.corpus.sources()), passages, len(workspace.corpus.unread())
        self._stamp = workspace.stamp()
        self._model = workspace.encoder.model.digest

    @cached_property
    def alarm(self) -> float:
        """Return the share of criteria for which some text of the neutral reference corpus scores
        as high as the weakest best passage that counts: how often the search is fooled."""
        own = self._background.passages
        reference = self._background.total[:, own:]
        if not reference.size:
            return 0.0
        return float(np.mean(reference.max(axis=1) >= ALARM_SCORE))

    def prove(self, criterion: Criterion, finding: Finding) -> Proof:
        """Return how evidence for one criterion was searched for."""
        query = self._index.query(" ".join(criterion.terms))
        return self._proof(
            (criterion.question, *(s.text for s in criterion.statements)), criterion.terms,
            query.stems, query.parts, _found(finding)[:NEAREST],
        )  # fmt: skip

    def prove_all(self, sub_area: SubArea, findings: Mapping[str, Finding]) -> Proof:
        """Return how evidence for a sub-area was searched for: for each of its criteria."""
        found = [m for c in sub_area.criteria for m in _found(findings[c.id])]
        best: dict[str, Match] = {}
        for match in sorted(found, key=lambda m: (-m.score, m.passage)):
            best.setdefault(match.passage, match)
        asked = tuple(c.question for c in sub_area.criteria)
        terms = tuple(dict.fromkeys(t for c in sub_area.criteria for t in c.terms))
        query = self._index.query(" ".join(terms))
        return self._proof(asked, terms, query.stems, query.parts, tuple(best.values())[:NEAREST])

    def _proof(
        self, statements: tuple[str, ...], terms: tuple[str, ...], stems: tuple[str, ...],
        parts: tuple[str, ...], nearest: tuple[Match, ...],
    ) -> Proof:  # fmt: skip
        sources, passages, unread = self._covered
        return Proof(
            statements, terms, stems, parts, sources, passages, unread, nearest, THRESHOLD,
            self.alarm, self._stamp, self._model,
        )  # fmt: skip


def _found(finding: Finding) -> tuple[Match, ...]:
    """Return what was found for a criterion, and after it what came nearest."""
    return (*(evidence.match for evidence in finding.evidence), *finding.nearest)
