"""Names, places and dates in a question, and one put in the place of another of its kind: `and in 2023?`.

Proved by `tests/test_assistant_talk_substitution.py`.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.facts.dates import Date, dates
from assistant.facts.function_words import NONE, FunctionWords, function_words
from assistant.facts.names import may_be_same, names
from assistant.facts.places import places
from assistant.talk.word_spans import words_of
from index.languages import fold

Kind = Literal["name", "place", "date"]

_YEAR = re.compile(r"(?<![\d.,])(?:1\d|20)\d\d(?![\d]|[.,]\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
# A word goes on to the next space or mark: `2022-ben`, `Lavrov's`.
_REST = re.compile(r"[\w'’-]*")
_BEFORE = re.compile(r"(?:^|[.!?:“„”\"»«]\s*)([^\W\d_]+) $")
# Two words with this many last letters in common stand in one case.
ENDING = 3
# Endings of Hungarian cases, and those of them that hardly any but places have.
_CASE = re.compile(
    "(?:[bv][ae][ln]|(.)\\1[ae]l|[bn][ae]k?|r[ao]l?|re|rol|tol|hoz|hez|n[ae]l|[aeo]?t|ert|ig)$"
)
_WHERE = re.compile("(?:b[ae]n|b[ae]|bol)$")
# Where a name after a preposition stands in a case that one without shows not to have.
_GOVERNED = frozenset(["pl"])
# A language without a list of small words: so few and so short words may stand beside what is new.
_FEW, _SHORT = 2, 3
# Words that only belong to a date.
_OF_DATES = frozenset(["roku", "rok", "r", "anul", "an", "year", "the", "of", "ev", "evi", "evben"])


@dataclass(frozen=True, slots=True)
class Item:
    """A name, a place or a date in a text.

    Attributes:
        kind: which of them.
        start: where it begins.
        end: one past its last character, its ending included.
        text: what stands there.
        preposition: the preposition before it, folded; empty for none.
        outer: where that begins, or `start`.
        date: the date, where it is one.
    """

    kind: Kind
    start: int
    end: int
    text: str
    preposition: str = ""
    outer: int = -1
    date: Date | None = None

    def is_same(self, other: "Item") -> bool:
        """Return whether both may be the same name, place or date."""
        if fold(self.text) == fold(other.text):
            return True
        return self.kind != "date" and may_be_same(self.text.split()[-1], other.text.split()[-1])


def items(text: str, language: str, *, is_part: bool = False, is_answer: bool = False) -> list[Item]:
    """Return the names, places and dates of a text, in their order.

    Args:
        text: a question, or a part of one.
        language: its language.
        is_part: whether it begins in the middle of a sentence, so that a capital letter at its beginning says
            something, and whether places need none.
        is_answer: whether it says something instead of asking: there, what stands before a name at the beginning of
            a sentence belongs to it (`Mayor Anna Kowal`).

    Returns:
        None of which overlap.
    """
    found = _dates(text, language)
    known = {word for word in _LETTERS.findall(text) if word[0].isupper()} if is_part else set()
    at, words = 0, function_words(language)
    for name in names(text, language, known):
        start = text.index(name, at)
        at = start + len(name)
        if is_answer:
            start = _first_name(text, start, words)
            name = text[start:at]
        for first, last, kind in _parts_of(name, language):
            _add(found, Item(kind, start + first, start + last, name[first:last]))
    if is_part:
        for place in places(text, language):
            _add(found, Item("place", place.start, place.end, text[place.start : place.end]))
    return sorted((_whole(text, item, words) for item in found), key=lambda item: item.start)


def only_items(text: str, language: str) -> list[Item]:
    """Return the items of a text that holds nothing else, prepositions and articles aside; else an empty list."""
    found = items(text, language, is_part=True)
    words = function_words(language)
    others = [
        word
        for (start, _), word in zip(words_of(text).spans, words_of(text).all, strict=True)
        if not any(item.start <= start < item.end for item in found)
    ]
    if words is NONE:
        is_short = len(others) <= _FEW and all(len(word) <= _SHORT for word in others)
        return found if is_short and (not others or text[:1].islower()) else []
    small = words.prepositions | words.articles | _OF_DATES
    return found if all(word in small for word in others) else []


def substituted(
    base: str, base_language: str, new: Item, text: str, instead: Item | None = None
) -> str | None:
    """Return a question with a name, place or date in the place of one of its kind.

    Args:
        base: the question.
        base_language: its language.
        new: what is new, an item of `text`.
        text: where it stands.
        instead: what it is to stand for; by default what suits it best.

    Returns:
        None when there is nothing that it could stand for. Where it is there already nothing changes.
    """
    old = items(base, base_language)
    if any(new.kind == item.kind and new.is_same(item) and new.kind != "date" for item in old):
        return base
    if instead:
        old = [item for item in old if item.is_same(instead)]
    if base_language in _GOVERNED and not new.preposition and new.kind != "date":
        old = [item for item in old if not item.preposition]  # `do Wonsan`, but not `do Putin`
    rated = [(rate, -number, item) for number, item in enumerate(old) if (rate := _rate(item, new)) > 0]
    if not rated:
        return None
    chosen = max(rated, key=lambda one: one[:2])[2]
    if base_language == "hu" and _may_be_two(chosen, new):
        return None
    if new.date and chosen.date and not new.date.year:
        return _month_substituted(base, chosen, new, text)
    with_preposition = bool(new.preposition and chosen.preposition)
    start = chosen.outer if with_preposition else chosen.start
    put = text[new.outer : new.end] if with_preposition else new.text
    return base[:start] + put + base[chosen.end :]


def _may_be_two(old: Item, new: Item) -> bool:
    """Return whether `Lavrov Kimmel` may be two names of which `Putyinnal` stands for one."""
    is_one = " " not in new.text and _CASE.search(fold(new.text))
    return bool(old.kind == "name" and " " in old.text and is_one)


def _rate(old: Item, new: Item) -> int:
    """Return how well one could stand for the other; 0 for not at all."""
    are_dates = "date" in (old.kind, new.kind)
    if are_dates and (old.kind != new.kind or not _replaces(new, old)):
        return 0
    has_case = not (are_dates or old.preposition or new.preposition)
    is_case = has_case and _ending(old.text, new.text) >= ENDING
    is_place_alike = bool(new.preposition) and old.preposition == new.preposition
    if old.kind != new.kind and not is_case and not is_place_alike:
        return 0
    return (
        2 * (old.kind == new.kind)
        + 3 * is_place_alike
        + 3 * is_case
        + (not old.preposition and not new.preposition)
    )


def _replaces(new: Item, old: Item) -> bool:
    """Return whether a date stands for another: a month for a month, a weekday for a weekday, a year for any."""
    assert new.date is not None
    assert old.date is not None
    if new.date.year:
        return bool(old.date.year)
    return bool(new.date.month and old.date.month) or (
        new.date.weekday is not None and old.date.weekday is not None
    )


def _month_substituted(base: str, old: Item, new: Item, text: str) -> str:
    """Return the question with another month or weekday; the year stays."""
    assert old.date is not None
    year = str(old.date.year) if old.date.year else None
    kept = old.text
    if year is None or year not in kept:
        return base[: old.start] + new.text + base[old.end :]
    at = kept.index(year)
    before, after = kept[:at].strip(), kept[at + len(year) :].strip()
    if before:
        return f"{base[: old.start]}{new.text} {kept[at:]}{base[old.end :]}"
    rest = f" {new.text}" if after else ""
    return f"{base[: old.start]}{year}{'.' if kept[at + len(year) :].startswith('.') else ''}{rest}{base[old.end :]}"


def _ending(one: str, other: str) -> int:
    """Return how many last letters two words have in common."""
    short, long = fold(one)[::-1], fold(other)[::-1]
    return next(
        (n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), min(len(short), len(long))
    )


def _dates(text: str, language: str) -> list[Item]:
    found: list[Item] = []
    for date in dates(text, language):
        start, end = min(s for s, _ in date.spans), max(e for _, e in date.spans)
        _add(found, Item("date", start, end, text[start:end], date=date))
    for year in _YEAR.finditer(text):
        _add(found, Item("date", year.start(), year.end(), year[0], date=Date(year[0], int(year[0]))))
    return found


def _add(found: list[Item], item: Item) -> None:
    if not any(item.start < other.end and other.start < item.end for other in found):
        found.append(item)


def _parts_of(name: str, language: str) -> list[tuple[int, int, Kind]]:
    """Return the name, or, where words of it are a place, those and the others."""
    found: list[tuple[int, int, Kind]] = []
    at = 0
    for place in places(name, language):
        if place.start > at:
            found.append((at, place.start, "name"))
        found.append((place.start, place.end, "place"))
        at = place.end
    last = name.rfind(" ") + 1
    if language == "hu" and last > at and _WHERE.search(fold(name)):  # `Lavrov Vonszanban`: who, and where
        found.append((at, last, "name"))
        at = last
    found.append((at, len(name), "name"))
    spans = [(_inner(name, start, end), kind) for start, end, kind in found]
    return [(start, end, kind) for (start, end), kind in spans if end > start]


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without spaces and hyphens at its ends."""
    part = text[start:end]
    return end - len(part.lstrip(" -")), start + len(part.rstrip(" -"))


def _first_name(text: str, start: int, words: FunctionWords) -> int:
    """Return where a name begins whose first word begins a sentence."""
    before = _BEFORE.search(text, 0, start)
    if before is None or not before[1][0].isupper() or words.holds(fold(before[1])):
        return start
    return before.start(1)


def _whole(text: str, item: Item, words: FunctionWords) -> Item:
    """Return an item with its ending, and with the preposition before it."""
    rest = _REST.match(text, item.end)
    end = rest.end() if rest else item.end
    before = words_of(text[: item.start])
    number = len(before)
    while (
        number
        and before.all[number - 1] in words.articles
        and before.all[number - 1] not in words.prepositions
    ):
        number -= 1
    is_preposition = number > 0 and before.all[number - 1] in words.prepositions
    preposition = before.all[number - 1] if is_preposition else ""
    outer = before.spans[number - 1][0] if is_preposition else item.start
    return Item(item.kind, item.start, end, text[item.start : end], preposition, outer, item.date)


def is_new(item: Item, others: Sequence[Item] | Collection[Item]) -> bool:
    """Return whether none of the others may be the same."""
    return not any(item.is_same(other) for other in others)
