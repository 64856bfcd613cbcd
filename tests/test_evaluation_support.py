"""The measuring of support: sets are read, sentences are changed in one thing only, figures are right."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from fakes import BagOfWordsEmbedding

from assistant.answering import support
from assistant.answering.support import Judgement, Signals
from index.embedding import Embedder
from tests.evaluation import corruptions
from tests.evaluation.support import Corpora, auc, measure
from tests.evaluation.support_fit import fit, using
from tests.evaluation.support_sets import Case, Text, load

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
    others = ["Zamek spalił wielki ogień."]
    assert corruptions.word("The mayor met Anna.", others, random.Random(1)) in (
        "The spalił met Anna.",
        "The wielki met Anna.",
        "The ogień met Anna.",
    )
    assert corruptions.word("So it was.", others, random.Random(1)) is None
    assert (
        corruptions.added("So it was.", others, random.Random(1)) == "So it was, Zamek spalił wielki ogień."
    )
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
    figures = measure(cases, Corpora(Embedder(BagOfWordsEmbedding()), references=False))["hurte"]
    assert (figures["n"], figures["hold"], figures["auc"]) == (2, 1, 1.0)


def test_no_set_at_all(tmp_path: Path) -> None:
    assert load(tmp_path) == []


def case(kind: str, language: str = "en", source: str = "pl", group: str = "flores", **values) -> Case:
    holds = kind == "true"
    row = {
        "key": "1",
        "sentence": "A ship.",
        "texts": (Text("", ("Statek płynie.", "Port.")),),
        "holds": holds,
    }
    return Case(group, kind, language=language, source=source, is_train=True, **{**row, **values})


def said(meaning: float, lacking: float = 0.0, words: float = 0.0) -> Judgement:
    return Judgement("supported", (), (), 0.5, Signals(meaning, words, lacking, False, False))


def test_weights_are_fitted_for_each_of_the_two() -> None:
    chance = random.Random(3)
    pairs = []
    for _ in range(200):
        pairs.append((case("true"), said(chance.gauss(0.6, 0.1), 0.0, chance.random())))
        pairs.append((case("neighbour"), said(chance.gauss(0.3, 0.1), 0.0, chance.random())))
        pairs.append((case("name"), said(chance.gauss(0.6, 0.1), 1.0, chance.random())))
        pairs.append((case("number"), said(0.9)))  # decided by a rule: teaches nothing
        pairs.append((case("label", group="wice", holds=True), said(0.5, words=chance.gauss(0.7, 0.1))))
        pairs.append((case("label", group="wice", holds=False), said(0.5, words=chance.gauss(0.3, 0.1))))
    weights = fit(pairs)
    assert list(weights) == ["SAME", "ACROSS"]
    assert len(weights["SAME"]) == len(weights["ACROSS"]) == len(support.ACROSS)
    _, meaning, words, lacking, *_ = weights["ACROSS"]
    assert (meaning > 3, words, lacking < -3) == (True, 0.0, True)
    assert weights["SAME"][2] > 3
    assert list(fit(pairs[:3])) == ["ACROSS"]


def test_other_weights_are_used_and_put_back() -> None:
    before = support.SAME
    with using({"SAME": (0.0,) * 6}):
        assert support.SAME == (0.0,) * 6
    assert before == support.SAME != (0.0,) * 6


def test_a_corpus_without_the_sentences_language() -> None:
    embedder = Embedder(BagOfWordsEmbedding())
    english = case("true", "pl", "en", texts=(Text("", ("The ship sails.",)),))
    cases = [case("true"), english, case("label", "en", "en", "wice")]
    for absent, languages in ((False, "en pl"), (True, "pl")):
        calibration = Corpora(embedder, absent, references=False).calibrations(cases)
        assert [each for each in ("en", "pl") if calibration(cases[0]).count(each)] == languages.split()
        assert calibration(cases[2]).count("en") == 2  # there is nothing else in that set
    assert calibration(english).count("en") == 1
    assert calibration(english).count("pl") == 0
