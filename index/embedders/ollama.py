"""An embedding model served by Ollama (`/api/embed`).

Each family's own words before a query or a document, from its model card; a family not listed gets none.
"""

from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.errors import EmbedderError
from index.ollama_client import make_client, server_url

# family -> (before a query, before a document)
PREFIXES = {
    "nomic-embed-text": ("search_query: ", "search_document: "),
    "mxbai-embed-large": ("Represent this sentence for searching relevant passages: ", ""),
    "embeddinggemma": ("task: search result | query: ", "title: none | text: "),
    "multilingual-e5": ("query: ", "passage: "),
}


class OllamaEmbedding(BaseEmbedding):
    """`model_name` as Ollama lists it; `host` as in `OLLAMA_HOST`."""

    host: str | None = None
    _client: Any = PrivateAttr(default=None)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"embed_batch_size": 32, **values})
        self._client = make_client(server_url(self.host))

    @classmethod
    def class_name(cls) -> str:
        """Return the name llama-index knows this class by."""
        return "OllamaEmbedding"

    def _prefixes(self) -> tuple[str, str]:
        return next((p for family, p in PREFIXES.items() if family in self.model_name), ("", ""))

    def _embed(self, texts: list[str]) -> list[list[float]]:
        import httpx
        import ollama

        name = self.model_name
        try:
            rows = self._client.embed(model=name, input=texts).embeddings
        except ollama.ResponseError as error:
            if error.status_code == 404:
                raise EmbedderError(f"Ollama does not hold {name!r}. Type `ollama pull {name}`.") from error
            raise EmbedderError(f"Ollama could not embed with {name!r}: {error.error}.") from error
        except (ConnectionError, httpx.TransportError) as error:
            raise EmbedderError(
                f"Ollama does not answer ({error}), and the embedder is 'ollama:{name}'. "
                "Start it with `ollama serve`, or set OLLAMA_HOST to where it runs."
            ) from error
        if len(rows) != len(texts):
            raise EmbedderError(f"Ollama's {name!r} returned {len(rows)} vectors for {len(texts)} texts.")
        return [list(row) for row in rows]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embed([self._prefixes()[0] + query])[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embed([self._prefixes()[1] + text for text in texts])

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
