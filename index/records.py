"""What is told about an index: its documents, the files left out, the sums of a language's vectors."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.documents import ADDED
from index.rows import SCALE


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is known about one document, without its text.

    Attributes:
        source: POSIX path relative to the corpus folder, or `ADDED` and the name of an added file; `file!name` inside
            a file of several documents.
        title: its title.
        date: publication date in ISO 8601, as precise as known, or None.
        language: ISO 639-1 code, or `und`.
        url: where it was published, or None.
        passages: how many passages it was cut into.
        characters: the length of its text.
        hidden: whether somebody chose that it is not to be looked at.
        author: who wrote it, as the format says, or None.
    """

    source: str
    title: str
    date: str | None
    language: str
    url: str | None
    passages: int
    characters: int
    hidden: bool = False
    author: str | None = None

    @property
    def added(self) -> bool:
        """Whether somebody added it, so that it is no file of the corpus."""
        return self.source.startswith(ADDED)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file of the corpus, or something inside one, that is not in the index, and why.

    Attributes:
        source: POSIX path relative to the corpus folder, `file!name` inside a file of several documents.
        reason: one sentence for people.
    """

    source: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class LanguageSums:
    """Exact sums over the passage vectors of one language.

    Attributes:
        count: number of passages.
        total: `(d,)` int64, the sum over passages of `round(vector * SCALE)`; integers, so that the sum
            does not depend on the order in which documents came and went.
    """

    count: int
    total: npt.NDArray[np.int64]

    def mean(self) -> npt.NDArray[np.float64]:
        """Return the mean passage vector, `(d,)` float64, not normalised."""
        return self.total / (self.count * float(SCALE))
