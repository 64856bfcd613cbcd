"""The page's layout, and which event calls which handler.

Invariant: nothing is shown that `rendering` has not escaped, and nothing on the page comes from another host.
Proved by `tests/test_ui_web_browser.py`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from ui.web import handlers, rendering, texts
from ui.web.handlers import Frame, Handlers
from ui.web.turns import Conversation

HERE = Path(__file__).parent
CSS = HERE / "page.css"
# Several people may ask at once: each waits in the model's own queue, where their place is told.
CONCURRENT_QUESTIONS = 16


def build(act: Handlers, examples: Sequence[str] = ()) -> gr.Blocks:
    """Return the page around its event functions.

    Args:
        act: what the events do; one set of functions serves many tabs.
        examples: questions offered while nothing was asked yet.

    Returns:
        The page, not yet served; `ui.web.server` serves it with its style and its protections.
    """
    # Gradio counts its use by default; this says no, whatever the environment says.
    page: gr.Blocks = gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True)
    with page:
        conversation = gr.State(Conversation())
        masthead = _html(rendering.head(), "masthead")
        script = (HERE / "page.js").read_text(encoding="utf-8")

        def translate_quote(asked: Any) -> str:  # Gradio marks it, which a bound method does not take
            return act.translate(asked)

        past = _html("", "past", script, [translate_quote])
        turn = _html("", "turn", script, [translate_quote])
        evidence = _html("", "evidence")
        with gr.Row(elem_id="next"):
            retry = gr.Button(texts.RETRY, elem_classes="quiet", visible=False, size="sm", scale=0)
            new_chat = gr.Button(texts.NEW_CHAT, elem_classes="quiet", visible=False, size="sm", scale=0)
        with gr.Column(elem_id="welcome") as welcome:
            buttons = _welcome(examples)
        with gr.Column(elem_id="composer"):
            hint = _html("", "hint")
            question = _question_box()
            gr.HTML(
                f"<p>{rendering.escape(texts.COMPOSER_NOTE)}</p>", elem_id="note", apply_default_css=False
            )
        frame = Frame(past, turn, evidence, question, hint, welcome, retry, new_chat)
        page.load(act.head, outputs=masthead, api_visibility="private", show_progress="hidden")
        _wire(act, frame, conversation, buttons)
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


def _html(
    value: str, name: str, script: str | None = None, functions: list[Callable[..., str]] | None = None
) -> gr.HTML:
    return gr.HTML(
        value, elem_id=name, js_on_load=script, apply_default_css=False, server_functions=functions
    )


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        label=texts.QUESTION_LABEL,
        show_label=False,
        placeholder=texts.QUESTION_PLACEHOLDER,
        lines=1,
        max_lines=8,
        autofocus=True,
        submit_btn=texts.SEND,
        elem_id="question",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
    )


def _welcome(examples: Sequence[str]) -> list[gr.Button]:
    gr.HTML(rendering.welcome(), apply_default_css=False)
    if examples:
        gr.HTML(f'<h2 class="examples">{rendering.escape(texts.EXAMPLES)}</h2>', apply_default_css=False)
    return [gr.Button(example, elem_classes="example", size="sm") for example in examples]


def _wire(act: Handlers, frame: Frame, conversation: gr.State, examples: Sequence[gr.Button]) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "undocumented"}
    outputs = list(frame)
    asking = [
        frame.question.submit(
            act.ask,
            [frame.question, conversation],
            outputs,
            api_name="ask",
            show_progress="hidden",
            trigger_mode="multiple",
        ),
        frame.retry.click(act.ask_again, [conversation], outputs, api_name="ask_again", **quiet),
        *(
            button.click(act.ask, [button, conversation], outputs, api_name=f"example_{number}", **quiet)
            for number, button in enumerate(examples, start=1)
        ),
    ]
    frame.question.stop(
        handlers.stop, [conversation], [frame.question], api_name="stop", queue=False, **quiet
    )
    frame.new_chat.click(
        handlers.new_chat,
        [conversation],
        outputs,
        api_name="new_chat",
        queue=False,
        # A frame already on its way must not land on the fresh page.
        cancels=asking,
        **quiet,
    ).then(handlers.settle, [conversation], outputs, api_name="settle", queue=False, **quiet)
