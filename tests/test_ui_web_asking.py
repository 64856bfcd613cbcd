"""Asking, stopping, asking again, changing a question: what each gives the page, and what it costs the model."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from page_fakes import FakeAssistant

from index.filters import Filters
from ui.web.around import Around
from ui.web.asking import Asking
from ui.web.frames import Frame
from ui.web.history import History
from ui.web.keeping import Keeping
from ui.web.tabs import Tab
from ui.web.texts import words

EN = words("en")
QUESTION = "Where did Kim receive Lavrov?"


def event(**values: str) -> Any:
    return SimpleNamespace(_data=values)


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def asking(fake: FakeAssistant) -> Asking:
    return Asking(fake, Keeping())


def last(frames: Any) -> Frame:
    return list(frames)[-1]


def until_draft(frames: Any, tab: Tab) -> None:
    assert any(tab.conversation.current and tab.conversation.current.draft for _ in frames)


def test_an_answer_grows_frame_by_frame(asking: Asking) -> None:
    tab = Tab()
    frames = list(asking.ask(QUESTION, tab))
    assert EN.say("searching") in frames[0].turn
    assert 'class="answer"' in frames[-1].turn
    assert tab.conversation.current is not None
    assert tab.conversation.current.phase == "finished"


@pytest.mark.parametrize("question", ["", "   \n\t ", None])
def test_empty_question_is_not_sent(asking: Asking, fake: FakeAssistant, question: str | None) -> None:
    assert EN.say("empty_question") in last(asking.ask(question, Tab())).hint
    assert fake.asked == []


def test_ending_the_page_stops_its_answers(fake: FakeAssistant) -> None:
    ending, tab = threading.Event(), Tab()
    frames = Asking(fake, Keeping(), ending).ask("slow", tab)
    until_draft(frames, tab)
    assert not fake.closed.is_set()
    ending.set()
    assert EN.say("stopped") in last(frames).turn
    assert fake.closed.is_set()


def test_abandoned_answer_frees_the_conversation(asking: Asking, fake: FakeAssistant) -> None:
    tab = Tab()
    frames = asking.ask("slow", tab)
    until_draft(frames, tab)
    frames.close()
    assert fake.closed.is_set()
    assert not tab.conversation.is_running


def test_an_abandoned_answer_is_kept_with_what_was_written(fake: FakeAssistant, tmp_path: Any) -> None:
    history, tab = History(tmp_path), Tab()
    frames = Asking(fake, Keeping(lambda user: history)).ask("slow", tab)
    until_draft(frames, tab)
    frames.close()
    (turn,) = history.load(tab.conversation.id).turns
    assert turn.phase == "stopped"
    assert turn.draft


def test_stopping_says_so_at_once(asking: Asking) -> None:
    tab = Tab()
    frames = asking.ask("slow", tab)
    until_draft(frames, tab)
    assert asking.stop(tab)["stop_btn"] == EN.say("stopping")
    assert EN.say("stopped") in last(frames).turn
    assert asking.stop(tab)["stop_btn"] is False


def test_one_question_at_a_time(asking: Asking, fake: FakeAssistant) -> None:
    tab = Tab()
    frames = asking.ask("slow", tab)
    until_draft(frames, tab)
    for other in (asking.ask("Where?", tab), asking.retry(tab)):
        assert EN.say("still_answering") in last(other).hint
    assert EN.say("still_answering") in asking.edit(tab, event(turn="t1")).hint
    assert list(asking.example(tab, event(question="Where?"))) == []
    assert len(fake.asked) == 1
    frames.close()


def test_asking_again_takes_the_place_of_the_last_answer(asking: Asking, fake: FakeAssistant) -> None:
    tab = Tab()
    list(asking.ask("broken", tab))
    list(asking.retry(tab))
    assert [question for question, _ in fake.asked] == ["broken", "broken"]
    assert len(tab.conversation.turns) == 1
    assert list(asking.retry(Tab())) == []


def test_a_changed_question_takes_the_place_of_its_answer_and_what_followed(
    asking: Asking, fake: FakeAssistant
) -> None:
    tab = Tab()
    for question in (QUESTION, "And when?", "And who?"):
        list(asking.ask(question, tab))
    frame = asking.edit(tab, event(turn="t2"))
    assert frame.question["value"] == "And when?"
    assert EN.say("editing") in frame.hint
    list(asking.ask("And why?", tab))
    assert [view.question for view in tab.conversation.turns] == [QUESTION, "And why?"]
    assert [turn.text for turn in fake.asked[-1][1]][::2] == [QUESTION]
    assert tab.editing == ""


def test_changing_a_question_can_be_cancelled(asking: Asking) -> None:
    tab = Tab()
    list(asking.ask(QUESTION, tab))
    asking.edit(tab, event(turn="t1"))
    assert asking.cancel(tab).hint == ""
    list(asking.ask("And when?", tab))
    assert len(tab.conversation.turns) == 2


def test_a_turn_that_is_not_there_cannot_be_changed(asking: Asking) -> None:
    tab = Tab()
    for wrong in ({}, {"turn": "t9"}, {"turn": "<b>"}):
        asking.edit(tab, event(**wrong))
        assert tab.editing == ""


def test_the_question_goes_to_the_model_and_the_documents_that_were_chosen(
    asking: Asking, fake: FakeAssistant
) -> None:
    tab = Tab(model="none", filters=Filters(languages=["ro"]))
    list(asking.ask(QUESTION, tab))
    list(asking.ask(QUESTION, Tab()))
    assert fake.llms == ["none", None]
    assert fake.filters == [Filters(languages=["ro"]), None]


def test_a_mistake_of_ours_is_told_and_keeps_its_traceback(asking: Asking) -> None:
    shown = []
    with pytest.raises(ZeroDivisionError):
        shown.extend(asking.ask("bug", tab := Tab(locale="pl")))
    assert tab.conversation.current is not None
    assert tab.conversation.current.error == words("pl").say("failed_unexpected")


def test_a_new_conversation_leaves_nothing_of_the_old_one(asking: Asking, fake: FakeAssistant) -> None:
    tab = Tab()
    frames = asking.ask("slow", tab)
    until_draft(frames, tab)
    frame = asking.new(tab)
    assert (frame.past, frame.turn, frame.evidence) == ("", "", "")
    assert list(frames) == []
    assert fake.closed.is_set()
    assert asking.settle(tab).turn == ""


def test_what_cannot_be_kept_is_told_and_stops_nothing(fake: FakeAssistant, tmp_path: Any) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    history = History(blocked / "chats")
    frame = last(Asking(fake, Keeping(lambda user: history)).ask(QUESTION, Tab()))
    assert 'class="answer"' in frame.turn
    assert "is not being kept" in frame.chats
    assert "is not being kept" in frame.hint


def three_turns(asking: Asking) -> Tab:
    tab = Tab()
    for question in (QUESTION, "And when?", "And who?"):
        list(asking.ask(question, tab))
    asking.edit(tab, event(turn="t1"))
    return tab


def test_asking_the_last_question_again_ends_the_change_of_an_earlier_one(asking: Asking) -> None:
    tab = three_turns(asking)
    list(asking.retry(tab))
    list(asking.ask("Next?", tab))
    assert [view.question for view in tab.conversation.turns] == [QUESTION, "And when?", "And who?", "Next?"]


def test_that_a_question_is_being_changed_is_told_as_long_as_it_is(asking: Asking) -> None:
    tab = three_turns(asking)
    for frame in (last(asking.ask("  ", tab)), asking.keeping.flag(tab, event(turn="t9"))):
        assert frame.hint
        assert tab.editing == "t1"
    assert EN.say("editing") in asking.settle(tab).hint
    assert EN.say("editing") not in asking.new(tab).hint
    assert tab.editing == ""


def test_a_remark_goes_when_the_answer_is_there(asking: Asking) -> None:
    assert last(asking.ask(QUESTION, Tab())).hint == ""


def test_settling_gives_the_box_back(asking: Asking) -> None:
    assert asking.settle(Tab()).question["submit_btn"] == EN.say("send")


def test_a_page_loaded_again_in_the_middle_goes_on_with_one_conversation(
    fake: FakeAssistant, tmp_path: Any
) -> None:
    history = History(tmp_path)
    asking, tab, again = Asking(fake, Keeping(lambda user: history)), Tab(), Tab()
    frames = asking.ask("slow", tab)
    until_draft(frames, tab)
    asking.keeping.reopen(again, tab.conversation.id)
    frames.close()
    list(asking.ask("And when?", again))
    (kept,) = history.chats()
    assert [view.question for view in history.load(kept.id).turns] == ["slow", "And when?"]


def test_what_was_abandoned_never_takes_the_place_of_what_went_on(fake: FakeAssistant, tmp_path: Any) -> None:
    history = History(tmp_path)
    asking, tab, again = Asking(fake, Keeping(lambda user: history)), Tab(), Tab()
    frames = asking.ask("slow", tab)
    until_draft(frames, tab)
    asking.keeping.reopen(again, tab.conversation.id)
    list(asking.ask("And when?", again))
    frames.close()
    (kept,) = history.chats()
    assert len(history.load(kept.id).turns) == 2


def test_a_filter_that_cannot_be_used_is_mended_before_a_question_is_asked(fake: FakeAssistant) -> None:
    asking, tab = Asking(fake, Keeping()), Tab()
    around = Around(fake, Keeping())
    around.restrict(tab, event(**{"from": "2025-13"}))
    assert "2025-13" in last(asking.ask(QUESTION, tab)).hint
    assert fake.asked == []
    around.restrict(tab, event(**{"from": "2025-12"}))
    assert 'class="answer"' in last(asking.ask(QUESTION, tab)).turn
