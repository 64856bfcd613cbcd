"""The bundled weights in torch, with low-rank adapters that act on what follows a prompt.

An activated adapter (aLoRA, Greenewald et al., 2025) leaves the prompt as it is read without it, and changes only how
the tokens after it are read: so the engine reads a prompt once, for the draft and for the adapter. Here too: the keys
and values of a prompt are made once (`Weights.read`), and what follows is learned on top of them (`Adapted`).

The forward pass is Qwen2's (https://arxiv.org/abs/2407.10671): grouped queries, rotary positions, gated units.
Invariant, proved by `tests/test_evaluation_answerability.py`: without adapters, reading on from a prompt's keys and
values gives what reading all at once gives.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn import functional

# By the names of GGUF files: what an adapter changes.
ATTENTION = ("attn_q", "attn_k", "attn_v", "attn_output")


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model."""

    layers: int
    width: int
    heads: int
    shared: int
    base: float
    epsilon: float

    @property
    def head(self) -> int:
        """The width of a head."""
        return self.width // self.heads


class Weights:
    """The weights of a model of Qwen2's kind, in bfloat16.

    Args:
        shape: the model's sizes.
        tensors: by the names of GGUF files, matrices `(out, in)`.
    """

    def __init__(self, shape: Shape, tensors: dict[str, torch.Tensor]) -> None:
        self.shape = shape
        self.tensors = tensors
        self.words = tensors["token_embd.weight"]
        self.out = tensors.get("output.weight", self.words)

    @classmethod
    def load(cls, path: Path) -> "Weights":
        """Read a GGUF file; half a minute for one of 1.5 billion weights."""
        from gguf import GGUFReader
        from gguf.quants import dequantize

        reader = GGUFReader(path)

        def said(key: str) -> float:
            return float(reader.fields[f"qwen2.{key}"].contents())

        shape = Shape(
            layers=int(said("block_count")),
            width=int(said("embedding_length")),
            heads=int(said("attention.head_count")),
            shared=int(said("attention.head_count_kv")),
            base=said("rope.freq_base"),
            epsilon=said("attention.layer_norm_rms_epsilon"),
        )
        tensors = {
            each.name: torch.from_numpy(dequantize(each.data, each.tensor_type).copy()).to(torch.bfloat16)
            for each in reader.tensors
        }
        return cls(shape, tensors)

    def read(self, tokens: Sequence[int], before: torch.Tensor | None = None) -> torch.Tensor:
        """Return the keys and values of a prompt, `(layers, 2, shared heads, tokens, head)`, after those `before`."""
        kept: list[torch.Tensor] = []
        with torch.inference_mode():
            for _ in _through(self, None, [tokens], [self.nothing() if before is None else before], kept):
                pass
        return torch.stack(kept).clone()

    def nothing(self) -> torch.Tensor:
        """Return the keys and values of no token."""
        shape = self.shape
        return torch.zeros(shape.layers, 2, shape.shared, 0, shape.head, dtype=torch.bfloat16)


class Adapted(torch.nn.Module):
    """A model with a low-rank adapter for each of its attention's matrices, from a layer on.

    Args:
        weights: the model's, which stay as they are.
        rank: of the adapters.
        first: the lowest layer that is changed.
        dropout: share of an adapter's input left out in learning.
    """

    def __init__(self, weights: Weights, rank: int, first: int, dropout: float) -> None:
        super().__init__()
        self.weights = weights
        self.rank = rank
        self.scale = 2.0  # alpha is twice the rank
        self.dropout = torch.nn.Dropout(dropout)
        self.down, self.up = torch.nn.ParameterDict(), torch.nn.ParameterDict()
        for layer in range(first, weights.shape.layers):
            for name in ATTENTION:
                rows, columns = weights.tensors[f"blk.{layer}.{name}.weight"].shape
                self.down[f"{layer} {name}"] = torch.randn(rank, columns) / math.sqrt(columns)
                self.up[f"{layer} {name}"] = torch.zeros(rows, rank)

    def forward(
        self, followings: Sequence[Sequence[int]], prompts: Sequence[torch.Tensor], said: Sequence[int]
    ) -> torch.Tensor:
        """Return how likely each of some tokens comes next.

        Args:
            followings: the tokens after each of n prompts.
            prompts: their keys and values, from `Weights.read`.
            said: the tokens that may come.

        Returns:
            Logits, `(n, len(said))`.
        """
        *_, states = _through(self.weights, self, followings, prompts)
        ends = torch.tensor([len(following) for following in followings]).cumsum(0) - 1
        last = _normed(self.weights, states[ends], "output_norm.weight")
        return last.float() @ self.weights.out[torch.tensor(said)].float().T

    def change(self, key: str, states: torch.Tensor) -> torch.Tensor | float:
        """Return what the adapter of a matrix adds to its result."""
        if key not in self.down:
            return 0.0
        low = self.dropout(states.float()) @ self.down[key].T
        return ((low @ self.up[key].T) * self.scale).to(states.dtype)


def _through(
    weights: Weights,
    adapted: Adapted | None,
    followings: Sequence[Sequence[int]],
    prompts: Sequence[torch.Tensor],
    kept: list[torch.Tensor] | None = None,
) -> Iterator[torch.Tensor]:
    """Yield the states after each layer, of all that follows, one after the other: `(tokens, width)`.

    What does not meet, the matrices' work, is done for all at once; only attention goes one by one.
    """
    shape = weights.shape
    ends = [prompt.shape[3] for prompt in prompts]
    places = torch.cat(
        [torch.arange(end, end + len(each)) for end, each in zip(ends, followings, strict=True)]
    )
    turned = _turns(shape, places)
    states = weights.words[torch.tensor([token for each in followings for token in each])]
    for layer in range(shape.layers):

        def linear(name: str, given: torch.Tensor, block: int = layer) -> torch.Tensor:
            key = f"blk.{block}.{name}"
            result = functional.linear(
                given, weights.tensors[f"{key}.weight"], weights.tensors.get(f"{key}.bias")
            )
            return result if adapted is None else result + adapted.change(f"{block} {name}", given)

        normed = _normed(weights, states, f"blk.{layer}.attn_norm.weight")
        queries = _turned(linear("attn_q", normed).view(-1, shape.heads, shape.head), turned)
        keys = _turned(linear("attn_k", normed).view(-1, shape.shared, shape.head), turned)
        values = linear("attn_v", normed).view(-1, shape.shared, shape.head)
        if kept is not None:
            kept.append(torch.stack([keys, values]).transpose(1, 2))
        seen = []
        lengths = [len(each) for each in followings]
        for prompt, query, key, value in zip(
            prompts, queries.split(lengths), keys.split(lengths), values.split(lengths), strict=True
        ):
            seen.append(_attention(shape, prompt[layer], query, key, value))
        states = states + linear("attn_output", torch.cat(seen))
        normed = _normed(weights, states, f"blk.{layer}.ffn_norm.weight")
        states = states + linear(
            "ffn_down", functional.silu(linear("ffn_gate", normed)) * linear("ffn_up", normed)
        )
        yield states


def _attention(
    shape: Shape, before: torch.Tensor, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor
) -> torch.Tensor:
    """Return what tokens `(tokens, heads, head)` see of those before them and of themselves, `(tokens, width)`."""
    times = shape.heads // shape.shared
    keys = torch.cat([before[0], key.transpose(0, 1)], 1).repeat_interleave(times, 0)
    values = torch.cat([before[1], value.transpose(0, 1)], 1).repeat_interleave(times, 0)
    mask = torch.ones(len(query), keys.shape[1], dtype=torch.bool).tril(keys.shape[1] - len(query))
    seen = functional.scaled_dot_product_attention(
        query.transpose(0, 1)[None], keys[None], values[None], attn_mask=mask
    )
    return seen[0].transpose(0, 1).reshape(len(query), -1)


def _normed(weights: Weights, states: torch.Tensor, name: str) -> torch.Tensor:
    wide = states.float()
    scale = torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + weights.shape.epsilon)
    return (wide * scale).to(states.dtype) * weights.tensors[name]


def _turns(shape: Shape, places: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    speeds = shape.base ** -(torch.arange(0, shape.head, 2).float() / shape.head)
    angles = torch.outer(places.float(), speeds).repeat(1, 2)[:, None]
    return angles.cos().to(torch.bfloat16), angles.sin().to(torch.bfloat16)


def _turned(states: torch.Tensor, turns: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    first, second = states.chunk(2, -1)
    return states * turns[0] + torch.cat([-second, first], -1) * turns[1]
