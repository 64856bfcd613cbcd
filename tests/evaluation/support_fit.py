"""The weights of `assistant.answering.support`, fitted again on the training halves, and what that changes elsewhere.

    python -m tests.evaluation.support FOLDER --refit

Two logistic regressions over `assistant.answering.support.Signals`. `SAME`: the labelled sets, of which each label of
each set weighs the same. `ACROSS`: translations that hold, against their neighbours and against translations with
another name; the words in common say nothing between two languages and have no weight. Numbers, dates and negations
that were changed are left out: they are decided by rules, and altered digits would teach the weights nothing else.
Proved by `tests/test_evaluation_support.py`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.answering import support
from assistant.answering.support import Judgement, Signals
from tests.evaluation.support_sets import Case

Weights = tuple[float, ...]
Judged = Sequence[tuple[Case, Judgement]]

# How much each kind of FLORES sentence weighs, however many there are: as much that holds as does not.
ACROSS_KINDS = {"true": 4.0, "neighbour": 2.0, "name": 1.0, "name near": 1.0}
NOT_ACROSS = {"words"}
NAMES = ("SAME", "ACROSS")


def fit(judged: Judged) -> dict[str, Weights]:
    """Return the weights by their names in `assistant.answering.support`, bias first; of what the cases allow."""
    labels = [(case, judgement) for case, judgement in judged if case.kind == "label"]
    made = [(case, judgement) for case, judgement in judged if case.kind in ACROSS_KINDS]
    groups = Counter((case.group, case.holds) for case, _ in labels)
    kinds = Counter(case.kind for case, _ in made)
    found = {}
    if labels:
        found["SAME"] = _fit(labels, [1 / groups[case.group, case.holds] for case, _ in labels], set())
    if made:
        found["ACROSS"] = _fit(made, [ACROSS_KINDS[c.kind] / kinds[c.kind] for c, _ in made], NOT_ACROSS)
    return found


@contextmanager
def using(weights: Mapping[str, Weights]) -> Iterator[None]:
    """Judge with other weights inside the `with`."""
    before = {name: getattr(support, name) for name in weights}
    try:
        for name, values in weights.items():
            setattr(support, name, values)
        yield
    finally:
        for name, values in before.items():
            setattr(support, name, values)


def _fit(judged: Judged, importance: Sequence[float], without: set[str]) -> Weights:
    names = [field.name for field in fields(Signals)]
    columns = [number for number, name in enumerate(names) if name not in without]
    signals = np.array([[float(value) for value in astuple(j.signals)] for _, j in judged if j.signals])
    holds = np.array([case.holds for case, judgement in judged if judgement.signals])
    weight = np.array([w for w, (_, judgement) in zip(importance, judged, strict=True) if judgement.signals])
    model = LogisticRegression(C=10, max_iter=2000)
    model.fit(signals[:, columns], holds, sample_weight=weight * len(weight) / weight.sum())
    found = dict.fromkeys(names, 0.0) | {
        names[c]: float(w) for c, w in zip(columns, model.coef_[0], strict=True)
    }
    return tuple(round(value, 2) for value in (float(model.intercept_[0]), *found.values()))
