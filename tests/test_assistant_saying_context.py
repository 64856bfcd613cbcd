"""Sentences that lean on the one before them, and those that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.saying.context import AROUND, context, leans

TEXT = "Anna Brandt chairs the board. She left for Brenna in May. The board met without her."


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "She left for Brenna in May."),
        ("en", "In 2019 they sold the mill."),
        ("en", "His brother runs the mill."),
        ("en", "This decision surprised the town."),
        ("en", "According to them, nothing has changed."),
        ("pl", "Jego brat prowadzi młyn."),
        ("pl", "Wtedy ich wrak leżał koło portu."),
        ("pl", "Dodał, że rozmowy trwają."),
        ("hu", "Ezt a hidat tavaly zárták le."),
        ("hu", "Hozzátette, hogy a tárgyalások folytatódnak."),
        ("ro", "Acesta a plecat în mai."),
        ("ro", "A adăugat că discuțiile continuă."),
    ],
)
def test_a_pronoun_before_any_name_leans(language: str, sentence: str) -> None:
    assert leans(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Anna Brandt said that she would leave."),
        ("en", "The president said that he would leave."),
        ("en", "There are 340 places in the harbour."),
        ("en", "Brenna and its harbour were closed."),
        ("en", "The mill burned down."),
        ("pl", "Jan Wilk powiedział, że jego brat wróci."),
        ("pl", "Wodarz wydał oświadczenie, w którym zaznaczył, że nie brał udziału w sprawie."),
        ("hu", "A malom leégett."),
        ("ro", "Casa lui Ion a ars."),
        ("ro", "Moara a ars în martie."),
        ("de", "Er kam im Mai."),  # no list of words, no guess
        ("en", ""),
    ],
)
def test_a_sentence_that_names_what_it_is_about_stands_by_itself(language: str, sentence: str) -> None:
    assert not leans(sentence, language)


def test_what_it_leans_on_is_the_sentence_before_it() -> None:
    found = context(TEXT, 30, 57, "en")
    assert TEXT[30:57] == "She left for Brenna in May."
    assert found is not None
    assert (found.text, found.start, found.end) == ("Anna Brandt chairs the board.", 0, 29)
    assert context(TEXT, 0, 29, "en") is None
    assert context(TEXT, 58, len(TEXT), "en") is None  # `the board` comes first


def test_a_heading_or_nothing_explains_no_pronoun() -> None:
    assert context("She left in May.", 0, 16, "en") is None
    text = "The board of Brenna\n\nShe left in May."
    assert context(text, 21, len(text), "en") is None


def test_a_sentence_too_long_or_cut_explains_no_pronoun() -> None:
    long = "Anna Brandt, " + "who chairs the board and much else besides, " * (AROUND // 40) + "left."
    text = f"{long} She came back."
    assert context(text, len(long) + 1, len(text), "en") is None
    far = f"{'The mill burned down. ' * 60}Anna Brandt came. She left in May."
    found = context(far, len(far) - 16, len(far), "en")
    assert found is not None
    assert found.text == "Anna Brandt came."


@given(
    st.text(max_size=400),
    st.integers(0, 400),
    st.integers(0, 60),
    st.sampled_from(["en", "pl", "hu", "ro", "und"]),
)
def test_it_is_verbatim_whatever_the_text(text: str, start: int, length: int, language: str) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    found = context(text, start, end, language)
    if found is not None:
        assert text[found.start : found.end] == found.text
        assert found.end <= start
