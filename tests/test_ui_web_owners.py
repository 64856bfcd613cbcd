"""A tab is that of who is logged in when something happens in it."""

import inspect
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio.helpers import special_args

from ui.web.owners import owned
from ui.web.tabs import Tab


class Acts:
    def __init__(self) -> None:
        self.is_closed = False

    def stream(self, question: str, tab: Tab):
        try:
            while True:
                yield question, tab.user
        finally:
            self.is_closed = True

    def event(self, tab: Tab, event: gr.EventData) -> tuple[str, gr.EventData]:
        return tab.user, event


def call(work, inputs: list, user: str | None, event: object = None):
    """Call a function as Gradio does."""
    given, *_ = special_args(work, list(inputs), SimpleNamespace(username=user), event)  # type: ignore[arg-type]
    return work(*given)


@pytest.mark.parametrize(("user", "name"), [("ana", "ana"), (None, "")])
def test_the_user_is_noted_before_the_work_begins(user: str | None, name: str) -> None:
    tab = Tab(user="left over")
    event = SimpleNamespace(target=None, _data={"turn": "t1"})
    known, given = call(owned(Acts().event), [tab], user, event)
    assert known == name
    assert given._data == {"turn": "t1"}
    assert tab.user == name


def test_a_stream_stays_one_and_is_closed_with_its_own() -> None:
    acts = Acts()
    work = owned(acts.stream)
    assert inspect.isgeneratorfunction(work)
    stream = call(work, ["why?", Tab()], "ana")
    assert next(stream) == ("why?", "ana")
    stream.close()
    assert acts.is_closed
