"""Telling which note answers, learned again: examples, the forward pass, learning, the file, the figures."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.errors import AssistantError
from assistant.finding.ranking import WEIGHTS
from tests.evaluation import answerability, answerability_fit
from tests.evaluation.answerability_cases import MOST_NOTES, Example, altered, examples, mixed
from tests.evaluation.answerability_fit import Plan, Tokens, Written
from tests.evaluation.bundled_torch import ATTENTION, Adapted, Shape, Weights
from tests.evaluation.ranking_cases import Case

SHAPE = Shape(layers=2, width=32, heads=4, shared=2, base=10_000.0, epsilon=1e-6)
WORDS, GATED = 40, 48
PROMPT, FOLLOWING = [3, 1, 4, 1, 5, 9, 2, 6], [5, 3, 5]


def case(number: int, answers: list[bool]) -> Case:
    signals = np.zeros((len(answers), len(WEIGHTS)))
    signals[:, 0] = np.arange(len(answers), 0, -1)  # in the order they stand in
    sentences = tuple(f"Sentence {n} of\n{number}." for n in range(len(answers)))
    return Case("X", number, f"What is {number}?", sentences, signals, np.array(answers))


def weights() -> Weights:
    torch.manual_seed(1)

    def matrix(rows: int, columns: int) -> torch.Tensor:
        return (torch.randn(rows, columns) / columns**0.5).to(torch.bfloat16)

    narrow = SHAPE.shared * SHAPE.head
    tensors = {"token_embd.weight": matrix(WORDS, SHAPE.width) * 6}
    tensors["output_norm.weight"] = torch.ones(SHAPE.width, dtype=torch.bfloat16)
    for layer in range(SHAPE.layers):
        sizes = {
            "attn_q": (SHAPE.width, SHAPE.width),
            "attn_k": (narrow, SHAPE.width),
            "attn_v": (narrow, SHAPE.width),
            "attn_output": (SHAPE.width, SHAPE.width),
            "ffn_gate": (GATED, SHAPE.width),
            "ffn_up": (GATED, SHAPE.width),
            "ffn_down": (SHAPE.width, GATED),
        }
        for name, (rows, columns) in sizes.items():
            tensors[f"blk.{layer}.{name}.weight"] = matrix(rows, columns)
        for name in ("attn_q", "attn_k", "attn_v"):
            tensors[f"blk.{layer}.{name}.bias"] = matrix(1, sizes[name][0])[0]
        for name in ("attn_norm", "ffn_norm"):
            tensors[f"blk.{layer}.{name}.weight"] = torch.ones(SHAPE.width, dtype=torch.bfloat16)
    return Weights(SHAPE, tensors)


# --- examples -------------------------------------------------------------------------------------


def test_the_best_sentences_are_notes_and_what_answers_them_is_known() -> None:
    whole, without = examples([case(1, [False, True, *[False] * 6])], 0)
    assert whole.notes == tuple(f"Sentence {n} of 1." for n in range(MOST_NOTES))
    assert whole.targets == [2]
    assert without.notes[:2] == ("Sentence 0 of 1.", "Sentence 2 of 1.")
    assert without.targets == [0]
    system, user = whole.messages()
    assert "2. Sentence 1 of 1." in str(user.content)
    assert "What is 1?" in str(user.content)
    assert "numbered notes" in str(system.content)


def test_an_answer_left_behind_is_no_answer_among_the_notes() -> None:
    left = list(examples([case(1, [*[False] * 7, True])], 0))
    assert [each.targets for each in left] == [[0]]


def test_a_set_with_questions_that_nothing_answers_needs_none_made() -> None:
    found = list(examples([case(0, [True, False]), case(1, [False] * 3)], 0))
    assert [each.targets for each in found] == [[1], [0]]


ASKED = Example(
    "X",
    "When did the sailors of Brenna leave Sorrel in 1912?",
    "en",
    ("Brenna's sailors left in 1912.", "A road leads from Wolin to Sorrel and to Brenna."),
    (True, False),
    is_held_out=False,
)


def test_another_year_or_name_makes_a_question_that_nothing_answers() -> None:
    chance = random.Random(1)
    for _ in range(20):
        year = str(altered(ASKED, chance)).removeprefix("When did the sailors of Brenna leave Sorrel in ")
        assert year.endswith("?")
        assert year != "1912?"
        assert 1903 <= int(year[:4]) <= 1921
    named = replace(ASKED, question="Who left Brenna by ship?")
    assert {altered(named, chance) for _ in range(9)} == {
        "Who left Wolin by ship?",
        "Who left Sorrel by ship?",
    }
    for question in ("Who left by ship?", "Who left Keszthely by ship?"):
        assert altered(replace(ASKED, question=question), chance) is None
    assert altered(replace(named, notes=ASKED.notes[:1], answers=(True,)), chance) is None


def test_each_eighth_paragraph_is_held_out() -> None:
    held = [n for n in range(24) for e in examples([case(n, [True])], 0) if e.is_held_out]
    assert held == [3, 11, 19]


def test_in_each_language_of_a_folder_as_many_have_an_answer_as_have_none() -> None:
    example = replace(ASKED, answers=(False, False))
    some = [ASKED] * 40 + [example] * 9 + [replace(ASKED, language="pl")] * 7
    others = [replace(ASKED, origin="Y")] * 20
    found = mixed([*some, replace(example, language="pl"), *others], 11, seed=0)
    kinds = [(each.origin, each.language, any(each.answers)) for each in found]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        ("X", "en", True): 3,
        ("X", "en", False): 3,
        ("X", "pl", True): 2,
        ("X", "pl", False): 1,
        ("Y", "en", True): 2,
    }
    assert len(mixed(some, 999, seed=0)) == 56
    numbered = [replace(ASKED, question=str(n)) for n in range(30)]
    assert mixed(numbered, 9, seed=0) == mixed(numbered, 9, seed=0) != mixed(numbered, 9, seed=1)


# --- the forward pass -----------------------------------------------------------------------------


def test_reading_on_is_as_reading_at_once() -> None:
    model = weights()
    adapted = Adapted(model, rank=2, first=0, dropout=0.0).eval()
    said = list(range(WORDS))
    with torch.inference_mode():
        at_once = adapted([PROMPT + FOLLOWING], [model.nothing()], said)
        read = model.read(PROMPT)
        assert read.shape == (SHAPE.layers, 2, SHAPE.shared, len(PROMPT), SHAPE.head)
        on = adapted([FOLLOWING, [7]], [read, model.read([2, 2])], said)
        parts = torch.cat([model.read(PROMPT[:3]), model.read(PROMPT[3:], model.read(PROMPT[:3]))], 3)
        alone = adapted([[7]], [model.read([2, 2])], said)
    assert torch.allclose(on[0], at_once[0], atol=0.1)
    assert torch.allclose(on[1], alone[0], atol=0.1)
    assert torch.allclose(parts.float(), read.float(), atol=0.1)
    assert at_once.std() > 1  # which those differences are small beside


def test_an_order_of_words_and_every_matrix_matters() -> None:
    model = weights()
    adapted = Adapted(model, rank=2, first=1, dropout=0.0).eval()
    with torch.inference_mode():
        before = adapted([FOLLOWING], [model.read(PROMPT)], range(WORDS))
        turned = adapted([FOLLOWING], [model.read(PROMPT[::-1])], range(WORDS))
        assert (before - turned).abs().max() > 0.2
        for name in ATTENTION:
            assert f"0 {name}" not in adapted.up
            up = adapted.up[f"1 {name}"]
            up += 1
            changed = adapted([FOLLOWING], [model.read(PROMPT)], range(WORDS))
            assert (before - changed).abs().max() > 0.05, name
            up -= 1


# --- learning -------------------------------------------------------------------------------------


def learned(folder: Path, epochs: int) -> tuple[Adapted, float]:
    """What 30 examples teach whose answer is the second token of their prompt."""
    model, chance = weights(), random.Random(3)
    written, paths = [], []
    for number in range(30):
        target = number % 3
        prompt = [chance.randrange(10, WORDS), target + 4, chance.randrange(10, WORDS)]
        written.append(Written(tuple(prompt), (1, 2), (target,), 2))
        paths.append(folder / f"{number}.pt")
        torch.save(model.read(prompt), paths[-1])
    tokens = Tokens(tuple(written), tuple(range(20, 30)), (1,))
    plan = Plan(rank=4, first=0, epochs=epochs, batch=6, rate=2e-2, dropout=0.0)
    adapted = answerability_fit.fit(answerability_fit.started(model, plan), tokens, paths, plan)
    with torch.inference_mode():
        return adapted, float(answerability_fit._loss(adapted, tokens, paths, range(30)))


def test_what_answers_is_learned(tmp_path: Path) -> None:
    _, before = learned(tmp_path, epochs=0)
    _, after = learned(tmp_path, epochs=12)
    assert after < before / 2


def test_the_file_holds_what_was_learned_and_what_calls_it(tmp_path: Path) -> None:
    from gguf import GGUFReader

    adapted, _ = learned(tmp_path, epochs=1)
    file = tmp_path / "adapter.gguf"
    answerability_fit.write(adapted, [17], file)
    reader = GGUFReader(file)
    assert reader.fields["adapter.alora.invocation_tokens"].contents() == [17]
    assert reader.fields["adapter.lora.alpha"].contents() == 8
    held = {each.name: each.data for each in reader.tensors}
    assert len(held) == SHAPE.layers * len(ATTENTION) * 2
    expected = adapted.up["1 attn_k"].detach().numpy()
    assert np.abs(expected).max() > 0
    assert np.allclose(held["blk.1.attn_k.weight.lora_b"], expected, atol=1e-3)

    again = Adapted(weights(), rank=4, first=0, dropout=0.0)
    answerability_fit.take_up(again, file)
    for mine, other in ((again.up, adapted.up), (again.down, adapted.down)):
        assert all(torch.allclose(mine[key], other[key], atol=1e-3) for key in other)
    with pytest.raises(AssistantError, match="rank 3"):
        answerability_fit.take_up(Adapted(weights(), rank=3, first=0, dropout=0.0), file)
    (tmp_path / "words.txt").write_text("no adapter", "utf-8")
    for name in ("words.txt", "missing.gguf"):
        with pytest.raises(AssistantError, match=r"cannot be read.* Name an adapter\."):
            answerability_fit.take_up(again, tmp_path / name)


# --- figures --------------------------------------------------------------------------------------


def test_figures_are_those_of_the_examples() -> None:
    some = Example("X", "?", "en", ("a", "b"), (False, True), is_held_out=True)
    none = replace(some, answers=(False, False))
    weighed = [
        (some, (0.1, 0.2, 0.7)),
        (some, (0.6, 0.3, 0.1)),
        (none, (0.5, 0.5, 0.0)),
        (none, (0.7, 0.3, 0.0)),
    ]
    other = [(replace(example, origin="Y"), chances) for example, chances in weighed[1:3]]
    *_, x, y, both = answerability.table([*weighed, *other]).splitlines()
    assert x == "| X en | 2 | 2 | 0.750 | 0.600 | 0.500 | 0.000 | 0.500 |"
    assert y == "| Y en | 1 | 1 | 0.000 | 0.600 | 0.000 | 0.000 | 0.000 |"
    assert both == "| all | 3 | 3 | 0.556 | 0.600 | 0.333 | 0.000 | 0.333 |"


def test_without_folders_or_a_file_it_says_what_to_give(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit):
        answerability.main([])
    assert "--xquad" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert answerability.main(["--xquad", str(tmp_path / "empty"), "--check"]) == 1
    assert "no .json file" in capsys.readouterr().err
