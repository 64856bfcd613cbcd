"""Filters: partial dates are intervals, patterns are files, folders or shapes, bad values are told."""

import re
from datetime import date
from typing import Any

import pytest

from index.errors import FilterError
from index.filters import Filters, interval
from index.records import DocumentInfo


def document(source: str = "a.txt", day: str | None = "2025-07-12", language: str = "pl") -> DocumentInfo:
    return DocumentInfo(source, "Title", day, language, None, 1, 100)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-07", date(2025, 7, 1), date(2025, 7, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025-07-12", date(2025, 7, 12), date(2025, 7, 12)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_is_its_whole_interval(text: str, first: date, last: date) -> None:
    assert interval(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-7", "2025-13", "2025-00", "2025-02-29", "2025-07-32", "0000", "2025-07-12T10:00",
     " 2025", "2025\n", "12.07.2025", "yesterday", "2025-07-", "-2025"],
)  # fmt: skip
def test_bad_dates(text: str) -> None:
    with pytest.raises(FilterError, match="is no date; write 2025, 2025-07 or 2025-07-12"):
        interval(text)


@pytest.mark.parametrize("side", ["date_from", "date_to"])
def test_a_bad_date_fails_at_once_and_is_quoted(side: str) -> None:
    with pytest.raises(FilterError, match="'July' is no date"):
        Filters(**{side: "July"})


@pytest.mark.parametrize(
    ("day", "date_from", "date_to", "expected"),
    [
        ("2025-07-12", "2025-07", "2025-07", True),
        ("2025-07-12", "2025-07-12", "2025-07-12", True),
        ("2025-07-12", "2025-07-13", None, False),
        ("2025-07-12", None, "2025-07-11", False),
        ("2025-07-01", "2025-07", None, True),
        ("2025-06-30", "2025-07", None, False),
        ("2025-07-31", None, "2025-07", True),
        ("2025-08-01", None, "2025-07", False),
        ("2025-07", "2025-07-31", None, True),
        ("2025-07", None, "2025-07-01", True),
        ("2025-07", "2025-07-10", "2025-07-20", True),
        ("2025-07", "2025-08", None, False),
        ("2025", "2025-07", "2025-07", True),
        ("2025", "2024", "2024-12-31", False),
        (None, "1900", None, False),
        (None, None, "2100", False),
        (None, None, None, True),
    ],
)
def test_dates_match_where_intervals_overlap(
    day: str | None, date_from: str | None, date_to: str | None, expected: bool
) -> None:
    assert Filters(date_from=date_from, date_to=date_to).matches(document(day=day)) is expected


@pytest.mark.parametrize(
    ("first", "last"), [("2026", "2025"), ("2025-08", "2025-07-31"), ("2025-07-13", "2025-07-12")]
)
def test_reversed_dates(first: str, last: str) -> None:
    with pytest.raises(FilterError, match=f"Nothing lies between '{first}' and '{last}'; put the earlier"):
        Filters(date_from=first, date_to=last)


@pytest.mark.parametrize(("first", "last"), [("2025-07-31", "2025-07"), ("2025", "2025-01-01")])
def test_dates_that_touch_are_not_reversed(first: str, last: str) -> None:
    assert Filters(date_from=first, date_to=last).narrows_documents


@pytest.mark.parametrize(
    ("pattern", "source", "expected"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "b/a.txt", False),
        ("a.txt", "a.txt.txt", False),
        ("news", "news/a.txt", True),
        ("news/", "news/2025/a.txt", True),
        ("news", "newspaper/a.txt", False),
        ("news", "old/news/a.txt", False),
        ("*.md", "a.md", True),
        ("*.md", "news/a.md", True),
        ("*.md", "a.txt", False),
        ("*.MD", "a.md", False),
        ("news/*.md", "news/a.md", True),
        ("00?_*", "001_abc.txt", True),
        ("a[1].txt", "a[1].txt", True),
        ("a[12].txt", "a1.txt", True),
        ("", "a.txt", False),
        ("*", "a/b/c.txt", True),
    ],
)
def test_sources(pattern: str, source: str, expected: bool) -> None:
    assert Filters(sources=[pattern]).matches(document(source)) is expected


def test_one_of_several_is_enough() -> None:
    filters = Filters(sources=["b.txt", "a.txt"], languages=["ro", "pl"])
    assert filters.matches(document())
    assert not filters.matches(document(language="hu"))
    assert not filters.matches(document("c.txt"))


def test_nothing_asked_for_is_everything() -> None:
    assert Filters().matches(document(day=None, language="und"))
    assert not Filters().narrows_documents
    assert not Filters(languages=["pl"]).narrows_documents
    assert Filters(sources=["a"]).narrows_documents
    assert Filters(date_to="2025").narrows_documents


@pytest.mark.parametrize("name", ["languages", "sources"])
def test_a_bare_string_is_no_list(name: str) -> None:
    with pytest.raises(FilterError, match=f"{name} takes a list, not 'pl'"):
        Filters(**{name: "pl"})


@pytest.mark.parametrize("code", ["", "p", "x1", "polisch", "po lish", "\ud800", "\0", "*"])
def test_what_is_no_language_code(code: str) -> None:
    with pytest.raises(FilterError, match="is no language code; write en, hu, pl, ro"):
        Filters(languages=["en", code])


@pytest.mark.parametrize(
    ("asked", "code"),
    [("EN", "en"), ("english", "en"), ("Polish", "pl"), ("polski", "pl"), ("pl-PL", "pl"), ("hu_HU.UTF-8", "hu"),
     ("Română", "ro"), ("romana", "ro"), ("MAGYAR", "hu"), (" ro ", "ro"), ("pl\n", "pl"), ("русский", "ru")],
)  # fmt: skip
def test_a_language_by_name_is_told_its_code(asked: str, code: str) -> None:
    with pytest.raises(FilterError, match=re.escape(f"{asked!r} is no language code; write {code}.")):
        Filters(languages=[asked])


@pytest.mark.parametrize("date", ["07/2025", "2025-13", "", 2025, date(2025, 7, 12)])
def test_dates_as_people_write_them(date: Any) -> None:
    with pytest.raises(FilterError, match="is no date; write 2025, 2025-07 or 2025-07-12"):
        Filters(date_from=date)
    with pytest.raises(FilterError, match="is no date; write 2025, 2025-07 or 2025-07-12"):
        Filters(date_to=date)


@pytest.mark.parametrize("name", ["languages", "sources"])
@pytest.mark.parametrize("values", [None, 3, [None], [3], [["pl"]]])
def test_lists_hold_texts(name: str, values: Any) -> None:
    with pytest.raises(FilterError, match=f"{name} takes (a list|texts), not "):
        Filters(**{name: values})


def test_any_iterable_is_kept() -> None:
    assert Filters(languages=iter(["pl"]), sources={"a.txt"}) == Filters(["pl"], None, None, ["a.txt"])
    assert Filters(languages=iter(["pl"])).matches(document())
    assert not Filters(languages=iter(["pl"])).matches(document(language="ro"))


def test_unknown_is_a_language_to_ask_for() -> None:
    assert Filters(languages=["und"]).matches(document(language="und"))


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [("a.zip", True), ("sub", True), ("sub/*.zip", True), ("sub/a.zip", True), ("sub/a.zip!one.txt", True),
     ("sub/a.zip!*.md", False), ("sub/b.zip", False), ("*.txt", True)],
)  # fmt: skip
def test_a_file_covers_the_documents_inside_it(pattern: str, matches: bool) -> None:
    inside = document("a.zip!one.txt" if pattern == "a.zip" else "sub/a.zip!one.txt")
    assert Filters(sources=[pattern]).covers(inside) is matches
