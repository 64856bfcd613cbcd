"""What a sentence claims and its quotes do not say, across languages."""

from dataclasses import replace

import pytest

from assistant.answer import Doubt
from assistant.answering.claims import claims, contradiction, facts, lacking, unnamed
from index.passages import Passage

QUOTE = facts("13 lipca Kim przyjął Ławrowa w Wonsan; dostarczono 1,6 mln pocisków.", "pl")
PASSAGE = Passage("p", "d", "a.txt", 0, 0, "", "", "Raport C4ADS", "2025-07", "pl", ())


@pytest.mark.parametrize(
    ("sentence", "doubts"),
    [
        ("On 13 July Kim received Lavrov in Wonsan.", ()),
        ("It was 1.6 million shells.", ()),
        ("It was 2.6 million shells.", (Doubt("numbers", ("2.6 million",)),)),
        ("On 14 July Kim received Lavrov.", (Doubt("dates", ("14 July",)),)),
        ("Then Kim received Trump in Wonsan.", (Doubt("names", ("Trump",)),)),
        ("It was in 2024.", (Doubt("numbers", ("2024",)),)),
        ("He came.", ()),
    ],
)
def test_what_is_lacking(sentence: str, doubts: tuple[Doubt, ...]) -> None:
    assert lacking(claims(sentence, "en"), [QUOTE]) == doubts


def test_the_date_and_the_title_of_the_document_count() -> None:
    claimed = claims("In July 2025, according to C4ADS, it was so.", "en")
    assert lacking(claimed, [QUOTE], [PASSAGE]) == ()
    assert {doubt.kind for doubt in lacking(claimed, [QUOTE])} == {"dates", "numbers"}
    other = replace(PASSAGE, date="2024-07")
    assert [doubt.kind for doubt in lacking(claimed, [QUOTE], [other])] == ["dates"]


def test_a_name_may_stand_around_the_quote() -> None:
    claimed = claims("Then Putin met Lavrov in Ostrava.", "en")
    around = replace(PASSAGE, text="Wcześniej Putin odleciał.")
    assert lacking(claimed, [QUOTE], [around]) == (Doubt("names", ("Putin", "Ostrava")),)
    assert unnamed(claimed, [QUOTE], [around]) == ["Ostrava"]


def test_a_first_word_is_a_name_when_a_quote_knows_it() -> None:
    assert claims("Putin received Lavrov.", "en").names == ("Lavrov",)
    assert claims("Putin received Lavrov.", "en", {"Putin"}).names == ("Putin", "Lavrov")


def test_months_and_days_are_no_names() -> None:
    assert claims("He came in July, on Wednesday, to Brenna.", "en").names == ("Brenna",)


@pytest.mark.parametrize(
    ("sentence", "language", "quote", "is_doubted"),
    [
        ("Kim did not come.", "en", "Kim przyjechał.", True),
        ("Kim came.", "en", "Kim nie przyjechał.", True),
        ("Kim did not come.", "en", "Kim nie przyjechał.", False),
        ("Kim was unable to come.", "en", "Kim nie mógł przyjechać.", False),
        ("Kim kam nicht.", "de", "Kim przyjechał.", False),
    ],
)
def test_only_one_negates(sentence: str, language: str, quote: str, is_doubted: bool) -> None:
    doubt = contradiction(claims(sentence, language), [facts(quote, "pl")])
    assert (doubt is not None and doubt.kind == "negation") is is_doubted


def test_nothing_contradicts_nothing() -> None:
    assert contradiction(claims("No.", "en"), []) is None


@pytest.mark.parametrize(
    "text", ["9" * 5000, "1,6" * 2000, "\ud800 ½½ ² ٣٫٥ ۵ p.m.", "12:30" * 500, "A" * 5000, "II " * 500]
)
@pytest.mark.parametrize("language", ["en", "ar", "zh", "und"])
def test_any_text_can_be_read(text: str, language: str) -> None:
    assert lacking(claims(f"On {text} p.m. 5 July", language), [facts(text, language)]) is not None
