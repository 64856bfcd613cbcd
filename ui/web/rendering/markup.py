"""The small pieces of HTML that every part of the page is made of, and the one way untrusted text gets into them.

Proved by `tests/test_ui_web_rendering_markup.py`.
"""

import html
import re
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote, urlsplit

from ui.web.texts import Words

# Controls, halves of characters, and what has letters shown in another order than they are written in.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")


class Described(Protocol):
    """What is known of a document, a passage or a quote."""

    @property
    def source(self) -> str:
        """Its path relative to the corpus."""

    @property
    def date(self) -> str | None:
        """ISO 8601, or None."""

    @property
    def language(self) -> str:
        """ISO 639-1 code, or `und`."""


def escape(text: str) -> str:
    """Return `text` as HTML that shows it and does nothing, safe in content and in quoted attributes.

    Control characters and lone surrogates, which no browser shows and JSON cannot carry, become U+FFFD, and so do
    the marks that override the direction of writing.
    """
    return html.escape(_UNPRINTABLE.sub("\ufffd", text), quote=True)


def lang(code: str) -> str:
    """Return the attribute that tells browsers and screen readers how to read a text, empty when unknown."""
    return f' lang="{code}"' if _LANGUAGE_CODE.fullmatch(code) and code != "und" else ""


def data(values: Mapping[str, str]) -> str:
    """Return `data-` attributes; the names are ours, the values anybody's."""
    return "".join(f' data-{name}="{escape(value)}"' for name, value in values.items())


def source_value(source: str) -> str:
    """Return a document's source as the page's script hands it back, whatever it holds; see `sent.source`."""
    return quote(source.encode("utf-8", "surrogatepass"), safe="/ ")


def button(label: str, classes: str, *, act: str = "", **values: str) -> str:
    """Return a button whose click the page's script finds by `act`, with what it needs to know."""
    attributes = data({**({"act": act} if act else {}), **values})
    return f'<button type="button" class="{classes}"{attributes}>{escape(label)}</button>'


def cross(words: Words, act: str) -> str:
    """Return a button that closes a part of the page."""
    label = escape(words.say("close"))
    return (
        f'<button type="button" class="quiet close" aria-label="{label}" title="{label}" data-act="{act}">'
        "\N{MULTIPLICATION SIGN}</button>"
    )


def sure(label: str, question: str, classes: str, *, act: str, title: str = "", **values: str) -> str:
    """Return a button that asks back before it acts: its second click counts."""
    named = f' aria-label="{escape(title)}" title="{escape(title)}"' if title else ""
    attributes = data({"act": act, "sure": question, **values})
    return f'<button type="button" class="{classes}"{named}{attributes}>{escape(label)}</button>'


def meta(item: Described, words: Words, *more: str, tag: str = "p") -> str:
    """Return a line of facts: date, language, what `more` says as text, and the file."""
    date = escape(words.date(item.date))
    dated = f'<time datetime="{escape(item.date)}">{date}</time>' if item.date else f"<span>{date}</span>"
    extra = "".join(f"<span>{escape(fact)}</span>" for fact in more)
    return (
        f'<{tag} class="meta">{dated}<span>{escape(words.language(item.language))}</span>'
        f'{extra}<span class="path"><bdi>{escape(item.source)}</bdi></span></{tag}>'
    )


def address(url: str | None) -> str:
    """Return a web address as a link that opens elsewhere, as text when it is no such address, empty for none."""
    if not url:
        return ""
    shown = f"<bdi>{escape(url)}</bdi>"
    try:
        parts = urlsplit(url)
    except ValueError:
        return shown
    if parts.scheme not in {"http", "https"} or not parts.hostname or _UNPRINTABLE.search(url):
        return shown
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'


def shortened(text: str, length: int) -> str:
    """Return the first `length` characters or fewer on one line, cut between words."""
    line = " ".join(text[: 2 * length].split())
    if len(line) <= length and len(text) <= 2 * length:
        return line
    kept = line[:length].rsplit(" ", 1)[0] or line[:length]
    return kept + "\N{HORIZONTAL ELLIPSIS}"
