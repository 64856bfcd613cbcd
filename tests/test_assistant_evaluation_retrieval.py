"""Measures of the search alone, on searches that are known in advance."""

from collections.abc import Callable
from pathlib import Path

import pytest
from small_corpus import TEXTS, make_index

from assistant import Assistant
from assistant.errors import AssistantError
from assistant.evaluation import Question
from assistant.evaluation.retrieval import Case, run, summary, to_dict

HARBOUR = Question(
    id="q1",
    lang="en",
    kind="fact",
    question="When was the harbour of Brenna opened?",
    evidence=(("harbour.txt", "was opened in 1912"), ("most.txt", "zbudowano w 1955 roku")),
)
WAYS = {"ours", "plain cosine", "rank fusion"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("retrieval")
    return Assistant(make_index(folder, TEXTS | {"copy.txt": TEXTS["harbour.txt"]}), None)


def test_each_piece_of_evidence_is_a_case(assistant: Assistant) -> None:
    [cases] = run(assistant, [HARBOUR])
    assert [case.pair for case in cases] == ["en->en", "en->pl"]
    assert set(cases[0].ranks) == WAYS
    assert cases[0].ranks["ours"] == 1
    assert (cases[1].ranks["ours"] or 0) > 1


def test_a_copy_of_the_evidence_counts(assistant: Assistant) -> None:
    question = Question("q", "en", "fact", HARBOUR.question, (), (("copy.txt", "was opened in 1912"),))
    [[case]] = run(assistant, [question])
    assert case.ranks["ours"] == 1
    assert set(case.ranks.values()) <= {1, 2}


def test_follow_ups_are_read_with_what_was_asked_before(assistant: Assistant) -> None:
    question = Question("q", "en", "fact", "When?", (HARBOUR.question,), HARBOUR.evidence[:1])
    [[case]] = run(assistant, [question])
    assert case.ranks["ours"] == 1


def test_a_question_without_evidence_is_no_case(assistant: Assistant) -> None:
    assert list(run(assistant, [Question("q", "en", "unanswerable", "What?")])) == [[]]
    assert summary([]) == {}


@pytest.mark.parametrize("evidence", [("harbour.txt", "opened in 1913"), ("nowhere.txt", "opened in 1912")])
def test_wrong_evidence_is_told(assistant: Assistant, evidence: tuple[str, str]) -> None:
    with pytest.raises(AssistantError, match=evidence[0]):
        list(run(assistant, [Question("q7", "en", "fact", "When?", (), (evidence,))]))


def test_evidence_counts_wherever_it_stands_in_its_source(tmp_path: Path) -> None:
    filler = "The council met on Friday to speak of the budget of the year. " * 30
    text = f"The pier was opened in 1912. {filler}\n\nThe harbour of Brenna: the pier was opened in 1912."
    assistant = Assistant(make_index(tmp_path, {"twice.txt": text}), None)
    question = Question("q", "en", "fact", "harbour of Brenna", (), (("twice.txt", "opened in 1912"),))
    [[case]] = run(assistant, [question])
    assert case.ranks["ours"] == 1
    [first] = assistant.search(question.question, 1)
    assert "harbour" in first.passage.text


def test_the_measures() -> None:
    cases = [
        Case("a", "en->pl", {"ours": 1}, {"ours": 0.2}),
        Case("b", "en->pl", {"ours": 4}, {"ours": 0.4}),
        Case("b", "en->en", {"ours": None}, {"ours": 0.4}),
    ]
    table = summary(cases)
    assert list(table) == ["en->en", "en->pl", "own language", "across languages", "all"]
    assert (table["en->pl"]["cases"], table["en->pl"]["questions"]) == (2, 2)
    measures = dict(table["en->pl"]["ours"])
    assert set(measures.pop("interval")) == set(measures)
    assert measures == {
        "recall@1": 0.5,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "mrr": 0.625,
        "own_language": 0.3,
    }
    assert table["across languages"] == table["en->pl"]
    assert table["own language"] == table["en->en"]
    assert table["all"]["ours"]["recall@10"] == 0.667
    assert (table["all"]["cases"], table["all"]["questions"]) == (3, 2)
    assert to_dict(cases)["cases"][2]["ranks"] == {"ours": None}
    assert "recall@3" in summary(cases, (3,))["all"]["ours"]


def bounds(cases: list[Case], one: Callable[[Case], str] = lambda case: case.id) -> list[float]:
    found: list[float] = summary(cases, (1,), one)["all"]["ours"]["interval"]["recall@1"]
    return found


def test_the_interval_is_wilsons_when_cases_are_independent() -> None:
    cases = [Case(str(n), "en->pl", {"ours": 1 if n < 8 else None}, {"ours": 0.0}) for n in range(10)]
    assert bounds(cases) == [0.49, 0.943]
    assert bounds(cases[:8]) == [0.676, 1.0]  # nothing scatters, and still it is not certain
    assert bounds(cases[8:]) == [0.0, 0.658]


def test_cases_of_one_question_do_not_make_the_interval_narrower() -> None:
    cases = [Case(str(n), "en->pl", {"ours": 1 if n < 8 else None}, {"ours": 0.0}) for n in range(10)]
    assert bounds(cases * 4) == bounds(cases)
    renamed = [Case(f"{n}{c.id}", c.pair, c.ranks, c.own_language) for n in range(4) for c in cases]
    assert bounds(renamed, lambda case: case.id[1:]) == bounds(cases)
    low, high = bounds(renamed)
    assert high - low < 0.3 < 0.4 < 0.943 - 0.49


def test_the_interval_is_never_narrower_than_that_of_so_many_cases() -> None:
    alike = [Case(str(n), "en->pl", {"ours": 2}, {"ours": 0.5 + n % 2 / 1000}) for n in range(8)]
    assert summary(alike)["all"]["ours"]["interval"]["own_language"] == [0.216, 0.785]
