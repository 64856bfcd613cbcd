"""A tab's conversation: what is asked in it, dropped from it, opened in it."""

from dataclasses import replace

from turn_views import ANSWER

from assistant.answer import Draft, Finished
from index.filters import Filters
from ui.web.chats import begun
from ui.web.tabs import Conversation
from ui.web.turns import TurnView, advance


def asked(*questions: str) -> Conversation:
    conversation = Conversation()
    for question in questions:
        view = conversation.start(question)
        assert conversation.update(advance(view, Finished(ANSWER)))
    return conversation


def test_conversation_keeps_answered_turns_without_markup() -> None:
    conversation = asked("Where?")
    second = conversation.start("broken")
    assert conversation.update(replace(second, phase="failed", error="No."))
    conversation.start("And when?")
    user, assistant = conversation.history()
    assert (user.role, user.text) == ("user", "Where?")
    assert assistant.text == " ".join(sentence.text for sentence in ANSWER.sentences)
    assert "[1]" not in assistant.text


def test_new_chat_leaves_the_old_answer_behind() -> None:
    conversation = Conversation()
    old = conversation.start("Where?")
    conversation.clear()
    assert not conversation.update(advance(old, Draft("late words")))
    assert conversation.current is None
    assert conversation.stopping == old.key
    assert conversation.start("Again?").key != old.key


def test_a_turn_is_dropped_with_all_that_followed() -> None:
    conversation = asked("One?", "Two?", "Three?")
    dropped = conversation.drop_from("t2")
    assert dropped is not None
    assert dropped.question == "Two?"
    assert [view.question for view in conversation.turns] == ["One?"]
    assert conversation.drop_from("t9") is None
    assert conversation.start("New?").key == "t4"


def test_an_opened_conversation_has_keys_of_its_own() -> None:
    conversation = asked("One?")
    running = conversation.start("Under way?")
    kept = begun((TurnView("t1", "Old?", "stopped"), TurnView("t2", "Older?", "stopped")))
    conversation.open(kept)
    assert conversation.id == kept.id
    assert [view.question for view in conversation.turns] == ["Old?", "Older?"]
    assert not {view.key for view in conversation.turns} & {"t1", running.key}
    assert not conversation.update(replace(running, draft="late"))
    conversation.clear()
    assert (conversation.turns, conversation.id) == ((), "")


def test_a_turn_is_replaced_where_it_stands() -> None:
    conversation = asked("One?", "Two?")
    first = conversation.turn("t1")
    assert first is not None
    conversation.replace(replace(first, flags=((1, "x"),)))
    assert [view.flags for view in conversation.turns] == [((1, "x"),), ()]
    assert conversation.turn("t7") is None


def test_a_question_keeps_what_it_was_asked_of() -> None:
    view = Conversation().start("Where?", Filters(languages=["ro"]))
    assert view.filters == Filters(languages=["ro"])
