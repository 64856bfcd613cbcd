"""A period of time as people say it: `July 2025`, `lipca`, `2025. július 12.`, `last week`.

Proved by `tests/test_assistant_talk_periods.py`.
"""

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass

from assistant.facts.dates import Date, dates
from index.filters import interval
from index.languages import fold

_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W_]+")
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Some days in a row.

    Attributes:
        first: the first, ISO 8601, as precise as `index.filters` takes it.
        last: the last, the same.
    """

    first: str
    last: str

    @property
    def next_day(self) -> str:
        """The day after it."""
        return (interval(self.last)[1] + _DAY).isoformat()

    @property
    def day_before(self) -> str:
        """The day before it."""
        return (interval(self.first)[0] - _DAY).isoformat()


def period(
    text: str,
    language: str,
    relative: str | None = None,
    ignored: Collection[str] = (),
    today: datetime.date | None = None,
) -> Period | None:
    """Return the period that a text says.

    Args:
        text: nothing but a date, or words for one.
        language: its language.
        relative: what it stands for when it is said from today: `day`, `week-1` (the last), `month`, `year-1`.
        ignored: folded words that say nothing (`of`, `roku`).
        today: the day it is said on; by default today.

    Returns:
        A day, a month or a year; a month without a year is the last one. None when any word says something else.
    """
    today = today or datetime.date.today()
    if relative is not None:
        return _relative(relative, today)
    found = [date for date in dates(text, language) if date.month or date.year]
    taken = [span for date in found for span in date.spans]
    if not found and (year := _YEAR.search(text)):
        found, taken = [Date(year[0], int(year[0]))], [year.span()]
    others = [word[0] for word in _WORD.finditer(text) if not any(s <= word.start() < e for s, e in taken)]
    if len(found) != 1 or any(fold(word) not in ignored for word in others):
        return None
    iso = _iso(found[0], today)
    return Period(iso, iso)


def _iso(date: Date, today: datetime.date) -> str:
    year = date.year
    if year is None:
        assert date.month is not None
        year = today.year - ((date.month, date.day or 1) > (today.month, today.day))
    parts = [f"{year:04}", *(f"{part:02}" for part in (date.month, date.day) if part)]
    return "-".join(parts)


def _relative(what: str, today: datetime.date) -> Period:
    unit, _, back = what.partition("-")
    before = int(back or 0)
    match unit:
        case "day":
            first = last = today - before * _DAY
        case "week":
            first = today - (today.weekday() + 7 * before) * _DAY
            last = first + 6 * _DAY
        case "month":
            months = 12 * today.year + today.month - 1 - before
            iso = f"{months // 12:04}-{months % 12 + 1:02}"
            first, last = interval(iso)
        case _:
            first, last = interval(f"{today.year - before:04}")
    return Period(first.isoformat(), last.isoformat())
