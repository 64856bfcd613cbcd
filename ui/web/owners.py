"""Whose tab an event comes from: who is logged in when it happens, not who was when the page was drawn.

A tab that has slept for an hour is forgotten by Gradio, and then begins empty: without this, what is asked there would
be kept as nobody's, for everybody to read. Proved by `tests/test_ui_web_owners.py`.
"""

import functools
import inspect
from collections.abc import Callable, Generator
from typing import Any, get_type_hints

import gradio as gr

from ui.web.tabs import Tab


def owned(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return an event function that first notes in its tab who is logged in.

    Args:
        work: takes a `Tab` among its arguments; a generator function gives one.

    Returns:
        A function for Gradio, which finds out by the signature that it wants the request too.
    """

    def noted(given: tuple[Any, ...]) -> tuple[Any, ...]:
        *inputs, request = given
        tab = next(value for value in inputs if isinstance(value, Tab))
        tab.user = request.username or ""
        return tuple(inputs)

    if inspect.isgeneratorfunction(work):

        @functools.wraps(work)
        def called(*given: Any) -> Generator[Any, None, None]:
            yield from work(*noted(given))

    else:

        @functools.wraps(work)
        def called(*given: Any) -> Any:
            return work(*noted(given))

    signature = inspect.signature(work)
    request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    called.__signature__ = signature.replace(parameters=[*signature.parameters.values(), request])  # type: ignore[attr-defined]
    called.__annotations__ = get_type_hints(work) | {"request": gr.Request}
    return called
