"""How well search answers questions: the demo's, and public Swedish sets, beside simpler ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.retrieval.search import Mode, Search
from kompass_evidence.workspace import Workspace
from tests.eval.demo import locator
from tests.eval.measures import at_ranks, rank_of_first
from tests.eval.sets import QuestionSet
from tests.eval.truth import read_questions

DEPTH = 100  # ranks that are looked at for MRR
RRF = 60  # the usual constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009)


def demo_search_figures(workspace: Workspace) -> dict[str, float]:
    """Measure search on the demo's own questions."""
    found = locator(workspace)
    questions = [q for q in read_questions() if q.answers]
    wanted = [
        frozenset(p for document, quote in q.answers for p in found.find(document, quote))
        for q in questions
    ]
    vectors = workspace.encoder.queries([q.text for q in questions])
    texts = [q.text for q in questions]
    return _compare("demo search", workspace.search(), texts, vectors, wanted)


def question_figures(workspace: Workspace, sets: Sequence[QuestionSet]) -> dict[str, float]:
    """Measure search with the product's parameters on public question sets."""
    figures: dict[str, float] = {}
    for given in sets:
        ids = [str(n) for n in range(len(given.texts))]
        vectors = workspace.encoder.passages(list(given.texts))
        index = LexicalIndex.build(given.texts, [("", text) for text in given.texts])
        search = Search(ids, vectors, index, lambda i: "")
        asked = workspace.encoder.queries(list(given.questions))
        figures |= _compare(given.name, search, given.questions, asked, given.answers)
    return figures


def _compare(
    name: str, search: Search, questions: Sequence[str], vectors: NDArray[np.float32],
    wanted: Sequence[frozenset[str]],
) -> dict[str, float]:  # fmt: skip
    """Rank by the product, by each side alone and by rank fusion; return the product's figures."""
    ranked: dict[str, list[list[str]]] = {"": [], "BM25": [], "encoder": [], "rank fusion": []}
    for text, vector in zip(questions, vectors, strict=True):
        for way, mode in (("", Mode.HYBRID), ("BM25", Mode.LEXICAL), ("encoder", Mode.SEMANTIC)):
            ranked[way].append([m.passage for m in search.find(text, vector, DEPTH, mode)])
        ranked["rank fusion"].append(_fuse(ranked["BM25"][-1], ranked["encoder"][-1]))
    print(f"\n{name}: {len(questions)} questions, {len(search.ids)} texts")
    figures: dict[str, float] = {}
    for way, lists in ranked.items():
        ranks = [rank_of_first(found, want) for found, want in zip(lists, wanted, strict=True)]
        values = at_ranks(ranks)
        print(f"  {way or 'kompass':<12}" + "  ".join(f"{k} {v:.3f}" for k, v in values.items()))
        if not way:
            figures = {f"{name} {measure}": value for measure, value in values.items()}
    return figures


def _fuse(*lists: Sequence[str]) -> list[str]:
    scores: dict[str, float] = {}
    for ranked in lists:
        for place, item in enumerate(ranked, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (RRF + place)
    return sorted(scores, key=lambda item: (-scores[item], item))
