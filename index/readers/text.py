"""Plain text: a date header, the title and the headings recognised from how the text is laid out.

Invariant: a heading is a whole short line that stands before prose; nothing else is ever taken out of what
is cut into passages but a leading date. Proved by `tests/test_index_readers.py`.
"""

import re
from collections.abc import Sequence

from index.documents import Span
from index.languages import UNKNOWN
from index.paragraphs import ends_sentence, paragraphs
from index.readers.decoding import decode
from index.readers.parsed import Parsed, iso_date, shorten
from index.sentences import sentences

_DATE_HEADER = re.compile(
    r"\s{0,20}date[ \t]*:?[ \t]*(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?=\s|\Z)[ \t]*", re.IGNORECASE
)
_LONGEST_HEADING, _MOST_WORDS = 90, 16
# Short lines in longer runs are a list, a poem or a table.
_LONGEST_RUN = 3
_PROSE_LENGTH = 120
_TOP = 2000
# A lead, a tweet or a byline may stand before the headline; a section's label is shorter than a headline.
_HEADLINE_WITHIN, _HEADLINE_WORDS = 3, 4
_NO_HEADING = re.compile(r"[-–—*+•▪·>|@]|.*(?:://|www\.|@\w)")
_ENDS_OPEN = re.compile(r".*[,!(\[\\/|=–—-]$")
_STARTS_LOW = re.compile(r"[^\w]*[a-zà-ÿ]")
_SPEECH = re.compile(r"[\"„“”«»‘'’–—-].*\?[\"”“»'’]*$")
_ORNAMENT = re.compile(r"^[^\w\"'„“«‘(\[]+")


def parse(data: bytes, source: str) -> Parsed:
    """Read a plain text; bytes that are none raise `DocumentError`.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        The text, its title, its date when it starts with one, and its headings.
    """
    text = decode(data, source)
    date, body = date_header(text)
    spans = paragraphs(text, body, len(text))
    found = headings(text, spans)
    return Parsed(text=text, title=title(text, spans, found), date=date, body=body, headings=tuple(found))


def date_header(text: str) -> tuple[str | None, int]:
    """Return the date that `text` starts with (`date 2025-07`, `Date: 2025-07-12`) and where it ends."""
    header = _DATE_HEADER.match(text)
    date = iso_date(header[1]) if header else None
    return (date, header.end()) if header and date else (None, 0)


def title(text: str, spans: list[Span], headings: list[Span]) -> str | None:
    """Return the best title: a headline at the top, else the first sentence, shortened.

    Args:
        text: the whole text.
        spans: its paragraphs.
        headings: those of them that are headings.

    Returns:
        The title, or None for a text without words.
    """
    top = [span for span in spans[:_HEADLINE_WITHIN] if span in headings]
    if top and top[0] != spans[0]:  # something stands above it: only a real headline counts
        top = [span for span in top if _words(text, span) >= _HEADLINE_WORDS]
    best = next((span for span in top if _words(text, span) >= _HEADLINE_WORDS), top[0] if top else None)
    if best is None and spans:
        first = spans[0]
        best = sentences(text, first.start, min(first.end, first.start + _TOP), UNKNOWN)[0]
    return shorten(_ORNAMENT.sub("", text[best.start : best.end])) if best else None


def title_of(text: str, headings: Sequence[Span]) -> str | None:
    """Return the best title where headings are known: the first of them, else the first sentence, shortened."""
    if headings:
        return shorten(text[headings[0].start : headings[0].end])
    return title(text, paragraphs(text, 0, min(len(text), _TOP)), [])


def _words(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())


def headings(text: str, spans: list[Span]) -> list[Span]:
    """Return the short lines that stand, at most three together, right before prose.

    Args:
        text: the whole text.
        spans: its paragraphs.

    Returns:
        Those that are headings, in order.
    """
    found: list[Span] = []
    run: list[Span] = []
    for span in spans:
        piece = text[span.start : min(span.end, span.start + 2 * _PROSE_LENGTH)]
        if _looks_like_heading(piece):
            run.append(span)
            continue
        prose = len(piece) > _PROSE_LENGTH or ends_sentence(piece)
        if prose and len(run) <= _LONGEST_RUN:
            found += run
        run = []
    return found


def _looks_like_heading(piece: str) -> bool:
    if len(piece) > _LONGEST_HEADING or len(piece.split()) > _MOST_WORDS or len(piece.splitlines()) != 1:
        return False
    if not any(map(str.isalpha, piece)) or _STARTS_LOW.match(piece) or _NO_HEADING.match(piece):
        return False
    if piece.rstrip("\"'”“»’)]").endswith("?"):
        return not _SPEECH.match(piece)
    return not ends_sentence(piece) and not _ENDS_OPEN.match(piece)
