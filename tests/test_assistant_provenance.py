"""What an answer says of where it comes from, and how it tells that it was changed."""

import datetime
import hashlib
import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from fakes import ScriptedLLM
from small_corpus import TEXTS, make_index

import prompts
from assistant import Answer, Assistant, Filters
from assistant.provenance import is_intact, sealed, version
from index.index import Index

QUESTION = "When was the harbour of Brenna opened?"
FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("provenance"))


def ask(index: Index, *answers: str, filters: Filters | None = None) -> Answer:
    with Assistant(index, ScriptedLLM(answers=list(answers)) if answers else None) as assistant:
        return assistant.ask(QUESTION, filters=filters)


def test_an_answer_says_when_and_of_what_it_was_asked(index: Index) -> None:
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    answer = ask(index, filters=Filters(languages=["en"], date_to=None))
    said = answer.provenance
    assert said is not None
    asked = datetime.datetime.fromisoformat(said.asked)
    assert asked.tzinfo is not None
    assert before <= asked <= datetime.datetime.now(datetime.UTC)
    assert said.index.startswith(index.embedder.fingerprint)
    assert said.generation == index.generation == 1
    assert said.filters == Filters(languages=["en"])
    assert said.version == version()
    assert len(said.scores) == len(answer.passages) > 0
    assert said.relevance is not None
    assert -1 <= said.relevance <= 1
    assert said.prompts == {}  # no model was asked


def test_the_prompt_that_the_model_was_given_is_named(index: Index) -> None:
    said = ask(index, FACT).provenance
    assert said is not None
    text = (Path(prompts.__file__).parent / "answer.md").read_text("utf-8")
    assert said.prompts == {"answer": hashlib.sha256(text.encode()).hexdigest()}


def test_each_citation_and_passage_has_the_hash_of_its_file(index: Index) -> None:
    answer = ask(index)
    cited = answer.citations[0]
    assert cited.content_hash == hashlib.sha256(TEXTS[cited.source].encode()).hexdigest()
    for passage in answer.passages:
        assert passage.to_dict()["content_hash"] == hashlib.sha256(TEXTS[passage.source].encode()).hexdigest()


def test_the_version_is_that_of_the_installed_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    for installed, said in ((lambda _: "1.2.3", "1.2.3"), (missing, "unknown")):
        version.cache_clear()
        monkeypatch.setattr("assistant.provenance.version_of", installed)
        assert version() == said
    version.cache_clear()


def test_a_question_that_finds_nothing_has_no_score(index: Index) -> None:
    said = ask(index, filters=Filters(languages=["sv"])).provenance
    assert said is not None
    assert (said.scores, said.relevance) == ((), None)


def test_an_answer_in_json_is_intact_however_it_was_written(index: Index) -> None:
    values = ask(index).to_dict()
    assert is_intact(json.loads(json.dumps(values)))
    assert is_intact(json.loads(json.dumps(values, indent=4, sort_keys=True, ensure_ascii=False)))


def test_whole_numbers_and_half_characters_are_no_change() -> None:
    values = sealed({"support": 1.0, "source": "old\udcb1name.txt", "nested": [{"a": 2.0, "b": True}]})
    assert is_intact({**values, "support": 1, "nested": [{"b": True, "a": 2}]})
    assert json.loads(json.dumps(values)) == values


@pytest.mark.parametrize(
    "change",
    [
        {"support": 0.9},
        {"text": "no"},
        {"more": 1},
        {"list": [2, 1]},
        {"support": None},
        {"digest": "0" * 64},
    ],
)
def test_every_change_is_told(change: dict[str, Any]) -> None:
    values = sealed({"support": 1.0, "text": "yes", "list": [1, 2]})
    assert is_intact(values)
    assert not is_intact({**values, **change})
    assert not is_intact({name: value for name, value in values.items() if name != "text"})


def test_what_was_never_sealed_is_taken_as_it_is() -> None:
    assert is_intact({"question": "?"})
