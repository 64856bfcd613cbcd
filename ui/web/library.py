"""What the page's script asks of the documents: one to read, the list, a translation; and files to add or remove.

These calls change nothing of a conversation and know no tab: everything they need comes along, from a browser, and
may be anything. Proved by `tests/test_ui_web_library.py`.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote as quoted

from assistant.answer import Translation
from assistant.errors import AssistantError
from assistant.export.nearest import ALIKE, nearest
from index.documents import ADDED, Document
from index.languages import fold
from index.records import DocumentInfo
from ui.web import texts
from ui.web.answering import Answering
from ui.web.rendering import library as rendering
from ui.web.rendering import quotes, reader
from ui.web.rendering.reader import Mark
from ui.web.sent import number, sent, source
from ui.web.texts import Words
from ui.web.uploads import Uploads

ORIGINAL = "/original"
"""Where `ui.web.originals` gives out the files of documents."""
PAGE = 50
"""Documents listed at once."""
FOUND = 5
"""Passages shown under a list that was searched."""
MOST_MARKS = 200


@dataclass(frozen=True, slots=True)
class Library:
    """The calls, around one assistant.

    Attributes:
        assistant: has the documents.
        uploads: what browsers have sent.
        ending: set when the page ends.
    """

    assistant: Answering
    uploads: Uploads
    ending: threading.Event = field(default_factory=threading.Event)

    def calls(self) -> list[Callable[[Any], Any]]:
        """Return the calls as plain functions: Gradio marks what it is given, which bound methods do not take."""

        def call(work: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
            def called(asked: Any) -> Any:
                return work(asked)

            called.__name__ = name
            return called

        return [
            call(work, work.__name__)
            for work in (self.read, self.documents, self.translate, self.add, self.change, self.state)
        ]

    def read(self, asked: Any) -> str:
        """Return a document as HTML, with what is cited of it marked.

        Args:
            asked: `source`; `start` and `end` of the span that was asked for, its `quote` where it is one, the `hash`
                of the document it is from, `marks` of other cited spans; or `at`, the character to show a long
                document around; `locale`.

        Returns:
            The document, or why it cannot be shown.
        """
        words = texts.words(sent(asked, "locale"))
        cited = sent(asked, "quote")
        try:
            found = self.assistant.document(source(asked))
        except AssistantError as error:
            if source(asked) in self.assistant.hidden():
                return reader.hidden(source(asked), cited, words)
            return reader.missing(str(error), cited)
        marks, remark = _now(found, _marks(asked), cited, sent(asked, "hash"), words)
        at = marks[0].start if marks else number(asked, "at") or 0
        original = f"{ORIGINAL}?source={quoted(found.source, safe='')}"
        return reader.document(found, marks, at, words, remark=remark, original=original)

    def documents(self, asked: Any) -> str:
        """Return the list of documents as HTML: those that match `query`, up to `page` times a page."""
        words, query = texts.words(sent(asked, "locale")), sent(asked, "query").strip()
        shown = PAGE * max(1, min(number(asked, "page") or 1, 1000))
        try:
            every = self.assistant.documents(hidden=True)
            matching = _listed(document for document in every if _matches(document, query))
            found = self.assistant.search(query, FOUND) if query and every else []
            return rendering.listing(
                matching[:shown],
                frozenset(self.assistant.hidden()),
                len(every),
                words,
                query=query,
                found=[hit.passage for hit in found],
                skipped=() if query else self.assistant.skipped(),
                rest=max(0, len(matching) - shown),
            )
        except AssistantError as error:
            return rendering.told(str(error), is_wrong=True)

    def translate(self, asked: Any) -> str:
        """Return a quote in another language, as HTML: that of `source` from `start` to `end`, in `language`."""
        words = texts.words(sent(asked, "locale"))
        start, end = number(asked, "start"), number(asked, "end")
        if start is None or end is None:
            return quotes.translation_failed(words.say("translation_failed"))
        try:
            document = self.assistant.document(source(asked))
            text = document.text[start:end]
            usable = {choice.spec for choice in self.assistant.choices() if not choice.lacks}
            model = sent(asked, "model") if sent(asked, "model") in usable else None
            steps = self.assistant.translating(text, sent(asked, "language"), document.language, model)
            with closing(steps):
                for step in steps:
                    if isinstance(step, Translation):
                        return quotes.translation(replace(step, model=words.model(step.model)))
                    if self.ending.is_set():
                        break
        except AssistantError as error:
            return quotes.translation_failed(str(error))
        return quotes.translation_failed(words.say("translation_failed"))

    def add(self, asked: Any) -> str:
        """Take a file that the browser has sent into the documents; return what came of it, as HTML.

        Args:
            asked: `path`, where Gradio has put the file; `name`, what it is called; `locale`.

        Returns:
            That it was added, or why it was not.
        """
        words = texts.words(sent(asked, "locale"))
        path = self.uploads.file(sent(asked, "path"))
        if path is None:
            return rendering.told(words.say("add_failed", error=repr(sent(asked, "name"))), is_wrong=True)
        try:
            added = self.assistant.add_file(sent(asked, "name"), path)
        except AssistantError as error:
            return rendering.told(words.say("add_failed", error=error), is_wrong=True)
        finally:
            path.unlink(missing_ok=True)
        return rendering.told(words.say("added", name=added.removeprefix(ADDED)))

    def change(self, asked: Any) -> str:
        """Remove, hide or show the document `source`, as `act` says; return why that failed, as HTML, or nothing."""
        chosen = source(asked)
        try:
            match sent(asked, "act"):
                case "remove":
                    self.assistant.remove_file(chosen)
                case "hide":
                    self.assistant.hide([chosen])
                case "unhide":
                    self.assistant.show([chosen])
        except AssistantError as error:
            return rendering.told(str(error), is_wrong=True)
        return ""

    def state(self, asked: Any) -> dict[str, Any]:
        """Return what the index is doing: `html` to show, `busy` as long as it works."""
        words, now = texts.words(sent(asked, "locale")), self.assistant.sync_state
        if now.running:
            done, total = (
                (now.progress.done_passages, now.progress.total_passages) if now.progress else (0, 0)
            )
            return {"html": rendering.state(done, total, words, note=now.waiting or ""), "busy": True}
        problem = str(now.error or "")
        shown = rendering.state(0, 0, words, error=problem, note=now.waiting or "")
        return {"html": shown, "busy": now.waiting is not None}


def _marks(asked: Any) -> list[Mark]:
    """Return the span that was asked for, then the others that are cited."""
    start, end = number(asked, "start"), number(asked, "end")
    if start is None or end is None or start >= end:
        return []
    others = asked.get("marks") if isinstance(asked, dict) else None
    marks = [Mark(start, end, sent(asked, "number"), True)]
    for other in others[:MOST_MARKS] if isinstance(others, list) else []:
        first, last = number(other, "start"), number(other, "end")
        if first is not None and last is not None and (first, last) != (start, end):
            marks.append(Mark(first, last, sent(other, "number")))
    return marks


def _now(
    found: Document, marks: list[Mark], cited: str, content_hash: str, words: Words
) -> tuple[list[Mark], str]:
    """Return what of the marks holds in a document as it is now, and what is to be said about that, as HTML."""
    is_same = content_hash in ("", found.content_hash)
    if not marks or not cited:  # a passage
        return (marks, "") if is_same or not marks else ([], reader.other(words))
    span = _span(found, marks[0], cited)
    if span == (marks[0].start, marks[0].end):
        return (marks if is_same else marks[:1]), ""
    remark = reader.moved(words)
    if span is None or found.text[slice(*span)] != cited:
        remark = reader.changed(cited, words, is_gone=span is None)
    # The other spans are those of the document as it was.
    return ([Mark(*span, marks[0].number, True)] if span else []), remark


def _span(found: Document, mark: Mark, quote: str) -> tuple[int, int] | None:
    """Return where the words of a quote stand now, as nearly as they stand anywhere; None where nothing is like it."""
    if found.text[mark.start : mark.end] == quote:
        return mark.start, mark.end
    exact = found.text.find(quote)
    if exact >= 0:
        return exact, exact + len(quote)
    near = nearest(quote, found.text, found.language)
    return (near.start, near.end) if near and near.likeness >= ALIKE else None


def _matches(document: DocumentInfo, query: str) -> bool:
    name = fold(f"{document.title} {document.source}")
    return all(word in name for word in fold(query).split())


def _listed(documents: Iterable[DocumentInfo]) -> list[DocumentInfo]:
    """Return documents as they are listed: those that were added first, then the newest."""
    by_title = sorted(documents, key=lambda document: document.title)
    return sorted(by_title, key=lambda document: (document.added, document.date or ""), reverse=True)
