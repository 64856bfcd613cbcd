"""A document of the corpus as everything else sees it: its text and what is known about it.

Invariant: `text` is the file decoded, without byte order mark, newlines untranslated, or what its reader extracted
from it where the format is not plain text; every position the program ever shows counts characters (code points) of
this string. Proved by `tests/test_index_documents.py`.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from index.errors import DocumentError

CONTAINERS = (".zip", ".csv", ".tsv", ".jsonl")
"""Suffixes of files that hold several documents; the source of one of these is `FILE!NAME`."""

_INSIDE = re.compile(rf"({'|'.join(map(re.escape, CONTAINERS))})!", re.IGNORECASE)

ADDED = ".added/"
"""What the sources of files begin with that people added: no file of a corpus has one like it (`index.added`)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document.

    Attributes:
        id: 16 hexadecimal digits, a hash of `source` alone: the same file keeps its id when it changes.
        source: POSIX path relative to the corpus folder, or `ADDED` and the name of an added file;
            `archive.zip!letters/one.txt` or `table.csv!12` inside one.
        text: the whole text: decoded, or extracted.
        title: the best title the format offers; never empty (the file's name when there is nothing else).
        date: publication date in ISO 8601, as precise as known (`2025`, `2025-07`, `2025-07-12`), or None.
        language: ISO 639-1 code, or `und` when it cannot be told.
        url: where it was published, or None.
        content_hash: SHA-256, hexadecimal, of the file's bytes; inside an archive of the member's, in a table of what
            was read from the row.
        body: first character of what is to be read; before it stands only what the reader took for data
            (a date header, front matter).
        headings: the headings' spans, in order, as the reader of the format knows them.
        author: who wrote it, as the format says, or None.
        pages: where each page begins, in characters, the first first; empty where the format has no pages.
    """

    id: str
    source: str
    text: str
    title: str
    date: str | None
    language: str
    url: str | None
    content_hash: str
    body: int = 0
    headings: tuple[Span, ...] = ()
    author: str | None = None
    pages: tuple[int, ...] = ()


def document_id(source: str) -> str:
    """Return the stable id of the document at `source`."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def checked_source(source: Any) -> str:
    """Return the source of a document as it was given; DocumentError when it is no text."""
    if not isinstance(source, str):
        raise DocumentError(f"A source is a path as text, not {source!r}; put it into quotation marks.")
    return source


def file_of(source: str) -> str:
    """Return the file that holds the document at `source`: what stands before the first mark of a member."""
    inside = _INSIDE.search(source)
    return source[: inside.end() - 1] if inside else source


def stem(source: str) -> str:
    """Return the name of a file, member or row without folders and suffix."""
    while (file := file_of(source)) != source:
        source = source[len(file) + 1 :]
    return PurePosixPath(source).stem
