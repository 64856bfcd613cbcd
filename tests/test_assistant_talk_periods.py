"""Periods of time as people say them."""

import datetime

import pytest

from assistant.talk.periods import Period, period

TODAY = datetime.date(2026, 3, 11)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("July 2025", "en", "2025-07"),
        ("12 July 2025", "en", "2025-07-12"),
        ("the year 2024", "en", "2024"),
        ("February", "en", "2026-02"),
        ("July", "en", "2025-07"),
        ("lipca 2025 roku", "pl", "2025-07"),
        ("2025. július", "hu", "2025-07"),
        ("iulie 2025", "ro", "2025-07"),
        ("2025-07-12", "xx", "2025-07-12"),
        ("2024", "xx", "2024"),
    ],
)
def test_a_day_a_month_or_a_year(text: str, language: str, iso: str) -> None:
    assert period(text, language, None, ("the", "year", "roku"), TODAY) == Period(iso, iso)


@pytest.mark.parametrize("text", ["", "the war of 2024", "2024 2025", "soon", "13 ships", "Monday"])
def test_anything_else_is_none(text: str) -> None:
    assert period(text, "en", None, ("the", "of"), TODAY) is None


@pytest.mark.parametrize(
    ("what", "first", "last"),
    [
        ("day", "2026-03-11", "2026-03-11"),
        ("day-1", "2026-03-10", "2026-03-10"),
        ("week", "2026-03-09", "2026-03-15"),
        ("week-1", "2026-03-02", "2026-03-08"),
        ("month-1", "2026-02-01", "2026-02-28"),
        ("year-1", "2025-01-01", "2025-12-31"),
    ],
)
def test_said_from_today(what: str, first: str, last: str) -> None:
    assert period("", "en", what, (), TODAY) == Period(first, last)


def test_what_is_before_and_after() -> None:
    july = Period("2025-07", "2025-07")
    assert (july.day_before, july.next_day) == ("2025-06-30", "2025-08-01")
