"""Answers made again from the values they were written as; other values refused in one sentence."""

import copy
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import answers
import pytest
from fakes import ScriptedLLM
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import make_index

from assistant import pipeline
from assistant.answer import Answer, Disagreement, Finished, Side
from assistant.errors import ExportError
from assistant.models import wrap
from assistant.provenance import Provenance
from index.filters import Filters
from index.index import Index

FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."

# Half a character followed by the other half is one character to JSON; documents hold neither.
WORDS = st.text(max_size=20)
SHARES = st.floats(0, 1)
FILTERS = st.builds(
    Filters,
    languages=st.lists(st.sampled_from(["en", "hu", "pl", "ro"])),
    date_from=st.sampled_from([None, "2024", "2024-07"]),
    date_to=st.sampled_from([None, "2025", "2025-07-12"]),
    sources=st.lists(WORDS),
)
PROVENANCE = st.builds(
    Provenance,
    asked=WORDS,
    version=WORDS,
    index=WORDS,
    generation=st.integers(0, 9),
    filters=FILTERS,
    prompts=st.dictionaries(WORDS, WORDS, max_size=2),
    scores=st.lists(st.floats(-1, 1), max_size=3).map(tuple),
    relevance=st.none() | st.floats(-1, 1),
    unanswered=st.none() | st.floats(0, 1),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("restoring"))


def again(answer: Answer) -> Answer:
    return Answer.from_dict(json.loads(json.dumps(answer.to_dict())))


def asked(index: Index, question: str, *said: str, filters: Filters | None = None) -> Answer:
    model = wrap(ScriptedLLM(answers=list(said))) if said else None
    *_, last = pipeline.stream(index, model, question, (), filters)
    assert isinstance(last, Finished)
    return last.answer


def kinds_of_answers(index: Index) -> Iterator[Answer]:
    question = "When was the harbour of Brenna opened?"
    yield asked(index, question)
    yield asked(index, question, FACT + " Penguins sleep in Brenna. [1]")
    sides = (Side("1912", "Anna Kowal", (1,)), Side("1921", "The archive", (2,)))
    yield replace(asked(index, question), disagreements=(Disagreement("date", sides),))
    yield asked(index, "Ile lat ma król Hiszpanii?")
    yield asked(index, "Which documents do you have?")
    yield asked(index, "Köszönöm!")
    yield asked(index, question, filters=Filters(languages=["de"], date_from="2019", sources=["harbor.txt"]))
    yield asked(index, question, filters=Filters(date_from="2025"))


def test_every_kind_of_answer_comes_back_equal(index: Index) -> None:
    found = list(kinds_of_answers(index))
    for answer in found:
        assert again(answer) == answer
        assert again(answer).to_dict() == answer.to_dict()
    assert any(answer.disagreements for answer in found)
    assert any(answer.documents for answer in found)
    assert any(answer.no_match for answer in found)
    assert any(answer.undated for answer in found)
    assert any(answer.used for answer in found)
    assert any(answer.abstained and answer.passages for answer in found)
    assert any(not answer.claims for answer in found)


@pytest.mark.parametrize("text", answers.HOSTILE)
def test_whatever_documents_hold_comes_back_equal(text: str) -> None:
    assert again(answers.hostile(text)) == answers.hostile(text)


@given(
    question=WORDS,
    provenance=st.none() | PROVENANCE,
    seconds=st.dictionaries(WORDS, st.floats(0, 1e4), max_size=3),
    used=st.none() | st.integers(0, 9),
    support=SHARES,
)
def test_any_values_come_back_equal(
    question: str, provenance: Provenance | None, seconds: dict[str, float], used: int | None, support: float
) -> None:
    answer = answers.answer(
        question=question,
        provenance=provenance,
        seconds=seconds,
        used=used,
        citations=(answers.citation(support=support, title=question),),
        passages=(answers.passage(question, title=question),),
    )
    assert again(answer) == answer


def test_values_that_are_not_known_are_left_aside(index: Index) -> None:
    answer = asked(index, "When was the harbour of Brenna opened?")
    assert Answer.from_dict({**answer.to_dict(), "later": [1]}) == answer


@pytest.mark.parametrize("values", [None, [], 1, "x", {}, {"question": "x"}])
def test_what_is_no_answer_is_refused(values: Any) -> None:
    with pytest.raises(ExportError, match=r"no answer's values.*to_dict"):
        Answer.from_dict(values)


def places(values: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place inside plain values."""
    if path:
        yield path
    if isinstance(values, dict | list):
        for key, inner in values.items() if isinstance(values, dict) else enumerate(values):
            yield from places(inner, (*path, key))


def test_anything_else_at_any_place_is_an_answer_or_one_clear_error(index: Index) -> None:
    answer = next(a for a in kinds_of_answers(index) if a.no_match)
    values = json.loads(
        json.dumps({**answers.hostile("x").to_dict(), "no_match": answer.to_dict()["no_match"]})
    )
    refused = []
    for place in places(values):
        for wrong in (None, -1, 1.5, "x", [], [[]], {}, {"x": [None]}):
            changed = copy.deepcopy(values)
            inner = changed
            for key in place[:-1]:
                inner = inner[key]
            inner[place[-1]] = wrong
            try:
                assert isinstance(Answer.from_dict(changed), Answer)
            except ExportError as error:
                refused.append(str(error))
    assert len(refused) > 100
    assert not [said for said in refused if "\n" in said or "pydantic" in said]


def test_values_that_go_too_deep_are_refused() -> None:
    values = answers.answer().to_dict()
    values["citations"][0]["attribution"] = by = {"text": "x", "start": 0, "end": 1, "via": None}
    for _ in range(5000):
        by["via"] = by = {"text": "x", "start": 0, "end": 1, "via": None}
    with pytest.raises(ExportError):
        Answer.from_dict(values)


def test_nothing_of_an_answer_is_left_out() -> None:
    written = set(answers.answer().to_dict())
    assert {field.name for field in fields(Answer)} <= written
    assert replace(answers.answer(), seconds={"a": 0.12345}).seconds == {"a": 0.123}
