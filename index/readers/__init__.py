"""Files into documents: one reader a format, chosen by the file's suffix.

Invariant: `read` returns a document with text in it or raises `DocumentError` with the reason; it never
changes a file. Proved by `tests/test_index_readers.py`. A format is added by a file with a
`parse(data, source)` and a line in `_READERS`.
"""

import hashlib
import logging
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.documents import Document, document_id
from index.errors import DocumentError
from index.languages import detect
from index.readers import markdown, text
from index.readers.parsed import Parsed

log = logging.getLogger(__name__)

_READERS: dict[str, Callable[[bytes, str], Parsed]] = {
    ".md": markdown.parse,
    ".txt": text.parse,
}
SUFFIXES = frozenset(_READERS)
MAX_BYTES = 50 * 1024 * 1024


def read(path: Path, source: str) -> Document:
    """Read one file.

    Args:
        path: the file; its suffix, in any case, names the format.
        source: its POSIX path relative to the corpus folder, which becomes the document's `source`.

    Returns:
        The document.

    Raises:
        DocumentError: when the file cannot be opened, is too large, binary or empty, or its encoding or
            format cannot be told, or its reader fails.
    """
    parsed, content_hash = _parsed(path, source)
    with guarded(source):
        language = parsed.language or detect(parsed.text[parsed.body :])
    return Document(
        id=document_id(source),
        source=source,
        text=parsed.text,
        title=parsed.title or path.stem,
        date=parsed.date,
        language=language,
        url=parsed.url,
        content_hash=content_hash,
        body=parsed.body,
        headings=parsed.headings,
    )


def read_text(path: Path, source: str) -> tuple[str, str]:
    """Read nothing but the text of one file, several times as fast as `read`: no language is told.

    Args:
        path: the file; its suffix, in any case, names the format.
        source: its POSIX path relative to the corpus folder.

    Returns:
        What `read` gives as the document's `text` and `content_hash`.

    Raises:
        DocumentError: as `read` does.
    """
    parsed, content_hash = _parsed(path, source)
    return parsed.text, content_hash


def _parsed(path: Path, source: str) -> tuple[Parsed, str]:
    """Return what the format's reader makes of a file, and the hash of its bytes."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(
            f"{source!r} has a format that cannot be read, {path.suffix!r}; "
            f"save it as one of {', '.join(sorted(SUFFIXES))}"
        )
    data = _bytes(path, source)
    with guarded(source):
        parsed = reader(data, source)
    if not parsed.text[parsed.body :].strip():
        raise DocumentError(f"{source!r} is empty; write into it, or remove it from the corpus folder")
    return parsed, hashlib.sha256(data).hexdigest()


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


def _bytes(path: Path, source: str) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DocumentError(
                f"{source!r} is not a regular file; put a file with its content into its place"
            )
        if status.st_size > MAX_BYTES:
            raise DocumentError(
                f"{source!r} is too large: {status.st_size / 2**20:.1f} MB, and the limit is "
                f"{MAX_BYTES // 2**20} MB; split it into smaller files"
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{source!r} cannot be opened: {error.strerror or error}; check that you may read it"
        ) from error
