"""Why filters match nothing: the right one is blamed, and what is offered instead does match."""

import json
from dataclasses import replace
from itertools import product

import pytest

from index.filters import Filters
from index.no_match import NoMatch, explain
from index.records import DocumentInfo


def document(source: str, day: str | None, language: str) -> DocumentInfo:
    return DocumentInfo(source, "Title", day, language, None, 1, 100)


DOCUMENTS = [
    document("notes.txt", None, "pl"),
    document("press/2024/kim.txt", "2024-02-29", "pl"),
    document("press/2025/lavrov.txt", "2025-07", "ro"),
    document("reports/yearly.md", "2025", "hu"),
    document("reports/Łódź.md", None, "hu"),
    document("reports/pier.md", "2023-03-05", "pl"),
]

NONE = {"languages": {"languages": ()}, "dates": {"date_from": None}, "sources": {"sources": ()}}


def explained(**filters: object) -> NoMatch:
    said = explain(Filters(**filters), DOCUMENTS)
    assert said is not None
    json.dumps(said.to_dict())
    return said


@pytest.mark.parametrize(
    "filters",
    [
        None,
        Filters(),
        Filters(languages=["pl"]),
        Filters(languages=["de", "pl"]),
        Filters(languages=["ro"], date_from="2025-07"),
        Filters(sources=["nowhere", "press"]),
    ],
)
def test_nothing_to_explain(filters: Filters | None) -> None:
    assert explain(filters, DOCUMENTS) is None


def test_no_documents_at_all() -> None:
    assert explain(Filters(), []) is None
    said = explain(Filters(languages=["pl"], date_from="2025", sources=["a"]), [])
    assert said is not None
    assert said.blamed == ("languages", "dates", "sources")
    assert str(said) == (
        "No document matches these filters: language pl; date 2025 – …; source 'a'. No document has a date."
    )


def test_a_language_that_nothing_is_in() -> None:
    said = explained(languages=["de", "sv"])
    assert said.blamed == ("languages",)
    assert not said.together
    assert said.languages == (("pl", 3), ("hu", 2), ("ro", 1))
    assert said.sentences() == [
        "No document matches these filters: language de, sv.",
        "Languages to choose from: pl (3), hu (2), ro (1).",
    ]


def test_dates_that_nothing_is_of() -> None:
    said = explained(date_from="2030")
    assert (said.first, said.last, said.undated) == ("2023-03-05", "2025", 2)
    assert said.sentences()[1:] == [
        "Dates to choose from: 2023-03-05 – 2025.",
        "Documents left out for having no date: 2.",
    ]
    assert "date 2030 – …" in str(said)
    assert "date … – 1999" in str(explained(date_to="1999"))


def test_dates_where_nothing_is_dated() -> None:
    said = explain(Filters(date_from="2025"), [document("a.txt", None, "pl")])
    assert said is not None
    assert said.sentences()[1:] == ["No document has a date."]
    assert said.undated == 1


@pytest.mark.parametrize(
    ("asked", "similar"),
    [
        ("pres", ["press"]),
        ("pres/*", ["press"]),
        ("PRESS", ["press"]),
        ("press\\2025", ["press/2025"]),
        ("./press", ["press"]),
        ("../corpus/press/2024", ["press/2024"]),
        ("/home/ann/corpus/press/2025/lavrov.txt", ["press/2025/lavrov.txt"]),
        ("lavrov.txt", ["press/2025/lavrov.txt"]),
        ("lawrov.txt", ["press/2025/lavrov.txt"]),
        ("2024", ["press/2024"]),
        ("report", ["reports"]),
        ("łódź.md", ["reports/Łódź.md"]),
        ("*.pdf", []),
        ("", []),
        ("/", []),
        ("..", []),
        ("[", []),
        ("zzz", []),
        ("\ud800\0", []),
    ],
)
def test_sources_written_otherwise_or_misspelled(asked: str, similar: list[str]) -> None:
    said = explained(sources=[asked])
    assert list(said.similar)[: max(1, len(similar))] == similar
    assert said.sources == ("press/", "reports/", "notes.txt")
    assert str(said).isprintable()
    assert ("Similar names" in str(said)) == bool(similar)
    assert ("Sources to choose from: 'press/', 'reports/', 'notes.txt'." in str(said)) == (not similar)


def test_filters_that_match_nothing_together() -> None:
    said = explained(languages=["ro"], date_to="2024")
    assert said.together
    assert said.blamed == ("languages", "dates")
    assert said.languages == (("pl", 2),)  # of that time
    assert (said.first, said.last) == ("2025-07", "2025-07")  # in Romanian
    assert str(said).endswith(" Dates to choose from: 2025-07.")
    assert str(said).startswith(
        "Each of these filters matches some documents, but none matches all of them: "
    )


def test_the_innocent_is_not_blamed() -> None:
    said = explained(languages=["ro"], date_to="2024", sources=["press"])
    assert said.blamed == ("languages", "dates")
    said = explained(languages=["de"], sources=["press"])
    assert said.blamed == ("languages",)
    assert said.languages == (("pl", 1), ("ro", 1))  # in press


def test_three_that_go_together_two_by_two_only() -> None:
    documents = [
        document("a/x.txt", "2025", "pl"),
        document("a/y.txt", "2020", "hu"),
        document("b/z.txt", "2025", "hu"),
    ]
    said = explain(Filters(languages=["hu"], date_from="2025", sources=["a"]), documents)
    assert said is not None
    assert said.blamed == ("languages", "dates", "sources")
    assert said.together
    assert said.languages == (("pl", 1),)
    assert said.first == said.last == "2020"
    assert said.sources == ("b/",)


def test_whatever_is_offered_matches() -> None:
    seen = 0
    choices = product(
        [(), ["de"], ["ro"], ["hu", "pl"]], [None, "2030", "2025-07"], [(), ["pres"], ["reports"]]
    )
    for languages, date, sources in choices:
        filters = Filters(languages, date, None, sources)
        said = explain(filters, DOCUMENTS)
        if said is None:
            continue
        instead = {
            "languages": [replace(filters, languages=[code]) for code, _ in said.languages],
            "sources": [replace(filters, sources=[name]) for name in said.sources],
            "dates": [replace(filters, date_from=said.last)],
        }
        for kind in said.blamed:
            nothing_else = replace(filters, **NONE[kind])
            if explain(nothing_else, DOCUMENTS) is None:
                seen += 1
                assert all(explain(other, DOCUMENTS) is None for other in instead[kind])
    assert seen > 10


def test_long_lists_are_cut() -> None:
    many = [document(f"{n:03}.txt", None, "pl") for n in range(30)]
    said = explain(Filters(sources=["zzz"]), many)
    assert said is not None
    assert str(said).endswith("'006.txt', '007.txt', ….")


@pytest.mark.parametrize("evil", ["\x1b[2J.txt", "a\u202eb.txt", "\udcff.txt", "a\nb.txt"])
def test_names_cannot_steer_the_terminal(evil: str) -> None:
    said = explain(Filters(sources=["zzz", evil[:-1]]), [document(evil, None, "pl")])
    assert str(said).isprintable()
