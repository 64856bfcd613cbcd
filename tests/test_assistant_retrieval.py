"""Measures of the search alone, on searches that are known in advance."""

import pytest
from small_corpus import TEXTS, make_index

from assistant import Assistant
from assistant.errors import AssistantError
from assistant.evaluation import Question
from assistant.retrieval import Case, run, summary, to_dict

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


def test_the_measures() -> None:
    cases = [
        Case("a", "en->pl", {"ours": 1}, {"ours": 0.2}),
        Case("b", "en->pl", {"ours": 4}, {"ours": 0.4}),
        Case("b", "en->en", {"ours": None}, {"ours": 0.4}),
    ]
    table = summary(cases)
    assert list(table) == ["en->en", "en->pl", "across languages", "all"]
    assert table["en->pl"] == {
        "cases": 2,
        "ours": {"recall@1": 0.5, "recall@5": 1.0, "recall@10": 1.0, "mrr": 0.625, "own_language": 0.3},
    }
    assert table["across languages"] == table["en->pl"]
    assert table["all"]["ours"]["recall@10"] == 0.667
    assert to_dict(cases)["cases"][2]["ranks"] == {"ours": None}
