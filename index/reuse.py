"""Vectors taken over from an index as an earlier version of the program left it, where they are still right.

Invariant: a vector is taken over only for the very texts that it was made of, by the same model; where the old index
cannot be read, nothing is, and the texts are embedded anew. Proved by `tests/test_index_reuse.py`.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.database import SCHEMA, catalogue_shape, connect, failures, shaped_by
from index.errors import IndexingError
from index.passages import CHUNKING, Passage, Span
from index.revision import Revision, Texts, texts_of
from index.rows import Floats, from_blob, read_text, unpack_matrix, unpack_spans, unpack_vector

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Passages whose vectors are written in one transaction."""

_QUERY = (
    "SELECT passages.*, documents.source AS source, documents.title AS title, vectors.vector AS whole,"
    " vectors.sentences AS parts FROM passages JOIN documents ON documents.row = passages.document"
    " JOIN vectors ON vectors.passage = passages.row WHERE passages.id = ?"
)


def is_outdated(folder: Path, embedder: str) -> bool:
    """Tell whether an earlier version of the program made the index, or made it otherwise, with the same model.

    Args:
        folder: the index's folder.
        embedder: the fingerprint of the embedding model.

    Returns:
        Whether a rebuild is all that is needed; False where there is no index that can be read.
    """
    try:
        found, schema = catalogue_shape(folder)
    except (IndexingError, TypeError):  # none yet, or damaged
        return False
    is_same_model = found.startswith(f"{embedder} / ")
    return is_same_model and (0 < schema < SCHEMA or (schema == SCHEMA and found != shaped_by(embedder)))


def take_over(revision: Revision, folder: Path, embedder: str) -> int:
    """Give passages that wait for their vectors those that the index in `folder` has of the same texts.

    Args:
        revision: the generation in the making, of a rebuild.
        folder: the index's folder.
        embedder: the fingerprint of the embedding model.

    Returns:
        How many passages got theirs.
    """
    count = 0
    try:
        if not catalogue_shape(folder)[0].startswith(f"{embedder} / {CHUNKING} / "):
            return 0  # its passages were cut otherwise
        with failures(folder), closing(connect(folder)) as earlier:
            waiting = revision.waiting()
            for start in range(0, len(waiting), AT_ONCE):
                found = list(_found(revision, earlier, waiting[start : start + AT_ONCE]))
                revision.embed(found)
                count += len(found)
    except (IndexingError, IndexError, TypeError, ValueError) as error:
        log.info("No more vectors could be taken over from the earlier index: %r", error)
    return count


def _found(
    revision: Revision, earlier: sqlite3.Connection, rows: list[int]
) -> Iterator[tuple[int, Floats, Floats]]:
    for row, passage in zip(rows, revision.passages(rows), strict=True):
        old = earlier.execute(_QUERY, (passage.id,)).fetchone()
        if old is not None and _texts(earlier, old) == texts_of(passage):
            vector = unpack_vector(old["whole"])
            yield row, vector, unpack_matrix(old["parts"], len(vector))


def _texts(connection: sqlite3.Connection, row: sqlite3.Row) -> Texts:
    """Return what the vectors of an old row were made of."""
    start, end = row["start"], row["end"]
    text = read_text(connection, row["document"], start, end)
    sentences: tuple[Span, ...] = unpack_spans(row["sentences"], start)
    named = from_blob(row["heading"]), from_blob(row["title"])
    source = from_blob(row["source"])
    return texts_of(
        Passage(row["id"], "", source, start, end, text, *named, None, row["language"], sentences)
    )
