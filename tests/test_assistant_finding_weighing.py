"""Evidence ranked again by which note a model says answers."""

import math
from dataclasses import replace

import numpy as np
import pytest

from assistant.finding.evidence import Evidence
from assistant.finding.weighing import reweighed
from index.passages import Passage


def pieces(*scores: float) -> list[Evidence]:
    """Evidence with these scores, best first, and the likelihoods that follow from them."""
    passage = Passage("id", "doc", "a.txt", 0, 90, "x" * 90, "", "A title", None, "en", ())
    odds = [math.exp(score) for score in scores]
    return [
        Evidence(passage, n, n + 1, "x", "en", score, 0.5, np.ones(2, np.float32), odds[n] / sum(odds))
        for n, score in enumerate(scores)
    ]


def places(evidence: list[Evidence]) -> list[int]:
    return [each.start for each in evidence]


def test_what_the_model_says_answers_comes_first() -> None:
    found = pieces(3.0, 2.8, 1.0, 0.5)
    again = reweighed(found, found[:3], [0.05, 0.9, 0.05])
    assert places(again) == [1, 0, 2, 3]
    assert again[0].likelihood > 0.9 * sum(e.likelihood for e in found[:3])


def test_alike_to_the_model_they_stay_as_they_are() -> None:
    found = pieces(3.0, 2.0, 1.0, 0.5)
    again = reweighed(found, found[:3], [0.3, 0.3, 0.3])
    assert places(again) == places(found)
    assert [e.likelihood for e in again] == pytest.approx([e.likelihood for e in found])
    assert again[0].score - again[1].score == pytest.approx(1.0)


def test_likelihoods_still_sum_up_and_scores_fall() -> None:
    found = pieces(3.0, 2.9, 2.8, 2.7, 2.6)
    again = reweighed(found, [found[0], found[2], found[3]], [0.0, 0.2, 0.1])
    assert sum(e.likelihood for e in again) == pytest.approx(1.0)
    assert [e.score for e in again] == sorted((e.score for e in again), reverse=True)
    assert set(places(again)[3:]) == {1, 4}  # what the model was not shown


def test_a_note_without_its_context_is_the_same_note() -> None:
    found = pieces(1.0, 0.9)
    assert places(reweighed(found, [replace(found[0], context=None), found[1]], [0.1, 0.9])) == [1, 0]


def test_without_notes_nothing_changes() -> None:
    found = pieces(1.0, 0.9)
    assert reweighed(found, [], []) == found
    assert reweighed([], [], []) == []


def test_what_the_model_was_not_shown_is_no_more_likely_beside_the_best_than_before() -> None:
    """Not even where it was shown one note, and is not sure of it."""
    found = pieces(0.0, -2.0, -2.1, -9.0)
    again = reweighed(found, found[:1], [0.1])
    assert [e.score - again[0].score for e in again] == pytest.approx([0.0, -2.0, -2.1, -9.0])


def test_of_several_asked_for_the_others_stay_as_likely_as_either_says() -> None:
    """The model was asked for the one that answers: that it is another says nothing of a second."""
    found = pieces(0.0, -1.0, -5.0, -3.0)
    again = reweighed(found, found, [0.01, 0.0, 0.9, 0.0], is_one=False)
    assert places(again) == [2, 0, 1, 3]
    assert [e.score - again[0].score for e in again] == pytest.approx([0.0, 0.0, -1.0, -3.0])
    assert reweighed(found, found, [0.01, 0.0, 0.9, 0.0])[1].score < again[1].score - 1


def test_a_note_found_for_another_question_may_answer_this_one() -> None:
    found = pieces(0.0, -1.0)
    foreign = replace(found[0], start=50, end=51, score=-7.0)
    again = reweighed(found, [found[0], found[1], foreign], [0.02, 0.01, 0.9])
    assert places(again)[0] == 50
