"""Conditional logit: the weights of signals, fitted on which of several candidates was the right one.

McFadden (1974). Where several are right, any of them will do. Proved by `tests/test_evaluation_fit_ranking.py`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
# Of the weights in standard deviations of their signals: it only decides what the questions leave open.
PENALTY = 1.0


def fit(signals: Sequence[Floats], answers: Sequence[NDArray[np.bool_]]) -> Floats:
    """Return the weights under which the answers are likeliest.

    Args:
        signals: `(n, m)` for each question.
        answers: `(n,)` for each question: which candidates are right, one at least.

    Returns:
        `(m,)`: differences of `signals @ weights` are logarithms of odds.
    """
    rows, right = np.concatenate(list(signals)), np.concatenate(list(answers)).astype(float)
    spread = rows.std(axis=0)
    spread[spread == 0] = 1.0
    rows = rows / spread
    counts = [len(some) for some in signals]
    starts = np.cumsum([0, *counts[:-1]])

    def loss(weights: Floats) -> tuple[float, Floats]:
        raw = rows @ weights
        odds = np.exp(raw - np.repeat(np.maximum.reduceat(raw, starts), counts))
        everything, correct = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        likely = odds / np.repeat(everything, counts) - odds * right / np.repeat(correct, counts)
        unlikely = float(np.log(everything / correct).sum())
        return unlikely + PENALTY * float(weights @ weights), rows.T @ likely + 2 * PENALTY * weights

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread)
