"""Words in any ending."""

import pytest

from assistant.facts.inflection import Inflected, locale, merged, stem_of

FORMS = Inflected({"rosja": "RU", "kilometer": "km", "mil": "M"}, ending=3, shortest=3)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Rosja", "RU"),
        ("Rosji", "RU"),
        ("kilometers", "km"),
        ("kilometerre", "km"),
        ("mil", "M"),
        ("kilometerekkel", None),
        ("ros", None),
        ("", None),
        ("x", None),
    ],
)
def test_a_word_is_found_with_a_short_ending(word: str, meaning: str | None) -> None:
    assert FORMS.get(word) == meaning


def test_the_exact_form_only() -> None:
    assert FORMS.exact("ROSJA") == "RU"
    assert FORMS.exact("rosji") is None


def test_the_longest_form_wins() -> None:
    assert Inflected({"öt": 5, "ötven": 50}).get("ötvenen") == 50


def test_stems_and_meanings() -> None:
    assert stem_of("rosja") == "rosj"
    assert stem_of("maj") == "maj"
    assert merged([("dolar", "USD"), ("dolar", "CAD")]) == {"dolar": frozenset({"USD", "CAD"})}


@pytest.mark.parametrize("language", ["und", "xx", "", "not a language"])
def test_a_language_that_is_not_known(language: str) -> None:
    assert locale(language) is None
