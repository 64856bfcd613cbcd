"""The place of a text most like a quote."""

import time

import pytest
from small_corpus import TEXTS

from assistant.export.nearest import ALIKE, nearest

TEXT = TEXTS["harbour.txt"]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        (
            "The harbour of Brenna was opened in 1921 and has room for 430 ships.",
            "The harbour of Brenna was opened in 1912 and has room for 340 ships.",
        ),
        (
            "Mayor Jan Wilk has opened the new pier on Saturday.",
            "Mayor Anna Kowal opened the new pier on Friday.",
        ),
        (  # cut in two since
            "The harbour of Brenna was opened in 1912 and has room for 340 ships; Mayor Anna Kowal opened the new "
            "pier on Friday.",
            "The harbour of Brenna was opened in 1912 and has room for 340 ships. Mayor Anna Kowal opened the new "
            "pier on Friday.",
        ),
        ("The new pier of Brenna Harbor", "The new pier of Brenna harbour"),
    ],
)
def test_what_was_changed_is_found(quote: str, found: str) -> None:
    now = nearest(quote, TEXT, "en")
    assert now is not None
    assert TEXT[now.start : now.end] == found
    assert ALIKE <= now.likeness < 1


@pytest.mark.parametrize(
    "quote",
    [
        "The observatory on the hill owns a telescope from 1888.",
        "Parcul central din oraș a fost amenajat de grădinarul Mihai Stan.",
        "天文台は丘の上にあります。",
        "x",
        "...",
    ],
)
def test_what_a_text_never_said_is_not_found_in_it(quote: str) -> None:
    now = nearest(quote, TEXT, "en")
    assert now is None or now.likeness < ALIKE


def test_a_sentence_that_lost_its_end_is_told_without_the_next_one() -> None:
    text = TEXT.replace("ships. Mayor", "ships and boats, mayor")
    now = nearest("The harbour of Brenna was opened in 1912 and has room for 340 ships.", text, "en")
    assert now is not None
    assert text[now.start : now.end] == "The harbour of Brenna was opened in 1912 and has room for 340 ships"


def test_white_space_and_scripts_without_spaces() -> None:
    now = nearest(
        "天文台は丘の上にあり、望遠鏡がある。", "町の紹介。天文台は丘の上にあり、古い望遠鏡がある。", "ja"
    )
    assert now is not None
    assert now.likeness > 0.9
    wrapped = TEXT.replace("room for", "room\r\nfor")
    now = nearest("The harbour of Brenna was opened in 1912 and has room for 340 ships.", wrapped, "en")
    assert now is not None
    assert "room\r\nfor" in wrapped[now.start : now.end]


@pytest.mark.parametrize("text", ["", "\n\n", "\0", "a", "\udcff", "\n".join("ab" for _ in range(50))])
def test_any_text_will_do(text: str) -> None:
    nearest("The harbour of Brenna was opened in 1912.", text, "und")


def test_a_long_text_takes_time_in_proportion() -> None:
    long = "\n\n".join(
        f"Paragraph {number} says of number {number} what it is. {TEXT}" for number in range(1500)
    )
    quote = "Paragraph 700 says of the number 700 what it was."
    start = time.perf_counter()
    now = nearest(quote, long, "en")
    assert time.perf_counter() - start < 20
    assert now is not None
    assert long[now.start : now.end] == "Paragraph 700 says of number 700 what it is."
