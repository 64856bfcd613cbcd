"""Where in a text the words of a quote stand now, as nearly as they stand anywhere.

By what they share of runs of three letters the likeliest paragraphs are found, and in them the sentence, or two in a
row, that `difflib` finds most like the quote: any language, and time in proportion to the text. Proved by
`tests/test_assistant_export_nearest.py`.
"""

import difflib
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from index.documents import Span
from index.languages import fold
from index.paragraphs import paragraphs
from index.sentences import sentences

# From here on it is taken for the same sentence, changed. What is nearest to a sentence that was taken out of its text
# is so in 14 of 599 cases, in another text in 0 of 598; one that lost a third of its words in .97 of 399.
ALIKE = 0.5

_PARAGRAPHS = 5
_SENTENCES = 8
# So many letters in a row are no chance, and so much likeness is worth a sentence cut short.
_BLOCK = 5
_FAR_MORE = 0.15


@dataclass(frozen=True, slots=True)
class Nearest:
    """A place in a text.

    Attributes:
        start: its first character.
        end: one past its last.
        likeness: how like the quote it is, 0..1.
    """

    start: int
    end: int
    likeness: float


def nearest(quote: str, text: str, language: str) -> Nearest | None:
    """Return the place of `text` most like `quote`.

    Args:
        quote: words that the text does not hold as they are.
        text: any text.
        language: that of the text, which tells where sentences end.

    Returns:
        The place; None when the text has no paragraph, or shares no three letters with the quote.
    """
    asked = _runs(quote)

    def shared(span: Span) -> float:
        return len(asked & _runs(text[span.start : span.end])) / max(len(asked), 1)

    likely = _best(paragraphs(text, 0, len(text)), shared, _PARAGRAPHS)
    pieces = [piece for paragraph in likely for piece in _pieces(text, paragraph, language)]
    matcher = difflib.SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(quote)
    found = None
    for piece in _best(pieces, shared, _SENTENCES):
        matcher.set_seq1(text[piece.start : piece.end])
        now = Nearest(piece.start, piece.end, matcher.ratio())
        if found is None or now.likeness > found.likeness:
            found = now
    return None if found is None else _without_more(found, text, matcher)


def _without_more(found: Nearest, text: str, matcher: "difflib.SequenceMatcher[str]") -> Nearest:
    """Return the part of a sentence that is far more like the quote: its end may have become another's beginning."""
    matcher.set_seq1(text[found.start : found.end])
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= _BLOCK]
    if not blocks:
        return found
    start, end = found.start + blocks[0].a, found.start + blocks[-1].a + blocks[-1].size
    while start > found.start and not text[start - 1].isspace():
        start -= 1
    while end < found.end and not text[end].isspace():
        end += 1
    matcher.set_seq1(text[start:end])
    part = Nearest(start, end, matcher.ratio())
    return part if part.likeness >= found.likeness + _FAR_MORE else found


def _runs(text: str) -> set[str]:
    plain = " ".join(fold(text).split())
    return {plain[place : place + 3] for place in range(len(plain) - 2)}


def _best(spans: Iterable[Span], score: Callable[[Span], float], most: int) -> list[Span]:
    scored = ((score(span), -span.start, span.start - span.end, span) for span in spans)
    return [entry[-1] for entry in heapq.nlargest(most, (entry for entry in scored if entry[0]))]


def _pieces(text: str, paragraph: Span, language: str) -> list[Span]:
    """Return the sentences of a paragraph, and each two that stand in a row: a quote may have been cut in two."""
    spans = sentences(text, paragraph.start, paragraph.end, language)
    pairs = [Span(first.start, second.end) for first, second in pairwise(spans)]
    return [*spans, *pairs]
