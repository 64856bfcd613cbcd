"""Where lines and paragraphs begin and end in plain text.

Invariant: the spans are in order, do not overlap, are never empty or padded with white space, and together
hold every character of the part read that is not white space. Proved by `tests/test_index_passages.py`.

A newline ends a paragraph, as in most of what is written today, unless it is evident that the text was
wrapped to a width: then the lines of a block are one paragraph.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.documents import Span

_NARROWEST, _WIDEST = 60, 120
_SHORTEST_CONTINUED = 40
_TERMINAL = re.compile(r"[.!?…:;][\"'”“»’)\]]*$")
_ITEM = re.compile(r"(?:[-–—*+•▪·>|#@]|\d{1,3}[.)]\s|[a-z]\)\s)")


def trim(text: str, start: int, end: int) -> Span | None:
    """Return `start`..`end` without white space at either side, or None when nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + len(piece.rstrip())) if left < len(piece) else None


def ends_sentence(line: str) -> bool:
    """Tell whether `line`, trimmed, ends with a mark that ends or announces a sentence."""
    return _TERMINAL.search(line[-20:]) is not None


def paragraphs(text: str, start: int, end: int) -> list[Span]:
    """Return the paragraphs of `text[start:end]`."""
    found: list[Span] = []
    for block in _blocks(text, start, end):
        lines = [text[line.start : line.end] for line in block]
        wrapped = _wrapped(lines)
        first = block[0]
        for number in range(1, len(block)):
            if not _continues(lines[number - 1], lines[number], wrapped):
                found.append(Span(first.start, block[number - 1].end))
                first = block[number]
        found.append(Span(first.start, block[-1].end))
    return found


def _blocks(text: str, start: int, end: int) -> Iterator[list[Span]]:
    """Yield runs of lines without an empty line between them; the lines are trimmed."""
    block: list[Span] = []
    position = start
    for line in text[start:end].splitlines(keepends=True):
        span = trim(text, position, position + len(line))
        position += len(line)
        if span is not None:
            block.append(span)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _wrapped(lines: list[str]) -> bool:
    """Tell whether no line had room for the first word of the next, as when a text is wrapped to a width."""
    width = max(map(len, lines))
    return _NARROWEST <= width <= _WIDEST and all(
        len(line) + 1 + len(following.split(maxsplit=1)[0]) > width for line, following in pairwise(lines)
    )


def _continues(line: str, following: str, wrapped: bool) -> bool:
    if ends_sentence(line) or _ITEM.match(following):
        return False
    return wrapped or (len(line) >= _SHORTEST_CONTINUED and following[0].islower())
