"""Conversations on the page: kept, opened again, found, deleted, exported; citations called wrong."""

import base64
import json
import re
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from page_fakes import FakeAssistant

from assistant.evaluation.questions import read_questions
from assistant.feedback import Feedback
from ui.web.asking import Asking
from ui.web.chats import Chat
from ui.web.history import History
from ui.web.keeping import FORMS, Keeping
from ui.web.tabs import Tab
from ui.web.texts import words

EN = words("en")
QUESTION = "Where did Kim receive Lavrov?"


def event(**values: str) -> Any:
    return SimpleNamespace(_data=values)


class Place:
    """A page with everything kept below a folder."""

    def __init__(self, folder: Path) -> None:
        histories = {user: History(folder / (user or "local")) for user in ("", "ana", "bob")}
        self.history = histories[""]
        self.feedback = Feedback(folder / "feedback.jsonl")
        self.keeping = Keeping(lambda user: histories[user], self.feedback)
        self.asking = Asking(FakeAssistant(), self.keeping)

    def asked(self, *questions: str, user: str = "") -> Tab:
        tab = Tab(user=user)
        for question in questions:
            list(self.asking.ask(question, tab))
        return tab


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_conversation_is_there_after_a_restart(place: Place, tmp_path: Path) -> None:
    tab = place.asked(QUESTION, "And when?")
    again, fresh = Place(tmp_path), Tab()
    frame = again.keeping.reopen(fresh, tab.conversation.id)
    assert [view.question for view in fresh.conversation.turns] == [QUESTION, "And when?"]
    assert QUESTION in frame.past
    assert 'class="answer"' in frame.turn
    list(again.asking.ask("And who?", fresh))
    assert len(again.history.load(tab.conversation.id).turns) == 3


def test_each_user_has_conversations_of_their_own(place: Place) -> None:
    tab = place.asked(QUESTION, user="ana")
    other = Tab(user="bob")
    assert QUESTION not in place.keeping.listed(other)
    frame = place.keeping.open(other, event(chat=tab.conversation.id))
    assert other.conversation.turns == ()
    assert 'class="hint"' in frame.hint


@pytest.mark.parametrize("chat", ["", "../../etc/passwd", "x" * 32, "0" * 32, "<b>"])
def test_a_conversation_that_is_not_there_is_told(place: Place, chat: str) -> None:
    tab = place.asked(QUESTION)
    frame = place.keeping.open(tab, event(chat=chat))
    assert len(tab.conversation.turns) == 1
    assert not chat or 'class="hint"' in frame.hint
    assert "<b>" not in str(frame.hint)


def test_conversations_are_found_by_their_words(place: Place) -> None:
    place.asked(QUESTION)
    tab = place.asked("Hány vendéget fogad?")
    assert QUESTION not in place.keeping.find(tab, event(query="hany VENDEGET"))
    assert "Hány" in place.keeping.find(tab, event(query="hany VENDEGET"))
    assert EN.say("chats_nothing") in place.keeping.find(tab, event(query="nothing like it"))


def test_deleting_the_open_conversation_clears_the_page(place: Place) -> None:
    other, tab = place.asked("Other?"), place.asked(QUESTION)
    frame = place.keeping.delete(tab, event(chat=other.conversation.id))
    assert "Other?" not in frame.chats
    assert len(tab.conversation.turns) == 1
    frame = place.keeping.delete(tab, event(chat=tab.conversation.id))
    assert frame.turn == ""
    assert tab.conversation.turns == ()
    assert place.history.chats() == []


def test_deleting_all_leaves_none(place: Place) -> None:
    place.asked("Other?")
    tab = place.asked(QUESTION)
    place.keeping.delete(tab, event())
    assert len(place.history.chats()) == 2
    place.keeping.delete(tab, event(all="yes"))
    assert place.history.chats() == []
    assert tab.conversation.turns == ()


def test_what_was_deleted_while_open_becomes_a_conversation_again_when_it_goes_on(place: Place) -> None:
    tab = place.asked(QUESTION)
    place.history.delete(tab.conversation.id)
    list(place.asking.ask("And when?", tab))
    assert len(place.history.load(tab.conversation.id).turns) == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_conversation_is_handed_over_as_a_file(place: Place, form: str) -> None:
    tab = place.asked(QUESTION, "broken", "And when?")
    box = place.keeping.export(tab, event(form=form)).outbox
    name, content = (re.search(f'data-{what}="([^"]*)"', box) for what in ("name", "content"))
    assert name is not None
    assert content is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d{4}\.(md|html|json)", name[1])
    text = base64.b64decode(content[1]).decode()
    assert text.count("Kim received Lavrov in Wonsan") >= 2
    if form == "json":
        assert len(json.loads(text)["answers"]) == 2


@pytest.mark.parametrize("form", ["", "pdf", "../x"])
def test_no_other_form_is_handed_over(place: Place, form: str) -> None:
    tab = place.asked(QUESTION)
    assert "data-content" not in str(place.keeping.export(tab, event(form=form)).outbox)
    empty = place.keeping.export(Tab(), event(form="json"))
    assert "data-content" not in str(empty.outbox)
    assert EN.say("nothing_to_export") in empty.hint


def test_a_wrong_citation_becomes_a_question_and_can_be_taken_back(place: Place) -> None:
    tab = place.asked(QUESTION, "And when?")
    frame = place.keeping.flag(tab, event(turn="t1", number="2", sentence="1"))
    assert EN.say("flagged") in frame.past
    assert place.feedback.path.name in frame.hint
    (line,) = place.feedback.path.read_text("utf-8").splitlines()
    kept = json.loads(line)
    assert kept["question"] == QUESTION
    assert [wrong["source"] for wrong in kept["wrong"]] == ["002_d69a3e7bfe563393.txt"]
    assert place.history.load(tab.conversation.id).turns[0].flags
    frame = place.keeping.unflag(tab, event(turn="t1", number="2"))
    assert EN.say("flagged") not in frame.past
    assert place.feedback.path.name not in frame.hint
    assert not place.feedback.path.exists()


def test_a_follow_up_is_kept_with_the_questions_before_it(place: Place) -> None:
    tab = place.asked(QUESTION, "And when?")
    frame = place.keeping.flag(tab, event(turn="t2", number="1", sentence="0"))
    assert EN.say("flagged") in frame.turn
    (kept,) = read_questions(place.feedback.path)
    assert list(kept.history) == [QUESTION]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"turn": "t9", "number": "1", "sentence": "0"},
        {"turn": "t1", "number": "9", "sentence": "0"},
        {"turn": "t1", "number": "0", "sentence": "0"},
        {"turn": "t1", "number": "1", "sentence": "99"},
        {"turn": "t1", "number": "x", "sentence": "0"},
        {"turn": "t1"},
    ],
)
def test_what_is_not_there_cannot_be_called_wrong(place: Place, wrong: dict[str, str]) -> None:
    tab = place.asked(QUESTION)
    assert EN.say("flag_failed") in place.keeping.flag(tab, event(**wrong)).hint
    place.keeping.unflag(tab, event(**wrong))
    assert not place.feedback.path.exists()


def test_without_a_place_nothing_is_kept_and_all_works() -> None:
    keeping = Keeping()
    tab = Tab()
    list(Asking(FakeAssistant(), keeping).ask(QUESTION, tab))
    assert keeping.listed(tab) == ""
    assert keeping.keep(tab) == ""
    assert EN.say("flag_failed") in keeping.flag(tab, event(turn="t1", number="1", sentence="0")).hint
    keeping.delete(tab, event(all="yes"))
    assert len(tab.conversation.turns) == 1


class Slow(History):
    """Whose saving takes as long as a test wants."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()

    def save(self, chat: Chat, *, is_abandoned: bool = False) -> Chat:
        self.begun.set()
        assert self.may_end.wait(10)
        return super().save(chat, is_abandoned=is_abandoned)


def test_a_conversation_begun_while_another_is_written_is_another(tmp_path: Path) -> None:
    history = Slow(tmp_path)
    keeping = Keeping(lambda user: history)
    asking, tab = Asking(FakeAssistant(), keeping), Tab()
    list(asking.ask("One?", tab))
    history.begun.clear()
    history.may_end.clear()
    writing = threading.Thread(target=keeping.keep, args=(tab,))
    writing.start()
    assert history.begun.wait(10)
    tab.conversation.clear()
    history.may_end.set()
    writing.join()
    list(asking.ask("Two?", tab))
    assert sorted(chat.title for chat in history.chats()) == ["One?", "Two?"]


def test_two_that_keep_at_once_make_one_conversation(tmp_path: Path) -> None:
    history = Slow(tmp_path)
    keeping = Keeping(lambda user: history)
    tab = Tab()
    list(Asking(FakeAssistant(), keeping).ask("One?", tab))
    history.may_end.clear()
    writing = [threading.Thread(target=keeping.keep, args=(tab,)) for _ in range(3)]
    for thread in writing:
        thread.start()
    history.may_end.set()
    for thread in writing:
        thread.join()
    assert len(history.chats()) == 1


def test_deleting_ends_the_change_of_a_question(place: Place) -> None:
    tab = place.asked(QUESTION)
    place.asking.edit(tab, event(turn="t1"))
    assert place.keeping.delete(tab, event(chat=tab.conversation.id)).hint == ""
    assert tab.editing == ""
