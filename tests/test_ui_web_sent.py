"""What a browser sends may be anything; only text of a sane length and whole numbers come through."""

from types import SimpleNamespace

import pytest

from ui.web.rendering.markup import source_value
from ui.web.sent import MOST, number, sent, source


def test_values_come_from_an_event_or_a_dictionary() -> None:
    assert sent({"a": "x"}, "a") == "x"
    assert sent(SimpleNamespace(_data={"a": "x"}), "a") == "x"


@pytest.mark.parametrize(
    "event", [None, 7, "x", [], {}, {"a": None}, {"a": 7}, {"a": ["x"]}, {"a": "x" * (MOST + 1)}]
)
def test_anything_else_is_nothing(event: object) -> None:
    assert sent(event, "a") == ""
    assert number(event, "a") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0", 0),
        ("17", 17),
        ("-1", None),
        ("1e9", None),
        ("٣", None),
        ("²", None),
        (" 1", None),
        ("9" * 13, None),
    ],
)
def test_numbers_are_plain_digits(text: str, found: int | None) -> None:
    assert number({"a": text}, "a") == found


@pytest.mark.parametrize("name", ["press/a b.txt", "ż/%41.txt", "a\u202e\ud800\x01.txt", "", "a,b;c"])
def test_a_source_comes_back_as_it_was_written(name: str) -> None:
    assert source({"source": source_value(name)}) == name


@pytest.mark.parametrize("written", ["%ff", "\ud800%ff", "%"])
def test_a_source_that_somebody_else_wrote_is_whatever_it_is(written: str) -> None:
    assert source({"source": written}) in {"", "%"}
