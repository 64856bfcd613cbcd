"""The bundled model for bulk work: the same weights and tokens through sentence-transformers and torch.

Texts of like length share a batch, so that little is padded, and pooling is done in float32 whatever the network
is computed in: bfloat16 where this processor turns out to be faster with it, and on a graphics card, when there
is one. Invariant: the vectors are those of the C engine, to a cosine of .995 at worst; proved by
`tests/test_index_embedders_real.py`.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embedders.limits import MAX_CHARACTERS, MAX_TOKENS, shorten
from index.embedders.threads import wait_asleep

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

TOKENS_AT_ONCE = {"cpu": 1024, "cuda": 65_536}
"""Tokens of a batch, padding counted: measured on the processor; on a card, what fills it."""

PREFIX = "passage: "
TIMED = 3
FASTER = 1.2
"""bfloat16 must be so much faster to be taken."""


class BulkEngine:
    """The converted model in `folder`, loaded; several threads may embed at once, their batches take turns."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        wait_asleep()
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.dtype = _fastest(self.device)
        self._model = SentenceTransformer(
            str(folder), device=self.device, local_files_only=True, model_kwargs={"dtype": self.dtype}
        ).eval()
        self._tokenizer = self._model.tokenizer.backend_tokenizer
        self._padding = self._model.tokenizer.pad_token_id
        self._turn = threading.Lock()
        log.info("Embedding in bulk on %s in %s", self.device, self.dtype)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of passages, `(n, d)`, unit norm; the texts cleaned by `index.embedding.clean`."""
        tokens = self._tokens(texts)
        order = sorted(range(len(texts)), key=lambda number: len(tokens[number]), reverse=True)
        rows: NDArray[np.float32] | None = None
        for batch in _batches(order, tokens, TOKENS_AT_ONCE[self.device]):
            with self._turn:
                vectors = self._forward([tokens[number] for number in batch])
            if rows is None:
                rows = np.empty((len(texts), vectors.shape[1]), np.float32)
            rows[batch] = vectors
        return np.zeros((0, 0), np.float32) if rows is None else rows

    def count(self, text: str) -> int:
        """Return the tokens of a passage, prefix and marks included."""
        return len(self._tokenizer.encode(PREFIX + text).ids)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        prefixed = [PREFIX + text[:MAX_CHARACTERS] for text in texts]
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(prefixed)]
        for number, text in enumerate(texts):
            if len(tokens[number]) > MAX_TOKENS:
                tokens[number] = self._tokenizer.encode(PREFIX + shorten(text, self.count)).ids
        return tokens

    def _forward(self, rows: list[list[int]]) -> NDArray[np.float32]:
        import torch

        width = len(rows[0])
        ids = np.full((len(rows), width), self._padding, np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
        network, *others = self._model
        with torch.inference_mode():
            features: dict[str, Any] = {
                "input_ids": torch.from_numpy(ids).to(self.device),
                "attention_mask": torch.from_numpy(mask).to(self.device),
            }
            features = network(features)
            features["token_embeddings"] = features["token_embeddings"].float()
            for module in others:
                features = module(features)
            return np.asarray(features["sentence_embedding"].cpu().numpy(), np.float32)


def _batches(order: list[int], tokens: list[list[int]], size: int) -> Iterator[list[int]]:
    """Yield texts, longest first, in batches of about `size` tokens; one text at least."""
    start = 0
    while start < len(order):
        count = max(1, size // len(tokens[order[start]]))
        yield order[start : start + count]
        start += count


def _fastest(device: str) -> "torch.dtype":
    """Return the number format to compute in."""
    import torch

    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    exact, short = (_seconds(dtype) for dtype in (torch.float32, torch.bfloat16))
    log.debug("A product of matrices takes %.4f s in float32, %.4f s in bfloat16", exact, short)
    return torch.bfloat16 if exact > FASTER * short else torch.float32


def _seconds(dtype: "torch.dtype") -> float:
    """Return the shortest time of a product of matrices of the network's size."""
    import torch

    rows, weights = torch.ones(TOKENS_AT_ONCE["cpu"], 384, dtype=dtype), torch.ones(1536, 384, dtype=dtype)
    times = []
    with torch.inference_mode():
        for _ in range(1 + TIMED):  # the first one prepares
            started = time.perf_counter()
            torch.nn.functional.linear(rows, weights)
            times.append(time.perf_counter() - started)
    return min(times[1:])
