"""The passages that a search found, shown before there is an answer and folded under it afterwards.

Proved by `tests/test_ui_web_rendering_evidence.py`.
"""

from collections.abc import Sequence

from index.passages import Passage
from ui.web.rendering.markup import button, escape, lang, meta, shortened
from ui.web.rendering.quotes import place
from ui.web.texts import Words
from ui.web.turns import TurnView

PREVIEW = 200
"""Characters of a passage shown while it is folded."""


def evidence(view: TurnView, words: Words, *, folded: bool = False) -> str:
    """Return the passages found: open while there is no answer or none to be had, else folded under it."""
    if not view.passages:
        return _none(view, words)
    found = passages(view.passages, words)
    abstained = view.answer is not None and view.answer.abstained
    heading = escape(words.say("abstained_nearest" if abstained else "evidence"))
    if folded or (view.answer is not None and not abstained):
        count = f'<span class="count">{len(view.passages)}</span>'
        return f'<details class="evidence"><summary>{heading} {count}</summary>{found}</details>'
    return f'<section class="evidence" aria-label="{heading}"><h3>{heading}</h3>{found}</section>'


def passages(found: Sequence[Passage], words: Words) -> str:
    """Return passages as a list, each folded to its first words."""
    items = "".join(_passage(passage, words) for passage in found)
    return f'<ul class="passages">{items}</ul>'


def _none(view: TurnView, words: Words) -> str:
    if view.answer is not None and view.answer.no_match:
        return ""  # the answer itself says why
    if view.answer is not None and view.answer.abstained:
        return f'<p class="evidence none">{escape(words.say("abstained_nothing"))}</p>'
    if view.phase in {"reading", "queued", "drafting"}:
        return f'<p class="evidence none">{escape(words.say("evidence_none"))}</p>'
    return ""


def _passage(passage: Passage, words: Words) -> str:
    language = lang(passage.language)
    title = f'<span class="title"><bdi{language}>{escape(passage.title)}</bdi></span>'
    preview = f'<span class="preview" dir="auto"{language}>{escape(shortened(passage.text, PREVIEW))}</span>'
    full = f'<p class="full" dir="auto"{language}>{escape(passage.text.strip())}</p>'
    summary = f"<summary>{title}{meta(passage, words, tag='span')}{preview}</summary>"
    read = button(words.say("read_document"), "link", act="read", **place(passage))
    return f'<li><details class="passage">{summary}{full}<p class="doing">{read}</p></details></li>'
