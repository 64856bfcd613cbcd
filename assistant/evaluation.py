"""Runs a file of questions against an assistant and computes the measures.

A file holds one JSON object a line: `id, lang, kind, question, history, evidence [{source, quote}], facts,
held_out`. Questions held out are asked only on purpose, so that what was tuned on the others can be tried on them.
The measures, each the share of the questions it applies to:

    evidence          answerable, and a citation overlaps a gold quote
    facts             answerable, and every expression matches the answer's text
    good              both, not abstained, in at most 700 characters
    refused           unanswerable, and abstained
    wrongly_refused   answerable, and abstained
    precision         of the citations of answerable questions, those that overlap a gold quote
    language          not abstained, and what the program or the model says, quotes aside, is in the question's language
    verbatim          citations whose quote is exactly the document's characters (anything below 1 is a bug)

Proved by `tests/test_assistant_evaluation.py`.
"""

import json
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Turn
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from index.languages import may_be

LONGEST = 700
UNANSWERABLE = "unanswerable"
PARTS = ("open", "held-out", "all")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question file."""

    id: str
    lang: str
    kind: str
    question: str
    history: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()
    facts: tuple[str, ...] = ()
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What one question came to; None where a measure does not apply."""

    id: str
    lang: str
    kind: str
    text: str
    evidence: bool | None
    facts: bool | None
    good: bool | None
    refused: bool | None
    wrongly_refused: bool | None
    precision: float | None
    language: bool | None
    verbatim: float | None
    seconds: dict[str, float]


MEASURES = (
    "evidence", "facts", "good", "refused", "wrongly_refused", "precision", "language", "verbatim",
)  # fmt: skip


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file.

    Args:
        path: the file, one JSON object a line.

    Returns:
        The questions, in the file's order.

    Raises:
        AssistantError: when the file cannot be read or a line is no question; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise AssistantError(f"The question file {str(path)!r} cannot be read: {error}.") from error
    return [_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


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


def run(assistant: Assistant, questions: Iterable[Question]) -> Iterator[Result]:
    """Yield the result of each question, as it is answered."""
    for question in questions:
        history = [Turn("user", text) for text in question.history]
        yield measure(question, assistant.ask(question.question, history), assistant)


def measure(question: Question, answer: Answer, assistant: Assistant) -> Result:
    """Return what `answer` is worth."""
    is_answerable = question.kind != UNANSWERABLE
    hits = [_overlaps(citation.source, citation.quote, question) for citation in answer.citations]
    has_facts = all(re.search(fact, answer.text) for fact in question.facts)
    exact = [
        assistant.document(c.source).text[c.start : c.end] == c.quote for c in answer.citations
    ]  # fmt: skip
    good = any(hits) and has_facts and not answer.abstained and len(answer.text) <= LONGEST
    return Result(
        id=question.id,
        lang=question.lang,
        kind=question.kind,
        text=answer.text,
        evidence=any(hits) if is_answerable else None,
        facts=has_facts if is_answerable else None,
        good=good if is_answerable else None,
        refused=None if is_answerable else answer.abstained,
        wrongly_refused=answer.abstained if is_answerable else None,
        precision=sum(hits) / len(hits) if hits and is_answerable else None,
        language=None if answer.abstained else _own_words_in(question.lang, answer),
        verbatim=sum(exact) / len(exact) if exact else None,
        seconds=answer.seconds,
    )


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """Return each measure with the number of questions it rests on, and the median seconds of each stage."""
    table: dict[str, Any] = {"questions": len(results)}
    for name in MEASURES:
        values = [float(value) for r in results if (value := getattr(r, name)) is not None]
        table[name] = {"value": round(statistics.fmean(values), 3) if values else None, "of": len(values)}
    stages = {stage: [r.seconds[stage] for r in results if stage in r.seconds] for stage in _stages(results)}
    table["median_seconds"] = {stage: round(statistics.median(v), 2) for stage, v in stages.items()}
    return table


def to_dict(results: Sequence[Result]) -> dict[str, Any]:
    """Return summary and results as plain values that `json.dumps` takes."""
    return {"summary": summary(results), "results": [asdict(result) for result in results]}


def _question(path: Path, number: int, line: str) -> Question:
    try:
        row = json.loads(line)
        return Question(
            id=str(row["id"]),
            lang=_text(row["lang"]),
            kind=_text(row["kind"]),
            question=_text(row["question"]),
            history=_texts(row.get("history", [])),
            evidence=tuple((_text(e["source"]), _text(e["quote"])) for e in row.get("evidence", [])),
            facts=tuple(re.compile(fact).pattern for fact in _texts(row.get("facts", []))),
            held_out=_flag(row.get("held_out", False)),
        )
    except (ValueError, KeyError, TypeError, re.error) as error:
        raise AssistantError(f"Line {number} of {str(path)!r} is no question: {error!r}.") from error


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


def _overlaps(source: str, quote: str, question: Question) -> bool:
    return any(source == gold and (quote in text or text in quote) for gold, text in question.evidence)


def _own_words_in(language: str, answer: Answer) -> bool:
    said = " ".join(sentence.text for sentence in answer.sentences)
    for citation in answer.citations:
        said = said.replace(citation.quote, " ")
    return may_be(said, language)


def _stages(results: Sequence[Result]) -> list[str]:
    return list(dict.fromkeys(stage for result in results for stage in result.seconds))
