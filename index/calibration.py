"""What a score means in each language: scores of different languages made comparable.

In a corpus of several languages an embedding model prefers the query's own language, whatever a passage says
(Roy et al., 2020, "LAReQA: Language-agnostic answer retrieval from a multilingual pool"). The preference is
nearly a constant for a query and a language, so it is taken away (language-specific mean centring, Libovický
et al., 2020, "On the Language Neutrality of Pre-trained Multilingual Representations"):

    calibrated(q, x) = gain_l(q) (q . x - q . mu_p)    x = the vector of a passage p, or of a sentence in it

    mu_p = (sum of the other n_l - 1 passages of p's language l + K prior) / (n_l - 1 + K)
    prior = mean of all other passages + r_l - mean of r_k over the corpus's languages k, by their passages

    gain_l(q) = 1 + GAIN (m - q . mu_l) / (1 - m)      m = the highest of all q . mu_k: the query's own language

What a passage is compared with leaves the passage itself out: else the only passage in a language, or one of
three, would be compared with itself and lose what it has to say. A language with few passages leans on the mean
of all, moved by how the same texts (`index.references`) differ between the languages: r_l is their mean vector in
l, and says nothing of what the passages are about. In a corpus of one language the ranking is that of the cosine.

The gain makes up for the other half of the preference: what bears on the query scores less above the mean in a
language far from the query's than in its own. How far a language lies is read off the means themselves, so no
language need be named or recognised; a model without preference has gains of 1. Proved by
`tests/test_index_calibration.py`.

Measured on XQuAD, PoQuAD and FLORES, and not used because it did worse: dividing by the standard deviation
`sqrt(q' S_l q)` of the language's scores (a language whose passages are all about one thing is then favoured or
punished for that), whitening by S_l, taking away the leading directions of each language (Yang et al., 2021) or of
all (Mu and Viswanath, 2018), comparing with the nearest neighbours only (CSLS, Lample et al., 2018).
"""

import functools
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from index.languages import UNKNOWN
from index.records import LanguageSums
from index.rows import SCALE

# How many passages the prior of a language weighs.
K = 8
# Between .2 and .5 what cross-language search wins, search in one's own language loses (XQuAD, FLORES).
GAIN = 0.3
# What is about the same thing is less near in another language: answers in XQuAD by a factor of 1.18 (medians, both
# ways), the best of unrelated sentences by 1.16 (medians, 12 pairs of languages).
ACROSS = 1.1
_LEAST_ROOM = 0.05

Vectors = NDArray[np.float32]


def no_profile(_: str) -> Vectors | None:
    """Return None: nothing is known of how an embedding model sees any language."""
    return None


class Calibration:
    """The mean passage vector of each language, from the catalogue's exact sums.

    Args:
        sums: count and sum of the passage vectors by language.
        profile: returns `(d,)`, the mean vector of the reference texts in a language, or None.
    """

    def __init__(
        self, sums: Mapping[str, LanguageSums], profile: Callable[[str], Vectors | None] = no_profile
    ) -> None:
        filled = {language: s for language, s in sums.items() if s.count}
        self._count = sum(s.count for s in filled.values())
        self._sum = sum((s.total / SCALE for s in filled.values()), start=np.zeros(1))
        self._counts = {language: s.count for language, s in filled.items()}
        self._sums = {language: s.total / SCALE for language, s in filled.items()}
        self._all = np.asarray(self._sum / max(self._count, 1), np.float32)
        self._profile = functools.cache(profile)
        known = [(n, r) for language, n in self._counts.items() if (r := self._profile(language)) is not None]
        self._usual = sum((n * r for n, r in known), start=np.zeros(1)) / max(sum(n for n, _ in known), 1)
        self._means = {
            language: np.asarray(
                (s.total / SCALE + K * self._prior(language)) / (s.count + K),
                np.float32,
            )
            for language, s in filled.items()
        }

    def _shift(self, language: str) -> Vectors:
        """Return how the language differs from those of the corpus, `(d,)`, or `(1,)` zeros when nothing tells."""
        own = self._profile(language) if self._usual.any() else None
        return np.zeros(1, np.float32) if own is None else np.asarray(own - self._usual, np.float32)

    def _prior(self, language: str) -> Vectors:
        return np.asarray(self._all + self._shift(language), np.float32)

    @property
    def passages(self) -> int:
        """How many passages the corpus has."""
        return self._count

    def count(self, language: str) -> int:
        """Return how many passages a language has."""
        return self._counts.get(language, 0)

    def mean(self, language: str) -> Vectors:
        """Return the mean vector `(d,)` of a language; its prior for one that the corpus does not have."""
        mean = self._means.get(language)
        return self._prior(language) if mean is None else mean

    def offset(self, query: Vectors, language: str) -> float:
        """Return what this query `(d,)` scores on average in a language: to be taken from each cosine."""
        return float((query * self.mean(language)).sum())

    def offsets(self, query: Vectors, language: str, cosines: Vectors) -> Vectors:
        """Return what this query scores on average beside each of some passages of a language.

        Args:
            query: `(d,)`.
            language: the passages'.
            cosines: `(n,)`, the query's with each passage.

        Returns:
            `(n,)`: to be taken from the passage's cosine and those of its sentences. Zeros when there is no
            other passage at all.
        """
        own, others = self._counts.get(language, 0) - 1, self._count - 1
        if own < 0 or others < 1:
            return np.zeros_like(cosines)
        in_language = float(query @ self._sums[language]) - cosines
        in_all = (float(query @ self._sum) - cosines) / others + float((query * self._shift(language)).sum())
        return np.asarray((in_language + K * in_all) / (own + K), np.float32)

    def gain(self, query: Vectors, language: str) -> float:
        """Return what this query's calibrated scores are multiplied by in a language, at least 1."""
        nearest = max((self.offset(query, known) for known in self._counts), default=0.0)
        distance = nearest - min(self.offset(query, language), nearest)
        return 1.0 + GAIN * distance / max(1.0 - nearest, _LEAST_ROOM)

    def relevance(self, query: Vectors, language: str, vectors: Vectors, written: str) -> Vectors:
        """Return how far texts are about what a query is about.

        Both are seen from the profile of their own language, which lies outside the corpus: so a corpus on one
        subject does not look as if nothing, or everything, were about it. Between two languages the cosine counts
        `ACROSS` times.

        Args:
            query: `(d,)`, the query's vector.
            language: the query's.
            vectors: `(n, d)`, of texts in one language.
            written: the texts' language.

        Returns:
            `(n,)`, -1..1; comparable between corpora of much the same size: the best of many unrelated texts
            rises with their number.
        """
        theirs = self._outside(written, written)
        found = _unit(vectors - theirs) @ _unit(query - self._outside(language, written))
        return np.asarray(
            found
            if UNKNOWN in (language, written) or language == written
            else np.clip(ACROSS * found, -1, 1),
            np.float32,
        )

    def seen_from_outside(self, vectors: Vectors, language: str) -> Vectors:
        """Return vectors `(..., d)` of a language about its profile, which lies outside the corpus, of unit norm."""
        return _unit(vectors - self._outside(language, language))

    def _outside(self, language: str, otherwise: str) -> Vectors:
        """Return what to look from: a language's profile, or that of another, or the mean of what there is."""
        own = self._profile(language)
        profile = self._profile(otherwise) if own is None else own
        return self.mean(otherwise) if profile is None else profile

    def centre(self, vectors: Vectors, language: str) -> Vectors:
        """Return vectors `(..., d)` of a language about the language's mean, of unit norm."""
        return _unit(vectors - self.mean(language))


def _unit(vectors: Vectors) -> Vectors:
    norms = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    return np.asarray(vectors / norms, np.float32)
