"""Names in several spellings."""

import pytest

from assistant.facts.names import may_be_same, missing, named, names
from assistant.facts.places import foreign, places


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lavrov", "Ławrow"),
        ("Lavrov", "Lavrovon"),
        ("Wonsan", "Vonszanban"),
        ("Moscow", "Moszkvában"),
        ("Moscow", "Moskwa"),
        ("Russia", "Rosji"),
        ("Korea", "Coreea"),
        ("Ukraine", "Ukrajna"),
        ("Warsaw", "Warszawy"),
        ("Seoul", "Szöul"),
        ("Wagner", "Vágner"),
        ("Zelensky", "Zełenskiego"),
        ("Chopin", "Chopina"),
        ("NATO", "nato"),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert may_be_same(one, other)
    assert may_be_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim", "China"),
        ("Putin", "Pekin"),
        ("Moscow", "Monaco"),
        ("Trump", "Wonsan"),
        ("Budapest", "Bucharest"),
        ("Lavrov", "Lebron"),
        ("Anna", "Omaha"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not may_be_same(one, other)


def test_the_first_word_is_no_name_for_being_first() -> None:
    assert names("„Yesterday Anna Kowal met the mayor of Brenna.") == ["Anna Kowal", "Brenna"]
    assert names("Yes. Nobody came: Never. “Here” and “The”") == []
    assert names("Nobody came.") == []
    assert names("Kim came.", "en", {"Kim"}) == ["Kim"]
    assert names("Kim Jong Un came.") == ["Jong Un"]


def test_a_place_of_several_words_is_one_name() -> None:
    assert names("In North Korea, Kim Jong Un and Wonsan-Kalma.", "en") == [
        "North Korea",
        "Kim Jong Un",
        "Wonsan-Kalma",
    ]
    assert names("Lider din Coreea de Nord a venit.", "ro") == ["Coreea de Nord"]


def test_roman_numbers_and_endings_are_no_part_of_a_name() -> None:
    assert names("In the XIX century Apple's men met O'Flynn.", "en") == ["Apple", "O'Flynn"]


def test_where_nouns_have_capital_letters_single_ones_are_no_names() -> None:
    assert names("Gestern kam der Mann nach Polen mit Kim Jong Un.", "de") == ["Polen", "Kim Jong Un"]


@pytest.mark.parametrize(
    ("wanted", "text", "language", "lacking"),
    [
        (["Ławrow", "Trump"], "A találkozóra Szergej Lavrov érkezett.", "hu", ["Trump"]),
        (["Rose"], "the sun rose early", "en", ["Rose"]),
        (["North Korea", "Donald Trump"], "Korea Północna i Donbas", "pl", ["Donald Trump"]),
        (["South Korea"], "Korea Północna", "pl", ["South Korea"]),
        (["South Korea", "Hungary"], "w Korei Południowej i na Węgrzech", "pl", []),
        (["Hungarian"], "a magyar kormány", "hu", []),
        (["Italy", "Poland"], "we Włoszech i w Polsce", "pl", []),
        (["Syria", "Moscow"], "Szíriában és Moszkvában", "hu", []),
        (["Kandahar"], "w Kandaharze", "pl", []),
        (["UN"], "raport ONZ", "pl", []),
        (["UN"], "the report", "en", ["UN"]),
        ([], "", "en", []),
    ],
)
def test_what_a_text_lacks(wanted: list[str], text: str, language: str, lacking: list[str]) -> None:
    assert missing(wanted, "en", [named(text, language)]) == lacking


def test_places_in_languages_without_data() -> None:
    assert places("Hungary", "xx") == []
    assert [place.codes for place in places("Korei Północnej", "pl")] == [{"KP"}]


SAID = {
    "en": ["the DPRK", "North Korean", "the UN", "the Middle East", "Korea", "South Africa", "Americans"],
    "pl": ["KRLD", "północnokoreańskiego", "ONZ", "Bliskim Wschodzie", "Korei", "RPA", "USA"],
    "hu": ["KNDK", "észak-koreai", "ENSZ", "Közel-Keleten", "Koreában", "Dél-Afrikából", "amerikai"],
    "ro": ["RPDC", "nord-coreean", "ONU", "Orientului Mijlociu", "Coreea", "Africii de Sud", "americani"],
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("other", SAID)
def test_common_names_of_the_news_are_known_in_each_language(language: str, other: str) -> None:
    for one, two in zip(SAID[language], SAID[other], strict=True):
        claimed = names(f"w, {one} ..", language)
        assert missing(claimed, language, [named(f"w, {two} ..", other)]) == [], (one, two)


def test_a_short_name_and_the_long_one() -> None:
    for long, short in (
        ("North Korea", "the DPRK"),
        ("United Nations", "the UN"),
        ("United States", "the US"),
    ):
        assert missing([long], "en", [named(f"It was {short}.", "en")]) == []
        assert missing([short.removeprefix("the ")], "en", [named(f"It was the {long}.", "en")]) == []


@pytest.mark.parametrize(
    ("word", "language"), [("us", "en"), ("Kim Jong Un", "en"), ("war", "en"), ("un om lângă", "ro")]
)
def test_words_that_are_no_places(word: str, language: str) -> None:
    assert places(word, language) == []


def test_one_korea_is_not_the_other() -> None:
    assert missing(["South Korea"], "en", [named("W Korei Północnej.", "pl")]) == ["South Korea"]
    assert missing(["Dél-Korea"], "hu", [named("Armata nord-coreeană.", "ro")]) == ["Dél-Korea"]


def test_the_first_word_of_a_text_names_nothing_by_its_capital() -> None:
    text = named("The mayor met Anna. Then “She left Brenna.”", "en")
    assert text.inside == {"Anna", "Brenna"}
    assert text.capitals == {"The", "Anna", "Then", "She", "Brenna"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Anna a North Korea-tól kapott levelet.", "hu", ["North Korea"]),
        ("Anna Germany fővárosába utazott.", "hu", ["Germany"]),
        ("Anna a plecat ieri în Oroszország.", "ro", ["Oroszország"]),
        ("Anna wyjechała do South Korea, a potem do South Korea.", "pl", ["South Korea"]),
        ("Anna flew to Magyarország.", "en", ["Magyarország"]),
        ("Anna nach Magyarország geflogen.", "de", []),  # no list of what is told from the others
        ("A szóvivő Észak-Koreáról beszélt.", "hu", []),
        ("Lengyel László Budapesten járt.", "hu", []),  # a part of a longer name
        ("It violated ONZ sanctions.", "en", []),
        ("Palesztina határai a háború előtt.", "hu", []),
        ("Capitala Moldovei este mare.", "ro", []),
        ("Anna a vorbit la Moszkva.", "ro", []),  # like the language's own
    ],
)
def test_a_place_by_another_languages_name_is_foreign(text: str, language: str, expected: list[str]) -> None:
    assert foreign(text, language) == expected
