"""Has each word of a sentence a counterpart in its quotes, whatever language these are in?

    score(w) = mean_t max_q cos(t - m, q - m)    t: the tokens of w, q: those of the quotes, m: the mean of all tokens

after Sabet et al. (2020, "SimAlign: High quality word alignments without parallel training data"). A model that adds
something of its own writes words that nothing in the quotes is near. Names and numbers are left aside: they are
looked for as what they are (`assistant.answering.claims`). Words of scripts without small letters are not compared.
Proved by `tests/test_assistant_answering_counterparts.py`.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from assistant.answer import Doubt
from assistant.facts.function_words import function_words
from assistant.finding.reading import learned
from index.embedding import Embedder, Vectors, clean
from index.languages import fold

# Shorter words are mostly such as every sentence holds.
SHORTEST = 4
# So many words of a sentence are looked at, those that the quotes match worst: what is added is seldom one word.
WORST = 3

# Below it lie .03 of true translations of whole sentences (FLORES, twelve pairs of languages, 870), and .70 of those to
# which eight words of another one were added.
LEAST = 0.275
# A word this far is named; one of the worst three at least is, where they lie below `LEAST` together.
UNLIKE = 0.3

_WORD = re.compile(r"[^\W\d_]+")


def counterparts(
    sentence: str, language: str, quotes: Sequence[str], embedder: Embedder
) -> list[tuple[str, float]] | None:
    """Return how near the nearest word of the quotes comes to each word of a sentence.

    Args:
        sentence: one sentence.
        language: its language: the small words of it are left aside.
        quotes: what is to back it, in any language.
        embedder: gives the token vectors.

    Returns:
        The words that are no names, no numbers and no small words, each with its score, -1..1, in their order; None
        where the embedding model gives no token vectors, other ones than were learned with, or not those of a whole
        text, and where there is no quote.
    """
    if not quotes:
        return None
    texts = [sentence, *quotes]
    states, spans = embedder.token_states(texts), embedder.token_spans(texts)
    if states is None or spans is None or states[0].shape[1] != learned().mean.shape[0]:
        return None
    if any(_is_cut(text, each) for text, each in zip(texts, spans, strict=True)):
        return None
    if not spans[0]:
        return []
    own, *others = [_about_the_mean(rows) for rows in states]
    nearest = np.max([(own @ rows.T).max(axis=1) for rows in others], axis=0)
    text, small = clean(sentence), function_words(language)
    words = [match for match in _WORD.finditer(text) if _counts(match[0]) and not small.holds(fold(match[0]))]
    scores: dict[int, list[float]] = defaultdict(list)
    for (start, end), score in zip(spans[0], nearest, strict=True):
        for number, word in enumerate(words):
            if word.start() < end and start < word.end():
                scores[number].append(float(score))
    return [(word[0], float(np.mean(scores[n]))) for n, word in enumerate(words) if n in scores]


def matched(found: Sequence[tuple[str, float]]) -> float:
    """Return how near the quotes come to the `WORST` words that they match worst, -1..1; 1 where there is none."""
    worst = sorted(score for _, score in found)[:WORST]
    return float(np.mean(worst)) if worst else 1.0


def doubt(found: Sequence[tuple[str, float]]) -> Doubt | None:
    """Return a doubt about the words that the quotes match worst, where these are too far for a translation."""
    if matched(found) >= LEAST:
        return None
    worst = sorted(found, key=lambda each: each[1])[:WORST]
    far = {word for word, score in worst if score < UNLIKE}
    return Doubt("words", tuple(dict.fromkeys(word for word, _ in found if word in far)))


def _is_cut(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a text has more tokens than are read."""
    return bool(spans) and spans[-1][1] < len(clean(text).rstrip())


def _counts(word: str) -> bool:
    return len(word) >= SHORTEST and word[0].islower()


def _about_the_mean(rows: Vectors) -> Vectors:
    about = rows - learned().mean
    return np.asarray(about / np.maximum(np.linalg.norm(about, axis=1, keepdims=True), 1e-12), np.float32)
