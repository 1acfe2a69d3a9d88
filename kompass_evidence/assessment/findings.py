"""Chooses what is shown for a criterion: the passages likely to bear on it, the same said once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assessment.mapping import Background, Scores
from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.evidence import Evidence, Finding, Judgement, Match, Why
from kompass_evidence.domain.framework import Criterion
from kompass_evidence.domain.heads import Heads

ODD = 5  # of the reference corpus's texts, how many best are taken for chance
# likelihood of evidence under which what was found is only what came nearest: best F1 of the flag
# `no_evidence` on the tuning half, with the doubtful
NOTHING = 0.45
THRESHOLD = 1.3  # expected gain from which a passage counts: best for rung rows on the tuning half


@dataclass(frozen=True, slots=True)
class Selection:
    """How much is kept for a criterion: at most `most`, and `per_source` from one source."""

    most: int = 10
    per_source: int = 3
    nearest: int = 3  # of those below the threshold, to show what was closest


DEFAULT_SELECTION = Selection()


@dataclass(frozen=True, slots=True)
class Ways:
    """What finding needs of the outside: sameness of two passages by their places, and the words
    that matched."""

    same: Callable[[int, int], bool]
    terms: Callable[[Criterion, Passage], tuple[str, ...]]


def likelihood(gains: Scores, background: Background, row: int, heads: Heads) -> float:
    """Return the estimated probability that anything in the corpus bears on a criterion.

    It rests on the three best passages and on how far the best rises above the best of the
    neutral reference corpus, of which nothing bears on any criterion.
    """
    own = background.passages
    if not own:
        return 0.0
    seen = evidence_features(gains, background, row)
    part = heads.part("evidence")
    score = float(seen @ part["weights"] + part["bias"][0])
    return float(1 / (1 + np.exp(-score)))


def evidence_features(gains: Scores, background: Background, row: int) -> NDArray[np.float64]:
    """Return what `likelihood` weighs, `(3,)`: gain of the three best, best score, and the best
    score against that of the reference corpus."""
    own = background.passages
    total = background.total[row]
    best = float(total[:own].max())
    # not the very best: a few texts of everyday service may touch on a criterion after all
    reference = float(np.sort(total[own:])[-ODD:][0]) if background.neutral else 0.0
    return np.array([float(np.sort(gains)[-3:].sum()), best, best - reference])


def find_evidence(
    criterion: Criterion, row: int, gains: Scores, background: Background,
    passages: Sequence[Passage], ways: Ways, judged: Mapping[str, Judgement], chance: float,
    selection: Selection = DEFAULT_SELECTION,
) -> Finding:  # fmt: skip
    """Return what bears on one criterion: accepted by a person first, then best first, ties by id.

    How far it reaches is read afterwards, of what is shown alone.
    `row` is the criterion's row in `background`; what a person has rejected is left out.
    """
    scores = np.round(gains, 4)
    some = chance >= NOTHING
    kept, also = _select(scores, passages, ways.same, judged, selection, some=some)
    shown = {*also, *(j for rows in also.values() for j in rows)}
    nearest = [
        i for i in _ordered(scores, passages)
        if i not in shown and passages[i].id not in judged
        and not (some and scores[i] >= THRESHOLD)  # held back for its source's share, not too far
    ][: selection.nearest]  # fmt: skip

    def match(i: int) -> Match:
        why = Why(
            round(float(background.semantic[row, i]), 4),
            round(float(background.lexical[row, i]), 4), ways.terms(criterion, passages[i]),
        )  # fmt: skip
        return Match(passages[i].id, float(scores[i]), why)

    evidence = tuple(
        Evidence(
            match(i), None, tuple(passages[j].id for j in also[i]), judged.get(passages[i].id)
        )
        for i in kept
    )  # fmt: skip
    return Finding(criterion.id, evidence, THRESHOLD, tuple(match(i) for i in nearest), chance)


def _ordered(scores: Scores, passages: Sequence[Passage]) -> list[int]:
    """Return the rows that score at all, best first."""
    rows = np.flatnonzero(scores > 0)
    return sorted(rows.tolist(), key=lambda i: (-scores[i], passages[i].id))


def _select(
    scores: Scores, passages: Sequence[Passage], same: Callable[[int, int], bool],
    judged: Mapping[str, Judgement], selection: Selection, *, some: bool,
) -> tuple[list[int], dict[int, list[int]]]:  # fmt: skip
    """Return what is kept, and what is folded under each; without `some` only what a person has
    accepted."""
    accepted = [i for i, p in enumerate(passages) if judged.get(p.id) is Judgement.ACCEPTED]
    kept = sorted(accepted, key=lambda i: (-scores[i], passages[i].id))
    also: dict[int, list[int]] = {i: [] for i in kept}
    per_source: dict[str, int] = {}
    for i in _ordered(scores, passages):
        source = passages[i].source
        if not some or scores[i] < THRESHOLD or len(kept) >= selection.most + len(accepted):
            break
        if i in also or judged.get(passages[i].id) is Judgement.REJECTED:
            continue
        twin = next((j for j in kept if same(i, j)), None)
        if twin is not None:
            also[twin].append(i)
        elif per_source.get(source, 0) < selection.per_source:
            kept.append(i)
            also[i] = []
            per_source[source] = per_source.get(source, 0) + 1
    return kept, also
