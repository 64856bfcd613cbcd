"""Documents that are archives inside: `.docx`, `.odt`, `.epub`; opened with care.

Invariant: no part of one is unpacked beyond `MAX_PART`, all together not beyond `MAX_PARTS`, and no XML entity is ever
expanded. Proved by `tests/test_index_readers_office.py`.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import DocumentError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PART = 100 * 2**20
MAX_PARTS = 500 * 2**20
MAX_RATIO = 250
_RATIO_MATTERS = 2**20
_MOST = 20_000
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    RuntimeError,
    ValueError,
    OSError,
    struct.error,
)
"""What Python's `zipfile` raises on a damaged archive."""


@contextmanager
def opened(data: bytes, source: str) -> Iterator[zipfile.ZipFile]:
    """Open a document that is an archive inside.

    Args:
        data: its bytes.
        source: its source, for messages.

    Yields:
        The archive, whose parts are of a size that can be read.

    Raises:
        DocumentError: it is damaged, encrypted or a bomb; failures within the `with` are told as damage.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive.infolist(), source)
            yield archive
    except DAMAGE as error:
        raise DocumentError(
            f"{source!r} is damaged ({error}); open it in the program it comes from and save it again"
        ) from error


def _check(infos: list[zipfile.ZipInfo], source: str) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise DocumentError(f"{source!r} is encrypted; save it without a password")
    sizes = [info.file_size for info in infos]
    bomb = any(info.file_size > max(_RATIO_MATTERS, MAX_RATIO * max(1, info.compress_size)) for info in infos)
    if bomb or len(infos) > _MOST or max(sizes, default=0) > MAX_PART or sum(sizes) > MAX_PARTS:
        raise DocumentError(
            f"{source!r} would unpack to {sum(sizes) / 2**20:,.0f} MB in {len(infos):,} parts, as only a bomb does; "
            "take it out of the corpus folder, or save it as text"
        )


def xml(data: bytes, source: str) -> "Element":
    """Return the tree of an XML part.

    Args:
        data: the part.
        source: its document's, for messages.

    Returns:
        The root element.

    Raises:
        DocumentError: it is damaged, or declares entities.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data)
    except DefusedXmlException as error:
        raise DocumentError(entities(source)) from error
    except (ParseError, ValueError, LookupError) as error:
        raise DocumentError(
            f"{source!r} is damaged ({error}); open it in the program it comes from and save it again"
        ) from error
    return root


def entities(source: str) -> str:
    """Return the message of a document that declares XML entities."""
    return (
        f"{source!r} declares XML entities, as no program does that writes such files; take it out of the corpus "
        "folder, or save it again"
    )
