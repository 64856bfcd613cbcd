"""Questions that ask for several answers, in four languages, and those that only sound like it."""

import pytest

from assistant.finding.several import asks_agreement, asks_several

AGREEMENT = [
    ("en", "Do the sources agree?"),
    ("en", "Do they agree?"),
    ("en", "Where do the reports differ on the number?"),
    ("en", "What does each side say?"),
    ("en", "Where did they meet, according to the different articles?"),
    ("pl", "Czy źródła są zgodne?"),
    ("pl", "Czy teksty zgadzają się co do liczby?"),
    ("pl", "Zgadzają się?"),
    ("pl", "Co mówią o tym różne strony?"),
    ("hu", "Mindenki ugyanazt mondja?"),
    ("hu", "Egyeznek a források?"),
    ("hu", "Egyetértenek-e ebben a cikkek?"),
    ("hu", "Ellentmondanak egymásnak?"),
    ("ro", "Sursele sunt de acord?"),
    ("ro", "Diferă sursele?"),
    ("ro", "Ce spune fiecare parte?"),
]
# An agreement, a conflict and what differs are things that news are about.
NO_AGREEMENT = [
    ("en", "Where did they meet?"),
    ("en", "When did they sign the agreement?"),
    ("en", "When did they agree to meet?"),
    ("en", "How many people died in the conflict?"),
    ("pl", "Ile pocisków dostarczono zgodnie z umową?"),
    ("pl", "Czym różni się nowa rakieta?"),
    ("hu", "Mikor írták alá az egyezményt?"),
    ("hu", "Hány különböző hajó van a kikötőben?"),
    ("ro", "Cu ce diferă racheta nouă?"),
    ("ro", "Trebuie să se teamă Seulul de acordul dintre ei?"),
    ("de", "Sind sich die Quellen einig?"),
]


@pytest.mark.parametrize(("language", "question"), AGREEMENT)
def test_whether_sources_agree_is_asked(language: str, question: str) -> None:
    assert asks_agreement(question, language)
    assert asks_several(question, language)


@pytest.mark.parametrize(("language", "question"), NO_AGREEMENT)
def test_whether_sources_agree_is_not_asked(language: str, question: str) -> None:
    assert not asks_agreement(question, language)


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("en", "Which countries claim the islands?", True),
        ("en", "What languages are spoken there?", True),
        ("en", "What do both countries say?", True),
        ("en", "Which country leads the list?", False),
        ("en", "What was the address?", False),
        ("en", "Which poet was descended from them?", False),
        ("en", "What colour does red cabbage have?", False),
        ("en", "What causes floods?", False),
        ("pl", "Jakie umowy wymieniają te teksty?", True),
        ("pl", "W których krajach to się stało?", True),
        ("pl", "Jakie jest największe miasto?", False),
        ("pl", "Ile medali zdobyto na zawodach, w których startował?", False),
        ("hu", "Mely országokat figyelmeztette?", True),
        ("hu", "Mi mindent ígért?", True),
        ("hu", "Milyen nyelven írták?", False),
        ("hu", "Melyik város nyert?", False),
        ("ro", "Ce țări revendică insulele?", True),
        ("ro", "Ce zic cei doi?", True),
        ("ro", "Ce zi era?", False),
        ("ro", "Ce spune ministrul?", False),
        ("de", "Welche Länder?", False),
    ],
)
def test_whether_several_are_asked_for(language: str, question: str, expected: bool) -> None:
    assert asks_several(question, language) == expected
