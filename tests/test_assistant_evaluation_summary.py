"""Results put together, of results that are known in advance."""

import json
from typing import Any

from assistant.evaluation import MEASURES, Result, faults, summary, to_dict


def result(**values: Any) -> Result:
    none: dict[str, Any] = dict.fromkeys(MEASURES)
    row = {"id": "x", "lang": "en", "kind": "fact", "near_miss": None, "text": "żółć", "seconds": {}}
    return Result(**{**row, **none, **values})


def test_summary_and_what_it_rests_on() -> None:
    rows = [
        result(good=True, precision=0.5),
        result(good=False, precision=1.0),
        result(refused=True, kind="unanswerable"),
    ]
    table = summary(rows)
    assert table["questions"] == 3
    assert table["good"] == {"value": 0.5, "of": 2, "interval": [0.095, 0.905]}
    assert table["precision"] == {"value": 0.75, "of": 2, "interval": [0.198, 0.973]}
    assert table["refused"] == {"value": 1.0, "of": 1, "interval": [0.207, 1.0]}
    assert table["verbatim"] == {"value": None, "of": 0, "interval": None}


def test_by_kind_and_by_language() -> None:
    rows = [
        result(good=True, lang="ro"),
        result(good=False, kind="multi"),
        result(wrongly_answered=True, kind="unanswerable", near_miss=True, lang="ro"),
        result(wrongly_answered=False, kind="unanswerable", near_miss=False, lang="ro"),
        result(wrongly_answered=False, kind="unanswerable"),
    ]
    table = summary(rows)
    kinds = {
        kind: (some["questions"], some["wrongly_answered"]["value"])
        for kind, some in table["by kind"].items()
    }
    assert kinds == {
        "fact": (1, None),
        "multi": (1, None),
        "unanswerable": (1, 0.0),
        "unanswerable, near miss": (1, 1.0),
        "unanswerable, other subject": (1, 0.0),
    }
    assert table["by language"]["ro"]["wrongly_answered"]["value"] == 0.5
    assert table["by language"]["en"]["good"] == {"value": 0.0, "of": 1, "interval": [0.0, 0.793]}
    assert list(summary(rows, {"by first letter": lambda row: row.id[0]})["by first letter"]) == ["x"]


def test_the_seconds_of_the_stages() -> None:
    rows = [result(seconds={"search": float(n), "first evidence": 1.0, "total": 2.0}) for n in range(1, 11)]
    rows.append(result(seconds={"search": 11.0, "draft": 5.0, "total": 16.0}))
    seconds = summary(rows)["seconds"]
    assert list(seconds) == ["search", "draft", "first evidence", "total"]
    assert seconds["search"] == {"median": 6.0, "p90": 10.0, "of": 11}
    assert seconds["draft"] == {"median": 5.0, "p90": 5.0, "of": 1}


def test_no_questions() -> None:
    assert summary([])["good"] == {"value": None, "of": 0, "interval": None}
    assert summary([])["by kind"] == {}
    assert faults([]) == {}


def test_which_questions_failed() -> None:
    rows = [
        result(id="a", evidence=False, facts=False, good=False),
        result(id="b", evidence=True, facts=False, good=False),
        result(id="c", evidence=True, facts=True, good=True),
        result(id="d", wrongly_refused=True, evidence=False, facts=False, good=False),
    ]
    assert faults(rows) == {"evidence": ["a"], "facts": ["a", "b"], "wrongly_refused": ["d"]}


def test_as_plain_values() -> None:
    document = to_dict([result(good=True)])
    assert json.loads(json.dumps(document)) == document
    assert document["summary"]["good"]["value"] == 1
    assert document["results"][0]["id"] == "x"
