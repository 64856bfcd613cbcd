"""Who says it: forms of reporting in four languages, quotations over sentences, pronouns, and what is no speaker."""

import pytest

from assistant.saying.attribution import attribution
from index.sentences import sentences


def who(text: str, language: str, sentence: int = 0) -> str | None:
    span = sentences(text, 0, len(text), language)[sentence]
    found = attribution(text, span.start, span.end, language)
    if found is None:
        return None
    for said in filter(None, (found, found.via)):
        assert text[said.start : said.end] == said.text
    return f"{found.text} | {found.via.text}" if found.via else found.text


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "According to the Ministry of Health, 40 people were hurt.", "Ministry of Health"),
        ("en", "Forty people were hurt, according to Reuters.", "Reuters"),
        ("en", "“We will not go back,” said Maria Lopez, a teacher.", "Maria Lopez"),
        ("en", "Maria Lopez, a teacher, said they would not go back.", "Maria Lopez"),
        ("en", "On Monday the foreign minister announced a new treaty.", "foreign minister"),
        ("en", "Two villages were taken, the army said on Sunday.", "army"),
        ("en", "The plant will close in May, officials in Lyon said.", "officials in Lyon"),
        ("en", "Anna Berg: “We knew nothing of this.”", "Anna Berg"),
        ("en", "The deal is dead, Prime Minister Novak told reporters.", "Prime Minister Novak"),
        (
            "en",
            "A report by Amnesty International says that the camp is full.",
            "report by Amnesty International",
        ),
        ("pl", "Według agencji Interfax zginęło pięć osób.", "agencji Interfax"),
        ("pl", "Zdaniem ministra obrony Nowaka wojsko jest gotowe.", "ministra obrony Nowaka"),
        ("pl", "Jak poinformowała policja, droga jest zamknięta.", "policja"),
        ("pl", "Rzecznik rządu Jan Kowal powiedział, że podatki nie wzrosną.", "Rzecznik rządu Jan Kowal"),
        ("pl", "- Nie ustąpimy - zapowiedziała premier Anna Wilk.", "premier Anna Wilk"),
        ("pl", "W raporcie stwierdzono, że most jest w złym stanie.", "raporcie"),
        ("pl", "Prace ruszą wiosną, podał dziennik „Głos”.", "dziennik"),
        ("hu", "A rendőrség szerint ketten megsérültek.", "rendőrség"),
        ("hu", "Kovács Péter szóvivő szerdán azt mondta, hogy nem emelnek adót.", "Kovács Péter szóvivő"),
        ("hu", "A gyár bezár – közölte a vállalat.", "vállalat"),
        ("hu", "„Nem megyünk vissza” – mondta Nagy Anna.", "Nagy Anna"),
        ("hu", "Az MTI jelentése szerint a híd elkészült.", "MTI"),
        ("ro", "Potrivit poliției, drumul este închis.", "poliției"),
        ("ro", "Ministrul apărării a declarat că armata este pregătită.", "Ministrul apărării"),
        ("ro", "„Nu ne întoarcem”, a spus Maria Ionescu.", "Maria Ionescu"),
        ("ro", "Fabrica se închide în mai, anunță compania.", "compania"),
        (
            "ro",
            "Conform unui raport al Comisiei Europene, aerul este mai curat.",
            "raport al Comisiei Europene",
        ),
        ("uk", "Марія Левченко: «Ми нічого про це не знали».", "Марія Левченко"),
    ],
)
def test_forms_of_reporting(language: str, text: str, speaker: str) -> None:
    assert who(text, language) == speaker


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The bridge was opened in 1912 and has two lanes."),
        ("en", "He failed to reach his stated goal of ten wins."),
        ("en", "No major damage was reported in the town."),
        ("en", "According to plan, the bridge opened in May."),
        ("en", "Nobody said a word."),
        ("en", "The minister is said to be ill."),
        ("en", "The company did not say when it would pay."),
        ("pl", "Według planu most otwarto w maju."),
        ("pl", "Minister nie powiedział, kiedy odejdzie."),
        ("pl", "Zespoły podzielono według współczynnika UEFA."),
        ("hu", "A helyi idő szerint délben nyílt meg a híd."),
        ("hu", "A miniszter nem mondta meg, mikor távozik."),
        ("ro", "Conform planului, podul s-a deschis în mai."),
        ("ro", "Ministrul nu a spus când va pleca."),
        ("de", "Der Minister sagte, dass er geht."),
    ],
)
def test_nobody_is_named_where_nobody_surely_speaks(language: str, text: str) -> None:
    assert who(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "speakers"),
    [
        (
            "en",
            "Anna Berg said the dam was safe. The dam is old. It will hold, she added.",
            ["Anna Berg", None, "Anna Berg"],
        ),
        (
            "pl",
            "Anna Berg oświadczyła, że tama jest bezpieczna. Wytrzyma, dodała.",
            ["Anna Berg", "Anna Berg"],
        ),
        (
            "hu",
            "Berg Anna közölte, hogy a gát biztonságos. A gát ki fog tartani – tette hozzá.",
            ["Berg Anna", "Berg Anna"],
        ),
        ("ro", "Anna Berg a declarat că barajul este sigur. Va rezista, a adăugat ea.", ["Anna Berg"] * 2),
        ("pl", "Anna Berg powiedziała: „Tama jest bezpieczna. Jest stara. Wytrzyma”.", ["Anna Berg"] * 3),
        ("en", "The dam is safe, she said.", [None]),
    ],
)
def test_pronouns_and_long_quotations_have_their_speaker(
    language: str, text: str, speakers: list[str | None]
) -> None:
    assert [who(text, language, number) for number in range(len(speakers))] == speakers


def test_a_quotation_announced_in_the_paragraph_before() -> None:
    text = "Anna Berg hangsúlyozta, hogy:\n\n„A gát biztonságos, és ki fog tartani.”"
    start = text.index("„")
    found = attribution(text, start, len(text), "hu")
    assert found
    assert found.text == "Anna Berg"


def test_who_speaks_and_who_reports_it_are_both_told() -> None:
    assert who("„Barajul este sigur”, a declarat Anna Berg, potrivit Reuters.", "ro") == "Anna Berg | Reuters"
    assert (
        who("Według agencji TASS Anna Berg powiedziała, że tama jest cała.", "pl")
        == "Anna Berg | agencji TASS"
    )


def test_the_acronym_stands_for_the_name_before_it() -> None:
    text = "Według Centralnej Agencji Informacyjnej (KCNA) rozmowy trwały dwie godziny."
    assert who(text, "pl") == "KCNA"


@pytest.mark.parametrize(
    "text", ["", " ", "said", ", said", "according to", "szerint", "\u201e\u201d", ":", "a spus " * 400]
)
@pytest.mark.parametrize("language", ["en", "pl", "hu", "ro", "und", "zh"])
def test_any_text_is_read(language: str, text: str) -> None:
    found = attribution(text, 0, len(text), language)
    assert found is None or text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ro", "Alianța are potențial destabilizator, scrie sursa citată."),
        ("en", "The deal is close, the source said."),
        ("pl", "Umowa jest bliska, podało źródło."),
        ("hu", "A forrás szerint közel a megállapodás."),
    ],
)
def test_a_source_without_a_name_is_nobody(language: str, text: str) -> None:
    """`The source` stands for who was named before; by itself it names nobody."""
    assert attribution(text, 0, len(text), language) is None
