"""OpenDocument texts (`.odt`): paragraphs, headings, tables row by row, notes at the end.

The format is plain XML, read by defusedxml. Invariant: comments and deleted text are no part of the text. Proved by
`tests/test_index_readers_office.py`.
"""

from typing import TYPE_CHECKING

from index.documents import Span
from index.errors import DocumentError
from index.languages import code_of
from index.readers.blocks import Writer
from index.readers.packed import opened, xml
from index.readers.parsed import Parsed, any_date, made_date, shorten
from index.readers.text import date_header, title_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE, _META = (_OASIS % name for name in ("text", "table", "office", "meta"))
_DC = "{http://purl.org/dc/elements/1.1/}"
_SKIPPED = frozenset(
    {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_TEXT}note-citation"}
)
_DEEPEST = 200


def parse(data: bytes, source: str) -> Parsed:
    """Read an OpenDocument text.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        The text with its headings, and what its description says of it.

    Raises:
        DocumentError: it is damaged, encrypted or a bomb, or declares XML entities.
    """
    with opened(data, source) as archive:
        manifest = (
            archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
        )
        if b"encryption-data" in manifest:
            raise DocumentError(f"{source!r} is encrypted; save it without a password")
        content = xml(archive.read("content.xml"), source)
        meta = xml(archive.read("meta.xml"), source) if "meta.xml" in archive.namelist() else None
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DocumentError(f"{source!r} holds no text document, by its content; save it as one")
    reading = _Reading(source)
    reading.walk(body)
    text, headings = reading.finish()

    def said(*names: str) -> str:
        found = (meta.findtext(f"{_OFFICE}meta/{name}") for name in names) if meta is not None else ()
        return next((value.strip() for value in found if value and value.strip()), "")

    language = said(f"{_DC}language")
    return Parsed(
        text=text,
        title=shorten(said(f"{_DC}title")) or title_of(text, headings),
        author=said(f"{_META}initial-creator", f"{_DC}creator") or None,
        date=date_header(text)[0] or made_date(any_date(said(f"{_META}creation-date", f"{_DC}date"))),
        language=code_of(language) if language else None,
        headings=headings,
    )


class _Reading:
    """A text being put together from the elements of its body."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._writer = Writer()
        self._notes: list[str] = []

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        """Return the text, with the notes at its end, and its headings."""
        for note in self._notes:
            self._writer.add(note)
        return self._writer.text, tuple(self._writer.headings)

    def walk(self, element: "Element", depth: int = 0) -> None:
        """Add the blocks below an element."""
        self._check(depth)
        for child in element:
            if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._writer.add(self._words(child, depth), is_heading=child.tag == f"{_TEXT}h")
            elif child.tag == f"{_TABLE}table-row":
                cells = (
                    " ".join(self._words(cell, depth).split())
                    for cell in child
                    if cell.tag == f"{_TABLE}table-cell"
                )
                self._writer.add(" | ".join(cells).strip(" |"))
            elif child.tag not in _SKIPPED:
                self.walk(child, depth + 1)

    def _words(self, element: "Element", depth: int) -> str:
        """Return the words below an element; notes are kept for the end."""
        self._check(depth)
        found = [element.text or ""]
        for child in element:
            if child.tag == f"{_TEXT}note":
                self._notes.append(self._words(child, depth + 1))
            elif child.tag not in _SKIPPED:
                found.append(self._single(child, depth))
            found.append(child.tail or "")
        return "".join(found)

    def _single(self, child: "Element", depth: int) -> str:
        if child.tag == f"{_TEXT}s":
            return " "
        if child.tag == f"{_TEXT}tab":
            return "\t"
        if child.tag == f"{_TEXT}line-break":
            return "\n"
        words = self._words(child, depth + 1)
        return f"{words}\n" if child.tag in (f"{_TEXT}p", f"{_TEXT}h") else words

    def _check(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise DocumentError(f"{self._source!r} is nested too deeply to be read; save it as text")
