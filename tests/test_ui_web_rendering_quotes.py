"""Quotes on the page: what stands beside them, their translations, what is said of a wrong one."""

from dataclasses import replace

import pytest
from html_pages import ATTACKS, Page, check_harmless
from turn_views import ANSWER, FOUND, after

from assistant.answer import Doubt, Finished, Retrieved, Translation
from assistant.saying.attribution import Attribution
from assistant.saying.context import Context
from ui.web.rendering import quotes
from ui.web.rendering.markup import escape
from ui.web.texts import words

EN = words("en")


def test_quote_stands_with_what_it_is_from() -> None:
    page = Page(quotes.sources(after(Retrieved(FOUND, "Where?"), Finished(ANSWER)), EN))
    for citation in ANSWER.citations:
        assert citation.quote in page.words
        assert citation.title in page.words
        assert citation.source in page.words
    shown = [attributes for tag, attributes in page.tags if tag == "blockquote"]
    assert [attributes["lang"] for attributes in shown] == ["ro", "hu", "pl"]


def test_what_a_quote_leans_on_stands_before_it_and_is_no_part_of_it() -> None:
    first, *rest = ANSWER.citations
    leaning = replace(first, context=Context("Kim <b>spoke</b>.", 0, 17))
    page = check_harmless(quotes.sources(after(Finished(replace(ANSWER, citations=(leaning, *rest)))), EN))
    assert len(page.all("before")) == 1
    assert "Kim <b>spoke</b>." in page.words
    assert first.quote in page.words


def test_each_quote_leads_to_its_own_characters() -> None:
    page = Page(quotes.sources(after(Finished(ANSWER)), EN))
    places = [(a["data-source"], a["data-start"], a["data-end"], a["data-number"]) for a in page.acts("read")]
    assert places == [(c.source, str(c.start), str(c.end), str(c.number)) for c in ANSWER.citations]


def test_a_quote_in_another_language_offers_a_translation_where_there_is_a_model() -> None:
    foreign = replace(ANSWER, language="hu")
    page = Page(quotes.sources(after(Retrieved(FOUND, "Hol?"), Finished(foreign)), EN))
    buttons = page.acts("translate")
    cited = [c for c in foreign.citations if c.language != "hu"]
    assert [(b["data-source"], b["data-start"], b["data-end"]) for b in buttons] == [
        (c.source, str(c.start), str(c.end)) for c in cited
    ]
    assert {b["data-language"] for b in buttons} == {"hu"}
    without = replace(foreign, model="none")
    assert Page(quotes.sources(after(Finished(without)), EN)).acts("translate") == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_translation_is_marked_and_stays_text(attack: str) -> None:
    doubts = (Doubt("numbers", (attack,)),)
    html = quotes.translation(Translation(attack, "pl", "ollama:x", doubts))
    assert "Tłumaczenie (ollama:x):" in html
    for part in (html, quotes.translation_failed(attack)):
        check_harmless(part)
        assert escape(attack) in part
    assert 'role="alert"' in quotes.translation_failed(attack)


def test_a_source_tells_who_says_it_and_how_many_more_say_the_same() -> None:
    first, second, third = ANSWER.citations
    cited = (
        replace(first, attribution=Attribution("Kim", 0, 3, Attribution("KCNA & co", 5, 14)), copies=1),
        replace(second, attribution=Attribution("TASS", 0, 4), copies=3),
        replace(third, page=7, author="A & B"),
    )
    page = Page(quotes.sources(after(Finished(replace(ANSWER, citations=cited))), EN))
    said = ["says Kim, as KCNA & co reports", "and 1 other document", "says TASS", "and 3 other documents"]
    said += ["page 7", "by A & B"]
    assert [word for word in page.words if word in said] == said


def test_a_citation_can_be_called_wrong_and_that_taken_back() -> None:
    view = after(Finished(ANSWER))
    flags = Page(quotes.sources(view, EN)).acts("flag")
    assert [(f["data-turn"], f["data-number"], f["data-sentence"]) for f in flags] == [
        ("t1", "1", "0"),
        ("t1", "2", "1"),
        ("t1", "3", "2"),
    ]
    page = Page(quotes.sources(replace(view, flags=((2, "id-of-it"),)), EN))
    assert [f["data-number"] for f in page.acts("flag")] == ["1", "3"]
    assert [f["data-number"] for f in page.acts("unflag")] == ["2"]
    assert EN.say("flagged") + " " in page.words
    assert "id-of-it" not in page.text


def test_nothing_can_be_called_wrong_before_the_answer_is_there() -> None:
    running = replace(
        after(Retrieved(FOUND, "Where?")), citations=ANSWER.citations, sentences=ANSWER.sentences
    )
    assert Page(quotes.sources(running, EN)).acts("flag") == []
