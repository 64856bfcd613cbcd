"""Questions that ask for several answers, in four languages, and those that only sound like it."""

import pytest

from assistant.finding.several import asks_agreement, asks_several

AGREEMENT = [
    ("en", "Do the sources agree?"),
    ("en", "Do they agree?"),
    ("en", "Where do the reports differ on the number?"),
    ("en", "What does each side say?"),
    ("en", "Do KCNA and TASS agree on the number of soldiers?"),
    ("pl", "Czy KCNA i TASS zgadzają się co do liczby żołnierzy?"),
    ("ro", "Ce zic cei doi?"),
    ("hu", "Mit mond mindkét fél?"),
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
    ("en", "What did the parties agree on?"),
    ("en", "When did both governments agree to a ceasefire?"),
    ("en", "How many soldiers died on both sides?"),
    ("en", "What are the documents on the conflict about?"),
    ("pl", "Ile pocisków strony dostarczyły zgodnie z umową?"),
    ("pl", "Czy wyrok jest sprzeczny z konstytucją?"),
    ("pl", "Co podpisały obie strony?"),
    ("hu", "Mikor írták alá az egyezményt a felek?"),
    ("hu", "Milyen egyezséget kötöttek a felek?"),
    ("ro", "De ce nu a fost de acord Ungaria cu participarea Ucrainei?"),
    ("ro", "De ce nu este de acord partidul cu bugetul?"),
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
        ("en", "Which was the first town captured?", False),
        ("en", "When was the law which bans the symbols adopted?", False),
        ("en", "What percentage of Russians supported the war?", False),
        ("en", "When did both countries sign the treaty?", False),
        ("pl", "Jakie umowy wymieniają te teksty?", True),
        ("pl", "W których krajach to się stało?", True),
        ("pl", "Jakie jest największe miasto?", False),
        ("pl", "Jakie miasto zaatakowali Rosjanie?", False),
        ("pl", "Które państwo ma najwięcej rakiet?", False),
        ("pl", "Kiedy zatonęły statki, które przewoziły ropę?", False),
        ("pl", "Kiedy oba kraje podpisały umowę?", False),
        ("pl", "Ile medali zdobyto na zawodach, w których startował?", False),
        ("hu", "Mely országokat figyelmeztette?", True),
        ("hu", "Mi mindent ígért?", True),
        ("hu", "Milyen nyelven írták?", False),
        ("hu", "Melyik város nyert?", False),
        ("hu", "Mely elnök írta alá a törvényt?", False),
        ("hu", "Mikor írta alá mindkét ország a szerződést?", False),
        ("ro", "Ce țări revendică insulele?", True),
        ("ro", "Ce zic cei doi?", True),
        ("ro", "Ce zi era?", False),
        ("ro", "Ce mai face premierul?", False),
        ("ro", "De ce și-a retras declarația?", False),
        ("ro", "Unde este compania care își mută sediul?", False),
        ("ro", "Când s-au întâlnit cei doi lideri?", False),
        ("ro", "Câți soldați care au fost trimiși la Kursk au murit?", False),
        ("ro", "Ce spune ministrul?", False),
        ("de", "Welche Länder?", False),
    ],
)
def test_whether_several_are_asked_for(language: str, question: str, expected: bool) -> None:
    assert asks_several(question, language) == expected
