"""The formats of one document each, by suffix.

Plain text is read here. All else goes through libraries, in a process of their own (`index.readers.workshop`).
Invariant: no such library is ever imported into this process. Proved by
`tests/test_index_readers_workshop.py::test_no_library_is_imported_here`. A format is added by a file with a
`parse(data, source)`, and a line in `_READERS` or in `index.readers.worker.parse`.
"""

from collections.abc import Callable
from dataclasses import replace

from index.languages import other_language
from index.readers import markdown, signatures, text
from index.readers.parsed import Parsed
from index.readers.workshop import WORKSHOP

_READERS: dict[str, Callable[[bytes, str], Parsed]] = {
    ".md": markdown.parse,
    ".txt": text.parse,
}
WORKED = frozenset({".docx", ".eml", ".epub", ".htm", ".html", ".odt", ".pdf"})
SUFFIXES = frozenset(_READERS) | WORKED


def parse(data: bytes, source: str, suffix: str) -> Parsed:
    """Read one document.

    Args:
        data: the bytes of the file, or of a member of an archive.
        source: its source, for messages.
        suffix: of its name, in lower case: the format, one of `SUFFIXES`.

    Returns:
        What its reader makes of it.

    Raises:
        DocumentError: it cannot be read.
    """
    signatures.check(data[: signatures.LONGEST], suffix, source)
    if suffix not in WORKED:
        return _READERS[suffix](data, source)
    parsed = WORKSHOP.parse(suffix, data, source)
    # Programs put a language there that nobody chose: `en` above Polish.
    other = other_language(parsed.text, parsed.language) if parsed.language else None
    return replace(parsed, language=other) if other else parsed
