"""How well evidence is ranked for criteria and sub-areas, on the demo's labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assess import open_ranker
from kompass_evidence.assessment.mapping import Weights
from kompass_evidence.domain.framework import Criterion
from kompass_evidence.retrieval.heads import load_heads
from kompass_evidence.workspace import Workspace
from tests.eval.demo import grades, is_tuning, locator
from tests.eval.measures import mean, ndcg, recall
from tests.eval.tables import table
from tests.eval.truth import read_labels

Grades = Mapping[str, Mapping[str, int]]
DEPTH = 100


def evidence_figures(workspace: Workspace) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """Return nDCG@10 and recall@10 (grade 2 and 3), and the label quotes that were not found.

    By criterion for both halves; by sub-area over all criteria, and over those of the judging half
    alone, since the ranker has learnt from the others.
    """
    found = locator(workspace)
    labels, _flags, _rows = read_labels()
    graded = {criterion: grades(entries, found) for criterion, entries in labels.items()}
    criteria = list(workspace.framework.criteria())
    figures: dict[str, float] = {}
    for name, (scores, ids) in _ways(workspace, len(criteria)).items():
        ranked = {c.id: _order(scores[row], ids) for row, c in enumerate(criteria)}
        for half in (True, False):
            chosen = [c for c in graded if is_tuning(c) is half]
            row = f"{name}evidence/criterion {'tuning' if half else 'judging'}"
            figures |= _ranking(row, chosen, ranked, graded)
        judging = {c: g for c, g in graded.items() if not is_tuning(c)}
        for part, wanted in (("", graded), (" judging", judging)):
            areas, best = _by_sub_area(criteria, scores, ids, wanted)
            figures |= _ranking(f"{name}evidence/sub-area{part}", list(areas), best, areas)
    print(table("Evidence", figures, ("nDCG@10", "recall@10")))
    return {name: value for name, value in figures.items() if "alone" not in name}, found.lost


def _ways(workspace: Workspace, criteria: int) -> dict[str, tuple[NDArray[np.float64], list[str]]]:
    """Return the scores of the product and of its parts alone, with the passages' ids."""
    heads = load_heads()
    ranker, background, passages = open_ranker(workspace, heads)
    ids = [passage.id for passage in passages]
    gains = np.stack([ranker.gains(row) for row in range(criteria)])
    ways = {"": (gains, ids), "ranker left out: alone ": (background.total[:, : len(ids)], ids)}
    for name, weights in (
        ("encoder alone ", Weights(lexical=0)), ("BM25 alone ", Weights(lexical=1e6)),
    ):  # fmt: skip
        _ranker, background, passages = open_ranker(workspace, heads, weights)
        ways[name] = background.total[:, : len(ids)], ids
    return ways


def _by_sub_area(
    criteria: Sequence[Criterion], scores: NDArray[np.float64], ids: Sequence[str], graded: Grades
) -> tuple[dict[str, dict[str, int]], dict[str, list[str]]]:
    areas: dict[str, dict[str, int]] = {}
    best: dict[str, NDArray[np.float64]] = {}
    for row, criterion in enumerate(criteria):
        if criterion.id not in graded:
            continue
        area = criterion.id.rpartition(".")[0]
        merged = areas.setdefault(area, {})
        for passage, grade in graded[criterion.id].items():
            merged[passage] = max(merged.get(passage, 0), grade)
        best[area] = np.maximum(best.get(area, scores[row]), scores[row])
    return areas, {area: _order(found, ids) for area, found in best.items()}


def _ranking(
    name: str, chosen: Sequence[str], ranked: Mapping[str, Sequence[str]], graded: Grades
) -> dict[str, float]:
    wanted = {c: {p for p, grade in graded[c].items() if grade >= 2} for c in chosen}
    chosen = [c for c in chosen if wanted[c]]
    return {
        f"{name} nDCG@10": mean([ndcg(ranked[c], graded[c]) for c in chosen]),
        f"{name} recall@10": mean([recall(ranked[c], wanted[c]) for c in chosen]),
    }


def _order(scores: NDArray[np.float64], ids: Sequence[str]) -> list[str]:
    rounded = np.round(scores, 4)
    near = np.argsort(-rounded, kind="stable")[: 4 * DEPTH]
    return [ids[i] for i in sorted(near, key=lambda i: (-rounded[i], ids[i]))]
