"""Prompts with notes, of which some answer or none does: what the bundled model learns from to tell which.

Each is what the program would send for a draft (`prompts/answer.md`), with the best sentences that it finds as notes.
None answers where people wrote a question that has no answer. Where a set holds no such questions they are made: the
answering sentences are taken away, or the question asks about another year or name than they do, which the other notes
hold. In each language as many prompts have an answer as have none: else a language would be taken for a sign.
Proved by `tests/test_evaluation_answerability.py`.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.answering.drafting import asking
from assistant.finding.ranking import WEIGHTS
from assistant.models.language_model import estimate_tokens
from index.languages import detect
from tests.evaluation.ranking_cases import Case

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

MOST_NOTES, NOTES_TOKENS = 5, 320
_YEAR = re.compile(r"\b(?:1[4-9]|20)\d\d\b")
_YEARS = (-9, -6, -3, -2, 2, 3, 6, 9)
# Within a sentence; so many letters are the same in each of its cases.
_WORD = re.compile(r"(?<=[^.?!] )[^\W\d_]{4,}")
_STEM = 4
# Each eighth paragraph is held out.
PART, HELD_OUT = 8, 3


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt for a draft, and which of its notes answer.

    Attributes:
        origin: the folder that its question is from.
        question: as asked.
        language: its own.
        notes: a line each.
        answers: for each note, whether it answers.
        is_held_out: whether nothing is learned from it.
    """

    origin: str
    question: str
    language: str
    notes: tuple[str, ...]
    answers: tuple[bool, ...]
    is_held_out: bool

    def messages(self) -> "list[ChatMessage]":
        """Return the chat messages of the prompt."""
        return asking(self.question, self.language, self.notes)

    @property
    def targets(self) -> list[int]:
        """What may be said: the numbers of the notes that answer, counted from 1, or 0."""
        return [number for number, answers in enumerate(self.answers, 1) if answers] or [0]


def examples(cases: Sequence[Case], seed: int) -> Iterator[Example]:
    """Yield what is made of cases, in their order; `seed` chooses the other years and names."""
    chance = random.Random(seed)
    complete = {case.origin for case in cases if not case.answers.any()}
    for case in cases:
        order = np.argsort(-(case.signals @ WEIGHTS), kind="stable")
        whole = _example(case, order)
        yield whole
        if case.origin not in complete and any(whole.answers):
            if not case.answers.all():
                yield _example(case, order[~case.answers[order]])
            if other := altered(whole, chance):
                yield replace(whole, question=other, answers=(False,) * len(whole.notes))


def altered(example: Example, chance: random.Random) -> str | None:
    """Return a question that the notes do not answer, though they seem to.

    Args:
        example: one that a note answers.
        chance: chooses.

    Returns:
        The question about another year; or with another name, of the other notes, in place of one that the answering
        notes hold; None where there is neither.
    """
    pairs = list(zip(example.notes, example.answers, strict=True))
    answering = " ".join(note for note, answers in pairs if answers)
    others = " ".join(note for note, answers in pairs if not answers)
    question = example.question
    if year := _YEAR.search(question):
        return question[: year.start()] + str(int(year[0]) + chance.choice(_YEARS)) + question[year.end() :]
    names = [name for name in _names(question) if name[0][:_STEM] in answering]
    known = answering + question
    strangers = sorted({name[0] for name in _names(others) if name[0][:_STEM] not in known})
    if not names or not strangers:
        return None
    name = chance.choice(names)
    return question[: name.start()] + chance.choice(strangers) + question[name.end() :]


def _names(text: str) -> list[re.Match[str]]:
    return [word for word in _WORD.finditer(text) if word[0][0].isupper()]


def mixed(found: Sequence[Example], most: int, seed: int) -> list[Example]:
    """Return examples chosen by chance, until there are `most`, or no more.

    Folders, in each the languages, and in each of these those with an answer and those without, take turns.
    """
    kinds: dict[tuple[str, str, bool], list[Example]] = {}
    for example in found:
        kinds.setdefault((example.origin, example.language, any(example.answers)), []).append(example)
    chance = random.Random(seed)
    for some in kinds.values():
        chance.shuffle(some)
    turns = zip_longest(*kinds.values())
    return [example for turn in turns for example in turn if example is not None][:most]


def _example(case: Case, order: NDArray[np.intp]) -> Example:
    chosen: list[int] = []
    left = NOTES_TOKENS
    for number in order:
        left -= estimate_tokens(case.sentences[number])
        if chosen and (left < 0 or len(chosen) == MOST_NOTES):
            break
        chosen.append(int(number))
    notes = tuple(" ".join(case.sentences[number].split()) for number in chosen)
    answers = tuple(bool(case.answers[number]) for number in chosen)
    return Example(
        case.origin,
        case.question,
        detect(case.question),
        notes,
        answers,
        is_held_out=case.paragraph % PART == HELD_OUT,
    )
