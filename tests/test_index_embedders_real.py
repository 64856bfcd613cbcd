"""The bundled model's two engines, with the real weights: the same tokens, the same vectors, the same finds."""

import random
import signal
import threading
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedders.bundled import BundledEmbedding
from index.embedders.limits import MAX_TOKENS
from index.embedding import Embedder, clean
from index.passages import cut
from index.readers import read

pytestmark = pytest.mark.real

CORPUS = Path(__file__).parent.parent / "corpus"
EN = "Sergei Lavrov flew to Wonsan on Friday, where Kim Jong Un received him at the new seaside resort."
PL = "Sekretarz rosyjskiej Rady Bezpieczeństwa spotkał się w Pjongjangu z przywódcą Korei Północnej."
HU = "Az üdülőközpont húszezer vendéget tud fogadni, és júliusban nyitották meg a keleti partvidéken."
RO = "Stațiunea turistică se află pe coasta de est a țării şi promite distracţie pentru 20.000 de persoane."
TEXTS = {
    "four languages": [EN, PL, HU, RO, f"{EN} {RO}", f"{PL}\n{HU}"],
    "Cyrillic": ["Сергей Лавров прилетел в Вонсан, где его принял Ким Чен Ын.", "Київ", "ЂЋџ"],
    "Chinese": ["俄罗斯外长在元山会见了朝鲜领导人，双方讨论了军事合作。", "中", "平壤的新海滨度假村" * 30],
    "Arabic": ["وصل وزير الخارجية الروسي إلى كوريا الشمالية يوم الجمعة", "ﷺ", "‏سلام‎"],
    "decomposed": [unicodedata.normalize("NFD", text) for text in (PL, HU, RO, "Ź", "Việt Nam")],
    "one character": list("aZ7.,ąőțж中€~-\u0301\u200b\ue000"),
    "as long as is read, and longer": [
        *(f"{EN} {PL} {HU} {RO} " * n for n in (3, 4, 5, 6, 50)),
        "ж " * 1200,
        "سلام " * 700,
        "kot" * 3000,
        "中国" * 250,
    ],
    "hostile": [
        "\ufdfa" * 20,
        "\ufdfa" * 2000,
        "a\0b\ud800c",
        "",
        " \n\t",
        "<s>a</s> <unk> <mask><pad> </s>",
        "\u200b" * 50,
        "e" + "\u0301" * 300,
        "\U00013000" * 700,
        "🇵🇱👩‍👩‍👧" * 200,
        "▁" * 40 + "x",
        "x" + " " * 20_000 + "y",
        "\x01\x02\x7f\x85\u2028\ufeff\ufffd",
        "a" * 5000,
    ],
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def slow() -> Embedder:
    return Embedder(BundledEmbedding())


@pytest.fixture(scope="module")
def model(models: Path) -> BundledEmbedding:
    """The model, its bulk engine loaded."""
    model = BundledEmbedding(models=models)
    model._bulk = model._start(models)
    return model


@pytest.fixture(scope="module")
def bulk(model: BundledEmbedding) -> Any:
    return model._bulk


@pytest.fixture(scope="module")
def passages(slow: Embedder) -> "tuple[list[str], np.ndarray[Any, Any]]":
    """Forty of the shipped passages, from all articles, with their vectors by the C engine."""
    files = sorted(CORPUS.iterdir())
    texts = [passage.text for file in files for passage in cut(read(file, file.name))]
    chosen = random.Random(1).sample(texts, min(40, len(texts)))
    return chosen, slow.embed_passages(chosen)


def cosines(texts: list[str], slow: Embedder, bulk: Any) -> "np.ndarray[Any, Any]":
    vectors = bulk.embed([clean(text) for text in texts])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    return np.asarray((slow.embed_passages(texts) * vectors).sum(axis=1))


@pytest.mark.parametrize("kind", TEXTS)
def test_both_engines_give_the_same_vectors(kind: str, slow: Embedder, bulk: Any) -> None:
    found = cosines(TEXTS[kind], slow, bulk)
    assert found.mean() >= 0.999
    assert found.min() >= 0.995


def test_and_of_the_shipped_passages(passages: Any, bulk: Any) -> None:
    texts, vectors = passages
    found = (vectors * bulk.embed([clean(text) for text in texts])).sum(axis=1)
    assert found.mean() >= 0.9995
    assert found.min() >= 0.999


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=80))
def test_both_engines_count_the_same_tokens(slow: Embedder, bulk: Any, text: str) -> None:
    assert_same_count(text, slow, bulk)


def test_and_of_every_character(slow: Embedder, bulk: Any) -> None:
    every = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) != "Cn"]
    random.Random(1).shuffle(every)
    for start in range(0, len(every), 500):
        assert_same_count(" ".join(every[start : start + 500]), slow, bulk)


def assert_same_count(text: str, slow: Embedder, bulk: Any) -> None:
    slow.embed_query("a")  # loads the engine
    engine = slow._model()._engine  # type: ignore[attr-defined]
    assert engine.token_count(clean(text), False) == bulk.count(clean(text))


def test_long_texts_are_cut_at_the_same_place(slow: Embedder, bulk: Any) -> None:
    long = [clean(text) for text in TEXTS["as long as is read, and longer"]]
    for text, tokens in zip(long, bulk._tokens(long), strict=True):
        assert len(tokens) <= MAX_TOKENS
        assert len(tokens) > MAX_TOKENS * 0.8 or len(tokens) == bulk.count(text)
    assert sum(bulk.count(text) > MAX_TOKENS for text in long) >= 4


def test_the_same_passages_are_found(passages: Any, slow: Embedder, bulk: Any) -> None:
    texts, one = passages
    other = bulk.embed([clean(text) for text in texts])
    for query in (EN, PL, HU, RO):
        scores = one @ slow.embed_query(query)
        best = np.argsort(-(other @ slow.embed_query(query)))[:3]
        np.testing.assert_allclose(scores[best], np.sort(scores)[::-1][:3], atol=0.002)


def test_much_work_goes_through_the_bulk_engine_and_comes_back_in_order(
    model: BundledEmbedding, slow: Embedder
) -> None:
    texts = [f"{n}. {text}" for n in range(5) for text in (EN, PL, HU, RO, "a")]
    with_bulk = Embedder(model)
    with_bulk.embed_passages(texts[:2])  # tells how fast the other engine is
    assert model._bulk_engine(sum(map(len, texts))) is model._bulk
    vectors = with_bulk.embed_passages(texts)
    np.testing.assert_allclose((vectors * slow.embed_passages(texts)).sum(axis=1), 1, atol=0.001)


def test_threads_embed_at_once(bulk: Any) -> None:
    texts = [EN, PL, HU, RO] * 4
    expected, found = bulk.embed(texts), []
    threads = [threading.Thread(target=lambda: found.append(bulk.embed(texts))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    for vectors in found:
        np.testing.assert_allclose(vectors, expected, atol=0.01)


# Hypothesis watches the garbage collector, and an interrupt that falls into that is swallowed: hence again and again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_stops_bulk_work(bulk: Any) -> None:
    stopped = threading.Event()

    def press() -> None:
        while not stopped.wait(1.0):
            signal.raise_signal(signal.SIGINT)

    # A shell without a terminal starts what runs beside it with the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    pressing = threading.Thread(target=press)
    pressing.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            bulk.embed([f"{EN} {n}" for n in range(20_000)])
        stopped.set()
    finally:
        stopped.set()
        pressing.join()
        signal.signal(signal.SIGINT, before)


def test_the_folder_loads_without_this_program(models: Path, slow: Embedder, bulk: Any) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(models / "multilingual-e5-small"), device="cpu", local_files_only=True)
    vector = plain.encode_query(RO, show_progress_bar=False)
    assert float(vector @ slow.embed_query(RO)) >= 0.999
    vectors = plain.encode_document([EN, "жабаж</s>"], show_progress_bar=False)
    np.testing.assert_allclose((vectors * slow.embed_passages([EN, "жабаж</s>"])).sum(axis=1), 1, atol=0.001)
