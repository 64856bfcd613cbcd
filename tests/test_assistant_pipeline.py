"""The stream and the answer: order, exactness, abstaining, falling back to quotes, cancelling, threads."""

import re
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import ScriptedLLM
from small_corpus import make_index

from assistant import asking, pipeline, run, telling
from assistant.answer import Answer, Checked, Draft, Event, Finished, Queued, Retrieved, Turn
from assistant.answering import checking, quoting
from assistant.errors import ModelError, QuestionError
from assistant.finding.evidence import Evidence, gather
from assistant.models import LanguageModel, Waiting, wrap
from assistant.talk.followup import understood
from assistant.talk.parts import parts
from assistant.wording.labels import words
from assistant.wording.phrases import PHRASES
from index.filters import Filters
from index.index import Index

QUESTION = "When was the harbour of Brenna opened?"
FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."
ORDER = (Retrieved, Queued, Draft, Checked, Finished)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("pipeline"))


def scripted(*answers: str | Exception, **options: float) -> tuple[ScriptedLLM, LanguageModel]:
    llm = ScriptedLLM(answers=list(answers), **options)
    return llm, wrap(llm)


def events_of(
    index: Index, model: LanguageModel | None, question: str = QUESTION, history: Sequence[Turn] = ()
) -> list[Event]:
    return list(pipeline.stream(index, model, question, history))


def answer_of(index: Index, model: LanguageModel | None, question: str = QUESTION) -> Answer:
    last = events_of(index, model, question)[-1]
    assert isinstance(last, Finished)
    return last.answer


def check(index: Index, answer: Answer) -> None:
    """What must hold of every answer."""
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    used = [number for sentence in answer.sentences for number in sentence.citations]
    assert list(dict.fromkeys(used)) == sorted(set(used)) == [c.number for c in answer.citations]
    for citation in answer.citations:
        assert index.document(citation.source).text[citation.start : citation.end] == citation.quote
        assert 0 <= citation.support <= 1
    for sentence in answer.sentences:
        assert not re.search(r"\[\d+\]", sentence.text)
        if sentence.verdict in ("supported", "partial"):
            assert sentence.citations


@pytest.mark.parametrize("draft", [FACT + " [7] Penguins sleep standing on cold ice. [1]", "Nonsense.", ""])
def test_events_come_in_order_and_checked_is_the_answer(index: Index, draft: str) -> None:
    events = events_of(index, scripted(draft)[1])
    ranks = [ORDER.index(type(event)) for event in events]
    assert ranks == sorted(ranks)
    assert ranks.count(0) == ranks.count(4) == 1
    finished = events[-1]
    assert isinstance(finished, Finished)
    checked = [event for event in events if isinstance(event, Checked)]
    assert tuple(event.sentence for event in checked) == finished.answer.sentences
    known = {citation.number: citation for citation in finished.answer.citations}
    for event in checked:
        assert [c.number for c in event.citations] == list(event.sentence.citations)
        assert all(known[c.number].quote == c.quote for c in event.citations)
    check(index, finished.answer)


def test_a_supported_sentence_cites_its_source_and_invented_numbers_are_dropped(index: Index) -> None:
    answer = answer_of(index, scripted(f"{FACT} [9]")[1])
    assert answer.text == f"{FACT} [1]"
    assert answer.sentences[0].verdict == "supported"
    assert answer.citations[0].quote == FACT
    assert answer.citations[0].source == "harbour.txt"
    assert answer.model == "scripted"
    assert not answer.abstained
    assert not answer.quoted


def test_an_unsupported_sentence_is_left_out(index: Index) -> None:
    answer = answer_of(index, scripted(f"Penguins sleep standing on cold ice. {FACT}")[1])
    assert [sentence.text for sentence in answer.sentences] == [FACT]


@pytest.mark.parametrize(
    "draft",
    [
        "The harbour of Brenna was opened in 1999 and has room for 340 ships.",
        "",
        "Port w Brennej otwarto w 1912 roku i ma miejsce dla 340 statków, jak podaje miasto.",
    ],
    ids=["wrong number", "nothing", "wrong language"],
)
def test_when_the_draft_fails_the_quotes_answer(index: Index, draft: str) -> None:
    answer = answer_of(index, scripted(draft)[1])
    assert answer.sentences[0].text == PHRASES["en"].found
    assert answer.sentences[1].text == f"“{FACT}”"
    assert answer.quoted
    assert answer.model == "scripted"
    assert not answer.abstained
    check(index, answer)


def test_a_model_that_finds_no_answer_is_believed(index: Index) -> None:
    answer = answer_of(index, scripted("NOT IN THE NOTES.")[1])
    assert answer.abstained
    assert answer.text == PHRASES["en"].unknown


def test_but_not_the_bundled_one_which_says_so_of_what_it_could_answer(index: Index) -> None:
    _, model = scripted("NOT IN THE NOTES.")
    model.name = telling.TIMID
    assert answer_of(index, model).sentences[1].text == f"“{FACT}”"


def weighing(monkeypatch: pytest.MonkeyPatch, model: LanguageModel, *said: float) -> list[int]:
    """Let a model say which note answers: none, the first, the second ...; return what it is asked."""
    asked: list[int] = []

    def weigh(
        messages: Sequence[object], question: str, count: int, visit: object = None
    ) -> Generator[Waiting | str, None, tuple[float, ...] | None]:
        asked.append(count)
        yield Waiting(2)
        yield ""
        return (*said, *[0.0] * count)[: count + 1]

    monkeypatch.setattr(model, "weigh", weigh)
    monkeypatch.setattr(type(model), "taught", {"lessons": "5a"})
    return asked


def test_what_the_model_says_no_note_answers_is_not_answered_and_not_drafted(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    llm, model = scripted(FACT)
    monkeypatch.setattr(run, "BEARING", -1)
    asked = weighing(monkeypatch, model, asking.UNANSWERED + 0.01)
    events = events_of(index, model)
    assert Queued(2) in events
    answer = events[-1].answer  # type: ignore[union-attr]
    assert answer.abstained
    assert answer.text == PHRASES["en"].unknown
    assert asked[0] > 1
    assert answer.provenance
    assert answer.provenance.unanswered == pytest.approx(asking.UNANSWERED + 0.01)
    assert answer.provenance.prompts["lessons"] == "5a"
    assert list(answer.seconds) == ["search", "evidence", "queue", "weigh", "check", "total"]
    assert llm.prompts == []  # nothing was drafted
    check(index, answer)


def test_what_the_model_says_answers_is_quoted_first(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    _, model = scripted("Nonsense.")
    monkeypatch.setattr(run, "BEARING", -1)
    quotes = answer_of(index, model).citations
    assert quotes[0].quote == FACT
    weighing(monkeypatch, model, 0.01, 0.0, 0.99)
    first = answer_of(index, model).citations[0].quote
    assert first != FACT


def test_a_model_that_writes_the_language_badly_tells_which_note_answers_and_that_is_quoted(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    llm, model = scripted("Nabrzeże nr 3 zamknięto z powodu pogłębiania.")
    monkeypatch.setattr(type(model), "writes", lambda _, language: language == "en")
    asked = weighing(monkeypatch, model, 0.0, 1.0)
    events = events_of(index, model, "Kto zapowiedział remont mostu na jesień?")
    answer = events[-1].answer  # type: ignore[union-attr]
    assert asked
    assert llm.prompts == []
    assert answer.quoted
    assert answer.model == model.name
    assert answer.sentences[0].text == PHRASES["pl"].found
    assert "".join(event.delta for event in events if isinstance(event, Draft)) == ""
    assert not answer.is_drafted
    assert words("pl").chosen in answer.to_markdown()
    assert words("pl").failed not in answer.to_markdown()
    check(index, answer)
    hello = answer_of(index, model, "Jak działasz?")
    assert model.name in hello.text
    assert "pisze" not in hello.text
    answer_of(index, model)
    assert len(llm.prompts) == 1  # a question in English


BOTH = "When was the harbour of Brenna opened? Kto zapowiedział remont mostu na jesień?"


def test_each_of_several_things_asked_is_weighed(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what no note answers nothing is quoted; nothing is answered only when no note answers any of it."""
    llm, model = scripted("Nonsense.", "Nonsense.")
    first, second = answer_of(index, model, BOTH).citations[:2]
    assert {first.source, second.source} == {"harbour.txt", "most.txt"}
    asked: list[str] = []
    none = {"remont": 1.0, "harbour": 0.1}  # the second may be asked with the first before it

    def weigh(
        messages: Sequence[object], question: str, count: int, visit: object = None
    ) -> Generator[Waiting | str, None, tuple[float, ...] | None]:
        asked.append(question)
        yield ""
        said = next(value for word, value in none.items() if word in question)
        return (said, 1 - said, *[0.0] * (count - 1))

    monkeypatch.setattr(model, "weigh", weigh)
    answer = answer_of(index, model, BOTH)
    assert len(asked) == 2
    assert "When" in asked[0]
    assert "Kto" in asked[1]
    assert [c.source for c in answer.citations][:1] == ["harbour.txt"]
    assert "most.txt" not in [c.source for c in answer.citations]
    assert answer.provenance
    assert answer.provenance.unanswered == 0.1
    assert [s.text for s in answer.sentences if "Kto" in s.text] == [
        PHRASES[answer.language].unanswered.format(
            question=PHRASES[answer.language].quoted("Kto zapowiedział remont mostu na jesień?")
        )
    ]
    none["harbour"] = 0.99
    assert answer_of(index, model, BOTH).abstained
    assert len(llm.prompts) == 2


def test_a_note_that_answers_both_things_asked_leaves_none_unanswered(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model may see that it answers the one alone."""
    _, model = scripted(FACT)
    both = "When was the harbour of Brenna opened? How many ships has the harbour of Brenna room for?"

    def weigh(
        messages: Sequence[object], question: str, count: int, visit: object = None
    ) -> Generator[Waiting | str, None, tuple[float, ...] | None]:
        yield ""
        none = 0.1 if "When" in question else 1.0
        return (none, 1 - none, *[0.0] * (count - 1))

    monkeypatch.setattr(model, "weigh", weigh)
    answer = answer_of(index, model, both)
    assert "1912" in answer.text
    assert "340" in answer.text
    assert "do not answer" not in answer.text


@pytest.mark.parametrize("far", ["Who is the king of Denmark?", "What do penguins eat on Friday?"])
def test_without_a_model_too_what_nothing_comes_near_is_told(index: Index, far: str) -> None:
    answer = answer_of(index, None, f"When was the harbour of Brenna opened? {far}")
    assert [c.source for c in answer.citations] == ["harbour.txt"]
    words = PHRASES["en"]
    assert words.unanswered.format(question=words.quoted(far)) in answer.text


def test_what_a_draft_says_nothing_of_is_quoted_beside_it(index: Index) -> None:
    told = "Inżynier Jan Wilk zapowiedział remont mostu na jesień."
    _, model = scripted(told)
    asked = "Kto zapowiedział remont mostu na jesień? Ile ma kosztować remont mostu miesięcznie?"
    texts = [sentence.text for sentence in answer_of(index, model, asked).sentences]
    assert any(text.startswith("Inżynier") for text in texts)
    assert any(text.startswith("„Remont mostu ma kosztować 20.000") for text in texts)


def test_a_thing_asked_that_another_quote_answers_is_not_called_unanswered(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was set aside as too far, and the sentence that tells it stands in the answer all the same."""
    asked = "When was the harbour of Brenna opened? How many ships can it hold?"
    near, far = (
        run.nearest(gather(index, part.standalone, index.search(part.standalone)))
        for part in parts(asked, "en")
    )
    assert far < near
    monkeypatch.setattr(telling, "STRONG", (near + far) / 2)
    monkeypatch.setattr(pipeline, "RELEVANT", -1)
    answer = answer_of(index, None, asked)
    assert "340" in answer.text
    assert "do not answer" not in answer.text


def test_nobody_comes_between_weighing_and_drafting(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    llm, model = scripted(FACT, FACT)
    weighing(monkeypatch, model, 0.1, 0.9)
    first = pipeline.stream(index, model, QUESTION)
    while not isinstance(next(first), Draft):
        pass
    with closing(pipeline.stream(index, model, QUESTION)) as second:
        kinds = [type(next(second)) for _ in range(3)]
        assert kinds == [Retrieved, Queued, Queued]
        assert isinstance(list(first)[-1], Finished)
        assert isinstance(list(second)[-1], Finished)
    assert len(llm.prompts) == 2


def test_of_several_things_of_a_kind_more_than_the_models_choice_is_quoted(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, model = scripted("Nonsense.", "Nonsense.")
    monkeypatch.setattr(pipeline, "RELEVANT", -1)
    monkeypatch.setattr(run, "BEARING", -1)
    monkeypatch.setattr(pipeline, "gather", lambda *args, **kw: _alike(gather(*args, **kw)))
    weighing(monkeypatch, model, 0.01, 0.99)
    one = answer_of(index, model)
    many = answer_of(index, model, "When was the harbour of Brenna opened, according to each side?")
    assert len(one.citations) == 1
    assert len(many.citations) > 1
    assert many.citations[0] == one.citations[0]


def _alike(evidence: list[Evidence]) -> list[Evidence]:
    return [replace(piece, score=0.0) for piece in evidence]


def test_what_a_model_says_answers_need_not_be_near(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    _, model = scripted("Nonsense.", "Nonsense.")
    monkeypatch.setattr(telling, "STRONG", 2.0)
    assert answer_of(index, model).abstained
    weighing(monkeypatch, model, 0.1, 0.9)
    assert answer_of(index, model).quoted


def test_nothing_is_quoted_where_nothing_bears_on_what_is_answered(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notes found for one thing answer the other, for which nothing near was found."""
    _, model = scripted("Nonsense.")
    weighing(monkeypatch, model, 0.1, 0.9)
    monkeypatch.setattr(asking, "reweighed", lambda *_, **__: [])
    answer = answer_of(index, model)
    assert answer.abstained
    assert answer.text == PHRASES["en"].unknown
    check(index, answer)


def test_who_asks_whether_sources_agree_hears_more_than_one(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BEARING", -1)
    sure = lambda *args, **kw: [  # noqa: E731
        replace(e, score=-9.0 * n) for n, e in enumerate(gather(*args, **kw))
    ]
    monkeypatch.setattr(pipeline, "gather", sure)
    assert len(answer_of(index, None).citations) == 1
    asked = "When was the harbour of Brenna opened? Do the sources agree?"
    assert len(answer_of(index, None, asked).citations) == 1  # nothing else is near
    monkeypatch.setattr(telling, "STRONG", -1.0)
    assert len(answer_of(index, None, asked).citations) == telling.SIDES


def test_a_quote_without_what_is_asked_for_stands_beside_the_sentence_before_it(tmp_path: Path) -> None:
    told = "Marek Zielny spoke on Friday. Closed was the brewery of Orla by an order."
    answer = answer_of(make_index(tmp_path, {"orla.txt": told}), None, "Who closed the brewery of Orla?")
    quote = answer.citations[0]
    assert quote.quote == "Closed was the brewery of Orla by an order."
    assert quote.context
    assert quote.context.text == "Marek Zielny spoke on Friday."
    told = "Heavy rain fell all day. Closed was the brewery of Orla by an order."
    other = answer_of(make_index(tmp_path / "b", {"orla.txt": told}), None, "Who closed the brewery of Orla?")
    assert other.citations[0].context is None  # it tells of nobody either
    told = "Marek Zielny spoke on Friday.\n\nClosed was the brewery of Orla by an order."
    other = answer_of(make_index(tmp_path / "c", {"orla.txt": told}), None, "Who closed the brewery of Orla?")
    assert other.citations[0].context is None  # another paragraph may tell of something else


def test_the_bundled_model_is_held_to_more_than_others(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others are doubted for is left out of its drafts."""
    monkeypatch.setattr(telling, "SURE", 0.99)  # no sentence is that sure
    for name in ("scripted", telling.TIMID):
        _, model = scripted(FACT)
        model.name = name
        assert answer_of(index, model).quoted == (name == telling.TIMID)


ASIDE = "Mayor Anna Kowal opened the new pier of Brenna harbour on Friday."


def test_a_sentence_of_the_bundled_model_has_no_word_hardly_like_its_quotes(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = checking.kept
    for matched in (telling.MATCHED, telling.MATCHED - 0.01):
        monkeypatch.setattr(
            checking,
            "kept",
            lambda *args, matched=matched: [(text, replace(j, matched=matched)) for text, j in kept(*args)],
        )
        _, model = scripted(FACT)
        model.name = telling.TIMID
        assert answer_of(index, model).quoted == (matched < telling.MATCHED)
        assert not answer_of(index, scripted(FACT)[1]).quoted


def test_the_bundled_model_may_say_only_what_likely_answers(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A true sentence about something else is no answer."""
    monkeypatch.setattr(run, "BEARING", -1)
    monkeypatch.setattr(telling, "SURE", 0.0)
    for name in ("scripted", telling.TIMID):
        _, model = scripted(ASIDE)
        model.name = name
        answer = answer_of(index, model)
        assert (ASIDE in answer.text) == (name == "scripted")
        assert answer.quoted == (name == telling.TIMID)


def test_the_best_is_quoted_beside_a_draft_without_what_was_asked_for(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BEARING", -1)
    monkeypatch.setattr(quoting, "CERTAIN", 2.0)
    draft = "Mayor Anna Kowal opened the new pier of Brenna harbour."
    for question, is_quoted in ((QUESTION, True), ("Who opened the harbour of Brenna?", False)):
        answer = answer_of(index, scripted(draft)[1], question)
        assert draft[:-1] in answer.text
        assert (f"“{FACT}”" in answer.text) == is_quoted
        check(index, answer)


def test_a_sentence_full_of_names_is_in_no_other_language(index: Index) -> None:
    question = "Who opened the new pier of Brenna harbour on Friday?"
    answer = answer_of(index, scripted("Mayor Anna Kowal opened the new pier on Friday.")[1], question)
    assert answer.text == "Mayor Anna Kowal opened the new pier on Friday. [1]"


def test_without_a_model_the_quotes_answer_in_the_frame_of_the_asker(index: Index) -> None:
    answer = answer_of(index, None, "Kto zapowiedział remont mostu?")
    assert answer.model == "none"
    assert answer.sentences[0].text == PHRASES["pl"].found
    assert answer.citations[0].quote == "Inżynier Jan Wilk zapowiedział remont mostu na jesień."
    check(index, answer)


def test_what_the_corpus_does_not_say_is_not_said_and_the_model_not_called(index: Index) -> None:
    llm, model = scripted("Quarks have colour.")
    answer = answer_of(index, model, "Qzxv wjkq vvyx?")
    assert answer.abstained
    assert answer.text == PHRASES["en"].unknown
    assert answer.citations == ()
    assert answer.passages
    assert llm.prompts == []


@pytest.mark.parametrize(
    ("question", "complaint"), [("", "empty"), (" \n\t ", "empty"), ("x" * 100_000, "100,000")]
)
def test_no_question_is_an_error_that_says_so(index: Index, question: str, complaint: str) -> None:
    with pytest.raises(QuestionError, match=complaint):
        events_of(index, None, question)


@pytest.mark.parametrize("question", ["🇷🇺🎙❗", "?", "\0\ud800", "ı" * 1900])
def test_odd_questions_get_an_answer(index: Index, question: str) -> None:
    check(index, answer_of(index, None, question))


@pytest.mark.parametrize("question", ["1234", "???", "x", "😀", "\0", "..."])
def test_what_holds_no_word_is_not_answered_by_chance(index: Index, question: str) -> None:
    llm, model = scripted(FACT)
    answer = answer_of(index, model, question)
    assert answer.abstained
    assert answer.question == question
    assert answer.passages
    assert llm.prompts == []


def test_a_number_is_answered_where_the_documents_hold_it(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, threshold in ((pipeline, "RELEVANT"), (telling, "STRONG"), (run, "BEARING")):
        monkeypatch.setattr(place, threshold, -2.0)
    assert not answer_of(index, None, "1912?").abstained
    assert answer_of(index, None, "1913?").abstained


NO_SWEDISH = {
    "Kto zapowiedział remont mostu?": "Żaden dokument nie pasuje do tych filtrów: język sv.",
    "Hány kötetet őriz a városi könyvtár?": "Egyetlen dokumentum sem felel meg ezeknek a szűrőknek: nyelv sv.",
    "Cine a amenajat parcul central din oraș?": "Niciun document nu corespunde acestor filtre: limba sv.",
    QUESTION: "No document matches these filters: language sv.",
    "1234": "No document matches these filters: language sv.",
}


@pytest.mark.parametrize("question", NO_SWEDISH)
def test_filters_that_match_nothing_are_explained_in_the_askers_language(index: Index, question: str) -> None:
    llm, model = scripted(FACT)
    events = list(pipeline.stream(index, model, question, (), Filters(languages=["sv"])))
    retrieved, *checked, finished = events
    assert isinstance(retrieved, Retrieved)
    assert isinstance(finished, Finished)
    answer = finished.answer
    assert [event.sentence for event in checked if isinstance(event, Checked)] == list(answer.sentences)
    assert answer.sentences[0].text == NO_SWEDISH[question]
    assert "en (1), hu (1), pl (1), ro (1)" in answer.sentences[1].text
    assert answer.abstained
    assert answer.passages == retrieved.passages == ()
    assert retrieved.no_match is answer.no_match is not None
    assert answer.to_dict()["no_match"]["languages"] == {"en": 1, "hu": 1, "pl": 1, "ro": 1}
    assert llm.prompts == []


def test_a_follow_up_is_understood_with_the_conversation(index: Index) -> None:
    history = [Turn("user", "Kto zapowiedział remont mostu?"), Turn("assistant", "Jan Wilk. [1]")]
    events = events_of(index, None, "A ile on kosztuje?", history)
    retrieved, finished = events[0], events[-1]
    assert isinstance(retrieved, Retrieved)
    assert isinstance(finished, Finished)
    assert (
        retrieved.standalone
        == finished.answer.standalone
        == "Kto zapowiedział remont mostu (Jan Wilk)? A ile on kosztuje?"
    )
    assert finished.answer.question == "A ile on kosztuje?"


def test_thanks_before_a_question_are_no_part_of_it(index: Index) -> None:
    answer = answer_of(index, None, "Dziękuję! A kto zapowiedział remont mostu?")
    assert answer.standalone == "A kto zapowiedział remont mostu?"
    assert answer.citations[0].quote == "Inżynier Jan Wilk zapowiedział remont mostu na jesień."


def test_filters_reach_the_search(index: Index) -> None:
    events = list(pipeline.stream(index, None, QUESTION, (), Filters(languages=["ro"])))
    assert isinstance(events[0], Retrieved)
    assert {passage.source for passage in events[0].passages} == {"parc.txt"}


def test_documents_left_out_for_having_no_date_are_counted(index: Index) -> None:
    filters = Filters(date_from="2025", languages=["pl", "en"])
    *_, finished = pipeline.stream(index, None, QUESTION, (), filters)
    assert isinstance(finished, Finished)
    assert finished.answer.undated == 1  # harbour.txt; parc.txt is Romanian
    assert {passage.source for passage in finished.answer.passages} == {"most.txt"}


def test_a_model_that_fails_is_an_error_and_the_next_question_is_answered(index: Index) -> None:
    _, model = scripted(RuntimeError("no more memory"), FACT)
    with pytest.raises(ModelError, match="no more memory"):
        events_of(index, model)
    assert answer_of(index, model).text == f"{FACT} [1]"


def test_closing_the_stream_stops_the_model(index: Index) -> None:
    llm, model = scripted("word " * 1000, FACT, pause_s=0.01)
    stream = pipeline.stream(index, model, QUESTION)
    while not isinstance(next(stream), Draft):
        pass
    began = time.monotonic()
    stream.close()
    assert llm.stopped.wait(1.0)
    assert time.monotonic() - began < 1.5
    assert answer_of(index, model).text == f"{FACT} [1]"  # the place is free again


def test_many_threads_get_their_own_answers(index: Index) -> None:
    _, model = scripted(FACT, pause_s=0.001)
    questions = [QUESTION, "Kto zapowiedział remont mostu?", "hány kötetet őriz a városi könyvtár?"]

    def ask(number: int) -> tuple[int, Answer]:
        return number, answer_of(index, model if number % 3 == 0 else None, questions[number % 3])

    with ThreadPoolExecutor(6) as pool:
        for number, answer in pool.map(ask, range(12)):
            assert answer.question == questions[number % 3]
            assert answer.citations[0].source == ("harbour.txt", "most.txt", "hu/konyvtar.md")[number % 3]


def test_who_waits_is_told_how_many_are_before(index: Index) -> None:
    _, model = scripted("word " * 400, pause_s=0.01)
    first = pipeline.stream(index, model, QUESTION)
    while not isinstance(next(first), Draft):
        pass
    second = pipeline.stream(index, model, QUESTION)
    seen = [next(second), next(second)]
    assert seen[1] == Queued(1)
    second.close()
    first.close()


def test_every_stage_is_timed(index: Index) -> None:
    seconds = answer_of(index, scripted(FACT)[1]).seconds
    assert list(seconds) == ["search", "evidence", "draft", "check", "total"]
    assert seconds["total"] == pytest.approx(
        sum(s for stage, s in seconds.items() if stage != "total"), abs=0.005
    )


def test_a_drafted_sentence_says_who_and_when_unless_it_does_already(index: Index) -> None:
    question = "Co zapowiedział inżynier w sprawie mostu nad rzeką Brenną?"
    draft = (
        "Inżynier zapowiedział remont mostu na jesień. Inżynier Jan Wilk zapowiedział remont mostu na jesień."
    )
    answer = answer_of(index, scripted(draft)[1], question)
    assert [sentence.text for sentence in answer.sentences] == [
        "Inżynier zapowiedział remont mostu na jesień (Inżynier Jan Wilk, lipiec 2025).",
        "Inżynier Jan Wilk zapowiedział remont mostu na jesień (lipiec 2025).",
    ]
    said = answer.citations[0].attribution
    assert said is not None
    assert index.document("most.txt").text[said.start : said.end] == said.text == "Inżynier Jan Wilk"
    check(index, answer)


def test_each_of_two_things_asked_is_searched_for(index: Index) -> None:
    """The passages of both parts are found, each once, and the best evidence of each comes first."""
    first, second = "Kto zapowiedział remont mostu na jesień", "ile a városi könyvtár kötetet őriz?"
    wanted = understood(f"{first}, a {second}")
    run = pipeline.Run(wanted.standalone, wanted.standalone, wanted.asked, "pl")
    found = [hit.passage.id for hit in pipeline._search(run, index, wanted, None)]
    assert len(found) == len(set(found))
    assert {e.passage.source for e in run.evidence[:2]} == {"hu/konyvtar.md", "most.txt"}
    assert {e.passage.id for e in run.evidence} <= set(found)
