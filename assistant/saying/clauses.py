"""A sentence as words and marks, and the clauses between the marks.

Proved by `tests/test_assistant_saying_attribution.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(
    r"(?:[^\W\d_]|(?i:dr|mr|mrs|ms|prof|gen|st|sen|rep|lt|col|sgt|hr|ks|abp|bp))\.(?=[\s])"
    r"|[^\W_]+(?:['’.&/-][^\W_]+)*|\S"
)
_BOUNDARY = re.compile(r"[,;:.!?…()\[\]„“”«»\"–—-]\Z|szerint\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark.

    Attributes:
        text: as it stands.
        start: its first character.
        end: one past the last.
        is_initial: whether it begins the sentence.
    """

    text: str
    start: int
    end: int
    is_initial: bool = False

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_name(self) -> bool:
        """Whether it has a capital letter, first or inside (`iRobot`)."""
        return any(letter.isupper() for letter in self.text)

    @property
    def is_boundary(self) -> bool:
        """Whether no phrase goes on behind it."""
        return _BOUNDARY.match(self.text) is not None


def tokens(text: str, shift: int = 0) -> list[Token]:
    """Return the words and marks of a text, whose first character is number `shift` of its sentence."""
    found = list(_TOKEN.finditer(text))
    first = next((n for n, match in enumerate(found) if match[0][0].isalnum()), -1)
    return [
        Token(match[0], match.start() + shift, match.end() + shift, shift == 0 and number == first)
        for number, match in enumerate(found)
    ]


def boundaries(found: Sequence[Token]) -> list[int]:
    """Return the places of the boundaries, and -1 before them."""
    return [-1, *(number for number, token in enumerate(found) if token.is_boundary)]


def clause(near: Sequence[Token], *, is_first: bool = False) -> list[Token]:
    """Return the tokens up to the first boundary, or from the last one on."""
    marks = [n for n, token in enumerate(near) if token.is_boundary]
    if is_first:
        return list(near[: marks[0] if marks else len(near)])
    return list(near[marks[-1] + 1 if marks else 0 :])


def clauses(found: Sequence[Token]) -> list[list[Token]]:
    """Return the runs between the boundaries that hold anything."""
    runs = [list(found[one + 1 : other]) for one, other in pairwise([*boundaries(found), len(found)])]
    return [run for run in runs if run]
