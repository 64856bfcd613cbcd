"""A sentence that says the question again is no answer, in four languages."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering.echoes import asks, leaves_untranslated, repeats_only, says_nothing_new
from assistant.answering.support import Judgement
from assistant.finding.evidence import Evidence
from index.passages import Passage

# by language: a question, the same said back, an answer, a quote on the subject that holds nothing of what was asked
ECHOES = {
    "en": (
        "Who led the Danish expedition that crossed Brenna?",
        "The Danish expedition that crossed Brenna led.",
        "Anna Holm led the Danish expedition that crossed Brenna.",
        "Anna Holm was seen in Brenna.",
    ),
    "pl": (
        "Kto prowadził duńską wyprawę przez Brenną?",
        "Duńską wyprawę przez Brenną prowadził.",
        "Duńską wyprawę przez Brenną prowadziła Anna Holm.",
        "Anna Holm była w Brennej.",
    ),
    "hu": (
        "Ki vezette a dán expedíciót Brennán?",
        "A dán expedíciót Brennán vezette.",
        "A dán expedíciót Brennán Anna Holm vezette.",
        "Anna Holm Brennán járt.",
    ),
    "ro": (
        "Cine a condus expediția daneză prin Brenna?",
        "Expediția daneză prin Brenna a condus.",
        "Expediția daneză prin Brenna a fost condusă de Anna Holm.",
        "Anna Holm era la Brenna.",
    ),
}


def evidence(text: str, language: str, likelihood: float) -> Evidence:
    passage = Passage("id", "doc", "a.txt", 0, len(text), text, "", "A title", None, language, ())
    vector = np.ones(2, np.float32)
    return Evidence(passage, 0, len(text), text, language, 0.0, 0.5, vector, likelihood)


def judgement(*quotes: Evidence) -> Judgement:
    return Judgement("supported", tuple((quote, 0.6) for quote in quotes), (), 0.7)


@pytest.mark.parametrize(
    "text", ["Hol tárgyalt Anna?", "Gdzie była „Anna?”", 'Who was "it?"', "Unde este?  "]
)
def test_a_question_asks(text: str) -> None:
    assert asks(text)
    assert not asks(text.replace("?", "."))
    assert not asks(f"{text} Brenna.")


@pytest.mark.parametrize("language", ECHOES)
def test_what_the_question_says_is_nothing_new(language: str) -> None:
    question, echo, answer, _ = ECHOES[language]
    assert says_nothing_new(echo, question, language)
    assert not says_nothing_new(answer, question, language)
    assert not says_nothing_new(f"{echo[:-1]} 7.", question, language)


def test_a_yes_or_no_and_a_question_of_no_known_kind_may_be_said_back() -> None:
    assert not says_nothing_new("The harbour was closed.", "Was the harbour closed?", "en")
    assert not says_nothing_new("A kikötő zárva van.", "A kikötő zárva van?", "hu")
    assert not says_nothing_new("Der Hafen liegt.", "Wo liegt der Hafen?", "de")


@pytest.mark.parametrize("language", ECHOES)
def test_what_is_asked_must_stand_in_a_quote_or_be_likely(language: str) -> None:
    question, _, answer, beside = ECHOES[language]
    near, best = evidence(beside, language, 0.1), evidence("Another.", "sv", 0.6)
    found = [near, best]
    assert repeats_only(answer, question, judgement(near), found, language)
    likely = replace(near, likelihood=0.5)
    assert not repeats_only(answer, question, judgement(likely), [likely, best], language)
    said = evidence(answer, language, 0.1)
    assert not repeats_only(answer, question, judgement(near, said), [*found, said], language)


def test_where_no_quote_is_in_the_language_words_tell_nothing() -> None:
    question, _, answer, _ = ECHOES["en"]
    other = evidence(ECHOES["pl"][3], "pl", 0.1)
    assert not repeats_only(answer, question, judgement(other), [other, evidence("x", "sv", 0.9)], "en")


def test_a_sentence_in_words_of_its_own_repeats_nothing() -> None:
    near = evidence("Anna Holm was seen in Brenna.", "en", 0.1)
    found = [near, evidence("Another.", "sv", 0.6)]
    assert not repeats_only("Holm went there.", "Who led them?", judgement(near), found, "en")


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("Hány ember halt meg a balesetben?", "A balesetben hat ember halt meg.", "hu"),
        ("Ile statków zatonęło?", "Zatonęły dwa statki.", "pl"),
        ("Câte nave s-au scufundat?", "S-au scufundat opt nave.", "ro"),
        ("How many ships sank near Brenna?", "Near Brenna, six ships sank.", "en"),
    ],
)
def test_a_short_number_is_something_new(question: str, text: str, language: str) -> None:
    assert not says_nothing_new(text, question, language)


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ("The building was the híres Gulistan hall.", True),
        ("The building was the famous Gulistán hall.", False),  # a name
        ("The building was a café.", False),  # no quote has it
        ("It stood in an épület.", False),  # the asker's own word
        ("It was a hall once.", False),
    ],
)
def test_a_word_of_a_quote_in_another_language_is_left_untranslated(text: str, is_left: bool) -> None:
    quote = evidence("Az épület a szobor mögött valaha a híres Gulistán mozi volt.", "hu", 0.9)
    asked = "What is an épület?"
    assert leaves_untranslated(text, asked, judgement(quote), "en") == is_left
    assert not leaves_untranslated(text, asked, judgement(replace(quote, language="en")), "en")


@pytest.mark.parametrize(
    ("language", "text", "other", "quote"),
    [
        ("pl", "W mieście działali żołnierze wyklęci.", "en", "The so-called żołnierze wyklęci were active."),
        ("en", "The communiqué was signed by both.", "fr", "Le communiqué a été signé."),
        ("sk", "Vláda schválila nový zákon.", "cs", "Vláda schválila nový zákon."),
        ("uk", "Міністр підписав закон.", "ru", "Министр подписал закон."),
    ],
)
def test_words_that_a_language_may_have_itself_are_its_own(
    language: str, text: str, other: str, quote: str
) -> None:
    assert not leaves_untranslated(text, "", judgement(evidence(quote, other, 0.9)), language)


def test_what_a_quote_in_the_sentences_language_holds_is_translated() -> None:
    foreign = evidence("A híres mozi itt állt.", "hu", 0.9)
    own = evidence("The híres hall, as they call it, stood here.", "en", 0.9)
    text = "The híres hall stood here."
    assert leaves_untranslated(text, "", judgement(foreign), "en")
    assert not leaves_untranslated(text, "", judgement(foreign, own), "en")
