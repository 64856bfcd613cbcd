"""Conversations that are kept: listed, opened again, deleted, exported; and citations that are called wrong.

What cannot be kept is said and stops nothing: the conversation goes on. Proved by `tests/test_ui_web_keeping.py`.
"""

import base64
import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import gradio as gr

from assistant.answer import Answer
from assistant.errors import AssistantError
from assistant.export import conversation as exported
from assistant.export.together import Form
from assistant.feedback import Feedback
from ui.web import frames, texts
from ui.web.chats import begun
from ui.web.frames import Frame
from ui.web.history import History
from ui.web.rendering import head, rail
from ui.web.rendering.markup import data
from ui.web.sent import number, sent
from ui.web.tabs import Tab
from ui.web.turns import TurnView

FORMS: dict[Form, tuple[str, str]] = {
    "markdown": ("md", "text/markdown"),
    "html": ("html", "text/html"),
    "json": ("json", "application/json"),
}
SHOWN = 200
"""Conversations listed at once; more are found by their words."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """The event functions of conversations.

    Attributes:
        history: returns where the conversations of a user are kept; None where none are.
        feedback: keeps what is said of citations; None where nothing is.
        saving: held while a conversation is written or deleted.
    """

    history: Callable[[str], History] | None = None
    feedback: Feedback | None = None
    saving: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, tab: Tab, *, is_abandoned: bool = False) -> str:
        """Keep the conversation of a tab, and return why that could not be done, or an empty string.

        Args:
            tab: the tab.
            is_abandoned: nobody is at the tab any more: should somebody else have gone on with the conversation
                meanwhile, the page loaded again for one, theirs stays and this is not kept.

        Returns:
            What went wrong, for people.
        """
        conversation = tab.conversation
        # Two at once would make two conversations of one.
        with self.saving:
            if self.history is None or not conversation.turns:
                return ""
            opened = conversation.opened
            chat = replace(conversation.kept or begun(), turns=conversation.turns)
            try:
                saved = self.history(tab.user).save(chat, is_abandoned=is_abandoned)
            except AssistantError as error:
                return str(error)
            if conversation.opened == opened:  # else another was opened while this one was written
                conversation.kept = saved
        return ""

    def kept(self, tab: Tab, told: str = "") -> dict[str, str]:
        """Keep the conversation of a tab, and return the parts of the page that show it.

        Args:
            tab: the tab.
            told: a remark for people; why the conversation cannot be kept takes its place.

        Returns:
            The list of conversations and the remark.
        """
        problem = self.keep(tab)
        words = texts.words(tab.locale)
        said = words.say("not_saved", error=problem) if problem else told
        return {"chats": self.listed(tab, problem=problem), "hint": frames.hint(tab, said)}

    def listed(self, tab: Tab, query: str = "", problem: str = "") -> str:
        """Return the list of conversations as HTML."""
        if self.history is None:
            return ""
        try:
            found = self.history(tab.user).chats(query)[:SHOWN]
        except AssistantError as error:
            found, problem = [], str(error)
        words = texts.words(tab.locale)
        return rail.conversations(found, tab.conversation.id, words, query=query, problem=problem)

    def find(self, tab: Tab, event: gr.EventData) -> str:
        """List the conversations that have certain words."""
        return self.listed(tab, sent(event, "query"))

    def open(self, tab: Tab, event: gr.EventData) -> Frame:
        """Show a conversation again, to go on with it."""
        return self.reopen(tab, sent(event, "chat"))

    def reopen(self, tab: Tab, chat_id: str) -> Frame:
        """Show the conversation of that id; say so when there is none any more."""
        if self.history is None or not chat_id:
            return frames.unchanged()
        tab.editing = ""
        try:
            chat = self.history(tab.user).load(chat_id)
        except AssistantError as error:
            return frames.unchanged(hint=head.hint(str(error)), chats=self.listed(tab))
        tab.conversation.open(chat)
        return frames.unchanged(
            **frames.conversation(tab), question=frames.idle_box(tab), hint="", chats=self.listed(tab)
        )

    def delete(self, tab: Tab, event: gr.EventData) -> Frame:
        """Delete a conversation, or all where none is named `chat`; the open one leaves the page with it."""
        if self.history is None:
            return frames.unchanged()
        wanted, is_all = sent(event, "chat"), sent(event, "all") == "yes"
        try:
            with self.saving:
                kept = self.history(tab.user)
                if is_all:
                    kept.delete_all()
                elif wanted:
                    kept.delete(wanted)
                is_gone = bool(tab.conversation.turns) and (is_all or wanted == tab.conversation.id)
                if is_gone:
                    tab.conversation.clear()
                    tab.editing = ""
        except AssistantError as error:
            return frames.unchanged(hint=head.hint(str(error)), chats=self.listed(tab))
        if is_gone:
            return frames.unchanged(
                **frames.conversation(tab), question=frames.idle_box(tab), hint="", chats=self.listed(tab)
            )
        return frames.unchanged(chats=self.listed(tab))

    def export(self, tab: Tab, event: gr.EventData) -> Frame:
        """Hand the conversation to the browser as a file to save."""
        form = next((known for known in FORMS if known == sent(event, "form")), None)
        answers = [view.answer for view in tab.conversation.turns if view.answer is not None]
        if form is None or not answers:
            return frames.remark(tab, texts.words(tab.locale).say("nothing_to_export"))
        suffix, kind = FORMS[form]
        text = exported(answers, form, tab.conversation.turns[0].question)
        name = f"{_now()[:16].replace(':', '')}.{suffix}"
        return frames.unchanged(outbox=_file(name, kind, text))

    def flag(self, tab: Tab, event: gr.EventData) -> Frame:
        """Keep that a citation is wrong."""
        words = texts.words(tab.locale)
        view = tab.conversation.turn(sent(event, "turn"))
        cited, sentence = number(event, "number"), number(event, "sentence")
        if self.feedback is None or view is None or view.answer is None or cited is None:
            return frames.remark(tab, words.say("flag_failed"))
        if not _has(view.answer, cited, sentence or 0):
            return frames.remark(tab, words.say("flag_failed"))
        try:
            kept = self.feedback.add(view.answer, _before(tab, view), sentence or 0, cited)
        except AssistantError as error:
            return frames.remark(tab, str(error))
        told = words.say("flag_kept", file=self.feedback.path.name)
        return self._flagged(tab, replace(view, flags=(*view.flags, (cited, kept))), told)

    def unflag(self, tab: Tab, event: gr.EventData) -> Frame:
        """Take back that a citation is wrong."""
        view, cited = tab.conversation.turn(sent(event, "turn")), number(event, "number")
        if self.feedback is None or view is None or cited not in dict(view.flags):
            return frames.unchanged()
        try:
            self.feedback.remove(dict(view.flags)[cited])
        except AssistantError as error:
            return frames.remark(tab, str(error))
        return self._flagged(tab, replace(view, flags=tuple(f for f in view.flags if f[0] != cited)))

    def _flagged(self, tab: Tab, view: TurnView, told: str = "") -> Frame:
        tab.conversation.replace(view)
        kept = self.kept(tab, told)
        shown = frames.conversation(tab)
        part = "turn" if tab.conversation.current is view else "past"
        return frames.unchanged(**{part: shown[part]}, **kept)


def _has(answer: Answer, cited: int, sentence: int) -> bool:
    return 1 <= cited <= len(answer.citations) and 0 <= sentence < len(answer.sentences)


def _before(tab: Tab, view: TurnView) -> list[str]:
    """Return the questions before a turn."""
    history = []
    for earlier in tab.conversation.turns:
        if earlier.key == view.key:
            break
        history.append(earlier.question)
    return history


def _file(name: str, kind: str, text: str) -> str:
    """Return a file as an element that shows nothing; the page's script saves it."""
    content = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    return f"<span hidden{data({'name': name, 'kind': kind, 'content': content, 'at': _now()})}></span>"


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="milliseconds")
