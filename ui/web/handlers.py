"""What happens when somebody asks, stops, asks again or begins anew: the functions behind the page's events.

Invariants: every handler that changes the page gives one `Frame`, so the page's parts never disagree; the
stream of an answer is closed whenever its handler ends, however it ends, so a stopped or abandoned question
costs the model nothing more. Proved by `tests/test_ui_web_page.py`.
"""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

import gradio as gr

from assistant.answer import Draft, Event, Queued, Translation, Turn
from assistant.errors import AssistantError
from index.documents import Document
from ui.web import rendering, texts
from ui.web.turns import Conversation, TurnView, advance

# A fast model gives hundreds of words a second; redrawing more often than this only costs the browser.
_REDRAW_SECONDS = 0.05
_SETTLE_SECONDS = 0.3


class Answering(Protocol):
    """What the page needs of an `Assistant`."""

    @property
    def model_name(self) -> str:
        """The model that answers, as the settings name it."""

    @property
    def sync_error(self) -> AssistantError | None:
        """Why the index could not be brought up to date; None when it could."""

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Generator[Event, None, None]:
        """Answer a question event by event; closing the generator stops the model."""

    def document(self, source: str) -> Document:
        """Return one document with its text."""

    def translating(
        self, quote: str, language: str, written: str
    ) -> Generator[Queued | Draft | Translation, None, None]:
        """Put a quote into another language; closing the generator stops the model."""

    def documents(self) -> Sequence[rendering.CorpusDocument]:
        """List the documents of the corpus."""

    def warm(self) -> None:
        """Load the models, so that the first question need not wait for it."""


class Frame(NamedTuple):
    """The page's changing parts, in the order in which `page.py` lists them as outputs."""

    past: Any
    turn: Any
    evidence: Any
    question: Any
    hint: Any
    welcome: Any
    retry: Any
    new_chat: Any


@dataclass(frozen=True, slots=True)
class Handlers:
    """The page's event functions, around one assistant.

    Attributes:
        assistant: answers the questions.
        ending: set when the page ends; every answer under way then stops at its next event.
    """

    assistant: Answering
    ending: threading.Event = field(default_factory=threading.Event)

    def head(self) -> str:
        """Return the head of the page, as the corpus is now."""
        try:
            problem = str(self.assistant.sync_error or "")
            return rendering.masthead(self.assistant.documents(), self.assistant.model_name, problem)
        except AssistantError as error:
            return rendering.masthead_failed(str(error))

    def translate(self, asked: Any) -> str:
        """Return a quote in another language, as HTML.

        Args:
            asked: what the page's button says: the document's `source`, `start` and `end`, and the `language`; it
                comes from a browser and may be anything.

        Returns:
            The translation, or why there is none.
        """
        match asked:
            case {"source": str(source), "start": str(start), "end": str(end), "language": str(language)}:
                if start.isdecimal() and end.isdecimal():
                    return self._translate(source, int(start), int(end), language)
        return rendering.translation_failed(texts.TRANSLATION_FAILED)

    def _translate(self, source: str, start: int, end: int, language: str) -> str:
        try:
            document = self.assistant.document(source)
            quote = document.text[start:end]
            with closing(self.assistant.translating(quote, language, document.language)) as steps:
                for step in steps:
                    if isinstance(step, Translation):
                        return rendering.translation(step)
                    if self.ending.is_set():
                        break
        except AssistantError as error:
            return rendering.translation_failed(str(error))
        return rendering.translation_failed(texts.TRANSLATION_FAILED)

    def ask(self, question: str | None, conversation: Conversation) -> Generator[Frame, None, None]:
        """Answer a question, frame by frame."""
        asked = (question or "").strip()
        if conversation.is_running:
            yield _remark(texts.STILL_ANSWERING)
        elif not asked:
            yield _remark(texts.EMPTY_QUESTION)
        else:
            yield from self._answer(asked, conversation, _busy_box(value=""))

    def ask_again(self, conversation: Conversation) -> Iterator[Frame]:
        """Answer the last question anew, in place of its last answer; what is being typed stays."""
        if conversation.is_running:
            yield _remark(texts.STILL_ANSWERING)
        elif question := conversation.drop_last():
            yield from self._answer(question, conversation, _busy_box())

    def _answer(self, question: str, conversation: Conversation, box: Any) -> Iterator[Frame]:
        view = conversation.start(question)
        yield _opening(conversation, view, box)
        try:
            yield from self._follow(view, conversation)
        finally:
            # A closed tab ends this generator at a yield: the turn must not stay "running" for ever.
            if conversation.current is not None and conversation.current.is_running:
                conversation.update(replace(view, phase="stopped"))

    def _follow(self, view: TurnView, conversation: Conversation) -> Iterator[Frame]:
        drawn = 0.0
        try:
            with closing(self.assistant.stream(view.question, conversation.history())) as events:
                for event in events:
                    before, view = view, advance(view, event)
                    stopping = conversation.stopping == view.key or self.ending.is_set()
                    if stopping or not conversation.update(view):
                        break
                    now = time.monotonic()
                    if isinstance(event, Draft) and event.delta and now - drawn < _REDRAW_SECONDS:
                        continue
                    drawn = now
                    yield _progress(before, view)
        except AssistantError as error:
            view = replace(view, phase="failed", error=str(error))
        except Exception:
            view = replace(view, phase="failed", error=texts.FAILED_UNEXPECTED)
            if conversation.update(view):
                yield _ending(view)
            raise
        view = replace(view, phase="stopped") if view.is_running else view
        if conversation.update(view):  # else a new chat was begun: nothing of this turn may reach it
            yield _ending(view)


def stop(conversation: Conversation) -> Any:
    """Ask the answer under way to stop; its own handler then says that it has."""
    conversation.stop()
    return gr.update(stop_btn=texts.STOPPING if conversation.is_running else False)


def new_chat(conversation: Conversation) -> Frame:
    """Forget everything asked in this tab."""
    conversation.clear()
    return Frame(
        past="",
        turn="",
        evidence="",
        question=_idle_box(value=""),
        hint="",
        welcome=gr.update(visible=True),
        retry=gr.update(visible=False),
        new_chat=gr.update(visible=False),
    )


def settle(conversation: Conversation) -> Frame:
    """Clear the page again, a moment after `new_chat`: a frame of the old answer may have been on its way."""
    time.sleep(_SETTLE_SECONDS)
    nothing = gr.skip()
    if conversation.current is not None or conversation.past:  # the next question was quicker
        return Frame(*[nothing] * len(Frame._fields))
    return Frame(
        past="",
        turn="",
        evidence="",
        question=nothing,
        hint=nothing,
        welcome=gr.update(visible=True),
        retry=gr.update(visible=False),
        new_chat=gr.update(visible=False),
    )


def _opening(conversation: Conversation, view: TurnView, box: Any) -> Frame:
    return Frame(
        past=rendering.past(conversation.past),
        turn=rendering.turn(view),
        evidence="",
        question=box,
        hint="",
        welcome=gr.update(visible=False),
        retry=gr.update(visible=False),
        new_chat=gr.update(visible=True),
    )


def _progress(before: TurnView, view: TurnView) -> Frame:
    """Return only what changed: the passages are sent once, so what a reader opened there stays open."""
    is_new = before.passages is not view.passages or before.phase == "searching"
    return _unchanged()._replace(
        turn=rendering.turn(view), evidence=rendering.evidence(view) if is_new else gr.skip()
    )


def _ending(view: TurnView) -> Frame:
    return _unchanged()._replace(
        turn=rendering.turn(view),
        evidence=rendering.evidence(view),
        question=_idle_box(),
        retry=gr.update(visible=True),
    )


def _remark(message: str) -> Frame:
    return _unchanged()._replace(hint=rendering.hint(message))


def _unchanged() -> Frame:
    return Frame(*[gr.skip() for _ in Frame._fields])


def _busy_box(**changes: Any) -> Any:
    return gr.update(submit_btn=False, stop_btn=texts.STOP, **changes)


def _idle_box(**changes: Any) -> Any:
    return gr.update(submit_btn=texts.SEND, stop_btn=False, **changes)
