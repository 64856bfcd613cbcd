"""The head of the page, the empty page, and remarks."""

import pytest
from html_pages import ATTACKS, Page, check_harmless

from ui.web.rendering import head
from ui.web.texts import LOCALES, words

EN = words("en")


def test_head_counts_documents_and_languages() -> None:
    text = Page(head.masthead(["pl", "hu", "ro", "pl"], "ollama:qwen3:4b", EN)).text
    assert "4 documents in Polish, Hungarian and Romanian" in text
    assert "qwen3:4b through Ollama" in text
    assert EN.say("model_line_none") in head.masthead(["pl"], "none", EN)
    assert EN.say("corpus_line_empty") in head.masthead([], "bundled", EN)


def test_head_says_why_the_index_is_not_up_to_date() -> None:
    assert Page(head.masthead(["pl"], "none", EN)).all("stale") == []
    page = Page(head.masthead(["pl"], "none", EN, "The disk is full."))
    assert page.all("stale") == [{"class": "stale", "role": "status"}]
    assert "The index was not brought up to date: The disk is full." in page.words


@pytest.mark.parametrize("locale", LOCALES)
def test_head_is_in_the_language_of_the_page(locale: str) -> None:
    page = Page(head.masthead(["pl"], "bundled", words(locale)))
    assert page.tags[0][1]["lang"] == locale
    assert words(locale).say("title") in page.words
    assert [a["data-act"] for a in page.all("quiet") if "data-act" in a] == ["rail", "new", "library"]
    assert [a["data-form"] for a in page.acts("export")] == ["markdown", "html", "json"]


def test_an_empty_page_offers_questions_in_their_languages() -> None:
    page = Page(head.welcome([("Mit mond?", "hu"), ("Co mówi?", "pl")], EN))
    assert [(a["lang"], a["data-question"]) for a in page.acts("example")] == [
        ("hu", "Mit mond?"),
        ("pl", "Co mówi?"),
    ]
    assert EN.say("examples") not in head.welcome([], EN)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_stay_text(attack: str) -> None:
    for html in (
        head.masthead([attack], "ollama:" + attack, EN),
        head.masthead([attack], attack, EN),
        head.masthead(["pl"], "none", EN, attack),
        head.masthead_failed(attack, EN),
        head.hint(attack),
        head.welcome([(attack, attack)], EN),
    ):
        check_harmless(html)


def test_remarks_are_read_out_and_none_is_nothing() -> None:
    assert Page(head.hint("Type something.")).all("hint")[0]["role"] == "status"
    assert head.hint("") == ""
    assert len(Page(head.editing(EN)).acts("cancel")) == 1
