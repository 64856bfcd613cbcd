"""Web pages: the article without what stands around it, by trafilatura; what the page says of itself.

Invariant: boilerplate is left out by the settings measured in `tests/evaluation/LOG.md`; a page that is no article is
read whole, never dropped. Proved by `tests/test_index_readers_html.py`.
"""

import contextlib
import logging
import re
from collections import Counter
from copy import deepcopy

from lxml import html

from index.languages import code_of
from index.paragraphs import ends_sentence
from index.readers.blocks import HTML, Tags, Writer, tree, write
from index.readers.decoding import decode
from index.readers.parsed import Parsed, any_date, clean, shorten
from index.readers.text import title_of

# The tags of trafilatura's own trees, where `head` is a heading.
_EXTRACTED = Tags(
    blocks=HTML.blocks | {"quote", "list", "item", "row", "code", "graphic"},
    headings=frozenset({"head"}),
    cells=frozenset({"cell"}),
    breaks=frozenset({"lb"}),
    hidden=frozenset(),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_HEAD = 4096
# Below this share of a page's words, an extraction is a part of what is no article (a table, a form, a list).
_LEAST_SHARE, _LEAST_WORDS = 0.05, 400
_LEAD_IN = re.compile(
    r"\W*(?:czytaj (?:także|też|również|więcej)|zobacz (?:także|też|również|wideo)|przeczytaj (?:także|też|również)|"
    r"polecamy|kapcsolódó (?:cikk|tartalom)|ez is érdekelhet|ezt is olvas|olvass[ao]? el|olvasta már|ajánljuk|"
    r"cite[sș]te [sș]i|vezi [sș]i|v-ar putea interesa|pe aceea[sș]i tem[aă]|read (?:also|more)|see also|related|"
    r"podziel się|udostępnij|megosztás|distribuie|share)\b",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletters?|subscribe|share|sharing|social|related|recommend\w*|teasers?|"
    r"player|video|whatsapp|promo|advert\w*|ads?|read-?more|read-?also|citeste|breadcrumbs?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOX_LENGTH, _LEAD_IN_LENGTH, _SENTENCE_LENGTH = 300, 250, 60
_PUBLISHED = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='date' or @name='dc.date' or "
    "@name='DC.date' or @name='dcterms.created' or @name='dc.date.issued' or "
    "@name='citation_publication_date']/@content"
)


def parse(data: bytes, source: str) -> Parsed:
    """Read a web page.

    Args:
        data: the file's bytes.
        source: its name, for messages.

    Returns:
        The article's text with its headings; title, author, date, language and address as the page's head says.
    """
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    page = tree(text_of(data, source))
    if page is None:
        return Parsed(text="")
    title, author, date, url = _about(page)
    writer = _article(page)
    whole = Writer()
    write(page, whole)
    if len(writer.text) < _LEAST_WORDS and len(writer.text) < _LEAST_SHARE * len(whole.text):
        writer = whole
    return Parsed(
        text=writer.text,
        title=title or title_of(writer.text, writer.headings),
        author=author,
        date=date,
        language=_language(page),
        url=url,
        headings=tuple(writer.headings),
    )


def text_of(data: bytes, source: str) -> str:
    """Return the characters of a page: by its byte order mark, what its head says, or what its letters tell."""
    declared = _CHARSET.search(data[:_HEAD])
    for encoding in ("utf-8", declared[1].decode("ascii").lower() if declared else "utf-8"):
        if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            break
        # What is good UTF-8 is nothing else, whatever it says; browsers take Latin-1 for Windows' own.
        own = "cp1252" if encoding in ("iso-8859-1", "latin1", "ascii") else encoding
        with contextlib.suppress(UnicodeError, LookupError):
            return clean(data.decode(own))
    return clean(decode(data, source))


def _article(page: html.HtmlElement) -> Writer:
    """Return the article as trafilatura finds it; nothing when it finds none.

    With `favor_precision` it leaves more boxes out, and now and then a sentence that stands in no paragraph; so whole
    sentences are taken that it finds without.
    """
    own = deepcopy(page)
    _prune(own)
    strict, usual = _extracted(own, favor_precision=True), _extracted(own, favor_precision=False)
    sure = Counter(strict.blocks)
    if sure - Counter(usual.blocks):
        return strict
    writer = Writer()
    headings = {usual.text[span.start : span.end] for span in usual.headings}
    for block in usual.blocks:
        if block in sure or (len(block) >= _SENTENCE_LENGTH and ends_sentence(block)):
            writer.add(block, is_heading=block in headings)
    return writer


def _extracted(page: html.HtmlElement, *, favor_precision: bool) -> Writer:
    from trafilatura import bare_extraction

    found = bare_extraction(
        deepcopy(page), favor_precision=favor_precision, include_comments=False, include_tables=True
    )
    writer = Writer()
    body = getattr(found, "body", None)
    if body is not None:
        write(body, writer, _EXTRACTED)
    return writer


def _prune(page: html.HtmlElement) -> None:
    """Take out what nobody sees, and short boxes that trafilatura keeps: by their names, or links after `read also`."""
    for element in list(page.iter("div", "p", "section", "aside", "li", "h2", "h3", "h4")):
        if element.getparent() is None:
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if element.get("hidden") is not None or _UNSEEN.search(element.get("style", "")):
            element.drop_tree()
            continue
        words = " ".join(element.itertext())
        if len(words) > _BOX_LENGTH:
            continue
        is_box = element.tag != "p" and _BOX.search(names) is not None
        words = " ".join(words.split())
        is_lead_in = len(words) <= _LEAD_IN_LENGTH and _LEAD_IN.match(words) and _is_link(element, words)
        if is_box or is_lead_in:
            element.drop_tree()


def _is_link(element: html.HtmlElement, words: str) -> bool:
    """Tell whether a good part of an element's words is a link."""
    linked = " ".join(" ".join(link.itertext()) for link in element.iter("a"))
    return len(" ".join(linked.split())) * 3 >= len(words)


def _about(page: html.HtmlElement) -> tuple[str | None, str | None, str | None, str | None]:
    """Return title, author, date and address by Open Graph, JSON-LD and meta tags, as trafilatura reads them."""
    from trafilatura import extract_metadata

    # What stands in the text is no date of publication: `extensive_search` would guess.
    said = extract_metadata(
        page, date_config={"original_date": True, "extensive_search": False}, extensive=False
    )
    published = next((date for value in page.xpath(_PUBLISHED) if (date := any_date(str(value)))), None)
    titles = [" ".join(title.text_content().split()) for title in page.iter("title")]
    url = said.url or next(iter(page.xpath("//meta[@property='og:url']/@content")), None)
    title = shorten(said.title or next(iter(titles), "") or "")
    return title, said.author or None, published or any_date(said.date or ""), url


def _language(page: html.HtmlElement) -> str | None:
    said = [
        page.get("lang"),
        page.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *page.xpath(
            "//meta[@property='og:locale' or translate(@http-equiv, 'CL', 'cl')='content-language']/@content"
        ),
    ]
    return next((code for name in said if name and (code := code_of(name))), None)
