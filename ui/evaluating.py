"""`assistant eval`: a file of questions is asked, and the measures are printed; or results saved earlier are.

Proved by `tests/test_ui_evaluating.py`.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant import evaluation
from assistant.assistant import Assistant
from assistant.errors import AssistantError, SettingsError
from assistant.evaluation import About, Question, Result, Saved, retrieval, saved
from assistant.settings import Settings
from ui import measures, terminal
from ui.exporting import print_json
from ui.opening import open_assistant

WHAT = ("answers", "retrieval", "show")
"""What can be done with a file, by the word before it."""


def evaluate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Measure answers or the search alone, or show what was saved.

    Args:
        arguments: `words` (what of `WHAT`, and files), `part`, `save`, `compare` and `json`.
        settings: as for every command.

    Returns:
        The exit code.
    """
    arguments.what, arguments.files = _taken_apart(arguments.words)
    _check(arguments)
    if arguments.what == "show":
        _print([evaluation.read_saved(path) for path in arguments.files], as_json=arguments.json)
        return 0
    file = evaluation.read_questions(arguments.files[0])
    questions = evaluation.part_of(file, arguments.part)
    if len(questions) < len(file):
        terminal.say(f"Asking {len(questions)} of {len(file)} questions: part {arguments.part!r} (--part).")
    with open_assistant(settings) as assistant:
        evaluation.check(assistant, questions)
        if arguments.what == "retrieval":
            return _retrieval(assistant, questions, as_json=arguments.json)
        _print(_runs(arguments, assistant, questions), as_json=arguments.json)
    return 0


def _taken_apart(words: Sequence[str]) -> tuple[str, list[Path]]:
    """Return what is to be done, and the files; a file may be called `show`, too."""
    is_said = words[0] in WHAT and not (len(words) == 1 and Path(words[0]).is_file())
    what, files = (words[0], words[1:]) if is_said else (WHAT[0], words)
    return what, list(map(Path, files))


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what does not go together."""
    what, given = arguments.what, len(arguments.files)
    if not given:
        raise SettingsError(f"`assistant eval {what}` takes a file; name it after {what!r}.")
    if what == "show" and given > 2:
        raise SettingsError(f"`assistant eval show` takes one file or two, not {given}; show two at a time.")
    if what != "show" and given > 1:
        raise SettingsError(
            f"`assistant eval {what}` takes one file of questions, not {given}. Ask each by a command of its own, or "
            "put them into one file; two files that --save wrote are compared by `assistant eval show ONE TWO`."
        )
    if arguments.what != "answers" and (arguments.save or arguments.compare):
        raise SettingsError(
            f"--save and --compare are for answers, not for `assistant eval {arguments.what}`."
        )


def _runs(arguments: argparse.Namespace, assistant: Assistant, questions: Sequence[Question]) -> list[Saved]:
    """Ask one model, or one after the other; only one of them is loaded at a time."""
    save: Path | None = arguments.save
    other = None
    if arguments.compare:
        other = Assistant(assistant.index, arguments.compare, assistant.settings, terminal.model_progress())
        _ = other.model  # a model that is not there is told before the other is asked for an hour
    runs = [_run(arguments, assistant, questions, save)]
    if other is not None:
        assistant.close()
        with other:
            runs.append(_run(arguments, other, questions, save and _beside(save, arguments.compare)))
    return runs


def _run(
    arguments: argparse.Namespace, assistant: Assistant, questions: Sequence[Question], save: Path | None
) -> Saved:
    """Ask the questions that are not answered yet; return all results, in the questions' order."""
    about = saved.about(assistant, arguments.files[0], arguments.part, len(questions))
    results = list(saved.begin(save, about)) if save else []
    if results:
        terminal.say(f"Going on in {str(save)!r}: {len(results)} of {len(questions)} questions are answered.")
    known = {result.id for result in results}
    rest = [question for question in questions if question.id not in known]
    if rest:
        assistant.warm()
    asked = evaluation.run(assistant, rest)
    try:
        for result in terminal.counting(about.model, asked, len(questions), len(results)):
            results.append(result)
            if save:
                saved.append(save, result)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_stopped(results, questions, save)) from None
    except AssistantError:
        terminal.say(_stopped(results, questions, save))
        raise
    return Saved(about, tuple(saved.in_order(results, [question.id for question in questions])))


def _stopped(results: Sequence[Result], questions: Sequence[Question], save: Path | None) -> str:
    done = f"Stopped after {len(results)} of {len(questions)} questions"
    if save:
        return f"{done}. They are kept in {str(save)!r}; the same command goes on there."
    return f"{done}, which are lost; --save FILE keeps them."


def _beside(save: Path, model: str) -> Path:
    name = "".join(c if c.isalnum() or c in ".-" else "-" for c in model)
    return save.with_name(f"{save.stem}-{name}{save.suffix}")


def _print(runs: Sequence[Saved], *, as_json: bool) -> None:
    if len(runs) == 1:
        _print_one(runs[0], as_json=as_json)
        return
    first, second = runs
    _same_questions(first.about, second.about)
    table = evaluation.comparison(first.results, second.results)
    if as_json:
        print_json({"runs": [_plain(run) for run in runs], "comparison": table})
        return
    for name, run in zip(("first", "second"), runs, strict=True):
        measures.print_about(run.about, len(run.results), name)
    differing = saved.differing(first.about, second.about)
    terminal.show(f"They differ in {', '.join(differing)}." if differing else "Both rest on the same.")
    measures.print_comparison(table)


def _print_one(run: Saved, *, as_json: bool) -> None:
    if as_json:
        print_json(_plain(run))
        return
    measures.print_about(run.about, len(run.results))
    measures.print_measures(evaluation.summary(run.results))
    terminal.show("")
    measures.print_faults(evaluation.faults(run.results))


def _plain(run: Saved) -> dict[str, Any]:
    return {"about": asdict(run.about), **evaluation.to_dict(run.results)}


def _same_questions(first: About, second: About) -> None:
    if first.questions != second.questions:
        raise SettingsError(
            f"The two runs answered different question files, or one that was changed in between: {first.file!r} "
            f"on {first.started} and {second.file!r} on {second.started}. Compare runs of one file."
        )


def _retrieval(assistant: Assistant, questions: Sequence[Question], *, as_json: bool) -> int:
    found = terminal.counting("Searching", retrieval.run(assistant, questions), len(questions))
    cases = [case for some in found for case in some]
    if as_json:
        print_json(retrieval.to_dict(cases))
    else:
        measures.print_retrieval(retrieval.summary(cases))
    return 0
