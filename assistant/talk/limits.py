"""What may be asked or searched for: not nothing, and no more than can be read.

Proved by `tests/test_assistant_pipeline.py`.
"""

from assistant.errors import QuestionError
from assistant.talk.followup import MAX_CHARACTERS
from index.index import MAX_QUERY


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


def _checked(text: str, most: int, what: str, advice: str) -> str:
    text = text.strip()
    if not text:
        raise QuestionError(f"The {what} is empty. Type what you want to know.")
    if len(text) > most:
        raise QuestionError(f"The {what} has {len(text):,} characters; at most {most:,} are taken. {advice}")
    return text
