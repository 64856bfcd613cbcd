"""The names in a sentence, and whether a text holds them in another spelling, case or language.

Names are written differently in every language (Lavrov, Ławrow; Wonsan, Vonszanban; Moscow, Moszkva) and inflected.
Two words are taken for one name when their consonants sound alike from the beginning (the classes of Soundex,
Russell 1918, with j and y as vowels) and their letters are alike as well (Ratcliff and Obershelp, 1988). Countries,
their peoples and some cities are known by all their names (`assistant/facts/places.py`). Other exonyms without a common
sound stay apart. Proved by `tests/test_assistant_facts_names.py`.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.facts.places import places
from index.languages import fold

ALIKE = 0.45
# With so few consonants the whole of both words must sound alike; with more, one may go on (an ending).
FEW = 3
# A word without a capital letter may be the adjective of a name, when it is long and much alike.
LONG = 6
# Other languages shorten other words: `NATO` stays, but `ONZ`, `ENSZ` and `ONU` are the `UN`.
ACRONYM = 5
# So many first letters in common, and most of both words, are one name with two endings.
STEM = 5
# Letters that may follow a short name.
ENDING = 4
MUCH_ALIKE = 0.6
# Nouns have capital letters there: only more of them in a row, and places, are names.
_CAPITAL_NOUNS = ("de", "lb", "nds")

# An apostrophe before a small letter begins an ending: `Apple's`, `Martelly'ego`.
_WORD = re.compile(r"[^\W\d_]+(?:['’](?=[A-Z])[^\W\d_]+)*")
_OPENING = re.compile(r"(?:[.!?:…]['\"”’»]*\s+|[\"“„«»‘])['\"“„«»‘(\[]*$")
_ROMAN = re.compile("[IVXLCDM]+")
_CLASSES = {
    letter: str(number)
    for number, letters in enumerate(("bfpvw", "cgkqsxz", "dt", "l", "mn", "r"), 1)
    for letter in letters
}


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names.

    Attributes:
        capitals: its words with a capital letter.
        inside: those of them that begin no sentence, and so are names.
        others: those of them that belong to no known place.
        words: its long words without one.
        codes: its places, each by everything it may be.
        language: its language.
    """

    capitals: frozenset[str]
    inside: frozenset[str]
    others: frozenset[str]
    words: frozenset[str]
    codes: frozenset[str]
    language: str


def names(sentence: str, language: str = "und", known: Collection[str] = ()) -> list[str]:
    """Return the names in a sentence: runs of words with a capital letter (`Kim Jong Un`).

    Args:
        sentence: one sentence.
        language: its language.
        known: words that are names even where a sentence begins with them.

    Returns:
        In their order; the first word only when it is known, or another with a capital letter follows it.
    """
    inside = [(place.start, place.end) for place in places(sentence, language)]
    runs: list[tuple[int, int]] = []
    for number, word in enumerate(_WORD.finditer(sentence)):
        if not word[0][0].isupper() or _ROMAN.fullmatch(word[0]):
            continue
        start, end = next((span for span in inside if span[0] <= word.start() < span[1]), word.span())
        if runs and (start < runs[-1][1] or sentence[runs[-1][1] : start] in (" ", "-")):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        elif sentence[start].isupper():
            runs.append((start, end))
        if (number == 0 or _begins(sentence, word.start())) and word[0] not in known:
            runs = [run for run in runs if run[1] - run[0] > end - start or run[0] != word.start()]
    found = [sentence[start:end] for start, end in runs if end - start > 1]
    if language in _CAPITAL_NOUNS:
        found = [name for name in found if len(_WORD.findall(name)) > 1 or places(name, language)]
    return found


def _begins(text: str, start: int) -> bool:
    """Return whether a sentence or a quotation begins here, other than at the text's own beginning."""
    return _OPENING.search(text, 0, start) is not None


@lru_cache(1024)
def named(text: str, language: str) -> Named:
    """Return what a text names."""
    inside = places(text, language)
    found = [(word[0], word.start()) for word in _WORD.finditer(text)]
    capitals = [(word, start) for word, start in found if word[0].isupper()]
    return Named(
        capitals=frozenset(word for word, _ in capitals),
        inside=frozenset(w for w, start in capitals if start != found[0][1] and not _begins(text, start)),
        others=frozenset(w for w, start in capitals if not any(p.start <= start < p.end for p in inside)),
        words=frozenset(word for word, _ in found if not word[0].isupper() and len(word) >= LONG),
        codes=frozenset(code for place in inside for code in place.codes),
        language=language,
    )


def missing(wanted: Iterable[str], language: str, held: Collection[Named]) -> list[str]:
    """Return those names that the texts do not hold.

    Args:
        wanted: names.
        language: of the sentence they are from.
        held: what the texts name.

    Returns:
        Those of which less than half is found: `North Korea` is found in `Korea Północna`. A place is found when
        it is named, or when every word of it is.
    """
    return [name for name in wanted if not _is_held(name, language, held)]


def _is_held(name: str, language: str, held: Collection[Named]) -> bool:
    if name.isupper() and len(name) <= ACRONYM and all(text.language != language for text in held):
        return True
    codes = frozenset().union(*(text.codes for text in held))
    parts, inside = list(_WORD.finditer(name)), places(name, language)
    is_place = any(place.start == 0 and place.end == len(name) for place in inside)
    if is_place and any(place.codes & codes for place in inside):
        return True
    found = sum(
        any(p.start <= part.start() < p.end and p.codes & codes for p in inside)
        or _is_written(part[0], held, is_place)
        for part in parts
    )
    return found == len(parts) if is_place else 2 * found >= len(parts)


def _is_written(word: str, held: Iterable[Named], is_place: bool) -> bool:
    """Return whether the word stands in a text; a place only where none that is known by name stands."""
    return any(
        may_be_same(word, other) for text in held for other in (text.others if is_place else text.capitals)
    ) or any(
        len(word) >= LONG and may_be_same(word, other, MUCH_ALIKE) for text in held for other in text.words
    )


@lru_cache(16_384)
def may_be_same(one: str, other: str, alike: float = ALIKE) -> bool:
    """Return whether two words may be one name in two spellings or cases."""
    short, long = sorted((fold(one), fold(other)), key=len)
    shared = next(
        (i for i, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short)
    )
    if shared >= STEM and shared >= MUCH_ALIKE * len(long):
        return True
    if len(short) >= FEW and long.startswith(short) and len(long) <= len(short) + ENDING:
        return True
    first, second = sorted((_sound(one), _sound(other)), key=len)
    if not (first == second or (len(first) >= FEW and second.startswith(first))):
        return False
    return SequenceMatcher(None, short, long[: len(short) + 1]).ratio() >= alike


@lru_cache(16_384)
def _sound(word: str) -> str:
    sound = ""
    for letter in fold(word):
        code = _CLASSES.get(letter, "")
        if code and not sound.endswith(code):
            sound += code
    return sound
