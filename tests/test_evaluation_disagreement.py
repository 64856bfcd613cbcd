"""The pairs of texts that do or do not disagree, and how an answer to them is judged."""

from collections import Counter

import pytest

from assistant.answer import Answer, Citation, Disagreement, Side
from tests.evaluation.disagreement import Pair, outcome, read_pairs

PAIR = Pair("d01", "number", False, "How many?", ("Ten came.", "Ninety came."))
OTHER = Pair("d25", None, False, "How many?", ("Ten came.", "Some ten came."))


def answer(*sources: str, kind: str = "number") -> Answer:
    citations = tuple(
        Citation(n, source, "Title", None, "en", 0, 4, "Ten ", 1.0) for n, source in enumerate(sources, 1)
    )
    sides = tuple(Side("ten", "Title", (citation.number,)) for citation in citations)
    found = (Disagreement(kind, sides),) if sides else ()  # type: ignore[arg-type]
    return Answer("How many?", "How many?", "en", (), citations, (), False, "none", disagreements=found)


def test_half_of_the_pairs_disagree_and_a_third_of_each_half_is_held_out() -> None:
    pairs = read_pairs()
    counts = Counter((pair.kind is not None, pair.held_out) for pair in pairs)
    assert counts == {(True, False): 16, (True, True): 8, (False, False): 16, (False, True): 8}
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert {pair.kind for pair in pairs} == {"number", "date", "place", "person", "negation", None}


@pytest.mark.parametrize(
    ("pair", "given", "expected"),
    [
        (PAIR, answer("d01a.txt", "d01b.txt"), "found"),
        (PAIR, answer(), "missed"),
        (PAIR, answer("d01a.txt", "d02b.txt"), "false alarm"),
        (PAIR, answer("d01a.txt", "d01b.txt", kind="date"), "false alarm"),
        (OTHER, answer(), "none"),
        (OTHER, answer("d25a.txt", "d25b.txt"), "false alarm"),
    ],
)
def test_an_answer_is_judged_by_kind_and_sources(pair: Pair, given: Answer, expected: str) -> None:
    assert outcome(pair, given) == expected
