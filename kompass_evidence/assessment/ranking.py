"""Orders the passages for a criterion by how much they are likely to tell of it.

Beside a passage's own scores it counts where the passage stands: how its document, its heading
and its neighbours score, and for how many other criteria it scores higher. A small network,
trained on one half of the demo's labels, turns these into an expected gain: 0 for what does not
bear on the criterion, 7 for what answers it straight (the gain of grade 3 in nDCG).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assessment.mapping import Background, Scores
from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.heads import Heads

DEEP = 150  # candidates a criterion that are looked at closely; the rest are far behind
FEATURES = 12
TOP = 7.0  # the highest gain


@dataclass(frozen=True, slots=True)
class Places:
    """Which passages stand together: number of document and heading, and the neighbours (-1)."""

    document: NDArray[np.intp]
    heading: NDArray[np.intp]
    beside: NDArray[np.intp]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Places:
        """Number the documents and headings of passages in their order."""
        documents = _numbered([p.source for p in passages])
        headings = _numbered([(p.source, p.heading) for p in passages])
        beside = np.full((len(passages), 2), -1, np.intp)
        order = sorted(range(len(passages)), key=lambda i: (passages[i].source, passages[i].span))
        for i, j in pairwise(order):
            if passages[i].source == passages[j].source:
                beside[i, 1], beside[j, 0] = j, i
        return cls(documents, headings, beside)


def _numbered(keys: Sequence[object]) -> NDArray[np.intp]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.intp)


class Ranker:
    """The trained network over one set of passages."""

    def __init__(self, background: Background, places: Places, heads: Heads) -> None:
        self._background = background
        self.places = places
        self._net = heads.part("ranker")

    def gains(self, row: int) -> Scores:
        """Return the expected gain, 0 to 7, of every own passage for the criterion in `row`.

        Those that are far behind have 0.
        """
        total = self._background.total[row, : self._background.passages]
        found = np.zeros(len(total))
        if not len(total):
            return found
        rows = np.argsort(-total, kind="stable")[:DEEP]
        found[rows] = self.predict(self.features(row, rows))
        return found

    def predict(self, features: Scores) -> Scores:
        """Return the network's answer for features `(n, 12)`, clipped to what gains can be."""
        net = self._net
        seen = (features - net["mean"]) / net["scale"]
        hidden = np.maximum(seen @ net["inner"] + net["inner_bias"], 0)
        gains: Scores = np.clip(hidden @ net["outer"] + net["outer_bias"], 0, TOP)
        return gains

    def features(self, row: int, rows: NDArray[np.intp]) -> Scores:
        """Return what is known of the passages `rows` for the criterion in `row`, `(n, 12)`."""
        own = self._background.passages
        b = self._background
        total = b.total[row, :own]
        document, heading = self.places.document, self.places.heading
        rank = np.empty(own, np.intp)
        rank[np.argsort(-total, kind="stable")] = np.arange(own)
        narrower = (b.total[:, rows] > total[rows]).sum(axis=0)
        columns = (
            total[rows], b.best[row, rows], b.mean[row, rows], b.nearest[row, rows],
            b.terms[row, rows], b.told[row, rows],
            _means(total, document)[document[rows]], _tops(total, document)[document[rows]],
            self._neighbours(total)[rows], _means(total, heading)[heading[rows]],
            np.log1p(rank[rows]), np.log1p(narrower),
        )  # fmt: skip
        return np.stack(columns, axis=1).astype(np.float64)

    def _neighbours(self, total: Scores) -> Scores:
        """Return the better of the scores of the passages before and after each, 0 where none."""
        beside = self.places.beside
        lent = np.where(beside >= 0, total[beside], -np.inf).max(axis=1)
        return np.where(np.isfinite(lent), lent, 0.0)


def _means(scores: Scores, groups: NDArray[np.intp]) -> Scores:
    sums = np.bincount(groups, weights=scores)
    result: Scores = sums / np.bincount(groups)
    return result


def _tops(scores: Scores, groups: NDArray[np.intp], count: int = 3) -> Scores:
    """Return the mean of each group's three highest scores, or of all where it has fewer."""
    order = np.lexsort((-scores, groups))
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    kept = order[place < count]
    return _means(scores[kept], groups[kept])
