"""Ranking and classification measures, as usually defined."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Return nDCG with gains 2^grade − 1 and log2 discount."""
    ideal = _dcg(sorted(grades.values(), reverse=True)[:depth])
    return _dcg([grades.get(item, 0) for item in ranked[:depth]]) / ideal if ideal else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def recall(ranked: Sequence[str], wanted: Collection[str], depth: int = 10) -> float:
    """Return the share of `wanted` among the first `depth`, of as many as fit there."""
    return len(set(ranked[:depth]) & set(wanted)) / min(depth, len(wanted))


def rank_of_first(ranked: Sequence[str], wanted: Collection[str]) -> float:
    """Return the rank from 1 of the first wanted item, infinity where there is none."""
    return next((place for place, item in enumerate(ranked, 1) if item in wanted), math.inf)


def at_ranks(ranks: Sequence[float]) -> dict[str, float]:
    """Return R@1, R@5, R@10 and MRR."""
    count = max(1, len(ranks))
    found = {f"R@{n}": sum(rank <= n for rank in ranks) / count for n in (1, 5, 10)}
    return found | {"MRR": sum(1 / rank for rank in ranks) / count}


def precision_recall(said: Collection[str], true: Collection[str]) -> dict[str, float]:
    """Return precision, recall and F1 of a set of claims; precision is 1 where nothing is said."""
    right = len(set(said) & set(true))
    precision = right / len(said) if said else 1.0
    found = right / len(true) if true else 1.0
    both = precision + found
    return {"P": precision, "R": found, "F1": 2 * precision * found / both if both else 0.0}


def mean(values: Sequence[float]) -> float:
    """Return the mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
