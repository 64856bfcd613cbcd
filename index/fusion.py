"""Meaning and words put together, one language at a time.

    order(p) = meaning(p) + WEIGHT max(1, SHORT / length) spread words(p)         within a language
    length   = the number of words in the query: the fewer, the less its vector says, and the more they do
    spread   = the standard deviation of its meanings, since each embedding model has a scale of its own
    the k-th passage in that order scores the k-th best meaning

Words say which passage of a language is meant, never which language: they match far more often in the query's own
language whether or not the answer is there, and rank fusion (Cormack et al., 2009) or any weighted sum across
languages brings back the preference that `index.calibration` takes away. Invariant: the scores of a language are
those of its meanings, so words change no language's share of the results. Proved by
`tests/test_index_fusion.py::test_words_never_move_a_language`.

One case is different: a short query that is mostly a name, a number or a rare word (`index.lexical.mentions`), which
only a few passages hold. These few lead, in whichever languages they are: a vector says little about a rare name.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.rows import Floats

# Measured on XQuAD, PoQuAD and FLORES: between 2 and 5 the figures differ by less than .01. Ranks in place of
# scores (rank fusion within a language) did worse than meaning alone across languages.
WEIGHT = 3.0
SHORT = 8

MOST_MENTIONS = 10
"""As many passages that mention what a short query asks for may lead; more tell nothing."""


class Scored(NamedTuple):
    """A passage with its score.

    Attributes:
        id: the passage's.
        score: calibrated.
        mentions: the share of a short query that it holds word for word, 0 for less than half.
    """

    id: str
    score: float
    mentions: float


def fuse(meanings: Floats, words: Floats, length: int) -> list[tuple[int, float]]:
    """Return the passages of one language in their order, with their scores.

    Args:
        meanings: `(n,)`, their calibrated scores.
        words: `(n,)`, 0..1, from `index.lexical.matches`; 0 for passages without a match.
        length: how many different words the query has.

    Returns:
        Number of the passage, 0 to n - 1, and score, best first: the scores are those of `meanings`, sorted.
    """
    if not meanings.size:
        return []
    weight = np.float32(WEIGHT * max(1.0, SHORT / max(length, 1)))
    together = meanings + weight * meanings.std() * words
    order = np.lexsort((-words, -together))
    return list(zip(order.tolist(), (-np.sort(-meanings)).tolist(), strict=True))


def promote(scored: Sequence[Scored]) -> list[Scored]:
    """Return the passages of all languages, best first.

    Args:
        scored: those of one language after those of another, each language's best first.

    Returns:
        The same passages; where some few mention what a short query asks for, these come first, and the k-th
        passage has the k-th best score.
    """
    order = sorted(scored, key=lambda entry: -entry.score)  # stable: equal scores keep their language's order
    first = [entry for entry in order if entry.mentions]
    if not 1 <= len(first) <= MOST_MENTIONS:
        return order
    first.sort(key=lambda entry: -entry.mentions)
    rest = [entry for entry in order if not entry.mentions]
    places = zip([*first, *rest], order, strict=True)
    return [entry._replace(score=place.score) for entry, place in places]
