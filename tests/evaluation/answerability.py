"""Whether notes answer, and which: the bundled model's adapter, learned again, or measured as it is.

    python -m tests.evaluation.answerability --xquad FOLDER --poquad FOLDER [--out FILE] [--from FILE] [--examples N]
                                           [--check]

The folders are those of `tests.evaluation.fit_ranking`. From their questions and those of `sets/answerability`, the
ones that nothing answers among them, prompts are made as the program makes them
(`tests.evaluation.answerability_cases`); their keys and values are made once, and the adapter is learned on what
follows them (`tests.evaluation.bundled_torch`): the question once more, and then the number of the note that answers,
or 0. What is learned is written to FILE, as `assistant/models/answerability.gguf` is. On each eighth paragraph, which
nothing is learned from, the program's own model is then asked. `--check` only does that. Two hours on two cores; 8 GB
of memory and 9 MB of disk for each example are needed. Proved by `tests/test_evaluation_answerability.py`.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import Settings
from assistant.errors import AssistantError
from assistant.models import LanguageModel
from assistant.models.bundled import ADAPTER, open_bundled
from index.embedding import load
from tests.evaluation.answerability_cases import Example, examples, mixed
from tests.evaluation.mixtures import SETS
from tests.evaluation.ranking_cases import cases, run_on_folders
from tests.evaluation.vectors import RememberingEmbedder
from ui import terminal

EXAMPLES = 1600
# Questions written here, in four languages each, half of them near misses.
OWN = {name: SETS / "answerability" / name.lower() for name in ("FLORES", "NerKor", "Wikipedia")}
# Every nth question is enough to choose from. With and without an answer they alternate: so n is odd.
STEPS = {"XQuAD": 5, "PoQuAD": 5, "FLORES": 5, "NerKor": 3, "Wikipedia": 3}


def main(argv: Sequence[str] | None = None) -> int:
    """Learn, or measure.

    Args:
        argv: the words after the module's name; by default those of this process.

    Returns:
        The exit code.
    """
    return run_on_folders(_parser(), argv, _run)


def table(weighed: Sequence[tuple[Example, Sequence[float]]]) -> str:
    """Return what the model's probabilities tell, as a table in Markdown.

    Args:
        weighed: examples, and for each the probability that none of its notes answers, then of each note.

    Returns:
        For each folder and language, and for all: the area under the curve for questions that nothing answers against
        those whose notes answer; the probability from which on .05 of the latter are refused, and the share of the
        former that is; how often the note that answers comes first, by the ranking and by the model.
    """
    groups: dict[str, list[tuple[Example, Sequence[float]]]] = {}
    for example, chances in weighed:
        groups.setdefault(f"{example.origin} {example.language}", []).append((example, chances))
    head = [
        "questions", "without an answer", "with one", "AUC", "bound", "refused",
        "first by ranking", "first by the model",
    ]  # fmt: skip
    rows = [[name, *_figures(some)] for name, some in [*sorted(groups.items()), ("all", list(weighed))]]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _figures(weighed: Sequence[tuple[Example, Sequence[float]]]) -> list[str]:
    none = [chances[0] for example, chances in weighed if not any(example.answers)]
    some = [(example, chances) for example, chances in weighed if any(example.answers)]
    held = sorted(chances[0] for _, chances in some)
    bound = held[int(len(held) * 0.95)] if held else 1.0
    figures = [
        _curve(none, held),
        bound,
        _share([float(chance > bound) for chance in none]),
        _share([float(example.answers[0]) for example, _ in some]),
        _share([float(example.answers[_best(chances)]) for example, chances in some]),
    ]
    return [str(len(none)), str(len(some)), *(f"{figure:.3f}" for figure in figures)]


def _best(chances: Sequence[float]) -> int:
    return max(range(1, len(chances)), key=lambda number: chances[number]) - 1


def _share(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _curve(above: Sequence[float], below: Sequence[float]) -> float:
    """Return how often one of the first is above one of the others: the area under the curve."""
    return _share([(a > b) + (a == b) / 2 for a in above for b in below])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.evaluation.answerability", description="Learn again which note answers."
    )
    for name in ("xquad", "poquad"):
        parser.add_argument(f"--{name}", type=Path, metavar="FOLDER", help="questions in SQuAD's form")
    parser.add_argument(
        "--examples", type=int, default=EXAMPLES, metavar="N", help=f"how many (default: {EXAMPLES})"
    )
    parser.add_argument("--seed", type=int, default=0, help="of what is random in learning (default: 0)")
    parser.add_argument(
        "--from",
        dest="begun",
        type=Path,
        metavar="FILE",
        help="an adapter to go on from (default: begin anew)",
    )
    does = parser.add_mutually_exclusive_group()
    does.add_argument(
        "--out", type=Path, metavar="FILE", help="where to write the adapter (default: nowhere)"
    )
    does.add_argument("--check", action="store_true", help="only measure what the program has")
    return parser


def _run(arguments: argparse.Namespace) -> None:
    settings = Settings()
    inner = load("bundled", settings.ollama_host, settings.data)
    embedder = RememberingEmbedder(inner, settings.data / "evaluation")
    folders = {"XQuAD": arguments.xquad, "PoQuAD": arguments.poquad, **OWN}
    found = [
        case
        for name, folder in folders.items()
        if folder
        for case in cases(name, folder, embedder, STEPS[name], with_unanswered=True)
    ]
    some = mixed(list(examples(found, arguments.seed)), arguments.examples, arguments.seed)
    held_out, open_ = [e for e in some if e.is_held_out], [e for e in some if not e.is_held_out]
    adapter = ADAPTER
    if not arguments.check:
        from tests.evaluation import answerability_fit  # torch takes seconds to import

        if arguments.out is None:
            raise AssistantError(
                "Learning takes more than an hour: give --out FILE to keep what comes of it."
            )
        answerability_fit.learn(open_, arguments.out, arguments.seed, arguments.begun)
        adapter = arguments.out
    model = open_bundled(settings.data, adapter=adapter)
    terminal.show(table([(example, _weighed(model, example)) for example in held_out]))
    model.close()


def _weighed(model: LanguageModel, example: Example) -> Sequence[float]:
    weighing = model.weigh(example.messages(), example.question, len(example.answers))
    while True:
        try:
            next(weighing)
        except StopIteration as end:
            return end.value or ()


if __name__ == "__main__":
    sys.exit(main())
