"""A document cut into passages, each knowing its sentences.

Invariant: `document.text[p.start:p.end] == p.text` for every passage `p`, and the same for every sentence
span inside it; every character of the body that is neither white space nor part of a heading is in exactly
one passage. Proved on arbitrary text by `tests/test_index_passages.py`.
"""

import bisect
import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.documents import Document, Span, stem
from index.languages import UNKNOWN, other_language
from index.paragraphs import paragraphs
from index.sentences import LONGEST, sentences

__all__ = ["CHUNKING", "SIZE", "Passage", "Span", "cut", "pages_within"]

SIZE = 600
LONG_STRETCH = 2
"""Sizes that paragraphs in another language than their document's take up together, to be passages of their own."""

# Part of an index's fingerprint: raise the number whenever the same document would be cut otherwise.
CHUNKING = f"sentences-2/{SIZE}/{LONGEST}/context-1"


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
        language: the document's, or that of a long stretch of it that is surely in another.
        sentences: the sentences' spans, in order, without overlap, in the document's characters.
        url: where the document was published, or None.
        content_hash: the document's, hexadecimal.
        author: who wrote the document, or None.
        pages: `(number from 1, first character in the document's text)` of the page it starts on and of those that
            begin inside it; empty where the document has no pages.
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
    content_hash: str = ""
    author: str | None = None
    pages: tuple[tuple[int, int], ...] = ()

    @property
    def page(self) -> int | None:
        """The page it starts on, from 1, or None."""
        return self.page_at(self.start)

    def page_at(self, position: int) -> int | None:
        """Return the page, from 1, of a character of the passage (its place in the document), or None."""
        return max((number for number, start in self.pages if start <= position), default=None)

    def sentence_text(self, number: int) -> str:
        """Return the text of sentence `number` (from 0)."""
        span = self.sentences[number]
        return self.text[span.start - self.start : span.end - self.start]

    @property
    def context(self) -> str:
        """What a reader has before the eyes beside the text: title and heading, each on a line that ends.

        Empty where the text itself begins with them, or where the title is but the file's name.
        """
        known = [line for line in dict.fromkeys((self.title, self.heading)) if line.strip()]
        if self.title == stem(self.source):
            known = known[1:]
        return "".join(f"{line}\n" for line in known if not self.text.startswith(line.rstrip("… ")))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes; `page` is the page it starts on."""
        return {
            **asdict(self),
            "sentences": [asdict(span) for span in self.sentences],
            "pages": [list(page) for page in self.pages],
            "page": self.page,
        }


def cut(document: Document, size: int = SIZE) -> list[Passage]:
    """Cut `document` into passages that end at sentence ends and cross neither a heading nor a change of language.

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
        for language, stretch in _stretches(document, paragraphs(document.text, start, end), size):
            runs = (sentences(document.text, span.start, span.end, language) for span in stretch)
            passages += [_passage(document, heading, language, group) for group in _pack(runs, size)]
    return passages


def _stretches(document: Document, spans: list[Span], size: int) -> Iterator[tuple[str, list[Span]]]:
    """Yield runs of paragraphs in one language, and that language.

    A few foreign paragraphs, such as quoted posts, stay with what is around them: by themselves they would be
    found instead of the passage that says what they are about.
    """
    own = document.language
    if not spans or spans[-1].end - spans[0].start < LONG_STRETCH * size:
        yield own, spans  # nothing in it is long enough to be told apart
        return
    languages = [
        own if own == UNKNOWN else other_language(document.text[s.start : s.end], own) or own for s in spans
    ]
    for language, numbers in itertools.groupby(range(len(spans)), key=languages.__getitem__):
        run = list(numbers)
        if language != own and spans[run[-1]].end - spans[run[0]].start < LONG_STRETCH * size:
            languages[run[0] : run[-1] + 1] = [own] * len(run)
    for language, numbers in itertools.groupby(range(len(spans)), key=languages.__getitem__):
        yield language, [spans[number] for number in numbers]


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


def _passage(document: Document, heading: str, language: str, group: list[Span]) -> Passage:
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
        language=language,
        sentences=tuple(group),
        url=document.url,
        content_hash=document.content_hash,
        author=document.author,
        pages=pages_within(document.pages, start, end),
    )


def pages_within(pages: Sequence[int], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the pages that characters `start` to `end` touch, each with its number from 1 and its first character.

    Args:
        pages: where each page of the document begins, in order.
        start: first character.
        end: one past the last.

    Returns:
        `Passage.pages`.
    """
    first = max(bisect.bisect_right(pages, start) - 1, 0)
    last = bisect.bisect_left(pages, end, first)
    return tuple((number + 1, pages[number]) for number in range(first, last))
