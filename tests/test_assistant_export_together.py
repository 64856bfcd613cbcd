"""A conversation as one document: every answer verifiable as if alone, every change told where it was made."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from answers import HOSTILE, QUOTE, answer, citation, hostile, passage, sentence
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from test_assistant_export_page import Page

from assistant.answer import Answer
from assistant.errors import ExportError
from assistant.export import conversation
from assistant.export.reading import read
from assistant.export.shown import Alteration
from assistant.export.together import Form
from assistant.export.verification import verify

FORMS: tuple[Form, ...] = ("markdown", "html", "json")
OTHER = "Mayor Anna Kowal opened the new pier on Friday."
FIRST = answer()
SECOND = answer(
    question="And who opened the pier?",
    standalone="Who opened the pier of Brenna?",
    sentences=(sentence(OTHER, 1, 2), sentence("It is new.", 2, verdict="partial", lacks="Wilk")),
    citations=(citation(1, quote=OTHER, start=101, end=148), citation(2)),
)
THIRD = answer(
    question="Kto jest królem?",
    language="pl",
    abstained=True,
    citations=(),
    sentences=(sentence("Dokumenty nie odpowiadają.", verdict="none"),),
    passages=(passage("Nothing near.\n\nReally."),),
)
THIRD = replace(THIRD, sentences=(replace(THIRD.sentences[0], citations=()),))
TALK = [FIRST, SECOND, THIRD]


def alterations(text: str) -> list[tuple[Alteration, ...]]:
    return [found.alterations for found in read(text, "x")]


@pytest.mark.parametrize("form", FORMS)
def test_every_answer_is_read_again_unaltered(form: Form) -> None:
    found = read(conversation(TALK, form, "The harbour"), "x")
    assert [one.answer.question for one in found] == [said.question for said in TALK]
    assert [len(one.answer.citations) for one in found] == [1, 2, 0]
    assert {one.alterations for one in found} == {()}


@pytest.mark.parametrize("form", FORMS)
def test_the_data_are_those_of_the_answers(form: Form) -> None:
    text = conversation(TALK, form, "The harbour")
    if form == "json":
        values = json.loads(text)["answers"]
    else:
        pattern = (
            r"shown [0-9a-f]{64}\n(.*?)\n-->"
            if form == "markdown"
            else r"data-shown=[^>]*>\n(.*?)\n</script>"
        )
        values = [json.loads(data) for data in re.findall(pattern, text, re.DOTALL)]
    assert [Answer.from_dict(data) for data in values] == TALK


@pytest.mark.parametrize("form", FORMS)
def test_its_quotes_are_compared_with_the_documents(form: Form, tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text("The new pier of Brenna harbour\n\n" + f"{QUOTE} {OTHER}\n")
    one, two, three = verify(tmp_path, conversation(TALK, form, "x"))
    assert [quote.status for quote in one.quotes] == ["there"]
    assert [quote.status for quote in two.quotes] == ["there", "there"]
    assert (three.abstained, three.quotes) == (True, ())
    assert (one.asked, one.alterations) == ("2026-11-22T21:40:12+01:00", ())


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_changed_quote_is_told_of_its_answer_alone(form: Form) -> None:
    text = conversation([FIRST, SECOND, FIRST], form, "x")
    of_second = text.index(QUOTE, text.index(SECOND.question))
    changed = text[:of_second] + text[of_second:].replace("1912", "1913", 1)
    first, second, third = alterations(changed)
    assert (first, third) == ((), ())
    (told,) = second
    assert (told.part, told.number) == ("quote", 2)
    assert "1912" in told.written
    assert "1913" in told.shown


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_changed_sentence_question_or_remark_is_told(form: Form) -> None:
    text = conversation(TALK, form, "x")
    for before, after, part in (
        ("And who opened the pier?", "And who closed the pier?", "question"),
        ("It is new.", "It is old.", "sentence"),
        ("not found in the quotes", "found in the quotes", "rest"),
    ):
        first, second, third = alterations(text.replace(before, after, 1))
        assert (first, third) == ((), ()), part
        assert [told.part for told in second] == [part]


def test_a_changed_frame_is_told_of_every_answer_of_a_page() -> None:
    text = conversation(TALK, "html", "The harbour")
    for before, after in (
        ("<h1", "<p>All of it was proved.</p><h1"),
        ("</section>\n<section", "</section>\n!<section"),
    ):
        changed = text.replace(before, after, 1)
        assert changed != text
        assert alterations(changed) == [(Alteration("rest"),)] * 3


def test_an_answer_taken_out_of_a_page_leaves_the_others_readable() -> None:
    text = conversation(TALK, "html", "x")
    without = re.sub(r'<section id="t2">.*?</section>\n', "", text, flags=re.DOTALL)
    assert [found.answer.question for found in read(without, "x")] == [FIRST.question, THIRD.question]


def test_markdown_has_each_footnote_once_and_one_title() -> None:
    text = conversation(TALK, "markdown", "The *harbour*")
    tokens = MarkdownIt("commonmark").use(footnote_plugin).parse(text)
    headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2", "h2", "h3"]
    assert headings[:2] == ["The \\*harbour\\*", FIRST.question]
    labels = re.findall(r"^\[\^([^\]]+)\]:", text, re.MULTILINE)
    assert labels == ["1-1", "2-1", "2-2"]
    references = re.findall(r"\[\^([^\]]+)\](?!:)", text)
    assert set(references) == set(labels)
    assert sum(token.type == "footnote_open" for token in tokens) == 3


def test_a_page_has_each_id_once_and_its_links_lead_somewhere() -> None:
    page = Page(conversation(TALK, "html", "The harbour"))
    ids = Counter(about["id"] for _, about in page.tags if "id" in about)
    assert set(ids.values()) == {1}
    links = [about["href"] for tag, about in page.tags if tag == "a"]
    assert links
    assert all(link and link.removeprefix("#") in ids for link in links)
    assert page.texts["title"] == page.texts["h1"] == "The harbour"
    assert page.texts["t2-question"] == SECOND.question
    assert page.texts["t2-quote-1"] == OTHER
    assert [tag for tag, _ in page.tags if tag in ("h1", "h2", "h3")] == [
        "h1",
        "h2",
        "h3",
        "h2",
        "h3",
        "h2",
        "h3",
    ]


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_title_that_is_the_first_question_stands_there_once(form: Form) -> None:
    text = conversation(TALK, form, FIRST.question)
    assert alterations(text) == [()] * 3
    if form == "html":
        page = Page(text)
        headings = [tag for tag, _ in page.tags if tag in ("h1", "h2")]
        assert headings == ["h1", "h2", "h1", "h2", "h1", "h2"]
        assert page.texts["title"] == page.texts["t1-question"] == FIRST.question
    else:
        headings = [found for found in text.splitlines() if found.startswith("#")]
        assert headings[:2] == [f"# {FIRST.question}", f"# {SECOND.question}"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_documents_hold_stays_text_and_is_read_again(form: Form, text: str) -> None:
    said = [hostile(text), hostile(text)]
    assert alterations(conversation(said, form, text)) == [(), ()]
    exported = conversation(said, form, f"{text} ")
    assert alterations(exported) == [(), ()]
    if form == "html":
        plain = Page(conversation([hostile("x"), hostile("x")], "html", "x "))
        assert Counter(Page(exported).shape) == Counter(plain.shape)
    if form == "markdown":
        tokens = MarkdownIt("commonmark").use(footnote_plugin).parse(exported)
        assert sum(token.type == "footnote_open" for token in tokens) == 4
        assert sum(token.type == "heading_open" for token in tokens) == 3


@pytest.mark.parametrize("form", FORMS)
def test_one_answer_is_a_conversation_too(form: Form) -> None:
    assert alterations(conversation([FIRST], form, "x")) == [()]


def test_nothing_to_export_and_an_unknown_form_say_what_to_do() -> None:
    with pytest.raises(ExportError, match="ask a question first"):
        conversation([], "html", "x")
    with pytest.raises(ExportError, match="markdown, html, json"):
        conversation(TALK, "pdf", "x")  # type: ignore[arg-type]
