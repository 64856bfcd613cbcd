"""Filters on the page: the form, the chips, and what is said under a question."""

import pytest
from html_pages import ATTACKS, Page, check_harmless

from index.filters import Filters
from ui.web.rendering import filters
from ui.web.texts import words

EN = words("en")
ALL = Filters(languages=["ro", "pl"], date_from="2025-07", date_to="2025", sources=["press/*", "a.txt"])


def test_the_form_holds_what_is_asked_for() -> None:
    page = Page(filters.form(ALL, ["pl", "hu", "und"], EN))
    boxes = [a for tag, a in page.tags if tag == "input" and a["type"] == "checkbox"]
    assert [(box["value"], "checked" in box) for box in boxes] == [("pl", True), ("hu", False), ("ro", True)]
    fields = {a["name"]: a["value"] for tag, a in page.tags if tag == "input" and a["type"] == "text"}
    assert fields == {"from": "2025-07", "to": "2025"}
    assert "press/*\na.txt" in page.words
    assert [tag for tag, _ in Page(filters.form(None, [], EN)).tags if tag == "fieldset"] == []


def test_every_filter_has_a_chip_and_a_way_out() -> None:
    page = Page(filters.chips(ALL, EN))
    assert [(a["data-kind"], a["data-value"]) for a in page.acts("unfilter")] == [
        ("language", "ro"),
        ("language", "pl"),
        ("from", "2025-07"),
        ("to", "2025"),
        ("source", "press/*"),
        ("source", "a.txt"),
    ]
    assert "from July 2025" in page.words
    assert len(page.acts("clear")) == 1
    assert filters.chips(None, EN) == filters.chips(Filters(), EN) == ""


def test_a_filter_that_cannot_be_used_is_told_beside_those_that_hold() -> None:
    page = Page(filters.chips(ALL, EN, "'2025-13' is no date"))
    assert "'2025-13' is no date" in page.words
    assert page.all("hint")[0]["role"] == "alert"
    assert len(page.all("chip")) == 6


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_stay_text(attack: str) -> None:
    bad = Filters(sources=[attack])
    for html in (
        filters.form(bad, [attack], EN),
        filters.chips(bad, EN, attack),
        filters.searched_only(bad, EN),
    ):
        check_harmless(html)
