"""What a search must know of a passage to rank it, read in one go: vectors, sentence vectors, words in common.

Texts are not read: of some hundred candidates only the few that are shown need theirs. Proved by
`tests/test_index_candidates.py`.
"""

import heapq
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index import lexical
from index.rows import VISIBLE, Floats, from_blob, unpack_matrix, unpack_vector

_QUERY = f"""
SELECT passages.row, passages.id, documents.source, vectors.vector, vectors.sentences
FROM passages JOIN documents ON documents.row = passages.document JOIN vectors ON vectors.passage = passages.row
WHERE passages.row IN (
    SELECT row FROM passages WHERE id IN (SELECT value FROM json_each(:ids))
    UNION SELECT value FROM json_each(:rows)) AND {VISIBLE}
"""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A passage that may be among the results.

    Attributes:
        id: the passage's.
        source: its document's.
        vector: `(d,)` float32, unit norm.
        sentences: `(n, d)` float32, near unit norm.
        words: 0..1, what it shares with the query, from `index.lexical.matches`.
        mentions: 0..1, from `index.lexical.mentions`.
    """

    id: str
    source: str
    vector: Floats
    sentences: Floats
    words: float
    mentions: float


def read(
    connection: sqlite3.Connection,
    generation: int,
    language: str,
    count: int,
    words: Sequence[str],
    ids: Collection[str],
    limit: int,
    mentions: Mapping[int, float],
) -> list[Candidate]:
    """Return the candidates of one language, in the order of their ids.

    Args:
        connection: inside a transaction.
        generation: which passages are visible.
        language: the passages'.
        count: how many passages the language has.
        words: the query's tokens, from `index.lexical.asked`.
        ids: passages found by their vectors.
        limit: how many passages with the best words are added to those.
        mentions: by row number, passages found by `index.lexical.mentions`, added too.

    Returns:
        The visible ones.
    """
    found = lexical.matches(connection, language, count, words)
    best = heapq.nlargest(limit, found, key=lambda row: (found[row], -row))
    rows = connection.execute(
        _QUERY, {"g": generation, "ids": json.dumps(list(ids)), "rows": json.dumps([*best, *mentions])}
    ).fetchall()
    candidates = [
        Candidate(
            id=row["id"],
            source=from_blob(row["source"]),
            vector=unpack_vector(row["vector"]),
            sentences=unpack_matrix(row["sentences"], len(row["vector"]) // 4),
            words=found.get(row["row"], 0.0),
            mentions=mentions.get(row["row"], 0.0),
        )
        for row in rows
    ]
    return sorted(candidates, key=lambda candidate: candidate.id)
