"""Tables: `.csv` and `.tsv`, each row a document.

Read row by row, so that a table may be larger than the memory. Invariant: what is wrong with a row is told with its
number, and the rows before it are kept. Proved by `tests/test_index_readers_tables.py`.
"""

import contextlib
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from index.errors import DocumentError
from index.readers.columns import Columns
from index.readers.decoding import decode
from index.readers.parsed import MAX_BYTES, Part, Unreadable, Wanted
from index.readers.records import Rows

MAX_FIELD = 10 * 2**20
"""Characters a field may have: what is longer is a quotation mark that was never closed."""

_DELIMITERS = ",;\t|"
_TELLING, _LONGEST = 20, 100_000


def parts(
    stream: BinaryIO, size: int, source: str, columns: Columns, wanted: Wanted
) -> Iterator[Part | Unreadable]:
    """Yield the documents of a table.

    Args:
        stream: the file.
        size: of the file, in bytes.
        source: its source; a suffix `.tsv` says that tabs part its columns.
        columns: which column is what.
        wanted: which documents are to be read.

    Yields:
        A part for each row with text, then what was left out.

    Raises:
        DocumentError: the table has no header, or cannot be read any further.
    """
    csv.field_size_limit(MAX_FIELD)  # of the whole process; nothing else in it reads tables
    text = _opened(stream, size, source)
    reader = csv.reader(text, delimiter="\t" if source.lower().endswith(".tsv") else _delimiter(text))
    number = 0
    rows = Rows(source, wanted)
    try:
        header = tuple(name.strip() for name in next(reader, []))
        if not any(header):
            raise DocumentError(f"{source!r} is empty; its first row must hold the names of its columns")
        columns.check(header, source)
        roles = columns.choose(header)
        for number, row in enumerate(filter(any, reader), 1):
            if len(row) > len(header):
                rows.fail(number, f"more than {len(header)} columns")
            else:
                yield from rows.part(number, dict(zip(header, row, strict=False)), roles)
    except (csv.Error, UnicodeError) as error:
        yield from rows.left_out()
        raise DocumentError(
            f"{source!r} cannot be read from row {number + 1} on ({error}); close the quotation marks there, and save "
            "it as UTF-8"
        ) from error
    yield from rows.left_out()


def _opened(stream: BinaryIO, size: int, source: str) -> io.TextIOBase:
    """Return the table as text, from its start; a large one must be in UTF-8."""
    if size <= MAX_BYTES:
        return io.StringIO(decode(stream.read(), source), newline="")
    return io.TextIOWrapper(stream, "utf-8-sig", newline="")


def _delimiter(text: io.TextIOBase) -> str:
    """Return the character that parts the header into most columns, and most of the rows below into as many."""
    try:
        lines = list(islice(iter(lambda: text.readline(_LONGEST), ""), _TELLING))
    finally:
        text.seek(0)

    def fit(delimiter: str) -> tuple[int, int]:
        found: list[int] = []
        with contextlib.suppress(csv.Error):  # it is told where it stands, once the rows are read
            found += (len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        return (found.count(found[0]), found[0]) if found and found[0] > 1 else (0, 0)

    return max(_DELIMITERS, key=fit)
