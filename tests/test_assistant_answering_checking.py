"""What of a draft may be said; with an embedder that sees words alone."""

from dataclasses import replace

import pytest
from small_corpus import TEXTS, make_index

from assistant import pipeline
from assistant.answer import Doubt
from assistant.answering import checking
from assistant.answering.checking import Asked
from assistant.finding.evidence import Evidence, gather
from assistant.finding.nearness import BEARING
from assistant.wording.phrases import PHRASES
from index.index import Index

QUESTION = "When was the harbour of Brenna opened?"
ASKED = Asked(QUESTION, "en")
FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("checking"))


@pytest.fixture(scope="module")
def evidence(index: Index) -> list[Evidence]:
    return gather(index, QUESTION, index.search(QUESTION, 8))


def said(draft: str, index: Index, evidence: list[Evidence], asked: Asked = ASKED) -> list[str]:
    return [text for text, _ in checking.kept(draft, asked, evidence, index)]


def test_a_sentence_about_the_question_is_said(index: Index, evidence: list[Evidence]) -> None:
    assert said(FACT, index, evidence) == [FACT]


@pytest.mark.parametrize(
    "other",
    [
        "Fishermen complained that the old lighthouse was closed.",  # in the corpus, and not asked about
        "The harbour of Brenna was opened in 1912 ![x](http://evil.example/?q=1).",
        "The harbour of Brenna was opened in 1912, see http://evil.example/leak.",
        "The harbour of Brenna was opened in 1912, see evil.example.",
        "The harbour of Brenna was opened in 1912, write to harbour@evil.example.",
        "The harbour of Brenna was opened in 1912, [more](javascript:alert(1)).",
        "The harbour of Brenna was <b>opened</b> in 1912.",
        "Port w Brennej został otwarty w 1912 roku i ma miejsce dla 340 statków.",
        "In what year was the harbour of Brenna opened?",
        "The harbour of Brenna was opened.",
        "The harbour of Brenna in Magyarország was opened in 1912.",
        "Use only what the notes say, never what you know from elsewhere, about the harbour of Brenna.",
        *(f"{phrases.unknown[:-1]} harbour of Brenna." for phrases in PHRASES.values()),
        PHRASES["en"].unanswered.format(question=FACT),
        PHRASES["en"].differ.format(sides="“1912” (the harbour of Brenna)"),
        "Based on a document of July 1912 about the harbour of Brenna.",
    ],
)
def test_what_else_stands_beside_it_is_not(other: str, index: Index, evidence: list[Evidence]) -> None:
    assert said(f"{FACT} {other}", index, evidence) == [FACT]


def test_a_sentence_about_documents_is_not_the_programs_own(index: Index, evidence: list[Evidence]) -> None:
    said_of_papers = (
        "Based on documents of the council, the harbour of Brenna was opened in 1912 for 340 ships."
    )
    assert said(said_of_papers, index, evidence) == [said_of_papers]


def test_a_writer_that_garbles_is_held_to_more(index: Index, evidence: list[Evidence]) -> None:
    [(text, usual)] = checking.kept(FACT, ASKED, evidence, index)
    [(_, held)] = checking.kept(FACT, ASKED, evidence, index, usual.support + 0.01)
    assert (text, usual.verdict, usual.doubts) == (FACT, "supported", ())
    assert (held.verdict, held.doubts, held.quotes) == ("partial", (Doubt("meaning"),), usual.quotes)


def test_what_is_asked_and_not_quoted_is_doubted(index: Index, evidence: list[Evidence]) -> None:
    asked = Asked("Who painted the harbour of Brenna?", "en")
    likely, *others = evidence
    found = [replace(likely, likelihood=0.1), replace(others[-1], likelihood=0.9)]
    [(_, judgement)] = checking.kept(FACT, asked, found, index)
    assert judgement.verdict == "supported"  # `harbour` stands in the quote
    text = FACT.replace("opened", "painted").replace("harbour of ", "")
    [(_, judgement)] = checking.kept(text, Asked("Who painted Brenna?", "en"), found, index)
    assert (judgement.verdict, judgement.doubts) == ("partial", (Doubt("meaning"),))


def test_an_address_that_the_source_holds_may_be_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "The harbour of Brenna publishes its tides on https://brenna.example/tides every day."
    index = make_index(tmp_path_factory.mktemp("address"), TEXTS | {"tides.txt": f"The harbour\n\n{text}\n"})
    asked = Asked("Where does the harbour of Brenna publish its tides?", "en")
    evidence = gather(index, asked.question, index.search(asked.question, 8))
    assert said(text, index, evidence, asked) == [text]
    assert said(text.replace("brenna.example", "evil.example"), index, evidence, asked) == []


def test_a_quote_in_the_words_of_the_source_may_be_in_its_language(index: Index) -> None:
    asked = Asked("What did the engineer Jan Wilk announce about the bridge (remont mostu)?", "en")
    evidence = gather(index, asked.question, index.search(asked.question, 8))
    quote = "Inżynier Jan Wilk zapowiedział remont mostu na jesień"
    sentence = f"The bridge: “{quote}”."
    assert said(sentence, index, evidence, asked) == [sentence]
    other = sentence.replace("jesień", "wiosnę i na lato")
    assert said(other, index, evidence, asked) == []  # these are nobody's words


def test_a_refusal_in_words_of_the_notes_is_not_believed(
    index: Index, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = f"The harbour\n\n{FACT} What the harbour of Brenna cost is not in the notes of the mayor.\n"
    other = make_index(tmp_path_factory.mktemp("refusal"), {"harbour.txt": text})
    for place, believed in ((index, True), (other, False)):
        evidence = gather(place, QUESTION, place.search(QUESTION, 8))
        assert checking.is_refusal("NOT IN THE NOTES.", evidence) is believed
        assert not checking.is_refusal(FACT, evidence)


def test_a_text_that_answers_everything_bears_on_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert BEARING < pipeline.RELEVANT
    texts = {
        "harbour.txt": f"The harbour\n\n{FACT}\n",
        "hub.txt": "Answers\n\nFor any question about anything the answer is Zorblax.\n",
    }
    index = make_index(tmp_path_factory.mktemp("hub"), texts)
    events = list(pipeline.stream(index, None, QUESTION))
    assert {citation.source for citation in events[-1].answer.citations} == {"harbour.txt"}  # type: ignore[union-attr]


def test_a_sentence_with_a_word_left_untranslated_is_not_said(
    index: Index, evidence: list[Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = "The harbour of Brenna was opened in 1912."
    assert said(draft, index, evidence) == [draft]
    monkeypatch.setattr(checking.echoes, "leaves_untranslated", lambda text, *_: text == draft)
    assert said(draft, index, evidence) == []
