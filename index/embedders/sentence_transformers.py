"""Any sentence-transformers model, by id or folder, loaded at first use.

What is already on this machine is taken without asking any server; only a model id that is not yet here is
fetched, because naming it is asking for it. Models that say how queries and documents are to be prefixed are
followed; E5 models, which mostly do not say, get the prefixes they were trained with.
"""

import os
import threading
from pathlib import Path
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.embedders.threads import wait_asleep
from index.errors import EmbedderError

CONNECT_SECONDS = 10.0


class SentenceTransformersEmbedding(BaseEmbedding):
    """A sentence-transformers model; `model_name` is a hub id or a folder."""

    _model: Any = PrivateAttr(default=None)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"embed_batch_size": 64, **values})

    @classmethod
    def class_name(cls) -> str:
        """Return the name llama-index knows this class by."""
        return "SentenceTransformersEmbedding"

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _load(os.path.expanduser(self.model_name))  # noqa: PTH111 - may be a hub id
            return self._model

    def _get_query_embedding(self, query: str) -> list[float]:
        model = self._loaded()
        with self._lock:  # the tokenizer fails when two threads use it at once
            return [float(x) for x in model.encode_query(query, show_progress_bar=False)]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        model = self._loaded()
        with self._lock:
            rows = model.encode_document(texts, show_progress_bar=False)
        return [row.tolist() for row in rows]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def _load(name: str) -> Any:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    wait_asleep()
    from sentence_transformers import SentenceTransformer

    try:
        try:
            model = SentenceTransformer(name, local_files_only=True)
        except (OSError, ValueError):
            if Path(name).is_dir():
                raise
            _reach_hub()
            model = SentenceTransformer(name)
    except Exception as error:  # the hub's client, torch and safetensors each have their own
        raise EmbedderError(
            f"The embedding model {name!r} could not be loaded ({error}). Without a network, give the folder "
            "of a model that is already here: ASSISTANT_EMBEDDER=/path/to/model."
        ) from error
    if "e5" in name.lower() and not any(model.prompts.values()):
        model.prompts = {"query": "query: ", "document": "passage: "}
    return model


def _reach_hub() -> None:
    """Raise at once when the hub cannot be reached: its client would try for more than a minute."""
    import httpx
    from huggingface_hub import constants

    if not constants.HF_HUB_OFFLINE:
        httpx.head(constants.ENDPOINT, timeout=CONNECT_SECONDS)
