"""Embedding on a real local Ray cluster of two workers: the same vectors, whatever happens to a worker."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from corpora import contents, many, write
from fakes import BagOfWordsEmbedding

from index.embedders import cluster
from index.embedders.cluster import ClusterEmbedder
from index.embedding import Embedder
from index.errors import EmbedderError
from index.sync import sync

pytest.importorskip("ray")
pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Ray's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

PLACES = os.pathsep.join(str(folder) for folder in (Path(__file__).parent, Path(__file__).parents[1]))


class SlowEmbedding(BagOfWordsEmbedding):
    """Takes its time, so that somebody can be killed in the middle."""

    def _get_text_embedding(self, text: str) -> list[float]:
        time.sleep(0.02)
        return super()._get_text_embedding(text)


class BrittleEmbedding(BagOfWordsEmbedding):
    """A text kills the process."""

    def _get_text_embedding(self, text: str) -> list[float]:
        if "poison" in text:
            os._exit(1)
        return super()._get_text_embedding(text)


def plain() -> Embedder:
    return Embedder(BagOfWordsEmbedding(), "words")


def slow() -> Embedder:
    return Embedder(SlowEmbedding(), "words")


def brittle() -> Embedder:
    return Embedder(BrittleEmbedding(), "words")


def other() -> Embedder:
    return Embedder(BagOfWordsEmbedding(), "others")


def broken() -> Embedder:
    raise RuntimeError("no model here")


@pytest.fixture(scope="module", autouse=True)
def _ray(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two processors that Ray may use, and workers that find the tests' modules."""
    import ray

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", PLACES)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setattr(cluster, "CPUS_A_WORKER", 1)
        ray.init(
            num_cpus=2,
            include_dashboard=False,
            log_to_driver=False,
            object_store_memory=100 * 2**20,
            _temp_dir=str(tmp_path_factory.mktemp("r")),
        )
        yield
        ray.shutdown()


def test_the_same_vectors_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CHARACTERS_AT_ONCE", 300)
    texts = [f"ship number {n} " * (1 + n % 7) for n in range(60)]
    embedder = ClusterEmbedder("auto", plain(), plain)
    with embedder.expecting(0):
        assert len(set(embedder.processes)) == 2
        found = embedder.embed_passages(texts)
    assert np.array_equal(found, plain().embed_passages(texts))
    assert np.array_equal(embedder.embed_passages(["outside"]), plain().embed_passages(["outside"]))


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CHARACTERS_AT_ONCE", 400)
    corpus = write(tmp_path / "corpus", many(60))
    embedder = ClusterEmbedder("auto", plain(), slow)
    killed: list[int] = []
    ended = threading.Event()

    def kill() -> None:
        while not embedder._workers and not ended.wait(0.01):
            pass
        if ended.is_set():
            return
        victim = embedder.processes[0]
        time.sleep(1.0)
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        report = sync(corpus, tmp_path / "spread", embedder)
    finally:
        ended.set()
        killer.join()
    assert killed
    assert report.embedded == report.passages
    sync(corpus, tmp_path / "here", plain())
    assert contents(tmp_path / "spread", "words") == contents(tmp_path / "here", "words")


def test_a_text_that_kills_every_worker_is_an_error_and_stores_nothing_of_its_part(tmp_path: Path) -> None:
    corpus = write(
        tmp_path / "corpus", {**many(3), "bad.txt": "A poison was found in the harbour of Wonsan."}
    )
    embedder = ClusterEmbedder("auto", plain(), brittle)
    with pytest.raises(EmbedderError, match=r"cannot embed .*goes on where this stopped"):
        sync(corpus, tmp_path / "index", embedder)
    (corpus / "bad.txt").unlink()
    assert sync(corpus, tmp_path / "index", plain()).documents == 3


def test_workers_that_embed_with_something_else_are_refused() -> None:
    embedder = ClusterEmbedder("auto", plain(), other)
    with pytest.raises(EmbedderError, match=r"embed with \['others'\].*'words'"), embedder.expecting(0):
        pytest.fail("they were taken")


def test_workers_that_cannot_start_say_why() -> None:
    embedder = ClusterEmbedder("auto", plain(), broken)
    with pytest.raises(EmbedderError, match=r"cannot start .*no model here.*Install"), embedder.expecting(0):
        pytest.fail("they were taken")


def test_parts_hold_every_text_once_the_longest_first() -> None:
    texts = ["x" * (n % 50) for n in range(500)]
    order = sorted(range(500), key=lambda n: -len(texts[n]))
    parts = list(cluster._parts(order, texts))
    assert [number for part in parts for number in part] == order
    assert list(cluster._parts([], [])) == []


def test_without_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EmbedderError, match=r"corpus-assistant\[ray\]"):
        ClusterEmbedder("auto", plain(), plain)
