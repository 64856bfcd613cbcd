"""What a sentence answers to a question, one kind of thing at a time: numbers, dates, places, persons, yes or no.

A reading is read to be compared: two of them are the same, differ, or cannot be compared. Rounded numbers and bounds
("about 1.6 million", "more than 10,000") are the same as whatever they allow. Proved by
`tests/test_assistant_answering_disagreement.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts import dates, names, places, quantities
from assistant.facts.dates import Date
from assistant.facts.inflection import WORD, stem_of
from assistant.facts.negation import negations
from assistant.facts.quantities import Quantity
from index.languages import fold

# How far apart two numbers may be that mean the same: as they are, and where one of them is said to be about.
EXACT, ABOUT = 1.02, 1.2
# One that is this many times another counts something else.
FURTHEST = 25.0
# Letters by which two forms of a word are known.
STEM = 5

_HEDGES = {
    "en": r"about|around|some|roughly|nearly|almost|approximately|close to|estimated|under",
    "pl": r"około|ok\.|blisko|prawie|niemal|mniej więcej|rzędu",
    "hu": r"körülbelül|mintegy|kb\.|közel|csaknem|majdnem|nagyjából",
    "ro": r"circa|aproximativ|aproape|cam|vreo|în jur de",
}
_LEAST = {
    "en": r"more than|over|at least|above|no fewer than",
    "pl": r"ponad|przeszło|co najmniej|powyżej|więcej niż",
    "hu": r"több mint|legalább|minimum",
    "ro": r"peste|mai mult de|cel puțin|mai mulți de|mai multe de",
}
_MOST = {
    "en": r"up to|at most|fewer than|less than|as many as",
    "pl": r"do|maksymalnie|najwyżej|mniej niż|poniżej",
    "hu": r"legfeljebb|kevesebb mint|maximum|akár",
    "ro": r"până la|cel mult|maximum|mai puțin de|sub",
}
# `three times as many`: what the sentence before it counts.
_TIMES = {
    "en": r"(?:(?:two|three|four|five|ten|\d+) times|twice|double|triple|threefold|twofold)"
    r"(?: (?:as|that|the|higher|more|larger|many|much|high|large|number))*",
    "pl": r"(?:dwu|trzy|cztero|pięcio|dziesięcio|kilku)krotnie (?:\w+)|(?:dwa|trzy|cztery|pięć|dziesięć) razy (?:\w+)",
    "hu": r"(?:(?:két|három|négy|öt|tíz)sz[eoö]r|dupl)\w*(?: (?:annyi|több|nagyobb|magasabb)\w*)?",
    "ro": r"de (?:două|trei|patru|cinci|zece) ori mai \w+|dubl[uăe]\w*|tripl[uăe]\w*",
}
_DENIALS = {
    "en": r"den(?:y|ies|ied)|reject(?:s|ed)?",
    "pl": r"zaprzecz\w+|odrzuc\w+",
    "hu": r"\w*tagad\w*|\w*cáfol\w*",
    "ro": r"neag\w*|a(?:u)? negat|dezmin\w*|resping\w*",
}
_IN = {
    "en": r"(?:in|at|near|off|to|from)",
    "pl": r"(?:w|we|na|pod|koło|do|z|ze|nad)",
    "ro": r"(?:la|în|lângă|din|spre)",
}
_NAME = r"[^\W\d_a-z][\w'’-]+(?:[ -][^\W\d_a-z][\w'’-]+)*"
_LOCATIVE = re.compile(
    r"(?<!\w)([^\W\d_a-z][\w’-]*?)(?:-?(?:ban|ben|on|en|ön|ról|ről|ból|ből|tól|től|nál|nél|ba|be|ra|re))(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence answers.

    Attributes:
        words: as they stand in it.
        key: what is compared: numbers, parts of a date, a name.
        low: the least that a number may be, as a share of what is written.
        high: the most.
        unit: what a number counts.
        noun: the word after a number.
    """

    words: str
    key: tuple[object, ...]
    low: float = 1.0
    high: float = 1.0
    unit: frozenset[str] = frozenset()
    noun: str = ""


def numbers(text: str, language: str) -> list[Reading]:
    """Return the numbers of a sentence that belong to no date and no name."""
    told = dates.dates(text, language)
    spans = [span for date in told for span in date.spans]
    found = []
    for quantity in quantities.quantities(text, language, spans, is_strict=True):
        if any(c.isalpha() for value in quantity.values for c in value) or _is_year(quantity):
            continue
        found.append(_number(text, quantity, language))
    return found


def _is_year(quantity: Quantity) -> bool:
    return bool(re.fullmatch(r"(?:1[89]|20)\d\d", quantity.text)) and not quantity.units


def _number(text: str, quantity: Quantity, language: str) -> Reading:
    start = text.find(quantity.text)
    end = start + len(quantity.text)
    values = tuple(sorted(float(value) for value in quantity.values))
    low, high = 1.0 / EXACT, EXACT
    before = text[max(0, start - 24) : start]
    if _ends(before, _LEAST, language):
        high = float("inf")
    elif _ends(before, _MOST, language):
        low = 0.0
    elif _ends(before, _HEDGES, language):
        low, high = 1.0 / ABOUT, ABOUT
    after = re.match(r"[\s\u00a0-]*(?:de )?([^\W\d_]+)", text[end:])
    words = text[start : end + after.end()] if after else quantity.text
    return Reading(words, values, low, high, quantity.units, fold(after[1]) if after else "")


def _ends(before: str, words: dict[str, str], language: str) -> bool:
    return (
        language in words
        and re.search(rf"\b(?:{words[language]})\s+(?:\w+\s+)?\Z", before, re.IGNORECASE) is not None
    )


def multiple(text: str, language: str) -> Reading | None:
    """Return by how much a sentence multiplies what was counted before it; None when it counts for itself."""
    found = re.search(rf"\b(?:{_TIMES[language]})", text, re.IGNORECASE) if language in _TIMES else None
    return Reading(found[0], ("times",)) if found else None


def times(text: str, language: str) -> list[Reading]:
    """Return the dates of a sentence that tell more than a day of the week."""
    return [
        Reading(date.text, (date.year, date.month, date.day))
        for date in [*dates.dates(text, language), *_years(text, language)]
        if date.year or date.month
    ]


def _years(text: str, language: str) -> list[Date]:
    taken = [span for date in dates.dates(text, language) for span in date.spans]
    return [
        Date(match[0], int(match[0]))
        for match in re.finditer(r"(?<![\d.,-])(?:1[5-9]|20)\d\d(?![\d%]|[.,]\d)", text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]


def where(text: str, language: str) -> list[Reading]:
    """Return the places at which something is said to be: names behind `in`, with a locative ending, cities."""
    found = {
        text[p.start : p.end]: tuple(sorted(p.codes))
        for p in places.places(text, language)
        if any("/" in code for code in p.codes)
    }
    if language == "hu":
        located = [match[1] for match in _LOCATIVE.finditer(text)]
    elif language in _IN:
        located = re.findall(rf"\b{_IN[language]} (?:[a-zăâîșțąćęłńóśźż]+ (?:of )?)?({_NAME})", text)
    else:
        located = []
    known = {part for name in found for part in WORD.findall(name)}
    for name in located:
        codes = {code for place in places.places(name, language) for code in place.codes}
        if not dates.dates(name, language) and not any(names.may_be_same(name, other) for other in known):
            found[name] = tuple(sorted(codes)) or (name,)
    return [Reading(name, key) for name, key in found.items()]


def persons(text: str, language: str) -> list[Reading]:
    """Return the names of two words or more that are no places."""
    return [
        Reading(name, tuple(name.split()))
        for name in names.names(text, language, {word for word in text.split() if word[:1].isupper()})
        if len(name.split()) > 1 and not places.places(name, language)
    ]


def denied(text: str, language: str) -> list[Reading]:
    """Return what a sentence negates: the negating word and the words after it."""
    if not negations(text, language).is_known:
        return []
    found = []
    for word in dict.fromkeys(negations(text, language).sure):
        for match in re.finditer(rf"\b{re.escape(word)}\b((?:[\s-]+[\w'’]+){{1,3}})", text):
            found.append(Reading(match[0], _stems(match[1])))
    denials = re.finditer(rf"\b(?:{_DENIALS[language]})\b[^.;]*", text, re.IGNORECASE)
    return [*found, *(Reading(match[0].split(",")[0], _stems(match[0])[1:]) for match in denials)]


def affirmed(text: str, language: str, other: Reading) -> Reading | None:
    """Return the words that say what another sentence negates; None when nothing does."""
    if negations(text, language).sure or re.search(
        rf"\b(?:{_DENIALS.get(language, '(?!)')})", text, re.IGNORECASE
    ):
        return None
    for known in sorted(map(str, other.key), key=len, reverse=True):
        for word in WORD.findall(text):
            # A Hungarian verb that is negated parts with its prefix: `kiszivárog`, `nem szivárog ki`.
            form = fold(word)
            is_long = len(known) >= STEM and (known in form if language == "hu" else form.startswith(known))
            if is_long or (len(known) == STEM - 1 and form == known):
                return Reading(word, (known,))
    return None


def _stems(text: str) -> tuple[str, ...]:
    words = [fold(word) for word in WORD.findall(text)]
    return tuple(
        word[:STEM] if len(word) > STEM else stem_of(word) or word for word in words if len(word) > STEM - 2
    )


def same(one: Reading, other: Reading, kind: str) -> bool:
    """Return whether two readings may both be right."""
    if kind == "number":
        if one.key == ("times",) or other.key == ("times",):
            return one.key == other.key
        return _overlap(one, other)
    if kind == "date":
        return all(a is None or b is None or a == b for a, b in zip(one.key, other.key, strict=True))
    if kind == "place" and is_country(one) != is_country(other):
        return True  # the one may lie in the other
    if kind == "place" and _is_known(one) and _is_known(other):
        return bool(set(one.key) & set(other.key))
    return any(names.may_be_same(str(a), str(b)) for a in _parts(one) for b in _parts(other))


def is_country(reading: Reading) -> bool:
    """Tell whether a place is a country, or one of several words for one."""
    return any(re.fullmatch("[A-Z]{2}", str(key)) for key in reading.key)


def _is_known(reading: Reading) -> bool:
    return is_country(reading) or any("/" in str(key) for key in reading.key)


def _parts(reading: Reading) -> list[str]:
    return WORD.findall(reading.words)


def _overlap(one: Reading, other: Reading) -> bool:
    return any(
        (a * one.low <= b * other.high and b * other.low <= a * one.high) or _rounded(a) == _rounded(b)
        for a in _values(one)
        for b in _values(other)
    )


def _values(reading: Reading) -> list[float]:
    return [value for value in reading.key if isinstance(value, float)]


def _rounded(value: float) -> float:
    """Return a number as two digits tell it: 387 as 390, 1,598,000 as 1,600,000."""
    return float(f"{value:.1e}")


def comparable(one: Reading, other: Reading, kind: str, *, is_one_language: bool) -> bool:
    """Return whether two readings can be of one thing: numbers of one unit, and not of another order."""
    if kind != "number" or ("times",) in (one.key, other.key):
        return True
    if (one.unit or other.unit) and not one.unit & other.unit:
        return False
    small, large = sorted(max(_values(reading)) for reading in (one, other))
    if small <= 0 or large / small > FURTHEST:
        return False
    return one.unit != frozenset() or not is_one_language or is_one_noun(one.noun, other.noun)


def is_one_noun(one: str, other: str) -> bool:
    """Return whether two folded words may count the same things; also where one of them is not known."""
    return not one or not other or one[: STEM - 1] == other[: STEM - 1] or {one, other} <= _PEOPLE


# Words for people count the same things.
_PEOPLE = frozenset(
    WORD.findall(
        "people persons civilians inhabitants residents osob osoby osoba ludzi ludzie cywilow mieszkancow ember embert "
        "szemely szemelyt lakos lakosok oameni persoane civili locuitori"
    )
)


def left_over(readings: Sequence[Reading], others: Sequence[Reading], kind: str) -> list[Reading]:
    """Return those readings that none of the other sentence's may be."""
    return [reading for reading in readings if not any(same(reading, other, kind) for other in others)]
