"""Letters (`.eml`), by Python's own `email`: the plain text if there is one, else the HTML.

Invariant: a letter whose headers are damaged is read as far as they are not. Proved by
`tests/test_index_readers_eml.py`.
"""

import contextlib
import email
import email.policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from pathlib import PurePosixPath

from index.documents import CONTAINERS, Span
from index.errors import DocumentError
from index.languages import code_of
from index.readers.decoding import decode
from index.readers.parsed import Parsed, any_date, clean, shorten

_READ = frozenset({".pdf", ".docx", ".odt", ".epub", ".txt", ".md", ".htm", ".html", ".eml", *CONTAINERS})
_NAMED = 5


def parse(data: bytes, source: str) -> Parsed:
    """Read a letter.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        What was written; the subject as its title, the sender as its author, and the date.
    """
    try:
        return _read(email.message_from_bytes(data, policy=email.policy.default), source)
    except DocumentError:
        raise
    except Exception:  # what `email` makes of a damaged header is anything; its older way looks into none
        return _read(email.message_from_bytes(data, policy=email.policy.compat32), source)


def _read(letter: Message, source: str) -> Parsed:
    text, headings = _body(letter, source)
    names = [name or address for name, address in getaddresses([_header(letter, "from")])]
    language = _header(letter, "content-language").partition(",")[0]
    address = _header(letter, "archived-at").strip("<> ")
    return Parsed(
        text=text,
        title=shorten(_header(letter, "subject")),
        author=", ".join(filter(None, names)) or None,
        date=any_date(_header(letter, "date")),
        language=code_of(language) if language else None,
        url=address if address.startswith(("http://", "https://")) else None,
        headings=headings,
        remark=_remark(letter),
    )


def _header(letter: Message, name: str) -> str:
    """Return a header as text; an empty one when it is missing or damaged."""
    with contextlib.suppress(Exception):  # what `email` makes of a damaged header is anything
        return clean(str(make_header(decode_header(str(letter[name] or ""))))).strip()
    return ""


def _body(letter: Message, source: str) -> tuple[str, tuple[Span, ...]]:
    parts = [part for part in letter.walk() if not part.is_multipart() and not _name(part)]
    for kind in ("text/plain", "text/html"):
        found = [part for part in parts if part.get_content_type() == kind]
        if found and kind == "text/plain":
            return "\n\n".join(filter(None, (_text(part, source).strip() for part in found))), ()
        if found:
            return _of_html(_text(found[0], source))
    return "", ()


def _text(part: Message, source: str) -> str:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    with contextlib.suppress(UnicodeError, LookupError):
        return clean(data.decode(part.get_content_charset() or "ascii"))
    return clean(decode(data, source))


def _of_html(page: str) -> tuple[str, tuple[Span, ...]]:
    """Return the words of a letter in HTML; it is no page of a site, and nothing is left out of it."""
    from index.readers.blocks import Writer, tree, write

    writer, root = Writer(), tree(page)
    if root is not None:
        write(root, writer)
    return writer.text, tuple(writer.headings)


def _name(part: Message) -> str:
    with contextlib.suppress(Exception):
        return part.get_filename() or ""
    return ""


def _remark(letter: Message) -> str:
    names = [name for part in letter.walk() if PurePosixPath(name := _name(part)).suffix.lower() in _READ]
    if not names:
        return ""
    shown = ", ".join(map(repr, names[:_NAMED])) + (" and more" if len(names) > _NAMED else "")
    return f"is read without what is attached to it ({shown}); save that beside it"
