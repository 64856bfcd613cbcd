"""Why filters match no document, and what would match.

Computed from the filters and the list of documents alone. Whatever is offered does match: a language, a date or a
source is named only if there is a document that has it and passes the other filters, as long as those match
anything. Proved by `tests/test_index_no_match.py`.
"""

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import PurePosixPath
from typing import Any, Literal

from index.filters import Filters, interval
from index.records import DocumentInfo

Kind = Literal["languages", "dates", "sources"]

_NOTHING_ASKED: Mapping[Kind, Mapping[str, Any]] = {
    "languages": {"languages": ()},
    "dates": {"date_from": None, "date_to": None},
    "sources": {"sources": ()},
}
# How many languages or sources a sentence lists, and how many similar ones it offers for each asked for.
LISTED = 8
SIMILAR = 3
# How alike spellings must be to be offered, 0..1: one or two letters in a short word.
ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Frames:
    """How one language says it; `{...}` is filled in.

    Attributes:
        nothing: no document matches these filters.
        together: each of them matches some, but none matches all.
        labels: what the filters are called.
        languages: in which languages there are documents.
        dates: between which dates there are documents.
        no_dates: no document has a date.
        undated: how many documents are left out for having no date.
        similar: sources spelled alike.
        sources: which sources there are.
    """

    nothing: str
    together: str
    labels: Mapping[Kind, str]
    languages: str
    dates: str
    no_dates: str
    undated: str
    similar: str
    sources: str


ENGLISH = Frames(
    nothing="No document matches these filters: {filters}.",
    together="Each of these filters matches some documents, but none matches all of them: {filters}.",
    labels={"languages": "language", "dates": "date", "sources": "source"},
    languages="Languages to choose from: {languages}.",
    dates="Dates to choose from: {dates}.",
    no_dates="No document has a date.",
    undated="Documents left out for having no date: {count}.",
    similar="Similar names: {sources}.",
    sources="Sources to choose from: {sources}.",
)


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Filters that match no document.

    Attributes:
        filters: these.
        blamed: which kinds of filter are to blame.
        together: True when each of those alone matches something.
        languages: where languages are to blame, those there are, with the number of documents, most first.
        first: where dates are to blame, the earliest there is, as precise as it is known.
        last: the latest.
        undated: how many documents dates leave out for having none.
        similar: where sources are to blame, files and folders whose names are like what was asked for.
        sources: then also the folders, and the files outside of any, that there are.
    """

    filters: Filters
    blamed: tuple[Kind, ...]
    together: bool
    languages: tuple[tuple[str, int], ...] = ()
    first: str | None = None
    last: str | None = None
    undated: int = 0
    similar: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(self.sentences())

    def sentences(self, frames: Frames = ENGLISH) -> list[str]:
        """Return what is to be said, sentence by sentence.

        Args:
            frames: how a language says it.

        Returns:
            What is to blame, then what would match.
        """
        asked = "; ".join(f"{frames.labels[kind]} {_asked(self.filters, kind)}" for kind in self.blamed)
        said = [(frames.together if self.together else frames.nothing).format(filters=asked)]
        if self.languages:
            counts = _listed([f"{code} ({count})" for code, count in self.languages])
            said.append(frames.languages.format(languages=counts))
        if self.first:
            dates = self.first if self.first == self.last else f"{self.first} – {self.last}"
            said.append(frames.dates.format(dates=dates))
        elif "dates" in self.blamed:
            said.append(frames.no_dates)
        if self.undated and self.first:
            said.append(frames.undated.format(count=self.undated))
        if self.similar:
            said.append(frames.similar.format(sources=_listed(list(map(repr, self.similar)))))
        elif self.sources:
            said.append(frames.sources.format(sources=_listed(list(map(repr, self.sources)))))
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        return {
            "filters": self.filters.to_dict(),
            "blamed": list(self.blamed),
            "together": self.together,
            "languages": dict(self.languages),
            "first": self.first,
            "last": self.last,
            "undated": self.undated,
            "similar": list(self.similar),
            "sources": list(self.sources),
        }


def explain(filters: Filters | None, documents: Sequence[DocumentInfo]) -> NoMatch | None:
    """Return why filters match nothing.

    Args:
        filters: the filters, or None for none.
        documents: all documents there are.

    Returns:
        The explanation; None when a document matches, or when nothing was filtered.
    """
    if filters is None or any(map(filters.matches, documents)):
        return None
    given = [kind for kind in _NOTHING_ASKED if _without(filters, [kind]) != filters]
    for size in range(1, len(given) + 1):
        mistaken = [some for some in combinations(given, size) if not _matching(filters, some, documents)]
        if mistaken:
            blamed = tuple(kind for kind in given if any(kind in some for some in mistaken))
            return _advised(NoMatch(filters, blamed, together=size > 1), documents)
    return None


def _advised(said: NoMatch, documents: Sequence[DocumentInfo]) -> NoMatch:
    """Return the explanation with what would match instead."""
    for kind in said.blamed:
        others = [other for other in _NOTHING_ASKED if other != kind]
        pool = _matching(said.filters, others, documents) or list(documents)
        if kind == "languages":
            counts = Counter(document.language for document in pool)
            said = replace(
                said, languages=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
            )
        elif kind == "dates":
            dates = [document.date for document in pool if document.date is not None]
            first = min(dates, key=lambda date: interval(date)[0], default=None)
            last = max(dates, key=lambda date: interval(date)[1], default=None)
            said = replace(said, first=first, last=last, undated=len(pool) - len(dates))
        else:
            names = [document.source for document in pool]
            said = replace(said, similar=_similar(said.filters.sources, names), sources=_top(names))
    return said


def _matching(
    filters: Filters, kinds: Iterable[Kind], documents: Sequence[DocumentInfo]
) -> list[DocumentInfo]:
    """Return the documents that match these kinds of filter alone."""
    alone = _without(filters, [kind for kind in _NOTHING_ASKED if kind not in kinds])
    return [document for document in documents if alone.matches(document)]


def _without(filters: Filters, kinds: Iterable[Kind]) -> Filters:
    for kind in kinds:
        filters = replace(filters, **_NOTHING_ASKED[kind])
    return filters


def _asked(filters: Filters, kind: Kind) -> str:
    if kind == "languages":
        return ", ".join(filters.languages)
    if kind == "sources":
        return ", ".join(map(repr, filters.sources))
    return f"{filters.date_from or '…'} – {filters.date_to or '…'}"


def _similar(patterns: Iterable[str], sources: Sequence[str]) -> tuple[str, ...]:
    """Return the files and folders that a pattern may have meant: written otherwise, or misspelled."""
    folders = {str(folder) for source in sources for folder in PurePosixPath(source).parents} - {"."}
    names = sorted({*sources, *folders})
    found: list[str] = []
    for pattern in patterns:
        asked = _plain(pattern)
        ends = [
            name for name in names if f"/{asked}".endswith(_end(name)) or _end(name).endswith(f"/{asked}")
        ]
        # The longest is the nearest: of a path from elsewhere, the file rather than a folder of the same name.
        found += sorted(ends, key=len, reverse=True)[:SIMILAR] or _misspelled(asked, names)
    return tuple(dict.fromkeys(found))


def _misspelled(asked: str, names: Iterable[str]) -> list[str]:
    spelled: dict[str, str] = {}
    for name in names:
        spelled.setdefault(name.casefold(), name)
        spelled.setdefault(name.casefold().rpartition("/")[2], name)
    near = difflib.get_close_matches(asked, spelled, SIMILAR, ALIKE)
    return [spelled[name] for name in near]


def _plain(pattern: str) -> str:
    """Return a pattern for comparing: with slashes, in lower case, as far as the folder before its first `*`."""
    parts: list[str] = []
    for part in pattern.replace("\\", "/").casefold().split("/"):
        if any(sign in part for sign in "*?["):
            break
        parts.append(part)
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _end(name: str) -> str:
    return f"/{name.casefold()}"


def _top(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the folders at the top, then the files beside them."""
    tops = {(source.partition("/")[0], "/" in source) for source in sources}
    ordered = sorted(tops, key=lambda top: (not top[1], top[0]))
    return tuple(name + "/" if is_folder else name for name, is_folder in ordered)


def _listed(items: Sequence[str]) -> str:
    return ", ".join(items[:LISTED]) + (", …" if len(items) > LISTED else "")
