"""Judges sentences: which rung one reaches, and whether it supports or says what is lacking.

Two small linear heads weigh what the cues see and, where the encoder is the one they were trained
with, the sentence's vector. They were trained on sentences written for this (corpora/sentences).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assessment.cues import CUES, fired
from kompass_evidence.assessment.sentence import Sentence, features
from kompass_evidence.assessment.word_hash import hashed_words
from kompass_evidence.domain.evidence import Stance
from kompass_evidence.domain.framework import Rung
from kompass_evidence.domain.heads import Heads

CLASSES: tuple[Rung | None, ...] = (None, *Rung)
VECTOR_WEIGHT = 12.0  # of the centred vector against the features, as trained

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with the probability of each class, in the order of CLASSES, and of lacking."""

    sentence: Sentence
    rungs: tuple[float, ...]
    lacking: float

    @property
    def rung(self) -> Rung | None:
        """Return the likeliest rung."""
        return CLASSES[int(np.argmax(self.rungs))]

    @property
    def stance(self) -> Stance:
        return Stance.WEAKENS if self.lacking >= 0.5 else Stance.SUPPORTS


class RungModel:
    """The heads for one encoder."""

    def __init__(self, heads: Heads, encoder: str) -> None:
        self.reads_vectors = heads.encoder == encoder
        suffix = "" if self.reads_vectors else "_plain"
        self._rung = heads.part("rung" + suffix)
        self._stance = heads.part("stance" + suffix)
        self._center = heads.arrays["center"]

    def judge(self, sentences: Sequence[Sentence], vectors: Vectors | None) -> list[Judged]:
        """Return each sentence judged; `vectors` `(n, d)` are theirs as passages."""
        if not sentences:
            return []
        seen = sentence_features(sentences)
        if self.reads_vectors:
            assert vectors is not None
            seen = np.hstack([seen, (vectors - self._center) * VECTOR_WEIGHT])
        rungs = _softmax(seen @ self._rung["weights"].T + self._rung["bias"])
        lacking = 1 / (1 + np.exp(-(seen @ self._stance["weights"] + self._stance["bias"])))
        return [
            Judged(sentence, tuple(row.tolist()), float(no))
            for sentence, row, no in zip(sentences, rungs, lacking, strict=True)
        ]


def sentence_features(sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """Return what is seen of each sentence without its vector, `(n, f)`."""
    return np.stack([np.concatenate([features(s), hashed_words(s.text)]) for s in sentences])


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return result


def cue_words(text: str, rung: Rung | None) -> tuple[str, ...]:
    """Return the words in a sentence that speak for a rung, as they stand, at most three."""
    if rung is None:
        return ()
    found = fired(text)
    words = [said for name, said in found.items() if CUES[name].rung is rung]
    kept = [w for w in dict.fromkeys(words) if not any(w != o and w in o for o in words)]
    return tuple(kept[:3])
