"""The part of a follow-up that stands for a part of the question before it: `and in 2023?`, `no, the second`.

Proved by `tests/test_assistant_talk_followup.py`.
"""

import re
from dataclasses import dataclass

from assistant.facts.function_words import FunctionWords, function_words
from assistant.talk.substitution import Item, items, only_items, substituted
from assistant.talk.word_spans import Words
from index.languages import detect, may_be

# An option with more words is more than a name with what is said of it.
FEW = 12

_NUMBERED = re.compile(r"(?:^|\s)(\d{1,2})\. (.+?)(?=\s\d{1,2}\. |$)", re.DOTALL)
_AFTER_TITLE = re.compile(r" \([^()]*\), \S+$")
MARK = re.compile(r"[,:;.!–—]|\s-")


@dataclass(frozen=True, slots=True)
class Context:
    """What a follow-up may lean on.

    Attributes:
        parts: the questions that belong together, the one that begins the subject first.
        answer: what was said to the last of them.
        language: theirs.
        is_inventory: whether documents were asked for.
    """

    parts: tuple[str, ...]
    answer: str
    language: str
    is_inventory: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may lean on the one before it.

    Attributes:
        question: as asked.
        rest: its words without those that only join it to the one before, or say that it corrects that.
        language: its language.
        words: the small words of that.
        is_joined: whether words join it to the one before.
        is_corrected: whether words say that it corrects that.
    """

    question: str
    rest: Words
    language: str
    words: FunctionWords
    is_joined: bool = False
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """What is new in a question that is else the same as the one before it.

    Attributes:
        text: a name, a place or a date, with its preposition.
        instead: what it is to stand for, where that is said.
        is_document: whether it is the title of a document.
    """

    text: str
    instead: Item | None = None
    is_document: bool = False


def opened(question: str, all_words: Words, language: str) -> Asked:
    """Return a question without what joins it to the one before it or says that it corrects that."""
    words = function_words(language)
    first, last, is_joined, is_corrected = 0, len(all_words), False, False
    while first < last:
        part = all_words.part(first, last)
        corrected = part.opens_with(words.corrections)
        if corrected and (corrected > 1 or MARK.search(all_words.between(first + corrected))):
            first, is_corrected = first + corrected, True
        elif number := part.opens_with(words.openings):
            first, is_joined = first + number, True
        elif part.all[0] in words.joining:
            first, is_joined = first + 1, True
        else:
            break
    if after := all_words.part(first, last).closes_with(words.corrections_after):
        last, is_corrected = last - after, True
    if is_joined and (after := all_words.part(first, last).closes_with(words.closings)):
        last -= after
    return Asked(question, all_words.part(first, last), language, words, is_joined, is_corrected)


def fragment(asked: Asked, context: Context) -> Fragment | None:
    """Return the part of a question that stands for something else in the one before it; None when it does not."""
    text = asked.rest.typed
    if not text or set(asked.rest.all) & (asked.words.asking | asked.words.being) - asked.words.prepositions:
        return None
    if found := _chosen(asked, context) or _contrasted(asked):
        return found
    return Fragment(text) if len(only_items(text, asked.language)) == 1 else None


def _chosen(asked: Asked, context: Context) -> Fragment | None:
    """Return what `the second` is: of a numbered list, else of the names in the answer."""
    small = asked.words.articles | asked.words.last | asked.words.things | asked.words.prepositions
    rest = [w for w in asked.rest.all if w not in small and not w.startswith(("al", "cel", "cea"))]
    numbers = asked.words.first_to_last
    place = next((n for n, forms in enumerate(numbers) if len(rest) == 1 and rest[0] in forms), None)
    if place is None:
        return None
    answer, language = context.answer, answered_in(context.answer, context)
    listed = [match[2].strip() for match in _NUMBERED.finditer(answer)]
    options = listed or [item.text for item in items(answer, language, is_answer=True) if item.kind != "date"]
    place = -1 if place == len(numbers) - 1 else place
    if not options or place >= len(options):
        return None
    option = options[place]
    if context.is_inventory:
        return Fragment(_AFTER_TITLE.sub("", option), is_document=True)
    named = [item.text for item in items(option, language, is_part=True) if item.kind != "date"]
    return Fragment(named[0] if named and len(option.split()) <= FEW else option)


def _contrasted(asked: Asked) -> Fragment | None:
    """Return the second of two names of which the first was not meant: `not Lavrov but Shoigu`."""
    text, words = asked.rest.typed, asked.words
    phrases = {word for phrase in words.contrasts for word in phrase.split()}
    found = items(text, asked.language, is_part=True)
    first = asked.rest.spans[0][0]
    others = {
        word
        for (start, _), word in zip(asked.rest.spans, asked.rest.all, strict=True)
        if not any(item.start <= start - first < item.end for item in found)
    }
    is_contrast = others & phrases and others <= phrases | words.articles | words.prepositions
    if len(found) != 2 or not is_contrast:
        return None
    wrong, right = found
    return Fragment(text[right.outer : right.end], wrong)


def replaced(known: list[str], part: Fragment, asked: Asked, context: Context) -> list[str]:
    """Return the earlier questions with the new name, place or date in the place of the old one."""
    if part.is_document:
        return [part.text]
    found = only_items(part.text, asked.language)
    new = found[0] if len(found) == 1 else None
    for number in range(len(known) - 1, -1, -1):
        changed = substituted(known[number], context.language, new, part.text, part.instead) if new else None
        if changed == known[number]:  # named already, among others
            return [*known, part.text]
        if changed is not None:
            return [*known[:number], changed, *known[number + 1 :]]
    if new and (new.preposition or new.kind == "date" or context.is_inventory):
        return [*known[:-1], f"{known[-1].rstrip(' ?!.…')} {part.text}?"]
    return [*known, part.text if asked.is_corrected else asked.question]


def answered_in(answer: str, context: Context) -> str:
    """Return the language of an answer: that of the question, unless it is surely another."""
    return context.language if may_be(answer, context.language) else detect(answer)
