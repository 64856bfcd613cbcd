"""Words that nothing in a quote of another language is like."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.answer import Doubt
from assistant.answering import counterparts
from assistant.answering.counterparts import LEAST, WORST, doubt, matched
from assistant.finding.reading import learned
from index.embedding import Embedder, Vectors

# Words of one number mean the same.
MEANINGS = {
    "fire": 1,
    "tűz": 1,
    "burned": 2,
    "leégett": 2,
    "mill": 3,
    "malom": 3,
    "yesterday": 4,
    "slowly": 5,
    "brightly": 6,
}


class Words(Embedder):
    """Gives a token for each word, alike for words that mean the same."""

    def __init__(self, width: int = learned().mean.shape[0]) -> None:
        self.width = width

    def token_states(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors] | None:
        mean = np.resize(learned().mean, self.width)
        return [
            mean + np.array([self._row(word) for word in text.split() or ["."]], np.float32) for text in texts
        ]

    def token_spans(self, texts: Sequence[str]) -> list[list[tuple[int, int]]] | None:
        spans = []
        for text in texts:
            ends = np.cumsum([len(word) + 1 for word in text.split()])
            spans.append(
                [
                    (int(end) - 1 - len(word), int(end) - 1)
                    for end, word in zip(ends, text.split(), strict=True)
                ]
            )
        return spans

    def _row(self, word: str) -> Vectors:
        bare = word.strip(".,").lower()
        row = np.zeros(self.width, np.float32)
        row[MEANINGS.get(bare, 10 + sum(map(ord, bare)) % 300) % self.width] = 1
        return row


def found(sentence: str, *quotes: str) -> list[tuple[str, float]]:
    return counterparts.counterparts(sentence, "en", quotes, Words()) or []


def test_each_word_is_held_to_the_nearest_of_the_quotes() -> None:
    said = found("The mill burned slowly.", "A malom", "leégett.")
    assert [word for word, _ in said] == ["mill", "burned", "slowly"]
    assert [score for _, score in said] == pytest.approx([1, 1, 0], abs=1e-4)


def test_names_numbers_and_small_words_are_left_aside() -> None:
    assert found("In 1912 Anna Kowal did so with them.", "A malom leégett.") == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The mill burned.", None),
        ("The mill burned yesterday.", None),  # one word of three
        ("The mill burned yesterday, slowly, brightly.", ("yesterday", "slowly", "brightly")),
        ("Yesterday Anna Kowal.", None),  # nothing to compare
    ],
)
def test_what_is_added_is_told(sentence: str, words: tuple[str, ...] | None) -> None:
    assert doubt(found(sentence, "A malom leégett.")) == (Doubt("words", words) if words else None)


def test_the_worst_matched_words_count() -> None:
    assert matched([]) == 1.0
    assert matched([("a", 0.9), *[("b", 0.1)] * WORST]) == pytest.approx(0.1)
    assert matched([("a", 0.9), ("b", 0.1)]) == pytest.approx(0.5)
    assert matched([("a", LEAST)]) == LEAST


def test_without_token_vectors_nothing_is_compared() -> None:
    class Without(Words):
        def token_states(self, texts: Sequence[str], *, is_query: bool = False) -> None:
            return None

    assert counterparts.counterparts("The mill burned.", "en", ["A malom leégett."], Without()) is None
    assert counterparts.counterparts("The mill burned.", "en", ["A malom leégett."], Words(7)) is None
    assert counterparts.counterparts("The mill burned.", "en", [], Words()) is None
    assert counterparts.counterparts("", "en", ["A malom leégett."], Words()) == []
