"""Intervals, against values from the literature and the textbook formulas."""

import random

import pytest

from assistant.evaluation.intervals import of_difference, of_mean, of_named


def test_shares_have_wilsons_interval() -> None:
    assert of_mean([1.0] * 8 + [0.0] * 2) == [0.49, 0.943]
    assert of_mean([1.0] * 8) == [0.676, 1.0]  # nothing scatters, and still it is not certain
    assert of_mean([0.0] * 2) == [0.0, 0.658]
    assert of_mean([1.0]) == [0.207, 1.0]


def test_values_of_one_name_count_together() -> None:
    values = [(str(number), float(number < 8)) for number in range(10)]
    assert of_named(values * 4) == of_named(values)


def test_the_difference_has_bonett_and_prices_interval() -> None:
    won, lost, same = 10, 2, 28
    n = won + lost + same
    p, q = (won + 1) / (n + 2), (lost + 1) / (n + 2)
    half = 1.96 * ((p + q - (p - q) ** 2) / (n + 2)) ** 0.5
    expected = [round(p - q - half, 3), round(p - q + half, 3)]
    assert of_difference([1.0] * won + [-1.0] * lost + [0.0] * same) == expected
    assert expected[0] > 0


def test_equal_answers_prove_no_equality() -> None:
    low, high = of_difference([0.0] * 10)
    assert low == -high
    assert high > 0.2
    assert of_difference([0.0] * 1000)[1] < 0.01


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_the_intervals_hold_the_truth_as_often_as_they_say(share: float) -> None:
    chance = random.Random(7)
    held = sum(
        low <= 0.0 <= high
        for _ in range(400)
        for low, high in [
            of_difference([float(chance.random() < share) - (chance.random() < share) for _ in range(45)])
        ]
    )
    assert held >= 0.93 * 400
