"""The bounds follow the size of the corpus."""

import itertools

import numpy as np
import pytest

from assistant.finding.nearness import BEARING, HIGHEST, RELEVANT, SPREAD, STRONG, USUAL, rise


def test_small_corpora_have_the_same_bounds() -> None:
    assert BEARING < RELEVANT < STRONG < HIGHEST
    assert [rise(passages) for passages in (0, 1, 33, USUAL)] == [0.0] * 4


def test_bounds_rise_with_the_corpus_as_far_as_answers_leave_room() -> None:
    rises = [rise(passages) for passages in (USUAL + 1, 1_000, 10_000, 100_000, 10**9)]
    assert all(one <= other for one, other in itertools.pairwise(rises))
    assert 0 < rises[0] < 0.001
    assert rises[-1] == pytest.approx(HIGHEST - STRONG)


def test_they_rise_as_the_best_of_unrelated_sentences_does() -> None:
    """Drawn, not computed: the middle of the highest of so many relevances by chance."""
    random = np.random.default_rng(0)
    small, large = (
        np.median([random.normal(scale=SPREAD, size=4 * passages).max() for _ in range(200)])
        for passages in (USUAL, 4 * USUAL)
    )
    assert rise(4 * USUAL) == pytest.approx(large - small, abs=0.006)
