"""A document on the page: the marked words are the quote, whatever characters stand around it."""

import html as html_library
import re

import page_fakes
import pytest
from html_pages import ATTACKS, Page, check_harmless
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from ui.web.rendering import reader
from ui.web.rendering.markup import escape
from ui.web.rendering.reader import Mark
from ui.web.texts import words

EN = words("en")


def document(text: str, **changes: object) -> Document:
    values = {"title": "Title", "date": "2025-07", "language": "pl", "url": None} | changes
    return Document("0" * 16, "a/b.txt", text, content_hash="0" * 64, **values)  # type: ignore[arg-type]


def marked(html: str) -> list[str]:
    return [html_library.unescape(found) for found in re.findall("<mark[^>]*>(.*?)</mark>", html, re.DOTALL)]


def test_marked_text_is_the_quote() -> None:
    """Flags and other characters beyond the first plane stand before the quote."""
    source = "004_62149765c1ec07b7.txt"
    text = (page_fakes.CORPUS / source).read_bytes().decode("utf-8")
    assert re.search("[\U0001f1e6-\U0001f1ff]", text)
    quote = "Kim a fost însoțit la ceremonia de inaugurare de soția sa, Ri Sol Ju"
    start = text.index(quote)
    html = reader.document(document(text), [Mark(start, start + len(quote), "1", True)], start, EN)
    assert marked(html) == [quote]
    page = check_harmless(html)
    (mark,) = [attributes for tag, attributes in page.tags if tag == "mark"]
    assert mark == {"class": "main", "tabindex": "-1", "aria-label": "Quote 1"}


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(-5, 250), st.integers(-5, 250)), max_size=6))
def test_whatever_is_marked_the_text_stays_whole(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(start, end, "", False) for start, end in spans]
    html = reader.marked(text, marks, 0, len(text), EN)
    shown = re.sub("</?mark>", "", html)
    assert shown == escape(text)


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
    st.sets(st.integers(0, 59), max_size=5),
)
def test_every_page_is_numbered_once_and_the_text_stays_whole(
    text: str, spans: list[tuple[int, int]], begins: set[int]
) -> None:
    pages = sorted({0} | {page for page in begins if page < len(text)}) if text else []
    html = reader.marked(text, [Mark(start, end) for start, end in spans], 0, len(text), EN, pages)
    numbers = re.findall('<span class="pagebreak">page (\\d+)</span>', html)
    assert numbers == [str(number) for number in range(1, len(pages) + 1)]
    assert re.sub('</?mark>|<span class="pagebreak">[^<]*</span>', "", html) == escape(text)


def test_a_page_is_numbered_where_it_begins_but_never_inside_a_quote() -> None:
    text = "one two three four"
    html = reader.marked(text, [Mark(4, 13, "1", True)], 0, len(text), EN, [0, 4, 8, 14])
    shown = re.sub("<sup.*?</sup>|</?mark[^>]*>", "", html)
    shown = re.sub('<span class="pagebreak">page (.)</span>', "|\\1|", shown)
    assert shown == "|1|one |2|two three|3| |4|four"
    assert marked(html) == ["two three"]


def test_other_quotes_are_marked_too_and_overlapping_ones_once() -> None:
    text = "one two three four five"
    html = reader.marked(
        text, [Mark(4, 13, "1", True), Mark(8, 18, "2"), Mark(19, 23, "3")], 0, len(text), EN
    )
    assert marked(html) == ["two three", " four", "five"]
    assert html.count("<sup") == 3


def test_a_long_document_is_shown_around_the_place_with_ways_on() -> None:
    text = "".join(f"line {number}\n" for number in range(30_000))
    at = text.index("line 15000\n")
    page = Page(reader.document(document(text), [Mark(at, at + 10, "1", True)], at, EN))
    assert "line 15000" in page.words
    assert len(page.text) < reader.WINDOW + 1_000
    earlier, later = (int(str(a["data-at"])) for a in page.acts("further"))
    assert earlier < at < later
    assert len(Page(reader.document(document(text), [], 0, EN)).acts("further")) == 1
    assert len(Page(reader.document(document(text), [], len(text), EN)).acts("further")) == 1
    assert Page(reader.document(document("short"), [], 0, EN)).acts("further") == []


def test_going_on_in_a_long_document_leaves_nothing_out() -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(250_000))
    seen, at = 0, 0
    for _ in range(50):
        first, last = reader._window(len(text), at)
        assert first <= seen
        seen = last
        ways = Page(reader.document(document(text), [], at, EN)).acts("further")
        further = [int(str(way["data-at"])) for way in ways if int(str(way["data-at"])) > at]
        if not further:
            break
        at = further[0]
    assert seen == len(text)


def test_what_is_known_of_a_document_stands_above_it() -> None:
    html = reader.document(
        document("Text.", url="https://news.example/a"), [], 0, EN, original="/original?source=a%2Fb.txt"
    )
    page = check_harmless(html)
    assert {"Title", "July 2025", "Polish", "a/b.txt"} <= set(page.words)
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["https://news.example/a", "/original?source=a%2Fb.txt"]
    assert page.acts("only")[0]["data-source"] == "a/b.txt"


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_stay_text(attack: str) -> None:
    bad = document(attack, title=attack, date=attack, language=attack, url=attack)
    for html in (
        reader.document(bad, [Mark(0, 3, attack, True)], 0, EN),
        reader.changed(attack, EN, is_gone=True),
        reader.missing(attack, attack),
    ):
        check_harmless(html)
