"""What is no question to the documents, and what only looks so."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.talk.utterances import Kind, hear
from assistant.talk.word_spans import words_of
from index.filters import Filters

SETS = Path(__file__).parent / "evaluation" / "sets"


def rows() -> list[dict[str, Any]]:
    lines = (SETS / "talk" / "utterances.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if not row["held_out"]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row["text"]))
def test_utterances(row: dict[str, Any]) -> None:
    found = hear(row["text"])
    assert found.kind == row["kind"]
    if row["kind"] is None:
        assert found.question == row.get("question", row["text"])
    else:
        assert found.subject == row.get("topic", "")
        assert found.language == row["lang"] or len(row["text"].split()) == 1  # `Perfect!`, `ok`


def test_no_question_to_the_documents_is_taken_for_talk() -> None:
    files = [*SETS.glob("*/questions.jsonl"), SETS.parent / "questions.jsonl"]
    questions = [
        json.loads(line)["question"] for file in files for line in file.read_text("utf-8").splitlines()
    ]
    assert len(questions) > 150
    assert [question for question in questions if hear(question).kind] == []


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("List the Polish articles from July 2025", Filters(["pl"], "2025-07", "2025-07")),
        (
            "articles about sanctions published between 2023 and 2024 in English",
            Filters(["en"], "2023", "2024"),
        ),
        ("articles on ships before July 2025", Filters(date_to="2025-06-30")),
        ("articles on ships after 2024-02-28", Filters(date_from="2024-02-29")),
        ("What is new since 12 July 2025?", Filters(date_from="2025-07-12")),
        ("pokaż węgierskie artykuły o statkach od 2024 roku", Filters(["hu"], "2024")),
        ("artykuły o statkach sprzed 2020", Filters(date_to="2019-12-31")),
        ("mutasd a lengyel nyelvű cikkeket", Filters(["pl"])),
        ("Mi új 2025-07-12 óta?", Filters(date_from="2025-07-12")),
        ("mutasd a 2024-es cikkeket", Filters(date_from="2024", date_to="2024")),
        ("arată-mi articolele în maghiară din 2024", Filters(["hu"], "2024", "2024")),
        (
            "ce articole ai despre nave publicate în iulie 2025?",
            Filters(date_from="2025-07", date_to="2025-07"),
        ),
    ],
)
def test_which_documents_are_wanted(text: str, filters: Filters) -> None:
    found = hear(text)
    assert found.kind in ("list", "newest")
    assert found.filters == filters


@pytest.mark.parametrize(
    "text",
    [
        "List the constitutional articles",
        "Show the articles in Klingon",
        "articles on ships from July to",
        "Which documents about the war were published?",
        "Artykuły o wojnie, które podpisał Kim",
        "list " * 100,
    ],
)
def test_what_is_no_filter_is_no_list(text: str) -> None:
    found = hear(text)
    assert found.kind is None or found.filters == Filters()
    assert found.question == text


@pytest.mark.parametrize(
    ("text", "kind", "question"),
    [
        ("Hello, kto dowodził?", None, "kto dowodził?"),
        ("Hi! Thanks! How many documents are there?", "count", "How many documents are there?"),
        ("Who led the delegation? Thanks!", None, "Who led the delegation?"),
        ("Kto dowodził, dziękuję", None, "Kto dowodził"),
        ("ok, ok, ok", "okay", "ok, ok, ok"),
        ("Thanks 👍", "thanks", "Thanks 👍"),
        ("", None, ""),
        ("?!", None, "?!"),
        ("😀", None, "😀"),
        ("2024", None, "2024"),
    ],
)
def test_what_only_opens_and_closes_is_left_out(text: str, kind: Kind | None, question: str) -> None:
    found = hear(text)
    assert (found.kind, found.question) == (kind, question)


def test_of_two_languages_that_say_the_same_the_one_of_the_conversation_is_heard() -> None:
    assert hear("ok", ["hu"]).language == "hu"
    assert hear("ok", ["de"]).language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "ok " * 600,
        "ok, " * 500,
        "list all the " + "articles " * 36,
        "list articles about " + "in " * 35,
        "no, " * 480,
    ],
)
def test_however_odd_it_is_it_is_heard_soon(text: str) -> None:
    hear("warm up")
    began = time.process_time()
    hear(text)
    assert time.process_time() - began < 3


def test_words_know_where_they_stand() -> None:
    words = words_of("Dziękuję! A w 2022-ben, M-ai 12.07.2025?")
    assert words.all == ["dziekuje", "a", "w", "2022", "ben", "m-ai", "12.07.2025"]
    assert [words.text[start:end] for start, end in words.spans][-1] == "12.07.2025"
    assert words.part(1, 3).typed == "A w"
    assert words.part(1, 4).part(1, 2).folded == "w "
    assert (words.between(1), words.number(words.starts[4])) == ("! ", 4)
    assert (words.opens_with(("a w", "dziekuje a")), words.closes_with(("2025", "m-ai 12.07.2025"))) == (2, 2)
    assert (words_of("").typed, len(words_of("?"))) == ("", 0)
