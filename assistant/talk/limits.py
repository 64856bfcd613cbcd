"""What may be asked or searched for: not nothing, and no more than can be read.

Proved by `tests/test_assistant_pipeline.py`.
"""

from collections.abc import Iterable
from typing import Any

from assistant.answer import Turn
from assistant.errors import QuestionError
from assistant.talk.followup import MAX_CHARACTERS
from index.index import MAX_QUERY

_TURNS = 'write [Turn("user", "the question"), Turn("assistant", "its answer")], or [] for none.'


def checked_question(question: str) -> str:
    """Return `question` without white space around it; QuestionError when nothing is left, or it is too long."""
    return _checked(
        question,
        MAX_CHARACTERS,
        "question",
        "A long text belongs into the corpus, as a file; `search` takes one.",
    )


def checked_query(query: str) -> str:
    """Return what is only searched for, without white space around it; QuestionError as for a question."""
    return _checked(query, MAX_QUERY, "query", "Search for a part of it.")


def checked_history(history: Any) -> tuple[Turn, ...]:
    """Return the turns before a question; QuestionError when they are something else."""
    if isinstance(history, str | Turn) or not isinstance(history, Iterable):
        raise QuestionError(f"The history is a list, not {history!r}; {_TURNS}")
    turns = tuple(history)
    for turn in turns:
        if (
            not isinstance(turn, Turn)
            or turn.role not in ("user", "assistant")
            or not isinstance(turn.text, str)
        ):
            raise QuestionError(f"A turn of the history is no {turn!r}; {_TURNS}")
    return turns


def _checked(text: object, most: int, what: str, advice: str) -> str:
    if not isinstance(text, str):
        raise QuestionError(f"A {what} is text, not {text!r}; put it into quotation marks.")
    text = text.strip()
    if not text:
        raise QuestionError(f"The {what} is empty. Type what you want to know.")
    if len(text) > most:
        raise QuestionError(f"The {what} has {len(text):,} characters; at most {most:,} are taken. {advice}")
    return text
