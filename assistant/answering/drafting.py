"""What the model is asked, and what it wrote taken apart again: prompt in, sentences out.

The notes are evidence sentences, best first, as many as their budget of tokens and the model's context take; none is
cut in the middle, and the answer tells how many passages they are of. Before a sentence that leans on the one before
it stands that one in brackets, where there is room. Numbers the model writes in brackets mean
nothing and are dropped. Proved by `tests/test_assistant_answering_drafting.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import prompts
from assistant.finding.evidence import Evidence
from assistant.models import LanguageModel
from assistant.wording.phrases import language_name
from index.sentences import sentences as split

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

MAX_TOKENS = 220
NOTES_TOKENS = 300
PROMPTS = ("answer",)
NOT_FOUND = "NOT IN THE NOTES"

# [1], [1, 2], [1-3], [Note 1], [^1], 【2】, and (1) at the end of a sentence; not [in 2019] or [KN-23]
_MARKER = re.compile(
    r"\s*(?:[\[【]\s*(?:[^\W\d_]{1,10}\s|\^)?\d{1,2}(?:\s*(?:,|–|-|and|or|i|és|și)\s*\d{1,2})*[\]】]|\(\d{1,2}\)(?=\W*$))"
)
_BULLET = re.compile(r"^\s*[-*•]\s+")
_NUMBERED = re.compile(r"^\s*(\d{1,2})[.)]\s+")
_WORD = re.compile(r"[^\W_]+")


def notes(question: str, language: str, evidence: Sequence[Evidence], model: LanguageModel) -> list[Evidence]:
    """Return the evidence that the model is given.

    Args:
        question: the question, standing alone.
        language: the language to answer in.
        evidence: the sentences that bear on the question, best first.
        model: counts the tokens, and knows how many it can read.

    Returns:
        The best ones that fit, in their order. A sentence too long for the budget gives way to shorter ones; where
        there is no other it goes out all the same.
    """
    chosen = _within_budget(evidence, model) or list(evidence[:1])
    while len(chosen) > 1 and not model.fits(messages(question, language, chosen), MAX_TOKENS):
        chosen.pop()
    return chosen


def messages(question: str, language: str, notes: Sequence[Evidence]) -> "list[ChatMessage]":
    """Return the chat messages that ask for an answer.

    Args:
        question: the question, standing alone.
        language: the language to answer in.
        notes: the sentences to answer from, best first.

    Returns:
        The messages, system message first.
    """
    return asking(question, language, [_line(note) for note in notes])


def asking(question: str, language: str, lines: Sequence[str]) -> "list[ChatMessage]":
    """Return the chat messages that ask for an answer from notes of a line each; see `messages`."""
    from llama_index.core.llms import ChatMessage

    numbered = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    rendered = prompts.load(PROMPTS[0]).render(
        notes="\n".join(numbered), question=_on_one_line(question), language=language_name(language)
    )
    return [ChatMessage(role=message.role, content=message.content) for message in rendered]


def refused(draft: str) -> bool:
    """Return whether the model says that the notes do not answer, first or alone, whatever marks stand around it."""
    words = _WORD.findall(draft.upper())
    return " ".join(words[1:] if words and words[0].isdecimal() else words).startswith(NOT_FOUND)


def sentences(draft: str, language: str) -> list[str]:
    """Return the sentences of a draft, without list marks and without numbers in brackets."""
    found = []
    for line in _items(draft, language):
        spans = split(line, 0, len(line), language)
        found += [_MARKER.sub("", line[span.start : span.end]).strip() for span in spans]
    return [text for text in found if any(c.isalnum() for c in text) and NOT_FOUND not in text.upper()]


def _items(draft: str, language: str) -> Iterator[str]:
    """Yield the lines without the marks of a list; a number is one only where it counts on (2025. is a year)."""
    lines = draft.splitlines()
    is_list = any(line.lstrip().startswith(("2.", "2)")) for line in lines)
    expected = 1
    for line in lines:
        numbered = _NUMBERED.match(line)
        is_ordinal = numbered and not is_list and (language == "hu" or line[numbered.end() :][:1].islower())
        if numbered and int(numbered[1]) == expected and not is_ordinal:  # `1. Mihály király`, `1. miejsce`
            expected += 1
            yield line[numbered.end() :]
        else:
            yield _BULLET.sub("", line)


def _within_budget(evidence: Sequence[Evidence], model: LanguageModel) -> list[Evidence]:
    chosen: list[Evidence] = []
    left = NOTES_TOKENS
    for whole in evidence:
        piece, cost = whole, _cost(whole, model)
        if whole.context and cost > left:
            piece = replace(whole, context=None)
            cost = _cost(piece, model)
        if cost > NOTES_TOKENS:
            continue
        if cost > left:
            break
        left -= cost
        chosen.append(piece)
    return chosen


def _cost(piece: Evidence, model: LanguageModel) -> int:
    return model.count_tokens(_line(piece)) + 4


def _line(note: Evidence) -> str:
    before = f"[{_on_one_line(note.context.text)}] " if note.context else ""
    return before + _on_one_line(note.text)


def _on_one_line(text: str) -> str:
    """Return `text` without line breaks: what it holds cannot pass for another note."""
    return " ".join(text.split())
