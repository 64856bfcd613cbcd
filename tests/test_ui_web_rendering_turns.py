"""A question and its answer as HTML: what is shown in each state, and that nothing untrusted runs."""

import json
from dataclasses import replace

import page_fakes
import pytest
from html_pages import ATTACKS, Page, check_harmless
from turn_views import ANSWER, FOUND, REFUSAL, after, poisoned

from assistant.answer import (
    Answer,
    Checked,
    Disagreement,
    Doubt,
    Draft,
    Finished,
    Queued,
    Retrieved,
    Sentence,
    Side,
)
from assistant.wording.phrases import phrases
from index.filters import Filters
from index.no_match import explain
from index.records import DocumentInfo
from ui.web.rendering import turns
from ui.web.rendering.evidence import evidence
from ui.web.rendering.markup import escape
from ui.web.texts import LOCALES, words
from ui.web.turns import TurnView, advance

EN = words("en")


def whole(view: TurnView) -> str:
    return turns.turn(view, EN, is_last=True) + evidence(view, EN)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_stay_text(attack: str) -> None:
    for view in poisoned(attack):
        html = whole(view) + turns.past([view], EN)
        check_harmless(html)
        assert escape(attack) in html
        json.dumps(html).encode()


def test_filters_that_match_nothing_are_told_by_the_answer_alone() -> None:
    said = explain(Filters(sources=["<b>"]), [])
    assert said is not None
    sentences = tuple(Sentence(text, (), "none") for text in said.sentences())
    answer = replace(ANSWER, sentences=sentences, citations=(), passages=(), abstained=True, no_match=said)
    html = whole(after(Retrieved((), "Where?", 0, said), Finished(answer)))
    assert "source &#x27;&lt;b&gt;&#x27;" in html
    assert escape(EN.say("abstained_nothing")) not in html


def test_evidence_is_there_before_any_word_of_the_model() -> None:
    page = Page(whole(after(Retrieved(FOUND, "Where?"))))
    assert "Found 3 passages. Reading them" in page.text
    assert len(page.all("passage")) == 3
    for found in FOUND:
        assert found.title in page.text
        assert found.source in page.text
        assert found.text.strip() in page.text
    assert {"July 2025", "12 July 2025", "Polish", "Hungarian", "Romanian"} <= set(page.words)
    assert page.all("draft") == []


def test_draft_is_marked_and_then_replaced() -> None:
    drafted = after(Retrieved(FOUND, "Where?"), Draft("Kim "), Draft(""), Draft("received"))
    page = Page(turns.turn(drafted, EN))
    assert "Kim received" in page.text
    assert EN.say("drafting") in page.text
    assert page.all("draft")[0]["aria-label"] == EN.say("draft")
    assert page.all("cite") == []
    checked = advance(drafted, Checked(ANSWER.sentences[0], ANSWER.citations[:1]))
    page = Page(turns.turn(checked, EN))
    assert page.all("draft") == []
    assert "Kim received Lavrov in Wonsan" in page.text
    assert EN.say("checking") in page.text
    assert turns.status_text(advance(checked, Draft("")), EN) == EN.say("checking")


def test_queue_position_is_told_in_words() -> None:
    retrieved = Retrieved(FOUND, "Where?")
    assert "1 question before yours" in turns.turn(after(retrieved, Queued(1)), EN)
    assert "3 questions before yours" in turns.turn(after(retrieved, Queued(3)), EN)
    assert "Yours is next" in turns.turn(after(retrieved, Queued(0)), EN)
    assert "Przed Twoim: 3 pytania" in turns.turn(after(retrieved, Queued(3)), words("pl"))


def test_every_number_leads_to_its_own_quote() -> None:
    first = after(Retrieved(FOUND, "Where?"), Finished(ANSWER))
    html = turns.past([first, replace(first, key="t2")], EN) + whole(replace(first, key="t3"))
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = page.all("cite")
    assert [link["href"] for link in links[:4]] == ["#t1-q1", "#t1-q1", "#t1-q2", "#t1-q3"]
    assert [link["data-sentence"] for link in links[:4]] == ["0", "1", "1", "2"]
    assert {str(link["href"])[1:] for link in links} <= set(ids)


def test_a_number_without_a_citation_is_not_shown() -> None:
    stray = replace(ANSWER, sentences=(Sentence("Said.", (1, 9), "supported"),))
    assert len(Page(turns.turn(after(Finished(stray)), EN)).all("cite")) == 1


def test_doubtful_sentences_say_so_in_words() -> None:
    page = Page(turns.turn(after(Finished(ANSWER)), EN))
    assert len(page.all("verdict")) == 2
    said = phrases("en").caveats
    assert f"{said.partial} {said.meaning}" in page.text
    assert f"{said.unsupported} not found in the quotes: Washington" in page.text
    supported = replace(ANSWER, sentences=ANSWER.sentences[:1])
    assert Page(turns.turn(after(Finished(supported)), EN)).all("verdict") == []


def test_doubts_are_told_in_the_askers_language_before_the_answer_is_finished_too() -> None:
    doubted = Sentence("Widziano ich w Brennie.", (), "partial", (Doubt("names", ("Brennie",)),))
    retrieved = Retrieved(FOUND, "Gdzie ich widziano w zeszłym roku?")
    view = after(retrieved, Checked(doubted, ()), question="Gdzie ich widziano w zeszłym roku?")
    assert "potwierdzone tylko częściowo nie ma tego w cytatach: Brennie" in Page(turns.turn(view, EN)).text
    finished = advance(view, Finished(replace(ANSWER, language="hu", sentences=(doubted,))))
    assert "az idézetekben nincs meg: Brennie" in Page(turns.turn(finished, EN)).text


def test_a_disagreement_stands_apart_with_who_says_what() -> None:
    sides = (Side("1,6 mln", "C4ADS", (3,)), Side("trzykrotnie", "Seoul", (1, 9)))
    page = Page(
        turns.turn(after(Finished(replace(ANSWER, disagreements=(Disagreement("number", sides),)))), EN)
    )
    assert page.all("differ")[0]["aria-label"] == EN.say("differ")
    assert {"1,6 mln", "C4ADS", "trzykrotnie", "Seoul"} <= set(page.words)
    assert [link["href"] for link in page.all("cite")][-2:] == ["#t1-q3", "#t1-q1"]
    assert Page(turns.turn(after(Finished(ANSWER)), EN)).all("differ") == []


def test_refusal_shows_the_nearest_passages() -> None:
    page = Page(whole(after(Retrieved(FOUND, "What?"), Finished(REFUSAL))))
    assert EN.say("abstained") in page.text
    assert REFUSAL.sentences[0].text in page.text
    assert EN.say("abstained_nearest") in page.words
    assert len(page.all("passage")) == 3
    assert page.all("evidence")[0].get("class") == "evidence"
    nothing = Page(whole(after(Finished(replace(REFUSAL, passages=())))))
    assert EN.say("abstained_nothing") in nothing.text


def test_failure_says_what_to_do_and_keeps_question_and_passages() -> None:
    found = after(Retrieved(FOUND, "Where?"), Draft("Half a"), question="Where?")
    page = Page(whole(replace(found, phase="failed", error="No server. Type: ollama serve")))
    assert "Where?" in page.text
    assert "Type: ollama serve" in page.text
    assert page.all("failure")[0]["role"] == "alert"
    assert page.all("draft") == []
    assert len(page.all("passage")) == 3


def test_stopped_draft_stays_marked_as_unchecked() -> None:
    stopped = replace(after(Retrieved(FOUND, "Where?"), Draft("Half a")), phase="stopped")
    page = Page(turns.turn(stopped, EN))
    assert EN.say("stopped") in page.text
    assert EN.say("stopped_draft") in page.text
    assert "aria-busy" not in page.tags[0][1]


def test_what_can_be_done_depends_on_where_the_answer_is() -> None:
    running = after(Retrieved(FOUND, "Where?"), Draft("Half a"))
    assert Page(turns.turn(running, EN, is_last=True)).all("actions") == []
    stopped = Page(turns.turn(replace(running, phase="stopped"), EN, is_last=True))
    assert [bool(stopped.acts(act)) for act in ("copy", "edit", "retry")] == [False, True, True]
    done = Page(turns.turn(after(Finished(ANSWER)), EN))
    assert [bool(done.acts(act)) for act in ("copy", "edit", "retry")] == [True, True, False]
    assert done.acts("edit")[0]["data-turn"] == "t1"


def test_followup_shows_how_it_was_understood() -> None:
    assert "Understood as: Where did Kim go?" in turns.turn(after(Retrieved(FOUND, "Where did Kim go?")), EN)
    assert "Understood" not in turns.turn(after(Retrieved(FOUND, "Where?")), EN)
    polish = turns.turn(
        after(Retrieved(FOUND, "Dokąd pojechał Kim w lipcu?"), question="A w lipcu?"), words("pl")
    )
    assert "Zrozumiano jako: Dokąd pojechał Kim w lipcu?" in polish


def test_what_was_searched_is_told_where_it_was_not_everything() -> None:
    view = replace(after(Finished(ANSWER)), filters=Filters(languages=["ro"], date_from="2025-07"))
    assert "Searched only: Romanian, from July 2025" in Page(turns.turn(view, EN)).text
    assert "Searched only" not in turns.turn(after(Finished(ANSWER)), EN)


def test_a_greeting_is_shown_without_passages_and_without_a_byline() -> None:
    hello = Answer("Hi", "Hi", "en", (Sentence("Hello!", (), "none"),), (), (), False, "none", {"reply": 0.0})
    page = Page(
        whole(after(Retrieved((), "Hi"), Checked(hello.sentences[0], ()), Finished(hello), question="Hi"))
    )
    assert "Hello!" in page.text
    assert not [name for name in ("byline", "evidence", "sources", "abstained") if page.all(name)]
    assert EN.say("evidence_none") not in page.text


def test_a_list_of_documents_is_a_list_and_stays_text() -> None:
    listed = tuple(
        DocumentInfo(f"{n}.txt", f"<b>Title {n}</b>", "2025-07", "pl", None, 1, 10) for n in (1, 2)
    )
    sentences = tuple(Sentence(text, (), "none") for text in ("Found (2):", "1. One", "2. Two"))
    answer = Answer("List", "List", "en", sentences, (), (), False, "none", {}, documents=listed)
    html = whole(after(Retrieved((), "List"), Finished(answer), question="List"))
    page = Page(html)
    assert len(page.all("documents")) == 1
    assert "Found (2):" in page.text
    assert "1. One" not in page.text
    assert "<b>Title 1</b>" in page.text
    assert "<b>" not in html
    assert "July 2025" in page.text
    assert [read["data-source"] for read in page.acts("read")] == ["1.txt", "2.txt"]


def test_the_byline_says_who_answered() -> None:
    def byline(answer: Answer) -> str:
        return Page(turns.turn(after(Finished(answer)), EN)).text

    assert "Answered by the bundled model in 6.5 s" in byline(ANSWER)
    chosen = replace(ANSWER, quoted=True)
    assert "Quoted from the documents in 6.5 s; the bundled model chose the quotes" in byline(chosen)
    instead = replace(chosen, seconds={**ANSWER.seconds, "draft": 0.0})
    said = "Quoted from the documents in 6.5 s: what the bundled model wrote did not pass the check"
    assert said in byline(instead)
    alone = byline(replace(chosen, model="none"))
    assert "Quoted from the documents, without a language model, in 6.5 s" in alone


def test_how_much_the_model_could_read_is_told_in_the_byline() -> None:
    view = after(Retrieved(FOUND, "Gdzie?"), Finished(replace(ANSWER, language="pl", used=len(FOUND) - 1)))
    # In the page's language, as all of the line: the answer's own words are above it.
    assert f"Passages the model could read: {len(FOUND) - 1} of {len(FOUND)}." in whole(view)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_place_of_a_sentence_is_left_unfilled(locale: str) -> None:
    views = [after(), *poisoned("x"), after(Retrieved(FOUND, "Other?"), Queued(2)), after(Finished(ANSWER))]
    views.append(after(Finished(replace(page_fakes.refusal("x"), passages=()))))
    html = "".join(turns.turn(view, words(locale)) + evidence(view, words(locale)) for view in views)
    assert "{" not in html.replace("{words}", "")
