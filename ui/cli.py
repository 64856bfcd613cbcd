"""The command `assistant`: chat, ask, search, index, eval, verify, doctor.

Standard output is the result and nothing else; progress and errors go to standard error. Exit codes: 0 done or
answered, 1 failure, 2 a mistake in what was typed, 3 abstained or nothing found, 130 stopped with Ctrl-C. Proved by
`tests/test_ui_cli.py`.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from assistant.errors import AssistantError, FilterError, QuestionError, SettingsError
from ui import commands, terminal
from ui.exporting import FORMATS

USAGE = 2
STOPPED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the words after `assistant`; by default those of this process.

    Returns:
        The exit code.
    """
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if not hasattr(arguments, "run"):
        parser.print_help(sys.stderr)
        return USAGE
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
    except KeyboardInterrupt as stop:
        terminal.say(*(stop.args or ("Stopped; nothing is lost.",)))
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
    subparsers = parser.add_subparsers(metavar="command")

    chat = _command(subparsers, "chat", commands.chat, "open the chat in the browser")
    chat.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    chat.add_argument("--port", type=int, help="port to listen on (default: 7860)")
    chat.add_argument("--no-browser", action="store_true", help="do not open a browser window")

    ask = _command(subparsers, "ask", commands.ask, "answer one question")
    ask.add_argument("question", help="in any language; - reads it from standard input")
    form = ask.add_mutually_exclusive_group()
    form.add_argument(
        "--format", choices=FORMATS, help="how to write the answer (default: text, or as FILE is called)"
    )
    form.add_argument(
        "--json", action="store_const", const="json", dest="format", help="the same as --format json"
    )
    ask.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the answer to FILE")
    ask.add_argument(
        "--translate",
        action="store_true",
        help="put quotes into the question's language too, by the language model",
    )
    _add_filters(ask)

    search = _command(subparsers, "search", commands.search, "find passages, without an answer")
    search.add_argument(
        "query", help="a question, words or a text, in any language; - reads it from standard input"
    )
    search.add_argument("--limit", type=_positive, default=8, help="how many passages (default: 8)")
    search.add_argument("--json", action="store_true", help="print a JSON array")
    _add_filters(search)

    index = _command(subparsers, "index", commands.index, "make the index equal the corpus")
    _add_membership(index)
    index.add_argument(
        "--watch", action="store_true", help="go on following the folder until Ctrl-C, and say what was done"
    )
    index.add_argument("--rebuild", action="store_true", help="build everything again")
    index.add_argument(
        "--ray", metavar="ADDRESS", help="embed on a Ray cluster: host:6379, ray://host:10001, auto or local"
    )

    evaluate = _command(
        subparsers, "eval", commands.evaluate, "measure answers, or the search alone, on a file of questions"
    )
    _add_evaluation(evaluate)

    verify = _command(
        subparsers,
        "verify",
        commands.verify,
        "check the quotes of exported answers against the corpus as it is",
    )
    verify.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="an answer as `ask --format json`, `markdown` or `html` wrote it; - reads it from standard input",
    )
    verify.add_argument("--json", action="store_true", help="print one JSON object")

    doctor = _command(
        subparsers, "doctor", commands.doctor, "say what was found and what would make it better"
    )
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for, so that nothing else needs the program installed."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"{parser.prog} {version('corpus-assistant')}")
        parser.exit()


def _command(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(name, help=summary, description=summary[:1].upper() + summary[1:] + ".")
    parser.add_argument("--corpus", help="folder of documents (default: corpus)")
    parser.add_argument(
        "--include",
        action="append",
        metavar="PATTERN",
        help="only these files of it, as in a .gitignore: *.md, /press/; repeatable",
    )
    parser.add_argument(
        "--exclude", action="append", metavar="PATTERN", help="not these files of it; repeatable"
    )
    parser.add_argument("--data", help="folder for the index and the weights")
    parser.add_argument("--llm", help="auto, ollama:MODEL, bundled, gguf:PATH or none")
    parser.add_argument("--embedder", help="bundled, a sentence-transformers model or ollama:MODEL")
    parser.add_argument(
        "--chroma", metavar="URL", help="http://host:port of a Chroma server, instead of a folder for vectors"
    )
    parser.set_defaults(run=run)
    return parser


def _add_membership(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--add",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="add a copy of FILE, kept in the data folder; repeatable",
    )
    for option, what in (
        ("--remove", "delete a copy that was added, as .added/report.txt; repeatable"),
        ("--hide", "leave a document of the corpus out of everything; repeatable"),
        ("--show", "take a hidden document in again; repeatable"),
    ):
        parser.add_argument(option, action="append", default=[], metavar="SOURCE", help=what)


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", action="append", default=[], help="only documents in it, e.g. pl; repeatable"
    )
    parser.add_argument("--from", dest="date_from", help="only documents from this date on, e.g. 2025-07")
    parser.add_argument("--to", dest="date_to", help="only documents up to this date")
    parser.add_argument(
        "--source", action="append", default=[], help="only this file, folder or pattern; repeatable"
    )


def _add_evaluation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words",
        nargs="+",
        metavar="FILE",
        help="questions, one JSON object a line, as tests/evaluation/questions.jsonl. A word before it says what is "
        "done: answers (default); retrieval: the search alone, beside search as it is usually built; show: what "
        "--save kept, of two files side by side, without asking anything",
    )
    parser.add_argument(
        "--part",
        choices=("open", "held-out", "all"),
        default="open",
        help="which questions: those not held out (default), those held out, or all",
    )
    parser.add_argument(
        "--save",
        type=Path,
        metavar="FILE",
        help="keep each result as it comes; with the same FILE, go on there",
    )
    parser.add_argument(
        "--compare", metavar="LLM", help="ask this model too, as --llm names it, and show both side by side"
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object, each question's result in it"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number between 1 and 1000")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
