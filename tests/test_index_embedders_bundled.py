"""Which engine the bundled model takes, with engines that only count; the real ones: `test_index_embedders_real.py`."""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_weights
from hypothesis import given
from hypothesis import strategies as st

from index.embedders import conversion
from index.embedders.bundled import STARTED, TEXTS_AT_ONCE, BundledEmbedding
from index.embedders.limits import MAX_CHARACTERS, MAX_TOKENS, shorten
from index.embedding import Embedder, load

SECONDS_A_CHARACTER = 1e-5
MUCH = 100_000_000
"""Characters that the slow engine needs a thousand seconds for."""


class SlowEngine:
    """Stands for the C engine: so many seconds a character, by a clock of its own."""

    def __init__(self, clock: "Clock") -> None:
        self.clock, self.texts = clock, list[str]()

    def encode(self, texts: Sequence[str], is_query: bool) -> "np.ndarray[Any, Any]":
        self.texts += texts
        self.clock.now += SECONDS_A_CHARACTER * sum(map(len, texts))
        return np.tile([1.0, 0.0], (len(texts), 1))

    def token_count(self, text: str, is_query: bool) -> int:
        return len(text) + 5


class FastEngine:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> "np.ndarray[Any, Any]":
        self.texts += texts
        return np.tile([0.0, 1.0], (len(texts), 1))


class Clock:
    now = 0.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BundledEmbedding:
    clock = Clock()
    monkeypatch.setattr("index.embedders.bundled.time", clock)
    monkeypatch.setattr(BundledEmbedding, "_start", lambda *_: FastEngine())
    monkeypatch.delitem(sys.modules, "sentence_transformers", raising=False)
    model = BundledEmbedding(models=tmp_path)
    model._engine = SlowEngine(clock)
    return model


def engines(model: BundledEmbedding, texts: list[str]) -> str:
    """Embed and return which engine each text went through: `s`low or `f`ast."""
    return "".join("s" if row[0] else "f" for row in model.get_text_embedding_batch(texts))


# --- how much work -------------------------------------------------------------------------------


def test_small_work_stays_with_the_slow_engine(model: BundledEmbedding) -> None:
    assert engines(model, ["x" * 600] * 100) == "s" * 100


def test_much_work_in_one_call_goes_to_the_fast_engine_after_the_first_texts(model: BundledEmbedding) -> None:
    # 12 million characters: two minutes, of which 86 s would be saved, for a start of 30 s
    assert engines(model, ["x" * 6000] * 2000) == "s" * TEXTS_AT_ONCE + "f" * (2000 - TEXTS_AT_ONCE)


@pytest.mark.parametrize(("characters", "engine"), [(4_000_000, "s"), (4_400_000, "f")])
def test_the_break_even_is_what_is_saved_against_the_first_start(
    model: BundledEmbedding, characters: int, engine: str
) -> None:
    with model.expecting(characters):  # 30 s / (1 - 1 / 3.5) = 42 s
        engines(model, ["x" * 100])
        assert engines(model, ["x" * 20_000]) == engine


def test_a_start_that_was_measured_counts(model: BundledEmbedding, tmp_path: Path) -> None:
    (tmp_path / STARTED).write_text("3.0")
    with model.expecting(500_000):
        assert engines(model, ["x" * 20_000] * 17)[-1] == "f"


@pytest.mark.parametrize("note", ["", "three", "3.0\0"])
def test_a_damaged_note_of_it_does_not(model: BundledEmbedding, tmp_path: Path, note: str) -> None:
    (tmp_path / STARTED).write_text(note)
    with model.expecting(500_000):
        assert "f" not in engines(model, ["x" * 10_000] * 17)


def test_what_is_imported_already_starts_sooner(
    model: BundledEmbedding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", sys)
    with model.expecting(600_000):
        assert engines(model, ["x" * 20_000] * 17)[-1] == "f"


def test_queries_and_single_sentences_stay_with_the_slow_engine(model: BundledEmbedding) -> None:
    with model.expecting(MUCH):
        engines(model, ["x" * 20_000] * 20)
        assert model._bulk is not None
        assert engines(model, ["x" * 100]) == "s"
        assert model.get_query_embedding("x" * 600)[0]


def test_what_one_thread_expects_starts_nothing_in_another(model: BundledEmbedding) -> None:
    found: list[str] = []
    with model.expecting(MUCH):
        engines(model, ["x"])
        thread = threading.Thread(target=lambda: found.append(engines(model, ["x" * 20_000] * 3)))
        thread.start()
        thread.join()
    assert found == ["sss"]


def test_a_sentence_does_not_wait_for_the_start(
    model: BundledEmbedding, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, starting = threading.Event(), threading.Event()

    def start(*_: Any) -> FastEngine:
        starting.set()
        assert go_on.wait(20)
        return FastEngine()

    monkeypatch.setattr(BundledEmbedding, "_start", start)

    def much() -> None:
        with model.expecting(MUCH):
            engines(model, ["x" * 20_000] * 20)

    thread = threading.Thread(target=much)
    thread.start()
    assert starting.wait(20)
    started = time.monotonic()
    assert engines(model, ["x" * 100]) == "s"
    assert model.get_query_embedding("who?")[0]
    assert time.monotonic() - started < 5
    go_on.set()
    thread.join()


def test_the_fast_engine_is_let_go_when_nobody_expects_more(model: BundledEmbedding) -> None:
    with model.expecting(MUCH):
        with model.expecting(MUCH):
            engines(model, ["x" * 20_000] * 20)
        assert model._bulk is not None
    assert model._bulk is None


def test_no_folder_no_fast_engine() -> None:
    model = BundledEmbedding()
    model._engine = SlowEngine(Clock())
    with model.expecting(MUCH):
        assert engines(model, ["x" * 600] * 40) == "s" * 40


def test_the_data_folder_is_handed_down(tmp_path: Path) -> None:
    assert load("bundled", data=tmp_path)._model().models == tmp_path / "models"  # type: ignore[attr-defined]
    assert load("bundled")._model().models is None  # type: ignore[attr-defined]


def test_an_embedder_hands_what_is_expected_to_a_model_that_asks(model: BundledEmbedding) -> None:
    with Embedder(model).expecting(MUCH):
        assert model._here.expected == MUCH


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("broken", ["full disk", "other weights", "no weights"])
def test_work_goes_on_with_the_slow_engine(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    source = tmp_path / "weights.bin"
    if broken != "no weights":
        tiny_weights.write(source, magic=b"E5S1" if broken == "full disk" else b"E6S1")
    models = tmp_path / "models"
    if broken == "full disk":
        models.write_text("in the way")
    monkeypatch.setattr(conversion, "installed", lambda: (source, "0.3.0"))
    clock = Clock()
    monkeypatch.setattr("index.embedders.bundled.time", clock)
    model = BundledEmbedding(models=models)
    model._engine = SlowEngine(clock)
    with model.expecting(MUCH):
        assert engines(model, ["x" * 20_000] * 40) == "s" * 40
    assert caplog.text.count("Embedding goes on at the slower pace") == 1


# --- what is cut ---------------------------------------------------------------------------------


@given(st.text(st.sampled_from("ab "), max_size=3 * MAX_TOKENS), st.integers(1, 9))
def test_what_is_cut_fits_and_is_the_beginning(text: str, characters_a_token: int) -> None:
    def count(text: str) -> int:
        return 5 + -(-len(text) // characters_a_token)

    kept = shorten(text, count)
    assert text.startswith(kept)
    assert count(kept) <= MAX_TOKENS
    assert kept == text or count(text) > MAX_TOKENS


def test_a_short_text_is_not_even_counted() -> None:
    never: Callable[[str], int] = lambda text: pytest.fail(f"counted {len(text)}")  # noqa: E731
    assert shorten("x" * 500, never) == "x" * 500


def test_a_text_without_end_is_counted_by_its_beginning() -> None:
    lengths: list[int] = []

    def count(text: str) -> int:
        lengths.append(len(text))
        return 3

    assert len(shorten("x" * 10_000_000, count)) == MAX_CHARACTERS
    assert lengths == [MAX_CHARACTERS]
