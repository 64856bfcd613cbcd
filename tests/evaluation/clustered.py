"""An embedder that costs nothing and a corpus as large as wanted, for measuring how an index grows.

The vectors are made up, not random: texts have a subject and a part of it, and what all have in common weighs most, as
with real embedding models (their cosines lie between .6 and .95). Vectors without any such order mislead a graph of
neighbours: in 384 dimensions all are then equally far from each other. The same text has the same vector in every run.
"""

import hashlib
import random
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.evaluation.mixtures import read_set

DIMENSION = 384
SUBJECTS = 400
PARTS = 20
COMMON, SUBJECT, PART, OWN = 1.4, 0.7, 0.5, 0.5
LANGUAGES = ("en", "pl", "hu", "ro")
PASSAGES_A_DOCUMENT = 10
SENTENCES_A_PASSAGE = 4
WORDS_A_SENTENCE = 18
"""As in real news: passages of some 500 characters with three to four sentences."""


class ClusteredEmbedder:
    """Stands in for `index.embedding.Embedder`."""

    fingerprint = "clustered-384"

    def __init__(self) -> None:
        self._common = _unit(np.random.default_rng(1).standard_normal((1, DIMENSION)))[0]
        self._subjects = _unit(np.random.default_rng(2).standard_normal((SUBJECTS, DIMENSION)))
        self._parts = _unit(np.random.default_rng(3).standard_normal((SUBJECTS * PARTS, DIMENSION)))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return `(384,)` float32 of unit norm."""
        return self.embed_passages([text])[0]

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return `(n, 384)` float32 of unit norm."""
        return np.stack([self._embed(text) for text in texts]).astype(np.float32)

    def expecting(self, _: int) -> AbstractContextManager[None]:
        """Return a `with` that does nothing: there is but one engine."""
        return nullcontext()

    def token_states(self, _: Sequence[str], *, is_query: bool = False) -> None:
        """Return None: no vectors of tokens."""

    def _embed(self, text: str) -> NDArray[np.float64]:
        seed = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        chance = np.random.Generator(np.random.Philox(seed))
        part = int(chance.integers(SUBJECTS * PARTS))
        own = chance.standard_normal(DIMENSION) / DIMENSION**0.5
        vector = COMMON * self._common + SUBJECT * self._subjects[part // PARTS] + PART * self._parts[part]
        return _unit((vector + OWN * own)[np.newaxis])[0]


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def write_corpus(folder: Path, documents: int, first: int = 0) -> None:
    """Write documents in four languages, made of the words of FLORES in disorder.

    Args:
        folder: where to; created when absent.
        documents: how many, of about `PASSAGES_A_DOCUMENT` passages.
        first: the number of the first one; the same number is always the same document.
    """
    vocabulary = words()
    for number in range(first, first + documents):
        below = folder / f"{number // 1000:03}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{number:06}.txt").write_text(document(number, vocabulary), "utf-8")


def words() -> dict[str, list[str]]:
    """Return the words that documents are made of, by language, as often as FLORES has them."""
    rows = read_set("flores")
    return {
        language: [word.strip('.,;:!?"„”()') or word for row in rows for word in row.texts[language].split()]
        for language in LANGUAGES
    }


def document(number: int, vocabulary: dict[str, list[str]]) -> str:
    """Return the text of one document."""
    chance = random.Random(number)
    pool = vocabulary[LANGUAGES[number % len(LANGUAGES)]]
    paragraphs = (
        " ".join(_sentence(chance.choices(pool, k=WORDS_A_SENTENCE)) for _ in range(SENTENCES_A_PASSAGE))
        for _ in range(PASSAGES_A_DOCUMENT)
    )
    return f"Report {number}\n\n" + "\n\n".join(paragraphs)


def _sentence(chosen: Sequence[str]) -> str:
    return f"{chosen[0][:1].upper()}{chosen[0][1:]} {' '.join(chosen[1:])}."
