"""What is said to who greets, thanks, or asks about the assistant and what there is."""

import pytest
from fakes import ScriptedLLM
from small_corpus import TEXTS, make_index

from assistant import pipeline
from assistant.answer import Answer, Checked, Finished, Retrieved, Turn
from assistant.models import wrap
from assistant.talk import conversation
from assistant.wording.replies import REPLIES
from index.filters import Filters
from index.index import Index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("conversation"))


def said(index: Index, text: str, history: tuple[Turn, ...] = (), filters: Filters | None = None) -> Answer:
    """Ask, and hold what must hold of every reply."""
    llm = ScriptedLLM(answers=["Never asked."])
    first, *checked, last = pipeline.stream(index, wrap(llm), text, history, filters)
    assert isinstance(first, Retrieved)
    assert isinstance(last, Finished)
    answer = last.answer
    assert [event.sentence for event in checked if isinstance(event, Checked)] == list(answer.sentences)
    assert first.passages == answer.passages == answer.citations == ()
    assert {sentence.verdict for sentence in answer.sentences} == {"none"}
    assert not answer.abstained
    assert not answer.claims
    assert (answer.model, llm.prompts) == ("none", [])
    assert answer.question == text
    return answer


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Hello!", "en", "greeting"),
        ("Dziękuję bardzo", "pl", "thanks"),
        ("Viszlát", "hu", "goodbye"),
        ("Ce poți face?", "ro", "abilities"),
        ("Are my documents sent anywhere?", "en", "privacy"),
    ],
)
def test_talk_is_answered_in_its_language(index: Index, text: str, language: str, kind: str) -> None:
    answer = said(index, text)
    assert answer.language == language
    assert tuple(s.text for s in answer.sentences) == REPLIES[language].talk[kind]


def test_who_writes_is_told(index: Index) -> None:
    assert "The answers are written by scripted." in said(index, "Who are you?").text
    (found,) = (e for e in pipeline.stream(index, None, "Who are you?") if isinstance(e, Finished))
    assert REPLIES["en"].quoted in found.answer.text


def test_documents_are_counted(index: Index) -> None:
    assert said(index, "How many documents are there?").text == (
        "There are 4 documents. Languages: English (1), Hungarian (1), Polish (1), Romanian (1)."
    )
    assert said(index, "Ile masz artykułów po polsku?").text == "Liczba dokumentów: 1."
    assert "4 documente" not in said(index, "Câte documente ai?").text


def test_documents_are_listed_as_sentences_and_as_data(index: Index) -> None:
    answer = said(index, "Which documents do you have?")
    assert [document.source for document in answer.documents] == sorted(TEXTS)
    assert [s.text for s in answer.sentences][:2] == [
        "All documents (4):",
        "1. The new pier of Brenna harbour (no date, en), harbour.txt",
    ]
    assert len(answer.sentences) == 1 + len(answer.documents)
    assert answer.to_dict()["documents"][1] == {
        "source": "hu/konyvtar.md", "title": "A könyvtár", "date": "2023-03-05", "language": "hu", "url": None,
        "passages": 1, "characters": len(TEXTS["hu/konyvtar.md"]), "author": None, "hidden": False,
    }  # fmt: skip


def test_a_list_may_be_about_something(index: Index) -> None:
    answer = said(index, "Pokaż dokumenty o Annie Kowal")
    assert [document.source for document in answer.documents] == ["harbour.txt"]
    assert answer.sentences[1].text.endswith("(bez daty, en), harbour.txt")
    assert said(index, "List the articles about Winston Churchill").text == REPLIES["en"].none


def test_a_list_is_narrowed_by_a_follow_up(index: Index) -> None:
    history = (Turn("user", "Which documents do you have?"), Turn("assistant", "All documents (4): ..."))
    answer = said(index, "and in Polish?", history)
    assert [document.source for document in answer.documents] == ["most.txt"]
    assert answer.standalone == "Which documents do you have in Polish?"


def test_what_is_new_comes_newest_first(index: Index) -> None:
    answer = said(index, "Co nowego od 2023 roku?")
    assert [document.source for document in answer.documents] == ["most.txt", "hu/konyvtar.md"]
    assert answer.sentences[0].text == "Bez daty: 2 dokumenty."
    assert said(index, "newest documents", filters=Filters(["ro"])).text == REPLIES["en"].no_dates


def test_filters_of_the_question_and_of_the_caller_hold_together(index: Index) -> None:
    assert (
        said(index, "How many Polish documents are there?", filters=Filters(["en"])).text
        == REPLIES["en"].none
    )
    found = said(index, "Which documents do you have?", filters=Filters(sources=["hu"]))
    assert [document.source for document in found.documents] == ["hu/konyvtar.md"]


def test_filters_that_match_nothing_are_explained(index: Index) -> None:
    assert said(index, "Pokaż artykuły po szwedzku").sentences[0].text == (
        "Żaden dokument nie pasuje do tych filtrów: język sv."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Which languages are the documents in?",
            "Languages: English (1), Hungarian (1), Polish (1), Romanian (1).",
        ),
        ("Z jakiego okresu są dokumenty?", "Najstarszy dokument ma datę 2023-03-05, najnowszy 2025-07."),
        ("milyen régiek a dokumentumok", "Dátum nélkül: 2 dokumentum."),
    ],
)
def test_languages_and_dates_are_told(index: Index, text: str, words: str) -> None:
    assert words in said(index, text).text


def test_a_long_list_is_cut_and_says_so(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "LISTED", 2)
    answer = said(index, "List all documents")
    assert len(answer.documents) == 2
    assert answer.sentences[0].text == "Here are the first 2."
    assert answer.sentences[1].text == "All documents (4):"


def test_without_documents_that_is_what_is_said(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "documents", list)
    assert said(index, "Ce documente ai?").text == REPLIES["ro"].empty
