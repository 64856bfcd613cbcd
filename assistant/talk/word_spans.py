"""A text as words that can be compared, each knowing where it stands.

Proved by `tests/test_assistant_talk_utterances.py`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.languages import fold

_WORD = re.compile(r"\d+(?:[./:-]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text.

    Attributes:
        text: the whole text.
        spans: where each word stands in it.
        folded: the words, folded, each followed by one space.
        starts: where each begins in `folded`.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    folded: str
    starts: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def all(self) -> list[str]:
        """The folded words."""
        return self.folded.split()

    @property
    def typed(self) -> str:
        """The words as they stand in the text, with what is between them."""
        return self.text[self.spans[0][0] : self.spans[-1][1]] if self.spans else ""

    def part(self, first: int, last: int) -> "Words":
        """Return the words from number `first` to before number `last`."""
        begin, end = self._at(first), self._at(last)
        starts = tuple(start - begin for start in self.starts[first:last])
        return Words(self.text, self.spans[first:last], self.folded[begin:end], starts)

    def number(self, at: int) -> int:
        """Return how many words begin before a place of `folded`."""
        return sum(start < at for start in self.starts)

    def between(self, number: int) -> str:
        """Return what stands before a word: since the word before it, or from the text's beginning."""
        before = self.spans[number - 1][1] if number else 0
        return self.text[before : self.spans[number][0] if number < len(self) else len(self.text)]

    def opens_with(self, phrases: Iterable[str]) -> int:
        """Return of how many words the first of some phrases is that the words begin with; 0 for none."""
        return next((len(phrase.split()) for phrase in phrases if self.folded.startswith(f"{phrase} ")), 0)

    def closes_with(self, phrases: Iterable[str]) -> int:
        """Return of how many words the first of some phrases is that the words end with; 0 for none."""
        padded = f" {self.folded}"
        return next((len(phrase.split()) for phrase in phrases if padded.endswith(f" {phrase} ")), 0)

    def _at(self, number: int) -> int:
        return self.starts[number] if number < len(self.starts) else len(self.folded)


def words_of(text: str) -> Words:
    """Return the words of a text; numbers, dates in digits, and words with apostrophes or hyphens are one each."""
    found = list(_WORD.finditer(text))
    folded = [fold(word[0]).replace(" ", "").replace("’", "'") or "?" for word in found]
    starts = [0]
    for word in folded:
        starts.append(starts[-1] + len(word) + 1)
    return Words(
        text, tuple(word.span() for word in found), "".join(f"{w} " for w in folded), tuple(starts[:-1])
    )
