"""The passages nearest to a query: exactly in a language of moderate size, by Chroma's graph in a large one.

A graph of neighbours can lose what is unlike the rest: beside 300 passages that all say the same, the only other one
was not found in 19 of 20 fresh collections. Up to `EXACT` passages, comparing with all of them is as fast, and misses
none. Proved by `tests/test_index_nearest.py`.
"""

import threading
from collections.abc import Mapping

import numpy as np

from index.catalogue import Catalogue
from index.records import LanguageSums
from index.rows import Floats
from index.store import VectorStore

EXACT = 10_000
"""Passages of a language that are compared one by one: 15 MB of memory, and some milliseconds."""


class Nearest:
    """The vectors of one committed generation; any number of threads may share it.

    Args:
        catalogue: holds all vectors.
        store: finds them in large languages.
        sums: of the generation, by language.
    """

    def __init__(self, catalogue: Catalogue, store: VectorStore, sums: Mapping[str, LanguageSums]) -> None:
        self.store = store
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._counts = {language: found.count for language, found in sums.items()}
        self._read: dict[str, tuple[list[str], Floats]] = {}

    def languages(self) -> list[str]:
        """Return the languages that there are, sorted."""
        return sorted(self._counts)

    def query(self, vector: Floats, language: str, limit: int) -> list[tuple[str, float]]:
        """Return the passages of one language nearest to a query, best first; see `VectorStore.query`."""
        count = self._counts.get(language, 0)
        if not count:
            return []
        if count > EXACT:
            return self.store.query(vector, language, limit)
        with self._lock:
            if language not in self._read:
                self._read[language] = self._catalogue.matrix(language)
            ids, vectors = self._read[language]
        cosines = vectors @ vector
        best = np.argsort(-cosines, kind="stable")[:limit]
        return [(ids[number], float(cosines[number])) for number in best]
