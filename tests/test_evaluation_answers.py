"""Every question set of the project, asked with one command."""

import json
from pathlib import Path
from typing import Any

import pytest
from fakes import BagOfWordsEmbedding
from small_corpus import TEXTS, write

from assistant import Assistant
from assistant.answer import Answer
from index.embedding import Embedder
from tests.evaluation import answers
from tests.evaluation.mixtures import SHIPPED

QUESTIONS = [
    {
        "id": "a",
        "lang": "en",
        "kind": "fact",
        "question": "When was the harbour of Brenna opened?",
        "evidence": [{"source": "harbour.txt", "quote": "opened in 1912"}],
        "facts": ["1912"],
    },
    {
        "id": "b",
        "lang": "en",
        "kind": "fact",
        "question": "When was the harbour of Brenna opened?",
        "evidence": [{"source": "harbour.txt", "quote": "opened in 1912"}],
        "facts": ["1812"],
    },
    {
        "id": "c",
        "lang": "en",
        "kind": "fact",
        "question": "Who opened the new pier of Brenna harbour?",
        "evidence": [{"source": "harbour.txt", "quote": "Anna Kowal"}],
        "facts": ["nobody"],
        "held_out": True,
    },
]


@pytest.fixture(autouse=True)
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sets" / "harbour"
    write(folder / "corpus", TEXTS)
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)))
    own = answers.QuestionSet("harbour", folder / "questions.jsonl", folder / "corpus")
    monkeypatch.setattr(answers, "question_sets", lambda: [own])
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    return tmp_path


def ask(*words: str) -> int:
    return answers.main(words, Embedder(BagOfWordsEmbedding()))


def test_the_sets_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = {some.name: some for some in answers.question_sets()}
    assert {"questions", "shipped", "mixed"} <= set(found)
    assert found["questions"].corpus == found["shipped"].corpus == SHIPPED
    assert found["mixed"].corpus == found["mixed"].file.parent / "corpus"
    assert all(some.file.is_file() and some.corpus.is_dir() for some in found.values())


def test_tables_and_what_failed(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = sets / "answers.json"
    assert ask("--out", str(out)) == 0
    shown = capsys.readouterr().out
    assert "2 questions" in shown
    assert "facts (1): harbour/b" in shown
    written = json.loads(out.read_text("utf-8"))
    assert {"commit", "model", "embedder", "machine", "part"} <= set(written)
    assert written["sets"]["harbour"]["facts"]["value"] == 0.5
    assert list(written["summary"]["by set"]) == ["harbour"]
    assert [result["id"] for result in written["results"]] == ["harbour/a", "harbour/b"]
    assert [line for line in out.read_text("utf-8").splitlines() if '"id": "harbour/a"' in line]


def test_nothing_is_told_of_single_questions_held_out(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = sets / "answers.json"
    assert ask("--part", "all", "--out", str(out)) == 0
    assert "3 questions" in (shown := capsys.readouterr().out)
    assert "harbour/c" not in shown + out.read_text("utf-8")
    assert "Kowal" not in shown + out.read_text("utf-8")
    assert json.loads(out.read_text("utf-8"))["summary"]["questions"] == 3


def test_named_sets_alone_are_written_nowhere_by_themselves(
    sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("--only", "harbour", "--part", "held-out") == 0
    assert "Written" not in capsys.readouterr().err
    assert not [*sets.glob("*.json")]


def test_a_run_that_was_stopped_goes_on(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    ask_one = Assistant.ask

    def until_the_second(self: Assistant, question: str, *more: Any) -> Answer:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return ask_one(self, question, *more)

    monkeypatch.setattr(Assistant, "ask", until_the_second)
    words = ("--save", str(sets / "kept"), "--out", str(sets / "answers.json"))
    assert ask(*words) == 130
    assert ask(*words) == 0
    assert len(asked) == 3
    written = json.loads((sets / "answers.json").read_text("utf-8"))
    assert [result["id"] for result in written["results"]] == ["harbour/a", "harbour/b"]
    assert len((sets / "kept" / "harbour.jsonl").read_text("utf-8").splitlines()) == 3


def test_against_results_written_earlier(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = sets / "answers.json"
    assert ask("--out", str(out)) == 0
    earlier = json.loads(out.read_text("utf-8"))
    earlier["results"][0]["facts"] = False
    out.write_text(json.dumps(earlier), "utf-8")
    capsys.readouterr()
    assert ask("--part", "all", "--only", "harbour", "--against", str(out)) == 0
    shown = capsys.readouterr().out
    assert "2 questions         first   second  difference" in shown  # the one held out has no earlier result
    assert "facts, better (1): harbour/a" in shown
    assert ask("--against", str(sets / "sets" / "harbour" / "questions.jsonl")) == 1
    assert "holds no results of this command" in capsys.readouterr().err


def test_the_name_of_the_results() -> None:
    assert answers._place("none", "open", "abc").name == "answers-none-abc.json"
    assert (
        answers._place("gguf:/models/x.gguf", "held-out", "abc").name
        == "answers-gguf-x.gguf-held-out-abc.json"
    )
    assert answers._place("ollama:gemma3:4b", "all", "abc+").name == "answers-ollama-gemma3-4b-all-abc+.json"


def test_a_question_file_that_is_none(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sets / "sets" / "harbour" / "questions.jsonl").write_text("{}")
    assert ask() == 1
    assert "is no question" in capsys.readouterr().err
