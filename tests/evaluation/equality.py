"""Everything two indexes hold, compared: what differs, counted by kind.

Row numbers, generations, times and the numbers of stores may differ; nothing else. Vectors may by rounding.
"""

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from index import lexical
from index.catalogue import Catalogue
from index.database import FILE
from index.rows import Floats, quantise
from index.stores.folder import FolderStores

SAME = 0.995
"""The cosine from which on two vectors are the same."""

_STALE = (
    "SELECT count(*) FROM documents WHERE removed IS NOT NULL",
    "SELECT count(*) FROM documents WHERE added > (SELECT value FROM meta WHERE key = 'generation')",
    "SELECT count(*) FROM passages WHERE document NOT IN (SELECT row FROM documents)",
    "SELECT count(*) FROM texts WHERE document NOT IN (SELECT row FROM documents)",
    "SELECT count(*) FROM vectors WHERE passage NOT IN (SELECT row FROM passages)",
    "SELECT count(*) FROM passages WHERE row NOT IN (SELECT passage FROM vectors)",
    "SELECT count(*) - count(DISTINCT source) FROM documents",
)


def holdings(folder: Path, fingerprint: str) -> dict[str, Any]:
    """Return by kind what the index in `folder` holds, each a dictionary or a set."""
    with Catalogue.open(folder, fingerprint) as catalogue:
        languages = sorted(catalogue.sums())
        ids = [id_ for language in languages for id_ in sorted(catalogue.passage_ids(language))]
        documents = {info.source: catalogue.document(info.source) for info in catalogue.documents()}
        vectors = catalogue.vectors(ids)
        sums = {language: (found.count, found.total.tolist()) for language, found in catalogue.sums().items()}
        with FolderStores(folder).open(fingerprint, catalogue.state.store) as store:
            stored = {language: store.ids(language) for language in store.languages()}
            is_marked = store.generation == catalogue.generation
        held: dict[str, Any] = {
            "documents": {
                source: (document.id, document.content_hash) for source, document in documents.items()
            },
            "texts": {source: document.text for source, document in documents.items()},
            "passages": {id_: astuple(passage) for id_, passage in catalogue.passages(ids).items()},
            "vectors": vectors,
            "sentence vectors": catalogue.sentence_vectors(ids),
            "sums": sums,
            "exact sums": {language: _sum(catalogue, language) for language in languages},
            "skipped": {skip.source: skip.reason for skip in catalogue.skipped()},
            "Chroma's ids": {language: found for language, found in stored.items() if found},
            "Chroma's generation": {"": is_marked},
        }
    return {**held, **_rows(folder, languages)}


def differences(found: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, int]:
    """Return by kind how many entries differ, are missing or are too many.

    Args:
        found: from `holdings`.
        expected: the same, of an index built from nothing.

    Returns:
        A count for each kind; and those of rows that no reader sees, and of sums that are not those of the vectors.
    """
    counts = {kind: _differing(found[kind], expected[kind]) for kind in expected if kind != "exact sums"}
    counts["sums that are not those of the vectors"] = _differing(found["sums"], found["exact sums"])
    return counts


def _sum(catalogue: Catalogue, language: str) -> tuple[int, list[int]]:
    vectors = catalogue.vectors(catalogue.passage_ids(language)).values()
    return len(vectors), sum(map(quantise, vectors)).tolist()  # type: ignore[union-attr]


def _rows(folder: Path, languages: Collection[str]) -> dict[str, Any]:
    """Return what only the tables themselves tell: words, and rows that no reader sees."""
    with closing(sqlite3.connect(folder / FILE)) as connection:
        ids = dict(connection.execute("SELECT row, id FROM passages").fetchall())
        words: dict[str, str] = {}
        terms: dict[tuple[str, str], int] = {}
        for language in languages:
            table = lexical._table(language)
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
            for row, tokens in connection.execute(f"SELECT rowid, tokens FROM {table}"):
                words[ids.get(row, f"row {row} of no passage")] = tokens
            for term, count in connection.execute(f"SELECT term, doc FROM {table}_vocabulary"):
                terms[language, term] = count
        stale = {query: connection.execute(query).fetchone()[0] for query in _STALE}
        profiles = {language for (language,) in connection.execute("SELECT language FROM profiles")}
    return {
        "words of passages": words,
        "words in how many passages": terms,
        "rows that no reader sees": stale,
        "profiles": dict.fromkeys(profiles, True),
    }


def _differing(found: Mapping[Any, Any], expected: Mapping[Any, Any]) -> int:
    keys = found.keys() | expected.keys()
    return sum(not _is_same(found.get(key), expected.get(key)) for key in keys)


def _is_same(found: Any, expected: Any) -> bool:
    if isinstance(found, np.ndarray) and isinstance(expected, np.ndarray):
        return found.shape == expected.shape and bool((_cosines(found, expected) >= SAME).all())
    return bool(found == expected)


def _cosines(found: Floats, expected: Floats) -> Floats:
    norms = np.linalg.norm(found, axis=-1) * np.linalg.norm(expected, axis=-1)
    return np.asarray((found * expected).sum(axis=-1) / np.maximum(norms, 1e-12), np.float32)
