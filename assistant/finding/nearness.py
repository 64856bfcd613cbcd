"""How near the nearest sentence must come before the documents count as answering.

`relevance` of a sentence is comparable between languages, not between corpora: the best of n unrelated sentences lies
about sqrt(2 ln n) of their standard deviations above their mean, so that in ten years of a newsroom something comes as
near to any question as in five articles only an answer does. Hence the bounds rise with the corpus, as far as answers
leave room. Proved by `tests/test_assistant_finding_nearness.py`.
"""

import math

# Below RELEVANT no sentence of the corpus is about the question; from STRONG on, the quotes alone answer it: in corpora
# of up to USUAL passages. Measured in `tests/evaluation/LOG.md`, "Evidence and abstaining".
RELEVANT = 0.45
STRONG = 0.48
USUAL = 500
# A sentence below it does not bear on the question, however well it scores: a text that claims to answer everything
# is near to any question. Of evidence in the shipped and mixed questions 80 of 82 lie above it, of such texts 1 of 82
# (before relevance between languages counted `index.calibration.ACROSS` times).
BEARING = 0.37
# The relevances that one question has to unrelated sentences of one language: their standard deviation (.055 to .08
# in 16 pairs of languages), and how many sentences a passage has.
SPREAD = 0.058
SENTENCES = 4
# Above it answers in another language than the question's would be refused more often than one in ten.
HIGHEST = 0.54


def rise(passages: int) -> float:
    """Return how much higher than in a corpus of up to `USUAL` passages the bounds lie, 0 to `HIGHEST - STRONG`."""
    if passages <= USUAL:
        return 0.0
    return min(SPREAD * (_best_of(passages) - _best_of(USUAL)), HIGHEST - STRONG)


def _best_of(passages: int) -> float:
    """Return how many standard deviations the best of all their sentences lies above the mean, by chance."""
    return math.sqrt(2 * math.log(SENTENCES * passages))
