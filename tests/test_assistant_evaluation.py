"""Measures of hand-made answers that are known in advance, and question files that are none."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_corpus import make_index

from assistant import Assistant
from assistant.answer import Answer, Citation, Sentence
from assistant.errors import AssistantError
from assistant.evaluation import (
    LONGEST,
    MEASURES,
    PARTS,
    Question,
    Result,
    measure,
    part_of,
    read_questions,
    run,
    summary,
    to_dict,
)

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
    elsewhere = replace(QUESTION, evidence=(("parc.txt", "was opened in 1912"),))
    assert measure(elsewhere, answer_of(assistant, "x", GOLD), assistant).evidence is False


def test_one_fact_is_missing(assistant: Assistant) -> None:
    result = measure(QUESTION, answer_of(assistant, "The harbour was opened long ago.", GOLD), assistant)
    assert (result.evidence, result.facts, result.good) == (True, False, False)


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
    assert (result.evidence, result.facts, result.good, result.wrongly_refused, result.precision) == (
        None,
    ) * 5


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
    assert results[0].seconds["total"] > 0


def result(**values: Any) -> Result:
    none: dict[str, Any] = dict.fromkeys(MEASURES)
    row = {"id": "x", "lang": "en", "kind": "fact", "text": "żółć", "seconds": {}, **none, **values}
    return Result(**row)


def test_summary_and_what_it_rests_on() -> None:
    rows = [
        result(good=True, precision=0.5, seconds={"search": 1.0}),
        result(good=False, precision=1.0, seconds={"search": 3.0, "draft": 5.0}),
        result(refused=True),
    ]
    table = summary(rows)
    assert table["questions"] == 3
    assert table["good"] == {"value": 0.5, "of": 2}
    assert table["precision"] == {"value": 0.75, "of": 2}
    assert table["refused"] == {"value": 1.0, "of": 1}
    assert table["verbatim"] == {"value": None, "of": 0}
    assert table["median_seconds"] == {"search": 2.0, "draft": 5.0}


def test_no_questions() -> None:
    assert summary([])["good"] == {"value": None, "of": 0}


def test_as_plain_values() -> None:
    document = to_dict([result(good=True)])
    assert json.loads(json.dumps(document)) == document
    assert document["summary"]["good"]["value"] == 1
    assert document["results"][0]["id"] == "x"


def write(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


GOOD_LINE = json.dumps({"id": 1, "lang": "pl", "kind": "fact", "question": "Gdzie?"})


def test_a_question_file(tmp_path: Path) -> None:
    full = {
        "id": "b",
        "lang": "en",
        "kind": "followup",
        "question": "And when?",
        "history": ["Who opened it?"],
        "evidence": [{"source": "a.txt", "quote": "in 1912"}],
        "facts": ["1912"],
        "note": "fields nobody knows are passed over",
    }
    first, second = read_questions(write(tmp_path, GOOD_LINE, "", json.dumps(full)))
    assert (first.id, first.question, first.history, first.evidence, first.facts) == (
        "1",
        "Gdzie?",
        (),
        (),
        (),
    )
    assert second.history == ("Who opened it?",)
    assert second.evidence == (("a.txt", "in 1912"),)


def test_the_parts_of_a_question_file(tmp_path: Path) -> None:
    lines = [changed(id="a"), changed(id="b", held_out=True), changed(id="c", held_out=False)]
    questions = read_questions(write(tmp_path, *lines))
    ids = {part: [question.id for question in part_of(questions, part)] for part in PARTS}
    assert ids == {"open": ["a", "c"], "held-out": ["b"], "all": ["a", "b", "c"]}


def test_a_part_that_is_none_or_empty(tmp_path: Path) -> None:
    questions = read_questions(write(tmp_path, GOOD_LINE))
    with pytest.raises(AssistantError, match="no part 'secret'"):
        part_of(questions, "secret")
    with pytest.raises(AssistantError, match=r"No question of the 1 is 'held-out'; take --part all"):
        part_of(questions, "held-out")
    assert part_of([], "held-out") == []


def changed(**values: object) -> str:
    return json.dumps({**json.loads(GOOD_LINE), **values})


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[1, 2]",
        "7",
        '{"id": 1}',
        changed(question=None),
        changed(question=5),
        changed(lang=None),
        changed(facts=["("]),
        changed(facts=[1]),
        changed(facts="1912"),
        changed(history="Who?"),
        changed(held_out="yes"),
        changed(held_out=1),
        changed(held_out=None),
        changed(history=[{"role": "user"}]),
        changed(evidence=["quote"]),
        changed(evidence=[{"source": "a.txt"}]),
        changed(evidence=[{"source": "a.txt", "quote": 1}]),
    ],
)
def test_a_bad_line_is_named(line: str, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"Line 2 of '.*questions.jsonl' is no question"):
        read_questions(write(tmp_path, GOOD_LINE, line))


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AssistantError, match="cannot be read"):
        read_questions(path)
