"""Which documents a search may look at: languages, dates, sources.

A partial date is its whole interval: `2025-07` is July from its first to its last day, on either side. A
document without a date is left out of a dated search. Proved by `tests/test_index_filters.py`.
"""

import calendar
import datetime
import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.documents import file_of
from index.errors import FilterError
from index.languages import code_of
from index.records import DocumentInfo


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look at; everything by default.

    Attributes:
        languages: ISO 639-1 codes; empty for all. Any sequence of them will do, it becomes a tuple.
        date_from: earliest date, ISO 8601, `2025`, `2025-07` or `2025-07-12`, or None.
        date_to: latest date, the same.
        sources: paths relative to the corpus, folders, or patterns with `*`; empty for all. The same.

    Raises:
        FilterError: when a language is no code, a date is no date, or the first is after the last.
    """

    languages: Sequence[str] = ()
    date_from: str | None = None
    date_to: str | None = None
    sources: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name in ("languages", "sources"):
            object.__setattr__(self, name, _texts(name, getattr(self, name)))
        for language in self.languages:
            if not re.fullmatch("[a-z]{2,3}", language):
                code = code_of(language)
                advice = f"write {code}" if code else "write en, hu, pl, ro or another of ISO 639-1"
                raise FilterError(f"{language!r} is no language code; {advice}.")
        first = datetime.date.min if self.date_from is None else interval(self.date_from)[0]
        last = datetime.date.max if self.date_to is None else interval(self.date_to)[1]
        if first > last:
            raise FilterError(
                f"Nothing lies between {self.date_from!r} and {self.date_to!r}; put the earlier date first."
            )

    @property
    def narrows_documents(self) -> bool:
        """Whether more than the language is asked for."""
        return bool(self.date_from or self.date_to or self.sources)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        return {
            "languages": list(self.languages),
            "date_from": self.date_from,
            "date_to": self.date_to,
            "sources": list(self.sources),
        }

    def lacks_date(self, document: DocumentInfo) -> bool:
        """Return whether `document` is left out for having no date, and for nothing else."""
        is_dated = bool(self.date_from or self.date_to)
        return (
            is_dated
            and document.date is None
            and replace(self, date_from=None, date_to=None).matches(document)
        )

    def matches(self, document: DocumentInfo) -> bool:
        """Return whether `document` may be looked at."""
        if self.languages and document.language not in self.languages:
            return False
        return self.covers(document)

    def covers(self, document: DocumentInfo) -> bool:
        """Return the same whatever its language: single passages of it may be in another."""
        if self.sources and not any(_covers(pattern, document.source) for pattern in self.sources):
            return False
        return self._matches_date(document.date)

    def _matches_date(self, date: str | None) -> bool:
        if not (self.date_from or self.date_to):
            return True
        if date is None:
            return False
        first, last = interval(date)
        after_start = not self.date_from or last >= interval(self.date_from)[0]
        before_end = not self.date_to or first <= interval(self.date_to)[1]
        return after_start and before_end


def checked_filters(filters: Any) -> Filters | None:
    """Return filters as they were given, or None for none; FilterError when they are something else."""
    if filters is None or isinstance(filters, Filters):
        return filters
    given = 'languages=["en"]'
    if filters and isinstance(filters, dict):
        given = ", ".join(f"{name}={value!r}" for name, value in filters.items())
    raise FilterError(f"Filters are no {filters!r}; write Filters({given}).")


def interval(date: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a date.

    Args:
        date: as precise as `2025`, `2025-07` or `2025-07-12`.

    Returns:
        Both days, which belong to it.

    Raises:
        FilterError: when it is none of these, or no day of the calendar.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", date) if isinstance(date, str) else None
    try:
        if match is None:
            raise ValueError("not of that form")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if month is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        if day is None:
            return datetime.date(year, month, 1), datetime.date(
                year, month, calendar.monthrange(year, month)[1]
            )
        return datetime.date(year, month, day), datetime.date(year, month, day)
    except ValueError as error:
        raise FilterError(f"{date!r} is no date; write 2025, 2025-07 or 2025-07-12.") from error


def _texts(name: str, values: Any) -> tuple[str, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise FilterError(f"{name} takes a list, not {values!r}; put it into [ ].")
    texts = tuple(values)
    for text in texts:
        if not isinstance(text, str):
            raise FilterError(f"{name} takes texts, not {text!r}; put it into quotation marks.")
    return texts


def _covers(pattern: str, source: str) -> bool:
    folder, file = pattern.rstrip("/") + "/", file_of(source)
    return (
        pattern in (source, file)
        or source.startswith(folder)
        or any(fnmatch.fnmatchcase(name, pattern) for name in {source, file})
    )
