"""Exported answers read back, whatever was done to the file in between."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from answers import HOSTILE, QUOTE, answer, citation, hostile, sentence

from assistant.answer import Answer
from assistant.errors import ExportError
from assistant.export.reading import parse, read
from assistant.export.shown import Alteration

FORMS: dict[str, Callable[[Answer], str]] = {
    "json": lambda said: json.dumps(said.to_dict(), ensure_ascii=False, indent=2),
    "markdown": lambda said: said.to_markdown(),
    "html": lambda said: said.to_html(),
}
VISIBLE = ["markdown", "html"]
SAID = answer(
    sentences=(
        sentence("This is what they say:", verdict="none"),
        sentence(QUOTE, 1),
        sentence("Both say so.", 1, 2),
    ),
    citations=(citation(1), citation(2, quote="Two lines\r\nof a quote.", start=5, end=27)),
)
SAID = replace(SAID, sentences=(replace(SAID.sentences[0], citations=()), *SAID.sentences[1:]))


def alterations(text: str) -> tuple[Alteration, ...]:
    (found,) = read(text, "file")
    return found.alterations


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_what_is_exported_is_read_back(text: str, form: str) -> None:
    said = hostile(text)
    (found,) = read(FORMS[form](said), "file")
    assert found.answer.question == text
    assert [
        (c.number, c.source, c.start, c.end, c.quote, c.content_hash) for c in found.answer.citations
    ] == [(c.number, c.source, c.start, c.end, c.quote, c.content_hash) for c in said.citations]
    assert found.alterations == ()


UNHARMFUL: dict[str, Callable[[str], str]] = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no line end at the end": str.rstrip,
    "blank lines around": lambda text: f"\n\n{text}\n\n",
    "white space at line ends": lambda text: text.replace("\n", " \n"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("change", UNHARMFUL)
def test_what_editors_do_is_no_alteration(form: str, change: str) -> None:
    assert alterations(UNHARMFUL[change](FORMS[form](SAID))) == ()


def test_a_report_around_the_export_is_no_alteration() -> None:
    report = f"# My report\n\nAs one sees:\n\n{SAID.to_markdown()}\n\n## Conclusion\n\nNone.\n"
    assert alterations(report) == ()


def altered(form: str, before: str, after: str) -> tuple[Alteration, ...]:
    """Change what the file shows, but not its data."""
    text = FORMS[form](SAID)
    at = text.index("data, shown" if form == "markdown" else "<script")
    shown = text[:at].replace(before, after) + text[at:]
    assert shown != text
    return alterations(shown)


@pytest.mark.parametrize("form", VISIBLE)
def test_an_altered_quote_is_told(form: str) -> None:
    at_quote = {"markdown": f"> {QUOTE}", "html": f'dir="auto" lang="en">{QUOTE}'}[form]
    changed = at_quote.replace("1912", "1921")
    assert altered(form, at_quote, changed) == (Alteration("quote", 1, QUOTE, QUOTE.replace("1912", "1921")),)


@pytest.mark.parametrize("form", VISIBLE)
def test_an_altered_sentence_is_told(form: str) -> None:
    assert altered(form, "Both say so.", "Neither says so.") == (
        Alteration("sentence", 3, "Both say so. [1] [2]", "Neither says so. [1] [2]"),
    )


@pytest.mark.parametrize("form", VISIBLE)
def test_an_altered_question_is_told(form: str) -> None:
    changed = altered(form, "When was the harbour opened?", "Who opened the harbour?")
    assert changed == (
        Alteration("question", None, "When was the harbour opened?", "Who opened the harbour?"),
    )


def test_sentences_added_and_removed_are_told() -> None:
    assert altered("markdown", "Both say so.", "It is big.\nBoth say so.") == (
        Alteration("sentence", None, "", "It is big."),
    )
    assert altered("markdown", "Both say so.[^1][^2]\n", "Both say so.[^1][^2]\n\nIt is big.[^1]\n") == (
        Alteration("sentence", None, "", "It is big. [1]"),
    )
    assert altered("markdown", "Both say so.[^1][^2]\n", "") == (
        Alteration("sentence", 3, "Both say so. [1] [2]", ""),
    )
    assert altered("html", "Both say so.</span>", "Both say so.</span> It is big.") == (
        Alteration("sentence", None, "", "It is big."),
    )


@pytest.mark.parametrize(
    ("form", "before", "after"), [("markdown", "[^1][^2]", "[^2]"), ("html", ">1</a>, <a", "></a>, <a")]
)
def test_a_number_taken_away_is_told(form: str, before: str, after: str) -> None:
    assert altered(form, before, after) == (
        Alteration("sentence", 3, "Both say so. [1] [2]", "Both say so. [2]"),
    )


def test_a_quote_taken_away_is_told() -> None:
    assert altered("markdown", f"    > {QUOTE}\n", "") == (Alteration("quote", 1, QUOTE, ""),)


@pytest.mark.parametrize("form", VISIBLE)
@pytest.mark.parametrize(
    ("before", "after"),
    [("support: 0.93", "support: 0.99"), ("2025-07", "2024-07"), ("harbour.txt", "other.txt")],
)
def test_what_stands_beside_is_told_too(form: str, before: str, after: str) -> None:
    assert altered(form, before, after) == (Alteration("rest"),)


def test_hidden_words_are_told() -> None:
    assert altered("html", "Both say so.", '<s style="display:none">Both</s> say so.') == (
        Alteration("rest"),
    )


@pytest.mark.parametrize("form", FORMS)
def test_altered_data_are_told(form: str) -> None:
    text = FORMS[form](SAID)
    changed = re.sub(r'"start": 32', '"start": 33', text, count=1)
    assert changed != text
    assert alterations(changed) == (Alteration("data"),)


def test_json_of_an_earlier_version() -> None:
    old = {
        "question": "When?",
        "text": "Then. [1]",
        "citations": [{"source": "a.txt", "start": 3, "end": 8, "quote": "Then."}],
    }
    (found,) = read(json.dumps(old), "old.json")
    assert found.alterations == ()
    assert (found.answer.citations[0].content_hash, found.answer.citations[0].language) == ("", "und")
    assert found.answer.provenance is None


def test_json_of_a_later_version() -> None:
    values = {**SAID.to_dict(), "later": {"more": [1]}}
    values["citations"][0]["attribution"] = {"text": "KCNA", "start": 1, "end": 5, "later": 1}
    assert parse(values, "x").answer.question == SAID.question


def test_several_answers_in_one_file() -> None:
    other = answer(question="And who?")
    both = [SAID, other]
    lines = "\n".join(json.dumps(said.to_dict()) for said in both)
    listed = json.dumps([said.to_dict() for said in both])
    markdown = "\n\n".join(["# Report", *(said.to_markdown() for said in both)])
    for text in (lines, listed, markdown):
        found = read(text, "file")
        assert [one.answer.question for one in found] == [SAID.question, "And who?"]
        assert all(one.alterations == () for one in found)


BAD = [
    "",
    " \n",
    "# A report\n\nwithout data\n",
    "<html><body><p>no data</p></body></html>",
    '<script type="application/json" id="corpus-assistant-answer">',
    '<script id="corpus-assistant-answer"></script>',
    '<script id="corpus-assistant-answer">{}</script>',
    "<!DOCTYPE html><![odd[x]]>",
    "{",
    "[",
    "{}",
    "[]",
    "[1]",
    "[[{}]]",
    "null",
    '{"question": "x"}',
    '{"question": "x", "citations": 1}',
    '{"question": 1, "citations": []}',
    '{"question": "x", "citations": [{}]}',
    '{"question": "x", "citations": [{"source": "a", "start": -1, "end": 2, "quote": "b"}]}',
    '{"question": "x", "citations": [{"source": "a", "start": NaN, "end": 2, "quote": "b"}]}',
    '{"question": "x", "citations": [{"source": "a", "start": 1, "end": 2, "quote": ""}]}',
    '{"question": "x", "citations": [{"source": "a", "start": "x", "end": 2, "quote": "b"}]}',
    '{"question": "x", "citations": [], "later": ' + "[" * 100_000,
    '{"question": "x", "citations": [], "later": ' + "9" * 10_000 + "}",
    "<!-- corpus-assistant: data, shown " + "0" * 64 + "\n{\n-->",
    "\udcff\x00",
]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_what_is_no_export_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(
        ExportError, match=r"^'bad file' is no exported answer.*wrote, its data still in it\.$"
    ):
        read(text, "bad file")


@pytest.mark.parametrize("form", FORMS)
def test_mutilated_files_are_read_or_refused(form: str) -> None:
    chance = random.Random(7)
    text = FORMS[form](SAID)
    outcomes = set()
    for _ in range(300):
        start = chance.randrange(len(text))
        piece = chance.choice(
            ["", "<", "-->", "</script>", "\n\n", '"', "{", "[^9]: ", "&#99999999;", text[:200]]
        )
        mutilated = text[:start] + piece + text[start + chance.randrange(40) :]
        try:
            found: list[Any] = read(mutilated, "file")
            outcomes.add(any(one.alterations for one in found))
        except ExportError:
            outcomes.add(None)
    assert True in outcomes
    assert None in outcomes
