"""The ranking of sentences, learned again: its cases, the two fits, and the command."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import BagOfWordsEmbedding

from assistant.errors import AssistantError
from assistant.finding import ranking, reading
from assistant.finding.ranking import Candidate, signals
from assistant.finding.reading import Reading
from index.embedding import Embedder, Vectors
from tests.evaluation import fit_ranking, ranking_logit, states
from tests.evaluation.fit_ranking import Tokens, Way
from tests.evaluation.ranking_cases import Case, cases
from tests.evaluation.states import RememberedStates

SIZE = 6
TOWNS = ("Brenna", "Sorrel", "Apia", "Wolin", "Keszthely", "Sulina", "Narvik", "Ostuni")
READ: list[str] = []


class Words(BagOfWordsEmbedding):
    """A token for each word: what a word is like follows from its letters."""

    def token_states(self, texts: Sequence[str], is_query: bool) -> list[Vectors]:
        READ.extend(texts)
        return [np.array([_word(word) for word in text.split()], np.float32) for text in texts]


class Turned(Words):
    """As if from another layer."""

    def token_states(self, texts: Sequence[str], is_query: bool) -> list[Vectors]:
        return [-rows for rows in super().token_states(texts, is_query)]


def _word(word: str) -> Vectors:
    return np.random.default_rng(sum(map(ord, word.lower().strip(".?")))).normal(size=SIZE).astype(np.float32)


def squad(folder: Path, **languages: Sequence[dict[str, Any]]) -> Path:
    """Write a file for each language: the paragraphs of one article."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, paragraphs in languages.items():
        data = {"data": [{"paragraphs": list(paragraphs)}]}
        (folder / f"x.{language}.json").write_text(json.dumps(data), "utf-8")
    return folder


def paragraph(number: int, texts: Sequence[str], question: str, answer: str, **more: Any) -> dict[str, Any]:
    context = " ".join(texts)
    answers = [{"text": answer, "answer_start": context.index(answer)}]
    return {
        "context": context,
        "qas": [{"id": f"q{number}", "question": question, "answers": answers, **more}],
    }


def towns() -> dict[str, list[dict[str, Any]]]:
    """The same of eight towns in two languages."""
    english, polish = [], []
    for n, town in enumerate(TOWNS):
        about = [
            f"The harbour of {town} is old.",
            f"It was opened by {n + 11} sailors.",
            "Nobody lives there.",
        ]
        same = [f"Port {town} jest stary.", f"Otworzyło go {n + 11} marynarzy.", "Nikt tam nie mieszka."]
        english.append(paragraph(n, about, f"How many opened the harbour of {town}?", f"{n + 11} sailors"))
        polish.append(paragraph(n, same, f"Ilu marynarzy otworzyło port {town}?", f"{n + 11} marynarzy"))
    return {"en": english, "pl": polish}


def words() -> Embedder:
    return Embedder(Words())


# --- cases ----------------------------------------------------------------------------------------


def test_each_paragraph_is_asked_about_in_every_language_and_stands_in_one(tmp_path: Path) -> None:
    found = list(cases("Towns", squad(tmp_path / "towns", **towns()), words()))
    assert [case.name for case in found] == ["Towns 1/2"] * 16 + ["Towns 2/2"] * 16
    for case in found:
        [answer] = [text for text, is_it in zip(case.sentences, case.answers, strict=True) if is_it]
        rotation = int(case.name[6]) - 1
        expected = "It was opened by" if (case.paragraph + rotation) % 2 == 0 else "Otworzyło go"
        assert answer.startswith(f"{expected} {case.paragraph + 11} ")
        assert case.signals.shape == (len(case.sentences), len(ranking.WEIGHTS))
    assert {case.paragraph for case in found if case.is_held_out} == {3, 7}
    assert {case.question[:3] for case in found[:16]} == {"How", "Ilu"}


def test_what_is_not_answered_or_not_wanted_is_left_out(tmp_path: Path) -> None:
    paragraphs = towns()["en"][:4]
    paragraphs[1]["qas"][0]["is_impossible"] = True
    del paragraphs[1]["qas"][0]["answers"]
    folder = squad(tmp_path / "one", en=paragraphs)
    assert [case.paragraph for case in cases("One", folder, words())] == [0, 2, 3]
    assert [(case.name, case.paragraph) for case in cases("One", folder, words(), step=2)] == [("One", 3)]


def test_folders_that_will_not_do_are_told(tmp_path: Path) -> None:
    def message(folder: Path) -> str:
        with pytest.raises(AssistantError) as caught:
            list(cases("X", folder, words()))
        return str(caught.value)

    (tmp_path / "empty").mkdir()
    assert "no .json file" in message(tmp_path / "empty")
    others = [{**p, "qas": [{**p["qas"][0], "id": "other"}]} for p in towns()["pl"]]
    assert "do not hold the same" in message(squad(tmp_path / "two", en=towns()["en"], pl=others))
    moved = towns()["en"][0]
    moved["qas"][0]["answers"][0]["answer_start"] += 1
    assert "does not stand at character" in message(squad(tmp_path / "moved", en=[moved]))
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "odd.json").write_text('{"data": [1]}')
    assert "SQuAD's form" in message(tmp_path / "odd")


# --- token vectors ----------------------------------------------------------------------------------


def test_token_vectors_are_made_once_in_half_precision(tmp_path: Path) -> None:
    texts = ["One word", "another word", "One word"]
    given = dict(zip(texts, Words().token_states(texts, False), strict=True))
    RememberedStates(words(), tmp_path).of(texts)
    READ.clear()
    again = RememberedStates(words(), tmp_path).of(texts)
    assert READ == [states.PROBE]
    assert again.keys() == given.keys()
    assert all(np.array_equal(again[text], given[text].astype(np.float16)) for text in given)
    asked = RememberedStates(words(), tmp_path).of(["One word"], is_query=True)
    assert READ[-1] == "One word"
    assert asked["One word"].shape == (2, SIZE)


def test_token_vectors_of_another_layer_are_not_mixed_with_those_kept(tmp_path: Path) -> None:
    before = RememberedStates(words(), tmp_path).of(["One word"])
    after = RememberedStates(Embedder(Turned()), tmp_path).of(["One word"])
    assert np.array_equal(after["One word"], -before["One word"])


def test_a_model_without_token_vectors(tmp_path: Path) -> None:
    without = RememberedStates(Embedder(BagOfWordsEmbedding()), tmp_path)
    assert without.width is None
    with pytest.raises(AssistantError, match="bag-of-words"):
        without.of(["One"])


# --- the fits ---------------------------------------------------------------------------------------


def test_the_logit_finds_the_weights_that_answers_were_drawn_with() -> None:
    random, weights = np.random.default_rng(3), np.array([2.0, -1.0, 0.0])
    rows, right = [], []
    for _ in range(800):
        some = np.column_stack([random.normal(size=(8, 3)), np.ones(8)])
        odds = np.exp(some[:, :3] @ weights)
        answers = np.zeros(8, bool)
        answers[random.choice(8, p=odds / odds.sum())] = True
        rows.append(some)
        right.append(answers)
    found = ranking_logit.fit(rows, right)
    np.testing.assert_allclose(found[:3], weights, atol=0.2)
    assert abs(found[3]) < 1e-6  # what all have alike tells nothing


def planted(count: int, seed: int) -> tuple[list[Case], Tokens]:
    """Cases whose answer has the question's telling token, among sentences that have its other tokens.

    Which token tells is marked by the last dimension, of questions alone; the signals say nothing.
    """
    random = np.random.default_rng(seed)
    made, questions, sentences = [], {}, {}
    for number in range(count):
        tokens = random.normal(size=(4, SIZE)).astype(np.float16)
        tokens[:, -1] = [3, 0, 0, 0]
        question = f"{seed}.{number}"
        questions[question] = tokens
        answer = int(random.integers(5))
        for place in range(5):
            rest = random.normal(size=(3, SIZE)).astype(np.float16)
            shared = tokens[:1] if place == answer else tokens[1:]
            sentences[f"{question}.{place}"] = np.concatenate([rest, shared]) * np.float16(
                [1] * (SIZE - 1) + [0]
            )
        texts = tuple(f"{question}.{place}" for place in range(5))
        made.append(
            Case("Planted", number, question, texts, random.normal(size=(5, 2)), np.arange(5) == answer)
        )
    return made, Tokens(questions, sentences)


def test_reading_learns_which_tokens_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does on questions it has not seen; as likenesses of tokens are, without learning, it does not."""
    from tests.evaluation import reading_fit

    made, tokens = planted(100, 1)
    unseen, others = planted(100, 2)
    weights = np.array([0.1, 0.1])

    def right(way: Way) -> float:
        return float(np.mean([case.answers[fit_ranking.order(case, way, others)[0]] for case in unseen]))

    def learned(epochs: int) -> Reading:
        plan = reading_fit.Plan(dimensions=5, epochs=epochs, candidates=4, batch=8, rates=(5e-3, 5e-2, 5e-2))
        return reading_fit.fit(made, tokens.questions, tokens.sentences, weights, plan)

    found = learned(4)
    assert right(Way(weights)) < 0.4
    assert right(Way(weights, learned(0))) < 0.4
    assert right(Way(weights, found)) > 0.8
    assert np.array_equal(found.query, learned(4).query)

    reading_fit.write(found, tmp_path / "learned.npz")
    monkeypatch.setattr(reading, "LEARNED", tmp_path / "learned.npz")
    read = reading.learned.__wrapped__()  # as the program reads it, without remembering it
    case = unseen[0]
    question = others.questions[case.question].astype(np.float32)
    sentences = [others.sentences[text].astype(np.float32) for text in case.sentences]
    np.testing.assert_allclose(read.scores(question, sentences), found.scores(question, sentences), atol=0.02)
    np.testing.assert_allclose(read.weights, found.weights, rtol=1e-5)


def test_an_answer_is_compared_however_unlikely_it_is() -> None:
    from tests.evaluation.reading_fit import chosen

    rows = np.arange(6.0)[:, None]
    case = Case("X", 0, "?", tuple("abcdef"), rows, np.array([True, True, False, False, False, False]))
    assert chosen(case, np.ones(1), 3).tolist() == [5, 4, 1]
    assert chosen(case, -np.ones(1), 3).tolist() == [0, 1, 2]


def test_what_is_measured_is_what_the_program_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    projections = random.normal(size=(2, SIZE, 3)).astype(np.float32)
    small = Reading(
        np.zeros(SIZE, np.float32),
        *projections,
        np.ones(SIZE, np.float32),
        9.0,
        np.ones(len(ranking.WEIGHTS)),
    )
    monkeypatch.setattr(ranking, "learned", lambda: small)
    monkeypatch.setattr(reading, "learned", lambda: small)
    texts = tuple(f"Sentence {n} says what {town} has." for n, town in enumerate(TOWNS * 2))
    candidates = [
        Candidate(text, "en", random.random(), random.random(), n, n == 0) for n, text in enumerate(texts)
    ]
    question = "What does Apia have?"
    scores = ranking.scores(question, question, "en", candidates, words())
    made = Case("X", 0, question, texts, signals(question, question, "en", candidates), np.ones(16, bool))
    tokens = Tokens(
        dict(zip([question], Words().token_states([question], True), strict=True)),
        dict(zip(texts, Words().token_states(texts, False), strict=True)),
    )
    found = fit_ranking.order(made, Way(ranking.WEIGHTS, small), tokens)
    assert found.tolist() == np.argsort(-scores, kind="stable").tolist()
    assert found.tolist() != fit_ranking.order(made, Way(ranking.WEIGHTS), tokens).tolist()


# --- the command ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    return squad(tmp_path / "towns", **towns())


def test_the_command_fits_measures_and_writes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder.parent / "learned.npz"
    given = ["--xquad", str(folder), "--out", str(out)]
    assert fit_ranking.main(given, words()) == 0
    shown = capsys.readouterr().out
    head, _, *rows, difference, weights = [line for line in shown.splitlines() if line]
    assert head == "| ranked by | XQuAD 1/2 (4) | XQuAD 2/2 (4) | all (8) |"
    assert [row.split(" | ")[0].strip("| ") for row in rows] == [
        "nearness alone",
        "signals, as they are",
        "signals, fitted now",
        "and read word by word, learned now",
    ]
    assert difference.startswith("'signals, fitted now' has ")
    assert weights.startswith("WEIGHTS = np.array([")
    with np.load(out) as arrays:
        assert arrays["mean"].shape == (SIZE,)
        assert arrays["weights"].shape == (len(ranking.WEIGHTS),)


def test_the_command_only_measures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fit_ranking.main(["--poquad", str(folder), "--check"], words()) == 0
    shown = capsys.readouterr().out
    assert "| signals, as they are | " in shown
    assert "now" not in shown
    assert fit_ranking.main(["--poquad", str(folder), "--check"], Embedder(BagOfWordsEmbedding())) == 0
    assert "no token vectors" in capsys.readouterr().err


def test_the_command_says_what_it_lacks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        fit_ranking.main([])
    few = squad(folder.parent / "few", en=towns()["en"][:3])
    assert fit_ranking.main(["--xquad", str(few)], words()) == 1
    assert "too few" in capsys.readouterr().err
    given = ["--xquad", str(folder), "--out"]
    assert fit_ranking.main([*given, str(folder / "none" / "x.npz")], words()) == 1
    assert "does not exist" in capsys.readouterr().err
    assert fit_ranking.main([*given, str(folder / "x.npz")], Embedder(BagOfWordsEmbedding())) == 1
    assert "leave --out away" in capsys.readouterr().err
