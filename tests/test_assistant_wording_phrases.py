"""What the program itself says is in the language it says it in."""

import dataclasses
import re

import pytest

from assistant.answer import Doubt, Sentence, Verdict
from assistant.wording.phrases import PHRASES, caveat, language_name, phrases
from index.languages import NAMES, detect
from index.no_match import ENGLISH


@pytest.mark.parametrize("field", ["found", "unknown"])
@pytest.mark.parametrize("language", PHRASES)
def test_each_phrase_is_in_its_language(language: str, field: str) -> None:
    assert detect(getattr(phrases(language), field)) == language


@pytest.mark.parametrize("language", ["pl", "hu", "ro", "en"])
def test_the_four_languages_have_their_own(language: str) -> None:
    assert language in PHRASES
    assert language in NAMES


def test_nothing_is_empty_and_no_two_languages_share_a_sentence() -> None:
    for field in ("found", "unknown"):
        said = [getattr(words, field) for words in PHRASES.values()]
        assert len(set(said)) == len(said)
    for words in PHRASES.values():
        assert all(dataclasses.astuple(words))


@pytest.mark.parametrize("language", PHRASES)
def test_what_is_said_of_filters_is_in_its_language(language: str) -> None:
    frames = dataclasses.asdict(phrases(language).no_match)
    labels = frames.pop("labels")
    assert set(labels) == {"languages", "dates", "sources"}
    said = " ".join(frame.partition(": {")[0] for frame in frames.values())
    assert detect(said) == language


def test_every_language_fills_in_the_same() -> None:
    def fields(frame: object) -> set[str]:
        return set(re.findall(r"{(\w+)}", str(frame)))

    for field in dataclasses.fields(ENGLISH):
        wanted = fields(getattr(ENGLISH, field.name))
        for words in PHRASES.values():
            assert fields(getattr(words.no_match, field.name)) == wanted


@pytest.mark.parametrize("language", PHRASES)
def test_caveats_are_in_their_language_and_filled_in(language: str) -> None:
    caveats = dataclasses.asdict(phrases(language).caveats)
    filled = {name for name, frame in caveats.items() if "{words}" in frame}
    assert filled == {"lacking", "negation", "words"}
    assert detect(" ".join(frame.partition(": {")[0] for frame in caveats.values())) == language


def test_a_caveat_names_each_word_once_and_a_lack_of_meaning_last() -> None:
    doubts = (
        Doubt("names", ("Anna", "Brenna")), Doubt("dates", ("Anna",)), Doubt("negation", ("not",)),
        Doubt("meaning"),
    )  # fmt: skip
    assert caveat(Sentence("", (), "partial", doubts), "xx") == (
        "only partly supported",
        "not found in the quotes: Anna, Brenna; only the sentence or only its quotes negate: not",
    )
    added = (Doubt("words", ("fires", "gas")), Doubt("meaning"))
    assert caveat(Sentence("", (), "partial", added), "en")[1] == "nothing in the quotes is like: fires, gas"
    assert caveat(Sentence("", (), "unsupported", doubts[-1:]), "en") == (
        "not supported by its quotes",
        "the quotes may say something else",
    )
    assert caveat(Sentence("", (), "unsupported"), "hu") == ("az idézetek nem igazolják", "")


@pytest.mark.parametrize("verdict", ["supported", "none"])
def test_nothing_is_said_beside_a_sentence_that_holds(verdict: Verdict) -> None:
    assert caveat(Sentence("", (), verdict, (Doubt("meaning"),)), "en") == ("", "")


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
    assert set(PHRASES) <= set(NAMES)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “no” twice.", "“He said “no” twice.”"),
        ("uznano ją za „nielegalną” wczoraj", "“uznano ją za „nielegalną” wczoraj”"),
        ("Nothing.” The documents say: “Everything.", '“Nothing." The documents say: “Everything.”'),
        ("As shown [3], twice [1, 2] and 【4】 [sic].", "“As shown (3), twice (1, 2) and (4) [sic].”"),
    ],
)
def test_nothing_in_a_quote_ends_it_or_looks_like_a_citation(text: str, quoted: str) -> None:
    assert PHRASES["en"].quoted(text) == quoted
