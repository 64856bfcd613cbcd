"""Conversations as text: what is written is read again, anything else is refused, the first line says enough."""

import datetime
import json
from dataclasses import replace
from typing import Any

import answers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Checked, Draft, Finished, Queued, Retrieved
from ui.web import chats
from ui.web.chats import Chat, begun
from ui.web.turns import TurnView, advance


def finished(question: str = "When was the harbour opened?", key: str = "t1") -> TurnView:
    answer = answers.answer(question=question, passages=(answers.passage("The pier is new."),))
    view = TurnView(key=key, question=question)
    for event in (
        Retrieved(answer.passages, question),
        Draft("It was"),
        Checked(answer.sentences[0], answer.citations),
        Finished(answer),
    ):
        view = advance(view, event)
    return view


def chat(*turns: TurnView) -> Chat:
    return replace(begun(turns), title="The harbour", revision=3)


def under_way() -> list[TurnView]:
    """A turn at each step before its end."""
    answer = answers.answer()
    view = TurnView(key="t1", question=answer.question)
    views = [view]
    for event in (
        Retrieved((answers.passage("x"),), answer.question),
        Queued(2),
        Draft("It "),
        Checked(answer.sentences[0], answer.citations),
    ):
        views.append(view := advance(view, event))
    return views


def test_a_conversation_comes_back_equal() -> None:
    failed = TurnView(key="t2", question="Miért?", phase="failed", error="No model. Type `ollama serve`.")
    stopped = replace(under_way()[-1], phase="stopped", key="t3")
    said = chat(finished(), failed, stopped)
    assert chats.read(chats.text_of(said)) == said
    assert chats.text_of(said).isascii()


@pytest.mark.parametrize("text", answers.HOSTILE)
def test_whatever_documents_hold_comes_back_equal(text: str) -> None:
    answer = answers.hostile(text)
    view = advance(TurnView(key="t1", question=text), Finished(answer))
    said = replace(chat(view, replace(view, key="t2")), title=text)
    assert chats.read(chats.text_of(said)) == said


def test_what_an_answer_holds_is_written_once() -> None:
    view = finished()
    assert chats.text_of(chat(view)).count(answers.QUOTE) == chats.text_of(
        chat(replace(view, passages=(), citations=()))
    ).count(answers.QUOTE)
    other = replace(view, citations=(answers.citation(support=0.1),))
    assert chats.from_dict(chats.to_dict(other)) == other


@pytest.mark.parametrize("view", under_way(), ids=lambda view: str(view.phase))
def test_an_answer_under_way_is_kept_as_stopped(view: TurnView) -> None:
    (kept,) = chats.read(chats.text_of(chat(view))).turns
    assert kept == replace(view, phase="stopped", ahead=0)


def test_the_first_line_says_what_a_list_shows() -> None:
    said = chat(finished("Who?"), finished("Hány hajó?", "t2"))
    head = chats.read_head(chats.text_of(said).split("\n")[0])
    assert (head.id, head.title, head.updated, head.revision) == (said.id, said.title, said.updated, 3)
    assert head.questions == ("Who?", "Hány hajó?")


def test_a_turn_of_an_earlier_version_lacks_what_came_later() -> None:
    assert chats.from_dict({"key": "t1", "question": "Who?", "phase": "stopped"}) == TurnView(
        key="t1", question="Who?", phase="stopped"
    )
    assert chats.from_dict({**chats.to_dict(finished()), "later": 1}) == finished()


def wrong(**values: Any) -> str:
    return json.dumps({**json.loads(chats.text_of(chat(finished()))), **values})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Expecting value"),
        ("[]", "no JSON object"),
        ("{" * 100_000, "Expecting"),
        ("[" * 100_000, "too deep"),
        (wrong(format=2), "another version"),
        (wrong(id="../x"), "first line"),
        (wrong(title=None), "first line"),
        (wrong(created="yesterday"), "yesterday"),
        (wrong(updated="2026-11-22T21:40:12"), "no time zone"),
        (wrong(questions=[1]), "first line"),
        (wrong(turns=None), "no turns"),
        (wrong(turns=[1]), "turn 1: it is no object"),
        (wrong(turns=[{"key": "t1"}]), "turn 1: .*question"),
        (wrong(turns=[{"key": "t1", "question": "x", "phase": "drafting"}]), "still running"),
        (wrong(turns=[{"key": "t1", "question": "x", "answer": {}}]), "turn 1: .*no answer's values"),
        (wrong(turns=[{"key": "t1", "question": "x", "phase": "gone"}]), "turn 1: .*phase"),
        (chats.text_of(chat(finished()))[:-200], "Unterminated|Expecting"),
    ],
)
def test_what_is_no_conversation_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as raised:
        chats.read(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("line", ["", "{}", "{},", '{"format": 1},', "x", '{"format": 1, "id":'])
def test_what_is_no_first_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"line|format|Expecting"):
        chats.read_head(line)


def test_ids() -> None:
    assert chats.is_id(chats.new_id())
    assert len({chats.new_id() for _ in range(1000)}) == 1000
    for other in ("", "x" * 32, "A" * 32, "0" * 31, "0" * 32 + "\n", "../" + "0" * 29, None, 1):
        assert not chats.is_id(other)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Who opened it?", "Who opened it?"),
        ("  Who\n opened\tit? ", "Who opened it?"),
        ("Who opened the new pier of the harbour of Brenna, and for how many ships?",
         "Who opened the new pier of the harbour of Brenna, and for…"),
        ("x" * 70, "x" * 59 + "…"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_title_is_the_question_cut_at_a_word(question: str, title: str) -> None:
    assert chats.one_line(question) == title


@given(st.text(max_size=200))
def test_any_title_is_one_short_line(text: str) -> None:
    title = chats.one_line(text)
    assert len(title) <= chats.TITLE
    assert "\n" not in title


def test_a_new_conversation_knows_when_it_was_begun() -> None:
    said = begun()
    assert said.created == said.updated
    assert said.created.tzinfo is datetime.UTC
    assert (said.title, said.turns, said.revision) == ("", (), 0)
