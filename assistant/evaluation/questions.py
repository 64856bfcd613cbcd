"""Question files: what is asked, and what a right answer rests on.

A file holds one JSON object a line: `id, lang, kind, question, history, evidence [{source, quote}], facts, wrong
[{source, quote}], held_out, near_miss`. What people said of answers (`assistant.feedback`) is such a file. Questions
held out are asked only on purpose, so that what was tuned on the others can be tried on them. Invariant: no two
questions of a file have one id; `places` finds each quote of the evidence word for word in its document, or says
which line is wrong. Proved by `tests/test_assistant_evaluation_questions.py`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import AssistantError, DocumentError
from assistant.feedback import KIND as FEEDBACK

UNANSWERABLE = "unanswerable"
PARTS = ("open", "held-out", "all")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question file.

    Attributes:
        id: its name, unlike any other's in the file.
        lang: the language it is asked in, ISO 639-1.
        kind: `unanswerable`; `feedback` where nobody has said whether the corpus answers it; or any other word for
            what it answers.
        question: as asked.
        history: the questions before it.
        evidence: every place that answers: source and quote; none where nobody named them.
        facts: regular expressions that a right answer matches, each of them.
        held_out: asked only on purpose.
        near_miss: of what is unanswerable: whether the corpus is on the subject; None where nobody said.
        wrong: quotes that are not to be cited: source and quote; none where nobody named them.
        place: where it stands, for messages: `Line 3 of 'questions.jsonl'`.
    """

    id: str
    lang: str
    kind: str
    question: str
    history: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    held_out: bool = False
    near_miss: bool | None = None
    wrong: tuple[tuple[str, str], ...] = ()
    place: str = field(default="", compare=False)

    @property
    def is_answerable(self) -> bool:
        """Whether the corpus answers it, as far as somebody has said so."""
        return self.kind != UNANSWERABLE and (self.kind != FEEDBACK or bool(self.evidence or self.facts))

    @property
    def is_unanswerable(self) -> bool:
        """Whether the corpus does not answer it, as far as somebody has said so."""
        return self.kind == UNANSWERABLE


@dataclass(frozen=True, slots=True)
class Place:
    """Where one piece of evidence stands: every span of `source` that holds the quote."""

    source: str
    spans: tuple[tuple[int, int], ...]


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file.

    Args:
        path: the file, one JSON object a line.

    Returns:
        The questions, in the file's order.

    Raises:
        AssistantError: when the file cannot be read, a line is no question or its id is another's; the message
            names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        raise AssistantError(f"The question file {str(path)!r} cannot be read: {error}.") from error
    found: dict[str, Question] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            question = _question(f"Line {number} of {str(path)!r}", line)
            if question.id in found:
                raise AssistantError(
                    f"{question.place} has the id {question.id!r}, as another before it "
                    f"({found[question.id].place}); give each question its own."
                )
            found[question.id] = question
    return list(found.values())


def part_of(questions: Sequence[Question], part: str) -> list[Question]:
    """Return the questions of one part of a file.

    Args:
        questions: those of a file.
        part: one of `PARTS`: `open` (those not held out), `held-out`, or `all`.

    Returns:
        The questions of that part, in the file's order.

    Raises:
        AssistantError: when `part` is none of `PARTS`, or there are questions but none in it.
    """
    if part not in PARTS:
        raise AssistantError(f"There is no part {part!r} of a question file; take one of {', '.join(PARTS)}.")
    chosen = [
        question for question in questions if part == "all" or question.held_out == (part == "held-out")
    ]
    if questions and not chosen:
        raise AssistantError(f"No question of the {len(questions)} is {part!r}; take --part all.")
    return chosen


def check(assistant: Assistant, questions: Iterable[Question]) -> None:
    """Raise an AssistantError when a question's evidence does not stand in the corpus: before hours are spent."""
    for question in questions:
        places(assistant, question)


def places(assistant: Assistant, question: Question) -> list[Place]:
    """Return where the evidence of a question stands.

    Args:
        assistant: over the corpus that the question is about.
        question: the question.

    Returns:
        One place for each piece of its evidence, in order.

    Raises:
        AssistantError: when a quote does not stand in its source word for word, or there is no such source.
    """
    return [
        Place(source, tuple(_spans(assistant, question, source, quote)))
        for source, quote in question.evidence
    ]


def wrong_places(assistant: Assistant, question: Question) -> list[Place]:
    """Return where the quotes stand that are not to be cited; those that the corpus no longer holds are left out."""
    found = []
    for source, quote in question.wrong:
        with suppress(DocumentError):
            spans = tuple(_occurrences(assistant.document(source).text, quote))
            found += [Place(source, spans)] if spans else []
    return found


def _spans(assistant: Assistant, question: Question, source: str, quote: str) -> Iterator[tuple[int, int]]:
    where = question.place or f"Question {question.id!r}"
    try:
        text = assistant.document(source).text
    except DocumentError as error:
        raise AssistantError(
            f"{where} takes its evidence from {source!r}, which is not in the corpus "
            f"{str(assistant.index.corpus)!r}; --corpus names another."
        ) from error
    spans = list(_occurrences(text, quote))
    if not spans:
        raise AssistantError(
            f"{where} has evidence that does not stand in {source!r}: {quote!r}. "
            "Quote the document word for word."
        )
    yield from spans


def _occurrences(text: str, quote: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


def _question(place: str, line: str) -> Question:
    try:
        row = json.loads(line)
        return Question(
            id=str(row["id"]),
            lang=_text(row["lang"]),
            kind=_text(row["kind"]),
            question=_text(row["question"]),
            history=_texts(row.get("history", [])),
            evidence=_quotes(row.get("evidence", [])),
            facts=tuple(re.compile(fact).pattern for fact in _texts(row.get("facts", []))),
            held_out=_flag(row.get("held_out", False)),
            near_miss=None if row.get("near_miss") is None else _flag(row["near_miss"]),
            wrong=_quotes(row.get("wrong", [])),
            place=place,
        )
    except (ValueError, KeyError, TypeError, re.error) as error:
        raise AssistantError(f"{place} is no question: {error!r}.") from error


def _quotes(value: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(quoted["source"]), _text(quoted["quote"])) for quoted in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return tuple(_text(item) for item in value)
