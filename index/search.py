"""Searching: the passages that bear on a query, in whichever language they are written, best first.

Each language is searched by itself, by meaning (Chroma) and by words (`index.lexical`). What a passage means to a
query is the mean of two calibrated cosines (`index.calibration`), that of the whole passage and that of the
sentence in it that fits best; `index.fusion` adds the words, and lets the few passages lead that mention what a
short query asks for. What Chroma returns beyond the committed generation is dropped; passages that say the same
thing take one place. Proved by `tests/test_index_search.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.calibration import Calibration
from index.candidates import Candidate
from index.catalogue import Catalogue
from index.copies import gather
from index.filters import Filters
from index.fusion import Scored, fuse, promote
from index.nearest import Nearest
from index.passages import Passage
from index.rows import Floats

# Each language offers this many times the passages asked for, by meaning, and half as many by words. Twice and
# four times as many find the same on XQuAD and PoQuAD.
WIDTH = 3
NARROWEST = 24


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage found.

    Attributes:
        passage: the passage.
        score: calibrated: comparable within one search, across languages.
        copies: the passages that say the same and were found too, best first.
    """

    passage: Passage
    score: float
    copies: tuple[Passage, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes: the passage's, the score, and where its copies are."""
        copies = [{"source": copy.source, "start": copy.start, "end": copy.end} for copy in self.copies]
        return {**self.passage.to_dict(), "score": round(self.score, 4), "copies": copies}


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """What is searched for.

    Attributes:
        words: its tokens, from `index.lexical.asked`.
        vector: its vector, `(d,)` float32 of unit norm.
    """

    words: tuple[str, ...]
    vector: Floats


def search(
    catalogue: Catalogue,
    nearest: Nearest,
    calibration: Calibration,
    query: Query,
    limit: int,
    filters: Filters,
) -> list[ScoredPassage]:
    """Return the passages that bear most on `query`.

    Args:
        catalogue: says which passages there are.
        nearest: finds the nearest vectors.
        calibration: makes languages comparable.
        query: what is searched for.
        limit: how many passages at most.
        filters: which documents to look at.

    Returns:
        At most `limit` passages, best first.
    """
    allowed = None
    if filters.narrows_documents:
        allowed = {d.source for d in catalogue.documents() if filters.covers(d)}
        if not allowed:
            return []
    languages = nearest.languages()
    passages = {language: calibration.count(language) for language in languages}
    mentions = catalogue.mentions(passages, query.words)
    scored: list[Scored] = []
    for language in languages:
        if not filters.languages or language in filters.languages:
            rows = mentions.get(language, {})
            scored += _language(catalogue, nearest, calibration, query, language, rows, limit, allowed)
    return _results(catalogue, promote(scored), limit)


def _language(
    catalogue: Catalogue,
    nearest: Nearest,
    calibration: Calibration,
    query: Query,
    language: str,
    mentions: Mapping[int, float],
    limit: int,
    allowed: set[str] | None,
) -> list[Scored]:
    """Return score and id of the best passages of one language; asks for more until enough may be looked at."""
    wanted = max(limit * WIDTH, NARROWEST)
    count = calibration.count(language)
    while True:
        near = [id_ for id_, _ in nearest.query(query.vector, language, wanted)]
        found = catalogue.candidates(language, count, query.words, near, wanted // 2, mentions)
        kept = [c for c in found if allowed is None or c.source in allowed]
        different = len({c.vector.tobytes() for c in kept})  # the same text has the same vector
        if different >= limit or len(near) < wanted:
            return _scores(kept, calibration, query, language)
        wanted *= WIDTH


def _scores(
    candidates: Sequence[Candidate], calibration: Calibration, query: Query, language: str
) -> list[Scored]:
    if not candidates:
        return []
    cosines = np.stack([c.vector for c in candidates]) @ query.vector
    best = np.array([(c.sentences @ query.vector).max(initial=-1.0) for c in candidates], np.float32)
    offsets = calibration.offsets(query.vector, language, cosines)
    gain = calibration.gain(query.vector, language)
    meanings = np.asarray(gain * ((cosines + best) / 2 - offsets), np.float32)
    fused = fuse(meanings, np.array([c.words for c in candidates], np.float32), len(query.words))
    return [Scored(candidates[n].id, score, candidates[n].mentions) for n, score in fused]


def _results(catalogue: Catalogue, scored: Sequence[Scored], limit: int) -> list[ScoredPassage]:
    """Read the texts, a few more than are wanted at a time, until `limit` different ones are found."""
    scores = {entry.id: entry.score for entry in scored}
    ids = list(scores)
    groups: list[list[Passage]] = []
    step = 2 * limit
    for start in range(0, len(ids), step):
        groups = gather(groups, _in_order(catalogue, ids[start : start + step]))
        if len(groups) >= limit:
            break
    return [ScoredPassage(first, scores[first.id], tuple(rest)) for first, *rest in groups[:limit]]


def _in_order(catalogue: Catalogue, ids: Sequence[str]) -> Iterable[Passage]:
    return catalogue.passages(ids).values()
