"""Finds the passages that bear on each criterion.

A criterion asks with its question and with its evidence statements, which the encoder compares
best with passages, and with its terms by words. Each of its scores is set against the
criterion's own background over the corpus; what rises above that background is evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.evidence import Evidence, Finding, Match, Reading, Why
from kompass_evidence.domain.framework import Criterion

Scores = NDArray[np.float64]

ENOUGH = 40  # tokens from which a passage's length no longer tells against it


@dataclass(frozen=True, slots=True)
class Weights:
    """How a criterion's scores are put together; tuned on one half of the demo's labels."""

    question: float = 0.25  # the question against the statements
    best: float = 0.5  # the best statement against the mean of all
    lexical: float = 0.4  # BM25 of terms and statements against the encoder
    hub: float = 0.5  # how much of a passage's mean over all criteria is taken off
    brief: float = 1.2  # taken off a passage of no words, falling to nothing at ENOUGH tokens
    beside: float = 0.2  # how much of a neighbouring passage's score is lent
    peak: float = 4.4  # what the best passage must reach, or nothing was found at all
    threshold: float = 3.3  # what a passage must reach to count, where something was found


@dataclass(frozen=True, slots=True)
class Background:
    """All passages' scores for all criteria: `total` and its parts, `(criteria, passages)`."""

    total: Scores
    semantic: Scores
    lexical: Scores
    own: Scores  # `total` before anything was lent between neighbours


def standardise(scores: Scores) -> Scores:
    """Return each row in standard deviations above its own mean."""
    mean = scores.mean(axis=1, keepdims=True)
    spread = np.maximum(scores.std(axis=1, keepdims=True), 1e-9)
    result: Scores = (scores - mean) / spread
    return result


def score_all(
    questions: Scores, statements: Sequence[Scores], lexical: Scores, weights: Weights
) -> Background:
    """Put the scores of every criterion and passage together.

    `questions` are standardised similarities `(criteria, passages)`; `statements` one such array
    `(statements, passages)` a criterion; `lexical` the BM25 scores `(criteria, passages)`.
    """
    told = np.stack([
        weights.best * rows.max(axis=0) + (1 - weights.best) * rows.mean(axis=0)
        for rows in statements
    ])  # fmt: skip
    semantic = standardise(weights.question * questions + (1 - weights.question) * told)
    # a passage that is near to every criterion says little about any
    semantic = standardise(semantic - weights.hub * semantic.mean(axis=0, keepdims=True))
    by_words = standardise(lexical)
    total = (semantic + weights.lexical * by_words) / (1 + weights.lexical**2) ** 0.5
    return Background(total, semantic, by_words, total)


def in_place(background: Background, passages: Sequence[Passage], weights: Weights) -> Background:
    """Return the scores with regard to where the passages stand, again against their background.

    A heading's worth of words is near to much by chance; and what bears on a criterion is told
    in several passages on end, so that a passage beside a strong one is likelier to bear on it.
    """
    tokens = np.array([passage.tokens for passage in passages], np.float64)
    total = background.total - weights.brief * np.clip(1 - tokens / ENOUGH, 0, 1)
    beside = np.zeros_like(total)
    for column in _neighbours(passages).T:
        lent = np.where(column >= 0, background.total[:, column], 0.0)
        beside = np.maximum(beside, lent)
    total = standardise(total + weights.beside * beside)
    return replace(background, total=total)


def _neighbours(passages: Sequence[Passage]) -> NDArray[np.intp]:
    """Return the places of the passages before and after each in its source, -1 where none is."""
    order = sorted(range(len(passages)), key=lambda i: (passages[i].source, passages[i].span))
    found = np.full((len(passages), 2), -1, np.intp)
    for i, j in pairwise(order):
        if passages[i].source == passages[j].source:
            found[i, 1], found[j, 0] = j, i
    return found


@dataclass(frozen=True, slots=True)
class Selection:
    """How much is kept for a criterion: at most `most`, and `per_source` from one source."""

    most: int = 10
    per_source: int = 3
    nearest: int = 3  # of those below the threshold, to show what was closest


DEFAULT_SELECTION = Selection()


def find_evidence(
    criterion: Criterion, row: int, background: Background, passages: Sequence[Passage],
    same: Callable[[int, int], bool],
    terms_of: Callable[[Criterion, Passage], tuple[str, ...]],
    read: Callable[[Criterion, Passage], Reading | None], weights: Weights,
    selection: Selection = DEFAULT_SELECTION,
) -> Finding:  # fmt: skip
    """Return what bears on one criterion, best first and ties by id.

    `row` is the criterion's row in `background`; `same` says whether two passages, by their
    places in `passages`, say the same thing, so that the second is folded under the first.
    """
    # whether there is anything is decided by what passages say themselves
    own = np.round(background.own[row], 4)
    found = bool(len(own)) and own.max() >= weights.peak
    scores = np.round(background.total[row], 4) if found else own
    threshold = weights.threshold if found else weights.peak
    kept, also = _select(scores, passages, same, threshold, selection)
    below = np.flatnonzero(scores < threshold)
    nearest = _ordered(scores, passages, below)[: selection.nearest]

    def match(i: int) -> Match:
        why = Why(
            round(float(background.semantic[row, i]), 4),
            round(float(background.lexical[row, i]), 4), terms_of(criterion, passages[i]),
        )  # fmt: skip
        return Match(passages[i].id, float(scores[i]), why)

    evidence = tuple(
        Evidence(match(i), read(criterion, passages[i]), tuple(passages[j].id for j in also[i]))
        for i in kept
    )
    return Finding(criterion.id, evidence, threshold, tuple(match(i) for i in nearest))


def _ordered(scores: Scores, passages: Sequence[Passage], rows: NDArray[np.intp]) -> list[int]:
    """Return the rows best first; only so many are sorted as can matter."""
    if len(rows) > 1000:
        edge = np.partition(scores[rows], len(rows) - 1000)[len(rows) - 1000]
        rows = rows[scores[rows] >= edge]
    return sorted(rows.tolist(), key=lambda i: (-scores[i], passages[i].id))


def _select(
    scores: Scores, passages: Sequence[Passage], same: Callable[[int, int], bool],
    threshold: float, selection: Selection,
) -> tuple[list[int], dict[int, list[int]]]:  # fmt: skip
    kept: list[int] = []
    also: dict[int, list[int]] = {}
    per_source: dict[str, int] = {}
    for i in _ordered(scores, passages, np.flatnonzero(scores >= threshold)):
        source = passages[i].source
        twin = next((j for j in kept if same(i, j)), None)
        if twin is not None:
            also[twin].append(i)
        elif len(kept) < selection.most and per_source.get(source, 0) < selection.per_source:
            kept.append(i)
            also[i] = []
            per_source[source] = per_source.get(source, 0) + 1
    return kept, also
