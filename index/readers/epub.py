"""Electronic books (`.epub`): their chapters in reading order.

An archive of XML and XHTML, read by defusedxml and lxml. Invariant: a chapter that is damaged costs itself alone, and
is told. Proved by `tests/test_index_readers_office.py`.
"""

import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.errors import DocumentError
from index.languages import code_of
from index.readers.blocks import Writer, tree, write
from index.readers.html import text_of
from index.readers.packed import opened, xml
from index.readers.parsed import Parsed, any_date, shorten

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_RIGHTS = "META-INF/encryption.xml"
_FONTS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def parse(data: bytes, source: str) -> Parsed:
    """Read an electronic book.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        The text of its chapters with their headings, and what its description says of it.

    Raises:
        DocumentError: it is damaged, protected or a bomb, or declares XML entities.
    """
    with opened(data, source) as archive:
        if _RIGHTS in archive.namelist() and not any(mark in archive.read(_RIGHTS) for mark in _FONTS):
            raise DocumentError(
                f"{source!r} is protected against copying, and cannot be read; get it without"
            )
        place = _package_place(archive, source)
        package = xml(archive.read(place), source)
        writer, lost = Writer(), 0
        for name in _chapters(package, posixpath.dirname(place)):
            lost += not _read(archive, name, writer)
    said = {
        name: [e.text.strip() for e in package.iter(f"{_DC}{name}") if e.text and e.text.strip()]
        for name in ("title", "creator", "date", "language", "source", "identifier")
    }
    address = (
        value for value in said["source"] + said["identifier"] if value.startswith(("http://", "https://"))
    )
    return Parsed(
        text=writer.text,
        title=shorten(next(iter(said["title"]), "")),
        author=", ".join(said["creator"]) or None,
        date=any_date(next(iter(said["date"]), "")),
        language=next((code for name in said["language"] if (code := code_of(name))), None),
        url=next(address, None),
        headings=tuple(writer.headings),
        remark=f"is read but for {lost} of its chapters, which are damaged or missing" if lost else "",
    )


def _package_place(archive: zipfile.ZipFile, source: str) -> str:
    container = xml(archive.read("META-INF/container.xml"), source)
    found = next((file.get("full-path") for file in container.iter(f"{_CONTAINER}rootfile")), None)
    if not found:
        raise DocumentError(f"{source!r} is damaged (it names no contents); fetch it again")
    return found


def _chapters(package: "Element", folder: str) -> list[str]:
    """Return the names of the chapters' files in reading order, without the table of contents."""
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    found = []
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or item.get("media-type") not in _CHAPTERS:
            continue
        if "nav" not in (item.get("properties") or "").split():
            path = unquote((item.get("href") or "").partition("#")[0])
            found.append(posixpath.normpath(posixpath.join(folder, path)))
    return found


def _read(archive: zipfile.ZipFile, name: str, writer: Writer) -> bool:
    """Add a chapter, and tell whether that could be done."""
    try:
        page = text_of(archive.read(name), name)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, DocumentError):
        return False
    root = tree(page)
    if root is None:
        return False
    write(root, writer)
    return True
