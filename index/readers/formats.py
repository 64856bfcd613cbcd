"""The formats of one document each, by suffix.

Invariant: a reader's library is imported only when a file of its format is met. Proved by
`tests/test_index_readers.py::test_no_library_is_imported_for_plain_text`. A format is added by a file with a
`parse(data, source)` and a line in `_READERS`.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from index.readers import markdown, signatures, text
from index.readers.parsed import Parsed

_READERS: dict[str, Callable[[bytes, str], Parsed]] = {
    ".md": markdown.parse,
    ".txt": text.parse,
}
SUFFIXES = frozenset(_READERS)


def parse(data: bytes, source: str) -> Parsed:
    """Read one document.

    Args:
        data: the bytes of the file, or of a member of an archive.
        source: its source, whose suffix, in any case, names the format.

    Returns:
        What its reader makes of it.

    Raises:
        DocumentError: it cannot be read.
    """
    suffix = PurePosixPath(source).suffix.lower()
    signatures.check(data[: signatures.LONGEST], suffix, source)
    return _READERS[suffix](data, source)
