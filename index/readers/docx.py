"""Word documents (`.docx`), by python-docx: paragraphs, headings, tables row by row, footnotes at the end.

Invariant: what was deleted with changes tracked is no part of the text, what was inserted is. Proved by
`tests/test_index_readers_office.py`.
"""

import io
import re
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.languages import code_of
from index.readers.blocks import Writer
from index.readers.packed import DAMAGE, entities, opened
from index.readers.parsed import Parsed, made_date, shorten
from index.readers.text import date_header, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_HEADING = re.compile(r"(?:heading|nagłówek|címsor|titlu) ?\d|title|tytuł|cím|titlu", re.IGNORECASE)
_NOBODY = frozenset({"", "python-docx", "user", "microsoft office user", "administrator", "admin"})
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse(data: bytes, source: str) -> Parsed:
    """Read a Word document.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        The text with its headings; title, author, date of creation and language as its properties say; a date that
        the text begins with goes before.

    Raises:
        DocumentError: it is damaged, encrypted or a bomb, or declares XML entities.
    """
    with opened(data, source) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and _DECLARES.search(archive.read(name)):
                raise DocumentError(entities(source))
    document = _document(data, source)
    names = {style.style_id: style.name or "" for style in document.styles}
    writer = Writer()
    _write(document.element.body, names, writer)
    for notes in _notes(document):
        _write(notes, names, writer)
    about = document.core_properties
    author = (about.author or "").strip()
    text = writer.text
    headings = tuple(writer.headings)
    return Parsed(
        text=text,
        title=shorten(about.title or "") or title_of(text, headings),
        author=None if author.lower() in _NOBODY else author,
        date=date_header(text)[0] or made_date(about.created.date().isoformat() if about.created else None),
        language=code_of(about.language) if about.language else None,
        headings=headings,
    )


def _document(data: bytes, source: str) -> Any:
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return Document(io.BytesIO(data))
    except (OpcError, LxmlError, AttributeError, TypeError, *DAMAGE) as error:
        raise DocumentError(
            f"{source!r} is damaged, or no Word document ({error}); open it in Word or LibreOffice and save it again"
        ) from error


def _notes(document: Any) -> "Iterator[Any]":
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/footnotes", "/endnotes")) and not relation.is_external:
            yield parse_xml(relation.target_part.blob)


def _write(root: Any, names: dict[str, str], writer: Writer) -> None:
    """Add paragraphs and rows in the order of the text; text boxes and content controls are among them."""
    in_rows = set()
    for row in root.iter(f"{_W}tr"):
        in_rows.update(row.iter(f"{_W}p"))
    for element in root.iter(f"{_W}p", f"{_W}tr"):
        if _is_skipped(element):
            continue
        if element.tag == f"{_W}tr":
            cells = (" ".join(map(_words, cell.iter(f"{_W}p"))) for cell in element.iter(f"{_W}tc"))
            writer.add(" | ".join(" ".join(cell.split()) for cell in cells).strip(" |"))
        elif element not in in_rows:
            style = element.find(f"{_W}pPr/{_W}pStyle")
            name = names.get(style.get(f"{_W}val", ""), "") if style is not None else ""
            writer.add(_words(element), is_heading=_HEADING.fullmatch(name) is not None)


def _is_skipped(element: Any) -> bool:
    return any(above.tag in _SKIPPED for above in element.iterancestors())


def _words(paragraph: Any) -> str:
    """Return the words of a paragraph, without those of text boxes that are anchored in it."""
    found = []
    for piece in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        above = next(piece.iterancestors(f"{_W}p"), None)
        if above is not paragraph or _is_skipped(piece) or piece.getparent().tag == f"{_W}tabs":
            continue
        kind = piece.tag.rpartition("}")[2]
        found.append({"t": piece.text or "", "tab": "\t", "noBreakHyphen": "-"}.get(kind, "\n"))
    return "".join(found)
