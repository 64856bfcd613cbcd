"""Countries, cities and languages by their names in other languages: `Hungary`, `Węgry`, `Ungaria`, `magyar`.

The names come from the Unicode CLDR; what they have in common is an identifier. A people and its language have one
name nearly everywhere, so that the name of a language stands for the country it is most spoken in. A name that
is exactly another language's, and unlike the language's own, is foreign. Proved by
`tests/test_assistant_facts_names.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from assistant.facts.inflection import WORD, Inflected, locale, merged, stem_of
from index.languages import fold

# Names that the CLDR's data do not have here, and all that each may be.
_MORE = {
    "en": {
        "Britain": "GB",
        "Korea": "KP KR",
        "America": "US",
        "American": "US",
        "Middle East": "middle-east",
    },
    "pl": {
        "Brytania": "GB",
        "Korea": "KP KR",
        "Ameryka": "US",
        "Amerykanin": "US",
        "Afryka Południowa": "ZA",
        "Bliski Wschód": "middle-east",
        "Phenian": "Asia/Pyongyang",
        "północnokoreański": "KP",
        "południowokoreański": "KR",
    },
    "hu": {
        "Nagy-Britannia": "GB",
        "Korea": "KP KR",
        "Amerika": "US",
        "amerikai": "US",
        "Dél-Afrika": "ZA",
        "Közel-Kelet": "middle-east",
    },
    "ro": {
        "Marea Britanie": "GB",
        "Coreea": "KP KR",
        "Statele Unite": "US",
        "America": "US",
        "american": "US",
        "Orientul Mijlociu": "middle-east",
        "Orientul Apropiat": "middle-east",
        "nord-coreean": "KP",
        "sud-coreean": "KR",
        "sud-african": "ZA",
    },
}
# Only as they are written: `us` is no country, and the `Un` of `Kim Jong Un` no organisation.
_ACRONYMS = {
    "en": {"US": "US", "USA": "US", "UK": "GB", "EU": "EU", "UN": "UN", "UAE": "AE", "DPRK": "KP"},
    "pl": {"USA": "US", "UE": "EU", "ONZ": "UN", "ZEA": "AE", "RPA": "ZA", "RFN": "DE", "KRLD": "KP"},
    "hu": {"USA": "US", "EU": "EU", "ENSZ": "UN", "KNDK": "KP"},
    "ro": {"SUA": "US", "UE": "EU", "ONU": "UN", "EAU": "AE", "RPDC": "KP"},
}
# Of all languages, the names of the rarer ones are words of others: `war`, `lângă`, `Korea`.
_COMMON = 2
_LOCATIVES = (("ka", "ce"), ("ga", "dze"), ("chy", "szech"))
_ENDING = 7
# The languages whose names are told from those of the others.
NATIVE = ("en", "pl", "hu", "ro")
# A name this like one of the language's own may be that one, misspelled.
ALIKE = 0.6
_JOINED_BEFORE = re.compile(r"(?<!\w)(\w)[\w.'’]*[ -]$")
_JOINED_AFTER = re.compile(r"[ -](\w)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a text.

    Attributes:
        start: its first character.
        end: one past the last.
        codes: what it may be.
    """

    start: int
    end: int
    codes: frozenset[str]


def places(text: str, language: str) -> list[Place]:
    """Return the countries, cities and languages named in a text, in any case or ending."""
    spans = [word.span() for word in WORD.finditer(text)]
    words = [fold(text[start:end]) for start, end in spans]
    by_first, acronyms = _names(language), _ACRONYMS.get(language, {})
    found, number = [], 0
    while number < len(words):
        start, end = spans[number]
        if text[start:end] in acronyms:
            found.append(Place(start, end, frozenset({acronyms[text[start:end]]})))
            number += 1
            continue
        for rest, codes in by_first.get(words[number]) or ():
            following = words[number + 1 : number + 1 + len(rest)]
            if len(following) == len(rest) and all(map(str.startswith, following, rest)):
                found.append(Place(spans[number][0], spans[number + len(rest)][1], codes))
                number += len(rest)
                break
        number += 1
    return found


def foreign(text: str, language: str) -> list[str]:
    """Return the places that a text calls by another language's name: `North Korea` in Hungarian.

    Args:
        text: in a language of `NATIVE`.
        language: which.

    Returns:
        Only names that stand by themselves, in capitals as names have them, where the language has a name of its own
        that is unlike: `Lengyel` is a surname too, and `Szerbia` may be a slip.
    """
    if language not in NATIVE:
        return []
    known = places(text, language)
    found = [
        text[place.start : place.end]
        for other in NATIVE
        if other != language
        for place in places(text, other)
        if not any(own.start <= place.start and place.end <= own.end for own in known)
        and _stands_alone(text, place)
        and _is_called_otherwise(text[place.start : place.end], other, language)
    ]
    return list(dict.fromkeys(found))


def _stands_alone(text: str, place: Place) -> bool:
    """Return whether a place is a name by itself: no acronym, and no part of a longer name."""
    name = text[place.start : place.end]
    before, after = _JOINED_BEFORE.search(text, 0, place.start), _JOINED_AFTER.match(text, place.end)
    is_part = (before and before.start() > 0 and before[1].isupper()) or (after and after[1].isupper())
    return name[0].isupper() and not name.isupper() and not is_part


def _is_called_otherwise(name: str, other: str, language: str) -> bool:
    """Return whether a name is exactly one of the other language, and unlike all that a language calls the place."""
    words = [fold(word) for word in WORD.findall(name)]
    codes = [code for code, names in _called(other).items() if " ".join(words) in names]
    own = [called.split() for code in codes for called in _called(language).get(code, ())]
    return bool(own) and not any(all(_has_like(called, word) for word in words) for called in own)


def _has_like(words: Sequence[str], word: str) -> bool:
    return any(SequenceMatcher(None, word, other).ratio() >= ALIKE for other in words)


@cache
def _called(language: str) -> dict[str, list[str]]:
    """Return by what it stands for all names in a language, folded."""
    called: dict[str, list[str]] = {}
    for name, code in _entries(language):
        called.setdefault(code, []).append(name)
    return called


@cache
def _names(language: str) -> Inflected[list[tuple[tuple[str, ...], frozenset[str]]]]:
    """Return by its first word how each name goes on and what it stands for, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for name, codes in merged(_entries(language)).items():
        first, *rest = name.split()
        by_first.setdefault(first, []).append((tuple(stem_of(word) or word for word in rest), codes))
    for ways in by_first.values():
        ways.sort(key=lambda way: -len(way[0]))
    return Inflected(by_first, _ENDING)


def _entries(language: str) -> Iterator[tuple[str, str]]:
    known = locale(language)
    if known is None:
        return
    yield from _more(language)
    for code, name in known.territories.items():
        yield from _entry(name, code)
    for code, name in known.languages.items():
        country = _country(code)
        if country:
            yield from _entry(name, country)
    for zone, names in known.time_zones.items():
        if "city" in names:
            yield from _entry(str(names["city"]), zone)
    if language != "en":  # in English a city is called as its zone
        return
    for zone in sorted(_zones()):
        yield from _entry(zone.rpartition("/")[2].replace("_", " "), zone)


def _more(language: str) -> Iterator[tuple[str, str]]:
    for name, codes in _MORE.get(language, {}).items():
        for code in codes.split():
            yield " ".join(WORD.findall(fold(name))), code


def _entry(name: str, code: str) -> Iterator[tuple[str, str]]:
    words = [fold(word) for word in WORD.findall(name.split("(")[0])]
    if words and len("".join(words)) > 2:
        yield " ".join(words), code
        for ending, case in _LOCATIVES:  # Polish; elsewhere they make words that nobody writes
            if words[0].endswith(ending):
                yield " ".join([words[0].removesuffix(ending) + case, *words[1:]]), code


@cache
def _zones() -> frozenset[str]:
    return frozenset(
        str(zone)
        for other in ("pl", "hu", "ro", "ru", "ar")
        if (known := locale(other))
        for zone in known.time_zones
    )


def _country(code: str) -> str | None:
    from babel.core import get_global

    if len(code) > _COMMON:
        return None
    likely = get_global("likely_subtags").get(code)
    return likely.rpartition("_")[2] if likely else None
