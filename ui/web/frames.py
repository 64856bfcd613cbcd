"""What of the page changes with an event: one `Frame` holds all of it, so that its parts never disagree.

Proved by `tests/test_ui_web_page.py`.
"""

from typing import Any, NamedTuple

import gradio as gr

from ui.web import texts
from ui.web.rendering import evidence, head, turns
from ui.web.tabs import Tab
from ui.web.turns import TurnView


class Frame(NamedTuple):
    """The page's changing parts, in the order in which `page.py` lists them as outputs."""

    head: Any
    past: Any
    turn: Any
    evidence: Any
    welcome: Any
    chips: Any
    hint: Any
    question: Any
    note: Any
    filters: Any
    rail: Any
    chats: Any
    settings: Any
    pane: Any
    outbox: Any


def unchanged(**changed: Any) -> Frame:
    """Return a frame in which only the named parts change."""
    return Frame(*[gr.skip() for _ in Frame._fields])._replace(**changed)


def busy_box(tab: Tab, **changes: Any) -> Any:
    """Return the question's box while an answer is under way."""
    return gr.update(submit_btn=False, stop_btn=texts.words(tab.locale).say("stop"), **changes)


def idle_box(tab: Tab, **changes: Any) -> Any:
    """Return the question's box when a question can be asked."""
    return gr.update(submit_btn=texts.words(tab.locale).say("send"), stop_btn=False, **changes)


def box(tab: Tab, **changes: Any) -> Any:
    """Return the question's box as it is now."""
    return (busy_box if tab.conversation.is_running else idle_box)(tab, **changes)


def hint(tab: Tab, message: str = "") -> str:
    """Return a remark; where there is none, that an earlier question is being changed, as long as it is."""
    if message or not tab.editing:
        return head.hint(message)
    return head.editing(texts.words(tab.locale))


def remark(tab: Tab, message: str) -> Frame:
    """Return a frame that says something about what was typed, and changes nothing else."""
    return unchanged(hint=hint(tab, message))


def conversation(tab: Tab) -> dict[str, Any]:
    """Return the parts that show the conversation as it is."""
    words, view = texts.words(tab.locale), tab.conversation.current
    return {
        "past": turns.past(tab.conversation.past, words),
        "turn": turns.turn(view, words, is_last=True) if view is not None else "",
        "evidence": evidence.evidence(view, words) if view is not None else "",
    }


def opening(tab: Tab, view: TurnView, box: Any) -> Frame:
    """Return the frame in which a question comes onto the page."""
    words = texts.words(tab.locale)
    return unchanged(
        past=turns.past(tab.conversation.past, words),
        turn=turns.turn(view, words),
        evidence="",
        question=box,
        hint="",
    )


def progress(before: TurnView, view: TurnView, tab: Tab) -> Frame:
    """Return only what changed: the passages are sent once, so what a reader opened there stays open."""
    words = texts.words(tab.locale)
    is_new = before.passages is not view.passages or before.phase == "searching"
    return unchanged(
        turn=turns.turn(view, words), evidence=evidence.evidence(view, words) if is_new else gr.skip()
    )


def ending(view: TurnView, tab: Tab, **more: Any) -> Frame:
    """Return the frame that ends a turn."""
    words = texts.words(tab.locale)
    return unchanged(
        turn=turns.turn(view, words, is_last=True),
        evidence=evidence.evidence(view, words),
        question=idle_box(tab),
        **{"hint": "", **more},
    )
