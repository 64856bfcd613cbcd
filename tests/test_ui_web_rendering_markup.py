"""The small pieces of the page's HTML: nothing untrusted becomes anything but text."""

import pytest
from html_pages import ATTACKS, Page, check_harmless

from ui.web.rendering import markup
from ui.web.texts import words


def test_escape_keeps_ordinary_text() -> None:
    for text in ("Zażółć gęślą jaźń", "árvíztűrő tükörfúrógép", "ș ț ş ţ", "🇷🇺🇰🇵 ℤ", "two\nlines\tand a tab"):
        assert markup.escape(text) == text


def test_letters_are_shown_in_the_order_they_are_written_in() -> None:
    assert markup.escape("a\u202eb\u202dc\u2067d") == "a\ufffdb\ufffdc\ufffdd"


@pytest.mark.parametrize("attack", ATTACKS)
def test_pieces_keep_attacks_as_text(attack: str) -> None:
    for html in (
        markup.button(attack, "quiet", act="read", source=attack),
        markup.sure(attack, attack, "link", act="delete", title=attack, chat=attack),
        markup.cross(words("en"), "close"),
        f"<p{markup.lang(attack)}{markup.data({'x': attack})}>x</p>",
    ):
        check_harmless(html)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "/original?source=x",
        "http://",
        "http://[::1",
        "vbscript:x",
        " javascript:alert(1)",
        "http://x\u202e.example",
        "java\tscript:alert(1)",
        *ATTACKS,
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    html = markup.address(url)
    assert "<a " not in html
    check_harmless(html)


def test_a_web_address_opens_elsewhere_and_learns_nothing() -> None:
    page = check_harmless(markup.address('https://news.example/a?b=1&c="x"'))
    ((_, link),) = [tag for tag in page.tags if tag[0] == "a"]
    assert link["href"] == 'https://news.example/a?b=1&c="x"'
    assert link["target"] == "_blank"
    assert markup.address(None) == markup.address("") == ""


def test_a_button_that_asks_back_holds_its_question() -> None:
    page = Page(markup.sure("Remove", "For good?", "link", act="remove", source="a.txt"))
    assert page.acts("remove") == [
        {
            "type": "button",
            "class": "link",
            "data-act": "remove",
            "data-sure": "For good?",
            "data-source": "a.txt",
        }
    ]


def test_shortened_text_is_cut_between_words() -> None:
    assert markup.shortened("one  two\nthree", 100) == "one two three"
    assert markup.shortened("one two three", 8) == "one two…"
    assert markup.shortened("x" * 50, 10) == "x" * 10 + "…"
