"""Heads with hand-made weights, so that what a test expects can be worked out."""

from __future__ import annotations

import numpy as np

from kompass_evidence.assessment.ranking import FEATURES
from kompass_evidence.assessment.rung_model import CLASSES
from kompass_evidence.assessment.sentence import feature_names
from kompass_evidence.assessment.word_hash import PLACES
from kompass_evidence.domain.heads import Heads

ENCODER = "e" * 64
WIDTH = 2  # of a vector


def heads(**arrays: object) -> Heads:
    """Return heads of these arrays, "__" in a name for its dot."""
    named = {
        name.replace("__", "."): np.asarray(array, np.float32) for name, array in arrays.items()
    }
    return Heads("", ENCODER, "", named)


def ranker(feature: int | None = None, *, slope: float = 1.0, always: float = 0.0) -> Heads:
    """Return a ranker whose answer is `always`, and `slope` times one feature where positive."""
    inner, outer = np.zeros((FEATURES, 1)), [slope]
    if feature is not None:
        inner[feature, 0] = 1.0
    return heads(
        ranker__mean=np.zeros(FEATURES), ranker__scale=np.ones(FEATURES), ranker__inner=inner,
        ranker__inner_bias=[0.0], ranker__outer=outer, ranker__outer_bias=[always],
    )  # fmt: skip


def sentence_heads(
    *, bias: object = None, by_vector: object = None, lacking: float = 0.0, center: object = None
) -> Heads:
    """Return heads that look at the vector alone: `by_vector` `(7, WIDTH)` are the rungs'."""
    seen = len(feature_names()) + PLACES
    weights = np.zeros((len(CLASSES), seen + WIDTH))
    if by_vector is not None:
        weights[:, seen:] = np.asarray(by_vector)
    even = np.zeros(len(CLASSES)) if bias is None else bias
    return heads(
        center=np.zeros(WIDTH) if center is None else center,
        rung__weights=weights, rung__bias=even,
        stance__weights=np.zeros(seen + WIDTH), stance__bias=[lacking],
        rung_plain__weights=weights[:, :seen], rung_plain__bias=even,
        stance_plain__weights=np.zeros(seen), stance_plain__bias=[lacking],
    )  # fmt: skip
