"""Turns texts into vectors with a sentence encoder, through sentence-transformers."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kompass_evidence.errors import UsageError
from kompass_evidence.retrieval.models import Model

BATCH = 16  # texts; with nothing padded, more only spreads out of the processor's cache
PRECISIONS = ("auto", "float32", "bfloat16")


def text_digest(text: str) -> str:
    """Return the digest under which a text's vector is kept: its SHA-256, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


class Encoder:
    """One loaded model. Nothing heavy is imported or read before the first use."""

    def __init__(self, model: Model, precision: str = "auto") -> None:
        if precision not in PRECISIONS:
            raise UsageError(
                f"The precision {precision!r} is not known.", f"Use one of {', '.join(PRECISIONS)}."
            )
        self.model = model
        self._precision = precision

    @property
    def _tokenizer(self) -> Any:
        return _load_tokenizer(self.model.folder)

    @property
    def _transformer(self) -> Any:
        return _load_transformer(self.model.folder, self._precision)

    @property
    def precision(self) -> str:
        """Return the precision in use; loads the model."""
        inner = self._transformer[0].model
        dtype = inner.precision if hasattr(inner, "precision") else inner.dtype
        return str(dtype).removeprefix("torch.")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return each text's number of tokens, without the two that frame an input."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(entry.ids) for entry in encoded]

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages, `(n, d)` float32, L2-normalised.

        A text longer than the encoder reads has its end cut off here; passages are made shorter.
        """
        return self._encode(texts, self.model.passage_prefix)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of queries, `(n, d)` float32, L2-normalised."""
        return self._encode(texts, self.model.query_prefix)

    def _encode(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        found = self._transformer.encode(
            [prefix + text for text in texts], batch_size=BATCH, convert_to_numpy=True,
            normalize_embeddings=True, show_progress_bar=False,
        )  # fmt: skip
        return np.ascontiguousarray(found, np.float32)


@cache
def _load_tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache  # a process works with one model, and loading it takes seconds
def _load_transformer(folder: Path, precision: str) -> Any:
    _stay_offline()
    _be_quiet()
    import torch
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )  # fmt: skip
    from kompass_evidence.retrieval.packed import PackedBert, faster_precision

    chosen = {"float32": torch.float32, "bfloat16": torch.bfloat16}.get(precision)
    dtype = chosen or faster_precision()
    first = loaded[0]
    if type(first.model).__name__ == "BertModel":
        first.model = PackedBert(first.model, dtype)
    elif dtype is torch.bfloat16:
        loaded = loaded.to(torch.bfloat16)
    return loaded


def embed_in_batches(
    encoder: Encoder, texts: Sequence[str], keep: Callable[[dict[str, NDArray[np.float32]]], None],
    step: int = 256,
) -> Iterator[int]:  # fmt: skip
    """Embed distinct texts in an order of their own, and hand each batch to `keep` by digest.

    Yields the number done so far, so that what is done is kept if the run is broken off.
    """
    # by length, so that a batch's texts are alike; by text, so that the order is always the same
    ordered = sorted(set(texts), key=lambda text: (len(text), text))
    for start in range(0, len(ordered), step):
        batch = ordered[start : start + step]
        vectors = encoder.passages(batch)
        keep({text_digest(text): vector for text, vector in zip(batch, vectors, strict=True)})
        yield start + len(batch)


def _stay_offline() -> None:
    """Keep every library from asking a hub; set before they are imported, when they read it."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")


def _be_quiet() -> None:
    """Keep progress bars and notes of the libraries off the user's screen."""
    import logging

    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    logging.getLogger("transformers").setLevel(logging.ERROR)
    from transformers.utils import logging as notes

    notes.disable_progress_bar()  # type: ignore[no-untyped-call]
    notes.set_verbosity_error()  # type: ignore[no-untyped-call]
