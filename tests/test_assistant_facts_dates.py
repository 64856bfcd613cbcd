"""Dates in four languages, as far as they are told."""

import pytest

from assistant.facts.dates import dates, missing, stated


def told(text: str, language: str) -> set[tuple[int | None, int | None, int | None, int | None]]:
    return {(d.year, d.month, d.day, d.weekday) for d in dates(text, language)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("13 July 2025", "en"),
        ("July 13, 2025", "en"),
        ("July 13th, 2025", "en"),
        ("the 13th of July 2025", "en"),
        ("13 lipca 2025 r.", "pl"),
        ("2025. július 13-án", "hu"),
        ("13 iulie 2025", "ro"),
        ("2025-07-13", "pl"),
        ("13.07.2025", "pl"),
        ("7/13/2025", "en"),
        ("2025. 07. 13.", "hu"),
    ],
)
def test_a_whole_date(text: str, language: str) -> None:
    assert told(text, language) == {(2025, 7, 13, None)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in July 2025", "en"),
        ("w lipcu 2025", "pl"),
        ("2025 júliusában", "hu"),
        ("în iulie 2025", "ro"),
        ("2025-07", "en"),
    ],
)
def test_a_month_of_a_year(text: str, language: str) -> None:
    assert told(text, language) == {(2025, 7, None, None)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wednesday", "en"),
        ("w środę", "pl"),
        ("środa", "pl"),
        ("szerdán", "hu"),
        ("miercuri", "ro"),
        ("miercurea", "ro"),
    ],
)
def test_a_day_of_the_week(text: str, language: str) -> None:
    assert told(text, language) == {(None, None, None, 2)}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He may march on", "en"),
        ("May he", "en"),
        ("mają środków", "pl"),
        ("mai mult, martori", "ro"),
        ("piąty Marek", "pl"),
        ("2025-13-45", "en"),
        ("31 February", "en"),
        ("July 2025", "xx"),
        ("", "en"),
    ],
)
def test_no_date(text: str, language: str) -> None:
    assert told(text, language) == set()


def test_four_months_are_not_a_monday() -> None:
    assert [date.is_sure for date in dates("4 luni", "ro")] == [False]


def test_a_short_month_needs_a_number() -> None:
    assert told("5 mai 2020", "ro") == {(2020, 5, 5, None)}
    assert told("on 5 May", "en") == {(None, 5, 5, None)}


@pytest.mark.parametrize(
    ("sentence", "quote", "document", "is_found"),
    [
        ("in July 2025", "13 lipca 2025", None, True),
        ("on 13 July", "13 lipca", None, True),
        ("on 13 July 2025", "13 lipca", "2025-07", True),
        ("on 13 July 2025", "13 lipca", None, False),
        ("on 13 July 2025", "13 lipca 2024", "2025-07", False),
        ("on 14 July", "13 lipca, 14 osób", None, False),
        ("in August", "w lipcu", None, False),
        ("in July 2025", "wczoraj", "2025-07-13", True),
        ("on Sunday", "13 lipca 2025", None, True),
        ("on Sunday", "wczoraj", "2025-07-13", True),
        ("on Monday", "13 lipca 2025", None, False),
        ("on Monday", "w poniedziałek", None, True),
        ("on Sunday, 13 July 2025", "13 lipca", "2025-07", True),
        ("on Monday, 13 July 2025", "13 lipca", "2025-07", False),
    ],
)
def test_all_of_a_date_must_be_told(sentence: str, quote: str, document: str | None, is_found: bool) -> None:
    lacking = missing(dates(sentence, "en"), dates(quote, "pl"), [], stated(document))
    assert (lacking == []) is is_found


def test_a_year_may_stand_apart() -> None:
    assert missing(dates("13 July 2025", "en"), dates("13 lipca", "pl"), [2025]) == []


@pytest.mark.parametrize("date", [None, "", "unknown", "2025-13", "0000"])
def test_a_document_without_a_date(date: str | None) -> None:
    assert stated(date) == []
