"""Evidence ranked again by what a language model says of which note answers.

    score(note) = score + WEIGHT * log(probability)

The ranking (`assistant.finding.ranking`) sees sentences one by one; a model that was taught to tell which of its notes
answers has read them together. Their scores are logarithms of odds, and so are added. Proved by
`tests/test_assistant_finding_weighing.py`.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.finding.evidence import Evidence

# Of 96 prompts that an answer stands in, and that nothing was learned from, the best note and those at least .3 as
# likely hold it in .90 without, and .75 of them do; at 1 in .95 and .89, at 1.5 .96 and .91, at 2 .96 and .92, at 3 .95
# and .91.
WEIGHT = 2.0
_LEAST = 1e-4  # what is held impossible may be so by mistake


def reweighed(
    evidence: Sequence[Evidence],
    notes: Sequence[Evidence],
    probabilities: Sequence[float],
    *,
    is_one: bool = True,
) -> list[Evidence]:
    """Return the evidence, best first, with the scores and likelihoods of those that were notes seen again.

    Args:
        evidence: all of it, best first.
        notes: what the model was asked about; one that was found for another thing asked counts here as one of those
            found for this.
        probabilities: the model's, that each of the notes answers, 0..1.
        is_one: whether one thing is asked for; where several are, each note stays as likely beside the best as the
            ranking or the model has it, whichever is more: the model was asked for the one that answers.

    Returns:
        The notes by their new scores, then the others, which keep their order and likelihood: what the model was not
        shown stays behind what it was.
    """
    said = {note.place: p for note, p in zip(notes, probabilities, strict=True)}
    shown = [e for e in evidence if e.place in said]
    others = [e for e in evidence if e.place not in said]
    if not evidence or not said:
        return list(evidence)
    usual = sum(e.score for e in shown) / len(shown) if shown else evidence[0].score
    own = {e.place for e in shown}
    shown += [replace(note, score=usual, likelihood=0.0) for note in notes if note.place not in own]
    heard = {e.place: e.score + WEIGHT * math.log(max(said[e.place], _LEAST)) for e in shown}
    shown.sort(key=lambda e: -heard[e.place])
    scores = [heard[e.place] for e in shown]
    if not is_one:
        highest, down = max(e.score for e in shown), max(scores)
        scores = [max(score - down, e.score - highest) for e, score in zip(shown, scores, strict=True)]
    odds = [math.exp(score - max(scores)) for score in scores]
    share = sum(e.likelihood for e in shown) / sum(odds)
    again = [
        replace(e, score=score, likelihood=share * each)
        for e, score, each in zip(shown, scores, odds, strict=True)
    ]
    again.sort(key=lambda e: -e.score)  # of two alike the model's stays first
    moved, lowest = again[0].score - evidence[0].score, again[-1].score
    return [*again, *(replace(e, score=min(e.score + moved, lowest - _LEAST)) for e in others)]
