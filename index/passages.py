"""A document cut into passages, each knowing its sentences.

Invariant: `document.text[p.start:p.end] == p.text` for every passage `p`, and the same for every sentence
span inside it; every character of the body that is neither white space nor part of a heading is in exactly
one passage. Proved on arbitrary text by `tests/test_index_passages.py`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from index.documents import Document, Span
from index.paragraphs import paragraphs
from index.sentences import LONGEST, sentences

__all__ = ["CHUNKING", "SIZE", "Passage", "Span", "cut"]

SIZE = 600
# Part of an index's fingerprint: raise the number whenever the same document would be cut otherwise.
CHUNKING = f"sentences-1/{SIZE}/{LONGEST}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document.

    Attributes:
        id: 24 hexadecimal digits, a hash of source, content hash, start and end: a passage of a changed file
            never has the id of a passage of the file as it was.
        document_id: the document it is cut from.
        source: that document's source.
        start: first character, in the document's text.
        end: one past the last character.
        text: exactly `document.text[start:end]`.
        heading: the heading it stands under, or an empty string.
        title: the document's title.
        date: the document's date.
        language: the document's language.
        sentences: the sentences' spans, in order, without overlap, in the document's characters.
        url: where the document was published, or None.
    """

    id: str
    document_id: str
    source: str
    start: int
    end: int
    text: str
    heading: str
    title: str
    date: str | None
    language: str
    sentences: tuple[Span, ...]
    url: str | None = None

    def sentence_text(self, number: int) -> str:
        """Return the text of sentence `number` (from 0)."""
        span = self.sentences[number]
        return self.text[span.start - self.start : span.end - self.start]

    def to_dict(self) -> dict[str, Any]:
        """Return what people may want of it as plain values that `json.dumps` takes."""
        keys = ("id", "source", "start", "end", "text", "heading", "title", "date", "language", "url")
        return {key: getattr(self, key) for key in keys}


def cut(document: Document, size: int = SIZE) -> list[Passage]:
    """Cut `document` into passages that end at sentence ends and do not cross a heading.

    Short paragraphs are put together and long ones divided, so that a passage has about `size` characters: at
    most `size`, unless one sentence alone, or a last short piece kept with its neighbour, is longer (at most
    1.25 `size` or `LONGEST`, whichever is more).

    Args:
        document: as a reader returned it; its `body` and `headings` say what is not cut.
        size: wanted length in characters, at least 1.

    Returns:
        The passages in the order of the text; none when there is nothing but headings.
    """
    passages = []
    for start, end, heading in _sections(document):
        runs = (
            sentences(document.text, paragraph.start, paragraph.end, document.language)
            for paragraph in paragraphs(document.text, start, end)
        )
        passages += [_passage(document, heading, group) for group in _pack(runs, size)]
    return passages


def _sections(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield what lies between the headings: start, end and the heading above it."""
    start, heading = document.body, ""
    for span in document.headings:
        yield start, span.start, heading
        start, heading = span.end, _heading_text(document.text[span.start : span.end])
    yield start, len(document.text), heading


def _heading_text(raw: str) -> str:
    """Return the words of a heading, without a format's own marks around or under them."""
    lines = raw.strip().splitlines()
    return lines[0].strip("#*_ \t") if lines else ""


def _pack(runs: Iterable[list[Span]], size: int) -> list[list[Span]]:
    """Put the sentences of a section's paragraphs into groups of about `size` characters."""
    groups: list[list[Span]] = []
    current: list[Span] = []
    for run in runs:
        half_full = bool(current) and current[-1].end - current[0].start >= size / 2
        if half_full and run[-1].end - current[0].start > size:
            groups.append(current)
            current = []
        for sentence in run:
            if current and sentence.end - current[0].start > size:
                groups.append(current)
                current = []
            current.append(sentence)
    if groups and current and _is_tail(groups[-1], current, size):
        groups[-1] += current
    elif current:
        groups.append(current)
    return groups


def _is_tail(before: list[Span], last: list[Span], size: int) -> bool:
    """Tell whether `last` is too short to be found by itself and fits with what is before it."""
    return last[-1].end - last[0].start < size / 4 and last[-1].end - before[0].start <= size * 1.25


def _passage(document: Document, heading: str, group: list[Span]) -> Passage:
    start, end = group[0].start, group[-1].end
    key = "\0".join([document.source, document.content_hash, str(start), str(end)])
    return Passage(
        id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24],
        document_id=document.id,
        source=document.source,
        start=start,
        end=end,
        text=document.text[start:end],
        heading=heading,
        title=document.title,
        date=document.date,
        language=document.language,
        sentences=tuple(group),
        url=document.url,
    )
