"""Hyphens at the ends of lines: what the document itself says of its words decides."""

import pytest

from index.readers.hyphens import Hyphens


def joined(above: str, line: str, *others: str) -> str | None:
    return Hyphens([[above, line], others]).joined(above, line)


@pytest.mark.parametrize(
    ("above", "line", "others", "together"),
    [
        ("the largest har-", "bour", [], "the largest harbour"),
        ("Inginerul-", "șef a venit", [], "Inginerulșef a venit"),  # nothing tells
        ("Inginerul-", "șef a venit", ["Inginerul a spus.", "Un medic-șef."], "Inginerul-șef a venit"),
        ("Inginerul-", "șef a venit", ["Inginerul e șef."], "Inginerul-șef a venit"),
        ("Inginerul-", "șef a venit", ["inginerul-șef"], "Inginerul-șef a venit"),
        ("Inginerul-", "șef a venit", ["Inginerulșef, inginerul, șef"], "Inginerulșef a venit"),
        ("umowa polsko-", "rosyjska", ["granica polsko-litewska", "rosyjska flota"], "umowa polsko-rosyjska"),
        ("new in-", "formation", ["in this formation"], "new information"),
        ("every-", "one came", ["information for everyone"], "everyone came"),
        ("a NATO-", "ban", [], "a NATO-ban"),
        ("he s-", "a dus", [], "he s-a dus"),
        ("z Bielska-", "Białej", [], "z Bielska-Białej"),
        ("THE LARGEST HAR-", "BOUR", [], "THE LARGEST HARBOUR"),
        ("the Bielsko\u00ad", "biala", ["Bielsko biala"], "the Bielskobiala"),
        ("so it was -", "and is", [], None),
        ("pages 12-", "14", [], None),
        ("the harbour", "was", [], None),
        ("har-", "- bour", [], None),
        ("", "", [], None),
    ],
)
def test_a_line_and_the_next(above: str, line: str, others: list[str], together: str | None) -> None:
    assert joined(above, line, *others) == together


def test_parts_of_divided_words_are_no_words() -> None:
    lines = ["the water-", "works and the water-", "works"]
    assert Hyphens([lines]).joined("water-", "works") == "waterworks"
