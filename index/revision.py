"""The writer's side of the catalogue: makes the next generation beside the committed one, then commits it.

Invariant: until `commit`, readers see nothing of this work; whatever is done survives the writer's death and
is taken up by the next `Revision`. Hold the lock of `index.lock` while one is open. Proved by
`tests/test_index_sync.py::test_killed_and_resumed_equals_a_fresh_build`.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from index import known, writing
from index.compaction import compact
from index.database import (
    State,
    check_shape,
    connect,
    create_tables,
    failures,
    is_blank,
    shaped_by,
    transaction,
)
from index.documents import ADDED, stem
from index.known import Known, KnownFile, New, Skip, Whole
from index.passages import Passage
from index.rebuild import begin
from index.references import SPOKEN
from index.rows import (
    ABOUT,
    VISIBLE,
    Floats,
    from_blob,
    pack_matrix,
    pack_vector,
    passage_of,
    to_blob,
    unpack_vector,
)

_JOINED = "documents JOIN passages ON passages.document = documents.row"


@dataclass(frozen=True, slots=True)
class Texts:
    """What is embedded of a passage: its text with its context before it, and the texts of its sentences."""

    passage: str
    sentences: tuple[str, ...]


class Revision:
    """The next generation in the making; `base` is the committed one, with `store`, and `target` the one after."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, state: State) -> None:
        self._folder = folder
        self._connection = connection
        self.base, self.store = state
        self.target = self.base + 1

    @classmethod
    def open(cls, folder: Path, fingerprint: str, *, rebuild: bool) -> Self:
        """Open the catalogue in `folder` for writing, and clear up what an earlier writer left behind.

        Args:
            folder: the index's folder, which exists.
            fingerprint: the embedder's.
            rebuild: begin with an empty catalogue, or go on with that of a rebuild that was stopped; readers
                see nothing of it until `index.rebuild.publish`.

        Returns:
            A revision without changes, but with the pending documents of an unfinished sync.

        Raises:
            DataFolderError: the catalogue cannot be written or is damaged.
            FingerprintError: something else shaped the index.
        """
        generation = 0
        if rebuild:
            folder, generation = begin(folder, fingerprint)
        with failures(folder):
            connection = connect(folder, create=True)
            try:
                with transaction(connection, write=True):
                    if is_blank(connection):
                        create_tables(connection, shaped_by(fingerprint), generation)
                    state = check_shape(connection, folder, fingerprint)
                revision = cls(folder, connection, state)
                revision._clear_up()
            except BaseException:
                connection.close()
                raise
            return revision

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def known(self) -> dict[str, KnownFile]:
        """Return by file what the catalogue holds of it and what it left out."""
        with failures(self._folder):
            return known.load(self._connection, self.base)

    def replace_skipped(self, skips: Iterable[Skip]) -> None:
        """Record which files, and what inside of files, are left out."""
        with failures(self._folder), transaction(self._connection, write=True):
            known.replace_skipped(self._connection, skips)

    def add(self, steps: Iterable[New | Whole]) -> None:
        """Add documents, without vectors, to the target generation, and note which files are whole; all or none."""
        with failures(self._folder), transaction(self._connection, write=True):
            for step in steps:
                if isinstance(step, New):
                    writing.add(self._connection, step, self.target)
                else:
                    known.settle(self._connection, step)

    def forget(self, files: Iterable[str]) -> None:
        """Forget what is known of files that are gone or cannot be read any more."""
        with failures(self._folder), transaction(self._connection, write=True):
            known.forget(self._connection, files)

    def drop(self, entries: Iterable[Known]) -> None:
        """Leave documents out of the target generation."""
        with failures(self._folder), transaction(self._connection, write=True):
            for document in entries:
                if document.pending:
                    writing.erase(self._connection, document.row)
                else:
                    query = "UPDATE documents SET removed = ? WHERE row = ?"
                    self._connection.execute(query, (self.target, document.row))

    def count(self) -> tuple[int, int]:
        """Return how many documents and passages the target generation has."""
        query = f"SELECT count(*), coalesce(sum(passages), 0) FROM documents WHERE {VISIBLE}"
        with failures(self._folder):
            documents, passages = self._connection.execute(query, {"g": self.target}).fetchone()
            return documents, passages

    def has_own(self) -> bool:
        """Tell whether the target generation has documents of the corpus itself, beside those added to it."""
        query = f"SELECT EXISTS (SELECT 1 FROM documents WHERE {VISIBLE} AND substr(source, 1, :n) != :added)"
        with failures(self._folder):
            values = {"g": self.target, "n": len(ADDED), "added": to_blob(ADDED)}
            return bool(self._connection.execute(query, values).fetchone()[0])

    def reuse(self) -> None:
        """Give passages the vectors of those that say the same in a document with the same content.

        That is what a file is that was renamed, or a row that others were put before.
        """
        query = (
            "SELECT passages.row, same.row, documents.title, documents.source, other.source"
            " FROM documents JOIN passages ON passages.document = documents.row"
            " JOIN documents AS other ON other.content_hash = documents.content_hash"
            " AND other.title = documents.title AND other.row != documents.row"
            " JOIN passages AS same ON same.document = other.row AND same.start = passages.start"
            " AND same.end = passages.end AND same.heading = passages.heading"
            " JOIN vectors ON vectors.passage = same.row WHERE documents.added = ?"
            " AND NOT EXISTS (SELECT 1 FROM vectors WHERE passage = passages.row) GROUP BY passages.row"
        )
        with failures(self._folder), transaction(self._connection, write=True):
            for row, same, title, *sources in self._connection.execute(query, (self.target,)).fetchall():
                # A title that is but the file's name is no part of what is embedded.
                new, old = (from_blob(title) == stem(from_blob(source)) for source in sources)
                if new == old:
                    copied = "INSERT INTO vectors SELECT ?, vector, sentences FROM vectors WHERE passage = ?"
                    self._connection.execute(copied, (row, same))

    def waiting(self) -> list[int]:
        """Return the row numbers of the passages that wait for their vectors, in order."""
        query = (
            f"SELECT passages.row FROM {_JOINED} WHERE added = ? AND NOT EXISTS"
            " (SELECT 1 FROM vectors WHERE passage = passages.row) ORDER BY passages.row"
        )
        with failures(self._folder):
            return [row for (row,) in self._connection.execute(query, (self.target,))]

    def waiting_characters(self) -> int:
        """Return how many characters the passages that wait for their vectors have."""
        query = (
            f"SELECT coalesce(sum(end - start), 0) FROM {_JOINED} WHERE added = ? AND NOT EXISTS"
            " (SELECT 1 FROM vectors WHERE passage = passages.row)"
        )
        with failures(self._folder):
            characters: int = self._connection.execute(query, (self.target,)).fetchone()[0]
            return characters

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages in these rows."""
        query = f"SELECT passages.*, {ABOUT} FROM {_JOINED} WHERE passages.row = ?"
        with failures(self._folder):
            found = (self._connection.execute(query, (row,)).fetchone() for row in rows)
            return [passage_of(self._connection, row) for row in found]

    def texts(self, rows: Sequence[int]) -> list[Texts]:
        """Return what is to be embedded of the passages in these rows."""
        return list(map(texts_of, self.passages(rows)))

    def embed(self, vectors: Iterable[tuple[int, Floats, Floats]]) -> None:
        """Store `(passage's row, its (d,) vector, its sentences' (n, d) vectors)`, all or none."""
        rows = [(row, pack_vector(vector), pack_matrix(rest)) for row, vector, rest in vectors]
        with failures(self._folder), transaction(self._connection, write=True):
            self._connection.executemany("INSERT INTO vectors VALUES (?, ?, ?)", rows)

    def unprofiled(self) -> list[str]:
        """Return the languages of either generation, and those spoken, that have no profile yet."""
        query = f"SELECT language FROM sums UNION SELECT passages.language FROM {_JOINED} WHERE added = :g"
        with failures(self._folder):
            wanted = {language for (language,) in self._connection.execute(query, {"g": self.target})}
            stored = self._connection.execute("SELECT language FROM profiles")
            return sorted(wanted.union(SPOKEN) - {language for (language,) in stored})

    def add_profile(self, language: str, mean: Floats) -> None:
        """Store the mean vector `(d,)` of the reference texts in a language; it never changes again."""
        with failures(self._folder), transaction(self._connection, write=True):
            self._connection.execute("INSERT INTO profiles VALUES (?, ?)", (language, pack_vector(mean)))

    def passage_ids(self) -> dict[str, set[str]]:
        """Return by language the ids of the passages of the target generation."""
        return self._ids(VISIBLE)

    def added_ids(self) -> dict[str, set[str]]:
        """Return by language the ids of the passages that the target generation adds."""
        return self._ids("documents.added = :g AND documents.removed IS NULL")

    def removed_ids(self) -> dict[str, set[str]]:
        """Return by language the ids of the passages that it does without."""
        return self._ids("documents.removed = :g")

    def _ids(self, condition: str) -> dict[str, set[str]]:
        query = f"SELECT passages.language, passages.id FROM {_JOINED} WHERE {condition}"
        found: dict[str, set[str]] = {}
        with failures(self._folder):
            for language, id_ in self._connection.execute(query, {"g": self.target}):
                found.setdefault(language, set()).add(id_)
        return found

    def vectors(self, ids: Sequence[str]) -> Floats:
        """Return the vectors of passages in the order given, `(n, d)` float32."""
        query = "SELECT vector FROM passages JOIN vectors ON passage = passages.row WHERE passages.id = ?"
        with failures(self._folder):
            found = (self._connection.execute(query, (id_,)).fetchone()[0] for id_ in ids)
            return np.stack([unpack_vector(vector) for vector in found])

    def passage_counts(self) -> dict[str, int]:
        """Return by language how many passages the committed generation has."""
        with failures(self._folder):
            return dict(self._connection.execute("SELECT language, count FROM sums").fetchall())

    def commit(self, store: int) -> None:
        """Make the target generation the one that readers see, with its sums and its vector store."""
        with failures(self._folder), transaction(self._connection, write=True):
            sums = writing.sums(self._connection, self.target)
            self._connection.execute("DELETE FROM sums")
            self._connection.executemany(
                "INSERT INTO sums VALUES (?, ?, ?)",
                ((language, count, total.tobytes()) for language, (count, total) in sums.items() if count),
            )
            self._connection.executemany(
                "UPDATE meta SET value = ? WHERE key = ?", [(self.target, "generation"), (store, "store")]
            )

    def purge(self) -> None:
        """Delete what no generation from the committed one on can see."""
        query = "SELECT row FROM documents WHERE removed <= (SELECT value FROM meta WHERE key = 'generation')"
        with failures(self._folder):
            for (row,) in self._connection.execute(query).fetchall():
                with transaction(self._connection, write=True):
                    writing.erase(self._connection, row)

    def give_back_space(self) -> None:
        """Make the file smaller when that is worth it; see `index.compaction`."""
        with failures(self._folder):
            compact(self._connection)

    def _clear_up(self) -> None:
        self.purge()
        with transaction(self._connection, write=True):
            self._connection.execute("UPDATE documents SET removed = NULL WHERE removed IS NOT NULL")


def texts_of(passage: Passage) -> Texts:
    """Return what is embedded of a passage."""
    numbers = range(len(passage.sentences))
    return Texts(passage.context + passage.text, tuple(map(passage.sentence_text, numbers)))
