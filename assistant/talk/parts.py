"""A question that asks several things, as the questions it is made of: `Where did they meet, and who was there?`

A part begins with another sentence, or where a conjunction is followed by what begins a question: an interrogative, or
in English an auxiliary verb before its subject. An interrogative that may be a relative begins none where a relative
clause before it is still open. Parts are parts of a clause neither (`when and where`, `Kim and Lavrov`). Proved by
`tests/test_assistant_talk_parts.py`, measured on real questions in `tests/evaluation/LOG.md`.
"""

import re
from dataclasses import dataclass

from assistant.answer import Turn
from assistant.facts.function_words import FunctionWords, function_words
from assistant.finding.asked import asked_for
from assistant.finding.several import asks_agreement
from assistant.talk.followup import Understood, understood
from assistant.talk.substitution import items
from assistant.talk.word_spans import Words, words_of
from index.sentences import sentences

# More questions than this in one are read as one.
MOST = 3
# What stands before a conjunction, and what begins with an auxiliary verb, asks with so many words or more.
FEWEST = 2
_ASKS = re.compile(r"[?？;]\W*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things asked: as it stands alone, and what of it asks."""

    standalone: str
    asked: str


def parts_of(wanted: Understood) -> tuple[Part, ...]:
    """Return the questions that an utterance is made of; one that leans on earlier ones is read whole."""
    if wanted.standalone != wanted.asked:
        return (Part(wanted.standalone, wanted.asked),)
    return parts(wanted.standalone, wanted.language)


def parts(question: str, language: str) -> tuple[Part, ...]:
    """Return the questions that a question is made of.

    Args:
        question: standing alone.
        language: its language.

    Returns:
        The question itself where it asks one thing. What only asks whether sources agree is no part: nothing can be
        searched for it.
    """
    found = pieces(question, language)
    told = [piece for piece in found if not _asks_only_agreement(piece, language)] or found
    if not 1 <= len(told) <= MOST or told == [question]:
        return (Part(question, question),)
    first = told[0]
    made = [Part(first, first)]
    for piece in told[1:]:
        wanted = understood(piece, [Turn("user", first)])
        names_something = wanted.standalone != piece or items(piece, language)
        made.append(Part(wanted.standalone if names_something else f"{first} {piece}", wanted.asked))
    return tuple(made)


def pieces(question: str, language: str) -> list[str]:
    """Return a question cut where another question begins; words that join them are left out."""
    small = function_words(language)
    found: list[str] = []
    has_asked = False
    for span in sentences(question, 0, len(question), language):
        text = question[span.start : span.end]
        if found and not (has_asked and _may_ask(text, small)):
            found[-1] = f"{found[-1]} {text}"  # what is told before or after it is asked about
        else:
            found.append(text)
            has_asked = False
        has_asked = has_asked or bool(_ASKS.search(text))
    return [piece for text in found for piece in _coordinated(text, small, language)]


def _asks_only_agreement(piece: str, language: str) -> bool:
    """Return whether a question asks if sources agree, or what they say, and nothing that can be searched for."""
    return asks_agreement(piece, language) and not asked_for(piece, language) - {"yes_no"}


def _may_ask(text: str, small: FunctionWords) -> bool:
    """Return whether a sentence may be a question: `Please answer briefly.` is none."""
    words = words_of(text).all
    return bool(_ASKS.search(text)) or not small.interrogatives.isdisjoint(words)


def _coordinated(text: str, small: FunctionWords, language: str) -> list[str]:
    words = words_of(text)
    folded = words.all
    cuts = [
        number
        for number in range(1, len(words) - 1)
        if folded[number] in small.coordinating
        and _begins(words, number + 1, small, language)
        and _asks(words, number, small)
    ]
    if not cuts:
        return [text]
    starts = [0, *(words.spans[number + 1][0] for number in cuts)]
    ends = [*(words.spans[number - 1][1] for number in cuts), len(text)]
    cut = [text[start:end].strip(" ,;") for start, end in zip(starts, ends, strict=True)]
    return [piece if _ASKS.search(piece) else f"{piece}?" for piece in cut]


def _begins(words: Words, number: int, small: FunctionWords, language: str) -> bool:
    """Return whether a question begins at a word, and not another interrogative of the same one."""
    before, after = words.all[: number - 1], words.all[number:]
    if after[0] in small.prepositions - small.interrogatives and len(after) > 1:
        after = after[1:]
    if after[0] in small.inverting:
        return len(after) > FEWEST
    if after[0] in small.inverting_apart and len(after) > FEWEST:
        return "," in words.between(number - 1) or after[1] in small.persons
    if after[0] not in small.interrogatives or before[-1] in small.interrogatives:
        return False
    if len(after) == 1 and not asked_for(after[0], language) & {"date", "place", "reason"}:
        return False  # `between capitalism, imperialism, and what?`
    opening = 2 if before[0] in small.prepositions else 1
    return after[0] not in small.relatives or not small.relatives.intersection(before[opening:])


def _asks(words: Words, number: int, small: FunctionWords) -> bool:
    """Return whether the words before a conjunction are a question by themselves."""
    before = words.all[:number]
    asks = small.interrogatives | small.inverting | small.inverting_apart
    is_asking = bool(asks.intersection(before)) or any(word.endswith("-e") for word in before)
    return len(before) >= FEWEST and is_asking
