"""A tree of elements as plain text: blocks on lines of their own, headings known.

Invariant: every heading is exactly a span of the text. Proved by `tests/test_index_readers_html.py`.
"""

import re
from dataclasses import dataclass, field

from lxml import etree, html

from index.documents import Span
from index.readers.parsed import clean

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u200b]+")

_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*\[[^\]]*\]\s*>", re.IGNORECASE)
_DECLARED = 5000

HTML_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HTML_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
HTML_CELLS = frozenset({"td", "th"})
HTML_HIDDEN = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "button",
        "textarea",
    ]
)


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tags of a tree mean: which begin a block, are headings, cells of a table, line breaks, or not shown."""

    blocks: frozenset[str] = HTML_BLOCKS
    headings: frozenset[str] = HTML_HEADINGS
    cells: frozenset[str] = HTML_CELLS
    breaks: frozenset[str] = frozenset({"br"})
    hidden: frozenset[str] = HTML_HIDDEN


HTML = Tags()


@dataclass(slots=True)
class Writer:
    """Puts `blocks` of words together to one text, and knows the spans of its `headings`."""

    headings: list[Span] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, words: str, *, is_heading: bool = False) -> None:
        """Add a block, white space put in order; an empty one is none."""
        lines = (_SPACE.sub(" ", line).strip() for line in clean(words).split("\n"))
        block = "\n".join(filter(None, lines))
        if not block:
            return
        start = self._length + 2 if self.blocks else 0
        self.blocks.append(block)
        self._length = start + len(block)
        if is_heading:
            self.headings.append(Span(start, self._length))

    @property
    def length(self) -> int:
        """How many characters the text has so far."""
        return self._length

    @property
    def text(self) -> str:
        """The text: blocks with an empty line between them."""
        return "\n\n".join(self.blocks)


def tree(page: str) -> html.HtmlElement | None:
    """Return a page as a tree, without comments; None when there is nothing in it.

    Its parser knows no entities but HTML's own, whatever a page declares, and fetches nothing.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    start = page[:_DECLARED]
    page = _DOCTYPE.sub("", start) + page[_DECLARED:]
    try:
        return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, AssertionError):
        return None


def write(root: etree._Element, writer: Writer, tags: Tags = HTML) -> None:
    """Add the blocks of a tree to a text; of any depth, since it is walked without recursion.

    Args:
        root: the tree.
        writer: takes the blocks.
        tags: what its tags mean.
    """
    walk = _Walk(writer, tags)
    hidden: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if hidden is None and event == "start":
            if _name(element) in tags.hidden or element.get("hidden") is not None:
                hidden = element
            else:
                walk.enter(element)
        elif event == "end" and hidden in (None, element):
            if hidden is None:
                walk.leave(element)
            hidden = None
            if element is not root:
                walk.say(element.tail)
    walk.flush()


class _Walk:
    """The words of the block under way, and whether it is a heading."""

    def __init__(self, writer: Writer, tags: Tags) -> None:
        self._writer, self._tags = writer, tags
        self._words: list[str] = []
        self._heading = False

    def enter(self, element: etree._Element) -> None:
        name = _name(element)
        if name in self._tags.blocks or name in self._tags.headings:
            self.flush()
            self._heading = name in self._tags.headings
        elif name in self._tags.cells and "".join(self._words).strip():
            self._words.append(" | ")
        elif name in self._tags.breaks:
            self._words.append("\n")
        if name:  # a comment's text is none
            self.say(element.text)

    def leave(self, element: etree._Element) -> None:
        name = _name(element)
        if name in self._tags.blocks or name in self._tags.headings:
            self.flush()

    def say(self, text: str | None) -> None:
        # Line ends in the source of a page are but spaces.
        self._words.append(_SPACE.sub(" ", text) if text else "")

    def flush(self) -> None:
        """End the block."""
        self._writer.add("".join(self._words), is_heading=self._heading)
        self._words.clear()
        self._heading = False


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
