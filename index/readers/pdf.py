"""PDF files, by pypdf: the text of their pages, lines put together to paragraphs; where each page begins.

Invariant: `pages` has a place for every page, in order, also for those without text. Proved by
`tests/test_index_readers_pdf.py`.
"""

import contextlib
import io
import logging
import re
from collections import Counter
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from index.errors import DocumentError
from index.languages import code_of
from index.paragraphs import ends_sentence, paragraphs
from index.readers.hyphens import Hyphens
from index.readers.parsed import Parsed, any_date, clean, made_date, shorten
from index.readers.text import date_header
from index.readers.text import headings as headings_of
from index.readers.text import title as title_of_text

# Two letters drawn as one, which nobody types.
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_LEAST_LETTERS = 10
_FULL = 0.75
"""A line of at least this share of the width of its page goes on in the next."""

_EDGE = 2
_REPEATED = 0.6
_ITEM = re.compile(r"[-–—•▪·*]\s|\d{1,3}[.)]\s|[a-z]\)\s")
_NUMBER = re.compile(r"\d{1,9}")
_SPACE = re.compile(r"[ \t\u00a0]+")
_NO_TITLE = re.compile(
    r"(?:microsoft \w+ - .*|untitled.*|.*\.(?:docx?|odt|rtf|indd|qxd|pdf|tmp)|\W*)", re.IGNORECASE
)
_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")


def parse(data: bytes, source: str) -> Parsed:
    """Read a PDF file.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        The text with the beginning of each page, and what its description says of it.

    Raises:
        DocumentError: it is damaged, encrypted, or has no text, as scans have none.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(f"{source!r} is encrypted; open it with its password and save it without")
        texts = [_text(page) for page in reader.pages]
    except (
        PyPdfError,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        AssertionError,
    ) as error:
        raise DocumentError(
            f"{source!r} is damaged, or no PDF that can be read ({error}); print it anew as a PDF"
        ) from error
    silent = [
        number for number, text in enumerate(texts, 1) if sum(map(str.isalpha, text or "")) < _LEAST_LETTERS
    ]
    if len(silent) == len(texts):
        raise DocumentError(
            f"{source!r} holds {_count(len(texts))} without text, as scans do; recognise its text first, as with "
            "`ocrmypdf IN.pdf OUT.pdf`, and put the result into its place"
        )
    lines = _without_edges([(text or "").split("\n") for text in texts])
    hyphens = Hyphens(lines)
    text, pages = _joined([_paragraphs(some, hyphens) for some in lines], hyphens)
    known = _about(reader)
    spans = paragraphs(text, 0, len(text))
    headings = headings_of(text, spans)
    return Parsed(
        text=text,
        title=known["title"] or title_of_text(text, spans, headings),
        author=known["author"],
        date=date_header(text)[0] or known["date"],
        language=known["language"],
        url=known["url"],
        headings=tuple(headings),
        pages=pages,
        remark=_remark(silent, len(texts)),
    )


def _text(page: Any) -> str | None:
    """Return the text of a page; None where that one page is damaged."""
    with contextlib.suppress(
        PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError
    ):
        return clean(page.extract_text()).translate(_LIGATURES)
    return None


def _remark(silent: list[int], count: int) -> str:
    if not silent:
        return ""
    shown = ", ".join(map(str, silent[:10])) + (" and more" if len(silent) > 10 else "")
    of = f"{len(silent)} of {_count(count)} that hold no text, as scans do ({shown})"
    return f"is read but for {of}; OCR would add it"


def _count(pages: int) -> str:
    return f"{pages} page{'' if pages == 1 else 's'}"


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Return the lines of the pages without what stands at the edge of most of them: running titles, numbers."""
    pages = [[line for line in (_SPACE.sub(" ", line).strip() for line in lines) if line] for lines in pages]
    if len(pages) < 3:
        return pages
    edges = Counter(
        key
        for page, lines in enumerate(pages)
        for key in {k for n in _edge(lines) for k in _keys(lines[n], page)}
    )
    repeated = {key for key, count in edges.items() if count >= max(3, _REPEATED * len(pages))}
    kept = []
    for page, lines in enumerate(pages):
        gone = {number for number in _edge(lines) if not repeated.isdisjoint(_keys(lines[number], page))}
        kept.append([line for number, line in enumerate(lines) if number not in gone])
    return kept


def _edge(lines: list[str]) -> set[int]:
    """Return the numbers of the first and the last lines of a page."""
    return {number for number in range(len(lines)) if number < _EDGE or number >= len(lines) - _EDGE}


def _keys(line: str, page: int) -> set[str]:
    """Return the line, and the line with its first or last number counted from the page's own: those stay the same."""
    keys = {line}
    for found in [*_NUMBER.finditer(line)][:: max(1, len(_NUMBER.findall(line)) - 1)]:
        keys.add(f"{line[: found.start()]}\0{int(found[0]) - page}\0{line[found.end() :]}")
    return keys


def _paragraphs(lines: list[str], hyphens: Hyphens) -> list[str]:
    """Return the paragraphs of a page: a line goes on in the next when it is full, or breaks off within a word."""
    if not lines:
        return []
    width = sorted(map(len, lines))[-(-9 * (len(lines) - 1) // 10)]
    found = [lines[0]]
    for above, line in pairwise(lines):
        if joined := hyphens.joined(found[-1], line):
            found[-1] = joined
        elif not _ITEM.match(line) and (
            len(above) >= _FULL * width or (line[:1].islower() and not ends_sentence(above))
        ):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return found


def _joined(pages: list[list[str]], hyphens: Hyphens) -> tuple[str, tuple[int, ...]]:
    """Return the text of all pages, and where each begins; a sentence may go on over the edge of a page."""
    text, starts = "", []
    for blocks in pages:
        if text and blocks and (whole := hyphens.joined(text, blocks[0])):
            text = whole.removesuffix(blocks[0])
        elif text and blocks:
            text += " " if blocks[0][:1].islower() and not ends_sentence(text[-200:]) else "\n\n"
        starts.append(len(text))
        text += "\n\n".join(blocks)
    return text, tuple(starts)


def _about(reader: PdfReader) -> dict[str, str | None]:
    """Return what the file's description says, in either of its forms; a damaged one says nothing."""
    info: dict[str, str] = {}
    with contextlib.suppress(Exception):  # a description is never worth the document
        info = {
            str(key): str(value) for key, value in (reader.metadata or {}).items() if isinstance(value, str)
        }
    title = clean(info.get("/Title", "")).strip()
    found = {
        "title": None if _NO_TITLE.fullmatch(title) else shorten(title),
        "author": clean(info.get("/Author", "")).strip() or None,
        "date": made_date(_date(info.get("/CreationDate", ""))),
        "language": None,
        "url": None,
    }
    with contextlib.suppress(Exception):
        found.update({key: value for key, value in _xmp(reader).items() if value})
    with contextlib.suppress(Exception):
        language = str(reader.root_object.get("/Lang", ""))
        found["language"] = found["language"] or (code_of(language) if language else None)
    return found


def _xmp(reader: PdfReader) -> dict[str, str | None]:
    said = reader.xmp_metadata
    if said is None:
        return {}
    title = next(iter((said.dc_title or {}).values()), "")
    created = said.xmp_create_date
    prism = said.custom_properties or {}
    published = next((value for key, value in prism.items() if key.lower() == "publicationdate"), "")
    address = next((value for key, value in prism.items() if key.lower() == "url"), "")
    return {
        "title": None if _NO_TITLE.fullmatch(title.strip()) else shorten(title),
        "author": ", ".join(said.dc_creator or []) or None,
        "date": any_date(str(published)) or made_date(created.date().isoformat() if created else None),
        "language": next((code for name in said.dc_language or [] if (code := code_of(name))), None),
        "url": str(address) or None,
    }


def _date(value: str) -> str | None:
    found = _DATE.match(value)
    return any_date("-".join(part for part in found.groups() if part)) if found else None
