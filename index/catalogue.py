"""The truth about an index, as its readers see it: documents, texts, passages, vectors, sums.

Invariant: every call answers from exactly one committed generation, whatever a writer is doing meanwhile: a
document is visible at generation g iff it was added at g or before, and not removed until after g.
`index.revision` writes; nothing here does. Proved by `test_readers_see_whole_generations_only` in
`tests/test_index_catalogue.py`.
"""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

import numpy as np

from index import candidates, lexical
from index.database import FILE, SCHEMA, State, check_shape, connect, failures, transaction
from index.documents import Document
from index.errors import DataFolderError, DocumentError
from index.passages import Passage
from index.records import DocumentInfo, LanguageSums, SkippedFile
from index.rows import (
    ABOUT,
    VISIBLE,
    Floats,
    document_of,
    from_blob,
    passage_of,
    to_blob,
    unpack_matrix,
    unpack_vector,
)

_CHOSEN = f"passages.id IN (SELECT value FROM json_each(:ids)) AND {VISIBLE}"


def is_built(folder: Path) -> bool:
    """Tell whether the folder holds an index to open: documents, or an index of another schema."""
    if not (folder / FILE).is_file():
        return False
    with failures(folder), closing(connect(folder)) as connection, transaction(connection, write=False):
        schema = connection.execute("PRAGMA user_version").fetchone()[0]
        if schema != SCHEMA:
            return bool(schema)
        generation = check_shape(connection, folder, None).generation
        query = f"SELECT EXISTS (SELECT 1 FROM documents WHERE {VISIBLE})"
        return bool(connection.execute(query, {"g": generation}).fetchone()[0])


class Catalogue:
    """Reads one index; any number of threads may share it, and a writer never blocks them."""

    def __init__(self, folder: Path, fingerprint: str | None) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @classmethod
    def open(cls, folder: Path, fingerprint: str | None) -> Self:
        """Open the catalogue in an index folder (see `index_folder`).

        Args:
            folder: the index's own folder.
            fingerprint: the embedder's fingerprint, or None to read whatever embedder it was built with
                (listing documents needs no embedder).

        Returns:
            The open catalogue; close it, or use it in a `with`.

        Raises:
            DataFolderError: there is no catalogue, or it is no readable database.
            FingerprintError: it was built by another embedder, chunking or schema; every later call checks
                again.
        """
        catalogue = cls(folder, fingerprint)
        try:
            with catalogue._snapshot():
                return catalogue
        except BaseException:
            catalogue.close()
            raise

    @property
    def state(self) -> State:
        """What is committed; changes with every sync that changed documents or began a new store."""
        with failures(self._folder), self._lent() as connection:
            return check_shape(connection, self._folder, self._fingerprint)

    @property
    def generation(self) -> int:
        """The committed generation; 0 before the first."""
        return self.state.generation

    def documents(self) -> list[DocumentInfo]:
        """Return all documents, sorted by source."""
        query = f"SELECT * FROM documents WHERE {VISIBLE} ORDER BY source"
        with self._snapshot() as (connection, generation):
            return [
                DocumentInfo(
                    source=from_blob(row["source"]),
                    title=from_blob(row["title"]),
                    date=row["date"],
                    language=row["language"],
                    url=None if row["url"] is None else from_blob(row["url"]),
                    passages=row["passages"],
                    characters=row["characters"],
                    author=None if row["author"] is None else from_blob(row["author"]),
                )
                for row in connection.execute(query, {"g": generation})
            ]

    def counts(self) -> tuple[int, int]:
        """Return how many documents and passages there are."""
        query = f"SELECT count(*), coalesce(sum(passages), 0) FROM documents WHERE {VISIBLE}"
        with self._snapshot() as (connection, generation):
            documents, passages = connection.execute(query, {"g": generation}).fetchone()
            return documents, passages

    def document(self, source: str) -> Document:
        """Return one document with its text as it was when indexed.

        Args:
            source: its path relative to the corpus.

        Returns:
            The document.

        Raises:
            DocumentError: the index holds no such document.
        """
        query = f"SELECT * FROM documents WHERE source = :source AND {VISIBLE}"
        with self._snapshot() as (connection, generation):
            row = connection.execute(query, {"g": generation, "source": to_blob(source)}).fetchone()
            if row is None:
                raise DocumentError(
                    f"The index holds no document {source!r}. If it is new, run `assistant index` first."
                )
            return document_of(connection, row)

    def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Return those of the passages that belong to the committed generation, in the order asked for."""
        query = (
            f"SELECT passages.*, {ABOUT}"
            f" FROM passages JOIN documents ON documents.row = passages.document WHERE {_CHOSEN}"
        )
        with self._snapshot() as (connection, generation):
            rows = connection.execute(query, {"g": generation, "ids": json.dumps(list(ids))}).fetchall()
            found = {row["id"]: passage_of(connection, row) for row in rows}
        return {id_: found[id_] for id_ in ids if id_ in found}

    def passage_ids(self, language: str) -> set[str]:
        """Return the ids of all passages in a language."""
        query = (
            "SELECT passages.id FROM passages JOIN documents ON documents.row = passages.document"
            f" WHERE passages.language = :language AND {VISIBLE}"
        )
        with self._snapshot() as (connection, generation):
            rows = connection.execute(query, {"g": generation, "language": language})
            return {row["id"] for row in rows}

    def matrix(self, language: str) -> tuple[list[str], Floats]:
        """Return all passages of a language: their ids, sorted, and their vectors `(n, d)` float32 unit norm."""
        query = (
            "SELECT passages.id, vectors.vector FROM passages JOIN documents ON documents.row = passages.document"
            f" JOIN vectors ON vectors.passage = passages.row WHERE passages.language = :language AND {VISIBLE}"
            " ORDER BY passages.id"
        )
        with self._snapshot() as (connection, generation):
            rows = connection.execute(query, {"g": generation, "language": language}).fetchall()
        vectors = [unpack_vector(row["vector"]) for row in rows]
        return [row["id"] for row in rows], np.stack(vectors) if vectors else np.zeros((0, 0), np.float32)

    def vectors(self, ids: Collection[str]) -> dict[str, Floats]:
        """Return the passage vectors, each `(d,)` float32 unit norm, of those that are visible."""
        return {id_: unpack_vector(vector) for id_, vector, _ in self._vectors(ids)}

    def sentence_vectors(self, ids: Collection[str]) -> dict[str, Floats]:
        """Return by passage id `(n_sentences, d)` float32, near unit norm (stored as float16)."""
        return {id_: unpack_matrix(rest, len(vector) // 4) for id_, vector, rest in self._vectors(ids)}

    def candidates(
        self,
        language: str,
        count: int,
        words: Sequence[str],
        ids: Collection[str],
        limit: int,
        mentions: Mapping[int, float],
    ) -> list[candidates.Candidate]:
        """Return the passages of a language near a query; see `index.candidates.read`."""
        with self._snapshot() as (connection, generation):
            return candidates.read(connection, generation, language, count, words, ids, limit, mentions)

    def mentions(self, passages: Mapping[str, int], words: Sequence[str]) -> dict[str, dict[int, float]]:
        """Return by language the passages that hold most of a short query; see `index.lexical.mentions`."""
        with self._snapshot() as (connection, _):
            return lexical.mentions(connection, passages, words)

    def sums(self) -> dict[str, LanguageSums]:
        """Return the sums by language; languages without passages are absent."""
        with self._snapshot() as (connection, _):
            rows = connection.execute("SELECT language, count, total FROM sums ORDER BY language").fetchall()
        return {
            row["language"]: LanguageSums(row["count"], np.frombuffer(row["total"], "<i8")) for row in rows
        }

    def profiles(self) -> dict[str, Floats]:
        """Return by language the mean vector `(d,)` of the reference texts (`index.references`)."""
        with self._snapshot() as (connection, _):
            rows = connection.execute("SELECT language, mean FROM profiles").fetchall()
        return {row["language"]: unpack_vector(row["mean"]) for row in rows}

    def skipped(self) -> list[SkippedFile]:
        """Return the files left out by the last sync, sorted by source."""
        with self._snapshot() as (connection, _):
            rows = connection.execute("SELECT source, reason FROM skipped ORDER BY source").fetchall()
        return [SkippedFile(from_blob(row["source"]), row["reason"]) for row in rows]

    def close(self) -> None:
        """Close every connection; later calls raise DataFolderError."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _vectors(self, ids: Collection[str]) -> list[tuple[str, bytes, bytes]]:
        query = (
            "SELECT passages.id, vectors.vector, vectors.sentences FROM passages"
            " JOIN documents ON documents.row = passages.document"
            f" JOIN vectors ON vectors.passage = passages.row WHERE {_CHOSEN}"
        )
        with self._snapshot() as (connection, generation):
            rows = connection.execute(query, {"g": generation, "ids": json.dumps(list(ids))}).fetchall()
        return [(row["id"], row["vector"], row["sentences"]) for row in rows]

    @contextmanager
    def _snapshot(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """Lend a connection inside a read transaction, and the generation committed when it began."""
        with failures(self._folder), self._lent() as connection:
            yield connection, check_shape(connection, self._folder, self._fingerprint).generation

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        connection = self._borrow()
        try:
            with transaction(connection, write=False):
                yield connection
        finally:
            self._give_back(connection)

    def _borrow(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise DataFolderError(f"The index in {str(self._folder)!r} was closed. Open it again.")
            if self._idle:
                return self._idle.pop()
        return connect(self._folder)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()
