"""Who and when, behind a sentence and at the end of an answer."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_corpus import make_index

from assistant.answer import Citation
from assistant.saying.attribution import Attribution
from assistant.wording.credits import CREDITS, based_on, credited, named, speaker, written
from index.languages import detect


def cited(source: str = "a.txt", date: str | None = None, who: str = "", via: str = "") -> Citation:
    reporter = Attribution(via, 0, len(via)) if via else None
    by = Attribution(who, 0, len(who), reporter) if who else None
    return Citation(1, source, "Title", date, "en", 0, 5, "quote", 1.0, attribution=by)


@pytest.mark.parametrize(
    ("language", "iso", "expected"),
    [
        ("en", "2025-07", "July 2025"),
        ("en", "2025-07-12", "July 12, 2025"),
        ("pl", "2025-07", "lipiec 2025"),
        ("pl", "2025-07-12", "12 lipca 2025"),
        ("hu", "2025-07", "2025. július"),
        ("ro", "2025-07", "iulie 2025"),
        ("ro", "2025", "2025"),
        ("uk", "2025-07-12", "12 липня 2025\u202fр."),
        ("und", "2025-07", "July 2025"),
        ("pl", "yesterday", "yesterday"),
    ],
)
def test_partial_dates_are_written_in_the_askers_language(language: str, iso: str, expected: str) -> None:
    assert written(iso, language) == expected


def test_a_quote_is_followed_by_who_and_when() -> None:
    citations = [cited(date="2025-07", who="KCNA")]
    assert credited("„...”", citations, "pl", is_quoted=True) == "„...” (KCNA, lipiec 2025)"
    assert credited("“...”", [cited()], "en", is_quoted=True) == "“...”"
    both = [cited(who="Kim", via="KCNA")]
    assert credited("„...”", both, "hu", is_quoted=True) == "„...” (Kim, forrás: KCNA)"


def test_a_sentence_keeps_its_full_stop_and_does_not_name_anybody_twice() -> None:
    citations = [cited(date="2025-07", who="Siergiej Ławrow")]
    assert credited("The visit went well.", citations, "en", is_quoted=False) == (
        "The visit went well (Siergiej Ławrow, July 2025)."
    )
    assert (
        credited("Lavrov praised it.", citations, "en", is_quoted=False) == "Lavrov praised it (July 2025)."
    )


def test_a_long_name_that_the_quote_itself_holds_is_not_said_again() -> None:
    name = "minister of foreign affairs of the republic"
    within = Attribution(name, 0, len(name))
    citation = Citation(1, "a.txt", "Title", "2025-07", "en", 0, 90, "...", 1.0, attribution=within)
    assert credited("“...”", [citation], "en", is_quoted=True) == "“...” (July 2025)"
    assert credited("He said so.", [citation], "en", is_quoted=False) == f"He said so ({name}, July 2025)."
    before = replace(citation, start=60)
    assert credited("“...”", [before], "en", is_quoted=True) == f"“...” ({name}, July 2025)"


def test_several_sources_are_named_once_each_and_too_many_not_at_all() -> None:
    kcna, tass = cited(who="KCNA"), cited(who="TASS")
    assert credited("Yes.", [kcna, tass, kcna], "en", is_quoted=False) == "Yes (KCNA; TASS)."
    assert credited("Yes.", [kcna, tass, cited(who="AP")], "en", is_quoted=False) == "Yes."
    assert credited("Yes.", [cited(who="x" * 81)], "en", is_quoted=False) == "Yes."


DATED = cited("a.txt", "2025-07")
OTHER = cited("b.txt", "2025-07-12")
NONE = cited("c.txt")


@pytest.mark.parametrize(
    ("language", "citations", "expected"),
    [
        ("en", [DATED, NONE], "Based on a document of July 2025 and one without a date."),
        ("en", [DATED, OTHER], "Based on documents of July 2025 and July 12, 2025."),
        ("pl", [DATED, NONE], "Na podstawie dokumentu z lipca 2025 oraz jednego bez daty."),
        (
            "pl",
            [DATED, OTHER, NONE, cited("d.txt")],
            "Na podstawie dokumentów z lipca 2025 i z 12 lipca 2025 oraz 2 bez daty.",
        ),
        ("pl", [cited(date="2023"), NONE], "Na podstawie dokumentu z 2023 roku oraz jednego bez daty."),
        (
            "hu",
            [DATED, NONE],
            "A felhasznált dokumentum dátuma: 2025. július; egy dokumentumnak nincs dátuma.",
        ),
        ("ro", [DATED, NONE], "Pe baza unui document din iulie 2025 și a unuia fără dată."),
        (
            "ro",
            [DATED, NONE, cited("d.txt")],
            "Pe baza unui document din iulie 2025 și a 2 documente fără dată.",
        ),
        (
            "ro",
            [DATED, *(cited(f"{n}.txt") for n in range(20))],
            "Pe baza unui document din iulie 2025 și a 20 de documente fără dată.",
        ),
        ("de", [DATED, NONE], "Based on a document of July 2025 and one without a date."),
        ("en", [DATED], ""),
        ("en", [DATED, cited("b.txt", "2025-07")], ""),
        ("en", [NONE, cited("d.txt")], ""),
        ("en", [], ""),
    ],
)
def test_the_dates_of_what_an_answer_rests_on(
    language: str, citations: list[Citation], expected: str
) -> None:
    assert based_on(citations, language) == expected


def test_of_many_dates_the_first_and_the_last() -> None:
    many = [cited(f"{year}.txt", str(year)) for year in (2024, 2021, 2023, 2022)]
    assert based_on(many, "en") == "Based on documents of 2021 – 2024."


@pytest.mark.parametrize("language", CREDITS)
def test_each_language_speaks_for_itself(language: str) -> None:
    assert detect(based_on([DATED, OTHER, NONE, cited("d.txt")], language)) == language


def test_the_speaker_is_looked_up_in_the_document_as_it_is_now(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    (passage,) = [hit.passage for hit in index.search("pier cost million crowns council", 1)]
    start = passage.text.index("The pier cost") + passage.start
    end = passage.text.index("city council.") + len("city council.") + passage.start
    found = speaker(index, passage, start, end, "en")
    assert found
    assert found.text == "city council"
    assert speaker(index, passage, passage.start, passage.start + 5, "en") is None


def test_a_document_that_is_gone_has_no_speaker(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    (passage,) = [hit.passage for hit in index.search("pier cost million crowns council", 1)]
    (tmp_path / "corpus" / passage.source).unlink()
    index.sync()
    assert speaker(index, passage, passage.start, passage.end, "en") is None


def test_a_date_that_ends_with_a_full_stop_gets_no_second_one() -> None:
    citations = [
        replace(cited(), source=str(n), date=date) for n, date in enumerate(["2025-07", "2025-07-12"])
    ]
    said = based_on(citations, "hu")
    assert said.endswith("12.")
    assert not said.endswith("..")


def test_a_number_in_a_title_cannot_be_taken_for_a_citation() -> None:
    assert "[2]" not in named(replace(cited(), title="Report [2] on Kursk"), "en")
