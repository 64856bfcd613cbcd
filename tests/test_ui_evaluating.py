"""`assistant eval`, driven in this process: what is measured, saved, compared and shown."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from fakes import BagOfWordsEmbedding, ScriptedLLM
from small_corpus import write

from assistant import Assistant, models
from assistant.answer import Answer
from assistant.errors import AssistantError
from assistant.models import LanguageModel, wrap
from index.embedding import Embedder
from index.index import Index
from ui.cli import main

QUESTION = "When was the harbour of Brenna opened?"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a corpus, no language model, and the tests' own embedder."""
    for variable in list(os.environ):
        if variable.startswith("ASSISTANT_"):
            monkeypatch.delenv(variable)
    monkeypatch.setattr("assistant.opening.load", lambda *_: Embedder(BagOfWordsEmbedding()))
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "corpus")
    return tmp_path


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    return capsys


def test_eval(here: Path, out: pytest.CaptureFixture[str]) -> None:
    row = {"id": "a", "lang": "en", "kind": "fact", "question": QUESTION, "facts": ["1912"],
           "evidence": [{"source": "harbour.txt", "quote": "opened in 1912"}]}  # fmt: skip
    (here / "questions.jsonl").write_text(json.dumps(row))
    assert main(["eval", "questions.jsonl", "--json"]) == 0
    assert json.loads(out.readouterr().out)["summary"]["good"]["value"] == 1.0
    assert main(["eval", "questions.jsonl"]) == 0
    assert "1.00" in out.readouterr().out


def test_eval_retrieval(here: Path, out: pytest.CaptureFixture[str]) -> None:
    row = {"id": "a", "lang": "en", "kind": "fact", "question": QUESTION,
           "evidence": [{"source": "harbour.txt", "quote": "opened in 1912"}]}  # fmt: skip
    (here / "questions.jsonl").write_text(json.dumps(row))
    assert main(["eval", "retrieval", "questions.jsonl", "--json"]) == 0
    assert json.loads(out.readouterr().out)["summary"]["en->en"]["ours"]["recall@1"] == 1.0
    assert main(["eval", "retrieval", "questions.jsonl"]) == 0
    shown = out.readouterr().out
    assert "en->en, 1 cases of 1 questions" in shown
    assert "ours         1.00 (.21-1.00)" in shown
    assert max(map(len, shown.splitlines())) <= 100
    assert "rank fusion" in shown
    (here / "questions.jsonl").write_text(json.dumps({**row, "evidence": []}))
    assert main(["eval", "retrieval", "questions.jsonl"]) == 0
    assert "names its evidence" in out.readouterr().out


def test_eval_asks_what_is_held_out_only_on_purpose(here: Path, out: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": name, "lang": "en", "kind": "fact", "question": QUESTION, "held_out": name == "b"}
            for name in "abc"]  # fmt: skip
    (here / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)))
    asked = {}
    for options in ([], ["--part", "held-out"], ["--part", "all"]):
        assert main(["eval", "questions.jsonl", "--json", *options]) == 0
        shown = out.readouterr()
        ids = [result["id"] for result in json.loads(shown.out)["results"]]
        asked[" ".join(options)] = (ids, f"{len(ids)} of 3 questions" in shown.err)
    assert asked == {
        "": (["a", "c"], True),
        "--part held-out": (["b"], True),
        "--part all": (["a", "b", "c"], False),
    }


def test_eval_without_a_file(out: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "nowhere.jsonl"]) == 1
    assert "'nowhere.jsonl' cannot be read" in out.readouterr().err


def questions(folder: Path, *ids: str) -> None:
    row = {"lang": "en", "kind": "fact", "question": QUESTION, "facts": ["1912"],
           "evidence": [{"source": "harbour.txt", "quote": "opened in 1912"}]}  # fmt: skip
    (folder / "questions.jsonl").write_text("\n".join(json.dumps({"id": id_, **row}) for id_ in ids))


def saved_ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize("what", ["answers", "retrieval"])
def test_evidence_that_is_not_there_is_told_before_anything_is_asked(
    what: str, here: Path, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions(here, "a")
    text = (here / "questions.jsonl").read_text()
    (here / "questions.jsonl").write_text(
        text + "\n" + text.replace('"a"', '"b"').replace("in 1912", "in 1913")
    )
    monkeypatch.setattr(Assistant, "ask", lambda *_: pytest.fail("asked"))
    monkeypatch.setattr(Index, "rankings", lambda *_: pytest.fail("searched"))
    assert main(["eval", what, "questions.jsonl"]) == 1
    assert (
        "Line 2 of 'questions.jsonl' has evidence that does not stand in 'harbour.txt'"
        in out.readouterr().err
    )


def test_a_run_that_was_stopped_goes_on(
    here: Path, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions(here, *"abcd")
    asked = []
    ask = Assistant.ask

    def until_the_third(self: Assistant, *arguments: Any) -> Answer:
        asked.append(arguments)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return ask(self, *arguments)

    monkeypatch.setattr(Assistant, "ask", until_the_third)
    command = ["eval", "questions.jsonl", "--save", "run.jsonl"]
    assert main(command) == 130
    shown = out.readouterr()
    assert "Stopped after 2 of 4 questions. They are kept in 'run.jsonl'" in shown.err
    assert "nothing is lost" not in shown.err
    assert shown.out == ""
    assert saved_ids(here / "run.jsonl") == ["a", "b"]
    assert main(["eval", "show", "run.jsonl"]) == 0
    assert "2 of 4 questions answered so far" in out.readouterr().out

    assert main([*command, "--json"]) == 0
    shown = out.readouterr()
    assert "Going on in 'run.jsonl': 2 of 4 questions are answered." in shown.err
    assert [result["id"] for result in json.loads(shown.out)["results"]] == list("abcd")
    assert saved_ids(here / "run.jsonl") == list("abcd")
    assert len(asked) == 5
    assert main([*command, "--json"]) == 0
    assert json.loads(out.readouterr().out)["summary"]["questions"] == 4
    assert len(asked) == 5  # nothing was left to ask


def test_a_run_that_is_not_kept_says_what_is_lost(
    here: Path, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions(here, "a")

    def fail(*_: Any) -> Answer:
        raise AssistantError("The model has gone.")

    monkeypatch.setattr(Assistant, "ask", fail)
    assert main(["eval", "questions.jsonl"]) == 1
    shown = out.readouterr().err
    assert "Stopped after 0 of 1 questions, which are lost; --save FILE keeps them." in shown
    assert "The model has gone." in shown


def test_a_file_of_another_run_is_refused(here: Path, out: pytest.CaptureFixture[str]) -> None:
    questions(here, "a")
    assert main(["eval", "questions.jsonl", "--save", "run.jsonl"]) == 0
    questions(here, "a", "b")
    assert main(["eval", "questions.jsonl", "--save", "run.jsonl"]) == 1
    assert "another run: the question file has changed, or is another" in out.readouterr().err
    assert main(["eval", "questions.jsonl", "--save", "questions.jsonl"]) == 1
    assert "'questions.jsonl' holds no results" in out.readouterr().err


def test_two_models_side_by_side(
    here: Path, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions(here, "a", "b")
    chosen = []

    def choose(spec: str, **_: Any) -> LanguageModel | None:
        chosen.append(spec)
        return None if spec == "none" else wrap(ScriptedLLM(answers=["NOT IN THE NOTES"]))

    monkeypatch.setattr(models, "choose", choose)
    command = ["eval", "questions.jsonl", "--compare", "other", "--save", "run.jsonl"]
    assert main(command) == 0
    shown = out.readouterr().out
    assert chosen == ["other", "none"]  # the second is known to be there before the first is asked
    assert "first: none, " in shown
    assert "They differ in model." in shown
    assert "2 questions         first   second  difference" in shown
    assert "  good              1.00    .00     -1.00 (-1.00 to " in shown
    assert "good, worse (2): a b" in shown
    assert saved_ids(here / "run.jsonl") == saved_ids(here / "run-other.jsonl") == ["a", "b"]
    assert max(map(len, shown.splitlines())) <= 100

    assert main(["eval", "show", "run.jsonl", "run-other.jsonl", "--json"]) == 0
    table = json.loads(out.readouterr().out)
    assert table["comparison"]["good"]["lost"] == ["a", "b"]
    assert [run["about"]["part"] for run in table["runs"]] == ["open", "open"]
    assert main([*command, "--json"]) == 0
    assert json.loads(out.readouterr().out)["comparison"] == table["comparison"]
    assert main(["eval", "show", "run.jsonl", "run.jsonl"]) == 0
    shown = out.readouterr().out
    assert "Both rest on the same." in shown
    assert "No question has changed." in shown


def test_runs_of_different_files_are_not_compared(here: Path, out: pytest.CaptureFixture[str]) -> None:
    questions(here, "a")
    assert main(["eval", "questions.jsonl", "--save", "one.jsonl"]) == 0
    questions(here, "a", "b")
    assert main(["eval", "questions.jsonl", "--save", "two.jsonl"]) == 0
    out.readouterr()
    assert main(["eval", "show", "one.jsonl", "two.jsonl"]) == 2
    assert "different question files" in out.readouterr().err


def test_a_model_that_is_not_there_is_told_before_the_first_is_asked(
    here: Path, out: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    questions(here, "a")
    monkeypatch.setattr(Assistant, "ask", lambda *_: pytest.fail("asked"))
    assert main(["eval", "questions.jsonl", "--compare", "gguf:nowhere.gguf"]) != 0
    assert "nowhere.gguf" in out.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["answers", "a", "b"], "takes one file of questions, not 2. Ask each by a command of its own"),
        (["a", "b"], "`assistant eval show ONE TWO`"),
        (["retrieval", "a", "b"], "`assistant eval retrieval` takes one file of questions, not 2"),
        (["show"], "takes a file; name it after 'show'"),
        (["show", "a", "b", "c"], "takes one file or two, not 3"),
        (["show", "a", "--compare", "none"], "are for answers"),
        (["retrieval", "a", "--save", "b"], "are for answers"),
    ],
)
def test_what_does_not_go_together(words: list[str], message: str, out: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", *words]) == 2
    assert message in out.readouterr().err
