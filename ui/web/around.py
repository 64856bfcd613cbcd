"""What happens when somebody comes to the page, changes its language or model, or restricts what is searched.

Proved by `tests/test_ui_web_around.py`.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError, FilterError
from index.filters import Filters, interval
from index.readers import SUFFIXES
from ui.web import frames, texts, uploads
from ui.web.answering import Answering
from ui.web.frames import Frame
from ui.web.keeping import Keeping
from ui.web.rendering import filters as filter_rendering
from ui.web.rendering import head, rail
from ui.web.rendering import library as library_rendering
from ui.web.sent import sent, source
from ui.web.tabs import Tab

_LONGEST_LIST = 50


@dataclass(frozen=True, slots=True)
class Around:
    """The event functions of everything around the conversation.

    Attributes:
        assistant: answers the questions.
        keeping: keeps the conversations.
    """

    assistant: Answering
    keeping: Keeping

    def arrive(self, tab: Tab, remembered: str | None, request: gr.Request) -> Frame:
        """Draw the page for somebody who has come to it.

        Args:
            tab: the browser's tab, as yet empty.
            remembered: what the browser remembers, as JSON: `locale`, `chat`, `model`; it may be anything.
            request: says who it is and which languages the browser asks for.

        Returns:
            The whole page.
        """
        said = _loads(remembered)
        tab.user = request.username or ""
        asked_for = sent(said, "locale")
        accepted = str(dict(request.headers).get("accept-language", ""))
        tab.locale = asked_for if asked_for in texts.LOCALES else texts.preferred(accepted)
        frame = self.keeping.reopen(tab, sent(said, "chat")) if sent(said, "chat") else frames.unchanged()
        model = sent(said, "model")
        tab.model = model if model and model in self._usable() else ""
        drawn = self._drawn(tab)
        return drawn._replace(hint=frame.hint) if isinstance(frame.hint, str) else drawn

    def choose(self, tab: Tab, event: gr.EventData) -> Frame:
        """Take another language for the page, or another model for the next question."""
        locale, model = sent(event, "locale"), sent(event, "model")
        if locale in texts.LOCALES and locale != tab.locale:
            tab.locale = locale
            return self._drawn(tab)
        if sent(event, "name") == "model":
            tab.model = model if model in self._usable() else ""
            return frames.unchanged(head=self.head(tab), settings=self._settings(tab))
        return frames.unchanged()

    def restrict(self, tab: Tab, event: gr.EventData) -> Frame:
        """Take what the form of the filters says; what cannot be used is told, and nothing changes."""
        words = texts.words(tab.locale)
        try:
            tab.filters = _filters(event, words)
        except AssistantError as error:
            tab.mistaken = str(error)
            return frames.unchanged(chips=filter_rendering.chips(tab.filters, words, tab.mistaken))
        tab.mistaken = ""
        return frames.unchanged(chips=filter_rendering.chips(tab.filters, words))

    def release(self, tab: Tab, event: gr.EventData) -> Frame:
        """Take one filter away, or all where none is named; or ask one document only."""
        tab.mistaken = ""
        if only := source(event, "only"):
            tab.filters = Filters(sources=[only])
        else:
            tab.filters = _without(tab.filters, sent(event, "kind"), sent(event, "value"))
        return frames.unchanged(chips=filter_rendering.chips(tab.filters, texts.words(tab.locale)))

    def refresh(self, tab: Tab) -> Frame:
        """Draw what depends on which documents there are; asked for when some were added, removed or hidden."""
        words = texts.words(tab.locale)
        return frames.unchanged(
            head=self.head(tab),
            filters=filter_rendering.form(tab.filters, self._languages(), words),
            welcome=self._welcome(tab),
        )

    def head(self, tab: Tab) -> str:
        """Return the head of the page, as the corpus is now."""
        words = texts.words(tab.locale)
        try:
            languages = [document.language for document in self.assistant.documents()]
            problem = str(self.assistant.sync_error or "")
            return head.masthead(languages, tab.model or self.assistant.model_name, words, problem)
        except AssistantError as error:
            return head.masthead_failed(str(error), words)

    def _drawn(self, tab: Tab) -> Frame:
        words = texts.words(tab.locale)
        return Frame(
            **frames.conversation(tab),
            welcome=self._welcome(tab),
            head=self.head(tab),
            chips=filter_rendering.chips(tab.filters, words),
            hint=frames.hint(tab),
            question=frames.box(
                tab, placeholder=words.say("question_placeholder"), label=words.say("question_label")
            ),
            note=head.note(words),
            filters=filter_rendering.form(tab.filters, self._languages(), words),
            rail=rail.frame(words, has_history=self.keeping.history is not None),
            chats=self.keeping.listed(tab),
            settings=self._settings(tab),
            pane=library_rendering.pane(words)
            + library_rendering.adding(sorted(SUFFIXES), uploads.LIMIT, words),
            outbox="",
        )

    def _welcome(self, tab: Tab) -> str:
        try:
            examples = [(found.text, found.language) for found in self.assistant.suggestions()]
            examples.sort(key=lambda example: example[1] != tab.locale)  # the reader's own language first
        except AssistantError:  # the head says what is wrong
            examples = []
        return head.welcome(examples, texts.words(tab.locale))

    def _settings(self, tab: Tab) -> str:
        try:
            default = self.assistant.model_name
        except AssistantError as error:
            default = str(error)
        words = texts.words(tab.locale)
        return rail.settings(self.assistant.choices(), tab.model, default, words, user=tab.user)

    def _usable(self) -> set[str]:
        return {choice.spec for choice in self.assistant.choices() if not choice.lacks}

    def _languages(self) -> list[str]:
        try:
            counts = Counter(document.language for document in self.assistant.documents())
        except AssistantError:  # the head says what is wrong
            return []
        return [code for code, _ in counts.most_common(_LONGEST_LIST)]


def _filters(event: Any, words: texts.Words) -> Filters | None:
    """Return what the form asks for, None for everything; a FilterError in the page's language."""
    for name in ("from", "to"):
        _check_date(sent(event, name).strip(), words)
    first, last = (sent(event, name).strip() for name in ("from", "to"))
    if first and last and interval(first)[0] > interval(last)[1]:
        raise FilterError(words.say("filter_order", first=words.date(first), last=words.date(last)))
    sources = [part.strip() for part in sent(event, "sources").splitlines() if part.strip()]
    languages = [part for part in sent(event, "languages").split(",") if part]
    found = Filters(
        languages=languages,
        date_from=sent(event, "from").strip() or None,
        date_to=sent(event, "to").strip() or None,
        sources=sources,
    )
    return found if found.languages or found.narrows_documents else None


def _check_date(date: str, words: texts.Words) -> None:
    if not date:
        return
    try:
        interval(date)
    except FilterError as error:
        raise FilterError(words.say("filter_no_date", date=date)) from error


def _without(filters: Filters | None, kind: str, value: str) -> Filters | None:
    if filters is None or not kind:
        return None
    left = Filters(
        languages=[code for code in filters.languages if (kind, value) != ("language", code)],
        date_from=None if kind == "from" else filters.date_from,
        date_to=None if kind == "to" else filters.date_to,
        sources=[source for source in filters.sources if (kind, value) != ("source", source)],
    )
    return left if left.languages or left.narrows_documents else None


def _loads(text: str | None) -> Any:
    try:
        return json.loads(text or "{}")
    except ValueError:  # it comes from a browser, which may have kept anything
        return {}
