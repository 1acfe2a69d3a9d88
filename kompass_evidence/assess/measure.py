"""Scores a workspace's passages for every criterion: the encoder and the words, against the
background of the corpus and the neutral reference corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assess.neutral import neutral_texts
from kompass_evidence.assessment.mapping import Background, Scores, Weights, score_all, standardise
from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.evidence import Judgement
from kompass_evidence.domain.framework import Criterion, Framework
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.workspace import Workspace

Judgements = Mapping[str, Mapping[str, Judgement]]  # by criterion, then by passage


def measure(
    workspace: Workspace, passages: Sequence[Passage], vectors: NDArray[np.float32],
    judgements: Judgements, weights: Weights,
) -> Background:  # fmt: skip
    """Return the scores of `passages`, whose vectors are `vectors` `(n, d)`, for every criterion.

    The reference corpus stands behind them. `judgements` are what people have said of passages.
    """
    reference = workspace.passage_vectors(list(neutral_texts()))
    everything = np.vstack([vectors, reference])
    lexical = workspace.mapping_index(passages, neutral_texts())
    return score_vectors(
        workspace, workspace.framework, everything, lexical, weights, len(reference),
        _leaning(workspace.framework, passages, everything, judgements, weights),
    )  # fmt: skip


def score_vectors(
    workspace: Workspace, framework: Framework, vectors: NDArray[np.float32],
    lexical: LexicalIndex, weights: Weights, neutral: int = 0, leaning: Scores | None = None,
) -> Background:  # fmt: skip
    """Score texts by their vectors and words, in the same order, for every criterion."""
    criteria = list(framework.criteria())
    questions = workspace.query_vectors([c.question for c in criteria])
    told = workspace.query_vectors([s.text for c in criteria for s in c.statements])
    statements, start = [], 0
    for criterion in criteria:
        part = told[start : start + len(criterion.statements)]
        statements.append((part @ vectors.T).astype(np.float64))
        start += len(criterion.statements)
    return score_all(
        (questions @ vectors.T).astype(np.float64), statements,
        _by_words(lexical, [" ".join(c.terms) for c in criteria]),
        _by_words(lexical, [_statements(c) for c in criteria]), weights, neutral, leaning,
    )  # fmt: skip


def _statements(criterion: Criterion) -> str:
    return " ".join(statement.text for statement in criterion.statements)


def _by_words(index: LexicalIndex, queries: Sequence[str]) -> Scores:
    return np.stack([index.scores(index.query(query)) for query in queries]).astype(np.float64)


def _leaning(
    framework: Framework, passages: Sequence[Passage], vectors: NDArray[np.float32],
    judgements: Judgements, weights: Weights,
) -> Scores | None:  # fmt: skip
    """Return what judgements add to each score: nearness to what was accepted for the criterion,
    less nearness to what was rejected (Rocchio's feedback, on standardised similarities)."""
    if not judgements:
        return None
    places = {passage.id: number for number, passage in enumerate(passages)}
    added = np.zeros((sum(1 for _ in framework.criteria()), len(vectors)))
    for row, criterion in enumerate(framework.criteria()):
        for judgement, weight in (
            (Judgement.ACCEPTED, weights.accepted), (Judgement.REJECTED, -weights.rejected),
        ):  # fmt: skip
            judged = judgements.get(criterion.id, {})
            rows = [places[p] for p, said in judged.items() if said is judgement and p in places]
            if rows:
                near = standardise((vectors[rows] @ vectors.T).astype(np.float64))
                added[row] += weight * near.max(axis=0)
    return added
