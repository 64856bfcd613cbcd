"""Meaning and words put together within a language."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.fusion import MOST_MENTIONS, Scored, fuse, promote

MEANINGS = st.floats(-1, 1, width=32)
SHARES = st.floats(0, 1, width=32)


@given(
    st.integers(0, 12).flatmap(
        lambda n: st.tuples(arrays(np.float32, n, elements=MEANINGS), arrays(np.float32, n, elements=SHARES))
    ),
    st.integers(0, 20),
)
def test_words_never_move_a_language(both: tuple[np.ndarray, np.ndarray], length: int) -> None:
    meanings, words = both
    fused = fuse(meanings, words, length)
    assert [score for _, score in fused] == sorted(meanings.tolist(), reverse=True)
    assert sorted(number for number, _ in fused) == list(range(len(meanings)))


NEARLY_THE_SAME = np.array([0.10, 0.095, 0.02, 0.01], np.float32)


@pytest.mark.parametrize("scale", [0.1, 1, 10])
def test_words_decide_between_passages_that_mean_nearly_the_same(scale: float) -> None:
    meanings = (NEARLY_THE_SAME * scale).astype(np.float32)
    assert fuse(meanings, np.array([0, 0.5, 0.5, 0], np.float32), 9)[0][0] == 1
    assert fuse(meanings, np.array([0.5, 0.5, 0.5, 0], np.float32), 9)[0][0] == 0


@pytest.mark.parametrize("scale", [0.1, 1, 10])
def test_few_words_do_not_outweigh_another_meaning(scale: float) -> None:
    meanings = (NEARLY_THE_SAME * scale).astype(np.float32)
    assert fuse(meanings, np.array([0, 0, 0.5, 0.5], np.float32), 9)[0][0] == 0


def test_without_words_nothing_changes() -> None:
    meanings = np.array([0.3, -0.1, 0.3, 0.2], np.float32)
    assert [number for number, _ in fuse(meanings, np.zeros(4, np.float32), 1)] == [0, 2, 3, 1]


def test_a_single_word_decides_by_itself() -> None:
    meanings = np.array([0.10, 0.09, 0.02, 0.01], np.float32)
    words = np.array([0, 0, 0, 0.5], np.float32)
    assert fuse(meanings, words, 1)[0][0] == 3
    assert fuse(meanings, words, 9)[0][0] == 0


def test_words_decide_between_passages_that_mean_the_same() -> None:
    fused = fuse(np.zeros(3, np.float32), np.array([0, 0.1, 0.2], np.float32), 9)
    assert [number for number, _ in fused] == [2, 1, 0]


def test_few_passages_that_mention_a_name_lead_in_any_language() -> None:
    scored = [
        Scored("pl1", 0.1, 0.0),
        Scored("pl2", 0.05, 0.8),
        Scored("ro1", 0.07, 0.0),
        Scored("ro2", 0.02, 1.0),
    ]
    led = promote(scored)
    assert [entry.id for entry in led] == ["ro2", "pl2", "pl1", "ro1"]
    assert [entry.score for entry in led] == [0.1, 0.07, 0.05, 0.02]


def test_many_mentions_tell_nothing() -> None:
    scored = [Scored(f"p{n:02}", 1 - n / 100, n / 100) for n in range(MOST_MENTIONS + 2)]
    assert promote(scored) == scored
