"""A BERT encoder that computes no padding, put in the place of the usual one.

The tokens of a batch are laid end to end, so that linear layers see only real tokens; attention
runs text by text. A text's vector is then the same to the last bit whatever batch it stands in,
which padded batches do not give. Weights are laid out once for the processor's matrix engine.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

LONG = 96  # tokens from which plain products beat the fused attention in bfloat16, as measured


def faster_precision() -> torch.dtype:
    """Return bfloat16 where this processor multiplies it clearly faster than float32.

    Timed on a matrix of the encoder's own size, some milliseconds each.
    """
    import time

    best = {}
    for dtype in (torch.float32, torch.bfloat16):
        a, b = torch.ones(512, 384, dtype=dtype), torch.ones(1536, 384, dtype=dtype)
        times = []
        for _ in range(8):
            start = time.perf_counter()
            functional.linear(a, b)
            times.append(time.perf_counter() - start)
        best[dtype] = min(times)
    faster = best[torch.bfloat16] * 1.4 < best[torch.float32]
    return torch.bfloat16 if faster else torch.float32


class _Linear(nn.Module):
    """A linear layer, optionally with GELU after it, on weights laid out for oneDNN."""

    def __init__(self, weight: Tensor, bias: Tensor, dtype: torch.dtype, *, gelu: bool) -> None:
        super().__init__()
        self.weight: Tensor | None = weight.detach().to(dtype).contiguous()
        self.bias = bias.detach().to(dtype)
        self.gelu = gelu
        self.laid_out = _lay_out(self.weight)
        if self.laid_out is not None:
            self.weight = None

    def forward(self, x: Tensor) -> Tensor:
        if self.laid_out is not None:
            after = "gelu" if self.gelu else "none"
            found: Tensor = torch.ops.mkldnn._linear_pointwise(
                x, self.laid_out, self.bias, after, [], "none"
            )
            return found
        assert self.weight is not None
        y = functional.linear(x, self.weight, self.bias)
        return functional.gelu(y) if self.gelu else y


def _lay_out(weight: Tensor) -> Tensor | None:
    """Return the weights in oneDNN's own order, or None where this build of torch has no such."""
    try:
        found: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight, None)
    except (AttributeError, NotImplementedError, RuntimeError):
        return None
    return found


class _Norm(nn.Module):
    def __init__(self, norm: nn.LayerNorm, dtype: torch.dtype) -> None:
        super().__init__()
        self.weight, self.bias = norm.weight.detach().to(dtype), norm.bias.detach().to(dtype)
        self.shape, self.epsilon = norm.normalized_shape, norm.eps

    def forward(self, x: Tensor) -> Tensor:
        return functional.layer_norm(x, self.shape, self.weight, self.bias, self.epsilon)


class _Layer(nn.Module):
    def __init__(self, layer: Any, heads: int, dtype: torch.dtype) -> None:
        super().__init__()
        own, out = layer.attention.self, layer.attention.output
        # attention divides by the root of the depth; done here once instead of for every text
        scale = (own.query.out_features // heads) ** -0.5
        weight = torch.cat([own.query.weight * scale, own.key.weight, own.value.weight])
        bias = torch.cat([own.query.bias * scale, own.key.bias, own.value.bias])
        self.heads = heads
        self.qkv = _Linear(weight, bias, dtype, gelu=False)
        self.out = _Linear(out.dense.weight, out.dense.bias, dtype, gelu=False)
        self.out_norm = _Norm(out.LayerNorm, dtype)
        wide, narrow = layer.intermediate.dense, layer.output.dense
        self.wide = _Linear(wide.weight, wide.bias, dtype, gelu=True)
        self.narrow = _Linear(narrow.weight, narrow.bias, dtype, gelu=False)
        self.norm = _Norm(layer.output.LayerNorm, dtype)

    def forward(self, x: Tensor, edges: list[int]) -> Tensor:
        qkv = self.qkv(x)
        mixed = torch.empty_like(x)
        for start, end in pairwise(edges):
            mixed[start:end] = self._attend(qkv[start:end])
        x = self.out_norm(x + self.out(mixed))
        result: Tensor = self.norm(x + self.narrow(self.wide(x)))
        return result

    def _attend(self, qkv: Tensor) -> Tensor:
        length, width = qkv.shape[0], qkv.shape[1] // 3
        depth = width // self.heads
        q, k, v = qkv.view(length, 3, self.heads, depth).permute(1, 2, 0, 3)
        if length >= LONG and qkv.dtype is torch.bfloat16:
            found = torch.bmm(torch.softmax(torch.bmm(q, k.transpose(1, 2)), -1), v)
        else:
            found = functional.scaled_dot_product_attention(q[None], k[None], v[None], scale=1.0)[0]
        return found.transpose(0, 1).reshape(length, width)


class PackedBert(nn.Module):
    """Takes the weights of a transformers BertModel and stands in for it."""

    def __init__(self, bert: Any, dtype: torch.dtype) -> None:
        super().__init__()
        self.config = bert.config
        embeddings = bert.embeddings
        self.words = embeddings.word_embeddings.weight.detach().float()
        kinds = embeddings.token_type_embeddings.weight.detach()[0]
        self.positions = (embeddings.position_embeddings.weight.detach() + kinds).float()
        self.first_norm = _Norm(embeddings.LayerNorm, torch.float32)
        heads = bert.config.num_attention_heads
        self.layers = nn.ModuleList(_Layer(layer, heads, dtype) for layer in bert.encoder.layer)
        self.precision = dtype

    def forward(self, input_ids: Tensor, attention_mask: Tensor, **_: Any) -> Any:
        """Return the last hidden state, float32, of the shape that the padded model would give."""
        from transformers.modeling_outputs import BaseModelOutput

        with torch.inference_mode():
            kept = attention_mask.bool()
            lengths = attention_mask.sum(1).tolist()
            edges = [0, *torch.tensor(lengths).cumsum(0).tolist()]
            places = torch.arange(input_ids.shape[1]).expand_as(input_ids)[kept]
            x = self.first_norm(self.words[input_ids[kept]] + self.positions[places])
            x = x.to(self.precision)
            for layer in self.layers:
                x = layer(x, edges)
            hidden = torch.zeros(*input_ids.shape, x.shape[1])
            hidden[kept] = x.float()
        return BaseModelOutput(last_hidden_state=hidden)
