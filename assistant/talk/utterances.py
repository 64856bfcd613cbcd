"""What somebody wants who talks to the assistant: an answer from the documents, a list of them, or just to say hello.

Whole utterances are recognised, never single words, by patterns in four languages (`assistant/talk/grammar.py`); what
is left of an utterance after a greeting or thanks is a question to the documents unless a pattern covers every word of
it. Proved by `tests/test_assistant_talk_utterances.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts.function_words import function_words
from assistant.talk.grammar import (
    COURTESIES,
    INVENTORIES,
    OPENING,
    Courtesy,
    Grammar,
    Heard,
    Kind,
    in_order,
)
from assistant.talk.word_spans import Words, words_of

__all__ = ["INVENTORIES", "Heard", "Kind", "hear"]

# Longer ones are asked of the documents: no pattern is made for them.
LONGEST = 40

_STOP = re.compile(r"[.!?;\n…]")
_PAUSE = re.compile(r"[,:–—]|\s-")


@dataclass(frozen=True, slots=True)
class _Opened:
    """How an utterance opens: up to which word, with what, and in which language."""

    number: int
    kinds: tuple[str, ...] = ()
    language: str | None = None


def hear(text: str, languages: Sequence[str] = ()) -> Heard:
    """Return what is wanted.

    Args:
        text: an utterance.
        languages: those to try first.

    Returns:
        The question without what only opens or closes it; with a kind, when a pattern covers all of it.
    """
    words = words_of(text)
    ordered = in_order(languages)
    if not len(words):
        return Heard(text)
    opened = _opened(words, ordered)
    if opened.number == len(words):
        return Heard(text, next(kind for kind in COURTESIES if kind in opened.kinds), opened.language)
    last = _closed(words, opened.number, ordered)
    rest = words.part(opened.number, last)
    question = text if len(rest) == len(words) else _as_typed(words, opened.number, last)
    if len(rest) <= LONGEST:
        for grammar in ordered:
            if found := grammar.match(rest, question):
                return found
    return Heard(question, None, opened.language)


def _opened(words: Words, grammars: Sequence[Grammar]) -> _Opened:
    """Return what opens an utterance."""
    found: dict[int, _Opened] = {}
    for at in range(min(len(words), LONGEST), -1, -1):
        found[at] = _Opened(at)
        openings = [
            (words.number(end), kind, grammar)
            for grammar in grammars
            if at < len(words)
            for end, kind in grammar.openings(words, words.starts[at])
        ]
        for number, kind, grammar in sorted(openings, key=lambda one: -one[0]):
            rest = found.get(number, _Opened(number))
            if rest.number == len(words) or _ends(words, number, kind, grammar, grammars):
                found[at] = _Opened(rest.number, (kind, *rest.kinds), grammar.language)
                break
    return found[0]


def _ends(words: Words, number: int, kind: Courtesy, grammar: Grammar, grammars: Sequence[Grammar]) -> bool:
    """Return whether a question may begin with a word, after a courtesy of this kind."""
    if kind not in OPENING:
        return False
    between, following = words.between(number), words.all[number]
    if _STOP.search(between):
        return True
    if _PAUSE.search(between):
        return any(following in other.starts for other in grammars)
    # `Dzięki komu` is no thanks, but asks to whom something is owed.
    return following in (grammar.starts if kind == "greeting" else function_words(grammar.language).joining)


def _closed(words: Words, first: int, grammars: Sequence[Grammar]) -> int:
    """Return before which word the thanks begin that close an utterance."""
    for number in range(first + 1, len(words)):
        between = words.between(number)
        if _STOP.search(between) or _PAUSE.search(between):
            tail = words.part(number, len(words))
            if any(grammar.closes(tail) for grammar in grammars):
                return number
    return len(words)


def _as_typed(words: Words, first: int, last: int) -> str:
    """Return some words as typed, with the mark that ends them."""
    end = words.spans[last][0] if last < len(words) else len(words.text)
    return words.text[words.spans[first][0] : end].rstrip().rstrip(",;–—- ")
