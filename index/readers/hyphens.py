"""Whether a hyphen at the end of a line belongs to its word (`Bielsko-Biała`) or only divides it (`har-bour`).

No dictionary says so, the document itself does: a word that stands undivided in it was divided, a compound that it
writes with a hyphen keeps it, and so does one whose two parts it knows. Where nothing is known the hyphen divides,
as most do. Proved by `tests/test_index_readers_hyphens.py`.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

HYPHEN = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
"""The end of a line that breaks off within a word."""

_SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*$")
_MARKS = re.compile(r"[-\u2010]")
# A paragraph may be long, its last word is not.
_LONGEST = 200
# Shorter words begin too many others: `in` does `information`.
_LEAST = 4


class Hyphens:
    """What a document says of its words.

    Args:
        pages: the lines of each page.
    """

    def __init__(self, pages: Iterable[Iterable[str]]) -> None:
        self._words: set[str] = set()
        self._compounds: set[str] = set()
        self._firsts: set[str] = set()
        self._seconds: set[str] = set()
        for lines in pages:
            self._read(["", *lines, ""])

    def _read(self, lines: list[str]) -> None:
        for above, line in pairwise(lines):
            words = [found[0].casefold() for found in _WORD.finditer(line)]
            if HYPHEN.search(above):
                words = words[1:]
            if HYPHEN.search(line):
                words = words[:-1]
            for word in words:
                first, *others = _MARKS.split(word)
                if not others:
                    self._words.add(word)
                    continue
                self._compounds.add("-".join((first, *others)))
                self._firsts.add(first)
                self._seconds.add(others[-1])

    def joined(self, above: str, line: str) -> str | None:
        """Return a line that ends in a hyphen put together with the next.

        Args:
            above: the line, or all of its paragraph.
            line: the next.

        Returns:
            Both as one text, with the hyphen or without; None where the line does not break off within a word.
        """
        tail = above[-_LONGEST:]
        if not HYPHEN.search(tail) or not line[:1].isalpha():
            return None
        start, end = _LAST.search(tail[:-1]), _WORD.match(line)
        if start is None or end is None:
            return None
        if above[-1] != _SOFT and self._keeps(start[0], end[0]):
            return above + line
        # `Bielsko-` and `Biała`: no word goes on with a capital letter, unless all its letters are.
        return above[:-1] + line if line[0].islower() or start[0].isupper() else None

    def _keeps(self, first: str, second: str) -> bool:
        """Return whether two parts of a word have a hyphen between them."""
        is_capital = second[0].isupper()
        if is_capital != first.isupper():  # `Bielsko-Biała`, `NATO-ban`
            return True
        a, b = first.casefold(), second.casefold()
        if a + b in self._words:
            return False
        if f"{a}-{b}" in self._compounds or len(a) == 1:  # nobody divides after one letter: `s-a`, `e-mail`
            return True
        knows_first = a in self._firsts or (len(a) >= _LEAST and a in self._words)
        return knows_first and (b in self._words or b in self._seconds)
