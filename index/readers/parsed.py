"""What a reader makes of one document, and the small things that all readers need for it.

Invariant: a date is a real one of the calendar, in ISO 8601, as precise as known, or None. Proved by
`tests/test_index_readers.py`.
"""

import contextlib
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from index.documents import Span
from index.paragraphs import trim

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.DOTALL)
_TITLE_LENGTH = 100
_ORDERED = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_TURNED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
# The empty documents that python-docx and python-pptx begin with, clocks at zero, and the oldest date of an archive.
_TEMPLATES = frozenset(
    ["2013-12-23", "2013-01-27", "1970-01-01", "1980-01-01", "1601-01-01", "1899-12-30", "1904-01-01"]
)
_UNSEEN = re.compile("[\0\ud800-\udfff]")

MAX_BYTES = 50 * 1024 * 1024
"""The largest file, or member of an archive, that is read into memory."""


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
        author: who wrote it, or None.
        pages: where each page begins, in characters; empty where the format has none.
        remark: what of it could not be read, to go on a sentence that begins with its name; mostly empty.
    """

    text: str
    title: str | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None
    body: int = 0
    headings: tuple[Span, ...] = ()
    author: str | None = None
    pages: tuple[int, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What is read of one document: a whole file, a member of an archive, a row of a table.

    Attributes:
        source: `file`, or `file!name` inside of one.
        parsed: what its reader makes of it.
        content_hash: SHA-256, hexadecimal, of the bytes it was read from, or of what was read from its row.
    """

    source: str
    parsed: Parsed
    content_hash: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents of a file are to be read.

    Attributes:
        only: the source of the one that is wanted, or None for all.
        knows: told source and content hash of a document before it is read; True when it need not be.
    """

    only: str | None = None
    knows: Callable[[str, str], bool] = lambda source, content_hash: False

    def takes(self, source: str) -> bool:
        """Whether a document, or one inside of it, is wanted."""
        return self.only is None or self.only == source or self.only.startswith(f"{source}!")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something inside a file that is no document, and why: `reason` goes on a sentence that begins with `source`."""

    source: str
    reason: str


def clean(text: str) -> str:
    """Return extracted text without what no reader sees: NUL, halves of characters; line ends as `\\n`."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def any_date(value: str) -> str | None:
    """Return a date as people and programs write it in ISO 8601, as precise as it is certain, or None.

    Args:
        value: `2025-07-12T10:00Z`, `12.07.2025`, `2025/07/12`, `Sat, 12 Jul 2025 10:00:00 +0200`, seconds or
            milliseconds since 1970. Of `05/07/2025`, which is May or July, the year alone is certain.

    Returns:
        `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    """
    value = value.strip()
    if (ordered := _ORDERED.match(value)) is not None:
        return iso_date("-".join(f"{int(part):02}" for part in ordered.groups()))
    if (turned := _TURNED.match(value)) is not None:
        first, mark, second, year = turned.groups()
        if mark == "/" and first != second and int(first) <= 12:
            return iso_date(f"{year}-{int(first):02}-{int(second):02}" if int(second) > 12 else year)
        return iso_date(f"{year}-{int(second):02}-{int(first):02}")
    if _EPOCH.fullmatch(value):
        seconds = int(value[:10])
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(value).date().isoformat()
    return iso_date(value)


def made_date(date: str | None) -> str | None:
    """Return the day a file was made, or None where it is that of a template, or of a clock that was never set.

    Args:
        date: ISO 8601, as `any_date` returns it.

    Returns:
        The same date, or None.
    """
    return None if date in _TEMPLATES else date


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
