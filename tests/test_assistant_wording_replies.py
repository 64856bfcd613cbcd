"""What the assistant says of itself is in the asker's language, whole, and true of what it understands."""

import dataclasses
import re
from typing import get_args

import pytest

from assistant.answer import Turn
from assistant.talk.followup import standalone
from assistant.talk.grammar import About, Courtesy
from assistant.talk.utterances import hear
from assistant.wording.phrases import PHRASES
from assistant.wording.replies import REPLIES, replies
from index.languages import detect


def frames(value: object) -> set[str]:
    return set(re.findall(r"{(\w+)}", str(value)))


@pytest.mark.parametrize("language", REPLIES)
def test_each_reply_is_in_its_language(language: str) -> None:
    words = replies(language)
    assert set(words.talk) == {*get_args(Courtesy), *get_args(About)}
    for kind, sentences in words.talk.items():
        if len(" ".join(sentences).split()) > 4:
            assert detect(" ".join(sentences)) == language, kind
    said = [value for value in dataclasses.astuple(words) if isinstance(value, str)]
    assert all(said)
    assert detect(" ".join(said)) == language


def test_every_language_fills_in_the_same() -> None:
    english = replies("en")
    for words in REPLIES.values():
        for kind, sentences in words.talk.items():
            assert frames(sentences) == frames(english.talk[kind]), kind
        for field in dataclasses.fields(words):
            if field.name not in ("talk", "documents"):
                mine, theirs = (frames(getattr(one, field.name)) for one in (words, english))
                assert mine <= theirs | {"count"}, field.name
                assert frames(getattr(english, field.name)) - {"documents"} <= mine, field.name


@pytest.mark.parametrize("language", REPLIES)
def test_the_questions_it_offers_are_understood(language: str) -> None:
    sentences = replies(language).talk["abilities"]
    offered = re.findall("[“„](.+?)”", " ".join(sentences))
    assert len(offered) == 4
    followup, *inventories = offered
    assert [hear(text).kind for text in inventories] == ["list", "list", "newest"]
    assert standalone(followup, [Turn("user", "Who came in 2022?")]) != followup


def test_a_language_without_replies_gets_the_english_ones() -> None:
    assert replies("xx") is replies("und") is REPLIES["en"]
    assert set(REPLIES) == set(PHRASES)
