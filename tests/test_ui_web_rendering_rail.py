"""The rail: conversations, models, languages, colours."""

import datetime
from dataclasses import dataclass

import pytest
from html_pages import ATTACKS, Page, check_harmless

from assistant.models.choices import ModelChoice
from ui.web.rendering import rail
from ui.web.texts import LOCALES, words

EN = words("en")
WHEN = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Info:
    id: str
    title: str
    updated: datetime.datetime = WHEN


def test_conversations_are_listed_and_the_open_one_is_marked() -> None:
    page = Page(rail.conversations([Info("a" * 32, "Where?"), Info("b" * 32, "Hol?")], "b" * 32, EN))
    assert [(a["data-chat"], a.get("aria-current")) for a in page.acts("open")] == [
        ("a" * 32, None),
        ("b" * 32, "page"),
    ]
    deletes = page.acts("delete")
    assert [a["aria-label"] for a in deletes] == ["Delete: Where?", "Delete: Hol?"]
    assert all(a["data-sure"] == EN.say("delete_sure") for a in deletes)
    assert len(page.acts("delete-all")) == 1
    assert "28 November 2026" in page.words


def test_none_and_none_found_are_told_apart() -> None:
    assert EN.say("chats_none") in rail.conversations([], "", EN)
    assert EN.say("chats_nothing") in rail.conversations([], "", EN, query="x")
    found = rail.conversations([Info("a" * 32, "Where?")], "", EN, query="where")
    assert Page(found).acts("delete-all") == []  # it would delete what is not shown


def test_why_conversations_are_not_kept_is_told() -> None:
    page = Page(rail.conversations([], "", EN, problem="The disk is full."))
    assert "This conversation is not being kept: The disk is full." in page.words


def test_models_that_can_be_had_can_be_chosen_and_the_others_say_what_to_type() -> None:
    choices = [
        ModelChoice("ollama", "server", "ollama pull x"),
        ModelChoice("bundled"),
        ModelChoice("none"),
    ]
    page = Page(rail.settings(choices, "none", "bundled", EN))
    options = [a for tag, a in page.tags if tag == "option"]
    assert [a["value"] for a in options][:3] == ["", "bundled", "none"]
    assert [a["value"] for a in options if "selected" in a] == ["none", "en", ""]
    assert "as set: the bundled model" in page.words
    assert EN.say("lacks_server", command="ollama pull x") in page.words


def test_the_chosen_model_is_shown_even_when_it_has_gone() -> None:
    page = Page(rail.settings([ModelChoice("none")], "ollama:gone", "none", EN))
    selected = [a["value"] for tag, a in page.tags if tag == "option" and "selected" in a]
    assert selected[0] == "ollama:gone"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("lack", ["server", "answer", "model", "install", "package"])
def test_every_lack_is_told_in_every_language(locale: str, lack: str) -> None:
    html = rail.settings([ModelChoice("x", lack, "TYPE")], "", "none", words(locale))  # type: ignore[arg-type]
    assert Page(html).all("advice")
    assert "{" not in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_stay_text(attack: str) -> None:
    for html in (
        rail.conversations([Info(attack, attack)], attack, EN, problem=attack),
        rail.settings(
            [ModelChoice(attack, "answer", attack), ModelChoice(attack)], attack, attack, EN, user=attack
        ),
        rail.frame(EN),
    ):
        check_harmless(html)
