"""Writes a tiny model in the packed format that the default encoder's weights come in."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

HIDDEN, HEADS, WIDE, PIECES, POSITIONS = 32, 2, 64, 9, 16
NAMES = ("q", "k", "v", "ao", "fi", "fo")


def pack_block(scale: float, nibbles: Sequence[int]) -> bytes:
    """Return one block of 32 weights: the first 16 in the low halves, the last in the high."""
    packed = bytes(
        low | high << 4 for low, high in zip(nibbles[:16], nibbles[16:], strict=True)
    )  # fmt: skip
    return struct.pack("<e", scale) + packed


def packed_model(seed: int = 1) -> tuple[bytes, dict[str, np.ndarray]]:
    """Return a whole packed file, and its 4-bit tensors as they must come out."""
    chance = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (PIECES, HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (2, HIDDEN),
        "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,),
    }  # fmt: skip
    sizes = {"fi": (WIDE, HIDDEN), "fo": (HIDDEN, WIDE)}
    for short in NAMES:
        shapes[f"l0.{short}.w"] = sizes.get(short, (HIDDEN, HIDDEN))
        shapes[f"l0.{short}.b"] = (shapes[f"l0.{short}.w"][0],)
    for short in ("aln", "oln"):
        shapes[f"l0.{short}.w"] = shapes[f"l0.{short}.b"] = (HIDDEN,)
    bodies: list[tuple[str, int, int, bytes]] = []
    expected: dict[str, np.ndarray] = {}
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        if len(shape) == 1:
            values = chance.normal(1.0, 0.1, count).astype("<f4")
            bodies.append((name, 0, count, values.tobytes()))
        else:
            nibbles = chance.integers(0, 16, (count // 32, 32))
            scales = np.float16(chance.uniform(0.01, 0.1, count // 32))
            blocks = zip(scales, nibbles, strict=True)
            body = b"".join(pack_block(float(s), [int(v) for v in row]) for s, row in blocks)
            bodies.append((name, 1, count, body))
            values = (nibbles - 8) * scales.astype(np.float32)[:, None]
        expected[name] = np.asarray(values, np.float32).reshape(shape)
    return _head(bodies), expected


def _head(bodies: list[tuple[str, int, int, bytes]]) -> bytes:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁plan", "▁mål", "en", "<mask>"]
    texts = [piece.encode() for piece in pieces]
    edges = np.cumsum([0, *map(len, texts)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I", 1)
    head += struct.pack("<7i", HIDDEN, 1, HEADS, WIDE, PIECES, POSITIONS, 2)
    head += struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5i", PIECES, 0, 2, 1, 3)
    blob = b"".join(texts)
    head += struct.pack("<Q", len(blob)) + edges.tobytes()
    head += np.full(PIECES, -1.0, "<f4").tobytes() + blob
    head += struct.pack("<iI", 0, 4) + b"none"
    size = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in bodies)
    directory, data = struct.pack("<i", len(bodies)), b""
    for name, kind, count, body in bodies:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, size + len(data), len(body))
        data += body
    return head + directory + data
