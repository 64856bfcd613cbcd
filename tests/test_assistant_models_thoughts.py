"""Thoughts stay out of the answer, however the stream is cut into pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.thoughts import ThoughtFilter


def filtered(pieces: list[str]) -> str:
    thoughts = ThoughtFilter()
    return "".join([*(thoughts.feed(piece) for piece in pieces), thoughts.rest()])


def cut(text: str, at: list[int]) -> list[str]:
    bounds = sorted({0, len(text), *(place % (len(text) + 1) for place in at)})
    return [text[start:end] for start, end in pairwise(bounds)]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<think>hm</think>Wonsan.", "Wonsan."),
        ("\n<think>\nhm\n</think>\n\n Wonsan.", "Wonsan."),
        ("<think></think>Wonsan. <think>is a tag</think>", "Wonsan. <think>is a tag</think>"),
        ("<think>never ends", ""),
        ("<thin", "<thin"),
        (" <b>bold</b>", " <b>bold</b>"),
        ("", ""),
    ],
)
@given(at=st.lists(st.integers(0, 100), max_size=20))
def test_only_what_follows_the_closing_tag(text: str, answer: str, at: list[int]) -> None:
    assert filtered(cut(text, at)) == answer


@given(text=st.text(), at=st.lists(st.integers(0, 1000), max_size=10))
def test_any_other_text_comes_through_unchanged(text: str, at: list[int]) -> None:
    if not text.lstrip().startswith("<think>"):
        assert filtered(cut(text, at)) == text
