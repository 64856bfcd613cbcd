"""Question and sentence word by word."""

import numpy as np
import pytest
from bag_of_words import BagOfWords

from assistant.finding.reading import Reading, learned, read
from index.embedding import Vectors, load

EYE = np.eye(4, dtype=np.float32)


def reading(importance: tuple[float, ...] = (0, 0, 0, 0)) -> Reading:
    zeros = np.zeros(4, np.float32)
    return Reading(zeros, EYE, EYE, np.array(importance, np.float32), 10.0, np.ones(9))


def test_a_sentence_with_every_word_of_the_question_scores_most() -> None:
    """Each token of the question counts by the nearest of the sentence, wherever it stands."""
    question = EYE[:2]
    found = reading().scores(question, [EYE[[1, 3, 0]], EYE[[0, 3]], EYE[[2, 3]]])
    np.testing.assert_allclose(found, [10, 5, 0], atol=1e-5)


def test_important_words_count_more() -> None:
    """Half of the words, but the half that matters."""
    first, second = reading((5, 0, 0, 0)).scores(EYE[:2], [EYE[[0]], EYE[[1]]])
    assert first > 9
    assert second < 1


def test_the_mean_of_all_tokens_says_nothing() -> None:
    """What all tokens have in common is taken away."""
    plain = reading()
    moved = Reading(np.full(4, 7, np.float32), EYE, EYE, plain.importance, 10.0, plain.weights)
    sentences = [EYE[[0, 2]], EYE[[3]]]
    expected = plain.scores(EYE[:2], sentences)
    np.testing.assert_allclose(moved.scores(EYE[:2] + 7, [s + 7 for s in sentences]), expected, atol=1e-4)


def test_what_was_learned_is_whole() -> None:
    """Shapes that fit together, finite numbers, small enough for a repository."""
    found = learned()
    (d,) = found.mean.shape
    assert found.query.shape == found.sentence.shape == (d, 64)
    assert found.importance.shape == (d,)
    assert found.weights.shape == (9,)
    assert all(np.isfinite(a).all() for a in (found.mean, found.query, found.sentence, found.weights))
    assert found.scale > 0


class Other(BagOfWords):
    """An embedding model with token vectors of another size."""

    def token_states(self, texts: list[str], *, is_query: bool = False) -> list[Vectors]:  # type: ignore[override]
        return [EYE for _ in texts]


@pytest.mark.parametrize("embedder", [BagOfWords(), Other()])
def test_models_without_fitting_token_vectors_are_not_read(embedder: BagOfWords) -> None:
    """None, so that the ranking goes by its signals alone."""
    assert read(embedder, "Who came?", ["Anna came."]) is None  # type: ignore[arg-type]


def test_nothing_to_read() -> None:
    """No sentence, no question put to the model."""
    assert read(Other(), "Who came?", []) is None  # type: ignore[arg-type]


@pytest.mark.real
@pytest.mark.parametrize(
    ("question", "answer", "others"),
    [
        ("Hány lakosa van a fővárosnak?", "Orașul are o populație de 40.000 de locuitori.",
         ("Orașul este capitala statului.", "Orașul a fost fondat de un guvernator.")),
        ("Kto zaprojektował bibliotekę?", "The library was designed by the architect Ida Molnar.",
         ("The library opens at nine in the morning.", "The library has two floors.")),
        ("What did the minister open?", "Ministrul a inaugurat un nou spital.",
         ("Ministrul a plecat în vacanță.", "Ministrul are trei copii.")),
    ],
)  # fmt: skip
def test_across_languages(question: str, answer: str, others: tuple[str, ...]) -> None:
    """The sentence that answers scores most, whatever languages the two are in."""
    found = read(load("bundled"), question, [*others, answer])
    assert found is not None
    assert int(np.argmax(found)) == len(others)
