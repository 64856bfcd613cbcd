"""How texts, spans and vectors are written into the catalogue's rows, and read back.

Invariant: what comes out is what went in, for any string (NUL and lone surrogates included) and any finite
vector; sums of `quantise`d vectors are exact whatever the order. Proved by `test_hostile_text_survives` in
`tests/test_index_catalogue.py` and `test_sums_stay_exact` in `tests/test_index_sync.py`.
"""

import sqlite3
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from index.documents import Document
from index.passages import Passage, Span, pages_within

Floats = npt.NDArray[np.float32]

BLOCK = 65_536
"""Characters a row of `texts` holds: a passage of a huge document is sliced from one or two of them."""

SCALE = 2**20
"""What vectors are multiplied by before they are rounded and summed as integers."""

ABOUT = "documents.id AS document_id, source, title, author, date, url, content_hash, pages"
"""What `passage_of` needs of a passage's document, beside the columns of `passages`."""

VISIBLE = "documents.added <= :g AND (documents.removed IS NULL OR documents.removed > :g)"
"""The condition under which a document, and all that hangs on it, belongs to generation `:g`."""


def to_blob(text: str) -> bytes:
    """Return `text` as bytes that keep NUL and lone surrogates."""
    return text.encode("utf-8", "surrogatepass")


def from_blob(data: bytes) -> str:
    """Return the string that `to_blob` was given."""
    return data.decode("utf-8", "surrogatepass")


def blocks(text: str) -> Iterator[tuple[int, bytes]]:
    """Yield the numbered rows of `texts` that hold `text`."""
    for number, start in enumerate(range(0, len(text), BLOCK)):
        yield number, to_blob(text[start : start + BLOCK])


def read_text(connection: sqlite3.Connection, document: int, start: int, end: int) -> str:
    """Return characters `start` to `end` of the text of a document's row; may reach past its end."""
    rows = connection.execute(
        "SELECT data FROM texts WHERE document = ? AND block BETWEEN ? AND ? ORDER BY block",
        (document, start // BLOCK, max(start, end - 1) // BLOCK),
    )
    offset = start // BLOCK * BLOCK
    return "".join(from_blob(data) for (data,) in rows)[start - offset : end - offset]


def pack_spans(spans: Iterable[Span], origin: int) -> bytes:
    """Return spans as little-endian int32 pairs, counted from `origin`."""
    return np.array([(s.start - origin, s.end - origin) for s in spans], dtype="<i4").tobytes()


def unpack_spans(data: bytes, origin: int) -> tuple[Span, ...]:
    """Return the spans that `pack_spans` was given."""
    pairs = (np.frombuffer(data, dtype="<i4").reshape(-1, 2) + np.int64(origin)).tolist()
    return tuple(Span(start, end) for start, end in pairs)


def pack_numbers(numbers: Iterable[int]) -> bytes:
    """Return numbers as little-endian int32."""
    return np.array(tuple(numbers), dtype="<i4").tobytes()


def unpack_numbers(data: bytes) -> tuple[int, ...]:
    """Return the numbers that `pack_numbers` was given."""
    return tuple(np.frombuffer(data, dtype="<i4").tolist()) if data else ()


def pack_vector(vector: Floats) -> bytes:
    """Return a `(d,)` vector as float32 bytes."""
    return vector.astype("<f4").tobytes()


def unpack_vector(data: bytes) -> Floats:
    """Return the `(d,)` float32 vector that `pack_vector` was given."""
    return np.frombuffer(data, dtype="<f4").astype(np.float32, copy=False)


def pack_matrix(vectors: Floats) -> bytes:
    """Return `(n, d)` vectors as float16 bytes: half the space, and an error of a cosine below 0.001."""
    return vectors.astype("<f2").tobytes()


def unpack_matrix(data: bytes, dimension: int) -> Floats:
    """Return `(n, dimension)` float32 of what `pack_matrix` was given."""
    return np.frombuffer(data, dtype="<f2").reshape(-1, dimension).astype(np.float32)


def quantise(vector: Floats) -> npt.NDArray[np.int64]:
    """Return `(d,)` int64, `round(vector * SCALE)`."""
    return np.rint(vector.astype(np.float64) * SCALE).astype(np.int64)


def document_of(connection: sqlite3.Connection, row: sqlite3.Row) -> Document:
    """Return the document, with its text, of a row of `documents`."""
    return Document(
        id=row["id"],
        source=from_blob(row["source"]),
        text=read_text(connection, row["row"], 0, row["characters"]),
        title=from_blob(row["title"]),
        date=row["date"],
        language=row["language"],
        url=_optional(row["url"]),
        content_hash=row["content_hash"],
        body=row["body"],
        headings=unpack_spans(row["headings"], 0),
        author=_optional(row["author"]),
        pages=unpack_numbers(row["pages"]),
    )


def passage_of(connection: sqlite3.Connection, row: sqlite3.Row) -> Passage:
    """Return the passage of a row of `passages` joined with `ABOUT` of its document."""
    start, end = row["start"], row["end"]
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        source=from_blob(row["source"]),
        start=start,
        end=end,
        text=read_text(connection, row["document"], start, end),
        heading=from_blob(row["heading"]),
        title=from_blob(row["title"]),
        date=row["date"],
        language=row["language"],
        sentences=unpack_spans(row["sentences"], start),
        url=_optional(row["url"]),
        content_hash=row["content_hash"],
        author=_optional(row["author"]),
        pages=pages_within(unpack_numbers(row["pages"]), start, end),
    )


def _optional(data: bytes | None) -> str | None:
    return None if data is None else from_blob(data)
