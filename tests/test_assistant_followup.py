"""Which questions lean on the ones before them."""

import pytest

from assistant.answer import Turn
from assistant.followup import MAX_TURNS, standalone


def asked(*questions: str) -> list[Turn]:
    turns = []
    for question in questions:
        turns += [Turn("user", question), Turn("assistant", "An answer. [1]")]
    return turns


@pytest.mark.parametrize(
    ("language", "before", "question"),
    [
        ("en", "Who opened the pier of Brenna?", "And who came with him?"),
        ("en", "Who opened the pier of Brenna?", "What did she say about the cost?"),
        ("en", "Who opened the pier of Brenna?", "Why?"),
        ("pl", "Kto otworzył nowy most w Brennej?", "A ile on kosztował?"),
        ("hu", "Ki nyitotta meg a könyvtárat?", "És ki volt vele?"),
        ("ro", "Cine a amenajat parcul?", "Și cine a venit cu el?"),
        ("ro", "Cine a amenajat parcul?", "Dar în 2023?"),
    ],
)
def test_a_question_that_leans_is_read_with_the_one_before(language: str, before: str, question: str) -> None:
    assert standalone(question, asked("Something else entirely?", before), language) == f"{before} {question}"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How many ships does the harbour of Brenna hold?"),
        ("en", "Who is Lavrov?"),
        ("en", "Is there any evidence of sabotage in Gdansk?"),
        ("en", "Did Kim mention his daughter?"),
        ("pl", "Ile kosztował remont mostu w Brennej?"),
        ("hu", "Hány kötetet őriz a városi könyvtár?"),
        ("ro", "Câți castani cresc în parcul central?"),
    ],
)
def test_a_question_on_something_new_is_left_alone(language: str, question: str) -> None:
    assert standalone(question, asked("Who opened the pier of Brenna?"), language) == question


def test_a_chain_goes_back_to_the_question_that_stands() -> None:
    history = asked("Where is Oslo on the map?", "Who opened the pier of Brenna?", "And when?")
    assert standalone("With whom?", history, "en") == "Who opened the pier of Brenna? And when? With whom?"


def test_the_newest_turns_are_kept() -> None:
    history = asked(*(f"And {word}?" for word in ["one", "two", "three", "four", "five", "six"]))
    found = standalone("And seven?", history, "en")
    assert found.endswith("And six? And seven?")
    assert found.count("?") == MAX_TURNS + 1


def test_a_turn_too_long_for_the_prompt_is_left_out() -> None:
    assert standalone("Why?", asked("word " * 3000), "en") == "Why?"


def test_without_history_nothing_changes() -> None:
    assert standalone("Why?", [], "en") == "Why?"
    assert standalone("Why?", [Turn("assistant", "Hello.")], "en") == "Why?"
