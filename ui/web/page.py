"""The page's layout, and which event calls which function.

Invariant: nothing is shown that `ui.web.rendering` has not escaped, and nothing on the page comes from another host.
Proved by `tests/test_ui_web_browser.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ui.web import texts
from ui.web.around import Around
from ui.web.asking import Asking
from ui.web.frames import Frame
from ui.web.keeping import Keeping
from ui.web.library import Library
from ui.web.owners import owned
from ui.web.rendering import head
from ui.web.tabs import Tab

HERE = Path(__file__).parent
STYLES = [HERE / "styles" / name for name in ("page.css", "turns.css", "panes.css")]
SCRIPTS = HERE / "scripts"
# Several people may ask at once: each waits in the model's own queue, where their place is told.
CONCURRENT_QUESTIONS = 32
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}


@dataclass(frozen=True, slots=True)
class Acts:
    """Everything that the page's events call; one set of functions serves all tabs."""

    asking: Asking
    keeping: Keeping
    around: Around
    library: Library


def build(act: Acts) -> gr.Blocks:
    """Return the page around its event functions, not yet served; `ui.web.server` serves it."""
    words = texts.words(texts.DEFAULT)
    # Gradio counts its use by default; this says no, whatever the environment says.
    page: gr.Blocks = gr.Blocks(title=words.say("title"), analytics_enabled=False, fill_width=True)
    calls = act.library.calls()
    with page:
        tab = gr.State(Tab())
        remembered = gr.Textbox(visible=False)
        with gr.Row(elem_id="layout"):
            with gr.Column(elem_id="rail"):
                rail, chats, settings = (
                    _html("railtop", "rail"),
                    _html("chats", "rail"),
                    _html("settings", "rail"),
                )
            with gr.Column(elem_id="talk"):
                masthead = _html("masthead", "head", head.head(words))
                past, turn = _html("past", "turns", calls=calls), _html("turn", "turns", calls=calls)
                evidence = _html("evidence", "turns")
                welcome = _html("welcome", "turns")
                with gr.Column(elem_id="composer"):
                    chips, hint = _html("chips", "composer"), _html("hint", "composer")
                    question = _question_box(words)
                    filters, note = _html("filters", "composer"), _html("note")
            pane = _html("pane", "pane", calls=calls)
        outbox = _html("outbox", "outbox")
        frame = Frame(
            masthead, past, turn, evidence, welcome, chips, hint, question, note, filters, rail, chats, settings,
            pane, outbox,
        )  # fmt: skip
        page.load(
            act.around.arrive,
            [tab, remembered],
            list(frame),
            js=_script("arrive"),
            show_progress="hidden",
            api_visibility="private",
        )
        _wire_questions(act, frame, tab)
        _wire_around(act, frame, tab)
    page.queue(default_concurrency_limit=CONCURRENT_QUESTIONS)
    return page


def theme() -> gr.themes.Base:
    """Return the look of Gradio's own controls: plain, with system fonts, so that no font is fetched."""
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )


def _script(name: str) -> str:
    return (SCRIPTS / f"{name}.js").read_text("utf-8")


def _html(
    name: str, script: str = "", value: str = "", calls: list[Callable[[Any], Any]] | None = None
) -> gr.HTML:
    return gr.HTML(
        value,
        elem_id=name,
        js_on_load=f"{_script('shared')}\n{_script(script)}" if script else None,
        apply_default_css=False,
        server_functions=calls,
    )


def _question_box(words: texts.Words) -> gr.Textbox:
    return gr.Textbox(
        label=words.say("question_label"),
        show_label=False,
        placeholder=words.say("question_placeholder"),
        lines=1,
        max_lines=8,
        autofocus=True,
        submit_btn=words.say("send"),
        elem_id="question",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
    )


def _wire_questions(act: Acts, frame: Frame, tab: gr.State) -> None:
    outputs = list(frame)
    asking = [
        frame.question.submit(
            owned(act.asking.ask),
            [frame.question, tab],
            outputs,
            api_name="ask",
            show_progress="hidden",
            trigger_mode="multiple",
        ),
        frame.welcome.select(owned(act.asking.example), [tab], outputs, api_name="example", **_QUIET),
        frame.turn.submit(owned(act.asking.retry), [tab], outputs, api_name="retry", **_QUIET),
    ]
    frame.question.stop(
        owned(act.asking.stop), [tab], [frame.question], api_name="stop", queue=False, **_QUIET
    )
    for part in (frame.past, frame.turn):
        _at_once(part.edit, act.asking.edit, tab, outputs)
        _at_once(part.like, act.keeping.flag, tab, outputs)
        _at_once(part.undo, act.keeping.unflag, tab, outputs)
    _at_once(frame.hint.clear, act.asking.cancel, tab, outputs)
    # A frame already on its way must not land on the page of another conversation.
    for event, work in (
        (frame.head.clear, act.asking.new),
        (frame.chats.select, act.keeping.open),
        (frame.chats.delete, act.keeping.delete),
    ):
        done = event(owned(work), [tab], outputs, queue=False, cancels=asking, **_QUIET)
        done.then(owned(act.asking.settle), [tab], outputs, queue=False, **_QUIET)


def _wire_around(act: Acts, frame: Frame, tab: gr.State) -> None:
    outputs = list(frame)
    _at_once(frame.head.download, act.keeping.export, tab, outputs)
    _at_once(frame.rail.submit, act.keeping.find, tab, [frame.chats], "always_last")
    _at_once(frame.settings.select, act.around.choose, tab, outputs)
    _at_once(frame.filters.submit, act.around.restrict, tab, outputs, "always_last")
    _at_once(frame.chips.clear, act.around.release, tab, outputs)
    _at_once(frame.pane.select, act.around.release, tab, outputs)
    _at_once(frame.pane.apply, act.around.refresh, tab, outputs)


def _at_once(
    event: Any, work: Callable[..., Any], tab: gr.State, outputs: list[Any], mode: str = "multiple"
) -> None:
    """Let an event call a function without waiting behind questions, each time, or the last time it happens."""
    event(owned(work), [tab], outputs, queue=False, trigger_mode=mode, **_QUIET)
