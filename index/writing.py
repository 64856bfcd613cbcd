"""The rows of a document in the catalogue, and what it changes of the sums: written, erased, counted.

Call within the writer's transaction (`index.revision`). Proved by `tests/test_index_sync.py`, the sums by
`test_sums_stay_exact` there.
"""

import sqlite3

import numpy as np
import numpy.typing as npt

from index import lexical
from index.known import New
from index.passages import Passage
from index.rows import blocks, pack_numbers, pack_spans, quantise, to_blob, unpack_vector

_ERASE = (
    "DELETE FROM vectors WHERE passage IN (SELECT row FROM passages WHERE document = ?)",
    "DELETE FROM passages WHERE document = ?",
    "DELETE FROM texts WHERE document = ?",
    "DELETE FROM documents WHERE row = ?",
)


def add(connection: sqlite3.Connection, new: New, generation: int) -> None:
    """Add a document without vectors, visible from a generation on."""
    document = new.document
    author, url = (None if text is None else to_blob(text) for text in (document.author, document.url))
    cursor = connection.execute(
        "INSERT INTO documents (id, source, title, author, date, language, url, content_hash, characters, body,"
        " headings, pages, passages, file, file_hash, added)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(document.id, to_blob(document.source), to_blob(document.title), author, document.date),
            *(document.language, url, document.content_hash, len(document.text), document.body),
            *(pack_spans(document.headings, 0), pack_numbers(document.pages), len(new.passages)),
            *(to_blob(new.file), new.file_hash, generation),
        ),
    )
    row = _row(cursor)
    connection.executemany(
        "INSERT INTO texts VALUES (?, ?, ?)", ((row, *block) for block in blocks(document.text))
    )
    for passage in new.passages:
        _add_passage(connection, row, passage)


def erase(connection: sqlite3.Connection, row: int) -> None:
    """Delete all that is stored of the document in a row."""
    lexical.remove(connection, row)
    for statement in _ERASE:
        connection.execute(statement, (row,))


def sums(connection: sqlite3.Connection, generation: int) -> dict[str, tuple[int, npt.NDArray[np.int64]]]:
    """Return by language how many passages a generation has and the sum `(d,)` of their vectors.

    They are those of the committed generation, changed by what the next one adds and leaves out.
    """
    rows = connection.execute("SELECT language, count, total FROM sums")
    found = {language: (count, np.frombuffer(total, "<i8").astype("<i8")) for language, count, total in rows}
    for sign, column in ((1, "added"), (-1, "removed")):
        changes = connection.execute(
            "SELECT passages.language, vector FROM documents JOIN passages ON passages.document = documents.row"
            f" JOIN vectors ON passage = passages.row WHERE {column} = ?",
            (generation,),
        )
        for language, vector in changes:
            change = sign * quantise(unpack_vector(vector))
            count, total = found.get(language, (0, np.zeros_like(change)))
            found[language] = (count + sign, total + change)
    return found


def _add_passage(connection: sqlite3.Connection, document: int, passage: Passage) -> None:
    cursor = connection.execute(
        "INSERT INTO passages (id, document, start, end, heading, language, sentences)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(passage.id, document, passage.start, passage.end, to_blob(passage.heading)),
            *(passage.language, pack_spans(passage.sentences, passage.start)),
        ),
    )
    lexical.add(connection, passage.language, _row(cursor), passage.text)


def _row(cursor: sqlite3.Cursor) -> int:
    """Return the number of the row just inserted."""
    assert cursor.lastrowid is not None
    return cursor.lastrowid
