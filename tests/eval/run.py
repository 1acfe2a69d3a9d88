"""`make eval`: the quality figures, each beside simpler ways in the same run, against floors.

Weights and thresholds are tuned on the criteria with an even last number; the odd ones judge.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assess import assess, measure
from kompass_evidence.assessment.mapping import Weights
from kompass_evidence.domain.assessment import Assessment
from kompass_evidence.domain.framework import Rung
from kompass_evidence.ingest import find_files, ingest
from kompass_evidence.retrieval.lexical import LexicalIndex
from kompass_evidence.retrieval.search import Mode, Search
from kompass_evidence.workspace import Municipality, Workspace, create
from tests.eval import floors
from tests.eval.measures import (
    at_ranks,
    mean,
    ndcg,
    precision_recall,
    rank_of_first,
    recall,
)  # fmt: skip
from tests.eval.sets import QuestionSet, swefaq, swequad
from tests.eval.truth import Label, Locator, read_labels, read_questions

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "eval"
DEPTH = 100  # ranks that are looked at for MRR
RRF = 60  # the usual constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009)


def main() -> int:
    """Print all figures; 0 if every floor holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pin", action="store_true", help="raise the floors to today's figures")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = demo_workspace(Path(folder))
        groups = {"demo": (floors.demo_fingerprint(), demo_figures(workspace))}
        if SHARED.is_dir():
            files = (SHARED / "swequad/training.json", SHARED / "swefaq/swefaq_dev.jsonl")
            figures = question_figures(workspace, (swequad(SHARED), swefaq(SHARED)))
            groups["questions"] = (floors.fingerprint(files), figures)
        else:
            print("The Swedish question sets are not beside the project; not measured.")
        workspace.close()
    trouble = [
        line
        for name, (data, figures) in groups.items()
        for line in (floors.pin if chosen.pin else floors.check)(name, data, figures)
    ]
    print("\n".join(trouble) or "Every floor holds.")
    return 1 if trouble and not chosen.pin else 0


def demo_workspace(folder: Path) -> Workspace:
    """Build the demo municipality's files and ingest them with the real encoder."""
    build = ROOT / "corpora" / "exempelkommun" / "build.py"
    subprocess.run([sys.executable, str(build), str(folder / "files")], check=True)
    create(folder / "ws", Municipality("Granholms kommun", 18400, 2026), "kommunkompassen-2020")
    workspace = Workspace(folder / "ws")
    files, _missing = find_files([folder / "files" / "documents", folder / "files" / "web"])
    count_tokens = workspace.encoder.count_tokens
    report = ingest(files, workspace.corpus, workspace.originals, count_tokens)
    assert not report.skipped, report.skipped
    return workspace


def demo_figures(workspace: Workspace) -> dict[str, float]:
    """Measure evidence, flags, rungs and search on the demo."""
    locator = _locator(workspace)
    labels, flags, rows = read_labels()
    grades = {criterion: _grades(entries, locator) for criterion, entries in labels.items()}
    assessment = assess(workspace)
    figures = _evidence_figures(workspace, grades)
    figures |= _flag_figures(assessment, flags)
    figures["rung row right"] = _rung_rows(assessment, rows)
    figures |= _search_figures(workspace, locator)
    figures["quotes found"] = 1.0 if not locator.lost else 0.0
    for document, quote in locator.lost:
        print(f"not found in the built files: {document}: {quote}")
    return figures


def _locator(workspace: Workspace) -> Locator:
    sources = workspace.corpus.sources()
    stems = {source.id: Path(source.path).stem for source in sources}
    return Locator(
        {stems[s.id]: workspace.corpus.document(s.id) for s in sources},
        {stems[s.id]: workspace.corpus.passages(s.id) for s in sources},
    )


def _grades(entries: Sequence[Label], locator: Locator) -> dict[str, int]:
    found: dict[str, int] = {}
    for label in entries:
        for passage in locator.find(label.document, label.quote)[:1]:
            found[passage] = max(found.get(passage, 0), label.grade)
    return found


def _evidence_figures(
    workspace: Workspace, grades: Mapping[str, Mapping[str, int]]
) -> dict[str, float]:
    """nDCG@10 and recall@10 (grade 2 and 3) a criterion of each half, and a sub-area."""
    search, criteria = workspace.search(), list(workspace.framework.criteria())
    passages = workspace.corpus.passages()
    ways = {
        "": Weights(),
        "encoder alone ": Weights(lexical=0),
        "BM25 alone ": Weights(lexical=1e6),
    }
    figures: dict[str, float] = {}
    for name, weights in ways.items():
        total = measure(workspace, search, passages, weights).total
        ranked = {c.id: _order(total[row], search.ids) for row, c in enumerate(criteria)}
        for half, rest in (("tuning", 0), ("judging", 1)):
            chosen = [c for c in grades if int(c.split(".")[-1]) % 2 == rest]
            figures |= _ranking(f"{name}evidence/criterion {half}", chosen, ranked, grades)
        areas, best = _by_sub_area(criteria, total, search.ids, grades)
        figures |= _ranking(f"{name}evidence/sub-area", list(areas), best, areas)
    print(_table("Evidence", figures, ("nDCG@10", "recall@10")))
    return {name: value for name, value in figures.items() if "alone" not in name}


def _by_sub_area(
    criteria: Sequence, total: NDArray[np.float64], ids: Sequence[str],
    grades: Mapping[str, Mapping[str, int]],
) -> tuple[dict[str, dict[str, int]], dict[str, list[str]]]:  # fmt: skip
    areas: dict[str, dict[str, int]] = {}
    scores: dict[str, NDArray[np.float64]] = {}
    for row, criterion in enumerate(criteria):
        if criterion.id not in grades:
            continue
        area = criterion.id.rpartition(".")[0]
        merged = areas.setdefault(area, {})
        for passage, grade in grades[criterion.id].items():
            merged[passage] = max(merged.get(passage, 0), grade)
        scores[area] = np.maximum(scores.get(area, total[row]), total[row])
    return areas, {area: _order(found, ids) for area, found in scores.items()}


def _ranking(
    name: str, chosen: Sequence[str], ranked: Mapping[str, Sequence[str]],
    grades: Mapping[str, Mapping[str, int]],
) -> dict[str, float]:  # fmt: skip
    wanted = {c: {p for p, grade in grades[c].items() if grade >= 2} for c in chosen}
    chosen = [c for c in chosen if wanted[c]]
    return {
        f"{name} nDCG@10": mean([ndcg(ranked[c], grades[c]) for c in chosen]),
        f"{name} recall@10": mean([recall(ranked[c], wanted[c]) for c in chosen]),
    }


def _order(scores: NDArray[np.float64], ids: Sequence[str]) -> list[str]:
    rounded = np.round(scores, 4)
    near = np.argsort(-rounded, kind="stable")[: 4 * DEPTH]
    return [ids[i] for i in sorted(near, key=lambda i: (-rounded[i], ids[i]))]


def _flag_figures(
    assessment: Assessment, expected: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    figures = {}
    for half, rest in (("tuning", 0), ("judging", 1)):
        chosen = [c for c in expected if int(c.split(".")[-1]) % 2 == rest]
        for kind in ("no_evidence", "web_only", "documents_only"):
            said = [c for c in chosen if kind in {f.kind.value for f in assessment.flags[c]}]
            true = [c for c in chosen if kind in expected[c]]
            for name, value in precision_recall(said, true).items():
                figures[f"{kind} {half} {name}"] = value
    print(_table("Flags", figures, ("P", "R", "F1")))
    return figures


def _rung_rows(assessment: Assessment, rows: Mapping[str, Mapping[str, int]]) -> float:
    """The share of cells (sub-area × rung) that rightly say whether the rung is reached."""
    right = [
        bool(assessment.rungs(sub)[Rung(rung)]) == bool(reached)
        for sub in assessment.framework.sub_areas()
        if sub.id in rows
        for rung, reached in rows[sub.id].items()
    ]
    print(f"\nRung row: {mean(list(map(float, right))):.3f} of {len(right)} cells right")
    return mean(list(map(float, right)))


def _search_figures(workspace: Workspace, locator: Locator) -> dict[str, float]:
    questions = [q for q in read_questions() if q.answers]
    wanted = [
        frozenset(p for document, quote in q.answers for p in locator.find(document, quote))
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
        search = Search(ids, vectors, LexicalIndex.build(given.texts), lambda i: "")
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


def _table(title: str, figures: Mapping[str, float], columns: Sequence[str]) -> str:
    rows: dict[str, dict[str, float]] = {}
    for name, value in figures.items():
        row, _, column = name.rpartition(" ")
        rows.setdefault(row, {})[column] = value
    lines = [f"\n{title:<44}" + "".join(f"{column:>11}" for column in columns)]
    for row, values in rows.items():
        lines.append(f"  {row:<42}" + "".join(f"{values[column]:>11.3f}" for column in columns))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
