"""What an export says around the answer is in the language it says it in."""

import dataclasses
import re

import pytest

from assistant.wording.labels import WORDS, own_language, words
from assistant.wording.phrases import PHRASES
from index.languages import detect

# The same in several languages, or a command.
SHARED = {"program", "index", "command"}
LONG = ["written", "quoted", "failed", "abstained", "legend", "check"]


def test_the_languages_are_those_of_the_answers() -> None:
    assert WORDS.keys() == PHRASES.keys()
    assert own_language("hu") == "hu"
    assert own_language("de") == "en"
    assert words("de") == words("en")


@pytest.mark.parametrize("language", WORDS)
def test_what_is_said_is_in_its_language(language: str) -> None:
    assert detect(" ".join(getattr(words(language), name) for name in LONG)) == language
    assert detect(words(language).legend) == language


def test_nothing_is_empty_and_every_language_fills_in_the_same() -> None:
    for field in dataclasses.fields(words("en")):
        said = [getattr(record, field.name) for record in WORDS.values()]
        assert all(said)
        assert field.name in SHARED or len(set(said)) > 1
        assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in said}) == 1
