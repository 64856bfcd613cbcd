"""The catalogue's SQLite file: its tables, its connections, and how its failures become our errors.

Invariant: the only file that opens a SQLite connection; within `failures` every `sqlite3.Error` becomes a
DataFolderError that says what to do. Strings that may hold NUL or lone surrogates are stored as bytes (see
`index.rows`). Proved by `tests/test_index_catalogue.py::test_not_a_database` and the tests after it.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from index.errors import DataFolderError, FingerprintError, OutdatedError
from index.lexical import WORDS
from index.passages import CHUNKING
from index.references import TEXTS

FILE = "catalogue.sqlite"
SCHEMA = 6
MAPPED = 2**31 - 2**16
"""Bytes of the file mapped into memory, the most that SQLite maps as it is usually built."""

BUSY_SECONDS = 30.0
AGAIN = "Run `assistant index`, which makes it again and keeps the vectors that are still right."
REBUILD = "Run `assistant index --rebuild` to build it again from the corpus."

# `removed` NULL: still there. A row at `added` above the committed generation belongs to a sync under way.
# `files` holds what was read to its end; its documents are those whose `file_hash` is the file's (`index.known`).
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, source BLOB NOT NULL, title BLOB NOT NULL, author BLOB, date TEXT,
    language TEXT NOT NULL, url BLOB, content_hash TEXT NOT NULL, characters INTEGER NOT NULL,
    body INTEGER NOT NULL, headings BLOB NOT NULL, pages BLOB NOT NULL, passages INTEGER NOT NULL,
    file BLOB NOT NULL, file_hash TEXT NOT NULL, added INTEGER NOT NULL, removed INTEGER);
CREATE INDEX documents_source ON documents (source);
CREATE INDEX documents_added ON documents (added);
CREATE INDEX documents_content ON documents (content_hash);
CREATE INDEX documents_removed ON documents (removed) WHERE removed IS NOT NULL;
CREATE TABLE texts (
    document INTEGER NOT NULL REFERENCES documents (row), block INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (document, block));
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES documents (row),
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading BLOB NOT NULL, language TEXT NOT NULL,
    sentences BLOB NOT NULL);
CREATE INDEX passages_document ON passages (document);
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (row), vector BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE TABLE sums (language TEXT PRIMARY KEY, count INTEGER NOT NULL, total BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE profiles (language TEXT PRIMARY KEY, mean BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    source BLOB PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL,
    settings TEXT NOT NULL, content_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE skipped (
    source BLOB PRIMARY KEY, reason TEXT NOT NULL, file BLOB NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, settings TEXT NOT NULL) WITHOUT ROWID;
"""


def shaped_by(embedder: str) -> str:
    """Return the fingerprint of an index: everything that shapes it, the embedder's fingerprint among it."""
    return f"{embedder} / {CHUNKING} / {WORDS} / {TEXTS}"


class State(NamedTuple):
    """What is committed.

    Attributes:
        generation: grows with every commit; 0 before the first.
        store: the number of the vector store that belongs to it; 0 when there is none yet.
    """

    generation: int
    store: int


@contextmanager
def failures(folder: Path) -> Iterator[None]:
    """Turn failures of SQLite and of the file system under an index folder into errors for people.

    Args:
        folder: the index's folder, named in the message.

    Yields:
        Nothing.

    Raises:
        DataFolderError: in place of the failure.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DataFolderError(_operational(folder, str(error))) from error
    except sqlite3.Error as error:
        raise DataFolderError(f"The index in {str(folder)!r} is damaged ({error}). {REBUILD}") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DataFolderError(no_room(folder)) from error
        raise DataFolderError(
            f"The data folder {str(folder)!r} cannot be used ({error}). "
            "Make it writable, or set ASSISTANT_DATA to another folder."
        ) from error


def no_room(folder: Path) -> str:
    """Return the message of a full disk."""
    return (
        f"There is no room left for the index in {str(folder)!r}. Free some space, or set ASSISTANT_DATA to "
        "a folder on another disk; then run `assistant index`, which goes on where it stopped."
    )


def _operational(folder: Path, reason: str) -> str:
    if "full" in reason or "disk I/O" in reason:
        return no_room(folder)
    if "locked" in reason:
        return (
            f"The index in {str(folder)!r} is busy: another program holds its file ({reason}). "
            "Wait for it to finish, then try again."
        )
    if "no such" in reason or "malformed" in reason:
        return f"The index in {str(folder)!r} is damaged ({reason}). {REBUILD}"
    return (
        f"The index in {str(folder)!r} cannot be used ({reason}). "
        "Make the folder writable, or set ASSISTANT_DATA to another folder."
    )


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open a connection to the catalogue in `folder`, in autocommit mode; call within `failures`.

    Args:
        folder: the index's folder.
        create: make the file when there is none.

    Returns:
        A connection that one thread at a time may use.

    Raises:
        DataFolderError: there is no catalogue and none may be created.
    """
    path = folder / FILE
    if not create and not path.is_file():
        raise DataFolderError(f"There is no index in {str(folder)!r} yet. Run `assistant index` to build it.")
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
        # A power cut must not lose a committed generation that Chroma was already told about.
        connection.execute("PRAGMA synchronous = FULL")
        # A search reads some hundred vectors from all over the file: mapped, that takes two thirds of the time.
        connection.execute(f"PRAGMA mmap_size = {MAPPED}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, *, write: bool) -> Iterator[None]:
    """Run the block in one transaction: a snapshot for readers, all or nothing for a writer.

    Args:
        connection: from `connect`.
        write: take the write lock at once.

    Yields:
        Nothing.
    """
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN DEFERRED")
    try:
        yield
    except BaseException:
        # SQLite has already rolled back by itself when the disk is full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def check_shape(connection: sqlite3.Connection, folder: Path, fingerprint: str | None) -> State:
    """Check schema and fingerprint, and return what is committed.

    Args:
        connection: inside a transaction.
        folder: named in messages.
        fingerprint: the embedder's, or None to accept any.

    Returns:
        The committed generation and its store.

    Raises:
        FingerprintError: something else shaped the index; an OutdatedError where it was another version of the program.
        DataFolderError: the file is a database, but not a catalogue.
    """
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    if schema != SCHEMA:
        if not schema:
            raise DataFolderError(f"The index in {str(folder)!r} was never finished. {REBUILD}")
        if schema < SCHEMA:
            raise OutdatedError(
                f"The index in {str(folder)!r} was made by an earlier version of this program (schema {schema}; "
                f"this one needs {SCHEMA}). {AGAIN}"
            )
        raise FingerprintError(
            f"The index in {str(folder)!r} was made by a later version of this program (schema {schema}; this one "
            f"knows {SCHEMA}). Update this program, or set ASSISTANT_DATA to another folder. {REBUILD}"
        )
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    found = str(meta["fingerprint"])
    wanted = None if fingerprint is None else shaped_by(fingerprint)
    if wanted is not None and found != wanted:
        if found.startswith(f"{fingerprint} / "):
            raise OutdatedError(
                f"The index in {str(folder)!r} was made by another version of this program ({found!r}; this one needs "
                f"{wanted!r}). {AGAIN}"
            )
        raise FingerprintError(
            f"The index in {str(folder)!r} was built with {found!r}; now {wanted!r} is asked for. {REBUILD}"
        )
    return State(int(meta["generation"]), int(meta["store"]))


def catalogue_shape(folder: Path) -> tuple[str, int]:
    """Return the fingerprint of the index in a folder, and the schema of its tables."""
    with failures(folder), closing(connect(folder)) as connection, transaction(connection, write=False):
        fingerprint = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()[0]
        return str(fingerprint), int(connection.execute("PRAGMA user_version").fetchone()[0])


def settle(folder: Path) -> None:
    """Bring all that is committed into the one file `FILE`; call where nobody writes.

    Args:
        folder: the index's folder.

    Raises:
        DataFolderError: a reader does not let go, or the folder cannot be written.
    """
    with failures(folder), closing(connect(folder)) as connection:
        is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if is_busy:
        raise DataFolderError(_operational(folder, "locked by a reader"))


def is_blank(connection: sqlite3.Connection) -> bool:
    """Tell whether the database has no table yet."""
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def create_tables(connection: sqlite3.Connection, fingerprint: str, generation: int) -> None:
    """Make the empty tables of a blank database, inside a transaction.

    Args:
        connection: inside a write transaction.
        fingerprint: of the whole index, see `shaped_by`.
        generation: the one to go on from.
    """
    for statement in filter(str.strip, TABLES.split(";")):
        connection.execute(statement)
    meta = {"fingerprint": fingerprint, "generation": generation, "store": 0}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def discard_damaged(folder: Path) -> None:
    """Delete a catalogue that is no readable database; a sound one is overwritten in place instead."""
    try:
        with failures(folder):
            connection = connect(folder)
            try:
                sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            finally:
                connection.close()
    except DataFolderError:
        sound = False
    if not sound:
        with failures(folder):
            for suffix in ("", "-wal", "-shm"):
                (folder / f"{FILE}{suffix}").unlink(missing_ok=True)
