"""How well rungs and stances are read: of written sentences, and of passages in the demo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import cohen_kappa_score, confusion_matrix, f1_score

from kompass_evidence.assess import assess
from kompass_evidence.assessment.rung_model import CLASSES, RungModel
from kompass_evidence.domain.framework import Rung
from kompass_evidence.retrieval.heads import load_heads
from kompass_evidence.workspace import Workspace
from tests.eval.demo import locator
from tests.eval.measures import mean
from tests.eval.sentences import LabelledSentence, read_sentences
from tests.eval.truth import read_labels

NAMES = ["none" if rung is None else rung.value for rung in CLASSES]


def sentence_figures(workspace: Workspace) -> dict[str, float]:
    """Return macro-F1 of the rungs and how negation is handled, on the judging half."""
    labelled = read_sentences("judging")
    figures = _agreement([*read_sentences("tuning"), *labelled])
    model = RungModel(load_heads(), workspace.encoder.model.digest)
    vectors = workspace.passage_vectors([entry.sentence.text for entry in labelled])
    judged = model.judge([entry.sentence for entry in labelled], vectors)
    true = [_name(entry.rung) for entry in labelled]
    said = [_name(entry.rung) for entry in judged]
    figures["rung macro-F1"] = f1_score(true, said, average="macro", labels=NAMES[1:])
    figures["rung macro-F1 with none"] = f1_score(true, said, average="macro", labels=NAMES)
    weakens = np.array([entry.weakens for entry in labelled])
    lacking = np.array([entry.lacking >= 0.5 for entry in judged])
    negates = np.array([entry.negates for entry in labelled])
    figures["stance right"] = float(np.mean(weakens == lacking))
    figures["negation handled"] = float(np.mean((weakens == lacking)[negates]))
    print(f"\nSentences (judging half, {len(labelled)}; {int(negates.sum())} with negation)")
    for name, value in figures.items():
        print(f"  {name:<42}{value:>11.3f}")
    _print_confusion(true, said)
    return figures


def _agreement(labelled: Sequence[LabelledSentence]) -> dict[str, float]:
    """Return how far the second judgement agrees with the first, as Cohen's kappa."""
    twice = [entry for entry in labelled if entry.second is not None]
    first = [_name(entry.rung) for entry in twice]
    second = [entry.second[0] for entry in twice if entry.second]
    return {"agreement of two judgements (kappa)": float(cohen_kappa_score(first, second))}


def _name(rung: Rung | None) -> str:
    return "none" if rung is None else rung.value


def _print_confusion(true: Sequence[str], said: Sequence[str]) -> None:
    print("  true \\ read  " + "".join(f"{name[:8]:>9}" for name in NAMES))
    for name, row in zip(NAMES, confusion_matrix(true, said, labels=NAMES), strict=True):
        print(f"  {name:<12}" + "".join(f"{count:>9}" for count in row))


def reading_figures(workspace: Workspace, as_of: str) -> dict[str, float]:
    """Return how many pieces of evidence have one of the rungs that their labels say, and how many
    cells (sub-area × rung) rightly say whether the rung is reached."""
    labels, _flags, rows = read_labels()
    found, assessment = locator(workspace), assess(workspace, as_of)
    right = []
    for criterion, entries in labels.items():
        rungs: dict[str, set[str]] = {}
        for label in entries:
            for passage in found.find(label.document, label.quote)[:1]:
                rungs.setdefault(passage, set()).add(label.rung)
        for evidence in assessment.findings[criterion].evidence:
            if evidence.match.passage in rungs and evidence.reading is not None:
                read = _name(evidence.reading.rung)
                right.append(float(read in rungs[evidence.match.passage]))
    cells = [
        bool(assessment.rungs(sub)[Rung(rung)]) == bool(reached)
        for sub in assessment.framework.sub_areas()
        for rung, reached in rows[sub.id].items()
    ]
    figures = {"rung of evidence right": mean(right), "rung row right": mean([*map(float, cells)])}
    print(f"\nRungs in the demo: {len(right)} labelled pieces of evidence, {len(cells)} cells")
    for name, value in figures.items():
        print(f"  {name:<42}{value:>11.3f}")
    return figures
