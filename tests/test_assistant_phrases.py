"""What the program itself says is in the language it says it in."""

import dataclasses

import pytest

from assistant.phrases import LANGUAGE_NAMES, PHRASES, language_name, phrases
from index.languages import detect


@pytest.mark.parametrize("field", ["found", "unknown"])
@pytest.mark.parametrize("language", PHRASES)
def test_each_phrase_is_in_its_language(language: str, field: str) -> None:
    assert detect(getattr(phrases(language), field)) == language


@pytest.mark.parametrize("language", ["pl", "hu", "ro", "en"])
def test_the_four_languages_have_their_own(language: str) -> None:
    assert language in PHRASES
    assert language in LANGUAGE_NAMES


def test_nothing_is_empty_and_no_two_languages_share_a_sentence() -> None:
    for field in ("found", "unknown"):
        said = [getattr(words, field) for words in PHRASES.values()]
        assert len(set(said)) == len(said)
    for words in PHRASES.values():
        assert all(dataclasses.astuple(words))


def test_frames_end_as_frames_do() -> None:
    assert all(words.found.endswith(":") and words.unknown.endswith(".") for words in PHRASES.values())


def test_a_language_without_phrases_gets_the_english_ones() -> None:
    assert phrases("xx") is phrases("und") is PHRASES["en"]


def test_quotation_marks_are_the_languages_own() -> None:
    assert phrases("en").quoted("x") == "“x”"
    assert phrases("pl").quoted("x") == "„x”"


def test_language_names() -> None:
    assert language_name("hu") == "Hungarian"
    assert language_name("und") == "the language of the question"
    assert set(PHRASES) <= set(LANGUAGE_NAMES)
