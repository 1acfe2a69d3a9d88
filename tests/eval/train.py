"""`make heads`: trains the small heads that ship, and pins their digest in models/models.toml.

The heads over sentences learn from corpora/sentences (training and tuning); the ranker and the
likelihood of evidence from the demo's criteria with an even last number. Nothing is read of the
judging halves. The same data and package versions give the same heads.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPRegressor

from kompass_evidence.assess import open_ranker, read_documents
from kompass_evidence.assess.rungs import kind_of
from kompass_evidence.assessment.findings import evidence_features
from kompass_evidence.assessment.ranking import DEEP, FEATURES, Ranker
from kompass_evidence.assessment.rung_model import CLASSES, VECTOR_WEIGHT, sentence_features
from kompass_evidence.assessment.sentence import Sentence, features_digest
from kompass_evidence.domain.document import Passage
from kompass_evidence.domain.framework import Rung
from kompass_evidence.domain.heads import Heads
from kompass_evidence.retrieval.models import file_digest, manifest_file
from kompass_evidence.workspace import Workspace
from tests.eval.demo import AS_OF, demo_workspace, graded, is_tuning, locator
from tests.eval.sentences import LabelledSentence, read_sentences
from tests.eval.truth import read_labels

HIDDEN, SEEDS = 24, (1, 2, 3)
QUOTED = 0.3  # what a quote of the demo counts against a sentence written for this
SENTENCES_C, STANCE_C, EVIDENCE_C = 0.3, 0.3, 0.3
Arrays = dict[str, NDArray[np.float32]]


def main() -> int:
    """Train all heads and write them; returns 0."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = demo_workspace(Path(folder))
        written = [*read_sentences("training"), *read_sentences("tuning")]
        arrays = sentence_heads(workspace, written, demo_sentences(workspace))
        arrays |= ranking_heads(workspace)
        encoder = workspace.encoder.model.digest
        workspace.close()
    path = manifest_file().parent / "heads.safetensors"
    # contiguous, since the file holds the numbers as they lie in memory
    plain = {name: np.ascontiguousarray(a, np.float32) for name, a in sorted(arrays.items())}
    save_file(plain, path)
    _pin(path, encoder)
    print(f"Wrote {path} ({path.stat().st_size} bytes).")
    return 0


def _pin(path: Path, encoder: str) -> None:
    text = manifest_file().read_text(encoding="utf-8")
    for key, value in (
        ("sha256", file_digest(path)), ("encoder", encoder), ("features", features_digest()),
    ):  # fmt: skip
        text = re.sub(rf'(\[heads\][^\[]*?\n{key} = )"[^"]*"', rf'\g<1>"{value}"', text)
    manifest_file().write_text(text, encoding="utf-8")


# ---- heads over sentences


def sentence_heads(
    workspace: Workspace, written: Sequence[LabelledSentence], quoted: Sequence[LabelledSentence]
) -> Arrays:
    """Train rung and stance, with the vectors and without them; quotes count for less."""
    labelled = [*written, *quoted]
    counts = np.r_[np.ones(len(written)), np.full(len(quoted), QUOTED)]
    vectors = workspace.passage_vectors([entry.sentence.text for entry in labelled])
    center = vectors.mean(axis=0)
    plain = sentence_features([entry.sentence for entry in labelled])
    full = np.hstack([plain, (vectors - center) * VECTOR_WEIGHT])
    rungs = [entry.rung for entry in labelled]
    weakens = np.array([entry.weakens for entry in labelled])
    arrays: Arrays = {"center": center}
    for suffix, seen in (("", full), ("_plain", plain)):
        arrays |= _named(f"rung{suffix}", _rung_head(seen, rungs, counts))
        arrays |= _named(f"stance{suffix}", _stance_head(seen, weakens, counts))
    return arrays


def demo_sentences(workspace: Workspace) -> list[LabelledSentence]:
    """Return the quotes of the demo's tuning criteria as sentences where they stand."""
    labels, _flags, _rows = read_labels()
    found = locator(workspace)
    facts = read_documents(workspace, AS_OF).facts
    passages = {passage.id: passage for passage in workspace.corpus.passages()}
    said: dict[tuple[str, str], list[tuple[str, bool]]] = {}

    def in_place(quote: str, passage: Passage) -> Sentence:
        heading = passage.heading[-1] if passage.heading else ""
        return Sentence(quote, kind_of(facts[passage.source]), heading)

    for criterion, entries in labels.items():
        for label in entries if is_tuning(criterion) else ():
            for passage in found.find(label.document, label.quote)[:1]:
                if not label.quote.startswith("|"):
                    key = (label.quote, passage)
                    said.setdefault(key, []).append((label.rung, label.stance == "weakens"))
    found_rungs = {key: max(given, key=given.count) for key, given in said.items()}
    return [
        LabelledSentence(passage, in_place(quote, passages[passage]), Rung(rung), weakens, False)
        for (quote, passage), (rung, weakens) in found_rungs.items()
    ]


def _rung_head(
    seen: NDArray[np.float32], rungs: Sequence[object], counts: NDArray[np.float64]
) -> Arrays:
    numbers = np.array([CLASSES.index(rung) for rung in rungs])  # type: ignore[arg-type]
    model = LogisticRegression(C=SENTENCES_C, max_iter=6000, class_weight="balanced")
    model.fit(seen, numbers, sample_weight=counts)
    return {"weights": model.coef_, "bias": model.intercept_}


def _stance_head(
    seen: NDArray[np.float32], weakens: NDArray[np.bool_], counts: NDArray[np.float64]
) -> Arrays:
    model = LogisticRegression(C=STANCE_C, max_iter=6000)
    model.fit(seen, weakens, sample_weight=counts)
    return {"weights": model.coef_[0], "bias": model.intercept_}


# ---- ranking


def ranking_heads(workspace: Workspace) -> Arrays:
    """Train the ranker on the tuning criteria, and the likelihood that there is evidence."""
    labels, flags, _rows = read_labels()
    grades = graded(workspace, labels)
    ranker, background, passages = open_ranker(workspace, _no_ranker())
    places = {passage.id: number for number, passage in enumerate(passages)}
    criteria = list(workspace.framework.criteria())
    tuning = [row for row, c in enumerate(criteria) if is_tuning(c.id)]
    seen, gains = [], []
    for row in tuning:
        total = background.total[row, : background.passages]
        rows = np.argsort(-total, kind="stable")[:DEEP]
        known = {places[p]: grade for p, grade in grades[criteria[row].id].items()}
        seen.append(ranker.features(row, rows))
        gains.append([2 ** known.get(int(i), 0) - 1 for i in rows])
    net = _network(np.vstack(seen), np.concatenate(gains))
    arrays = _named("ranker", net)
    ready = Ranker(background, ranker.places, Heads("", "", "", arrays))
    missing = np.array(["no_evidence" in flags[criteria[row].id] for row in tuning])
    chance = np.stack([evidence_features(ready.gains(r), background, r) for r in tuning])
    model = LogisticRegression(C=EVIDENCE_C, max_iter=6000, class_weight={True: 1.0, False: 4.0})
    model.fit(chance, ~missing)
    return arrays | _named("evidence", {"weights": model.coef_[0], "bias": model.intercept_})


def _no_ranker() -> Heads:
    return Heads("", "", "", {})


def _network(seen: NDArray[np.float64], gains: NDArray[np.float64]) -> Arrays:
    """Return one network that answers with the mean of several trained from different starts."""
    mean, scale = seen.mean(axis=0), seen.std(axis=0) + 1e-9
    inner, inner_bias, outer, outer_bias = [], [], [], 0.0
    for seed in SEEDS:
        model = MLPRegressor(
            hidden_layer_sizes=(HIDDEN,), alpha=3, max_iter=200, early_stopping=True,
            random_state=seed, learning_rate_init=3e-3,
        )  # fmt: skip
        model.fit((seen - mean) / scale, gains)
        inner.append(model.coefs_[0])
        inner_bias.append(model.intercepts_[0])
        outer.append(model.coefs_[1][:, 0] / len(SEEDS))
        outer_bias += float(model.intercepts_[1][0]) / len(SEEDS)
    assert seen.shape[1] == FEATURES
    return {
        "mean": mean, "scale": scale, "inner": np.hstack(inner),
        "inner_bias": np.concatenate(inner_bias), "outer": np.concatenate(outer),
        "outer_bias": np.array([outer_bias]),
    }  # fmt: skip


def _named(head: str, arrays: Mapping[str, NDArray[np.float32]]) -> Arrays:
    return {f"{head}.{name}": array for name, array in arrays.items()}


if __name__ == "__main__":
    sys.exit(main())
