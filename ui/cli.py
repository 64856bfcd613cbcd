"""The command `assistant`: chat, ask, search, index, eval, doctor.

Standard output is the result and nothing else; progress and errors go to standard error. Exit codes: 0 done or
answered, 1 failure, 2 a mistake in what was typed, 3 abstained or nothing found, 130 stopped with Ctrl-C. Proved by
`tests/test_ui_cli.py`.
"""

import argparse
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.assistant import Assistant
from assistant.errors import AssistantError, FilterError, QuestionError, SettingsError
from assistant.pipeline import checked_query, checked_question
from assistant.settings import Settings
from index.filters import Filters
from ui import terminal

if TYPE_CHECKING:
    from assistant.evaluation import Question

ABSTAINED = 3
USAGE = 2
STOPPED = 130
# How long a one-shot command waits for the index to catch up with the corpus before it answers.
SYNC_SECONDS = 20.0
# How often the page looks for files added, changed and removed.
FOLLOW_SECONDS = 10.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the words after `assistant`; by default those of this process.

    Returns:
        The exit code.
    """
    arguments = build_parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every terminal has every letter
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except (SettingsError, QuestionError, FilterError) as error:
        terminal.say(f"assistant: {error}")
        return USAGE
    except AssistantError as error:
        terminal.say(f"assistant: {error}")
        return 1
    except KeyboardInterrupt:
        terminal.say("Stopped; nothing is lost.")
        return STOPPED
    except BrokenPipeError:  # whoever read the output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end
        return 0
    return code


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="assistant", description="Ask your documents; every sentence of an answer has its quote."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(metavar="command", required=True)

    chat = _command(commands, "chat", _chat, "open the chat in the browser")
    chat.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    chat.add_argument("--port", type=int, help="port to listen on (default: 7860)")
    chat.add_argument("--no-browser", action="store_true", help="do not open a browser window")

    ask = _command(commands, "ask", _ask, "answer one question")
    ask.add_argument("question", help="in any language; - reads it from standard input")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    _add_filters(ask)

    search = _command(commands, "search", _search, "find passages, without an answer")
    search.add_argument(
        "query", help="a question, words or a text, in any language; - reads it from standard input"
    )
    search.add_argument("--limit", type=_positive, default=8, help="how many passages (default: 8)")
    search.add_argument("--json", action="store_true", help="print a JSON array")
    _add_filters(search)

    index = _command(commands, "index", _index, "make the index equal the corpus")
    index.add_argument("--rebuild", action="store_true", help="build everything again")

    evaluate = _command(
        commands, "eval", _eval, "measure answers, or the search alone, on a file of questions"
    )
    evaluate.add_argument(
        "what",
        nargs="?",
        choices=("answers", "retrieval"),
        default="answers",
        help="answers (default), or retrieval: the search alone, beside search as it is usually built",
    )
    evaluate.add_argument(
        "file", type=Path, help="one JSON object a line, as tests/evaluation/questions.jsonl"
    )
    evaluate.add_argument(
        "--part",
        choices=("open", "held-out", "all"),
        default="open",
        help="which questions: those not held out (default), those held out, or all",
    )
    evaluate.add_argument(
        "--json", action="store_true", help="print one JSON object, each question's result in it"
    )

    doctor = _command(commands, "doctor", _doctor, "say what was found and what would make it better")
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for, so that nothing else needs the program installed."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{parser.prog} {version('corpus-assistant')}")
        parser.exit()


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary[:1].upper() + summary[1:] + ".")
    parser.add_argument("--corpus", help="folder of documents (default: corpus)")
    parser.add_argument("--data", help="folder for the index and the weights")
    parser.add_argument("--llm", help="auto, ollama:MODEL, bundled, gguf:PATH or none")
    parser.add_argument("--embedder", help="bundled, a sentence-transformers model or ollama:MODEL")
    parser.set_defaults(run=run)
    return parser


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", action="append", default=[], help="only documents in it, e.g. pl; repeatable"
    )
    parser.add_argument("--from", dest="date_from", help="only documents from this date on, e.g. 2025-07")
    parser.add_argument("--to", dest="date_to", help="only documents up to this date")
    parser.add_argument(
        "--source", action="append", default=[], help="only this file, folder or pattern; repeatable"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number between 1 and 1000")
    return int(text)


def _settings(arguments: argparse.Namespace) -> Settings:
    names = ("corpus", "data", "llm", "embedder", "host", "port")
    given = {name: getattr(arguments, name, None) for name in names}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _filters(arguments: argparse.Namespace, corpus: Path) -> Filters:
    sources = [_below(source, corpus) for source in arguments.source]
    return Filters(arguments.language, arguments.date_from, arguments.date_to, sources)


def _below(source: str, corpus: Path) -> str:
    """Return the path of an existing file or folder of the corpus as the corpus has it; anything else as it is."""
    try:
        path = Path(source).resolve(strict=True).relative_to(corpus.resolve())
    except (
        OSError,
        ValueError,
    ):  # not there, elsewhere, or no path at all: a pattern, or a mistake told later
        return source
    return path.as_posix() if source and path.parts else source and "*"


def _open(settings: Settings, *, wait: bool = True, follow_s: float | None = None) -> Assistant:
    """Open the corpus with progress shown; say what the index left out and when it is not up to date."""
    with terminal.index_progress() as progress:
        assistant = Assistant.open(settings, progress, terminal.model_progress(), follow_s)
        is_current = not wait or assistant.wait_for_sync(SYNC_SECONDS)
    if not is_current:
        terminal.say("The index is still catching up with the corpus; the newest documents may be missing.")
    elif wait and assistant.sync_error is not None:  # else whoever does not wait keeps an eye on it
        terminal.say(f"The index was not brought up to date: {assistant.sync_error}")
    elif assistant.sync_report is not None and assistant.sync_report.changed:
        terminal.say(assistant.sync_report)
    return assistant


def _chat(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    # Being told to end is like Ctrl-C: all is freed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _open(settings, wait=False, follow_s=FOLLOW_SECONDS) as assistant:
        from ui.web import serve

        serve(assistant, settings.host, settings.port, not arguments.no_browser, settings.credentials)
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    question = checked_question(_read_question() if arguments.question == "-" else arguments.question)
    settings = _settings(arguments)
    filters = _filters(arguments, settings.corpus)
    with (
        _open(settings) as assistant,
        closing(assistant.stream(question, filters=filters)) as events,
    ):
        answer = terminal.follow(events)
    if arguments.json:
        _print_json(answer.to_dict())
    else:
        terminal.print_answer(answer)
    return ABSTAINED if answer.abstained else 0


def _read_question() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise QuestionError(
            f"Standard input is no {error.encoding} text ({error}); give it as one."
        ) from error


def _search(arguments: argparse.Namespace) -> int:
    query = checked_query(_read_question() if arguments.query == "-" else arguments.query)
    settings = _settings(arguments)
    filters = _filters(arguments, settings.corpus)
    with _open(settings) as assistant:
        no_match = assistant.no_match(filters)
        found = [] if no_match else assistant.search(query, arguments.limit, filters)
        undated = sum(map(filters.lacks_date, assistant.documents()))
    if arguments.json:
        _print_json([hit.to_dict() for hit in found])
    elif not no_match:
        terminal.print_passages(found)
    terminal.say_left_out(no_match, undated)
    return 0 if found else ABSTAINED


def _index(arguments: argparse.Namespace) -> int:
    settings = _settings(arguments)
    from index.embedding import load
    from index.index import Index

    embedder = load(settings.embedder, settings.ollama_host, settings.data)
    with Index(settings.corpus, settings.data, embedder) as index, terminal.index_progress() as progress:
        report = index.sync(progress, rebuild=arguments.rebuild)
    terminal.show(str(report))
    for skipped in report.skipped:
        terminal.say(f"Left out: {skipped.source!r} {skipped.reason}")
    return 0


def _eval(arguments: argparse.Namespace) -> int:
    from assistant import evaluation

    file = evaluation.read_questions(arguments.file)
    questions = evaluation.part_of(file, arguments.part)
    if len(questions) < len(file):
        terminal.say(f"Asking {len(questions)} of {len(file)} questions: part {arguments.part!r} (--part).")
    with _open(_settings(arguments)) as assistant:
        if arguments.what == "retrieval":
            return _eval_retrieval(assistant, questions, as_json=arguments.json)
        assistant.warm()
        results = list(terminal.counting("Answering", evaluation.run(assistant, questions), len(questions)))
    if arguments.json:
        _print_json(evaluation.to_dict(results))
    else:
        terminal.print_measures(evaluation.summary(results))
    return 0


def _eval_retrieval(assistant: Assistant, questions: "list[Question]", *, as_json: bool) -> int:
    from assistant import retrieval

    found = terminal.counting("Searching", retrieval.run(assistant, questions), len(questions))
    cases = [case for some in found for case in some]
    if as_json:
        _print_json(retrieval.to_dict(cases))
    else:
        terminal.print_retrieval(retrieval.summary(cases))
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from ui.doctor import examine

    report = examine(_settings(arguments))
    if arguments.json:
        _print_json(report.to_dict())
    else:
        terminal.show(report.to_text(terminal.width()))
    return 0 if report.ready else 1


def _print_json(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:  # half a character in a file name, or a terminal without the letter
        text = json.dumps(value, indent=2)
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
