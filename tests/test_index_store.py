"""Chroma: ranking, what other clients see, and damage that must not stop anybody."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from bag_of_words import embed

from index.errors import DataFolderError
from index.rows import Floats
from index.store import VectorStore
from index.stores.folder import FolderStores

TEXTS = {
    "kim": "Kim received Lavrov in Wonsan",
    "rice": "The rice harvest was good this year",
    "ship": "A ship left the harbour at night",
}


def vectors(texts: list[str]) -> Floats:
    return np.stack([embed(text) for text in texts])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    with FolderStores(tmp_path).open("bag", 1, create=True) as store:
        store.add("en", list(TEXTS), vectors(list(TEXTS.values())))
        yield store


def test_nearest_first_with_cosine_similarity(store: VectorStore) -> None:
    query = embed("Where did Kim receive Lavrov?")
    found = store.query(query, "en", 2)
    assert [id_ for id_, _ in found] == [
        "kim",
        max("rice", "ship", key=lambda k: float(query @ embed(TEXTS[k]))),
    ]
    for id_, similarity in found:
        assert similarity == pytest.approx(float(query @ embed(TEXTS[id_])), abs=1e-5)


def test_languages_are_kept_apart(store: VectorStore) -> None:
    store.add("pl", ["statek"], vectors(["Kim received Lavrov in Wonsan"]))
    assert store.languages() == ["en", "pl"]
    assert store.ids("en") == set(TEXTS)
    assert [id_ for id_, _ in store.query(embed("Kim"), "pl", 8)] == ["statek"]
    assert store.query(embed("Kim"), "hu", 8) == []
    assert store.ids("hu") == set()
    store.delete("pl", ["statek", "never was there"])
    assert store.counts() == {"en": 3}
    assert store.query(embed("Kim"), "pl", 8) == []


def test_adding_again_overwrites(store: VectorStore) -> None:
    store.add("en", ["rice"], vectors(["Kim received Lavrov in Wonsan"]))
    assert store.counts() == {"en": 3}
    assert {id_ for id_, _ in store.query(embed(TEXTS["kim"]), "en", 2)} == {"kim", "rice"}


def test_another_embedder_sees_nothing(store: VectorStore, tmp_path: Path) -> None:
    with store.writing(4):
        assert (store.torn, store.generation) == (True, None)
    with FolderStores(tmp_path).open("bag", 1) as same, FolderStores(tmp_path).open("other", 1) as other:
        assert (same.generation, same.languages()) == (4, ["en"])
        assert (other.generation, other.languages()) == (None, [])


def test_a_writer_that_fails_leaves_a_sound_store_of_no_generation(store: VectorStore) -> None:
    with store.writing(3):
        pass
    with pytest.raises(KeyboardInterrupt), store.writing(4):
        raise KeyboardInterrupt
    assert (store.torn, store.generation) == (False, None)


def test_an_open_reader_sees_new_vectors_after_reopening(store: VectorStore, tmp_path: Path) -> None:
    query = embed("The moon rose late")
    with FolderStores(tmp_path).open("bag", 1) as reader:
        assert "moon" not in dict(reader.query(query, "en", 8))
        store.add("en", ["moon"], vectors(["The moon rose late"]))
        store.add("hu", ["hold"], vectors(["A hold"]))
        store.delete("en", ["ship"])
        reader.reopen()
        found = dict(reader.query(query, "en", 8))
        assert found["moon"] == pytest.approx(1, abs=1e-5)
        assert "ship" not in found
        assert reader.languages() == ["en", "hu"]


def test_more_than_chroma_takes_at_once(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(store._client), "get_max_batch_size", lambda _: 2)
    ids = [str(n) for n in range(5)]
    store.add("en", ids, vectors([f"number {n}" for n in range(5)]))
    assert store.ids("en") == {*TEXTS, *ids}
    store.delete("en", ids)
    assert store.ids("en") == set(TEXTS)


def test_closed(store: VectorStore) -> None:
    store.close()
    with pytest.raises(DataFolderError, match="closed"):
        store.query(embed("Kim"), "en", 1)
    store.reopen()
    assert store.counts() == {"en": 3}
