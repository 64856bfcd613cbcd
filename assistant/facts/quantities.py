"""Numbers in a text, however they are written, and what they count.

`1,6 mln` is `1.6 million`, `20.000` is `20,000`, `II` is the second, `lata 80.` are the `1980s`, `8 p.m.` is
`20:00`, `250` is `dwieście pięćdziesiąt`. One way of writing may have several readings; a number is found when one
of its readings is. Sentences are read strictly (only what is surely a number must be found), quotes generously.
Proved by `tests/test_assistant_facts_quantities.py`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.facts.inflection import WORD
from assistant.facts.number_words import NumberWord, number_word
from assistant.facts.units import symbol, unit

_CODE = re.compile(r"(?<!\w)[^\W\d_]+\d\w*")
_TIME = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d:]|[.,]\d)")
_NUMBER = re.compile(
    r"(?<!\d)\d{1,3}(?:[.,\u00a0\u202f\u2009' ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?[½¼¾]?|[½¼¾]"
)
_GROUPED = re.compile(r"(?<=\d)[.,\u00a0\u202f\u2009' ](?=\d{3}(?!\d))")
_ROMAN = re.compile(r"(?<![\w.'’])(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})(?![\w'’]|\.\w)")
# What stands between two numbers of which only the second has the unit: `2-3 million`, `2 or 3 million`.
_RANGE = re.compile(r"\s?(?:[-–—]|,|\b(?:and|or|to|i|lub|do|a|és|vagy|și|sau|la|până)\b)\s?", re.IGNORECASE)
_DECADE_AFTER = re.compile(r"['’]?s\b|-?(?:as|es|os|ás|ös) évek|\.? évek")
_DECADE_BEFORE = re.compile(r"(?:\blat(?:a|ach|)|\banii|\banilor|['’])\s?$", re.IGNORECASE)
_YEAR = re.compile(r"1\d\d\d|20\d\d")
_AFTERNOON = re.compile(
    r"\s?(?:p\.?\s?m\b|po połud|wieczor|délután|este\b|du\. |după-amiaz|seara)", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s\u00a0-]{0,2}(?:de\s)?")
# Words that may stand inside a number in words.
_JOINING = ("and", "și", "de")
_CENTURY = 1900


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number.

    Attributes:
        text: as written.
        values: its readings, each written one way.
        units: what it may count; empty when nothing known.
    """

    text: str
    values: frozenset[str]
    units: frozenset[str] = frozenset()


def quantities(
    text: str, language: str, apart: Iterable[tuple[int, int]] = (), is_strict: bool = False
) -> list[Quantity]:
    """Return the numbers in a text.

    Args:
        text: any text.
        language: its language.
        apart: spans that are read elsewhere: dates.
        is_strict: leave out what may be no number.

    Returns:
        First those in digits, then Roman ones, then words, each in the order of the text.
    """
    covered = bytearray(len(text))
    for start, end in apart:
        covered[start:end] = b"\1" * (end - start)
    found = [
        *_taken(_codes(text, is_strict), covered),
        *_taken(_times(text), covered),
        *_taken(_in_digits(text, language), covered),
        *_taken(_roman(text, is_strict), covered),
        *_taken(_in_words(text, language, is_strict), covered),
    ]
    return [quantity for quantity in found if not is_strict or quantity.values - {"0"}]


def missing(wanted: Iterable[Quantity], held: Collection[Quantity]) -> list[Quantity]:
    """Return those numbers that stand nowhere in `held`, or only with other units."""
    return [
        quantity
        for quantity in wanted
        if not any(
            quantity.values & h.values and (not quantity.units or not h.units or quantity.units & h.units)
            for h in held
        )
    ]


def plain(number: str) -> str:
    """Return a number written one way: `20.000` and `20,000` as `20000`, `1,6` as `1.6`, `007` as `7`."""
    half = unicodedata.numeric(number[-1]) if number[-1] in "½¼¾" else 0
    digits = _GROUPED.sub("", number).replace(",", ".").rstrip("½¼¾") or "0"
    return _written(Decimal(digits) + Decimal(str(half)))


def _written(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


Found = tuple[int, int, Quantity]


def _taken(found: Iterable[Found], covered: bytearray) -> Iterator[Quantity]:
    for start, end, quantity in found:
        if not any(covered[start:end]):
            covered[start:end] = b"\1" * (end - start)
            yield quantity


def _codes(text: str, is_strict: bool) -> Iterator[Found]:
    """Names with digits, `C4ADS` or `G20`, are found letter by letter."""
    for match in _CODE.finditer(text):
        yield *match.span(), Quantity(match[0], frozenset({match[0].casefold()}))


def _times(text: str) -> Iterator[Found]:
    """Hours and minutes, each for itself; they may be a score, or with a full stop a decimal number."""
    for match in _TIME.finditer(text):
        hour, minute = int(match[1]), int(match[2])
        decimal = {plain(match[0])} if "." in match[0] else {match[1] + match[2]}
        hours = {str(hour)} | decimal
        if hour <= 12 and _AFTERNOON.match(text, match.end()):
            hours.add(str(hour % 12 + 12))
        yield match.start(), match.end(1), Quantity(match[0], frozenset(hours))
        if minute:
            yield match.end(1), match.end(), Quantity(match[0], frozenset({str(minute)} | decimal))


def _in_digits(text: str, language: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(text):
        readings = {plain(match[0])}
        if re.fullmatch(r"\d{1,3}[.,]\d{3}", match[0]):  # 1.234: either
            readings.add(_written(Decimal(match[0].replace(",", "."))))
        scale, end = _scale(text, match.end(), language)
        values = {_written(Decimal(value) * scale) for value in readings}
        if scale == 1:
            values |= _scaled_by_range(text, match.end(), readings, language)
            values |= _as_year(text, match, readings)
            if _AFTERNOON.match(text, match.end()):
                values |= {
                    str(int(v) + 12) for v in readings if v.isdigit() and len(v) < 3 and 0 < int(v) < 12
                }
        units = _unit_after(text, end, language) or _unit_before(text, match.start())
        if _YEAR.fullmatch(match[0]):
            units -= {"duration-year"}
        yield match.start(), end, Quantity(text[match.start() : end], frozenset(values), units)


def _scale(text: str, end: int, language: str) -> tuple[int, int]:
    """Return what the word after a number multiplies it with, and where that word ends."""
    gap = _BETWEEN.match(text, end)
    word = WORD.match(text, gap.end() if gap else end)
    number = number_word(word[0], language) if word else None
    if word and number and (number.is_scale or (number.value == 100 and number.is_sure)):
        return number.value, word.end()
    return 1, end


def _scaled_by_range(text: str, end: int, readings: set[str], language: str) -> set[str]:
    between = _RANGE.match(text, end)
    following = _NUMBER.match(text, between.end()) if between and between[0] else None
    if following is None:
        return set()
    scale, _ = _scale(text, following.end(), language)
    return {_written(Decimal(value) * scale) for value in readings}


def _as_year(text: str, match: re.Match[str], readings: set[str]) -> set[str]:
    """Return a decade both ways, `1980s` and `80s`, and the second year of `2024/25` in full."""
    (number, *_) = readings
    after = _DECADE_AFTER.match(text, match.end())
    before = _DECADE_BEFORE.search(text, 0, match.start())
    if (after or before) and len(number) == 4:
        century = {str(int(number) // 100 + 1)} if number.endswith("00") else set()
        return {number[2:].lstrip("0") or "0"} | century
    if number.isdigit() and len(number) == 2:
        if number[1] == "0" and (after or before):
            return {str(_CENTURY + int(number)), str(_CENTURY + 100 + int(number))}
        earlier = re.search(r"(?<!\d)((?:1\d|20)\d\d)[-–/]$", text[max(0, match.start() - 6) : match.start()])
        if earlier:
            return {earlier[1][:2] + number}
    return set()


def _unit_after(text: str, end: int, language: str) -> frozenset[str]:
    gap = re.compile(r"[\s\u00a0-]?").match(text, end)
    place = gap.end() if gap else end
    if place < len(text) and (found := symbol(text[place])):
        return found
    gap = _BETWEEN.match(text, end)
    word = WORD.match(text, gap.end() if gap else end)
    return unit(word[0], language) if word else frozenset()


def _unit_before(text: str, start: int) -> frozenset[str]:
    before = text[max(0, start - 2) : start].strip()
    return symbol(before[-1]) if before else frozenset()


def _roman(text: str, is_strict: bool) -> Iterator[Found]:
    units = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
    for match in _ROMAN.finditer(text):
        if match[0] and (len(match[0]) > 1 or not is_strict):
            value = 10 * len(match[1]) + units[match[2]]
            yield *match.span(), Quantity(match[0], frozenset({str(value)}))


def _in_words(text: str, language: str, is_strict: bool) -> Iterator[Found]:
    """Put neighbouring number words together: `two hundred and fifty thousand`."""
    run: list[tuple[re.Match[str], NumberWord]] = []
    for word in WORD.finditer(text):
        number = number_word(word[0], language)
        if run and word[0].lower() in _JOINING and not (number and number.is_scale):
            continue
        if run and (number is None or not _goes_on(text, run, word, number)):
            yield from _read(text, run, language, is_strict)
            run = []
        if number is not None:
            run.append((word, number))
    if run:
        yield from _read(text, run, language, is_strict)


def _goes_on(
    text: str, run: list[tuple[re.Match[str], NumberWord]], word: re.Match[str], number: NumberWord
) -> bool:
    last, before = run[-1]
    gap = text[last.end() : word.start()]
    if gap.strip(" -\u00a0") not in ("", *_JOINING):
        return False
    return number.is_scale or number.value == 100 or number.value < _room(before)


def _room(number: NumberWord) -> int:
    """Return below what a word may be to be added to this one: 10 after twenty, 100 after two hundred."""
    if number.is_scale:
        return number.value
    return 100 if number.value % 100 == 0 else 10 if number.value % 10 == 0 and number.value > 10 else 0


def _read(
    text: str, run: list[tuple[re.Match[str], NumberWord]], language: str, is_strict: bool
) -> Iterator[Found]:
    words = [number for _, number in run]
    is_vague = all(word.is_scale for word in words)  # thousands of people
    is_sure = not is_vague and all(word.is_sure for word in words)
    if is_strict and not is_sure:
        return
    start, end = run[0][0].start(), run[-1][0].end()
    value = _value(words)
    values = {value, _CENTURY + value} if _DECADE_BEFORE.search(text, 0, start) else {value}
    units = _unit_after(text, end, language)
    yield start, end, Quantity(text[start:end], frozenset(map(str, values)), units)


def _value(words: list[NumberWord]) -> int:
    total, current = 0, 0
    for word in words:
        if word.is_scale:
            total, current = total + max(current, 1) * word.value, 0
        elif word.value == 100 and 0 < current < 100:
            current *= 100
        else:
            current += word.value
    return total + current
