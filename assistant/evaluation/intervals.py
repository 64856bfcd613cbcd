"""Between which values a measure lies, with a confidence of 95 %, for as many cases as it rests on.

Invariant: no interval has width 0, however alike the values are: few cases are never certain. Proved by
`tests/test_assistant_evaluation_intervals.py`.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from statistics import fmean

NORMAL_95 = 1.96


def of_mean(values: Sequence[float]) -> list[float]:
    """Return the bounds of the mean of independent values 0..1: Wilson's (1927) where these are shares.

    Args:
        values: at least one.

    Returns:
        The lower and the upper bound, 0..1.
    """
    return of_named([(str(number), value) for number, value in enumerate(values)])


def of_named(values: Sequence[tuple[str, float]]) -> list[float]:
    """Return the bounds of the mean of named values 0..1; values of one name are not independent.

    The interval is Wilson's for as many independent values as the scatter between names amounts to: never more than
    there are; where nothing scatters, each name counts as one.

    Args:
        values: at least one.

    Returns:
        The lower and the upper bound, 0..1.
    """
    mean, count = fmean(value for _, value in values), len(values)
    away: defaultdict[str, float] = defaultdict(float)
    for name, value in values:
        away[name] += value - mean
    variance = sum(sum_ * sum_ for sum_ in away.values()) / count**2
    number = min(mean * (1 - mean) / variance, count) if variance > 1e-12 else len(away)
    z2 = NORMAL_95**2 / number
    centre = (mean + z2 / 2) / (1 + z2)
    half = NORMAL_95 / (1 + z2) * sqrt(max(mean * (1 - mean), 0.0) / number + z2 / (4 * number))
    return [round(max(0.0, centre - half), 3), round(min(1.0, centre + half), 3)]


def of_difference(differences: Sequence[float]) -> list[float]:
    """Return the bounds of the mean of paired differences.

    Bonett and Price (2012), "Adjusted Wald confidence interval for a difference of binomial proportions based on
    paired data": as if one pair more had won, and one more lost. For shares of answers it is theirs; for values
    between it is the same with their squares.

    Args:
        differences: one for each question that both answered, each -1..1; at least one.

    Returns:
        The lower and the upper bound, -1..1.
    """
    count = len(differences) + 2
    mean = sum(differences) / count
    squares = (sum(value * value for value in differences) + 2) / count
    half = NORMAL_95 * sqrt((squares - mean * mean) / count)
    return [round(max(-1.0, mean - half), 3), round(min(1.0, mean + half), 3)]
