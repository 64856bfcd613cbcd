"""Markdown: front matter, `#` and underlined headings, the rest as it is written.

Invariant: front matter that is not a YAML mapping is text like any other, never an error. Proved by
`tests/test_index_readers.py`.
"""

import datetime
import re

from index.documents import Span
from index.paragraphs import paragraphs
from index.readers.decoding import decode
from index.readers.parsed import Parsed, has_prose, iso_date, shorten
from index.readers.text import title as title_of_text

_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r)(.*?)(?:\r\n|\n|\r)(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL
)
_LONGEST_FRONT_MATTER = 10_000
_TOP = 2000
_FENCE = re.compile(r" {0,3}(```|~~~)")
_NUMBER_SIGN = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_FIRST_LEVEL = re.compile(r" {0,3}#[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:={3,}|-{3,})[ \t]*$")
_NO_PARAGRAPH = re.compile(r"\s*(?:[-*+>|]|\d{1,9}[.)]\s|$)| {4}")
_KEYS = ("title", "author", "date", "language", "lang", "url")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)


def parse(data: bytes, source: str) -> Parsed:
    """Read a Markdown text; bytes that are no text raise `DocumentError`.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        The text, what its front matter says, its title and its headings.
    """
    text = decode(data, source)
    known, body = _front_matter(text)
    headings = _headings(text, body)
    if not has_prose(text, body, headings):
        headings = ()
    language = _LANGUAGE.fullmatch(known["language"] or known["lang"])
    return Parsed(
        text=text,
        title=shorten(known["title"]) or _title(text, body, headings),
        date=iso_date(known["date"]),
        language=language[1].lower() if language else None,
        url=known["url"] or None,
        author=known["author"] or None,
        body=body,
        headings=headings,
    )


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return what the mapping at the start of `text` says and where it ends; 0 when there is none."""
    import yaml

    nothing = dict.fromkeys(_KEYS, "")
    block = _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER)
    if block is None:
        return nothing, 0
    try:
        known = yaml.safe_load(block[1])
        if not isinstance(known, dict):
            return nothing, 0
        return {key: _plain(known.get(key)) for key in _KEYS}, block.end()
    except Exception:  # a value that is not of its tag (`!!bool maybe`) raises whatever its conversion meets
        return nothing, 0


def _plain(value: object) -> str:
    """Return the value as text, of a list each of its values; an empty one when it is no plain value."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(item.strip() for item in value if isinstance(item, str))
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _title(text: str, body: int, headings: tuple[Span, ...]) -> str | None:
    """Return the first heading of the first level, else the first of any, else the best of the text."""
    raw = [text[span.start : span.end] for span in headings]
    best = next((heading for heading in raw if _FIRST_LEVEL.match(heading)), raw[0] if raw else "")
    words = best.splitlines()[0].strip("#*_ \t") if best else ""
    return shorten(words) or title_of_text(text, paragraphs(text, body, body + _TOP), [])


def _headings(text: str, body: int) -> tuple[Span, ...]:
    found: list[Span] = []
    fence = ""
    position, above = body, Span(body, body)
    for line in text[body:].splitlines(keepends=True):
        span = Span(position, position + len(line.rstrip()))
        position += len(line)
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        elif not fence and _NUMBER_SIGN.match(line):
            found.append(span)
        elif not fence and _UNDERLINE.match(line) and _can_be_underlined(text, above, found):
            found.append(Span(above.start, span.end))
        above = span
    return tuple(found)


def _can_be_underlined(text: str, above: Span, found: list[Span]) -> bool:
    taken = bool(found) and found[-1].end >= above.end
    return not taken and _NO_PARAGRAPH.match(text[above.start : above.end]) is None
