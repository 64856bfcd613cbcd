"""JSON lines (`.jsonl`): each line an object, each object a document.

Invariant: a line that is no object is told with its number, and costs itself alone. Proved by
`tests/test_index_readers_tables.py`.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from index.readers.columns import Columns
from index.readers.parsed import Part, Unreadable, Wanted
from index.readers.records import Rows

MAX_LINE = 20 * 2**20
"""Bytes that a line may have."""


def parts(
    stream: BinaryIO, size: int, source: str, columns: Columns, wanted: Wanted
) -> Iterator[Part | Unreadable]:
    """Yield the documents of a file of JSON lines.

    Args:
        stream: the file.
        size: of the file, in bytes; it is read line by line anyhow.
        source: its source.
        columns: which key is what.
        wanted: which documents are to be read.

    Yields:
        A part for each object with text, then what was left out.
    """
    rows = Rows(source, wanted)
    for number, line in enumerate(_lines(stream), 1):
        values = _object(line) if line is not None else None
        if line is None:
            rows.fail(number, f"longer than {MAX_LINE // 2**20} MB")
        elif values is None:
            rows.fail(number, "no JSON object in UTF-8")
        elif values:
            yield from rows.part(number, values, columns.choose(tuple(values)))
    yield from rows.left_out()


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines that are not blank, None for one that is too long."""
    while line := stream.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield None
        elif line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield line


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None
