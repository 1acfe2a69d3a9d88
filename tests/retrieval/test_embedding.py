"""The encoder as users meet it: the vectors of the plain model, the same in any batch, offline."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kompass_evidence.errors import UsageError
from kompass_evidence.retrieval.embedding import Encoder, embed_in_batches, text_digest
from kompass_evidence.retrieval.models import Model, default_name, find_model
from tests.fakes.encoder import FakeEncoder

_SENTENCES = (
    "Kommunfullmäktige antog policyn för medborgardialog den 12 mars 2024.",
    "Mål.",
    "Sjukfrånvaron minskade från 8,1 till 6,4 procent under året.",
    "Öppettider: mån–fre 8–17, lör 10–14.",
    "Råd för äldre och för personer med funktionsnedsättning hörs i ärenden som rör dem.",
    "Biblioteksplanen följs upp årligen, bl.a. med besök och lån; målen redovisas i nämnden.",
    "å",
    "Budget 2026 | 12 300 tkr | 11 950 tkr",
)
TEXTS = (
    *_SENTENCES,
    " ".join(_SENTENCES[:4]),
    " ".join(_SENTENCES[::-1]),
    "Läsfrämjande\n\tför barn – ”bokgåva” 📚",
    " ".join(_SENTENCES * 6),  # longer than the encoder reads
)
PRECISIONS = ("float32", "bfloat16")

_ELSEWHERE = """
import socket, sys
def refuse(*_, **__): raise RuntimeError("a socket was opened")
socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from kompass_evidence.retrieval.embedding import Encoder
from kompass_evidence.retrieval.models import default_name, find_model
encoder = Encoder(find_model(default_name(), Path(sys.argv[1])), "float32")
sys.stdout.buffer.write(encoder.passages(sys.argv[2:]).tobytes())
"""


@pytest.fixture(scope="module")
def model(model_data: Path) -> Model:
    return find_model(default_name(), model_data)


@pytest.fixture(scope="module")
def alone(model: Model) -> dict[str, list[NDArray[np.float32]]]:
    """Every text's vector, made in a batch of its own."""
    encoders = {precision: Encoder(model, precision) for precision in PRECISIONS}
    return {p: [e.passages([text])[0] for text in TEXTS] for p, e in encoders.items()}


@pytest.fixture(scope="module")
def plain(model: Model) -> NDArray[np.float32]:
    """The vectors that the untouched library gives in float32."""
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(str(model.folder), device="cpu", local_files_only=True)
    texts = [model.passage_prefix + text for text in TEXTS]
    return np.asarray(loaded.encode(texts, batch_size=8, normalize_embeddings=True), np.float32)


@pytest.mark.model
@pytest.mark.parametrize("precision", PRECISIONS)
def test_vectors_point_where_those_of_the_plain_model_do(
    precision: str, alone: dict[str, list[NDArray[np.float32]]], plain: NDArray[np.float32]
) -> None:
    assert (np.stack(alone[precision]) * plain).sum(axis=1).min() >= 0.995


@pytest.mark.model
@pytest.mark.parametrize("precision", PRECISIONS)
def test_vectors_have_length_one(
    precision: str, alone: dict[str, list[NDArray[np.float32]]]
) -> None:
    np.testing.assert_allclose(np.linalg.norm(alone[precision], axis=1), 1, atol=4e-3)


@pytest.mark.model
@pytest.mark.parametrize("precision", PRECISIONS)
@given(rows=st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=12))
@settings(max_examples=6, deadline=None)
def test_a_text_has_the_same_vector_to_the_last_bit_in_any_batch(
    precision: str, rows: list[int], model: Model, alone: dict[str, list[NDArray[np.float32]]]
) -> None:
    found = Encoder(model, precision).passages([TEXTS[row] for row in rows])
    assert found.tobytes() == np.stack([alone[precision][row] for row in rows]).tobytes()


@pytest.mark.model
@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_precision_that_was_asked_for_is_the_one_in_use(precision: str, model: Model) -> None:
    assert Encoder(model, precision).precision == precision


@pytest.mark.model
def test_a_process_without_sockets_gives_the_same_vectors(
    model: Model, model_data: Path, alone: dict[str, list[NDArray[np.float32]]]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE, str(model_data), *TEXTS[:3]],
        capture_output=True, timeout=120, env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == np.stack(alone["float32"][:3]).tobytes()


@pytest.mark.model
def test_a_question_is_nearer_to_its_answer_than_to_other_passages(model: Model) -> None:
    encoder = Encoder(model, "float32")
    near = encoder.queries(["Har antalet sjukdagar gått ned?"])[0] @ encoder.passages(_SENTENCES).T
    assert _SENTENCES[int(near.argmax())].startswith("Sjukfrånvaron")


@pytest.mark.model
def test_tokens_are_counted_without_the_frame_and_without_an_upper_end(model: Model) -> None:
    encoder = Encoder(model, "float32")
    word, many = encoder.count_tokens(["mål", " ".join(["mål"] * 900)])
    assert (word, many) == (1, 900)


@pytest.mark.model
def test_no_texts_give_no_vectors(model: Model) -> None:
    assert len(Encoder(model, "float32").passages([])) == 0


def test_an_unknown_precision_is_named_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="float8") as caught:
        Encoder(Model("m", Path(), "0"), "float8")
    assert "bfloat16" in caught.value.hint


@given(st.lists(st.text(max_size=8), max_size=40))
@settings(max_examples=30, deadline=None)
def test_every_distinct_text_is_embedded_once_and_kept_under_its_digest(texts: list[str]) -> None:
    encoder, kept = FakeEncoder(), {}  # type: ignore[var-annotated]
    for _ in embed_in_batches(encoder, texts, kept.update, step=7):  # type: ignore[arg-type]
        pass
    assert encoder.embedded == len(set(texts))
    assert set(kept) == {text_digest(text) for text in texts}


def test_what_is_embedded_is_kept_batch_by_batch_should_the_run_break_off() -> None:
    kept: dict[str, NDArray[np.float32]] = {}
    run = embed_in_batches(FakeEncoder(), [f"text {n}" for n in range(30)], kept.update, step=10)  # type: ignore[arg-type]
    next(run)
    run.close()
    assert len(kept) == 10
