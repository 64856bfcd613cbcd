"""What a browser would make of HTML, and what attacks a page: for the tests of the page's rendering."""

from html.parser import HTMLParser

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x.png onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "</p></article><style>*{display:none}</style><iframe src=//evil.example>",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} `${alert(1)}`",
    '<a href="javascript:alert(1)">x</a><base href=//evil.example><meta http-equiv=refresh content=0>',
    "lone \ud800 surrogate, NUL \x00, escape \x1b[31m",
    "&lt;script&gt; &amp; &#60;b&#62;",
]

TAGS = {
    *("article", "h1", "h2", "h3", "p", "span", "div", "section", "header", "strong", "a", "ol", "ul", "li"),
    *(
        "blockquote",
        "bdi",
        "time",
        "details",
        "summary",
        "mark",
        "button",
        "q",
        "sup",
        "label",
        "select",
        "option",
    ),
    *("fieldset", "legend", "form", "progress", "textarea"),
}
VOID = {"input"}
ATTRIBUTES = {
    *("class", "id", "dir", "lang", "title", "href", "role", "value", "tabindex", "datetime", "type", "name"),
    *(
        "hidden",
        "placeholder",
        "autocomplete",
        "checked",
        "selected",
        "multiple",
        "accept",
        "max",
        "rel",
        "target",
        "rows",
    ),
}


class Page(HTMLParser):
    """What a browser would see: tags, attributes, text; fails on tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element that has the class `name`."""
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]

    def acts(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of every button that does `name`."""
        return [attrs for _, attrs in self.tags if attrs.get("data-act") == name]


def check_harmless(html: str) -> Page:
    """Return the page of `html`; fails where it has a tag, attribute or address that is not the program's own."""
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= TAGS | VOID
    for tag, attributes in page.tags:
        own = {name for name in attributes if name.startswith(("data-", "aria-"))}
        assert set(attributes) - own <= ATTRIBUTES, (tag, attributes)
        address = attributes.get("href") or "#t1-q1"
        is_within = address.startswith(("#t", "/original?source=")) or address == "/logout"
        assert is_within or (tag == "a" and address.startswith(("http://", "https://"))), address
        if not is_within:
            assert attributes.get("rel") == "noopener noreferrer nofollow"
    html.encode()
    return page
