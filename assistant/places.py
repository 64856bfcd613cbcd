"""Countries, cities and languages by their names in other languages: `Hungary`, `Węgry`, `Ungaria`, `magyar`.

The names come from the Unicode CLDR; what they have in common is an identifier. A people and its language have one
name nearly everywhere, so that the name of a language stands for the country it is most spoken in. Proved by
`tests/test_assistant_names.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.inflection import WORD, Inflected, locale, merged, stem_of
from index.languages import fold

# Short names that the CLDR's data do not have here.
_MORE = {
    "en": {"US": "US", "USA": "US", "UK": "GB", "Britain": "GB", "EU": "EU", "America": "US"},
    "pl": {"USA": "US", "UE": "EU", "Brytania": "GB", "Ameryka": "US"},
    "hu": {"USA": "US", "EU": "EU", "Amerika": "US", "Nagy-Britannia": "GB"},
    "ro": {"SUA": "US", "Statele Unite": "US", "UE": "EU", "America": "US", "Marea Britanie": "GB"},
}
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
    by_first, found, number = _names(language), [], 0
    while number < len(words):
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
    for name, code in _MORE.get(language, {}).items():
        yield " ".join(WORD.findall(fold(name))), code
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

    if "_" in code:
        return None
    likely = get_global("likely_subtags").get(code)
    return likely.rpartition("_")[2] if likely else None
