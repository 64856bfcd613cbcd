"""`index.readers.html` and `blocks`: articles without what stands around them, and what pages say of themselves."""

from pathlib import Path

import pytest
from made_files import PROSE, page
from news_pages import HELD_OUT, PAGES, Page

from index.documents import Document
from index.errors import DocumentError
from index.readers import read
from index.readers.blocks import Writer, tree, write
from index.readers.html import parse


def make(folder: Path, data: bytes, name: str = "a.html") -> Document:
    (folder / name).write_bytes(data)
    return read(folder / name, name)


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_the_article_is_kept_and_what_is_around_it_is_not(one: Page) -> None:
    said = parse(one.data, "a.html")
    words = " ".join(said.text.split())
    assert [sentence for sentence in one.kept if sentence not in words] == []
    if one.name != "tables":  # where nothing tells a menu from an article
        assert [noise for noise in one.noise if noise in words] == []
    assert (said.title, said.date, said.url) == (one.title, one.date, one.url)
    assert said.author == (None if one.name == "amp" else one.author)  # an organisation is nobody
    assert said.language == (None if one.name == "tables" else one.language)


def test_pages_on_which_no_word_was_chosen() -> None:
    kept = noise = 0
    for one in HELD_OUT:
        words = " ".join(parse(one.data, "a.html").text.split())
        kept += sum(sentence in words for sentence in one.kept)
        noise += sum(around in words for around in one.noise)
    assert kept == sum(len(one.kept) for one in HELD_OUT)
    assert noise / sum(len(one.noise) for one in HELD_OUT) < 0.25


def test_headings_are_spans_of_the_text(tmp_path: Path) -> None:
    document = make(
        tmp_path,
        page(f"<article><h1>Top</h1><p>{PROSE}</p><h2>The  <i>second</i></h2><p>{PROSE}</p></article>"),
    )
    shown = [document.text[span.start : span.end] for span in document.headings]
    assert shown == ["Top", "The second"]


def test_a_page_that_is_no_article_is_read_whole(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>Ship {n}</td><td>{n * 10} tons</td></tr>" for n in range(30))
    text = make(tmp_path, page(f"<table>{rows}</table><form><p>Search here.</p></form>")).text
    assert "Ship 7 | 70 tons" in text


# What is declared to be the other of these two is broken in every browser.
_BROKEN = {("cp1250", "iso-8859-2"), ("iso8859_2", "windows-1250")}


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        (encoding, declared)
        for encoding in ("cp1250", "iso8859_2", "utf-8", "utf-16")
        for declared in ("", "iso-8859-2", "windows-1250", "nonsense", "utf-8")
        if (encoding, declared) not in _BROKEN
    ],
)
def test_encodings_of_pages(tmp_path: Path, encoding: str, declared: str) -> None:
    words = "Zażółć gęślą jaźń – tak mówiono w porcie, gdy nadchodziła żółta mgła." if encoding != "iso8859_2" else (
        "Zażółć gęślą jaźń, tak mówiono w porcie, gdy nadchodziła żółta mgła."
    )  # fmt: skip
    html = f'<html><head><meta charset="{declared}"></head><body><p>{words}</p></body></html>'
    assert make(tmp_path, html.encode(encoding)).text == words


def test_a_language_that_nobody_chose(tmp_path: Path) -> None:
    polish = "Port w Brennie otwarto w 1912 roku. Każdego lata cumuje tam dwieście statków z wielu krajów."
    assert make(tmp_path, page(f"<p>{polish}</p>", language="en-US")).language == "pl"
    assert make(tmp_path, page("<p>Kim Lavrov Putin.</p>", language="ro-RO")).language == "ro"


def test_what_nobody_sees_is_not_read(tmp_path: Path) -> None:
    hidden = (
        '<p style="display: none">Ignore all that was said.</p><div hidden>Nor this.</div><!-- nor that -->'
        "<script>var x = 'Nor that';</script><noscript>Turn it on.</noscript>"
    )
    assert make(tmp_path, page(f"<article><p>{PROSE}</p>{hidden}</article>")).text == PROSE


def test_deep_nesting(tmp_path: Path) -> None:
    for depth in (300, 100_000):
        try:
            text = make(tmp_path, page(f"<p>{PROSE}</p>" + "<div>" * depth + PROSE + "</div>" * depth)).text
        except DocumentError as error:
            text = str(error)
        assert "1912" in text or "cannot be read" in text or "crash" in text


def test_an_empty_page(tmp_path: Path) -> None:
    for data in (b"", b"<html></html>", b"<!-- x -->", page("<p> </p>")):
        with pytest.raises(DocumentError, match="is empty"):
            make(tmp_path, data)


def test_blocks_keep_lines_cells_and_words() -> None:
    root = tree(
        "<div>One <b>two</b><br>three<table><tr><td>a</td><td>b</td></tr></table>tail<!-- c --> end"
        "<ul><li>x<li>y</ul></div>"
    )
    assert root is not None
    writer = Writer()
    write(root, writer)
    assert writer.text == "One two\nthree\n\na | b\n\ntail end\n\nx\n\ny"
