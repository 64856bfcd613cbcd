"""A document beside the conversation, with the cited words marked.

Positions are characters of the document's text and marks are set here, before the text becomes HTML: a browser counts
in other units. Proved by `tests/test_ui_web_rendering_reader.py::test_marked_text_is_the_quote`.
"""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.documents import Document
from ui.web.rendering.markup import address, button, escape, lang, meta, source_value
from ui.web.texts import Words

WINDOW = 60_000
"""Characters shown at once: more makes a browser slow, and nobody reads them in one go."""
STEP = 40_000
"""Characters further that `earlier` and `later` lead."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a document to be marked.

    Attributes:
        start: its first character, in the document's text.
        end: one past the last.
        number: the number it is cited by, empty for none.
        is_main: whether it is the one that was asked for.
    """

    start: int
    end: int
    number: str = ""
    is_main: bool = False


def document(
    found: Document, marks: Sequence[Mark], at: int, words: Words, *, remark: str = "", original: str = ""
) -> str:
    """Return a document, or the part of it around a place.

    Args:
        found: the document.
        marks: what to mark; spans outside the document are passed over, overlapping ones drawn once.
        at: the character around which a long document is shown.
        words: the page's language.
        remark: HTML said above the text, empty for none.
        original: the address of the original file, empty for none.

    Returns:
        Title, facts, ways on, and the text.
    """
    first, last = _window(len(found.text), at)
    language = lang(found.language)
    shown = marked(found.text, marks, first, last, words, found.pages)
    links = button(words.say("ask_only"), "link", act="only", source=source_value(found.source))
    if original:
        links += (
            f'<a class="link" href="{escape(original)}" target="_blank" rel="noopener">'
            f"{escape(words.say('original'))}</a>"
        )
    author = [words.say("author", author=found.author)] if found.author else []
    published = address(found.url)
    where = (
        f'<p class="meta"><span>{escape(words.say("published"))} {published}</span></p>' if published else ""
    )
    return (
        f'<h3 class="title"><bdi{language}>{escape(found.title)}</bdi></h3>{meta(found, words, *author)}{where}'
        f'<p class="doing">{links}</p>{remark}{_part(found, first, last, words)}'
        f"{_way(found, first, words, earlier=True)}"
        f'<div class="text" dir="auto"{language} tabindex="0">{shown}</div>'
        f"{_way(found, last, words, earlier=False)}"
    )


def marked(
    text: str, marks: Sequence[Mark], first: int, last: int, words: Words, pages: Sequence[int] = ()
) -> str:
    """Return `text[first:last]` as HTML with the marks in it, and before each page its number.

    Args:
        text: the document's.
        marks: what to mark.
        first: the first character shown.
        last: one past the last.
        words: the page's language.
        pages: where each page of the document begins; one that begins inside a mark is told after it.

    Returns:
        The text, every character of it once.
    """
    out: list[str] = []
    at = told = first
    for mark in sorted(marks, key=lambda mark: (mark.start, not mark.is_main)):
        start, end = max(mark.start, at), min(mark.end, last)
        if start >= end:
            continue
        out += [*_plain(text, at, start, pages, range(told, start + 1), words)]
        out.append(_mark(mark, text[start:end], words))
        at, told = end, start + 1
    return "".join([*out, *_plain(text, at, last, pages, range(told, last), words)])


def _plain(
    text: str, start: int, end: int, pages: Sequence[int], beginning: range, words: Words
) -> Iterator[str]:
    """Yield `text[start:end]` as HTML, with the numbers of the pages that begin within `beginning`."""
    chosen = range(bisect.bisect_left(pages, beginning.start), bisect.bisect_left(pages, beginning.stop))
    for number in chosen:
        here = max(start, pages[number])
        yield escape(text[start:here])
        yield f'<span class="pagebreak">{escape(words.say("page", page=number + 1))}</span>'
        start = here
    yield escape(text[start:end])


def other(words: Words) -> str:
    """Return that a document has changed, so that nothing in it is marked."""
    return f'<p class="remark" role="status">{escape(words.say("reader_other"))}</p>'


def moved(words: Words) -> str:
    """Return that a quote stands elsewhere in the document than it did."""
    return f'<p class="remark" role="status">{escape(words.say("reader_moved"))}</p>'


def changed(quote: str, words: Words, *, is_gone: bool) -> str:
    """Return that a quote stands in the document no more, and what it said."""
    said = words.say("reader_gone" if is_gone else "reader_changed")
    return (
        f'<div class="remark" role="status"><p>{escape(said)}</p>'
        f'<blockquote dir="auto">{escape(quote)}</blockquote></div>'
    )


def hidden(source: str, quote: str, words: Words) -> str:
    """Return that a document is hidden, with the way to show it again, and the quote from it."""
    show = button(words.say("unhide"), "link", act="unhide", source=source_value(source))
    kept = f'<blockquote dir="auto">{escape(quote)}</blockquote>' if quote else ""
    said = escape(words.say("reader_hidden"))
    return f'<div class="remark" role="status"><p>{said}</p>{kept}<p class="doing">{show}</p></div>'


def missing(message: str, quote: str = "") -> str:
    """Return why a document cannot be shown, and the quote from it."""
    kept = f'<blockquote dir="auto">{escape(quote)}</blockquote>' if quote else ""
    return f'<div class="remark failed" role="alert"><p>{escape(message)}</p>{kept}</div>'


def _window(length: int, at: int) -> tuple[int, int]:
    if length <= WINDOW:
        return 0, length
    first = min(max(0, at - WINDOW // 2), length - WINDOW)
    return first, first + WINDOW


def _part(found: Document, first: int, last: int, words: Words) -> str:
    if (first, last) == (0, len(found.text)):
        return ""
    said = words.say(
        "reader_part",
        start=words.number(first),
        end=words.number(last),
        total=words.number(len(found.text)),
    )
    return f'<p class="part">{escape(said)}</p>'


def _way(found: Document, edge: int, words: Words, *, earlier: bool) -> str:
    """Return the button that leads further in a long document, empty at its end."""
    if edge == (0 if earlier else len(found.text)):
        return ""
    at = max(0, edge - STEP // 2) if earlier else edge + STEP // 2
    label = words.say("earlier" if earlier else "later")
    return f'<p class="doing">{button(label, "link", act="further", source=source_value(found.source), at=str(at))}</p>'


def _mark(mark: Mark, text: str, words: Words) -> str:
    number = f'<sup class="number">{escape(mark.number)}</sup>' if mark.number else ""
    label = f' aria-label="{escape(words.say("quote_mark", number=mark.number))}"' if mark.number else ""
    main = ' class="main" tabindex="-1"' if mark.is_main else ""
    return f"<mark{main}{label}>{escape(text)}</mark>{number}"
