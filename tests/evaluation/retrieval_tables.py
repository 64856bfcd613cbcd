"""The tables on which the search is judged, from one command.

    python -m tests.evaluation.retrieval_tables [--only TABLE] [--fillers FOLDER] [--poquad FOLDER]

builds the corpora below in a temporary folder, indexes them with the program itself, asks the questions through
`assistant.evaluation.retrieval` (what `assistant eval retrieval FILE` runs), prints the tables and writes them to
`results/retrieval-COMMIT.json`. Vectors are kept in the data folder, so a second run is quick.

    xquad         120 paragraphs, each in English or in Romanian; questions in both
    flores        281 passages, each in one of en pl hu ro; asked is the first sentence, in each of them
    one-language  XQuAD in English, XQuAD in Romanian, and PoQuAD when its folder is given
    unseen        what nothing was tuned on: 66 passages in one of ar de id ja ru zh, asked the first sentence;
                  52 in one of cs fr ko sr uk, asked the title, which is no part of the passage
    shipped       the shipped questions, with the corpus among FLORES and texts of the folders given

Proved by `tests/test_evaluation_tables.py`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant import Assistant, Settings
from assistant.errors import AssistantError
from assistant.evaluation.retrieval import CUTS, Case, run, summary
from index.embedding import Embedder, load
from index.index import Index
from tests.evaluation.mixtures import HERE, Corpus, Row, mixtures, one_language, read_set, shipped, squad
from tests.evaluation.vectors import RememberingEmbedder
from ui import terminal

SHIPPED_CUTS = (1, 3, 8)
# More pairs of languages than these, or pairs with fewer cases, are in the file alone.
MOST_PAIRS = 16
FEWEST_CASES = 30
TOGETHER = ("own language", "across languages", "all")
NAMES = ("xquad", "flores", "one-language", "unseen", "shipped")

# One table: its title, the corpora whose cases it puts together, and where recall is measured.
Table = tuple[str, Iterable[Corpus], Sequence[int]]


def tables(poquad: Path | None, fillers: Sequence[Path]) -> dict[str, Callable[[], Iterator[Table]]]:
    """Return what makes the tables, by name."""

    def mixed(title: str, name: str) -> Table:
        rows = read_set(name)
        return title, mixtures(name, rows, list(rows[0].texts)), CUTS

    def one() -> Iterator[Table]:
        rows: list[Row] = read_set("xquad")
        for language in rows[0].texts:
            yield f"XQuAD, {language} alone", [one_language(f"xquad {language}", rows, language)], CUTS
        if poquad is not None:
            yield "PoQuAD, pl alone", [squad("poquad", poquad, "pl")], CUTS

    def unseen() -> Iterator[Table]:
        yield mixed("Debian handbook, one language each of six", "debian-handbook")
        yield mixed("GNOME help, one language each of five, titles asked", "gnome-help")

    def among_fillers() -> Iterator[Table]:
        if fillers:
            yield "Shipped questions among fillers", [shipped(fillers)], SHIPPED_CUTS

    return {
        "xquad": lambda: iter([mixed("XQuAD, one language each of two", "xquad")]),
        "flores": lambda: iter([mixed("FLORES, one language each of four", "flores")]),
        "one-language": one,
        "unseen": unseen,
        "shipped": among_fillers,
    }


def measure(title: str, corpora: Iterable[Corpus], cuts: Sequence[int], embedder: Embedder) -> dict[str, Any]:
    """Return one table: what its corpora hold, and the summary of their cases put together.

    The same question in another language, or in another mixture, counts as the same in the intervals.
    """
    cases: list[Case] = []
    made: list[dict[str, Any]] = []
    for corpus in corpora:
        with TemporaryDirectory(prefix="retrieval-") as folder:
            found, facts = _search(corpus, Path(folder), embedder)
        cases += found
        made.append({"corpus": corpus.name, **facts})
    return {"title": title, "corpora": made, "summary": summary(cases, cuts, _subject)}


def print_table(table: dict[str, Any]) -> None:
    """Print a table as Markdown: a line for each pair of languages and way of searching."""
    rows = table["summary"]
    pairs = [name for name in rows if name not in TOGETHER]
    together = [name for name in TOGETHER if name in rows] if len(pairs) > 1 else ["all"]
    are_telling = 1 < len(pairs) <= MOST_PAIRS and min(rows[pair]["cases"] for pair in pairs) >= FEWEST_CASES
    shown = [*(pairs if are_telling else ()), *together]
    measures = list(next(way["interval"] for way in rows["all"].values() if isinstance(way, dict)))
    passages = ", ".join(str(made["passages"]) for made in table["corpora"])
    terminal.show(f"\n### {table['title']} ({passages} passages)\n")
    terminal.show(f"| languages | way | {' | '.join(measures)} | cases | questions |")
    terminal.show("|" + "---|" * (len(measures) + 4))
    for name in shown:
        for way, values in rows[name].items():
            if isinstance(values, dict):
                cells = [_cell(values[m], *values["interval"][m]) for m in measures]
                counts = f"{rows[name]['cases']} | {rows[name]['questions']}"
                terminal.show(f"| {name} | {way} | {' | '.join(cells)} | {counts} |")


def main(argv: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Make the tables.

    Args:
        argv: the words after the module's name; by default those of this process.
        embedder: instead of the one that the settings name.

    Returns:
        The exit code.
    """
    arguments = _parser().parse_args(argv)
    try:
        _make(arguments, embedder)
    except AssistantError as error:
        terminal.say(error)
        return 1
    return 0


def _make(arguments: argparse.Namespace, embedder: Embedder | None) -> None:
    settings = Settings(**({"embedder": arguments.embedder} if arguments.embedder else {}))
    inner = embedder or load(settings.embedder, settings.ollama_host)
    remembering = RememberingEmbedder(inner, settings.data / "evaluation")
    makers = tables(arguments.poquad, arguments.fillers)
    wanted = arguments.only or NAMES
    for name, missing, option in (
        ("shipped", not arguments.fillers, "--fillers"),
        ("one-language", arguments.poquad is None, "--poquad"),
    ):
        if name in wanted and missing:
            terminal.say(f"Without {option} the table {name!r} holds only what the project's own sets allow.")
    began_at, started, made = commit(), time.monotonic(), []
    for name in wanted:
        for table in makers[name]():
            result = {"table": name, **measure(*table, remembering)}
            print_table(result)
            made.append(result)
    out = arguments.out or (None if arguments.only else _place(settings.embedder, began_at))
    if out is not None:
        seconds = round(time.monotonic() - started)
        about = {"commit": began_at, "embedder": inner.fingerprint, "machine": machine(), "seconds": seconds}
        out.write_text(lines({**about, "tables": made}), "utf-8")
        terminal.say(f"Written: {out}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.evaluation.retrieval_tables", description="Make the tables of the search."
    )
    parser.add_argument("--only", action="append", choices=NAMES, help="this table alone; repeatable")
    parser.add_argument("--poquad", type=Path, help="folder with PoQuAD's file: adds Polish to one-language")
    parser.add_argument(
        "--fillers",
        type=Path,
        action="append",
        default=[],
        help="folder of .txt, .md or .jsonl files, e.g. news: adds the table shipped; repeatable",
    )
    parser.add_argument("--embedder", help="as ASSISTANT_EMBEDDER")
    parser.add_argument(
        "--out", type=Path, help="where to write (default: results/, and with --only nowhere)"
    )
    return parser


def _search(corpus: Corpus, folder: Path, embedder: Embedder) -> tuple[list[Case], dict[str, Any]]:
    """Index one corpus below `folder` and look for the evidence of its questions."""
    for source, data in corpus.files.items():
        path = folder / "corpus" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    terminal.say(f"{corpus.name}: {len(corpus.files)} documents, {len(corpus.questions)} questions ...")
    with Assistant(Index(folder / "corpus", folder / "data", embedder), None) as assistant:
        with terminal.index_progress() as progress:
            report = assistant.index.sync(progress)
        told = {document.source: document.language for document in assistant.documents()}
        found = terminal.counting("Searching", run(assistant, corpus.questions), len(corpus.questions))
        cases = [
            _with_true_languages(case, question.evidence[number][0], corpus)
            for question, some in zip(corpus.questions, found, strict=True)
            for number, case in enumerate(some)
        ]
    wrong = sum(told.get(source) != language for source, language in corpus.languages.items())
    facts = {"documents": report.documents, "passages": report.passages, "languages told wrongly": wrong}
    return cases, facts


def _with_true_languages(case: Case, source: str, corpus: Corpus) -> Case:
    """Name the pair after the language that the source is in, where the program told another."""
    asked, _, told = case.pair.partition("->")
    return replace(case, pair=f"{asked}->{corpus.languages.get(source, told)}")


def _subject(case: Case) -> str:
    return case.id.partition("|")[0]


def _cell(value: float, low: float, high: float) -> str:
    shown, from_, to = (f"{number:.3f}".removeprefix("0") for number in (value, low, high))
    return f"{shown} ({from_}-{to})"


def commit() -> str:
    """Return the short name of the commit these files are at, with `+` when they differ from it."""
    try:
        name, changes = (
            subprocess.run(
                ["git", *words], cwd=HERE, capture_output=True, text=True, check=True
            ).stdout.strip()
            for words in (["rev-parse", "--short", "HEAD"], ["status", "--porcelain", "--untracked-files=no"])
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return name + ("+" if changes else "")


def _place(embedder: str, began_at: str) -> Path:
    other = "" if embedder == "bundled" else "".join(c if c.isalnum() else "-" for c in embedder) + "-"
    return HERE / "results" / f"retrieval-{other}{began_at}.json"


def machine() -> str:
    """Return what figures of time depend on."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def lines(value: Any, depth: int = 0) -> str:
    """Return `value` as JSON, broken into lines down to what is a row: shallow, or the measures of one way."""
    if depth == 5 or _height(value) <= 2:
        return json.dumps(value, ensure_ascii=False)
    pad, end = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, list):
        return "[" + ",".join(pad + lines(item, depth + 1) for item in value) + end + "]"
    items = (
        f"{pad}{json.dumps(key, ensure_ascii=False)}: {lines(item, depth + 1)}" for key, item in value.items()
    )
    return "{" + ",".join(items) + end + "}"


def _height(value: Any) -> int:
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(_height, value.values() if isinstance(value, dict) else value), default=0)


if __name__ == "__main__":
    sys.exit(main())
