"""Which files of a corpus are wanted, told by patterns as `.gitignore` has them.

Invariant: a file is wanted when some pattern to include matches it, or there is none, and no pattern to exclude does;
a folder that is excluded is not even listed. Proved by `tests/test_index_patterns.py`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import CorpusError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Patterns:
    """Patterns of files to look at and to pass over; everything by default.

    Args:
        include: patterns as in a `.gitignore`: `*.md` in any folder, `/press/` only the folder at the top, `2024/**`;
            the last one that matches decides, and one that begins with `!` takes back what those before it say.
        exclude: the same, of what is to be passed over.

    Raises:
        CorpusError: one of them is no pattern.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self.include, self.exclude = tuple(include), tuple(exclude)
        self._include = _compiled(self.include)
        self._exclude = _compiled(self.exclude)

    def wants(self, source: str) -> bool:
        """Return whether the file at `source`, a POSIX path relative to the corpus, is to be looked at."""
        if self._include is not None and not self._include.match_file(source):
            return False
        return self._exclude is None or not self._exclude.match_file(source)

    def enters(self, folder: str) -> bool:
        """Return whether any file below `folder`, a POSIX path relative to the corpus, may be wanted."""
        return self._exclude is None or not self._exclude.match_file(folder + "/")

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)

    def __str__(self) -> str:
        parts = ((self.include, "include"), (self.exclude, "exclude"))
        return "; ".join(f"{what} {', '.join(patterns)}" for patterns, what in parts if patterns)


def _compiled(patterns: Sequence[str]) -> "GitIgnoreSpec | None":
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    for pattern in patterns:
        try:
            parts = list(GitIgnoreSpec.from_lines([pattern]).patterns)
            is_pattern = bool(parts) and all(part.include is not None for part in parts)
        except ValueError:
            is_pattern = False
        if not is_pattern:
            raise CorpusError(
                f"{pattern!r} is no pattern of files; write *.md, /press/ or drafts/**, as in a .gitignore."
            )
    return GitIgnoreSpec.from_lines(patterns)


EVERYTHING = Patterns()
