"""A stand-in for the sentence encoder: words hashed into a vector, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.language import stem, words
from kompass_evidence.retrieval.models import Model

WIDTH = 64


class FakeEncoder:
    """Texts that share words are near one another; tokens are counted as words."""

    precision = "float32"

    def __init__(self) -> None:
        self.model = Model("fake", Path(), "f" * 64)
        self.embedded = 0  # texts, to see that nothing is embedded twice

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(words(text)) for text in texts]

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        return self._vectors(texts)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), WIDTH), np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                digest = hashlib.sha256(stem(word).encode()).digest()
                vectors[row, digest[0] % WIDTH] += 1 if digest[1] % 2 else -1
            vectors[row, 0] += 1e-3  # no vector is zero
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
