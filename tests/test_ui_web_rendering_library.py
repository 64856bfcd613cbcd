"""The list of documents: what stands beside each, and what can be done with it."""

from dataclasses import replace

import pytest
from html_pages import ATTACKS, Page, check_harmless
from turn_views import FOUND

from index.records import DocumentInfo, SkippedFile
from ui.web.rendering import library
from ui.web.texts import LOCALES, words

EN = words("en")
OWN = DocumentInfo("press/a.txt", "A title", "2025-07", "pl", None, 3, 900)
ADDED = replace(OWN, source=".added/b.md", title="B title")


def test_own_documents_can_be_hidden_and_added_ones_removed() -> None:
    page = Page(library.listing([OWN, ADDED], frozenset(), 2, EN))
    assert [a["data-source"] for a in page.acts("hide")] == ["press/a.txt"]
    (remove,) = page.acts("remove")
    assert (remove["data-source"], remove["data-sure"]) == (".added/b.md", EN.say("remove_sure"))
    assert "added" in page.words
    assert "3 passages" in page.words
    assert len(page.acts("read")) == 2


def test_hidden_documents_can_be_shown_again_and_not_be_read() -> None:
    page = Page(library.listing([OWN], frozenset({OWN.source}), 1, EN))
    assert [a["data-source"] for a in page.acts("unhide")] == [OWN.source]
    assert page.acts("read") == page.acts("hide") == []
    assert "hidden" in page.words


def test_a_document_inside_an_added_file_is_removed_with_the_file() -> None:
    inside = replace(ADDED, source=".added/table.csv!3")
    (remove,) = Page(library.listing([inside], frozenset(), 1, EN)).acts("remove")
    assert remove["data-source"] == ".added/table.csv"
    assert EN.say("remove_file", name="table.csv") in library.listing([inside], frozenset(), 1, EN)


def test_an_added_file_that_cannot_be_read_can_be_removed() -> None:
    skipped = [SkippedFile(".added/b.pdf", "is scanned"), SkippedFile("own.pdf", "is scanned")]
    page = Page(library.listing([OWN], frozenset(), 1, EN, skipped=skipped))
    assert [a["data-source"] for a in page.acts("remove")] == [".added/b.pdf"]


def test_an_added_document_that_is_hidden_can_be_shown_again() -> None:
    page = Page(library.listing([ADDED], frozenset({ADDED.source}), 1, EN))
    assert [a["data-source"] for a in page.acts("unhide")] == [ADDED.source]


def test_how_many_match_and_that_there_are_more_is_told() -> None:
    page = Page(library.listing([OWN], frozenset(), 1234, EN, rest=7))
    assert "8 of 1,234 documents" in page.words
    assert len(page.acts("more")) == 1


def test_nothing_found_and_nothing_there_are_told_apart() -> None:
    assert EN.say("library_empty") in library.listing([], frozenset(), 0, EN)
    assert EN.say("library_nothing") in library.listing([], frozenset(), 5, EN, query="x")


def test_a_search_shows_passages_and_files_left_out_say_why() -> None:
    page = Page(library.listing([], frozenset(), 5, EN, query="x", found=FOUND))
    assert len(page.all("passage")) == 3
    skipped = library.listing([OWN], frozenset(), 5, EN, skipped=[SkippedFile("x.exe", "has a format <b>")])
    assert "has a format <b>" in Page(skipped).text


def test_progress_is_told_in_words_and_as_a_bar() -> None:
    page = Page(library.state(3, 40, EN))
    assert "Indexing 3 of 40 passages" in page.words
    assert next(a for tag, a in page.tags if tag == "progress")["max"] == "40"
    assert library.state(0, 0, EN) == ""
    assert "Process 7 writes" in library.state(0, 0, EN, note="Process 7 writes")
    assert Page(library.state(0, 0, EN, error="Disk full")).all("hint")[0]["role"] == "alert"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_place_for_files_says_what_is_taken(locale: str) -> None:
    page = Page(library.pane(words(locale)) + library.adding([".md", ".txt"], "50 MB", words(locale)))
    ((_, files),) = [tag for tag in page.tags if tag[1].get("type") == "file"]
    assert files["accept"] == ".md,.txt"
    assert "md, txt" in page.text
    assert "50 MB" in page.text
    assert [a["aria-controls"] for _, a in page.tags if a.get("role") == "tab"] == ["reader", "library"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_stay_text(attack: str) -> None:
    bad = replace(OWN, source=attack, title=attack, date=attack, language=attack, url=attack)
    skipped = [SkippedFile(attack, attack)]
    for html in (
        library.listing(
            [bad, replace(bad, source=".added/" + attack)], frozenset({attack}), 2, EN, skipped=skipped
        ),
        library.state(1, 2, EN, error=attack),
        library.told(attack, is_wrong=True),
    ):
        check_harmless(html)
