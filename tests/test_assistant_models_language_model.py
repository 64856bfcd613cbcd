"""What every language model promises, shown on a scripted one: heartbeats, queue, cancelling, errors."""

import threading
import time
from collections.abc import Generator

import pytest
from fakes import ScriptedLLM
from llama_index.core.llms import ChatMessage, MessageRole

from assistant.errors import ModelError, ModelTimeoutError
from assistant.models import LanguageModel, Waiting, wrap
from assistant.models.language_model import WrappedModel

PROMPT = [ChatMessage(role=MessageRole.USER, content="Where did they meet?")]


def ask(model: LanguageModel, max_tokens: int = 100) -> str:
    return "".join(delta for delta in model.stream(PROMPT, max_tokens) if isinstance(delta, str))


def test_the_deltas_are_the_answer() -> None:
    llm = ScriptedLLM(answers=["They met  in Wonsan.\n\nOn 11 July. ", "Nowhere."])
    model = wrap(llm)
    assert (model.name, model.context_window) == ("scripted", 4096)
    assert ask(model) == "They met  in Wonsan.\n\nOn 11 July. "
    assert ask(model) == "Nowhere."
    assert [prompt[0].content for prompt in llm.prompts] == ["Where did they meet?"] * 2


def test_an_empty_answer_is_one() -> None:
    assert ask(wrap(ScriptedLLM(answers=[""]))) == ""


def test_thoughts_are_left_out() -> None:
    assert ask(wrap(ScriptedLLM(answers=["<think> They met, I think. </think> In Wonsan."]))) == "In Wonsan."


def test_heartbeats_while_there_is_nothing_new() -> None:
    started = time.monotonic()
    pieces, times = [], []
    for piece in wrap(ScriptedLLM(answers=["Wonsan."], wait_s=1.3)).stream(PROMPT, 100):
        pieces.append(piece)
        times.append(time.monotonic() - started)
        started = time.monotonic()
    assert pieces == ["", "", "Wonsan."]
    assert max(times) < 0.9


def test_nothing_happens_before_the_first_piece_is_asked_for() -> None:
    llm = ScriptedLLM(answers=["Wonsan."])
    model = wrap(llm)
    model.stream(PROMPT, 100).close()
    never_used = model.stream(PROMPT, 100)
    assert ask(model) == "Wonsan."
    assert len(llm.prompts) == 1
    never_used.close()


def test_closing_returns_at_once_and_stops_the_model() -> None:
    llm = ScriptedLLM(answers=["a " * 1000, "Wonsan."], pause_s=0.02)
    model = wrap(llm)
    stream = model.stream(PROMPT, 1000)
    assert next(stream) == "a"
    started = time.monotonic()
    stream.close()
    assert time.monotonic() - started < 1
    assert llm.stopped.wait(1)
    assert ask(model) == "Wonsan."


class OneAtATime(WrappedModel):
    """A model whose answers must never overlap, as the bundled one's."""

    may_overlap = False


def leave(stream: Generator[Waiting | str, None, None]) -> None:
    """Ask, and go away while the model is still silent."""
    assert next(stream) == ""
    started = time.monotonic()
    stream.close()
    assert time.monotonic() - started < 1


def test_a_model_that_cannot_be_stopped_lets_the_next_one_in() -> None:
    llm = ScriptedLLM(answers=["first", "Wonsan."], wait_s=2)
    model = wrap(llm)
    leave(model.stream(PROMPT, 100))
    llm.wait_s = 0
    pieces = list(model.stream(PROMPT, 100))
    assert not any(isinstance(piece, Waiting) for piece in pieces)
    assert "".join(map(str, pieces)) == "Wonsan."
    assert len(llm.prompts) == 2


def test_one_that_must_not_overlap_keeps_its_place_until_it_has_stopped() -> None:
    llm = ScriptedLLM(answers=["first", "Wonsan."], wait_s=2)
    model = OneAtATime(llm)
    leave(model.stream(PROMPT, 100))
    llm.wait_s = 0
    second = model.stream(PROMPT, 100)
    assert next(second) == Waiting(1)
    assert "".join(piece for piece in second if isinstance(piece, str)) == "Wonsan."


@pytest.mark.parametrize("may_overlap", [True, False])
def test_one_who_stops_listening_keeps_nobody_waiting_for_a_model_that_has_ended(may_overlap: bool) -> None:
    model = wrap(ScriptedLLM(answers=["In Wonsan. " * 5, "Nowhere."]))
    model.may_overlap = may_overlap
    half = model.stream(PROMPT, 100)
    next(half)
    assert ask(model) == "Nowhere."
    half.close()


def test_a_thread_that_cannot_be_had_costs_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    model = wrap(ScriptedLLM(answers=["Nowhere."]))
    model.may_overlap = False
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", _no_more_threads)
        with pytest.raises(RuntimeError):
            ask(model)
    assert ask(model) == "Nowhere."


def _no_more_threads(_: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_nobody_waits_for_ever_behind_a_model_that_is_silent() -> None:
    llm = ScriptedLLM(answers=["first", "Wonsan."], wait_s=2.5)
    model = OneAtATime(llm)
    model.first_sign_s = 0.7
    leave(model.stream(PROMPT, 100))
    started = time.monotonic()
    with pytest.raises(ModelTimeoutError, match="'scripted' is busy with another question and has said noth"):
        ask(model)
    assert 0.7 < time.monotonic() - started < 2
    assert llm.stopped.wait(3)
    llm.wait_s = 0
    assert ask(model) == "Wonsan."


def test_waiting_behind_a_long_answer_is_no_timeout() -> None:
    model = wrap(ScriptedLLM(answers=["a " * 10, "Wonsan."], pause_s=0.2))
    model.first_sign_s = 0.6
    first = threading.Thread(target=ask, args=(model,))
    first.start()
    time.sleep(0.1)
    assert ask(model) == "Wonsan."
    first.join()


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("a\udcffb\0", "a\ufffdb\ufffd"), ("\ud83d", "\ufffd"), ("Zażółć 😀\n", "Zażółć 😀\n")],
)
def test_what_no_protocol_carries_is_replaced(typed: str, sent: str) -> None:
    llm = ScriptedLLM(answers=["Wonsan."])
    message = ChatMessage(role=MessageRole.USER, content=typed)
    assert list(wrap(llm).stream([PROMPT[0], message], 100)) == ["Wonsan."]
    assert [(m.role, m.content) for m in llm.prompts[0]] == [
        (MessageRole.USER, PROMPT[0].content),
        (MessageRole.USER, sent),
    ]
    assert message.content == typed


def test_one_at_a_time_in_the_order_they_came() -> None:
    llm = ScriptedLLM(answers=["one", "two", "three"], wait_s=0.7)
    model = wrap(llm)
    answers: dict[int, str] = {}
    ahead: dict[int, int] = {}

    def ask_as(number: int) -> None:
        pieces = list(model.stream(PROMPT, 100))
        ahead[number] = max((piece.ahead for piece in pieces if isinstance(piece, Waiting)), default=0)
        answers[number] = "".join(piece for piece in pieces if isinstance(piece, str))

    threads = [threading.Thread(target=ask_as, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert answers == {0: "one", 1: "two", 2: "three"}
    assert ahead == {0: 0, 1: 1, 2: 2}


@pytest.mark.parametrize("fails_after", [0, 3])
def test_a_failure_is_one_of_our_errors_and_the_next_question_works(fails_after: int) -> None:
    cause = RuntimeError("the engine broke")
    model = wrap(ScriptedLLM(answers=[cause, "Wonsan."], fails_after=fails_after))
    with pytest.raises(ModelError, match=r"'scripted' failed: RuntimeError\('the engine broke'\)") as caught:
        ask(model)
    assert caught.value.__cause__ is cause
    assert ask(model) == "Wonsan."


def test_our_own_errors_are_raised_as_they_are() -> None:
    cause = ModelError("Say it like this.")
    with pytest.raises(ModelError) as caught:
        ask(wrap(ScriptedLLM(answers=[cause])))
    assert caught.value is cause


def test_a_model_that_says_nothing_runs_into_a_timeout() -> None:
    model = wrap(ScriptedLLM(answers=["late"], wait_s=2))
    model.first_sign_s = 0.6
    with pytest.raises(ModelTimeoutError, match="said nothing"):
        ask(model)


def test_a_model_that_never_ends_is_ended() -> None:
    llm = ScriptedLLM(answers=["so " * 5000])
    assert 60 < len(ask(wrap(llm), max_tokens=10)) < 100
    assert llm.stopped.wait(1)


def test_what_does_not_fit_is_refused_before_it_is_sent() -> None:
    llm = ScriptedLLM(answers=["Wonsan."], window=100)
    model = wrap(llm)
    assert model.fits(PROMPT, 50)
    assert not model.fits(PROMPT, 90)
    with pytest.raises(ModelError, match="the 100 tokens of 'scripted'"):
        ask(model, max_tokens=90)
    assert llm.prompts == []
    assert ask(model, max_tokens=50) == "Wonsan."


def test_tokens_are_counted_generously_for_every_script() -> None:
    model = wrap(ScriptedLLM(answers=["x"]))
    assert model.count_tokens("") >= 0
    assert model.count_tokens("Zażółć gęślą jaźń") >= 11
    assert model.count_tokens("\ud800\x00😀") >= 3
