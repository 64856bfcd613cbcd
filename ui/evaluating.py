"""`assistant eval`: a file of questions is asked, and the measures are printed.

Proved by `tests/test_ui_evaluating.py`.
"""

import argparse
from collections.abc import Sequence

from assistant import evaluation, retrieval
from assistant.assistant import Assistant
from assistant.settings import Settings
from ui import measures, terminal
from ui.commands import open_assistant, print_json


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure answers, or the search alone.

    Args:
        arguments: `what`, `file`, `part` and `json`.
        settings: as for every command.

    Returns:
        The exit code.
    """
    file = evaluation.read_questions(arguments.file)
    questions = evaluation.part_of(file, arguments.part)
    if len(questions) < len(file):
        terminal.say(f"Asking {len(questions)} of {len(file)} questions: part {arguments.part!r} (--part).")
    with open_assistant(settings) as assistant:
        if arguments.what == "retrieval":
            return _retrieval(assistant, questions, as_json=arguments.json)
        evaluation.check(assistant, questions)
        assistant.warm()
        results = list(terminal.counting("Answering", evaluation.run(assistant, questions), len(questions)))
    if arguments.json:
        print_json(evaluation.to_dict(results))
    else:
        measures.print_measures(evaluation.summary(results))
    return 0


def _retrieval(assistant: Assistant, questions: Sequence[evaluation.Question], *, as_json: bool) -> int:
    found = terminal.counting("Searching", retrieval.run(assistant, questions), len(questions))
    cases = [case for some in found for case in some]
    if as_json:
        print_json(retrieval.to_dict(cases))
    else:
        measures.print_retrieval(retrieval.summary(cases))
    return 0
