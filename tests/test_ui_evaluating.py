"""`assistant eval`, driven in this process: what is measured, saved, compared and shown."""

import json
import os
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedding
from small_corpus import write

from index.embedding import Embedder
from ui.cli import main

QUESTION = "When was the harbour of Brenna opened?"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a corpus, no language model, and the tests' own embedder."""
    for variable in list(os.environ):
        if variable.startswith("ASSISTANT_"):
            monkeypatch.delenv(variable)
    monkeypatch.setattr("assistant.assistant.load", lambda *_: Embedder(BagOfWordsEmbedding()))
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
