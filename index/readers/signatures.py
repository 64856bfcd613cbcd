"""What a file is by its first bytes, whatever it is called.

Proved by `tests/test_index_readers.py::test_a_file_with_the_wrong_suffix_is_told`.
"""

from index.errors import DocumentError

_ZIPPED = frozenset({".docx", ".odt", ".epub", ".zip"})
_KINDS: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", "a PDF", frozenset({".pdf"})),
    (b"PK\x03\x04", "an archive (a .zip, or a .docx, .odt or .epub)", _ZIPPED),
    (b"PK\x05\x06", "an empty archive", _ZIPPED),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office document (.doc, .xls), or a protected new one",
        frozenset(),
    ),
    (b"{\\rtf", "an RTF document", frozenset()),
    (b"\x89PNG\r\n", "a PNG image", frozenset()),
    (b"\xff\xd8\xff", "a JPEG image", frozenset()),
    (b"GIF87a", "a GIF image", frozenset()),
    (b"GIF89a", "a GIF image", frozenset()),
    (b"\x1f\x8b\x08", "a gzip archive", frozenset()),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", frozenset()),
    (b"Rar!\x1a\x07", "a RAR archive", frozenset()),
)
_BINARY = frozenset({".pdf"}) | _ZIPPED
LONGEST = 1024


def check(head: bytes, suffix: str, source: str) -> None:
    """Raise DocumentError when a file is surely something else than its suffix says.

    Args:
        head: its first bytes, up to `LONGEST`.
        suffix: its suffix, in lower case.
        source: its name, for messages.
    """
    found = next(((name, suffixes) for mark, name, suffixes in _KINDS if head.startswith(mark)), None)
    if found is not None and suffix not in found[1]:
        name, suffixes = found
        advice = "save it as one of the formats that are read, or move it out of the corpus folder"
        if suffixes:
            advice = f"give it the suffix that it should have: {' or '.join(sorted(suffixes))}"
        raise DocumentError(f"{source!r} is {name} by its content, not a {suffix} file; {advice}")
    if found is None and suffix in _BINARY and head and not (suffix == ".pdf" and b"%PDF-" in head):
        raise DocumentError(
            f"{source!r} is no {suffix} file by its content, or damaged at its beginning; fetch or save it again"
        )
