"""An exported answer as a page, read with an HTML parser, and once in a real browser."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from answers import HASH, HOSTILE, QUOTE, answer, citation, hostile, passage, sentence
from browsers import HOW_TO_GET_ONE
from browsers import chromium as chromium_path

from assistant.answer import Translation
from assistant.export.facts import clean, data_text
from assistant.export.page import DATA_ID, to_html
from assistant.saying.attribution import Attribution
from assistant.saying.context import Context

CHROMIUM = chromium_path()


class Page(HTMLParser):
    """Tags with their attributes in order, texts by id, and the data."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.comments: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self._open.append(dict(attrs).get("id") or tag)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in self._open:
            self.texts[name] = self.texts.get(name, "") + data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def words(self) -> str:
        shown = self.texts["main"].replace(self.texts[DATA_ID], "")
        return " ".join(shown.split())

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """What it is made of: tags and the names of their attributes, but for links, which addresses become."""
        return [(tag, tuple(sorted(set(about) - {"lang"}))) for tag, about in self.tags if "rel" not in about]


def test_what_it_shows() -> None:
    page = Page(to_html(answer()))
    assert page.texts["question"] == "When was the harbour opened?"
    assert page.texts["sentence-1"] == QUOTE
    assert page.texts["marks-1"] == "1"
    assert page.texts["quote-1"] == QUOTE
    assert "The new pier (2025-07, English), harbour.txt, characters 32–100, support: 0.93" in page.words
    assert f"SHA-256 of the file {HASH}" in page.words
    assert "Asked 2026-11-22T21:40:12+01:00" in page.words
    assert page.texts["title"] == "When was the harbour opened?"


def test_who_says_it() -> None:
    page = Page(
        to_html(answer(language="hu", citations=(citation(attribution=Attribution("MTI", 5, 8), copies=1),)))
    )
    assert "Ki mondja: MTI, Ugyanez más dokumentumokban: 1" in page.words


def test_a_translation_is_told_from_its_quote() -> None:
    made = Translation("A kikötőt megnyitották.", "hu", "gemma")
    page = Page(to_html(answer(language="hu", citations=(citation(translation=made),))))
    assert page.texts["quote-1"] == QUOTE
    assert f"{QUOTE} Fordítás (gemma): A kikötőt megnyitották. The new pier" in page.words
    assert ("p", {"class": "translation", "dir": "auto", "lang": "hu"}) in page.tags


def test_it_is_one_page_that_runs_and_fetches_nothing() -> None:
    text = to_html(answer(citations=(citation(url="https://example.org/a?b=c&d=e"),)))
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert Counter(tag for tag, _ in page.tags)["html"] == 1
    (script,) = [about for tag, about in page.tags if tag == "script"]
    assert script["type"] == "application/json"
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    assert not [name for _, about in page.tags for name in about if name.startswith("on") or name == "src"]
    assert "url(" not in text
    assert "@import" not in text
    (policy,) = [about["content"] for _, about in page.tags if about.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    outside = [about for tag, about in page.tags if tag == "a" and not str(about["href"]).startswith("#")]
    assert outside == [{"href": "https://example.org/a?b=c&d=e", "rel": "noreferrer noopener nofollow"}]


def test_every_link_within_leads_somewhere() -> None:
    said = answer(sentences=(sentence(QUOTE, 1, 2),), citations=(citation(1), citation(2, start=5)))
    page = Page(to_html(said))
    ids = {about["id"] for _, about in page.tags if "id" in about}
    links = {str(about["href"])[1:] for tag, about in page.tags if tag == "a"}
    assert links == {"source-1", "source-2"}
    assert links <= ids


def test_languages_and_directions() -> None:
    said = answer(language="hu", citations=(citation(1, language="he"), citation(2, language="und")))
    tags = Page(to_html(said)).tags
    by_id = {about["id"]: about for _, about in tags if "id" in about}
    assert tags[0] == ("html", {"lang": "hu", "dir": "ltr"})
    assert (by_id["question"]["lang"], by_id["question"]["dir"]) == ("hu", "auto")
    assert (by_id["answer"]["lang"], by_id["answer"]["dir"]) == ("hu", "auto")
    assert (by_id["quote-1"]["lang"], by_id["quote-1"]["dir"]) == ("he", "auto")
    assert "lang" not in by_id["quote-2"]
    arabic = Page(to_html(answer(language="ar"))).tags
    assert arabic[0] == ("html", {"lang": "en", "dir": "ltr"})  # the labels are English
    assert dict(arabic)["h1"]["lang"] == "ar"


def test_verdicts_are_said_in_words() -> None:
    said = answer(sentences=(sentence("Wilk opened it.", 1, verdict="partial", lacks="Wilk"),))
    assert (
        "Wilk opened it.1 (only partly supported; not found in the quotes: Wilk)" in Page(to_html(said)).words
    )


def test_an_abstained_answer_shows_the_nearest_passages() -> None:
    said = answer(
        abstained=True,
        citations=(),
        sentences=(sentence("The documents do not answer this question.", verdict="none"),),
        passages=(passage("One.\n\nTwo.", language="pl"),),
    )
    page = Page(to_html(said))
    assert "One.\n\nTwo." in page.texts["blockquote"]
    assert ("blockquote", {"dir": "auto", "lang": "pl"}) in page.tags
    assert "none: the documents do not answer the question" in page.words
    assert "Sources" not in page.words


@pytest.mark.parametrize("text", HOSTILE)
def test_what_documents_hold_stays_text(text: str) -> None:
    page = Page(to_html(hostile(text)))
    assert page.shape == Page(to_html(hostile("word"))).shape
    assert page.comments == []
    assert page.texts["quote-1"] == clean(text)
    assert page.texts["quote-2"] == clean(text + text)
    to_html(hostile(text)).encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_the_data_are_whole_and_end_nothing(text: str) -> None:
    values = hostile(text).to_dict()
    written = data_text(values)
    assert json.loads(written) == values
    assert written.isascii()
    assert not re.search("[<>&]|--", written)
    assert json.loads(Page(to_html(hostile(text))).texts[DATA_ID]) == values


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.mark.real
@pytest.mark.skipif(CHROMIUM is None, reason=HOW_TO_GET_ONE)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_in_a_browser_nothing_runs_and_nothing_is_fetched(browser: Any, tmp_path: Path) -> None:
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: requests.append(dialog.message))
    file = tmp_path / "answer.html"
    for text in HOSTILE:
        file.write_text(to_html(hostile(text)), "utf-8", newline="")
        page.goto(file.as_uri())
        shown = page.locator("#quote-1").evaluate("element => element.textContent")
        assert shown == clean(text)
    assert set(requests) == {file.as_uri()}
    page.close()


def test_what_a_quote_leans_on_is_told_from_it() -> None:
    before = Context("The old harbour was small.", 0, 26)
    page = Page(to_html(answer(language="ro", citations=(citation(context=before),))))
    assert "Propoziția dinainte: The old harbour was small." in page.words
    assert page.texts["quote-1"] == QUOTE
