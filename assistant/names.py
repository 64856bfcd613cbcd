"""The names in a sentence, and whether two spellings may be the same name.

Names are written differently in every language (Lavrov, Ławrow; Wonsan, Vonszanban; Moscow, Moszkva) and inflected.
Two words are taken for one name when their consonants sound alike from the beginning (the classes of Soundex,
Russell 1918, with j and y as vowels) and their letters are alike as well (Ratcliff and Obershelp, 1988). General
rules, no list of names; exonyms without a common sound (Phenian, Pyongyang) stay apart. Proved by
`tests/test_assistant_names.py`.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from index.languages import fold

ALIKE = 0.45
# With so few consonants the whole of both words must sound alike; with more, one may go on (an ending).
FEW = 3

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLASSES = {
    letter: str(number)
    for number, letters in enumerate(("bfpvw", "cgkqsxz", "dt", "l", "mn", "r"), 1)
    for letter in letters
}


def names(sentence: str) -> list[str]:
    """Return the names in a sentence: runs of words with a capital letter (`Kim Jong Un`), its first word left out."""
    found: list[str] = []
    end = -1
    for number, word in enumerate(_WORD.finditer(sentence)):
        if number == 0 or not word[0][0].isupper():
            continue
        if sentence[end : word.start()] in (" ", "-") and end >= 0:
            found[-1] += sentence[end : word.end()]
        else:
            found.append(word[0])
        end = word.end()
    return found


def missing(wanted: Iterable[str], text: str) -> list[str]:
    """Return those of the names of which `text` holds less than half: `North Korea` is found in `Korea Północna`."""
    words = {word for word in _WORD.findall(text) if word[0].isupper()}
    return [name for name in wanted if 2 * _found(name, words) < len(_WORD.findall(name))]


def _found(name: str, words: Iterable[str]) -> int:
    return sum(any(may_be_same(part, word) for word in words) for part in _WORD.findall(name))


@lru_cache(4096)
def may_be_same(one: str, other: str) -> bool:
    """Return whether two words may be one name in two spellings or cases."""
    first, second = sorted((_sound(one), _sound(other)), key=len)
    if not (first == second or (len(first) >= FEW and second.startswith(first))):
        return False
    short, long = sorted((fold(one), fold(other)), key=len)
    return SequenceMatcher(None, short, long[: len(short) + 1]).ratio() >= ALIKE


def _sound(word: str) -> str:
    sound = ""
    for letter in fold(word):
        code = _CLASSES.get(letter, "")
        if code and not sound.endswith(code):
            sound += code
    return sound
