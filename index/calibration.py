"""What a score means in each language: scores of different languages made comparable.

In a corpus of several languages an embedding model prefers the query's own language, whatever a passage says
(Roy et al., 2020, "LAReQA: Language-agnostic answer retrieval from a multilingual pool"). The preference is
nearly a constant for a query and a language, so it is taken away (language-specific mean centring, Libovický
et al., 2020, "On the Language Neutrality of Pre-trained Multilingual Representations"):

    calibrated(q, p) = q . p - q . mu_l        l = the language of p

    mu_l = (sum of the n_l passage vectors of l + K mu) / (n_l + K)        mu = the mean of all passages

so that a language with few passages leans on the mean of all. In a corpus of one language the ranking is that
of the cosine. Proved by `tests/test_index_calibration.py`.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index.catalogue import LanguageSums
from index.rows import SCALE

# How many passages of the whole corpus's mean a language's own mean is mixed with.
K = 8

Vectors = NDArray[np.float32]


class Calibration:
    """The mean passage vector of each language, from the catalogue's exact sums.

    Args:
        sums: count and sum of the passage vectors by language.
    """

    def __init__(self, sums: Mapping[str, LanguageSums]) -> None:
        filled = {language: s for language, s in sums.items() if s.count}
        count = sum(s.count for s in filled.values())
        total = sum((s.total / SCALE for s in filled.values()), start=np.zeros(1))
        self._all = np.asarray(total / max(count, 1), np.float32)
        self._means = {
            language: np.asarray((s.total / SCALE + K * self._all) / (s.count + K), np.float32)
            for language, s in filled.items()
        }

    def mean(self, language: str) -> Vectors:
        """Return the mean vector `(d,)` of a language; that of all passages for a language never seen."""
        return self._means.get(language, self._all)

    def offset(self, query: Vectors, language: str) -> float:
        """Return what this query `(d,)` scores on average in a language: to be taken from each cosine."""
        return float((query * self.mean(language)).sum())

    def centre(self, vectors: Vectors, language: str) -> Vectors:
        """Return vectors `(..., d)` of a language about the language's mean, of unit norm."""
        moved = vectors - self.mean(language)
        return np.asarray(
            moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-12), np.float32
        )
