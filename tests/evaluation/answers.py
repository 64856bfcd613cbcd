"""Every question set of the project, asked with one command.

    python -m tests.evaluation.answers [--llm NAME] [--part open|held-out|all] [--only SET] [--save FOLDER]
                                      [--against FILE]

indexes the texts of each set in a temporary folder, asks its questions through `assistant.evaluation` (what
`assistant eval FILE` runs), prints the tables and the ids of what failed, and writes all of it to
`results/answers-LLM-COMMIT.json`. A set is a folder of `sets/` with a `questions.jsonl`, over its own folder `corpus`
or else over the shipped corpus; `questions` is the file beside this one. Vectors of passages are kept in the data
folder, so a second run is quick; questions are embedded each time, so that seconds are what they are.

`--save` keeps each answer in a folder as it comes; the same command then goes on where it was stopped. `--against`
compares with results written earlier: differences question by question, and which questions changed.

Of questions held out no single answer is shown, neither which of them failed; none is written but into that folder.

Proved by `tests/test_evaluation_answers.py`.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant import Assistant, Settings
from assistant.errors import AssistantError
from assistant.evaluation import (
    PARTS,
    Question,
    Result,
    check,
    comparison,
    faults,
    part_of,
    read_questions,
    run,
    saved,
    summary,
)
from assistant.evaluation.summary import GROUPS
from index.embedding import Embedder, load
from index.index import Index
from tests.evaluation.mixtures import HERE, SETS, SHIPPED
from tests.evaluation.retrieval_tables import commit, lines, machine
from tests.evaluation.vectors import RememberingEmbedder
from ui import measures, terminal


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of questions and the folder of documents that they are about."""

    name: str
    file: Path
    corpus: Path


def question_sets(folder: Path = SETS) -> list[QuestionSet]:
    """Return every set, by name, the file `questions.jsonl` beside this one first."""
    files = sorted(folder.glob("*/questions.jsonl"))
    own = [QuestionSet(path.parent.name, path, path.parent / "corpus") for path in files]
    beside = QuestionSet("questions", HERE / "questions.jsonl", SHIPPED)
    found = [beside, *own] if beside.file.exists() else own
    return [some if some.corpus.is_dir() else replace(some, corpus=SHIPPED) for some in found]


def main(argv: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Ask the sets.

    Args:
        argv: the words after the module's name; by default those of this process.
        embedder: instead of the one that the settings name.

    Returns:
        The exit code.
    """
    sets = {some.name: some for some in question_sets()}
    arguments = _parser(list(sets)).parse_args(argv)
    try:
        _make(arguments, [sets[name] for name in arguments.only or sets], embedder)
    except AssistantError as error:
        terminal.say(error)
        return 1
    except KeyboardInterrupt:
        kept = (
            f"kept in {str(arguments.save)!r}; the same command goes on there" if arguments.save else "lost"
        )
        terminal.say(f"Stopped; what was answered is {kept}.")
        return 130
    return 0


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.evaluation.answers", description="Ask every question set of the project."
    )
    parser.add_argument("--only", action="append", choices=names, help="this set alone; repeatable")
    parser.add_argument("--part", choices=PARTS, default="open", help="which questions (default: open)")
    parser.add_argument("--llm", help="as ASSISTANT_LLM")
    parser.add_argument("--embedder", help="as ASSISTANT_EMBEDDER")
    parser.add_argument(
        "--save", type=Path, metavar="FOLDER", help="keep each answer as it comes, and go on there"
    )
    parser.add_argument("--against", type=Path, help="results written earlier, to compare with")
    parser.add_argument(
        "--out", type=Path, help="where to write (default: results/, and with --only nowhere)"
    )
    return parser


def _make(arguments: argparse.Namespace, sets: Sequence[QuestionSet], embedder: Embedder | None) -> None:
    given = {name: value for name in ("llm", "embedder") if (value := getattr(arguments, name))}
    settings = Settings(**given)
    embedder = embedder or load(settings.embedder, settings.ollama_host, settings.data)
    before = _earlier(arguments.against) if arguments.against else None
    began_at, results, held_out = commit(), {}, set()
    with ExitStack() as stack:
        opened: dict[Path, Assistant] = {}
        for some in sets:
            everything = read_questions(some.file)
            if arguments.part == "held-out" and len(sets) > 1 and not any(q.held_out for q in everything):
                continue  # nothing of this set was set aside
            questions = part_of(everything, arguments.part)
            held_out |= {f"{some.name}/{question.id}" for question in questions if question.held_out}
            if some.corpus not in opened:
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="answers-")))
                opened[some.corpus] = stack.enter_context(_open(some.corpus, folder, embedder, settings))
            results[some.name] = _ask(some, opened[some.corpus], questions, arguments)
        model = next(iter(opened.values())).model_name
    report = _report(results, held_out)
    _print(report)
    if before is not None:
        now = [result for some in results.values() for result in some if result.id not in held_out]
        terminal.show(f"\n## first: {arguments.against.name}, second: now")
        measures.print_comparison(comparison(before, now))
    out = arguments.out or (None if arguments.only else _place(settings.llm, arguments.part, began_at))
    if out is not None:
        about = {
            "commit": began_at,
            "model": _without_folders(model),
            "embedder": embedder.fingerprint,
            "machine": machine(),
        }
        out.write_text(lines({**about, "part": arguments.part, **report}), "utf-8")
        terminal.say(f"Written: {out}")


def _earlier(path: Path) -> list[Result]:
    try:
        return [Result(**row) for row in json.loads(path.read_text("utf-8"))["results"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AssistantError(f"{str(path)!r} holds no results of this command: {error!r}.") from error


def _open(corpus: Path, folder: Path, embedder: Embedder, settings: Settings) -> Assistant:
    """Index a corpus below `folder`, with vectors remembered, and open it without."""
    terminal.say(f"Indexing {corpus.name!r} of {corpus.parent.name!r} ...")
    remembering = RememberingEmbedder(embedder, settings.data / "evaluation")
    with Index(corpus, folder, remembering) as index, terminal.index_progress() as progress:
        index.sync(progress)
    assistant = Assistant(Index(corpus, folder, embedder), settings=settings)
    assistant.warm()
    return assistant


def _ask(
    some: QuestionSet, assistant: Assistant, questions: Sequence[Question], arguments: argparse.Namespace
) -> list[Result]:
    """Ask one set, or what is left of it; ids are told apart by the set's name."""
    check(assistant, questions)
    results: list[Result] = []
    path = arguments.save and arguments.save / f"{some.name}.jsonl"
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        now = saved.about(assistant, some.file, arguments.part, len(questions))
        results += saved.begin(path, now)
    known = {result.id for result in results}
    asked = run(assistant, [question for question in questions if question.id not in known])
    for result in terminal.counting(f"Answering {some.name}", asked, len(questions), len(results)):
        results.append(result)
        if path:
            saved.append(path, result)
    ordered = saved.in_order(results, [question.id for question in questions])
    return [replace(result, id=f"{some.name}/{result.id}") for result in ordered]


def _report(results: Mapping[str, Sequence[Result]], held_out: set[str]) -> dict[str, Any]:
    """Return the tables of each set and of all, and of questions not held out what failed and the answers."""
    everything = [result for some in results.values() for result in some]
    shown = [result for result in everything if result.id not in held_out]
    by_set: dict[str, Callable[[Result], str]] = {"by set": lambda result: result.id.partition("/")[0]}
    return {
        "summary": summary(everything, {**by_set, **GROUPS}),
        "sets": {name: summary(some) for name, some in results.items()},
        "faults": faults(shown),
        "results": [asdict(result) for result in shown],
    }


def _print(report: Mapping[str, Any]) -> None:
    if len(report["sets"]) > 1:
        for name, table in report["sets"].items():
            terminal.show(f"\n## {name}")
            measures.print_measures(table)
        terminal.show("\n## all sets")
    measures.print_measures(report["summary"])
    terminal.show("")
    measures.print_faults(report["faults"])


def _place(llm: str, part: str, began_at: str) -> Path:
    name = "".join(c if c.isalnum() or c in ".-" else "-" for c in _without_folders(llm))
    return HERE / "results" / f"answers-{name}{'' if part == 'open' else f'-{part}'}-{began_at}.json"


def _without_folders(model: str) -> str:
    """Return a model's name; of a file without its folders, which are those of one machine."""
    kind, colon, path = model.partition(":")
    return f"{kind}{colon}{Path(path).name}" if kind == "gguf" else model


if __name__ == "__main__":
    sys.exit(main())
