"""What people say of answers: a question file that evaluation reads, whole whatever happens, each thing once."""

import errno
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from answers import QUOTE, answer, citation, hostile, sentence
from small_corpus import make_index

from assistant import Assistant
from assistant.answer import Turn
from assistant.errors import FeedbackError
from assistant.evaluation import check, measure, read_questions, summary
from assistant.feedback import Feedback, feedback_file
from index.folders import index_folder
from index.private import DRAFT

OTHER = "Mayor Anna Kowal opened the new pier on Friday."
SAID = answer(
    sentences=(sentence(QUOTE, 1), sentence("Kowal opened it.", 1, 2), sentence("Hello!", verdict="none")),
    citations=(citation(1), citation(2, quote=OTHER, start=101, end=148)),
)
SAID = replace(SAID, sentences=(*SAID.sentences[:2], replace(SAID.sentences[2], citations=())))
BEFORE = [Turn("user", "What is new in Brenna?"), Turn("assistant", "The pier.")]


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(feedback_file(tmp_path / "data", tmp_path / "corpus"))


def rows(feedback: Feedback) -> list[dict[str, Any]]:
    return [json.loads(line) for line in feedback.path.read_text("utf-8").splitlines()]


def test_a_wrong_citation_becomes_a_question(feedback: Feedback) -> None:
    id_ = feedback.add(SAID, BEFORE, 1, 2, " Another pier. ")
    (row,) = rows(feedback)
    assert row.pop("at")
    assert row == {
        "id": id_,
        "lang": "en",
        "kind": "feedback",
        "question": "When was the harbour opened?",
        "history": ["What is new in Brenna?"],
        "wrong": [{"source": "harbour.txt", "quote": OTHER}],
        "said": "Kowal opened it.",
        "model": "scripted",
        "asked": "2026-11-22T21:40:12+01:00",
        "remark": "Another pier.",
    }
    (question,) = read_questions(feedback.path)
    assert (question.id, question.kind, question.history) == (id_, "feedback", ("What is new in Brenna?",))
    assert question.wrong == (("harbour.txt", OTHER),)
    assert not question.is_answerable
    assert not question.is_unanswerable


def test_a_sentence_stands_for_all_its_citations(feedback: Feedback) -> None:
    feedback.add(SAID, ["What is new in Brenna?"], 1)
    (row,) = rows(feedback)
    assert [quoted["quote"] for quoted in row["wrong"]] == [QUOTE, OTHER]
    assert row["history"] == ["What is new in Brenna?"]


def test_the_same_twice_is_one_line(feedback: Feedback) -> None:
    first = feedback.add(SAID, BEFORE, 1, 2, "No.")
    assert feedback.add(replace(SAID, model="another"), BEFORE, 1, 2) == first
    assert [row["remark"] for row in rows(feedback)] == ["No."]
    assert feedback.add(SAID, BEFORE, 1, 2, "Not at all.") == first
    assert [row["remark"] for row in rows(feedback)] == ["Not at all."]
    others = {feedback.add(SAID, (), 1, 2), feedback.add(SAID, BEFORE, 1, 1), feedback.add(SAID, BEFORE, 0)}
    assert len(others | {first}) == len(rows(feedback)) == 4


def test_it_is_taken_back(feedback: Feedback) -> None:
    feedback.remove("never-said")
    one, other = feedback.add(SAID, (), 0), feedback.add(SAID, (), 1)
    feedback.remove(one)
    feedback.remove(one)
    assert [row["id"] for row in rows(feedback)] == [other]
    feedback.remove(other)
    assert not feedback.path.exists()


@pytest.mark.parametrize(("number", "cited"), [(-1, None), (3, None), (2, None), (0, 9), (0, 0)])
def test_what_is_not_there_cannot_be_wrong(feedback: Feedback, number: int, cited: int | None) -> None:
    with pytest.raises(FeedbackError, match=r"Open the conversation|Choose one"):
        feedback.add(SAID, (), number, cited)
    assert not feedback.path.exists()


def test_whatever_documents_hold_stays_one_line(feedback: Feedback) -> None:
    texts = ["a\nb\r\nc", '"}\n{"id": 1}', "half \udcff a character", "\u2028x\u2029", "\0", "żółć"]
    for text in texts:
        feedback.add(hostile(text), [text], 0, 1, text)
    found = read_questions(feedback.path)
    assert [question.question for question in found] == texts
    assert [question.wrong for question in found] == [((text, text),) for text in texts]


def test_lines_of_others_stay_as_they_are(feedback: Feedback) -> None:
    feedback.path.parent.mkdir(parents=True)
    lines = ["no JSON", '{"id": "mine", "facts": ["1912"]}', "[" * 100_000, "[1]", '{"torn": ']
    feedback.path.write_text("\n".join(lines))
    feedback.remove(feedback.add(SAID, (), 0))
    assert feedback.path.read_text().splitlines() == lines


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_only_this_user_may_read_it(feedback: Feedback) -> None:
    before = os.umask(0)
    try:
        feedback.add(SAID, (), 0)
    finally:
        os.umask(before)
    assert stat.S_IMODE(feedback.path.stat().st_mode) == 0o600


def test_its_name_is_the_corpus_own(tmp_path: Path) -> None:
    name = feedback_file(tmp_path, tmp_path / "one").name
    assert name == index_folder(tmp_path, tmp_path / "one").name.replace("index-", "feedback-") + ".jsonl"
    assert name != feedback_file(tmp_path, tmp_path / "other" / "one").name


def test_a_full_disk_leaves_what_was_said(feedback: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    feedback.add(SAID, (), 0)
    before = feedback.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("index.private.os.fsync", full)
        with pytest.raises(FeedbackError, match=r"no room left.*Free some space"):
            feedback.add(SAID, (), 1)
    assert feedback.path.read_bytes() == before
    assert not list(feedback.path.parent.glob(f"{DRAFT}*"))


def test_a_folder_that_is_a_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(FeedbackError, match="ASSISTANT_DATA"):
        Feedback(tmp_path / "data" / "x.jsonl").add(SAID, (), 0)


def test_many_at_once_lose_nothing(feedback: Feedback) -> None:
    def say(number: int) -> str:
        other = Feedback(feedback.path)
        other.add(SAID, (), 0)
        return other.add(replace(SAID, question=f"Question {number}?"), (), 0)

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(say, range(40)))
    assert len(ids) == 40
    assert ids < {row["id"] for row in rows(feedback)}
    assert len(rows(feedback)) == 41


def test_evaluation_tells_whether_it_is_cited_again(feedback: Feedback, tmp_path: Path) -> None:
    assistant = Assistant(make_index(tmp_path), None)
    asked = "When was the harbour of Brenna opened?"
    said = assistant.ask(asked)
    feedback.add(said, (), 0, 1)
    gone = replace(said, question="Who?", citations=(replace(said.citations[0], quote="Nobody wrote this."),))
    feedback.add(gone, (), 0, 1)
    (question, other) = read_questions(feedback.path)
    check(assistant, [question, other])

    again = measure(question, assistant.ask(asked), assistant)
    assert (again.repeated, again.faults) == (True, ("repeated",))
    assert (again.wrongly_refused, again.refused, again.evidence, again.good) == (None, None, None, None)
    better = measure(question, replace(said, citations=()), assistant)
    assert (better.repeated, better.faults) == (False, ())
    assert measure(other, assistant.ask("Who?"), assistant).repeated is None  # the document has changed
    table = summary([again, better])["repeated"]
    assert (table["value"], table["of"]) == (0.5, 2)
    assert table["interval"][0] < 0.5 < table["interval"][1]
