"""Scores every passage for every criterion against the criterion's own background.

A criterion asks with its question and with its evidence statements, which the encoder compares
best with passages, and with its terms by words. Each of its scores is set against the
criterion's background: the corpus together with a neutral reference corpus, so that it is known
in a workspace of eight documents as in one of eight hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """How a criterion's scores are put together; tuned on one half of the demo's labels."""

    question: float = 0.15  # the question against the statements
    told: int = 4  # how many of the nearest statements count, by their mean
    lexical: float = 0.4  # BM25 of terms and statements against the encoder
    hub: float = 0.3  # how much of a passage's mean over all criteria is taken off
    accepted: float = 0.35  # of nearness to what a person accepted for the criterion
    rejected: float = 0.35  # of nearness to what a person rejected


@dataclass(frozen=True, slots=True)
class Background:
    """All scores of a set of passages, `(criteria, passages)`; the last `neutral` passages are
    those of the reference corpus. `total` is put together from the other four."""

    total: Scores
    semantic: Scores
    lexical: Scores
    best: Scores  # the nearest statement
    mean: Scores  # the mean of all statements
    nearest: Scores  # the mean of the nearest few
    terms: Scores  # BM25 of the terms
    told: Scores  # BM25 of the statements
    neutral: int = 0

    @property
    def passages(self) -> int:
        """Return how many of the passages are the workspace's own."""
        return int(self.total.shape[1]) - self.neutral


def standardise(scores: Scores) -> Scores:
    """Return each row in standard deviations above its own mean."""
    mean = scores.mean(axis=1, keepdims=True)
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-9)
    result: Scores = (scores - mean) / spread
    return result


def score_all(
    questions: Scores, statements: Sequence[Scores], terms: Scores, told: Scores,
    weights: Weights, neutral: int = 0, leaning: Scores | None = None,
) -> Background:  # fmt: skip
    """Put the scores of every criterion and passage together.

    `questions` are similarities `(criteria, passages)`; `statements` one such array
    `(statements, passages)` a criterion; `terms` and `told` BM25 scores `(criteria, passages)`;
    `leaning` what people's judgements add to the semantic score.
    """
    told_near = [standardise(rows) for rows in statements]
    best = np.stack([rows.max(axis=0) for rows in told_near])
    mean = np.stack([rows.mean(axis=0) for rows in told_near])
    nearest = np.stack([np.sort(rows, axis=0)[-weights.told :].mean(axis=0) for rows in told_near])
    asked = standardise(questions)
    semantic = standardise(weights.question * asked + (1 - weights.question) * nearest)
    if leaning is not None:
        semantic = standardise(semantic + leaning)
    # a passage that is near to every criterion says little about any
    semantic = standardise(semantic - weights.hub * semantic.mean(axis=0, keepdims=True))
    by_terms, by_told = standardise(terms), standardise(told)
    lexical = standardise(by_terms + by_told)
    total = (semantic + weights.lexical * lexical) / (1 + weights.lexical**2) ** 0.5
    return Background(total, semantic, lexical, best, mean, nearest, by_terms, by_told, neutral)
