"""Whether quotes back a sentence: its numbers exactly, its meaning by vectors."""

import pytest
from fakes import BagOfWordsEmbedding
from small_corpus import make_index

from assistant.evidence import Evidence, gather
from assistant.support import MAX_QUOTES, Judgement, judge, numbers
from index.embedding import Embedder
from index.index import Index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return make_index(tmp_path_factory.mktemp("support"))


def evidence(index: Index, question: str) -> list[Evidence]:
    return gather(index, question, index.search(question))


def judged(index: Index, sentence: str, language: str = "en") -> Judgement:
    found = evidence(index, "the harbour of Brenna and its new pier")
    return judge(sentence, language, found, index.embedder, index.calibration)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,6 mln and 1.6 million", {"1.6"}),
        ("20.000 = 20,000 = 20 000 = 20000", {"20000"}),
        ("1.234.567,5 and 1,234,567.50", {"1234567.5"}),
        ("in 2024, on page 7.", {"2024", "7"}),
        ("007 agents, 0.50", {"7", "0.5"}),
        ("In 2025 300 soldiers came", {"2025", "300"}),
        ("W 2024 150 osób", {"2024", "150"}),
        ("no numbers", set()),
        ("call 12345 67", {"12345", "67"}),
    ],
)
def test_numbers_are_read_however_they_are_written(text: str, expected: set[str]) -> None:
    assert numbers(text) == expected


def test_a_sentence_of_the_source_is_supported_by_itself(index: Index) -> None:
    judgement = judged(index, "The harbour of Brenna was opened in 1912 and has room for 340 ships.")
    assert judgement.verdict == "supported"
    best, score = judgement.quotes[0]
    assert best.text == "The harbour of Brenna was opened in 1912 and has room for 340 ships."
    assert score == pytest.approx(1.0, abs=0.01)


def test_a_wrong_number_is_never_supported(index: Index) -> None:
    judgement = judged(index, "The harbour of Brenna was opened in 1913 and has room for 340 ships.")
    assert judgement == Judgement("unsupported", ())


def test_something_else_is_not_supported(index: Index) -> None:
    assert judged(index, "Penguins sleep standing on cold ice.").verdict == "unsupported"


def test_nothing_supports_without_evidence(index: Index) -> None:
    judgement = judge("Anything.", "en", [], Embedder(BagOfWordsEmbedding()), index.calibration)
    assert judgement == Judgement("unsupported", ())


def test_a_number_from_another_sentence_brings_that_sentence_along(index: Index) -> None:
    judgement = judged(
        index,
        "The new pier of the harbour of Brenna opened on Friday, cost 1.6 million crowns, said the city council.",
    )
    assert len(judgement.quotes) <= MAX_QUOTES
    assert any("1.6 million" in quote.text for quote, _ in judgement.quotes)
