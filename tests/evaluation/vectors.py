"""An embedder that remembers on disk what it has embedded: the corpora measured here share most of their texts.

Invariant: what comes back is bit for bit what the embedder gave. Proved by `tests/test_evaluation_tables.py`.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

import numpy as np

from index.embedding import Embedder, Vectors

LOOKED_UP_AT_ONCE = 500


class RememberingEmbedder(Embedder):
    """An embedder, with its vectors kept in a file.

    Args:
        inner: what embeds the texts that are new.
        folder: where the file lies, one for each fingerprint; made when absent.
    """

    def __init__(self, inner: Embedder, folder: Path) -> None:
        self.fingerprint = inner.fingerprint
        self._inner = inner
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(inner.fingerprint.encode()).hexdigest()[:12]
        self._file = folder / f"vectors-{name}.sqlite3"
        with closing(sqlite3.connect(self._file)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB)")

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a query, `(d,)`."""
        return self._all("query", [text], lambda texts: self._inner.embed_query(texts[0])[None])[0]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages or sentences, `(n, d)`."""
        return self._all("passage", texts, self._inner.embed_passages)

    def token_states(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors] | None:
        """Return what the embedder gives; these are not kept."""
        return self._inner.token_states(texts, is_query=is_query)

    def token_spans(self, texts: Sequence[str]) -> list[list[tuple[int, int]]] | None:
        """Return what the embedder gives; these are not kept."""
        return self._inner.token_spans(texts)

    def expecting(self, characters: int) -> AbstractContextManager[None]:
        """Say nothing to the embedder: most of it is remembered."""
        return nullcontext()

    def _all(self, kind: str, texts: Sequence[str], embed: Callable[[list[str]], Vectors]) -> Vectors:
        keys = {
            text: hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "surrogatepass")).digest()
            for text in texts
        }
        with closing(sqlite3.connect(self._file)) as connection:
            known = _read(connection, list(keys.values()))
            new = [text for text, key in keys.items() if key not in known]
            if new:
                rows = [
                    (keys[text], v.astype("<f4").tobytes()) for text, v in zip(new, embed(new), strict=True)
                ]
                connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                connection.commit()
                known.update(rows)
        vectors = [np.frombuffer(known[keys[text]], "<f4") for text in texts]
        return np.array(vectors, np.float32) if vectors else np.zeros((0, 0), np.float32)


def _read(connection: sqlite3.Connection, keys: list[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for start in range(0, len(keys), LOOKED_UP_AT_ONCE):
        some = keys[start : start + LOOKED_UP_AT_ONCE]
        marks = ",".join("?" * len(some))
        found.update(connection.execute(f"SELECT text, vector FROM vectors WHERE text IN ({marks})", some))
    return found
