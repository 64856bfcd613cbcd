"""Dates in a text, as far as they are told: `13 July 2025`, `w lipcu`, `2025. július 13-án`, `2025-07`, Wednesday.

A date of a sentence is found in its quotes when all that it says (year, month, day, day of the week) is said
there of one date; what the quotes leave open, the date of their document may add. Names of months and days come
from the Unicode CLDR. Proved by `tests/test_assistant_facts_dates.py`.
"""

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from assistant.facts.inflection import SHORTEST, WORD, Inflected, locale, stem_of
from assistant.facts.units import unit

# Cases that neither the CLDR's forms nor shorter endings give: `we wtorku`, `w lipcu`, `joia`.
_MORE_MONTHS = {"pl": "2=lutym 5=maju 5=majem 9=wrześniu 9=wrześniem 11=listopadzie"}
_MORE_WEEKDAYS = {
    "pl": "0=poniedziałk 1=wtork 3=czwartk 4=piątk",
    "ro": "0=lunea 1=marțea 2=miercurea 3=joia 4=vinerea 5=sâmbăta 6=duminica",
}
_ENDING = 4
_LAST_LETTERS = re.compile("[aeiouyąęáéíöőúüűăâî]{1,3}[nmi]?")
# So short a name is a month only beside a number: `may`, `mai`, `maj`, `mar`.
_SHORT = 3

_ISO = re.compile(r"(?<![\d.-])(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?![\d-])")
_YEAR_FIRST = re.compile(r"(?<![\d.])((?:1\d|20)\d\d)[./]\s?(\d{1,2})[./]\s?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d.,])(\d{1,2})([./])(\d{1,2})\2((?:1\d|20)\d\d)(?!\d)")
_DAY_BEFORE = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:\.|st|nd|rd|th|-?go|-?ego)?(?:\s*[-–/]\s*\d{1,2}\.?)?\s+(?:of\s+)?$"
)
_DAY_AFTER = re.compile(r"^\.?\s+(?:the\s+)?(\d{1,2})(?!\d|[.,:]\d|%|\s*(?:000|%))")
_YEAR_AFTER = re.compile(r"^(?:(?:,|\.|\s|of|de|a)|\d{1,2}(?:st|nd|rd|th)?\b)*\s((?:1\d|20)\d\d)(?![\d.]\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)((?:1\d|20)\d\d)(?:\.|-\w{1,3})?\s+$")


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as a text tells it.

    Attributes:
        text: as written.
        year: or None.
        month: 1..12, or None.
        day: 1..31, or None.
        weekday: 0 (Monday) .. 6, or None.
        spans: where its parts stand in the text.
        is_sure: False for a word that may mean something else: Romanian `luni` is Monday, and months.
    """

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    spans: tuple[tuple[int, int], ...] = ()
    is_sure: bool = True

    @property
    def weekdays(self) -> frozenset[int]:
        """The day of the week, as told or as the calendar has it."""
        if self.weekday is not None:
            return frozenset({self.weekday})
        if self.year and self.month and self.day:
            return frozenset({datetime.date(self.year, self.month, self.day).weekday()})
        return frozenset()

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers in it."""
        return frozenset(n for n in (self.year, self.month, self.day) if n is not None)


def dates(text: str, language: str) -> list[Date]:
    """Return the dates in a text, in no particular order.

    Args:
        text: any text.
        language: its language; without names of months for it, only dates in digits are found.

    Returns:
        Only possible ones: nothing for `2025-13-45`.
    """
    found = [date for date in _in_digits(text) if _is_possible(date)]
    taken = [span for date in found for span in date.spans]
    for word in WORD.finditer(text):
        if any(start <= word.start() < end for start, end in taken):
            continue
        weekday = _names(language, "days").get(word[0])
        if weekday is not None and _written_alike(word[0], language):
            is_sure = not unit(word[0], language)
            found.append(Date(word[0], weekday=weekday, spans=(word.span(),), is_sure=is_sure))
        elif date := _around_month(text, word, language):
            found.append(date)
    return found


def stated(iso: str | None) -> list[Date]:
    """Return the date of a document, ISO 8601 as precise as known; an empty list for None."""
    parts = [int(part) for part in (iso or "").split("T")[0].split("-") if part.isdigit()]
    if not parts:
        return []
    year, month, day = (*parts, None, None)[:3]
    date = Date(iso or "", year, month, day)
    return [date] if _is_possible(date) else []


def missing(
    wanted: Collection[Date],
    held: Collection[Date],
    numbers: Collection[int],
    documents: Collection[Date] = (),
) -> list[Date]:
    """Return those dates that the quotes do not tell.

    Args:
        wanted: the sentence's; those that are not sure are passed over.
        held: those of its quotes.
        numbers: the numbers in its quotes that belong to no date.
        documents: the dates of the documents the quotes are from.

    Returns:
        What is not found; a day of the week needs no telling where a date of the sentence falls on it.
    """
    implied = {day for date in wanted if date.weekday is None for day in date.weekdays}
    years = {d.year for d in (*held, *documents) if d.year} | set(numbers)
    return [
        date
        for date in wanted
        if date.is_sure
        and date.weekday not in implied
        and not any(_tells(h, date, years) for h in held)
        and not any(_tells(d, date, years, numbers) for d in documents)
    ]


def _tells(held: Date, wanted: Date, years: Collection[int], days: Collection[int] = ()) -> bool:
    if wanted.weekday is not None and wanted.weekday not in held.weekdays:
        return False
    return (
        (wanted.month is None or wanted.month == held.month)
        and (wanted.day is None or wanted.day == held.day or (held.day is None and wanted.day in days))
        and (wanted.year is None or wanted.year == held.year or (held.year is None and wanted.year in years))
    )


def _in_digits(text: str) -> Iterable[Date]:
    for match in _ISO.finditer(text):
        year, month, day = match.groups()
        yield Date(match[0], int(year), int(month), int(day) if day else None, spans=(match.span(),))
    for match in _YEAR_FIRST.finditer(text):
        year, month, day = map(int, match.groups())
        yield Date(match[0], year, month, day, spans=(match.span(),))
    for match in _DAY_FIRST.finditer(text):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        if month > 12:  # as Americans write it
            day, month = month, day
        yield Date(match[0], year, month, day, spans=(match.span(),))


def _around_month(text: str, word: re.Match[str], language: str) -> Date | None:
    month = _names(language, "months").get(word[0])
    if month is None or not _written_alike(word[0], language):
        return None
    before, after = text[max(0, word.start() - 24) : word.start()], text[word.end() : word.end() + 24]
    shift = word.start() - len(before)
    day, place = _DAY_BEFORE.search(before), shift
    if day is None:
        day, place = _DAY_AFTER.search(after), word.end()
    year, year_place = _YEAR_AFTER.search(after), word.end()
    if year is None:
        year, year_place = _YEAR_BEFORE.search(before), shift
    if len(word[0]) <= _SHORT and not (day or year):
        return None
    spans = [word.span()]
    if day:
        spans.append((place + day.start(1), place + day.end(1)))
    if year:
        spans.append((year_place + year.start(1), year_place + year.end(1)))
    whole = text[min(start for start, _ in spans) : max(end for _, end in spans)]
    date = Date(
        whole, int(year[1]) if year else None, month, int(day[1]) if day else None, spans=tuple(spans)
    )
    return date if _is_possible(date) else None


def _is_possible(date: Date) -> bool:
    try:
        datetime.date(2000 if date.year is None else date.year, date.month or 1, date.day or 1)
    except ValueError:
        return False
    return True


def _written_alike(word: str, language: str) -> bool:
    """Return False for `march` where months have a capital letter."""
    return word[0].isupper() or not _capitals(language)


@cache
def _capitals(language: str) -> bool:
    known = locale(language)
    return known is not None and known.months["format"]["wide"][1][0].isupper()


@cache
def _names(language: str, kind: str) -> Inflected[int]:
    known = locale(language)
    if known is None:
        return Inflected({})
    more = (_MORE_MONTHS if kind == "months" else _MORE_WEEKDAYS).get(language, "")
    forms = {form: int(number) for number, form in (pair.split("=") for pair in more.split())}
    tables = known.months if kind == "months" else known.days
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated") if kind == "months" else ("wide",):
            for number in range(1, 13) if kind == "months" else range(7):
                form = tables[context][width][number].lower().rstrip(".")
                if WORD.fullmatch(form):
                    forms.setdefault(form, number)
    return _Names(forms, _SHORT + (kind == "months"))


class _Names(Inflected[int]):
    """Names of months and days: few endings, and none after a short name (`mar`, `marines`)."""

    def __init__(self, forms: dict[str, int], short: int) -> None:
        super().__init__(forms)
        self._by_start: dict[str, list[tuple[str, str, int]]] = {}
        for form, number in forms.items():
            if len(form) > short:
                self._by_start.setdefault(form[:SHORTEST], []).append((form, stem_of(form), number))

    def get(self, word: str) -> int | None:
        word = word.lower()
        if (known := self.exact(word)) is not None:
            return known
        for form, stem, number in self._by_start.get(word[:SHORTEST], ()):
            if word.startswith(form) and len(word) <= len(form) + _ENDING:
                return number
            if len(stem) > SHORTEST and word.startswith(stem) and _LAST_LETTERS.fullmatch(word, len(stem)):
                return number
        return None
