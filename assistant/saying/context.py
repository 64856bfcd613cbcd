"""The sentence before one that leans on it: `He left in May` says nothing without whom `he` stands for.

A sentence leans on the one before when a pronoun stands in it before any name and nearly any noun, or when its verb of
reporting has nobody before it who says so (`Dodał, że ...`). Closed classes of words, no parser: in a language without
a list nothing leans. Invariant: `document.text[c.start:c.end] == c.text`. Proved by
`tests/test_assistant_saying_context.py`.
"""

import re
from dataclasses import dataclass

from assistant.facts.function_words import function_words
from assistant.saying.reported import is_reporting, reported
from index.languages import fold
from index.paragraphs import ends_sentence, paragraphs
from index.sentences import sentences

# How far before a sentence the one before it may begin, in characters; a longer one explains no pronoun.
AROUND = 600
# So many words that are no small words may stand before a pronoun in what a sentence opens with: `In the summer of 2019
# they ...`, `Later, they ...`. Elsewhere a single one may be what the pronoun stands for: `Brenna and its harbour`.
OPENING = 2

_WORD = re.compile(r"[^\W\d_]+")
_OPENS = re.compile(r"\d|(?:[^\W\d_]+ ?){1,3},")


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence that tells whom or what the next one is about; exactly `document.text[start:end]`."""

    text: str
    start: int
    end: int


def context(text: str, start: int, end: int, language: str, *, is_wanted: bool = False) -> Context | None:
    """Return the sentence before `text[start:end]`, where that one leans on it.

    Args:
        text: a document's text.
        start: first character of a sentence in it.
        end: one past the last.
        language: the sentence's.
        is_wanted: return it whether or not that one leans on it, where it is of the same paragraph.

    Returns:
        None where the sentence stands by itself, or nothing but a heading stands before it.
    """
    if not (is_wanted or leans(text[start:end], language)):
        return None
    left = max(start - AROUND, 0)
    if left:
        left = text.find(" ", left, start) + 1
    found = [s for b in paragraphs(text, left, start) for s in sentences(text, b.start, b.end, language)]
    if (
        not found
        or (left and found[0] == found[-1])
        or not ends_sentence(text[found[-1].start : found[-1].end])
    ):
        return None
    last = found[-1]
    if is_wanted and "\n" in text[last.end : start]:  # another paragraph may tell of something else
        return None
    return Context(text[last.start : last.end], last.start, last.end)


def leans(sentence: str, language: str) -> bool:
    """Return whether a sentence leans on the one before it."""
    words = function_words(language)
    folded = f" {fold(' '.join(sentence.split()))} "
    if any(folded.startswith(f" {phrase} ") for phrase in words.empty):
        return False
    first = _WORD.match(sentence)
    is_opening = _OPENS.match(sentence) or (first and fold(first[0]) in words.prepositions)
    others, begun = 0, len(sentence)
    for match in _WORD.finditer(sentence):
        word = fold(match[0])
        after = sentence[match.end() : match.end() + 2].strip()
        if word in words.pointing - words.there and not (word in words.prepositions and after[:1].isupper()):
            return True
        is_name = match[0][0].isupper() and match.start() > 0
        others += not words.holds(word)
        if others > (OPENING if is_opening else 0) or (is_name and not words.holds(word)):
            begun = match.end()
            break
    return (
        is_reporting(sentence[:begun], language)
        and reported(sentence, sentence, language, sentence).is_before
    )
