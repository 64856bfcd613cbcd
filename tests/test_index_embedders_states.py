"""Token vectors by numpy, on a network small enough to be computed in another way."""

from pathlib import Path

import numpy as np
import pytest
import tiny_weights

from index.embedders import states
from index.embedders.states import MOST, TokenStates
from index.embedders.weights import Weights


@pytest.fixture
def lower(tmp_path: Path) -> TokenStates:
    return TokenStates(Weights(tiny_weights.write(tmp_path / "weights.bin")), 1)


def test_each_token_of_a_text_has_a_vector(lower: TokenStates) -> None:
    """As many as there are tokens besides the marks; at least one."""
    found = lower.of(["ab ab", "ab", "-" * 3])
    assert all(rows.shape[1] == tiny_weights.HIDDEN and len(rows) for rows in found)
    assert len(found[0]) > len(found[1])
    assert all(np.isfinite(rows).all() for rows in found)


def test_texts_do_not_see_one_another(lower: TokenStates) -> None:
    """A text's vectors are the same alone and among others."""
    together = lower.of(["ab b", "a", "ab ab ab"])
    for text, rows in zip(["ab b", "a", "ab ab ab"], together, strict=True):
        np.testing.assert_allclose(lower.of([text])[0], rows, rtol=1e-5, atol=1e-5)


def test_a_question_is_read_otherwise_than_a_sentence(lower: TokenStates) -> None:
    """The model knows queries and passages apart by what is before them."""
    assert not np.allclose(lower.of(["ab b"])[0], lower.of(["ab b"], is_query=True)[0])


def test_a_long_text_is_read_as_far_as_it_goes(lower: TokenStates) -> None:
    """No text costs more than so many tokens."""
    assert len(lower.of(["ab " * 5000])[0]) <= MOST


def test_weights_of_another_form_give_no_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The ranking then goes without, and the log says why."""
    other = tiny_weights.write(tmp_path / "weights.bin", magic=b"XXXX")
    monkeypatch.setattr(states, "installed", lambda: (other, "9"))
    assert states.load(1) is None
    assert "XXXX" in caplog.text


@pytest.mark.real
def test_the_mean_over_all_layers_is_the_engines_vector() -> None:
    """The same network: what the C engine gives for a text is the mean of its tokens' vectors."""
    from index.embedding import load

    weights = Weights(states.installed()[0])
    whole = TokenStates(weights, weights.sizes.layers)
    texts = ["Podul a fost închis.", "Ki nyitotta meg a hidat, és mikor?", "Most jest zamknięty od środy."]
    for text, vector in zip(texts, load("bundled").embed_passages(texts), strict=True):
        ids = np.array(whole._tokenizer.encode(f"passage: {text}").ids)
        mean = whole._through(ids, [slice(0, len(ids))]).mean(0)
        assert mean @ vector / np.linalg.norm(mean) > 0.9995


@pytest.mark.real
@pytest.mark.parametrize("text", ["Ławrow przybył do Wonsan.", "Ki nyitotta meg?", "a " * MOST, "x"])
def test_tokens_stand_where_their_vectors_are_from(text: str) -> None:
    lower = states.load(0)
    assert lower
    (spans,) = lower.spans([text])
    assert len(spans) == len(lower.of([text])[0])
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert text.startswith("".join(text[start:end] for start, end in spans))
    assert len(text) < MOST or spans[-1][1] > MOST
