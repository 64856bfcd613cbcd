"""Coming to the page, its language, the model, the filters."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from html_pages import Page
from page_fakes import FakeAssistant, FakeSuggestion

from assistant.errors import DataFolderError, LockedError
from assistant.models.choices import ModelChoice
from index.filters import Filters
from ui.web.around import Around
from ui.web.asking import Asking
from ui.web.history import History
from ui.web.keeping import Keeping
from ui.web.tabs import Tab
from ui.web.texts import LOCALES, words


def event(**values: str) -> Any:
    return SimpleNamespace(_data=values)


def request(accepted: str = "", user: str | None = None) -> Any:
    return SimpleNamespace(headers={"accept-language": accepted}, username=user)


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def around(fake: FakeAssistant) -> Around:
    return Around(fake, Keeping())


def test_the_page_speaks_the_browsers_language_unless_another_was_chosen(around: Around) -> None:
    tab = Tab()
    frame = around.arrive(tab, None, request("hu-HU,hu;q=0.9"))
    assert words("hu").say("title") in frame.head
    assert frame.question["placeholder"] == words("hu").say("question_placeholder")
    around.arrive(tab, json.dumps({"locale": "ro"}), request("hu"))
    assert tab.locale == "ro"
    around.arrive(tab, json.dumps({"locale": "xx"}), request("pl"))
    assert tab.locale == "pl"


@pytest.mark.parametrize(
    "remembered", [None, "", "null", "[]", "7", "{", '{"locale": 7, "chat": []}', "x" * 99]
)
def test_whatever_the_browser_remembers_the_page_comes(around: Around, remembered: str | None) -> None:
    tab = Tab()
    frame = around.arrive(tab, remembered, request("\x00"))
    assert tab.locale == "en"
    assert words("en").say("tagline") in frame.welcome


def test_the_page_shows_the_conversation_that_its_address_names(fake: FakeAssistant, tmp_path: Path) -> None:
    history = History(tmp_path)
    keeping, tab = Keeping(lambda user: history), Tab()
    list(Asking(fake, keeping).ask("Where did Kim receive Lavrov?", tab))
    frame = Around(fake, keeping).arrive(Tab(), json.dumps({"chat": tab.conversation.id}), request())
    assert 'class="answer"' in frame.turn
    assert 'aria-current="page"' in frame.chats
    lost = Around(fake, keeping).arrive(Tab(), json.dumps({"chat": "0" * 32}), request())
    assert 'class="hint"' in lost.hint
    assert lost.turn == ""


def test_who_is_logged_in_is_taken_from_the_login_alone(around: Around) -> None:
    tab = Tab()
    around.arrive(tab, json.dumps({"user": "bob"}), request(user="ana"))
    assert tab.user == "ana"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_part_follows_the_chosen_language(around: Around, locale: str) -> None:
    tab = Tab(locale="en" if locale != "en" else "pl")
    frame = around.choose(tab, event(name="locale", locale=locale))
    said = words(locale)
    for part, key in (
        (frame.head, "library"), (frame.welcome, "tagline"), (frame.filters, "filter_from"),
        (frame.note, "composer_note"),
        (frame.rail, "new_chat"), (frame.settings, "theme_dark"), (frame.pane, "reader_empty"),
    ):  # fmt: skip
        assert said.say(key) in Page(part).text + part
    assert tab.locale == locale


def test_a_model_that_can_be_had_can_be_chosen(around: Around, fake: FakeAssistant) -> None:
    fake.models = (ModelChoice("ollama:x"), ModelChoice("ollama", "server", "x"), ModelChoice("none"))
    tab = Tab()
    frame = around.choose(tab, event(name="model", model="none"))
    assert tab.model == "none"
    assert words("en").say("model_line_none") in frame.head
    for wrong in ("ollama", "gguf:/etc/passwd", "bundled", ""):
        around.choose(tab, event(name="model", model=wrong))
        assert tab.model == ""


def test_filters_hold_until_they_are_taken_away(around: Around) -> None:
    tab = Tab()
    frame = around.restrict(
        tab, event(languages="ro,pl", **{"from": "2025-07"}, to="", sources="a, b.txt\n b/* \n")
    )
    assert tab.filters == Filters(languages=["ro", "pl"], date_from="2025-07", sources=["a, b.txt", "b/*"])
    assert len(Page(frame.chips).all("chip")) == 5
    around.release(tab, event(kind="language", value="ro"))
    around.release(tab, event(kind="from", value="2025-07"))
    around.release(tab, event(kind="source", value="a, b.txt"))
    assert tab.filters == Filters(languages=["pl"], sources=["b/*"])
    frame = around.release(tab, event())
    assert tab.filters is None
    assert frame.chips == ""
    around.restrict(tab, event(languages="", sources=" \n "))
    assert tab.filters is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2025-13"},
        {"to": "yesterday"},
        {"from": "2026", "to": "2025"},
        {"languages": "Romanian"},
        {"from": "<b>"},
    ],
)
def test_a_filter_that_cannot_be_used_is_told_and_changes_nothing(
    around: Around, wrong: dict[str, str]
) -> None:
    tab = Tab(filters=Filters(languages=["pl"]))
    frame = around.restrict(tab, event(**wrong))
    assert tab.filters == Filters(languages=["pl"])
    assert Page(frame.chips).all("hint")
    assert "<b>" not in frame.chips


def test_one_document_can_be_asked_alone(around: Around) -> None:
    tab = Tab(filters=Filters(languages=["pl"]))
    frame = around.release(tab, event(only="press/a.txt"))
    assert tab.filters == Filters(sources=["press/a.txt"])
    assert 'data-sources="press/a.txt"' in frame.chips


def test_head_says_when_the_index_is_not_up_to_date(around: Around, fake: FakeAssistant) -> None:
    assert "brought up to date" not in around.head(Tab())
    fake.sync_error = LockedError("Process 7 writes <the index>. Wait for it.")
    html = around.head(Tab())
    assert "3 documents" in html
    said = words("en").say("not_up_to_date", error="Process 7 writes &lt;the index&gt;. Wait for it.")
    assert f'<p class="stale" role="status">{said}</p>' in html


def test_a_page_over_a_broken_index_says_so_and_stays_a_page(fake: FakeAssistant) -> None:
    class Broken(FakeAssistant):
        def documents(self, *, hidden: bool = False) -> Any:
            raise DataFolderError("The index is damaged. Run `assistant index --rebuild`.")

        suggestions = documents  # type: ignore[assignment]

    frame = Around(Broken(), Keeping()).arrive(Tab(), None, request())
    assert "assistant index --rebuild" in frame.head
    assert words("en").say("tagline") in frame.welcome


def test_what_depends_on_the_documents_is_drawn_again(around: Around, fake: FakeAssistant) -> None:
    fake.hide([document.source for document in fake.documents() if document.language == "ro"])
    frame = around.refresh(Tab())
    assert "2 documents" in frame.head
    assert "Romanian" not in frame.filters


def test_the_chosen_model_is_remembered_while_it_can_be_had(around: Around) -> None:
    for model, taken in (("bundled", "bundled"), ("ollama:gone", ""), ("gguf:/etc/passwd", "")):
        tab = Tab()
        around.arrive(tab, json.dumps({"model": model}), request())
        assert tab.model == taken


def test_another_language_leaves_an_answer_under_way_its_stop(fake: FakeAssistant) -> None:
    around, tab = Around(fake, Keeping()), Tab()
    frames = Asking(fake, Keeping()).ask("slow", tab)
    assert any(tab.conversation.current and tab.conversation.current.draft for _ in frames)
    box = around.choose(tab, event(name="locale", locale="pl")).question
    assert box["stop_btn"] == words("pl").say("stop")
    assert box["submit_btn"] is False
    frames.close()


def test_another_language_leaves_a_question_that_is_being_changed(fake: FakeAssistant) -> None:
    around, asking, tab = Around(fake, Keeping()), Asking(fake, Keeping()), Tab()
    list(asking.ask("Where did Kim receive Lavrov?", tab))
    asking.edit(tab, event(turn="t1"))
    assert words("hu").say("editing") in around.choose(tab, event(name="locale", locale="hu")).hint


def test_who_is_logged_in_can_log_out(around: Around) -> None:
    assert 'href="/logout"' in around.arrive(Tab(), None, request(user="ana")).settings
    assert "logout" not in around.arrive(Tab(), None, request()).settings


def test_questions_in_the_readers_language_are_offered_first(fake: FakeAssistant) -> None:
    class Suggesting(FakeAssistant):
        def suggestions(self) -> Any:
            return [FakeSuggestion("Mit mond?", "hu"), FakeSuggestion("Co mówi?", "pl")]

    frame = Around(Suggesting(), Keeping()).arrive(Tab(), None, request("pl"))
    assert [a["data-question"] for a in Page(frame.welcome).acts("example")] == ["Co mówi?", "Mit mond?"]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_mistaken_filter_is_told_in_the_language_of_the_page(around: Around, locale: str) -> None:
    tab, said = Tab(locale=locale), words(locale)
    chips = around.restrict(tab, event(**{"from": "2025-13"})).chips
    assert said.say("filter_no_date", date="2025-13") in Page(chips).text
    chips = around.restrict(tab, event(**{"from": "2025-07", "to": "2024"})).chips
    assert said.say("filter_order", first=said.date("2025-07"), last="2024") in Page(chips).text
