"""Numbers written as words, in any of their forms: `two hundred and fifty`, `dwóch`, `háromszor`, `al doilea`.

The words come from `num2words`; what it does not know (other genders and cases, numbers inside other words) is
added here for Polish, Hungarian and Romanian. A sentence must be sure of its numbers and a quote may be read
generously, so each word is read either strictly or not. Proved by `tests/test_assistant_facts_quantities.py`.
"""

from dataclasses import dataclass
from functools import cache

from assistant.facts.inflection import WORD, Inflected, locale

SCALES = (3, 6, 9, 12)
# A word without its ending must be longer than this.
SHORT = 3
# What the CLDR and num2words do not have.
_MORE_SCALES = {"en": {"bn": 9, "tn": 12}, "hu": {"md": 9, "mrd": 9}, "pl": {"tys": 3}, "ro": {"mil": 6}}
_MORE_CARDINALS = {
    "en": "2: twice double both; 3: thrice triple; 12: dozen; 0: half",
    "pl": "1: jedna jedno jednej jednego jednym jedną;"
    "2: dwie dwóch dwóm dwoma dwu dwoje dwojga oba obie obu dwukrotnie;"
    "3: trzech trzem trzema troje trojga trzykrotnie; 4: czterech czterem czterema czworo czterokrotnie;"
    "5: pięciokrotnie; 10: dziesięciokrotnie; 12: dwunastu tuzin; 20: dwudziestu; 100: stu; 200: dwustu",
    "hu": "2: két ketten dupla mindkét; 3: hárman; 4: négyen; 5: öten; 12: tucat",
    "ro": "1: o un una; 2: două dublu ambele ambii; 3: triplu; 12: duzină",
}
_MORE_ORDINALS = {"ro": "1: prima primii întâi; 2: doua; 3: treia; 4: patra; 5: cincea"}
# Read in quotes only, and only as the beginning of a longer word.
_COMBINING = {
    "en": "2: doubl; 3: tripl; 4: quadrupl",
    "pl": "2: dwu dwój podwó podwaj; 3: trzy trój potró potraj; 4: cztero; 5: pięcio; 6: sześcio; 7: siedmio; 8: ośmio;"
    "9: dziewięcio; 10: dziesięcio dziesiąt; 20: dwudziesto",
    "hu": "2: megkétszer megdupl; 3: megháromszor",
    "ro": "2: dubl; 3: tripl",
}
# Words that often mean something else: week, has an effect, new, twice as good.
_UNSURE = frozenset(
    (
        "hét",
        "hat",
        "nouă",
        "both",
        "half",
        "double",
        "dublu",
        "dupla",
        "oba",
        "obie",
        "obu",
        "ambele",
        "ambii",
    )
)
# `Second` is also a unit, `drugi` also the other one, the first of anything is hardly a number.
_SURE_FROM = 3
_POLISH_CASES = (
    ("osiemset", "ośmiuset"),
    ("demset", "dmiuset"),
    ("ęćset", "ęciuset"),
    ("eśćset", "eściuset"),
    ("osiem", "ośmiu"),
    ("naście", "nastu"),
    ("dzieścia", "dziestu"),
    ("dzieści", "dziestu"),
    ("dziesiąt", "dziesięciu"),
    ("ęć", "ęciu"),
    ("eść", "eściu"),
    ("dem", "dmiu"),
    ("set", "uset"),
)


@dataclass(frozen=True, slots=True)
class NumberWord:
    """What one word says.

    Attributes:
        value: the number.
        is_scale: True for one that others are multiplied with: thousand, million.
        is_sure: False where the word often means something else, or where the form was guessed.
    """

    value: int
    is_scale: bool = False
    is_sure: bool = True


def number_word(word: str, language: str) -> NumberWord | None:
    """Return what number a word is, or None."""
    exact, inflected, combining = _tables(language)
    word = word.lower()
    if word in exact:
        return exact[word]
    if (compound := _compound(word, exact)) is not None:
        return NumberWord(compound)
    found = inflected.get(word)
    if found is not None:
        return NumberWord(found.value, found.is_scale, found.is_scale)
    for start, value in combining.items():
        if word.startswith(start) and len(word) > len(start) + 2:
            return NumberWord(value, is_sure=False)
    return None


def _compound(word: str, exact: dict[str, NumberWord]) -> int | None:
    """Return the value of a number and a scale in one word: `négymilliót`."""
    for end in range(len(word) - 4, 1, -1):
        number = exact.get(word[:end])
        if number is None or number.is_scale:
            continue
        rest = word[end:]
        for scale, power in exact.items():
            if power.is_scale and len(scale) > 3 and rest.startswith(scale):
                return number.value * power.value
    return None


@cache
def _tables(language: str) -> tuple[dict[str, NumberWord], Inflected[NumberWord], dict[str, int]]:
    exact: dict[str, NumberWord] = {}
    for word, value in {**_cardinals(language), **_listed(_MORE_CARDINALS, language)}.items():
        exact[word] = NumberWord(value, is_sure=value > 1 and word not in _UNSURE)
    for word, value in {**_ordinals(language), **_listed(_MORE_ORDINALS, language)}.items():
        exact.setdefault(word, NumberWord(value, is_sure=value >= _SURE_FROM))
    exact |= {word: NumberWord(10**power, is_scale=True) for word, power in _scales(language).items()}
    # An English word has no endings to speak of: `tenant` is not ten.
    is_english = language == "en"
    long = {
        word: number
        for word, number in exact.items()
        if len(word) > SHORT and (number.is_scale or not is_english)
    }
    return exact, Inflected(long, 1) if is_english else Inflected(long), _listed(_COMBINING, language)


def _listed(words: dict[str, str], language: str) -> dict[str, int]:
    groups = (group.split(":") for group in words.get(language, "").split(";") if group)
    return {word: int(value) for value, listed in groups for word in listed.split()}


def _words(value: int, language: str, to: str = "cardinal") -> list[str]:
    from num2words import num2words

    try:
        words = WORD.findall(str(num2words(value, lang=language, to=to)).lower())
    except (NotImplementedError, OverflowError, TypeError, KeyError, IndexError):
        return []  # a language that the library does not know, or not so far
    return words


def _cardinals(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in (*range(1000), *range(1000, 100_000, 1000)):
        words = _words(value, language)
        if len(words) == 1:
            found.setdefault(words[0], value)
    for value in (200, 500):
        words = _words(value, language)
        if len(words) == 2:  # `two hundred`, `două sute`
            found[words[1]] = 100
    for word, value in list(found.items()):
        found |= {form: value for form in _other_forms(word, language) if form not in found}
    return found


def _other_forms(word: str, language: str) -> list[str]:
    if language == "pl":
        return [word.removesuffix(ending) + case for ending, case in _POLISH_CASES if word.endswith(ending)][
            :1
        ]
    if language == "hu":
        short = word.removesuffix("kettő") + "két" if word.endswith("kettő") else word
        return [short, *(short + times for times in ("szor", "szer", "ször", "szoros", "szeres", "szörös"))]
    return []


def _ordinals(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in (*range(1, 32), *range(40, 101, 10)):
        words = _words(value, language, "ordinal")
        if words and (value <= 20 or value % 10 == 0):
            found.setdefault(words[-1], value)
    return found


def _scales(language: str) -> dict[str, int]:
    """Return the words for thousand, million and so on: the last word of `two million`, without the `two`."""
    found = dict(_MORE_SCALES.get(language, {}))
    for power in SCALES:
        for count in (1, 2, 5):
            words, before = _words(count * 10**power, language), _words(count, language)
            if words:
                last = words[-1]
                for start in (*before, "két"):
                    last = last.removeprefix(start) or last
                found.setdefault(last, power)
        for form in _in_cldr(language, power):
            found.setdefault(form, power)
    return found


def _in_cldr(language: str, power: int) -> set[str]:
    known = locale(language)
    if known is None:
        return set()
    patterns = [
        str(pattern.pattern)
        for length in known.compact_decimal_formats.values()
        for forms in length.values()
        for exponent, pattern in forms.items()
        if exponent == str(10**power)
    ]
    words = {word.lower() for pattern in patterns for word in WORD.findall(pattern.replace("'", ""))}
    return {word for word in words if len(word) > 1 and word != "de"}
