"""The measuring of support: sets are read, sentences are changed in one thing only, figures are right."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWordsEmbedding

from index.embedding import Embedder
from tests.evaluation import corruptions
from tests.evaluation.support import auc, measure
from tests.evaluation.support_sets import load

SENTENCE = "On Monday two men met Anna Kowal near the town of Brenna in 1912."


def differing(one: str, other: str) -> list[tuple[str, str]]:
    return [pair for pair in zip(one.split(), other.split(), strict=True) if pair[0] != pair[1]]


@pytest.mark.parametrize(
    ("change", "word"),
    [(corruptions.number, "1912."), (corruptions.number_word, "two"), (corruptions.date, "Monday")],
)
def test_one_word_is_changed(change, word: str) -> None:
    changed = change(SENTENCE, "en", random.Random(1))
    ((before, after),) = differing(SENTENCE, changed)
    assert before == word != after


def test_names_and_roles() -> None:
    assert corruptions.names(SENTENCE) == ["Monday", "Anna Kowal", "Brenna"]
    assert "Ostrava" in (corruptions.name(SENTENCE, ["Ostrava", "Brenna"], random.Random(1)) or "")
    assert (
        corruptions.roles("Then Kim met with Lavrov.", "en", random.Random(1)) == "Then Lavrov met with Kim."
    )
    assert corruptions.roles("Then Kim and Lavrov met.", "en", random.Random(1)) is None


def test_negation() -> None:
    assert corruptions.negation("He was here.", "en", random.Random(1)) == "He was not here."
    assert corruptions.negation("He was never here.", "en", random.Random(1)) is None


def test_nothing_to_change() -> None:
    for change in (corruptions.number, corruptions.number_word, corruptions.date, corruptions.roles):
        assert change("nothing at all", "en", random.Random(1)) is None


def test_auc() -> None:
    assert auc(np.array([3.0, 4.0]), np.array([1.0, 2.0])) == 1.0
    assert auc(np.array([1.0]), np.array([1.0])) == 0.5
    assert auc(np.array([1.0, 3.0]), np.array([2.0])) == 0.5


def test_a_set_is_measured(tmp_path: Path) -> None:
    rows = [
        {
            "id": "1",
            "premise": "Anna látta a kikötőt Brennában.",
            "hypothesis": "Anna látta a kikötőt.",
            "label": "1",
        },
        {
            "id": "2",
            "premise": "A hajó délben indult el messze északra.",
            "hypothesis": "A pingvin alszik.",
            "label": "0",
        },
    ]
    (tmp_path / "hurte").mkdir()
    (tmp_path / "hurte" / "rte_dev.json").write_text(json.dumps(rows), "utf-8")
    cases = load(tmp_path)
    assert [case.holds for case in cases] == [True, False]
    figures = measure(cases, Embedder(BagOfWordsEmbedding()))["hurte"]
    assert (figures["n"], figures["hold"], figures["auc"]) == (2, 1, 1.0)


def test_no_set_at_all(tmp_path: Path) -> None:
    assert load(tmp_path) == []
