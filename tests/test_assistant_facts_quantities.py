"""Numbers however they are written, in four languages, and what they count."""

import pytest

from assistant.facts.number_words import number_word
from assistant.facts.quantities import Quantity, missing, plain, quantities
from assistant.facts.units import symbol, unit


def values(text: str, language: str = "en", is_strict: bool = True) -> list[set[str]]:
    return [set(quantity.values) for quantity in quantities(text, language, is_strict=is_strict)]


def agree(one: str, language: str, other: str, other_language: str) -> bool:
    """Whether each number of one text is in the other, and the other way round."""
    pairs = ((one, language, other, other_language), (other, other_language, one, language))
    for sentence, own, quote, foreign in pairs:
        wanted = quantities(sentence, own, is_strict=True)
        if not wanted or missing(wanted, quantities(quote, foreign)):
            return False
    return True


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("20.000", "20000"),
        ("20,000", "20000"),
        ("20 000", "20000"),
        ("1.234.567,5", "1234567.5"),
        ("1,234,567.50", "1234567.5"),
        ("1,6", "1.6"),
        ("0.50", "0.5"),
        ("007", "7"),
        ("5½", "5.5"),
        ("½", "0.5"),
        ("0", "0"),
    ],
)
def test_digits_are_written_one_way(number: str, expected: str) -> None:
    assert plain(number) == expected


@pytest.mark.parametrize(
    ("one", "language", "other", "other_language"),
    [
        ("1.6 million shells", "en", "1,6 mln pocisków", "pl"),
        ("1.6 million shells", "en", "1,6 milioane de proiectile", "ro"),
        ("1.6 million shells", "en", "1,6 millió lövedék", "hu"),
        ("20,000 people", "en", "20.000 de persoane", "ro"),
        ("20 ezer ember", "hu", "20 000 osób", "pl"),
        ("two hundred and fifty thousand men", "en", "dwieście pięćdziesiąt tysięcy ludzi", "pl"),
        ("250,000 men", "en", "kétszázötvenezer ember", "hu"),
        ("250,000 men", "en", "două sute cincizeci de mii de oameni", "ro"),
        ("four million", "en", "négymillió", "hu"),
        ("two soldiers", "en", "dwóch żołnierzy", "pl"),
        ("5 soldiers", "en", "pięciu żołnierzy", "pl"),
        ("eight countries", "en", "ośmiu krajów", "pl"),
        ("800 soldiers", "en", "ośmiuset żołnierzy", "pl"),
        ("500 soldiers", "en", "pięciuset żołnierzy", "pl"),
        ("12 apostołów", "pl", "tizenkét apostol", "hu"),
        ("three times as many", "en", "trzykrotnie więcej", "pl"),
        ("three times as many", "en", "háromszor annyi", "hu"),
        ("three times as many", "en", "de trei ori mai mult", "ro"),
        ("World War II", "en", "II wojna światowa", "pl"),
        ("the 19th century", "en", "XIX wiek", "pl"),
        ("the 19th century", "en", "secolul al XIX-lea", "ro"),
        ("a 19. század", "hu", "XIX wiek", "pl"),
        ("the third war", "en", "a harmadik háború", "hu"),
        ("the third war", "en", "al treilea război", "ro"),
        ("the 1980s", "en", "lata 80.", "pl"),
        ("the 1980s", "en", "az 1980-as évek", "hu"),
        ("the 1980s", "en", "anii 80", "ro"),
        ("the 1800s", "en", "XIX wiek", "pl"),
        ("at 8 p.m.", "en", "o 20:00", "pl"),
        ("at 10:30 pm", "en", "22:30", "hu"),
        ("12%", "en", "12 procent", "pl"),
        ("12 percent", "en", "12 százalék", "hu"),
        ("$5 million", "en", "5 milionów dolarów", "pl"),
        ("100 kilometres", "en", "100 kilométer", "hu"),
        ("2 or 3 million", "en", "2-3 mln", "pl"),
        ("the C4ADS report", "en", "raport C4ADS", "pl"),
        ("2024/25", "en", "2024-2025", "ro"),
        ("5½ hours", "en", "5,5 godziny", "pl"),
    ],
)
def test_one_number_in_two_languages(one: str, language: str, other: str, other_language: str) -> None:
    assert agree(one, language, other, other_language)


@pytest.mark.parametrize(
    ("sentence", "language", "quote", "other_language"),
    [
        ("1.6 million", "en", "2,6 mln", "pl"),
        ("1.6 million", "en", "1,6 mld", "pl"),
        ("1.6", "en", "16", "en"),
        ("two hundred", "en", "dwieście pięćdziesiąt", "pl"),
        ("5 km", "en", "5 mil", "pl"),
        ("5 dollars", "en", "5 euro", "pl"),
        ("12%", "en", "12 osób", "pl"),
        ("four months", "en", "négy hét", "hu"),
        ("the 19th century", "en", "XVIII wiek", "pl"),
        ("G20", "en", "G7", "en"),
        ("10:30", "en", "10:45", "en"),
    ],
)
def test_two_numbers(sentence: str, language: str, quote: str, other_language: str) -> None:
    wanted = quantities(sentence, language, is_strict=True)
    held = quantities(quote, other_language)
    expected = sentence == "12%"  # persons are no known unit, so nothing contradicts
    assert (missing(wanted, held) == []) is expected


def test_numbers_side_by_side_stay_apart() -> None:
    assert values("In 2025 300 soldiers came") == [{"2025"}, {"300"}]
    assert values("W 2024 150 osób", "pl") == [{"2024"}, {"150"}]
    assert values("call 12345 67") == [{"12345"}, {"67"}]
    assert values("two and three") == [{"2"}, {"3"}]
    assert values("in 2024, on page 7.") == [{"2024"}, {"7"}]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The first one of a second", "en"),
        ("z drugiej strony jeden z nich", "pl"),
        ("o nouă casă, un om", "ro"),
        ("egy hét", "hu"),
        ("thousands of people", "en"),
        ("tens of millions", "en"),
        ("dziesiątki milionów", "pl"),
        ("the tenant often said", "en"),
        ("No numbers. I am a mix of DC", "en"),
        ("", "en"),
    ],
)
def test_what_may_be_no_number_need_not_be_found(text: str, language: str) -> None:
    assert values(text, language) == []


def test_a_quote_is_read_generously() -> None:
    assert {"2"} in values("druga wojna", "pl", is_strict=False)
    assert {"3"} in values("trzyletni", "pl", is_strict=False)
    assert {"1980", "80"} <= set().union(*values("w latach osiemdziesiątych", "pl", is_strict=False)) | {"80"}


def test_dates_can_be_left_out() -> None:
    assert values("13 July: 5 men") == [{"13"}, {"5"}]
    assert [q.text for q in quantities("13 July: 5 men", "en", [(0, 2)])] == ["5"]


@pytest.mark.parametrize(
    ("word", "language"), [("", "en"), ("hundred", "xx"), ("dom", "pl"), ("mieszka", "pl")]
)
def test_words_that_are_no_numbers(word: str, language: str) -> None:
    assert number_word(word, language) is None


def test_units() -> None:
    assert unit("kilometrów", "pl") == unit("kilometers", "en") == unit("kilométerre", "hu")
    assert "PLN" in unit("złotych", "pl")
    assert unit("EUR", "xx") == {"EUR"}
    assert unit("osób", "pl") == unit("", "en") == frozenset()
    assert "EUR" in symbol("€")
    assert symbol("x") == frozenset()


def test_units_must_agree_only_where_both_are_known() -> None:
    five = Quantity("5", frozenset({"5"}))
    assert missing([Quantity("5 km", frozenset({"5"}), frozenset({"km"}))], [five]) == []
    assert missing([five], []) == [five]
