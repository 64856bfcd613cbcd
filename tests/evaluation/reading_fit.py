"""What `assistant.finding.reading` has learned, learned again: projections, shares of tokens, weights of signals.

The loss is that of the conditional logit, over the likeliest candidates alone: the others are never read. Both
projections begin as the directions in which tokens differ most, so that reading begins as the plain likeness of
tokens. Invariant: the same cases and seed give the same result, on the same machine. Proved by
`tests/test_evaluation_fit_ranking.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import normalize

from assistant.finding.reading import Reading
from tests.evaluation.ranking_cases import Case
from tests.evaluation.states import Halves
from ui import terminal

States = Mapping[str, Halves]
# Tokens are seen in standard deviations, so that rates of learning do not depend on the embedding model's scale.
FIRST_SCALE = 2.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn.

    Attributes:
        dimensions: of the projected tokens.
        epochs: how often each question is seen; after two, what is held out gets no better.
        candidates: how many of a question's sentences are compared.
        batch: questions before each step.
        dropout: share of the values left out of each token.
        rates: of learning: the projections, the shares with the scale, the weights of the signals.
        decay: of all that is learned.
        seed: of the order of the questions, and of what is left out.
    """

    dimensions: int = 64
    epochs: int = 2
    candidates: int = 12
    batch: int = 16
    dropout: float = 0.1
    rates: tuple[float, float, float] = (4e-4, 1e-3, 1e-2)
    decay: float = 1e-3
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """How tokens differ: their mean, their spread, and the directions in which they differ most."""

    mean: NDArray[np.float32]
    spread: float
    directions: NDArray[np.float32]


class Late(torch.nn.Module):
    """Late interaction beside the signals, as `assistant.finding.reading` computes it."""

    def __init__(self, directions: NDArray[np.float32], weights: NDArray[np.float64], dropout: float) -> None:
        super().__init__()
        start = torch.from_numpy(directions)
        self.query = torch.nn.Parameter(start.clone())
        self.sentence = torch.nn.Parameter(start.clone())
        self.importance = torch.nn.Parameter(torch.zeros(len(start)))
        self.scale = torch.nn.Parameter(torch.tensor(FIRST_SCALE))
        self.weights = torch.nn.Parameter(torch.tensor(weights, dtype=torch.float32))
        self.dropout = torch.nn.Dropout(dropout)

    def forward(
        self, question: torch.Tensor, sentences: Sequence[torch.Tensor], signals: torch.Tensor
    ) -> torch.Tensor:
        """Return the scores `(n,)` of n sentences `(tokens, d)` for a question `(tokens, d)`."""
        asked = normalize(self.dropout(question) @ self.query, dim=-1)
        rows = torch.nn.utils.rnn.pad_sequence(list(sentences), batch_first=True)
        read = normalize(self.dropout(rows) @ self.sentence, dim=-1)
        alike = torch.einsum("id,njd->nij", asked, read)
        lengths = torch.tensor([len(tokens) for tokens in sentences])
        beyond = torch.arange(rows.shape[1]) >= lengths[:, None]
        best = alike.masked_fill(beyond[:, None], -torch.inf).amax(-1)
        shares = torch.softmax(question @ self.importance, 0)
        return torch.exp(self.scale) * (best @ shares) + signals @ self.weights


def chosen(case: Case, weights: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Return the numbers of the likeliest sentences, best first, the likeliest answer among them whatever it takes."""
    order = np.argsort(-(case.signals @ weights), kind="stable")
    best = order[:most]
    if not case.answers[best].any():
        best = np.append(best[:-1], order[case.answers[order]][0])
    return best


def fit(
    cases: Sequence[Case],
    questions: States,
    sentences: States,
    weights: NDArray[np.float64],
    plan: Plan | None = None,
) -> Reading:
    """Return what is learned from cases.

    Args:
        cases: what to learn from.
        questions: the token vectors of each question.
        sentences: those of each sentence that `chosen` chooses.
        weights: of the signals, `(m,)`: by them the sentences to compare are chosen, and with them learning begins.
        plan: how to learn.

    Returns:
        What `assistant.finding.reading` reads with.
    """
    plan = plan or Plan()
    scale = _scale(cases, sentences, plan.dimensions)
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    torch.set_num_threads(1)  # more do not help matrices so small, and sums then depend on how many
    torch.manual_seed(plan.seed)
    try:
        model = _learned(cases, questions, sentences, weights, plan, scale)
    finally:
        torch.set_num_threads(threads)
        torch.set_rng_state(state)
    return Reading(
        mean=scale.mean,
        query=model.query.detach().numpy(),
        sentence=model.sentence.detach().numpy(),
        importance=model.importance.detach().numpy() / np.float32(scale.spread),
        scale=float(np.exp(model.scale.item())),
        weights=model.weights.detach().numpy().astype(np.float64),
    )


def write(reading: Reading, path: Path) -> None:
    """Write what was learned, in the form that `assistant.finding.reading` reads."""
    with path.open("wb") as file:  # given a name, numpy would add an ending to it
        np.savez(
            file,
            mean=reading.mean.astype(np.float32),
            query=reading.query.astype(np.float16),
            sentence=reading.sentence.astype(np.float16),
            importance=reading.importance.astype(np.float32),
            scale=np.float32(reading.scale),
            weights=reading.weights.astype(np.float32),
        )


def _learned(
    cases: Sequence[Case],
    questions: States,
    sentences: States,
    weights: NDArray[np.float64],
    plan: Plan,
    scale: Scale,
) -> Late:
    def tokens(states: Halves) -> torch.Tensor:
        return torch.from_numpy((states.astype(np.float32) - scale.mean) / np.float32(scale.spread))

    model = Late(scale.directions, weights, plan.dropout)
    groups = ([model.query, model.sentence], [model.importance, model.scale], [model.weights])
    rates = [{"params": some, "lr": rate} for some, rate in zip(groups, plan.rates, strict=True)]
    optimiser = torch.optim.AdamW(rates, weight_decay=plan.decay)
    random = np.random.default_rng(plan.seed)
    for epoch in range(1, plan.epochs + 1):
        order = random.permutation(len(cases))
        batches = np.array_split(order, -(-len(order) // plan.batch))
        for batch in terminal.counting(f"Learning, {epoch} of {plan.epochs}", batches, len(batches)):
            losses = []
            for case in [cases[number] for number in batch]:
                some = chosen(case, weights, plan.candidates)
                read = [tokens(sentences[case.sentences[number]]) for number in some]
                signals = torch.from_numpy(case.signals[some].astype(np.float32))
                found = model(tokens(questions[case.question]), read, signals)
                right = found[torch.from_numpy(case.answers[some])]
                losses.append(torch.logsumexp(found, 0) - torch.logsumexp(right, 0))
            optimiser.zero_grad()
            torch.stack(losses).mean().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return model.eval()


def _scale(cases: Sequence[Case], sentences: States, dimensions: int) -> Scale:
    """Return how the tokens of the sentences differ that are learned from."""
    used = dict.fromkeys(text for case in cases for text in case.sentences if text in sentences)
    rows = np.concatenate([sentences[text] for text in used]).astype(np.float32)
    mean = rows.mean(axis=0)
    rows -= mean
    _, directions = np.linalg.eigh(rows.T @ rows)
    return Scale(mean, float(rows.std()), np.ascontiguousarray(directions[:, ::-1][:, :dimensions]))
