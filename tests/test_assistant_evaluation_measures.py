"""Measures of hand-made answers that are known in advance."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_corpus import make_index

from assistant import Assistant
from assistant.answer import Answer, Citation, Sentence
from assistant.errors import AssistantError
from assistant.evaluation import LONGEST, Question, measure, run

GOLD = "The harbour of Brenna was opened in 1912 and has room for 340 ships."
OTHER = "Fishermen complained that the old lighthouse was closed."
QUESTION = Question(
    id="q1",
    lang="en",
    kind="fact",
    question="When was the harbour of Brenna opened?",
    evidence=(("harbour.txt", "was opened in 1912"),),
    facts=("19(12|13)", "harbour"),
)
UNANSWERABLE = Question(id="q2", lang="en", kind="unanswerable", question="What is the capital of Australia?")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(make_index(tmp_path_factory.mktemp("evaluation")), None)


def answer_of(assistant: Assistant, text: str, *quotes: str, abstained: bool = False) -> Answer:
    """Return an answer that says `text` and cites `quotes` of harbour.txt."""
    whole = assistant.document("harbour.txt").text
    citations = tuple(
        Citation(n, "harbour.txt", "Title", None, "en", at, at + len(quote), quote, 1.0)
        for n, quote in enumerate(quotes, 1)
        for at in [whole.index(quote)]
    )
    sentence = Sentence(text, tuple(c.number for c in citations), "supported" if quotes else "none")
    return Answer(
        "q", "q", "en", (sentence,), citations, (), abstained, "none", {"search": 0.5, "total": 1.0}
    )


def test_a_good_answer(assistant: Assistant) -> None:
    answer = answer_of(assistant, "The harbour was opened for ships in the year 1912.", GOLD)
    result = measure(QUESTION, answer, assistant)
    assert (result.evidence, result.facts, result.good) == (True, True, True)
    assert (result.refused, result.wrongly_refused) == (None, False)
    assert (result.precision, result.language, result.verbatim) == (1.0, True, 1.0)


def test_half_of_the_citations_are_beside_the_point(assistant: Assistant) -> None:
    answer = answer_of(assistant, "The harbour was opened for ships in the year 1912.", GOLD, OTHER)
    assert measure(QUESTION, answer, assistant).precision == 0.5


def test_the_wrong_evidence(assistant: Assistant) -> None:
    result = measure(QUESTION, answer_of(assistant, "The harbour was opened in 1912.", OTHER), assistant)
    assert (result.evidence, result.facts, result.good, result.precision) == (False, True, False, 0.0)


def test_the_right_words_in_another_document_are_not_the_evidence(assistant: Assistant) -> None:
    elsewhere = replace(QUESTION, evidence=(("parc.txt", "castani bătrâni"),))
    assert measure(elsewhere, answer_of(assistant, "x", GOLD), assistant).evidence is False


def test_evidence_is_told_by_its_place_and_not_by_its_words(tmp_path: Path) -> None:
    text = "The pier was opened in 1912.\n\nThe lighthouse was opened in 1912, and closed again.\n"
    assistant = Assistant(make_index(tmp_path, {"a.txt": text}), None)
    question = replace(QUESTION, evidence=(("a.txt", "lighthouse was opened"),))

    def hit(quote: str) -> bool | None:
        at = text.index(quote)
        citation = Citation(1, "a.txt", "Title", None, "en", at, at + len(quote), quote, 1.0)
        return measure(question, replace(answer_of_none, citations=(citation,)), assistant).evidence

    answer_of_none = Answer("q", "q", "en", (), (), (), False, "none")
    assert hit("lighthouse was") is True
    assert hit("opened in 1912, and closed again.") is True  # holds the end of it
    assert hit("pier was opened in 1912") is False
    assert hit(" in 1912, and closed again.") is False


def test_evidence_that_is_not_in_the_corpus_is_told(assistant: Assistant) -> None:
    wrong = replace(QUESTION, evidence=(("harbour.txt", "was opened in 1913"),), place="Line 4 of 'q.jsonl'")
    with pytest.raises(AssistantError, match=r"Line 4 of 'q.jsonl' .* 'harbour.txt': 'was opened in 1913'"):
        measure(wrong, answer_of(assistant, "x"), assistant)


def test_the_characters_that_are_gold(assistant: Assistant) -> None:
    gold = "was opened in 1912"
    half = "of Brenna " + gold
    result = measure(QUESTION, answer_of(assistant, "x", half, OTHER), assistant)
    assert result.characters == len(gold) / (len(half) + len(OTHER))
    overlapping = measure(QUESTION, answer_of(assistant, "x", GOLD, half), assistant)
    assert overlapping.characters == len(gold) / len(GOLD)
    assert measure(QUESTION, answer_of(assistant, "x"), assistant).characters is None


def test_one_fact_is_missing(assistant: Assistant) -> None:
    result = measure(QUESTION, answer_of(assistant, "The harbour was opened long ago.", GOLD), assistant)
    assert (result.evidence, result.facts, result.good) == (True, False, False)


def test_what_a_question_does_not_name_is_not_measured(assistant: Assistant) -> None:
    answer = answer_of(assistant, "The harbour was opened in 1912.", OTHER)
    facts = measure(replace(QUESTION, evidence=()), answer, assistant)
    assert (facts.evidence, facts.precision, facts.characters) == (None, None, None)
    assert (facts.facts, facts.good) == (True, True)
    evidence = measure(replace(QUESTION, facts=()), answer, assistant)
    assert (evidence.evidence, evidence.facts, evidence.good) == (False, None, False)
    neither = measure(replace(QUESTION, facts=(), evidence=()), answer, assistant)
    assert (neither.good, neither.wrongly_refused, neither.language) == (None, False, True)
    refused = measure(replace(QUESTION, facts=(), evidence=()), replace(answer, abstained=True), assistant)
    assert refused.wrongly_refused is True


def test_no_citation(assistant: Assistant) -> None:
    result = measure(QUESTION, answer_of(assistant, "The harbour was opened in 1912."), assistant)
    assert (result.evidence, result.good, result.precision, result.verbatim) == (False, False, None, None)


def test_too_long_is_not_good(assistant: Assistant) -> None:
    long = "The harbour was opened in 1912. " + "x" * LONGEST
    result = measure(QUESTION, answer_of(assistant, long, GOLD), assistant)
    assert (result.facts, result.good) == (True, False)


def test_wrongly_refused(assistant: Assistant) -> None:
    answer = answer_of(assistant, "The documents do not answer: harbour 1912.", GOLD, abstained=True)
    result = measure(QUESTION, answer, assistant)
    assert (result.good, result.wrongly_refused, result.refused, result.language) == (False, True, None, None)


@pytest.mark.parametrize("abstained", [True, False])
def test_unanswerable(abstained: bool, assistant: Assistant) -> None:
    answer = answer_of(assistant, "The harbour was opened in 1912.", GOLD, abstained=abstained)
    result = measure(UNANSWERABLE, answer, assistant)
    assert result.refused is abstained
    assert result.wrongly_answered is not abstained
    assert {result.evidence, result.facts, result.good, result.wrongly_refused} == {None}
    assert (result.precision, result.characters) == (None, None)
    assert result.faults == (() if abstained else ("wrongly_answered",))


@pytest.mark.parametrize(
    ("text", "quotes", "abstained", "faults"),
    [
        ("The harbour was opened in 1912.", [GOLD], False, ()),
        ("The harbour was opened in 1912.", [OTHER], False, ("evidence",)),
        ("Portul a fost deschis demult.", [], False, ("evidence", "facts", "language")),
        ("The harbour was opened in 1912. " + "x" * LONGEST, [GOLD], False, ("good",)),
        ("They do not say.", [], True, ("wrongly_refused",)),
    ],
)
def test_what_is_wrong_with_an_answer(
    text: str, quotes: list[str], abstained: bool, faults: tuple[str, ...], assistant: Assistant
) -> None:
    answer = answer_of(assistant, text, *quotes, abstained=abstained)
    assert measure(QUESTION, answer, assistant).faults == faults


def test_the_time_until_the_first_evidence(assistant: Assistant) -> None:
    stages = {"search": 0.5, "evidence": 0.25, "draft": 4.0, "total": 4.75}
    answer = replace(answer_of(assistant, "x"), seconds=stages)
    assert measure(QUESTION, answer, assistant).seconds == stages | {"first evidence": 0.75}
    answer = replace(answer, seconds={"total": 1.0})
    assert measure(QUESTION, answer, assistant).seconds == {"total": 1.0}


def test_titles_of_sources_do_not_count_for_the_language(assistant: Assistant) -> None:
    """A source that is named by its title is named in the source's language, cut where it is long."""
    polish = replace(QUESTION, lang="pl")
    title = "Fishermen complain about the old lighthouse, which was closed without anybody being asked before"
    for shown in (title, f"{title[:79]}…"):
        plain = answer_of(assistant, f"Źródła podają różne informacje na ten temat: 1912 ({shown}).", GOLD)
        titled = replace(plain, citations=tuple(replace(c, title=title) for c in plain.citations))
        assert measure(polish, plain, assistant).language is False
        assert measure(polish, titled, assistant).language is True


def test_quotes_do_not_count_for_the_language(assistant: Assistant) -> None:
    polish = replace(QUESTION, lang="pl")
    frame = f"Oto co mówią na ten temat dokumenty: „{GOLD}”"
    assert measure(polish, answer_of(assistant, frame, GOLD), assistant).language is True
    assert measure(polish, answer_of(assistant, f"They say this: {GOLD}", GOLD), assistant).language is False


def test_a_quote_that_is_not_verbatim_is_found_out(assistant: Assistant) -> None:
    answer = answer_of(assistant, "x", GOLD, OTHER)
    moved = replace(answer.citations[0], start=answer.citations[0].start + 1)
    answer = replace(answer, citations=(moved, answer.citations[1]))
    assert measure(QUESTION, answer, assistant).verbatim == 0.5


def test_run_asks_and_measures(assistant: Assistant) -> None:
    results = list(run(assistant, [QUESTION, UNANSWERABLE]))
    assert [result.id for result in results] == ["q1", "q2"]
    assert results[0].good
    assert results[0].verbatim == 1.0
    assert "1912" in results[0].text
    assert results[0].seconds["total"] >= results[0].seconds["first evidence"] > 0
