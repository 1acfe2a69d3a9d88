"""Ranks passages for a query by meaning and by words, and says why.

Both scores are set against their own mean and spread over all passages, so that they can be
added: encoder similarities are squeezed together, BM25 has no upper end, and neither says by
itself what is much. Adding scores beats adding ranks on Swedish questions (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.domain.evidence import Match, Why
from kompass_evidence.retrieval.lexical import LexicalIndex, LexicalQuery

LEXICAL_WEIGHT = 0.45  # of words against the encoder, both in standard deviations, at most
# the coverage of a query's words from which they count at all, and from which they count in full
COVERED, WELL_COVERED = 0.08, 0.23
SENTENCE_SHARE = 0.62  # of a passage's best sentence in its words' score; the whole has the rest
DECIMALS = 5  # to which scores are compared, so that the last bits never order anything
INDEX_BLUR = 1e-6  # by which the index, which counts in float32, may be wrong on a similarity

Scores = NDArray[np.float64]
Candidates = Callable[[NDArray[np.float32], int], Sequence[str]]


class Mode(StrEnum):
    """Which scores count."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"


@dataclass(frozen=True, slots=True)
class Moments:
    """The mean and spread of a query's similarity over all passages, without comparing them all.

    For unit vectors x and a query q, the mean of q·x is q·mean(x), and of its square q·mean(xxᵀ)·q.
    """

    mean: NDArray[np.float64]
    square: NDArray[np.float64]

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> Moments:
        """Measure `(n, d)` vectors."""
        wide = vectors.astype(np.float64)
        count = max(1, len(wide))
        return cls(wide.sum(0) / count, wide.T @ wide / count)

    def standardise(self, query: NDArray[np.float32], scores: Scores) -> Scores:
        """Return similarities to `query` in standard deviations above their mean."""
        mean = float(query.astype(np.float64) @ self.mean)
        result: Scores = (scores - mean) / self.spread(query)
        return result

    def spread(self, query: NDArray[np.float32]) -> float:
        """Return the standard deviation of the similarities to `query`; never 0."""
        wide = query.astype(np.float64)
        variance = float(wide @ self.square @ wide) - float(wide @ self.mean) ** 2
        return float(max(variance, 1e-12) ** 0.5)


def standardise(scores: NDArray[np.float32]) -> Scores:
    """Return scores in standard deviations above their mean; all 0 where they are all alike."""
    wide = scores.astype(np.float64)
    spread = wide.std()
    return (wide - wide.mean()) / spread if spread > 1e-9 else np.zeros_like(wide)


def by_words(whole: NDArray[np.float32], sentence: NDArray[np.float32] | None) -> Scores:
    """Return how well passages answer by their words, from the BM25 scores of the whole passages
    and of their best sentences, where these were indexed.

    An answer often stands in one sentence of a passage that is about other things besides.
    """
    if sentence is None:
        return standardise(whole)
    mixed: Scores = (1 - SENTENCE_SHARE) * standardise(whole) + SENTENCE_SHARE * standardise(
        sentence
    )
    return mixed


def _pool(count: int) -> int:
    """Return how many candidates are asked for where `count` passages are wanted."""
    return max(256, 20 * count)


class Search:
    """Search over a fixed set of passages.

    `ids` are the passages' in order, `vectors` theirs `(n, d)`; `candidates` proposes ids near a
    vector (the vector index) and may be None, as when another process holds that index.
    """

    def __init__(
        self, ids: Sequence[str], vectors: NDArray[np.float32], lexical: LexicalIndex,
        text_of: Callable[[str], str], candidates: Candidates | None = None,
    ) -> None:  # fmt: skip
        self.ids = list(ids)
        self.vectors = vectors
        self.lexical = lexical
        self._text_of = text_of
        self._candidates = candidates
        self._row = {identifier: row for row, identifier in enumerate(self.ids)}
        self._moments = Moments.of(vectors)

    def find(
        self, text: str, vector: NDArray[np.float32] | None, count: int = 10,
        mode: Mode = Mode.HYBRID, keep: NDArray[np.bool_] | None = None,
    ) -> list[Match]:  # fmt: skip
        """Return the `count` best passages for a query, best first, ties by id.

        `vector` is the query's and may be None in lexical mode; `keep` `(n,)` limits the answer.
        In lexical mode passages without any of the words are left out.
        """
        query = self.lexical.query(text)
        raw = self.lexical.scores(query)
        lexical = by_words(raw, self.lexical.sentence_scores(query))
        if mode is Mode.LEXICAL or vector is None:
            rows = np.flatnonzero(raw > 0)
            return self._best(rows, np.zeros(len(self.ids)), lexical, lexical, query, count, keep)
        weight = 0.0 if mode is Mode.SEMANTIC else self.weight(query, raw)
        near = self._near(vector, lexical, count, weight) if keep is None else None
        semantic = np.full(len(self.ids), -np.inf)
        if near is not None:
            semantic[near] = self._similar(vector, near)
            blur = INDEX_BLUR / self._moments.spread(vector)
            if not self._is_complete(semantic, lexical, near, weight, count, blur):
                near = None
        if near is None:
            near = np.arange(len(self.ids))
            semantic = self._similar(vector, near)
        total = semantic + weight * lexical
        return self._best(near, semantic, lexical, total, query, count, keep)

    def weight(self, query: LexicalQuery, scores: NDArray[np.float32]) -> float:
        """Return what words count for this query: less where no passage has many of them.

        Whoever asks in other words than the municipality writes is led astray by the few that
        happen to be the same.
        """
        covered = self.lexical.coverage(query, float(scores.max(initial=0.0)))
        share = (covered - COVERED) / (WELL_COVERED - COVERED)
        return LEXICAL_WEIGHT * min(1.0, max(0.0, share))

    def similarities(self, vectors: NDArray[np.float32]) -> Scores:
        """Return the cosine of each query `(queries, d)` to every passage, `(queries, n)`."""
        return (vectors @ self.vectors.T).astype(np.float64)

    def _similar(self, vector: NDArray[np.float32], rows: NDArray[np.intp]) -> Scores:
        chosen = self.vectors if len(rows) == len(self.ids) else self.vectors[rows]
        # not by BLAS, whose last bits depend on which rows are multiplied together
        scores = np.einsum("ij,j->i", chosen, vector).astype(np.float64)
        return self._moments.standardise(vector, scores)

    def _near(
        self, vector: NDArray[np.float32], lexical: Scores, count: int, weight: float
    ) -> NDArray[np.intp] | None:
        """Return the rows that may be among the best: near by vector, or high by words."""
        wanted = _pool(count)
        if self._candidates is None or 2 * wanted >= len(self.ids):
            return None
        near = [self._row[i] for i in self._candidates(vector, wanted) if i in self._row]
        if len(near) < wanted:
            return None  # of the passages left out it would not be known how near they are
        if weight:
            near.extend(np.argpartition(-lexical, wanted)[:wanted].tolist())
        return np.unique(np.array(near, np.intp))

    def _is_complete(
        self, semantic: Scores, lexical: Scores, rows: NDArray[np.intp], weight: float, count: int,
        blur: float,
    ) -> bool:  # fmt: skip
        """Say whether no passage outside `rows` can be among the best (Fagin's threshold).

        Outside, a passage is no nearer than the farthest of those the index proposed, but for
        the `blur` of its arithmetic, and has no higher lexical score than the highest left out.
        """
        outside = np.ones(len(self.ids), bool)
        outside[rows] = False
        if not outside.any():
            return True
        wanted = min(len(rows), _pool(count))
        farthest = np.partition(semantic[rows], len(rows) - wanted)[len(rows) - wanted]
        bound = farthest + blur + weight * float(lexical[outside].max())
        total = semantic[rows] + weight * lexical[rows]
        last = np.partition(total, len(total) - count)[len(total) - count]
        return bool(last > bound + 10**-DECIMALS)

    def _best(
        self, rows: NDArray[np.intp], semantic: Scores, lexical: Scores, total: Scores,
        query: LexicalQuery, count: int, keep: NDArray[np.bool_] | None,
    ) -> list[Match]:  # fmt: skip
        if keep is not None:
            rows = rows[keep[rows]]
        rounded = np.round(total[rows], DECIMALS)
        if len(rows) > 4 * count:
            # all that tie with the last one stay in, for the ids to decide between
            edge = np.partition(rounded, len(rows) - count)[len(rows) - count]
            rows, rounded = rows[rounded >= edge], rounded[rounded >= edge]
        order = sorted(range(len(rows)), key=lambda i: (-rounded[i], self.ids[rows[i]]))
        matches = []
        for i in order[:count]:
            row, identifier = int(rows[i]), self.ids[rows[i]]
            why = Why(
                round(float(semantic[row]), 4), round(float(lexical[row]), 4),
                self.lexical.matched(query, self._text_of(identifier)),
            )  # fmt: skip
            matches.append(Match(identifier, round(float(rounded[i]), 4), why))
        return matches
