"""Negating words in four languages."""

import pytest

from assistant.facts.negation import Negations, negations


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He did not come.", "en"),
        ("He didn’t come.", "en"),
        ("Nobody came.", "en"),
        ("Nie przyszedł.", "pl"),
        ("Nikt.", "pl"),
        ("Nem jött el.", "hu"),
        ("Nincs itt senki.", "hu"),
        ("Nu a venit.", "ro"),
        ("N-a venit nimeni.", "ro"),
    ],
)
def test_what_negates(text: str, language: str) -> None:
    assert negations(text, language).sure


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He came to the united nations.", "en"),
        ("Przyszedł.", "pl"),
        ("Eljött a nemzet.", "hu"),
        ("A venit.", "ro"),
    ],
)
def test_what_does_not(text: str, language: str) -> None:
    assert negations(text, language) == Negations()


def test_nothing_is_known_of_other_languages() -> None:
    assert not negations("nicht", "de").is_known


def test_what_may_negate() -> None:
    assert negations("He was unable to come.", "en") == Negations((), ("unable",))
