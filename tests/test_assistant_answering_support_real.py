"""Support with the real embedder over the articles that ship: what is true passes, what is changed does not.

The wrong sentences differ from true ones in a number, a name or a place. What this check does not see (two roles
swapped) is written down in `tests/evaluation/LOG.md`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.support import Judgement, judge
from assistant.finding.evidence import gather
from index.embedding import load
from index.index import Index

pytestmark = pytest.mark.real
EVERY_PASSAGE = 50  # what is tried here is the check, not the search
CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index(CORPUS, tmp_path_factory.mktemp("data"), load("bundled")) as index:
        index.sync()
        yield index


def judged(index: Index, question: str, sentence: str, language: str) -> Judgement:
    evidence = gather(index, question, index.search(question, EVERY_PASSAGE))
    vector = index.embedder.embed_passages([sentence])[0]
    return judge(sentence, language, evidence, vector, index.calibration, index.embedder)


@pytest.mark.parametrize(
    ("language", "question", "sentence", "words"),
    [
        ("en", "Where did Kim Jong Un receive Lavrov?", "Kim received Lavrov in Wonsan.", "Wonsan"),
        (
            "hu",
            "Melyik városban volt a találkozó?",
            "Szergej Lavrov és Kim Dzsongun Vonszanban találkozott.",
            "Wonsan",
        ),
        (
            "en",
            "Who accompanied Kim?",
            "Kim came with his wife, Ri Sol Ju, and his daughter, Kim Ju Ae.",
            "Ri Sol Ju",
        ),
        (
            "en",
            "How many people can the resort host?",
            "The Wonsan-Kalma resort can host 20,000 people.",
            "20.000",
        ),
        ("hu", "Hány vendéget fogad?", "A Wonsan-Kalma üdülőközpont 20 000 embert tud fogadni.", "20.000"),
        ("ro", "Unde s-au întâlnit?", "Întâlnirea dintre Lavrov și Kim a avut loc la Wonsan.", "Wonsan"),
    ],
)
def test_a_true_sentence_is_backed_by_the_right_words(
    index: Index, language: str, question: str, sentence: str, words: str
) -> None:
    judgement = judged(index, question, sentence, language)
    assert judgement.verdict in ("supported", "partial")
    assert any(words in evidence.text for evidence, _ in judgement.quotes)


@pytest.mark.parametrize(
    ("language", "question", "sentence"),
    [
        ("en", "Where did Kim receive Lavrov?", "Kim received Lavrov in Moscow in 2019."),
        ("en", "Where did Kim receive Lavrov?", "Kim received Donald Trump in Singapore."),
        ("hu", "Hol fogadta Kim Lavrovot?", "Kim Dzsongun Budapesten fogadta Donald Trumpot."),
        ("en", "How many people can the resort host?", "The Wonsan-Kalma resort can host 30,000 people."),
        ("pl", "Ile pocisków dostarczono?", "Korea Północna dostarczyła Rosji około 2,6 mln pocisków."),
        ("ro", "Cine l-a însoțit pe Kim?", "Kim a fost însoțit de Angela Merkel și Emmanuel Macron."),
    ],
)
def test_a_changed_sentence_is_not_supported(
    index: Index, language: str, question: str, sentence: str
) -> None:
    assert judged(index, question, sentence, language).verdict != "supported"
