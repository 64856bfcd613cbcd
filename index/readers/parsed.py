"""What a reader makes of one file, and the small things that all readers need for it.

Invariant: a date is a real one of the calendar, in ISO 8601, as precise as known, or None. Proved by
`tests/test_index_readers.py`.
"""

import datetime
import re
from dataclasses import dataclass

from index.documents import Span
from index.paragraphs import trim

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.DOTALL)
_TITLE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Parsed:
    """The text of a file and what the file says about itself; None where it says nothing.

    Attributes:
        text: the whole decoded text.
        title: the title, or None.
        date: ISO 8601, as precise as known, or None.
        language: ISO 639-1 code, or None when it has to be detected.
        url: where it was published, or None.
        body: first character of what is to be read.
        headings: the headings' spans, in order, none before `body`.
    """

    text: str
    title: str | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None
    body: int = 0
    headings: tuple[Span, ...] = ()


def iso_date(value: str) -> str | None:
    """Return `value` as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or None when it is no real date."""
    found = _DATE.fullmatch(value.strip())
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


def shorten(text: str) -> str | None:
    """Return `text` as a title: one line of about 100 characters at most, cut between words."""
    words = " ".join(text.split())
    if len(words) <= _TITLE_LENGTH:
        return words or None
    kept, _, _ = words[:_TITLE_LENGTH].rpartition(" ")
    return (kept or words[:_TITLE_LENGTH]).rstrip(" ,;:–—-") + "…"


def has_prose(text: str, body: int, headings: tuple[Span, ...]) -> bool:
    """Tell whether anything but headings stands in the body."""
    starts = [body, *(span.end for span in headings)]
    ends = [*(span.start for span in headings), len(text)]
    return any(trim(text, start, end) for start, end in zip(starts, ends, strict=True))
