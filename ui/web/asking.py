"""What happens when somebody asks, stops, asks again, changes a question or begins anew.

Invariants: every handler that changes the page gives one `Frame`, so the page's parts never disagree; the stream of
an answer is closed whenever its handler ends, however it ends, so a stopped or abandoned question costs the model
nothing more. Proved by `tests/test_ui_web_asking.py` and `tests/test_ui_web_page.py`.
"""

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr

from assistant.answer import Draft
from assistant.errors import AssistantError
from ui.web import frames, texts
from ui.web.answering import Answering
from ui.web.frames import Frame
from ui.web.keeping import Keeping
from ui.web.sent import sent
from ui.web.tabs import Tab
from ui.web.turns import TurnView, advance

# A fast model gives hundreds of words a second; redrawing more often than this only costs the browser.
_REDRAW_SECONDS = 0.05
_SETTLE_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Asking:
    """The event functions of questions, around one assistant.

    Attributes:
        assistant: answers the questions.
        keeping: keeps the conversations.
        ending: set when the page ends; every answer under way then stops at its next event.
    """

    assistant: Answering
    keeping: Keeping
    ending: threading.Event = field(default_factory=threading.Event)

    def ask(self, question: str | None, tab: Tab) -> Generator[Frame, None, None]:
        """Answer a question, frame by frame; in place of an earlier one when that is being changed."""
        asked = (question or "").strip()
        words = texts.words(tab.locale)
        if tab.conversation.is_running:
            yield frames.remark(tab, words.say("still_answering"))
        elif not asked:
            yield frames.remark(tab, words.say("empty_question"))
        elif tab.mistaken:  # asked without it, the answer would be one to another question
            yield frames.remark(tab, words.say("mend_filter", error=tab.mistaken))
        else:
            if tab.editing:
                tab.conversation.drop_from(tab.editing)
            yield from self._answer(asked, tab, frames.busy_box(tab, value=""))

    def example(self, tab: Tab, event: gr.EventData) -> Iterator[Frame]:
        """Answer one of the questions that an empty page offers."""
        question = sent(event, "question")
        if question and not tab.conversation.is_running:
            yield from self._answer(question, tab, frames.busy_box(tab))

    def retry(self, tab: Tab) -> Iterator[Frame]:
        """Answer the last question anew, in place of its last answer; what is being typed stays."""
        last = tab.conversation.current
        if tab.conversation.is_running:
            yield frames.remark(tab, texts.words(tab.locale).say("still_answering"))
        elif last is not None and (dropped := tab.conversation.drop_from(last.key)):
            yield from self._answer(dropped.question, tab, frames.busy_box(tab))

    def edit(self, tab: Tab, event: gr.EventData) -> Frame:
        """Put an earlier question into the box; what is sent next takes its place."""
        view = tab.conversation.turn(sent(event, "turn"))
        if tab.conversation.is_running:
            words = texts.words(tab.locale)
            return frames.remark(tab, words.say("still_answering"))
        if view is None:
            return frames.unchanged()
        tab.editing = view.key
        return frames.unchanged(hint=frames.hint(tab), question=frames.idle_box(tab, value=view.question))

    def cancel(self, tab: Tab) -> Frame:
        """Leave the earlier question as it was."""
        tab.editing = ""
        return frames.unchanged(hint="", question=frames.idle_box(tab, value=""))

    def stop(self, tab: Tab) -> Any:
        """Ask the answer under way to stop; its own handler then says that it has."""
        tab.conversation.stop()
        stopping = texts.words(tab.locale).say("stopping")
        return gr.update(stop_btn=stopping if tab.conversation.is_running else False)

    def new(self, tab: Tab) -> Frame:
        """Begin another conversation; this one stays in the list."""
        tab.conversation.clear()
        tab.editing = ""
        return frames.unchanged(
            **frames.conversation(tab),
            question=frames.idle_box(tab, value=""),
            hint="",
            chats=self.keeping.listed(tab),
        )

    def settle(self, tab: Tab) -> Frame:
        """Show the conversation again a moment later: a frame of another may have been on its way."""
        time.sleep(_SETTLE_SECONDS)
        if tab.conversation.is_running:  # the next question was quicker
            return frames.unchanged()
        return frames.unchanged(
            **frames.conversation(tab),
            question=frames.idle_box(tab),
            hint=frames.hint(tab),
            chats=self.keeping.listed(tab),
        )

    def _answer(self, question: str, tab: Tab, box: Any) -> Iterator[Frame]:
        tab.editing = ""
        view = tab.conversation.start(question, tab.filters)
        kept = self.keeping.kept(tab)
        yield frames.opening(tab, view, box)._replace(**kept)
        try:
            yield from self._follow(view, tab)
        finally:
            # A closed tab ends this generator at a yield: the turn must not stay "running" for ever.
            current = tab.conversation.current
            if current is not None and current.key == view.key and current.is_running:
                tab.conversation.update(replace(current, phase="stopped"))
                self.keeping.keep(tab, is_abandoned=True)

    def _follow(self, view: TurnView, tab: Tab) -> Iterator[Frame]:
        conversation, drawn = tab.conversation, 0.0
        try:
            stream = self.assistant.stream(
                view.question, conversation.history(), view.filters, tab.model or None
            )
            with closing(stream) as events:
                for event in events:
                    before, view = view, advance(view, event)
                    stopping = conversation.stopping == view.key or self.ending.is_set()
                    if stopping or not conversation.update(view):
                        break
                    now = time.monotonic()
                    if isinstance(event, Draft) and event.delta and now - drawn < _REDRAW_SECONDS:
                        continue
                    drawn = now
                    if view.is_running:  # the last one is drawn once, with what can be done with it
                        yield frames.progress(before, view, tab)
        except AssistantError as error:
            view = replace(view, phase="failed", error=str(error))
        except Exception:
            view = replace(view, phase="failed", error=texts.words(tab.locale).say("failed_unexpected"))
            if conversation.update(view):
                yield self._ended(view, tab)
            raise
        view = replace(view, phase="stopped") if view.is_running else view
        if conversation.update(view):  # else another was begun: nothing of this turn may reach it
            yield self._ended(view, tab)

    def _ended(self, view: TurnView, tab: Tab) -> Frame:
        return frames.ending(view, tab, **self.keeping.kept(tab))
