"""The default model's folder is built from 4-bit blocks, and from nothing else."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from kompass_evidence.retrieval.model_build import TensorEntry, build, unpack
from tests.retrieval.packed_file import HIDDEN, pack_block, packed_model


def test_a_block_unpacks_to_its_nibbles_less_eight_times_the_scale() -> None:
    # by hand: byte n holds weight n in its low half and weight n + 16 in its high half
    block = struct.pack("<e", 0.5) + bytes(range(0x00, 0x100, 0x11))
    once = [(n - 8) * 0.5 for n in range(16)]
    assert unpack(block, TensorEntry("x", 1, 32, 0)).tolist() == once + once


@given(
    scale=st.floats(-8, 8, width=16),
    nibbles=st.lists(st.integers(0, 15), min_size=32, max_size=32),
    before=st.binary(max_size=7),
)
@settings(max_examples=60)
def test_every_block_unpacks_by_the_same_rule_wherever_it_lies(
    scale: float, nibbles: list[int], before: bytes
) -> None:
    data = before + pack_block(scale, nibbles)
    found = unpack(data, TensorEntry("x", 1, 32, len(before)))
    np.testing.assert_array_equal(found, [np.float32(scale) * (n - 8) for n in nibbles])


def test_a_plain_tensor_is_taken_as_it_is() -> None:
    data = b"..." + struct.pack("<3f", 1.5, -2.0, 0.25)
    assert unpack(data, TensorEntry("x", 0, 3, 3)).tolist() == [1.5, -2.0, 0.25]


def test_a_built_folder_holds_the_weights_in_the_shapes_of_a_bert_encoder(tmp_path: Path) -> None:
    data, expected = packed_model()
    (tmp_path / "packed.bin").write_bytes(data)
    build(tmp_path / "packed.bin", tmp_path / "model")
    weights = load_file(tmp_path / "model" / "model.safetensors")
    for short, long in {
        "emb.word": "embeddings.word_embeddings.weight",
        "l0.q.w": "encoder.layer.0.attention.self.query.weight",
        "l0.fi.w": "encoder.layer.0.intermediate.dense.weight",
        "l0.fo.w": "encoder.layer.0.output.dense.weight",
        "l0.oln.b": "encoder.layer.0.output.LayerNorm.bias",
    }.items():
        np.testing.assert_array_equal(weights[long], expected[short], strict=True)


def test_a_built_folder_is_an_ordinary_sentence_transformers_model(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    (tmp_path / "packed.bin").write_bytes(packed_model()[0])
    build(tmp_path / "packed.bin", tmp_path / "model")
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu", local_files_only=True)
    assert model.encode(["plan mål", "planen"]).shape == (2, HIDDEN)


def test_a_built_folder_holds_no_file_that_could_run_code(tmp_path: Path) -> None:
    (tmp_path / "packed.bin").write_bytes(packed_model()[0])
    build(tmp_path / "packed.bin", tmp_path / "model")
    suffixes = {p.suffix for p in (tmp_path / "model").rglob("*") if p.is_file()}
    assert suffixes == {".json", ".safetensors"}


@given(share=st.floats(0, 0.999))
@settings(max_examples=40, deadline=None)
def test_a_file_that_ends_too_early_is_refused_as_not_of_the_format(share: float) -> None:
    import tempfile

    data, _ = packed_model()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "packed.bin").write_bytes(data[: int(share * len(data))])
        with pytest.raises(ValueError):
            build(Path(folder) / "packed.bin", Path(folder) / "model")


def test_a_file_of_another_kind_is_refused_as_not_of_the_format(tmp_path: Path) -> None:
    (tmp_path / "packed.bin").write_bytes(b"GGUF" + packed_model()[0][4:])
    with pytest.raises(ValueError, match="magic"):
        build(tmp_path / "packed.bin", tmp_path / "model")
