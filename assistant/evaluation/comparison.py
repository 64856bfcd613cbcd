"""Two runs side by side: what each measure was and is, the difference question by question, and who changed.

Invariant: only questions that both answered count, and of a measure only those that it applies to in both. Proved by
`tests/test_assistant_evaluation_comparison.py`.
"""

from collections.abc import Sequence
from statistics import fmean
from typing import Any

import numpy as np

from assistant.errors import AssistantError
from assistant.evaluation import intervals
from assistant.evaluation.measures import FIRST, MEASURES, Result
from assistant.evaluation.summary import GROUPS

Pairs = Sequence[tuple[Result, Result]]

# `refused` is what is left of `wrongly_answered`.
COMPARED = tuple(name for name in MEASURES if name != "refused")
# Less of these is better.
ERRORS = {"wrongly_refused", "wrongly_answered", "repeated"}


def comparison(first: Sequence[Result], second: Sequence[Result]) -> dict[str, Any]:
    """Return how the second run differs from the first.

    Args:
        first: results of one run.
        second: of another, on the same questions or some of them.

    Returns:
        `questions`, the number that both answered; each measure as `{first, second, of, difference, interval, gained,
        lost}`: the means, the number of questions, the mean of the differences with its 95 % interval, the ids of
        what is better in the second and of what is worse (None and empty where nothing counts); the same by kind and
        by language; `seconds` until the first evidence and in all, each as `{first, second, of}`, medians.

    Raises:
        AssistantError: when they have no question in common.
    """
    others = {result.id: result for result in second}
    pairs = [(result, others[result.id]) for result in first if result.id in others]
    if not pairs:
        raise AssistantError("The two runs have no question in common; compare runs of one question file.")
    table = _measures(pairs)
    for name, group_of in GROUPS.items():
        groups = sorted({group_of(one) for one, _ in pairs})
        table[name] = {group: _measures([p for p in pairs if group_of(p[0]) == group]) for group in groups}
    table["seconds"] = {
        stage: times for stage in (FIRST, "total") if (times := _times(pairs, stage)) is not None
    }
    return table


def _measures(pairs: Pairs) -> dict[str, Any]:
    return {"questions": len(pairs), **{name: _measure(pairs, name) for name in COMPARED}}


def _measure(pairs: Pairs, name: str) -> dict[str, Any]:
    values = [
        (one.id, float(before), float(after))
        for one, other in pairs
        if (before := getattr(one, name)) is not None and (after := getattr(other, name)) is not None
    ]
    if not values:
        empty = dict.fromkeys(("first", "second", "difference", "interval"))
        return {**empty, "of": 0, "gained": [], "lost": []}
    sign = -1.0 if name in ERRORS else 1.0
    differences = [after - before for _, before, after in values]
    return {
        "first": round(fmean(before for _, before, _ in values), 3),
        "second": round(fmean(after for _, _, after in values), 3),
        "of": len(values),
        "difference": round(fmean(differences), 3),
        "interval": intervals.of_difference(differences),
        "gained": [id_ for id_, before, after in values if sign * (after - before) > 0],
        "lost": [id_ for id_, before, after in values if sign * (after - before) < 0],
    }


def _times(pairs: Pairs, stage: str) -> dict[str, float | int] | None:
    both = [
        (one.seconds[stage], other.seconds[stage])
        for one, other in pairs
        if stage in one.seconds and stage in other.seconds
    ]
    if not both:
        return None
    before, after = np.median(np.array(both), axis=0)
    return {"first": round(float(before), 3), "second": round(float(after), 3), "of": len(both)}
