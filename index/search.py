"""Searching: the passages that bear on a query, in whichever language they are written, best first.

Each language is searched by itself and its scores are calibrated (`index.calibration`), so that none comes
first for being the query's own. What the vector store returns beyond the committed generation is dropped, and
so is a passage that repeats the text of a better one. Proved by `tests/test_index_search.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.calibration import Calibration
from index.catalogue import Catalogue
from index.filters import Filters
from index.passages import Passage
from index.rows import Floats
from index.store import VectorStore

# Each language offers this many times the passages asked for, since some are dropped.
WIDTH = 4


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage found, with its calibrated score: comparable within one search, across languages."""

    passage: Passage
    score: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes: the passage's, and the score."""
        return {**self.passage.to_dict(), "score": round(self.score, 4)}


def search(
    catalogue: Catalogue,
    store: VectorStore,
    calibration: Calibration,
    query: Floats,
    limit: int,
    filters: Filters,
) -> list[ScoredPassage]:
    """Return the passages nearest to `query`.

    Args:
        catalogue: says which passages there are.
        store: finds the nearest vectors.
        calibration: makes languages comparable.
        query: the query's vector, `(d,)` float32 of unit norm.
        limit: how many passages at most.
        filters: which documents to look at.

    Returns:
        At most `limit` passages, best first.
    """
    allowed = None
    if filters.narrows_documents:
        allowed = {d.source for d in catalogue.documents() if filters.matches(d)}
        if not allowed:
            return []
    languages = [lang for lang in store.languages() if not filters.languages or lang in filters.languages]
    found: list[ScoredPassage] = []
    for language in languages:
        offset = calibration.offset(query, language)
        found += _nearest(catalogue, store, query, language, limit, allowed, offset)
    found.sort(key=lambda hit: (-hit.score, hit.passage.id))
    return list(_first_of_each_text(found))[:limit]


def _nearest(
    catalogue: Catalogue,
    store: VectorStore,
    query: Floats,
    language: str,
    limit: int,
    allowed: set[str] | None,
    offset: float,
) -> list[ScoredPassage]:
    """Return the best passages of one language; asks for more until enough of them may be looked at."""
    wanted = limit * WIDTH
    while True:
        hits = dict(store.query(query, language, wanted))
        passages = catalogue.passages(list(hits))
        kept = [p for p in passages.values() if allowed is None or p.source in allowed]
        if len(kept) >= limit or len(hits) < wanted:
            return [ScoredPassage(p, hits[p.id] - offset) for p in kept]
        wanted *= WIDTH


def _first_of_each_text(found: list[ScoredPassage]) -> Iterator[ScoredPassage]:
    seen: set[str] = set()
    for hit in found:
        key = " ".join(hit.passage.text.split())
        if key not in seen:
            seen.add(key)
            yield hit
