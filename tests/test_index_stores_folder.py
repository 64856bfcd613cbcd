"""Vectors in a folder of this machine: who may load them when, and damage that must not stop anybody."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from bag_of_words import embed
from filelock import FileLock

import index.stores.folder
from index.errors import DataFolderError, LockedError
from index.rows import Floats
from index.store import VectorStore
from index.stores.folder import FOLDER, LOCK, FolderStores

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


def test_nobody_loads_what_is_being_written(
    store: VectorStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.stores.folder.LOCK_SECONDS", 0.05)
    with FileLock(tmp_path / LOCK):
        with (
            FolderStores(tmp_path).open("bag", 1) as reader,
            pytest.raises(LockedError, match="another process"),
        ):
            reader.query(embed("Kim"), "en", 1)
        with pytest.raises(LockedError):
            store.delete("en", ["kim"])
        with pytest.raises(LockedError):
            store.add("en", ["new"], vectors(["new"]))
    assert store.ids("en") == set(TEXTS)
    store.query(embed("Kim"), "en", 1)
    with FileLock(tmp_path / LOCK):
        assert store.query(embed("Kim"), "en", 1), "what is loaded needs no lock"


def test_reopening_again_and_again(store: VectorStore, tmp_path: Path) -> None:
    taken = set(index.stores.folder._spellings)
    for number in range(4):
        with FolderStores(tmp_path).open("bag", 1) as reader:
            store.add("en", [f"new{number}"], vectors([f"A new sentence {number}"]))
            reader.reopen()
            assert len(reader.query(embed("Kim"), "en", 99)) == 4 + number
        store.reopen()
    assert index.stores.folder._spellings == taken


def test_no_store_yet(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="assistant index"):
        FolderStores(tmp_path).open("bag", 1)
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.parametrize("damage", [b"no database at all" * 1000, b""])
def test_a_damaged_store_says_so_and_makes_room_for_another(
    store: VectorStore, tmp_path: Path, damage: bytes
) -> None:
    with store.writing(1):
        pass
    store.close()
    for path in (tmp_path / FOLDER / "1").glob("chroma.sqlite3*"):
        path.write_bytes(damage if path.suffix == ".sqlite3" else b"")
    if damage:
        with pytest.raises(DataFolderError, match="Delete that folder"):
            FolderStores(tmp_path).open("bag", 1)
    else:
        with FolderStores(tmp_path).open("bag", 1) as emptied:
            assert emptied.generation is None
    with FolderStores(tmp_path).begin("bag", after=0) as fresh:
        assert (fresh.number, fresh.counts()) == (2, {})
        FolderStores(tmp_path).discard_others("bag", fresh.number)
        assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["2"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("", encoding="utf-8")
    with pytest.raises(DataFolderError):
        FolderStores(tmp_path).open("bag", 1, create=True)
    FolderStores(tmp_path).begin("bag", after=0).close()


def test_whatever_chroma_says_on_a_full_disk_it_is_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Error in compaction: Failed to apply logs to the metadata segment")

    monkeypatch.setattr("chromadb.PersistentClient", fail)
    for free, said in ((2**20, "There is no room left"), (2**40, "cannot be used")):
        usage = SimpleNamespace(free=free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        with pytest.raises(DataFolderError, match=said):
            FolderStores(tmp_path).begin("bag", 0)
