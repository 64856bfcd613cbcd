"""Results put together: each measure in all, by kind and by language, with what it rests on and its interval.

Proved by `tests/test_assistant_evaluation_summary.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

import numpy as np

from assistant.evaluation import intervals
from assistant.evaluation.measures import FIRST, MEASURES, Result

# Times are told in this order; what else there is comes before them, in the order in which it happened.
WHOLE = (FIRST, "total")


def kind_of(result: Result) -> str:
    """Return a result's kind; what is unanswerable is told apart by whether the corpus is on its subject."""
    if result.near_miss is None:
        return result.kind
    return f"{result.kind}, {'near miss' if result.near_miss else 'other subject'}"


# By what results are put together, beside all of them.
GROUPS: dict[str, Callable[[Result], str]] = {"by kind": kind_of, "by language": lambda result: result.lang}


def summary(
    results: Sequence[Result], groups: dict[str, Callable[[Result], str]] | None = None
) -> dict[str, Any]:
    """Return the measures of all results and of their groups, and how long it took.

    Args:
        results: of any number of questions.
        groups: what names a result's group, by what they are grouped by; by default by kind and by language.

    Returns:
        `questions`, their number; each measure as `{value, of, interval}` (None where nothing counts), with a
        confidence of 95 %; the same for each group, under what they are grouped by; `seconds` by stage, each as
        `{median, p90, of}`.
    """
    table = _measures(results)
    for name, group_of in (GROUPS if groups is None else groups).items():
        chosen = sorted({group_of(result) for result in results})
        table[name] = {group: _measures([r for r in results if group_of(r) == group]) for group in chosen}
    table["seconds"] = {stage: _times(results, stage) for stage in _stages(results)}
    return table


def faults(results: Sequence[Result]) -> dict[str, list[str]]:
    """Return the ids of what failed, by the measure that it failed; a question may stand under several."""
    found: dict[str, list[str]] = {}
    for result in results:
        for name in result.faults:
            found.setdefault(name, []).append(result.id)
    return {name: found[name] for name in MEASURES if name in found}


def to_dict(results: Sequence[Result]) -> dict[str, Any]:
    """Return summary and results as plain values that `json.dumps` takes."""
    return {
        "summary": summary(results),
        "faults": faults(results),
        "results": [asdict(result) for result in results],
    }


def _measures(results: Sequence[Result]) -> dict[str, Any]:
    return {"questions": len(results), **{name: _measure(results, name) for name in MEASURES}}


def _measure(results: Sequence[Result], name: str) -> dict[str, Any]:
    values = [float(value) for result in results if (value := getattr(result, name)) is not None]
    if not values:
        return {"value": None, "of": 0, "interval": None}
    return {"value": round(fmean(values), 3), "of": len(values), "interval": intervals.of_mean(values)}


def _times(results: Sequence[Result], stage: str) -> dict[str, float | int]:
    seconds = [result.seconds[stage] for result in results if stage in result.seconds]
    median, p90 = np.percentile(seconds, [50, 90])
    return {"median": round(float(median), 3), "p90": round(float(p90), 3), "of": len(seconds)}


def _stages(results: Sequence[Result]) -> list[str]:
    found = dict.fromkeys(stage for result in results for stage in result.seconds)
    return [*(stage for stage in found if stage not in WHOLE), *(stage for stage in WHOLE if stage in found)]
