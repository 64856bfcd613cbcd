"""Two runs side by side, of results that are known in advance."""

import json
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.evaluation import MEASURES, Result, comparison
from assistant.evaluation.intervals import of_difference


def result(id_: str, **values: Any) -> Result:
    none: dict[str, Any] = dict.fromkeys(MEASURES)
    row = {"id": id_, "lang": "en", "kind": "fact", "near_miss": None, "text": "", "seconds": {}}
    return Result(**{**row, **none, **values})


FIRST = [
    result("a", good=True, precision=0.5, seconds={"first evidence": 0.1, "total": 1.0}),
    result("b", good=False, precision=None, seconds={"first evidence": 0.3, "total": 3.0}),
    result("c", good=False, precision=1.0, lang="pl", seconds={"total": 9.0}),
    result("d", wrongly_answered=True, refused=False, kind="unanswerable"),
    result("e", good=True),
]
SECOND = [
    result("d", wrongly_answered=False, refused=True, kind="unanswerable"),
    result("c", good=True, precision=0.25, lang="pl", seconds={"total": 1.0}),
    result("b", good=True, precision=0.5, seconds={"first evidence": 0.1, "total": 4.0}),
    result("a", good=False, precision=0.75, seconds={"first evidence": 0.2, "total": 2.0}),
    result("f", good=False),
]


def test_the_difference_is_that_of_what_both_answered() -> None:
    table = comparison(FIRST, SECOND)
    assert table["questions"] == 4
    assert table["good"] == {
        "first": 0.333,
        "second": 0.667,
        "of": 3,
        "difference": 0.333,
        "interval": of_difference([-1.0, 1.0, 1.0]),
        "gained": ["b", "c"],
        "lost": ["a"],
    }
    assert (table["precision"]["of"], table["precision"]["difference"]) == (2, -0.25)
    assert (table["precision"]["gained"], table["precision"]["lost"]) == (["a"], ["c"])
    assert json.loads(json.dumps(table)) == table


def test_less_of_an_error_is_a_gain() -> None:
    table = comparison(FIRST, SECOND)["wrongly_answered"]
    assert (table["difference"], table["gained"], table["lost"]) == (-1.0, ["d"], [])
    assert comparison(SECOND, FIRST)["wrongly_answered"]["lost"] == ["d"]


def test_by_kind_and_language() -> None:
    table = comparison(FIRST, SECOND)
    assert table["by language"]["pl"]["good"]["gained"] == ["c"]
    assert table["by language"]["en"]["questions"] == 3
    assert table["by kind"]["unanswerable"]["good"] == {
        "first": None,
        "second": None,
        "of": 0,
        "difference": None,
        "interval": None,
        "gained": [],
        "lost": [],
    }


def test_the_seconds_are_medians_of_the_same_questions() -> None:
    assert comparison(FIRST, SECOND)["seconds"] == {
        "first evidence": {"first": 0.2, "second": 0.15, "of": 2},
        "total": {"first": 3.0, "second": 2.0, "of": 3},
    }


def test_a_run_and_itself() -> None:
    table = comparison(FIRST, FIRST)
    assert table["good"]["difference"] == 0.0
    assert (table["good"]["gained"], table["good"]["lost"]) == ([], [])
    assert table["good"]["interval"][0] < 0 < table["good"]["interval"][1]


def test_runs_without_a_question_in_common() -> None:
    with pytest.raises(AssistantError, match="no question in common"):
        comparison(FIRST[:1], SECOND[:1])


def test_citing_again_what_is_wrong_is_worse() -> None:
    table = comparison([result("a", repeated=False)], [result("a", repeated=True)])["repeated"]
    assert (table["difference"], table["gained"], table["lost"]) == (1.0, [], ["a"])
