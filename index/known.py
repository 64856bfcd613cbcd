"""What the catalogue remembers of the corpus's files, so that what is as it was is neither read nor embedded again.

One file holds one document or several. Invariant: a row of `files` stands for a file that was read to its end, and all
its documents are the rows tagged with its hash; both are written in one transaction, so that a writer may die at any
moment. Proved by `tests/test_index_sync.py::test_killed_inside_a_file_of_many_documents`.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.corpus import File
from index.documents import Document
from index.passages import Passage
from index.records import SkippedFile
from index.rows import from_blob, to_blob

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Known:
    """A document's row as far as comparing it with what a file holds needs.

    Attributes:
        row: its row number.
        source: the document's.
        content_hash: the document's.
        file_hash: SHA-256 of the file, as it was when this was one of its documents.
        pending: written by an unfinished sync, not yet committed.
    """

    row: int
    source: str
    content_hash: str
    file_hash: str
    pending: bool


@dataclass(slots=True)
class KnownFile:
    """What is known of one file.

    Attributes:
        rows: its documents: of each at most one committed and one pending.
        content_hash: SHA-256 of the file when it was last read to its end, or None.
        stamp: its `File.stamp` then; a time of 0 was too fresh to be trusted.
        settings: what `index.readers.settings_of` said then.
        skipped: what of it is not in the index, as of `skipped_stamp` and `skipped_settings`.
        skipped_stamp: the file's stamp when that was found.
        skipped_settings: likewise.
    """

    rows: list[Known] = field(default_factory=list)
    content_hash: str | None = None
    stamp: Stamp = (0, 0, 0)
    settings: str = ""
    skipped: list[SkippedFile] = field(default_factory=list)
    skipped_stamp: Stamp = (0, 0, 0)
    skipped_settings: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Something left out, with the file that was tried, if one was, and its settings."""

    skipped: SkippedFile
    file: File | None = None
    settings: str = ""


@dataclass(frozen=True, slots=True)
class New:
    """A document to be written, its passages, and its file with the hash that tags its documents."""

    document: Document
    passages: list[Passage]
    file: str
    file_hash: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A file that was read to its end: its documents are those tagged with `file_hash`, and those of `rows`.

    Attributes:
        file: as it was before it was read.
        settings: what `index.readers.settings_of` says of it.
        file_hash: its SHA-256, hexadecimal.
        rows: numbers of the documents that are still as they were under another hash.
        skipped: what of it is left out.
    """

    file: File
    settings: str
    file_hash: str
    rows: tuple[int, ...] = ()
    skipped: tuple[Skip, ...] = ()


def load(connection: sqlite3.Connection, base: int) -> dict[str, KnownFile]:
    """Return by file what the catalogue holds; documents added after generation `base` are pending."""
    found: dict[str, KnownFile] = {}
    query = "SELECT file, row, source, content_hash, file_hash, added FROM documents"
    for file, row, source, content_hash, file_hash, added in connection.execute(query):
        known = Known(row, from_blob(source), content_hash, file_hash, added > base)
        found.setdefault(from_blob(file), KnownFile()).rows.append(known)
    query = "SELECT source, size, mtime_ns, ctime_ns, settings, content_hash FROM files"
    for source, size, mtime_ns, ctime_ns, settings, content_hash in connection.execute(query):
        file = found.setdefault(from_blob(source), KnownFile())
        file.stamp, file.settings, file.content_hash = (size, mtime_ns, ctime_ns), settings, content_hash
    query = "SELECT file, source, reason, size, mtime_ns, ctime_ns, settings FROM skipped ORDER BY source"
    for name, source, reason, size, mtime_ns, ctime_ns, settings in connection.execute(query):
        file = found.setdefault(from_blob(name), KnownFile())
        file.skipped.append(SkippedFile(from_blob(source), reason))
        file.skipped_stamp, file.skipped_settings = (size, mtime_ns, ctime_ns), settings
    return found


def settle(connection: sqlite3.Connection, whole: Whole) -> None:
    """Remember a file that was read to its end; call inside the transaction that writes its last document."""
    source = to_blob(whole.file.source)
    connection.executemany(
        "UPDATE documents SET file_hash = ? WHERE row = ?", ((whole.file_hash, row) for row in whole.rows)
    )
    connection.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
        (source, *whole.file.stamp, whole.settings, whole.file_hash),
    )
    connection.execute("DELETE FROM skipped WHERE file = ?", (source,))
    add_skipped(connection, whole.skipped)


def forget(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Forget that these files were read: they are gone, or hold nothing that can be read."""
    connection.executemany("DELETE FROM files WHERE source = ?", ((to_blob(file),) for file in files))


def add_skipped(connection: sqlite3.Connection, skips: Iterable[Skip]) -> None:
    """Record what is left out."""
    connection.executemany("INSERT OR REPLACE INTO skipped VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row_of, skips))


def replace_skipped(connection: sqlite3.Connection, skips: Iterable[Skip]) -> None:
    """Record all that is left out; where that is as it was, nothing is written, and no room needed for it."""
    skips = list(skips)
    wanted = {row[0]: row for row in map(_row_of, skips)}
    if wanted != {row[0]: tuple(row) for row in connection.execute("SELECT * FROM skipped")}:
        connection.execute("DELETE FROM skipped")
        add_skipped(connection, skips)


def _row_of(skip: Skip) -> tuple[object, ...]:
    return (
        *(to_blob(skip.skipped.source), skip.skipped.reason),
        to_blob(skip.file.source if skip.file else skip.skipped.source),
        *(skip.file.stamp if skip.file else (0, 0, 0)),
        skip.settings,
    )
