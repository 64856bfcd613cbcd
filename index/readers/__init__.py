"""Files into documents: a reader for each format, chosen by the file's suffix.

Invariant: what is read of a file is documents with text in them; whatever cannot be read is named with the reason, and
no file is ever changed. Proved by `tests/test_index_readers.py`.
"""

import io
import logging
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from index.documents import CONTAINERS, Document, document_id, file_of, stem
from index.errors import DocumentError, MissingDocumentError
from index.languages import detect
from index.readers import columns, formats, lines, signatures, tables, zipped
from index.readers.columns import FILE as COLUMNS
from index.readers.parsed import MAX_BYTES, Part, Unreadable, Wanted

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "MAX_CONTAINER_BYTES",
    "SUFFIXES",
    "Unreadable",
    "guarded",
    "holds_several",
    "read",
    "read_all",
    "read_text",
    "read_texts",
    "settings_of",
]

log = logging.getLogger(__name__)

SUFFIXES = formats.SUFFIXES | frozenset(CONTAINERS)
MAX_CONTAINER_BYTES = 2 * 2**30
"""The largest archive or table: they are read piece by piece."""

_TABLES = {".csv": tables.parts, ".tsv": tables.parts, ".jsonl": lines.parts}
ALL = Wanted()


def holds_several(path: Path) -> bool:
    """Tell whether a file may hold more than one document."""
    return path.suffix.lower() in CONTAINERS


def settings_of(path: Path) -> str:
    """Return what, beside its content, decides what is read of a file: a hash of the `columns.toml` beside a table."""
    return columns.digest(path) if path.suffix.lower() in _TABLES else ""


def read(path: Path, source: str) -> Document:
    """Read one document.

    Args:
        path: the file; its suffix, in any case, names the format.
        source: its POSIX path relative to the corpus folder, which becomes the document's `source`; with `!name` behind
            it, one of the documents inside it.

    Returns:
        The document.

    Raises:
        DocumentError: the file cannot be opened, is too large, binary or empty, its encoding or format cannot be told,
            its reader fails, or (MissingDocumentError) it holds no such document.
    """
    return _document(_one(path, source))


def read_all(path: Path, source: str, knows: Callable[[str, str], bool]) -> Iterator[Document | Unreadable]:
    """Read all documents of a file, one after the other.

    Args:
        path: the file; its suffix, in any case, names the format.
        source: its POSIX path relative to the corpus folder.
        knows: told source and content hash of each document; those for which it returns True are not read.

    Yields:
        The documents, and what inside the file is none.

    Raises:
        DocumentError: as `read`; and when something is wrong with a file of several documents as a whole, which those
            that were yielded before outlive.
    """
    for found in _parts(path, source, Wanted(knows=knows)):
        if isinstance(found, Unreadable):
            yield found
            continue
        try:
            document = _document(found)
        except DocumentError as error:
            yield Unreadable(found.source, str(error).removeprefix(f"{found.source!r} "))
        else:
            yield document


def read_text(path: Path, source: str) -> tuple[str, str]:
    """Read nothing but the text of one document, several times as fast as `read`: no language is told.

    Args:
        path: the file; its suffix, in any case, names the format.
        source: as `read` takes it.

    Returns:
        What `read` gives as the document's `text` and `content_hash`.

    Raises:
        DocumentError: as `read` does.
    """
    part = _one(path, source)
    return part.parsed.text, part.content_hash


def read_texts(path: Path, source: str) -> Iterator[tuple[str, str, str]]:
    """Yield `(source, text, content hash)` of each document of a file; what cannot be read is passed over.

    Args:
        path: the file.
        source: its POSIX path relative to the corpus folder.

    Yields:
        What `read_all` gives of each.
    """
    try:
        for part in _parts(path, source, ALL):
            if isinstance(part, Part):
                yield part.source, part.parsed.text, part.content_hash
    except DocumentError as error:
        log.info("Not read: %s", error)


def _one(path: Path, source: str) -> Part:
    file = file_of(source)
    for part in _parts(path, file, Wanted(only=source)):
        if part.source == source:
            if isinstance(part, Unreadable):
                raise DocumentError(f"{source!r} {part.reason}")
            return part
    raise MissingDocumentError(f"{file!r} holds no document {source[len(file) + 1 :]!r}; see what is in it")


def _document(part: Part) -> Document:
    source, parsed = part.source, part.parsed
    with guarded(source):
        language = parsed.language or detect(parsed.text[parsed.body :])
    return Document(
        id=document_id(source),
        source=source,
        text=parsed.text,
        title=parsed.title or stem(source),
        date=parsed.date,
        language=language,
        url=parsed.url,
        content_hash=part.content_hash,
        body=parsed.body,
        headings=parsed.headings,
        author=parsed.author,
        pages=parsed.pages,
    )


def _parts(path: Path, source: str, wanted: Wanted) -> Iterator[Part | Unreadable]:
    """Yield what is read of a file; a container of which nothing can be read is an error as a whole."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DocumentError(
            f"{source!r} has a format that cannot be read, {path.suffix!r}; "
            f"save it as one of {', '.join(sorted(SUFFIXES))}"
        )
    with guarded(source), _opened(path, source) as (stream, size):
        if suffix not in CONTAINERS:
            yield from _single(stream.read(MAX_BYTES + 1), source, columns.NOTHING, wanted, suffix)
            return
        signatures.check(stream.read(signatures.LONGEST), suffix, source)
        stream.seek(0)
        if suffix == ".zip":
            found = zipped.parts(stream, source, wanted, _single, SUFFIXES)
        else:
            found = _TABLES[suffix](stream, size, source, columns.beside(path, source), wanted)
        yield from found


def _single(
    data: bytes, source: str, of: columns.Columns, wanted: Wanted, suffix: str = ""
) -> Iterator[Part | Unreadable]:
    """Yield what is read of the bytes of a file, or of a member of an archive."""
    suffix = suffix or PurePosixPath(source).suffix.lower()
    if suffix in _TABLES:
        yield from _TABLES[suffix](io.BytesIO(data), len(data), source, of, wanted)
        return
    content_hash = zipped.sha256(data)
    if wanted.knows(source, content_hash):
        return
    with guarded(source):
        parsed = formats.parse(data, source, suffix)
    if not parsed.text[parsed.body :].strip():
        raise DocumentError(f"{source!r} is empty; write into it, or remove it from the corpus folder")
    yield Part(source, parsed, content_hash)
    if parsed.remark:
        yield Unreadable(source, parsed.remark)


@contextmanager
def guarded(source: str) -> Iterator[None]:
    """Keep a failure that nobody foresaw to the one file it is about; its traceback goes to the log.

    Args:
        source: the file, named in the message.

    Yields:
        Nothing.

    Raises:
        DocumentError: in place of whatever was raised.
    """
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:
        log.exception("Reading %r failed", source)
        raise DocumentError(
            f"{source!r} cannot be read: the program failed on it ({error!r}); save it in another form, and "
            "report this with what the log says"
        ) from error


@contextmanager
def _opened(path: Path, source: str) -> Iterator[tuple[BinaryIO, int]]:
    """Open a regular file that is not too large, and tell its size."""
    most = MAX_CONTAINER_BYTES if holds_several(path) else MAX_BYTES
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(
                f"{source!r} is not a regular file; put a file with its content into its place"
            )
        if status.st_size > most:
            raise DocumentError(
                f"{source!r} is too large: {status.st_size / 2**20:,.1f} MB, and the limit is "
                f"{most // 2**20:,} MB; split it into smaller files"
            )
        with path.open("rb") as stream:
            yield stream, status.st_size
    except OSError as error:
        raise DocumentError(
            f"{source!r} cannot be opened: {error.strerror or error}; check that you may read it"
        ) from error
