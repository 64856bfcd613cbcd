"""Names counted in all their cases and spellings, and called as they are without an ending."""

from pathlib import Path

import pytest

from assistant.talk.topics import Name, Topic, titles, topics
from index.documents import Document
from index.passages import Passage, cut


def passages(*texts: str, language: str = "pl", title: str = "x") -> list[Passage]:
    return [
        passage
        for number, text in enumerate(texts)
        for passage in cut(
            Document(str(number), f"{number}.txt", text, title, None, language, None, str(number))
        )
    ]


def said(*texts: str, language: str = "pl", asked: str = "") -> list[tuple[str, ...]]:
    return [topic.words for topic in topics(passages(*texts, language=language), asked or language)]


LAWROW = (
    "Minister spraw zagranicznych Rosji Siergiej Ławrow przyjechał wczoraj do miasta. "
    "Dziennikarze czekali na Siergieja Ławrowa przed hotelem. "
    "Wieczorem Ławrow spotkał się tam z lokalnymi władzami. "
    "Mieszkańcy Rosji nie zostali o tym wcześniej uprzedzeni."
)


def test_a_name_is_one_in_all_its_cases_and_without_the_country_it_is_from() -> None:
    found = topics(passages(LAWROW), "pl")
    by_name = {name.base: name for topic in found for name in topic.names}
    assert set(by_name) == {"Siergiej Ławrow", "Rosja"}
    assert by_name["Siergiej Ławrow"].sentences == 3  # the surname alone among them
    assert by_name["Rosja"].is_place
    assert ("Siergiej Ławrow", "Rosja") in said(LAWROW)


def test_a_country_is_called_as_the_language_of_the_question_calls_it() -> None:
    assert said(LAWROW, asked="en")[0][1] == "Russia"


def test_what_only_one_sentence_names_is_no_topic() -> None:
    assert said("Wczoraj otwarto tam most, a burmistrz Jan Wilk przeciął wstęgę.") == []


def test_a_surname_belongs_to_whom_its_own_document_names() -> None:
    other = "Na miejscu był też Marek Ławrow. Potem Marek Ławrow odjechał, a inny Ławrow został."
    found = {
        name.base: name.sentences for topic in topics(passages(LAWROW, other), "pl") for name in topic.names
    }
    assert found["Siergiej Ławrow"] == 3
    assert found["Marek Ławrow"] >= 2


def test_months_days_and_long_capitals_are_no_names() -> None:
    text = "It was on Friday that they came in July. They left on Friday, in July, said BREAKINGNEWS."
    assert said(text, text, language="en") == []


def test_a_single_word_is_a_name_when_it_is_a_place_or_often_spoken_of() -> None:
    twice = "People saw the Harbourer there. Again the Harbourer came."
    assert said(twice, language="en") == []
    assert said(twice, twice.replace("People", "Others"), language="en") == [("Harbourer",)]
    assert said("He flew to Poland at last. People in Poland were glad.", language="en") == [("Poland",)]


def test_a_post_in_another_language_names_nothing() -> None:
    post = "The Russian foreign minister Sergey Lavrov was received by the leader of the country yesterday evening."
    found = said(f"{LAWROW}\n\n{post}\n\n{post.replace('yesterday', 'late')}")
    assert not [words for words in found if "Sergey Lavrov" in words]


def test_topics_with_new_names_come_first_and_none_comes_twice() -> None:
    text = "Anna Kowal met Jan Wilk there. Later Anna Kowal met Jan Wilk. Today Jan Wilk and Ewa Bryl met."
    found = said(text, text.replace("there", "here"), language="en")
    assert len(found) == len(set(map(frozenset, found)))
    assert {name for words in found[:2] for name in words} == {"Anna Kowal", "Jan Wilk", "Ewa Bryl"}


def test_two_names_of_a_topic_share_no_word() -> None:
    text = "The Anna Kowal Prize was given to Anna Kowal herself. Yesterday the Anna Kowal Prize was given again."
    for words in said(text, text.replace("Yesterday", "Today"), language="en"):
        assert len(words) == 1 or not set(words[0].split()) & set(words[1].split())


def test_the_form_of_a_name() -> None:
    name = Name()
    name.forms.update(
        {"Kim": 30, "Kim Dzong Una": 2, "Kim Dzong Un": 4, "Kim Dzong Unem": 4, "KRLD Kim Dzong Un": 1}
    )
    assert name.base == "Kim Dzong Un"
    assert Name(name.forms & name.forms.__class__({"Kim": 9})).base == "Kim"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Nowy most?", "Most otwarto wczoraj.", ["Nowy most"]),
        ("Most otwarto…", "Most otwarto wczoraj.", []),  # the beginning of the text
        ("0", "Most otwarto wczoraj.", []),  # the file's name
        ("x" * 100, "Most otwarto wczoraj.", []),
        ("", "Most otwarto wczoraj.", []),
    ],
)
def test_titles_of_their_own(title: str, text: str, expected: list[str]) -> None:
    found = titles(passages(text, title=title))
    assert [topic.title for topic in found] == expected
    assert all(topic.words == (topic.title,) for topic in found)


@pytest.mark.parametrize("language", ["en", "pl", "hu", "ro", "de", "ja", "und"])
@pytest.mark.parametrize(
    "text", ["", "a", "A. B. C.", "東京で会議が開かれた。東京で。", "'’'A-B-C D.", "\x00 \ufeff", "İ İ. İ"]
)
def test_any_text_will_do(text: str, language: str) -> None:
    found = topics(passages(text, text, language=language), "en")
    assert all(isinstance(topic, Topic) for topic in found)


def test_the_shipped_articles_are_about_whom_they_are_about() -> None:
    corpus = Path(__file__).parents[1] / "corpus"
    texts = [
        (corpus / name).read_text("utf-8")
        for name in ("000_51a4812c081649fb.txt", "001_7196048298869025.txt")
    ]
    names = {name for topic in topics(passages(*texts), "pl") for name in topic.words}
    assert {"Kim Dzong Un", "Siergiej Ławrow", "Korea Północna"} <= names
