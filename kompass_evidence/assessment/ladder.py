"""Reads the rung that a passage reaches: from intent over decision and practice to learning.

Each sentence is judged by itself, in its context (rung_model); here they are put together, each
counting by how near it is to the criterion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.assessment.rung_model import CLASSES, Judged, cue_words
from kompass_evidence.domain.evidence import Reading, Stance
from kompass_evidence.domain.framework import Rung

SHARP = 20.0  # how fast a sentence counts less that is less near by meaning (cosine)
FAINT = 0.05  # what a sentence without any of the criterion's words still counts
CLOSE, CLEAR = 0.5, 0.6  # of the nearest sentence's weight, and of probability
PLAIN = 0.75  # probability of no rung from which a passage is said to show none
LACKING = 0.4  # from which a passage is said to tell of what is lacking


@dataclass(frozen=True, slots=True)
class Heard:
    """A judged sentence of a passage, and how near it is to a criterion by meaning and words."""

    judged: Judged
    meaning: float
    words: float


def read_passage(heard: Sequence[Heard]) -> Reading | None:
    """Return what a passage says on one criterion: the rung that its near sentences agree on most,
    and whether it supports or tells of what is lacking; None of nothing."""
    if not heard:
        return None
    weights = _weights(heard)
    rungs = weights @ np.array([entry.judged.rungs for entry in heard])
    lacking = float(weights @ np.array([entry.judged.lacking for entry in heard]))
    stance = Stance.WEAKENS if lacking >= LACKING else Stance.SUPPORTS
    number = _shown(heard, weights) or (0 if rungs[0] >= PLAIN else 1 + int(np.argmax(rungs[1:])))
    said = [w * entry.judged.rungs[number] for w, entry in zip(weights, heard, strict=True)]
    sentence = heard[int(np.argmax(said))].judged.sentence.text
    rung = CLASSES[number]
    return Reading(rung, cue_words(sentence, rung), stance, sentence)


def _shown(heard: Sequence[Heard], weights: NDArray[np.float64]) -> int:
    """Return the class of the highest rung from effect on that a near sentence clearly shows,
    0 where none does: one such sentence is not outvoted by those that lead up to it."""
    for number in range(len(CLASSES) - 1, CLASSES.index(Rung.EFFECT) - 1, -1):
        for weight, entry in zip(weights, heard, strict=True):
            if weight >= CLOSE * weights.max() and entry.judged.rungs[number] >= CLEAR:
                return number
    return 0


def _weights(heard: Sequence[Heard]) -> NDArray[np.float64]:
    """Return how much each sentence counts, `(n,)`, summing to 1."""
    meaning = np.array([entry.meaning for entry in heard])
    by_words = np.array([entry.words for entry in heard])
    shared = by_words / max(float(by_words.max()), 1e-9) + FAINT
    weights = np.exp(SHARP * (meaning - meaning.max())) * shared**0.5
    result: NDArray[np.float64] = weights / weights.sum()
    return result
