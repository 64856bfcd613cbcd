"""Question and sentence read word by word: late interaction with learned projections.

    score(q, s) = scale * sum_i share_i max_j cos(Q q_i, S s_j)    i: the question's tokens, j: the sentence's

after Khattab and Zaharia (2020, "ColBERT: Efficient and effective passage search via contextualized late
interaction"). Q and S project the token vectors of the embedding model to 64 dimensions, each about the mean of all
tokens; share_i says how much a token of a question matters. All of it is learned on which sentence of the first eight
passages answers, on the questions that `assistant.finding.ranking` names, together with `weights` for the signals
there. `reading.npz` holds what was learned. Proved by `tests/test_assistant_finding_reading.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder, Vectors

LEARNED = Path(__file__).with_name("reading.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was learned.

    Attributes:
        mean: of all tokens' vectors, `(d,)`.
        query: projects a question's tokens, `(d, k)`.
        sentence: projects a sentence's tokens, `(d, k)`.
        importance: how much a token of a question matters, `(d,)`: the logarithm of its share, but for a constant.
        scale: of the score.
        weights: of the signals of `assistant.finding.ranking` beside the score, `(m,)`.
    """

    mean: Vectors
    query: Vectors
    sentence: Vectors
    importance: Vectors
    scale: float
    weights: NDArray[np.float64]

    def scores(self, question: Vectors, sentences: Sequence[Vectors]) -> NDArray[np.float64]:
        """Return how well each sentence answers, read word by word.

        Args:
            question: its tokens' vectors, `(n, d)`.
            sentences: theirs, `(n, d)` each.

        Returns:
            One number for each sentence, -scale..scale.
        """
        about = question - self.mean
        mattering = np.exp(about @ self.importance - (about @ self.importance).max())
        asked = _projected(about, self.query)
        best = [(asked @ _projected(words - self.mean, self.sentence).T).max(axis=1) for words in sentences]
        return np.array([self.scale * float(row @ mattering / mattering.sum()) for row in best])


def read(embedder: Embedder, question: str, sentences: Sequence[str]) -> NDArray[np.float64] | None:
    """Return how well each sentence answers, read word by word.

    Args:
        embedder: gives the token vectors.
        question: standing alone.
        sentences: any number.

    Returns:
        `(n,)`, or None where the embedding model gives no token vectors, or other ones than were learned with.
    """
    tokens = embedder.token_states([question], is_query=True) if sentences else None
    if tokens is None or tokens[0].shape[1] != learned().mean.shape[0]:
        return None
    return learned().scores(tokens[0], embedder.token_states(sentences) or [])


@cache
def learned() -> Reading:
    """Return what was learned."""
    with np.load(LEARNED) as arrays:
        return Reading(
            mean=arrays["mean"],
            query=arrays["query"].astype(np.float32),
            sentence=arrays["sentence"].astype(np.float32),
            importance=arrays["importance"],
            scale=float(arrays["scale"]),
            weights=arrays["weights"].astype(np.float64),
        )


def _projected(rows: Vectors, matrix: Vectors) -> Vectors:
    """Return `(n, k)`, of unit norm."""
    projected = np.asarray(rows @ matrix, np.float32)
    return np.asarray(
        projected / np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-12), np.float32
    )
