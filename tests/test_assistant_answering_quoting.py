"""Which evidence is quoted: the best, others nearly as likely, and what a draft leaves aside."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from assistant.answering.quoting import (
    CERTAIN,
    LIKELY,
    QUOTES,
    QUOTES_CHARACTERS,
    left_aside,
    likely,
    quotable,
)
from assistant.finding.evidence import Evidence
from index.passages import Passage

NEARLY = np.log(LIKELY) + 0.1
BARELY_NOT = np.log(LIKELY) - 0.1


def pieces(*scores: float, text: str = "A sentence of some words.") -> list[Evidence]:
    """Evidence with these scores, each piece at its own place."""
    passage = Passage("id", "1", "a.txt", 0, len(text), text, "", "A", None, "en", ())
    nothing = np.zeros(2, np.float32)
    return [
        Evidence(passage, number, number + 1, text, "en", float(score), 0.5, nothing)
        for number, score in enumerate(scores)
    ]


def starts(evidence: Sequence[Evidence]) -> list[int]:
    return [piece.start for piece in evidence]


def test_what_is_nearly_as_likely_as_the_best_is_likely() -> None:
    assert starts(likely(pieces(0, NEARLY, BARELY_NOT))) == [0, 1]
    assert likely([]) == []


def test_a_few_of_what_is_likely_are_quoted() -> None:
    assert starts(quotable(pieces(0, BARELY_NOT))) == [0]
    assert starts(quotable(pieces(*[0, NEARLY, NEARLY, NEARLY, NEARLY]))) == list(range(QUOTES))


def test_no_more_than_can_be_read_is_quoted_but_the_best_of_each_thing_asked() -> None:
    long = "x" * (QUOTES_CHARACTERS - 10)
    assert starts(quotable(pieces(0, NEARLY, text=long))) == [0]
    assert starts(quotable(pieces(0, 0, NEARLY, text=long))) == [0, 1]


@pytest.mark.parametrize(
    ("likelihood", "is_told", "is_quoted"),
    [
        (CERTAIN + 0.1, True, True),  # likely what answers
        (CERTAIN - 0.1, True, False),  # what the model made of the notes stands
        (CERTAIN - 0.1, False, True),  # a sentence without a date, where a date was asked for
    ],
)
def test_what_likely_answers_is_quoted_beside_a_draft(
    likelihood: float, is_told: bool, is_quoted: bool
) -> None:
    best, *others = pieces(0, -1)
    best = replace(best, likelihood=likelihood)
    evidence = [best, *others]
    assert left_aside(evidence, {("a.txt", 1, 2)}, is_told=is_told) is (best if is_quoted else None)
    assert left_aside(evidence, {("a.txt", 0, 1)}, is_told=is_told) is None
