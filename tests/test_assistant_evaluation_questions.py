"""Question files, and files that are none."""

import json
from pathlib import Path

import pytest
from small_corpus import make_index

from assistant import Assistant
from assistant.errors import AssistantError
from assistant.evaluation import PARTS, Question, check, part_of, places, read_questions


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
        "near_miss": None,
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
        changed(near_miss="yes"),
        changed(held_out="yes"),
        changed(held_out=1),
        changed(held_out=None),
        changed(history=[{"role": "user"}]),
        changed(evidence=["quote"]),
        changed(wrong="quote"),
        changed(wrong=None),
        changed(wrong=[{"source": "a.txt"}]),
        changed(evidence=[{"source": "a.txt"}]),
        changed(evidence=[{"source": "a.txt", "quote": 1}]),
    ],
)
def test_a_bad_line_is_named(line: str, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"Line 2 of '.*questions.jsonl' is no question"):
        read_questions(write(tmp_path, GOOD_LINE, line))


def test_two_questions_of_one_id(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match=r"Line 3 of .* has the id '1', as another .*Line 1 of"):
        read_questions(write(tmp_path, GOOD_LINE, "", GOOD_LINE))


def test_lines_end_where_files_say_so(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + changed(question="a\u2028b").encode() + b"\r\n" + changed(id="2").encode()
    )
    assert [question.question for question in read_questions(path)] == ["a\u2028b", "Gdzie?"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("questions")
    texts = {"a.txt": "The pier was opened in 1912.\n\nThe harbour, too, was opened in 1912.\n"}
    return Assistant(make_index(folder, texts), None)


def test_where_evidence_stands(assistant: Assistant) -> None:
    question = Question("q", "en", "fact", "When?", (), (("a.txt", "opened in 1912"), ("a.txt", "The pier")))
    every, first = places(assistant, question)
    text = assistant.document("a.txt").text
    assert [text[start:end] for start, end in every.spans] == ["opened in 1912"] * 2
    assert first.spans == ((0, 8),)
    check(assistant, [question, Question("r", "en", "unanswerable", "What?")])


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (("a.txt", "opened in 1913"), r"Line 1 of '.*' has evidence .* 'a.txt': 'opened in 1913'. Quote the"),
        (("a.txt", ""), "does not stand in 'a.txt': ''"),
        (
            ("b.txt", "opened in 1912"),
            r"Line 1 of '.*' .* 'b.txt', which is not in the corpus '.*'; --corpus",
        ),
    ],
)
def test_evidence_that_the_corpus_does_not_hold(
    evidence: tuple[str, str], message: str, assistant: Assistant, tmp_path: Path
) -> None:
    line = changed(evidence=[dict(zip(("source", "quote"), evidence, strict=True))])
    with pytest.raises(AssistantError, match=message):
        check(assistant, read_questions(write(tmp_path, line)))


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="cannot be read"):
        read_questions(tmp_path / "nowhere.jsonl")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AssistantError, match="cannot be read"):
        read_questions(path)
