"""Countries, cities and languages by their names in other languages: `Hungary`, `Węgry`, `Ungaria`, `magyar`.

The names come from the Unicode CLDR; what they have in common is an identifier. A people and its language have one
name nearly everywhere, so that the name of a language stands for the country it is most spoken in. Proved by
`tests/test_assistant_facts_names.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
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
