"""What a number counts: currencies, per cent, and units of length, weight, time and so on, by the Unicode CLDR.

A word may stand for several units (`dollars`: of many countries); two numbers disagree only where both have units
and none in common. Proved by `tests/test_assistant_facts_quantities.py`.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Literal

from assistant.facts.inflection import WORD, Inflected, locale, merged

PERCENT = "percent"
SYMBOLS = {"%": frozenset({PERCENT}), "‰": frozenset({"permille"})}
_UNITS = (
    "concentr-percent length-kilometer length-meter length-centimeter length-millimeter length-mile length-foot "
    "length-inch length-yard mass-kilogram mass-gram mass-tonne mass-ton mass-pound mass-ounce duration-second "
    "duration-minute duration-hour duration-day duration-week duration-month duration-year area-hectare area-acre "
    "volume-liter volume-milliliter temperature-celsius temperature-fahrenheit digital-gigabyte digital-megabyte "
    "power-megawatt power-kilowatt energy-kilowatt-hour"
)
# A tonne and a ton are told apart in no language but English.
_SAME = {"mass-ton": "mass-tonne", "concentr-percent": PERCENT}
_SPELLINGS = {"en": ("en_GB",)}
# The noun of a currency's name is its last word in these languages, its first in others.
_NOUN_LAST = ("en", "hu", "de")
_COUNTS = (1, 2, 5)
_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")


def unit(word: str, language: str) -> frozenset[str]:
    """Return what units a word may stand for; empty when it is none."""
    if word in _codes():
        return frozenset({word})
    return _units(language).get(word) or frozenset()


def symbol(mark: str) -> frozenset[str]:
    """Return what units a sign may stand for: `%`, `€`."""
    return SYMBOLS.get(mark) or _currency_signs().get(mark, frozenset())


@cache
def _units(language: str) -> Inflected[frozenset[str]]:
    forms = merged((*_measures(language), *_currencies(language)))
    return Inflected(forms, 1 if language == "en" else 4, shortest=4)


@cache
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies("en"))


def _measures(language: str) -> Iterator[tuple[str, str]]:
    if locale(language) is None:
        return
    from babel.units import format_unit

    spellings = (language, *_SPELLINGS.get(language, ()))
    for spelling, name, length, count in product(spellings, _UNITS.split(), _LENGTHS, (*_COUNTS, 1.5)):
        words = WORD.findall(format_unit(count, name, length, locale=spelling).lower())
        if len(words) == 1:
            yield words[0], _SAME.get(name, name)


def _currencies(language: str) -> Iterator[tuple[str, str]]:
    if locale(language) is None:
        return
    from babel.numbers import get_currency_name, get_currency_symbol, list_currencies

    place = -1 if language in _NOUN_LAST else 0
    for code in list_currencies(language):
        sign = get_currency_symbol(code, locale=language)
        if sign.isalpha() and sign != code:
            yield sign.lower(), code
        for count in (None, *_COUNTS):
            words = WORD.findall(get_currency_name(code, count, locale=language).split("(")[0].lower())
            if words and len(words[place]) > 2:
                yield words[place], code


@cache
def _currency_signs() -> dict[str, frozenset[str]]:
    from babel.numbers import get_currency_symbol, list_currencies

    return merged(
        (mark[-1], code)
        for code in list_currencies("en")
        if unicodedata.category((mark := get_currency_symbol(code, locale="en"))[-1]) == "Sc"
    ) | {
        "$": frozenset({"USD", "CAD", "AUD", "HKD", "NZD", "TWD", "SGD", "MXN"}),
        "¥": frozenset({"JPY", "CNY"}),
    }
