"""What is remarked beside an answer, in the asker's language."""

import re
from dataclasses import astuple, fields, replace

import pytest
from fakes import ScriptedLLM
from small_corpus import make_index
from test_assistant_pipeline import FACT, answer_of

from assistant.answering import drafting
from assistant.models import wrap
from assistant.wording.remarks import REMARKS, read_by_model, remarks
from index.languages import detect


@pytest.mark.parametrize("language", REMARKS)
def test_each_is_in_its_language_and_fills_in_the_same(language: str) -> None:
    own, english = remarks(language), remarks("en")
    for field in fields(own):
        holes = [sorted(re.findall(r"{\w+}", getattr(r, field.name))) for r in (own, english)]
        assert holes[0] == holes[1]
    text = " ".join(astuple(own)).replace("{", "").replace("}", "")
    assert detect(text, among=list(REMARKS)) == language
    assert remarks("sv") == english


def test_what_the_model_could_not_read_is_told(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index(tmp_path_factory.mktemp("remarks"))
    assert answer_of(index, None).used is None
    monkeypatch.setattr(drafting, "NOTES_TOKENS", 40)
    answer = answer_of(index, wrap(ScriptedLLM(answers=[FACT])))
    assert answer.used == answer.to_dict()["used"] == 1
    assert len(answer.passages) > 1
    assert read_by_model(answer) == f"Passages the model could read: 1 of {len(answer.passages)}."
    assert read_by_model(replace(answer, language="pl", used=2)).startswith("Fragmenty, które model")
    assert read_by_model(replace(answer, language="pl"), "en") == read_by_model(answer)
    assert read_by_model(replace(answer, used=len(answer.passages))) == ""
