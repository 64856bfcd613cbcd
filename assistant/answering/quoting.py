"""Which evidence is quoted: instead of a draft, or beside one that leaves out what likely answers.

Scores are logarithms of odds, counted for what a piece was found for (`assistant.finding.evidence.together`). Proved
by `tests/test_assistant_answering_quoting.py`.
"""

import math
from collections.abc import Collection, Sequence

from assistant.finding.evidence import Evidence

# An answer made of quotes alone: so many, no longer together, and each at least this likely beside the best. On the
# questions that the ranking was not fitted on (802) .2 has the answer in .86, and .67 of the quotes are right; .1 in
# .88 and .62; the best alone .74.
QUOTES = 3
QUOTES_CHARACTERS = 600
LIKELY = 0.2
# Evidence this likely to be what answers is quoted beside what the model made of the notes, when it cites other pieces.
# The likelihoods are true to their word: of 233 first sentences between .5 and .9 .65 answer, of 183 above it .96.
CERTAIN = 0.5


def likely(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return of evidence, best first, what is at least `LIKELY` to answer beside the best, in its order."""
    return [piece for piece in evidence if math.exp(piece.score - evidence[0].score) >= LIKELY]


def quotable(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return what an answer made of quotes alone quotes.

    Args:
        evidence: best first.

    Returns:
        The best for each thing asked, and others that are likely, as far as there is room.
    """
    chosen, length = [], 0
    for piece in likely(evidence[:QUOTES]):
        length += len(piece.text)
        if piece.score >= evidence[0].score or length <= QUOTES_CHARACTERS:
            chosen.append(piece)
    return chosen


def left_aside(
    evidence: Sequence[Evidence], cited: Collection[tuple[str, int, int]], *, is_told: bool
) -> Evidence | None:
    """Return the best evidence that an answer should have cited.

    Args:
        evidence: best first.
        cited: source, start and end of what the answer cites.
        is_told: whether the answer has what was asked for; where it has not, the best evidence counts as likely.

    Returns:
        The best when it is not cited, and likely what answers; None else.
    """
    best = evidence[0]
    return best if (best.likelihood >= CERTAIN or not is_told) and best.place not in cited else None
