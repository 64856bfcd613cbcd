"""What each command of `assistant` does with the words it was given; `ui.cli` takes them apart.

A command returns its exit code. Standard output is the result and nothing else; progress goes to standard error.
Proved by `tests/test_ui_cli.py`.
"""

import argparse
import signal
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.answering import translation
from assistant.assistant import Assistant
from assistant.errors import ModelError, QuestionError
from assistant.following import FOLLOW_S
from assistant.opening import open_index, spread
from assistant.provenance import with_prompts
from assistant.settings import Settings
from assistant.talk.limits import checked_query, checked_question
from index.filters import Filters
from ui import exporting, terminal
from ui.exporting import print_json
from ui.opening import open_assistant

if TYPE_CHECKING:
    from index.index import Index

ABSTAINED = 3


def _settings(arguments: argparse.Namespace) -> Settings:
    names = ("corpus", "include", "exclude", "data", "llm", "embedder", "chroma", "host", "port")
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


def chat(arguments: argparse.Namespace) -> int:
    """Open the chat in the browser, until it is stopped."""
    settings = _settings(arguments)
    # Being told to end is like Ctrl-C: all is freed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with open_assistant(settings, wait=False, follow_s=FOLLOW_S) as assistant:
        from ui.web import serve

        serve(assistant, settings, not arguments.no_browser)
    return 0


def ask(arguments: argparse.Namespace) -> int:
    """Answer one question."""
    question = checked_question(_read_question() if arguments.question == "-" else arguments.question)
    settings = _settings(arguments)
    filters = _filters(arguments, settings.corpus)
    output = exporting.checked_output(arguments.output, settings.corpus)
    form = exporting.form_of(arguments.format, output)
    with (
        open_assistant(settings) as assistant,
        closing(assistant.stream(question, filters=filters)) as events,
    ):
        answer = terminal.follow(events)
        if arguments.translate:
            answer = _translated(assistant, answer)
    exporting.write(answer, form, output)
    return ABSTAINED if answer.abstained else 0


def _translated(assistant: Assistant, answer: Answer) -> Answer:
    """Return the answer with its quotes in other languages translated, as far as that can be done."""
    citations = list(answer.citations)
    try:
        found = terminal.counting("Translating", assistant.translated(answer), len(citations))
        for number, citation in enumerate(found):
            citations[number] = citation
    except ModelError as error:  # the answer stands without it
        terminal.say(f"assistant: {error}")
    is_written = any(c.translation is not None for c in citations)
    origin = with_prompts(answer.provenance, translation.PROMPTS) if is_written else answer.provenance
    return replace(answer, citations=tuple(citations), provenance=origin)


def _read_question() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise QuestionError(
            f"Standard input is no {error.encoding} text ({error}); give it as one."
        ) from error


def search(arguments: argparse.Namespace) -> int:
    """Find passages."""
    query = checked_query(_read_question() if arguments.query == "-" else arguments.query)
    settings = _settings(arguments)
    filters = _filters(arguments, settings.corpus)
    with open_assistant(settings) as assistant:
        no_match = assistant.no_match(filters)
        found = [] if no_match else assistant.search(query, arguments.limit, filters)
        undated = sum(map(filters.lacks_date, assistant.documents()))
    if arguments.json:
        print_json([hit.to_dict() for hit in found])
    elif not no_match:
        terminal.print_passages(found)
    terminal.say_left_out(no_match, undated)
    return 0 if found else ABSTAINED


def index(arguments: argparse.Namespace) -> int:
    """Make the index equal the corpus."""
    settings = _settings(arguments)
    with open_index(settings) as opened:
        _choose(opened, arguments)
        with terminal.index_progress() as progress:
            # On a server that others write to, too, this is how one says that this machine does so from now on.
            spreading = spread(settings, opened, arguments.ray) if arguments.ray else None
            report = opened.sync(progress, rebuild=arguments.rebuild, take_over=True, by=spreading)
        terminal.show(str(report))
        for skipped in report.skipped:
            terminal.say(f"Left out: {skipped.source!r} {skipped.reason}")
        for source in opened.membership.hidden():
            terminal.say(f"Hidden: {source!r}")
        if arguments.watch:
            from ui.watching import watch

            watch(opened, report)
    return 0


def _choose(opened: "Index", arguments: argparse.Namespace) -> None:
    """Change what belongs to the index as the command line asks for."""
    for file in arguments.add:
        terminal.say(f"Added: {opened.membership.add_file(file.name, file)!r}")
    for source in arguments.remove:
        opened.membership.remove_file(source)
    if arguments.hide:
        opened.hide(_below(source, opened.corpus) for source in arguments.hide)
    if arguments.show:
        opened.membership.show(_below(source, opened.corpus) for source in arguments.show)


def evaluate(arguments: argparse.Namespace) -> int:
    """Measure answers, or the search alone."""
    from ui import evaluating

    return evaluating.evaluate(arguments, _settings(arguments))


def verify(arguments: argparse.Namespace) -> int:
    """Check exported answers against the files of the corpus."""
    from ui import verifying

    settings = _settings(arguments)
    results = verifying.verify(arguments.files, settings.corpus, settings.data)
    if arguments.json:
        print_json(verifying.to_dict(results))
    else:
        verifying.show(results)
    return verifying.exit_code(results)


def doctor(arguments: argparse.Namespace) -> int:
    """Say what was found and what would make it better."""
    from ui.doctor import examine

    report = examine(_settings(arguments))
    if arguments.json:
        print_json(report.to_dict())
    else:
        terminal.show(report.to_text(terminal.width()))
    return 0 if report.ready else 1
