"""The ranking of sentences, learned again, or measured as it is.

    python -m tests.evaluation.fit_ranking --xquad FOLDER --poquad FOLDER [--out FILE] [--seed N] [--check]

Each folder holds questions with answers in SQuAD's form, one file for each language (`tests.evaluation.ranking_cases`).
The program indexes the paragraphs, searches them, and finds candidates and their signals. On three quarters of the
paragraphs the weights of the signals are fitted (`WEIGHTS` of `assistant.finding.ranking`, printed) and reading word by
word is learned (`assistant/finding/reading.npz`, written to FILE); on the last quarter what the program has and what
was learned are compared. `--check` only measures what the program has. Vectors are kept in the data folder, so a second
run is quicker. Proved by `tests/test_evaluation_fit_ranking.py`.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import Settings
from assistant.errors import AssistantError
from assistant.finding import ranking
from assistant.finding.ranking import WEIGHTS
from assistant.finding.reading import Reading, learned
from index.embedding import Embedder, load
from tests.evaluation import ranking_logit
from tests.evaluation.ranking_cases import Case, cases, run_on_folders
from tests.evaluation.states import Halves, RememberedStates
from tests.evaluation.vectors import RememberingEmbedder
from ui import terminal

# Every second question of PoQuAD: Polish then counts about as much as each language of XQuAD.
STEPS = {"XQuAD": 1, "PoQuAD": 2}
FIRST = 3
SIGNALS, SIGNALS_NOW = "signals, as they are", "signals, fitted now"
WORDS, WORDS_NOW = "and read word by word, as it is", "and read word by word, learned now"


Ranks = Mapping[str, NDArray[np.intp]]


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way of ranking: the weights of the signals, and what the best are then read with, if they are."""

    weights: NDArray[np.float64]
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The token vectors of questions and of sentences, by text."""

    questions: Mapping[str, Halves]
    sentences: Mapping[str, Halves]


def order(case: Case, way: Way, tokens: Tokens) -> NDArray[np.intp]:
    """Return the numbers of the sentences, best first, as `assistant.finding.ranking.scores` ranks them."""
    ranked = _by_signals(case, way.weights)
    if way.reading is None:
        return ranked
    best, question = ranked[: ranking.READ], tokens.questions[case.question].astype(np.float32)
    sentences = [tokens.sentences[case.sentences[number]].astype(np.float32) for number in best]
    again = way.reading.scores(question, sentences) + case.signals[best] @ way.reading.weights
    return np.concatenate([best[np.argsort(-again, kind="stable")], ranked[ranking.READ :]])


def ranks(held_out: Sequence[Case], ways: Mapping[str, Way], tokens: Tokens) -> Ranks:
    """Return by way which place the best answer of each case comes to, 0 the first."""
    return {
        name: np.array([np.argmax(case.answers[order(case, way, tokens)]) for case in held_out])
        for name, way in ways.items()
    }


def table(held_out: Sequence[Case], found: Ranks) -> str:
    """Return how often an answer comes first, and among the first three, as a table in Markdown."""
    names = np.array([case.name for case in held_out])
    sets = {name: names == name for name in dict.fromkeys(names.tolist())} | {"all": names == names}
    head = ["ranked by", *(f"{name} ({some.sum()})" for name, some in sets.items())]
    rows = [[name, *(_shares(places[some]) for some in sets.values())] for name, places in found.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def main(argv: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Fit, or measure.

    Args:
        argv: the words after the module's name; by default those of this process.
        embedder: instead of the one that the settings name.

    Returns:
        The exit code.
    """
    return run_on_folders(_parser(), argv, lambda arguments: _run(arguments, embedder))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.evaluation.fit_ranking", description="Learn the ranking of sentences again."
    )
    parser.add_argument(
        "--xquad", type=Path, metavar="FOLDER", help="one file in SQuAD's form for each language"
    )
    parser.add_argument(
        "--poquad", type=Path, metavar="FOLDER", help="the same; every second question is taken"
    )
    parser.add_argument("--embedder", help="as ASSISTANT_EMBEDDER")
    parser.add_argument("--seed", type=int, default=0, help="of what is random in learning (default: 0)")
    does = parser.add_mutually_exclusive_group()
    does.add_argument(
        "--out", type=Path, metavar="FILE", help="where to write what is read with (default: nowhere)"
    )
    does.add_argument("--check", action="store_true", help="only measure what the program has")
    return parser


def _run(arguments: argparse.Namespace, embedder: Embedder | None) -> None:
    settings = Settings(**({"embedder": arguments.embedder} if arguments.embedder else {}))
    inner = embedder or load(settings.embedder, settings.ollama_host, settings.data)
    remembered = settings.data / "evaluation"
    remembering = RememberingEmbedder(inner, remembered)
    states = RememberedStates(remembering, remembered)
    _check(arguments.out, states, inner)
    folders = {"XQuAD": arguments.xquad, "PoQuAD": arguments.poquad}
    found = [
        case
        for name, folder in folders.items()
        if folder
        for case in cases(name, folder, remembering, STEPS[name])
    ]
    held_out, open_ = [c for c in found if c.is_held_out], [c for c in found if not c.is_held_out]
    if not held_out or not open_:
        raise AssistantError(
            f"{len(found)} questions with an answer that is found are too few to fit on some and measure on others."
        )
    if arguments.check:
        tokens = _tokens(states, held_out, [WEIGHTS])
        terminal.show(table(held_out, ranks(held_out, _shipped(states), tokens)))
    else:
        _fit(open_, held_out, states, arguments)


def _check(out: Path | None, states: RememberedStates, embedder: Embedder) -> None:
    """Say before the work begins what will not come of it."""
    if states.width is None:
        terminal.say(f"{embedder.fingerprint!r} gives no token vectors: the signals alone are looked at.")
        if out is not None:
            raise AssistantError(f"So there is nothing to write to {str(out)!r}; leave --out away.")
    if out is not None and not out.absolute().parent.is_dir():
        raise AssistantError(f"The folder of {str(out)!r} does not exist; make it, or name another.")


def _fit(
    open_: Sequence[Case], held_out: Sequence[Case], states: RememberedStates, arguments: argparse.Namespace
) -> None:
    terminal.say(f"Fitting on {len(open_)} questions ...")
    weights = ranking_logit.fit([c.signals for c in open_], [c.answers for c in open_]).round(2)
    ways = {**_shipped(states), SIGNALS_NOW: Way(weights)}
    tokens = _tokens(states, held_out, [WEIGHTS, weights])
    if states.width is not None:
        from tests.evaluation import reading_fit  # torch takes seconds to import

        plan = reading_fit.Plan(seed=arguments.seed)
        texts = [c.sentences[n] for c in open_ for n in reading_fit.chosen(c, weights, plan.candidates)]
        questions = states.of((c.question for c in open_), is_query=True)
        reading = reading_fit.fit(open_, questions, states.of(texts), weights, plan)
        ways[WORDS_NOW] = Way(weights, reading)
        if arguments.out is not None:
            reading_fit.write(reading, arguments.out)
            terminal.say(f"Written: {arguments.out}")
    found = ranks(held_out, ways, tokens)
    terminal.show(f"{table(held_out, found)}\n")
    for before, now in ((SIGNALS, SIGNALS_NOW), (WORDS, WORDS_NOW)):
        if {before, now} <= found.keys():
            terminal.show(_difference(before, found[before], now, found[now]))
    terminal.show(f"\nWEIGHTS = np.array({weights.tolist()})")


def _shipped(states: RememberedStates) -> dict[str, Way]:
    """Return the ways the program has, for this embedding model."""
    ways = {"nearness alone": Way(np.eye(len(WEIGHTS))[0]), SIGNALS: Way(WEIGHTS)}
    if states.width == len(learned().mean):
        ways[WORDS] = Way(WEIGHTS, learned())
    return ways


def _tokens(states: RememberedStates, some: Iterable[Case], weights: Iterable[NDArray[np.float64]]) -> Tokens:
    """Return the vectors of what is read of some cases, whichever of the weights it is ranked by."""
    if states.width is None:
        return Tokens({}, {})
    used = list(some)
    texts = [c.sentences[n] for w in weights for c in used for n in _by_signals(c, w)[: ranking.READ]]
    return Tokens(states.of((c.question for c in used), is_query=True), states.of(texts))


def _by_signals(case: Case, weights: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.argsort(-(case.signals @ weights), kind="stable")


def _shares(places: NDArray[np.intp]) -> str:
    return " / ".join(f"{np.mean(places < most):.3f}".removeprefix("0") for most in (1, FIRST))


def _difference(before: str, places: NDArray[np.intp], now: str, others: NDArray[np.intp]) -> str:
    gained, lost = np.sum((places > 0) & (others == 0)), np.sum((places == 0) & (others > 0))
    return f"{now!r} has {gained} answers first that {before!r} has not, and lacks {lost} that it has."


if __name__ == "__main__":
    sys.exit(main())
