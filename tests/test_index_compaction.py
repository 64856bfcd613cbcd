"""Space given back when documents are removed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from bag_of_words import DIMENSION, BagOfWords, embed
from corpora import contents, many, write

from index import compaction
from index.catalogue import Catalogue
from index.compaction import is_store_wasteful
from index.database import FILE
from index.rows import Floats
from index.stores.folder import FOLDER
from index.sync import sync

PRINT = BagOfWords().fingerprint


@pytest.mark.parametrize(
    ("written", "wanted", "expected"),
    [
        (5000, 500, True),
        (2001, 1000, True),
        (2000, 1000, False),
        (1999, 999, True),
        (999, 0, False),
        (0, 10, False),
    ],
)
def test_when_a_store_is_wasteful(written: int, wanted: int, expected: bool) -> None:
    assert is_store_wasteful(written, wanted) is expected


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "LEAST_BYTES", 4096)
    monkeypatch.setattr(compaction, "LEAST_VECTORS", 10)


def stores(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / FOLDER).iterdir())


def remove(corpus: Path, count: int) -> None:
    for path in sorted(corpus.rglob("*.txt"))[:count]:
        path.unlink()


@pytest.mark.usefixtures("small_limits")
def test_space_is_given_back_and_nothing_else_changes(tmp_path: Path) -> None:
    corpus, folder = write(tmp_path / "corpus", many(60)), tmp_path / "index"
    sync(corpus, folder, BagOfWords())
    before = (folder / FILE).stat().st_size
    with Catalogue.open(folder, PRINT) as reader:
        assert len(reader.documents()) == 60
        remove(corpus, 50)
        report = sync(corpus, folder, BagOfWords())
        assert (len(report.removed), report.embedded) == (50, 0)
        assert len(reader.documents()) == 10
        assert reader.state.store == 2
    assert (folder / FILE).stat().st_size < before / 2
    with closing(sqlite3.connect(folder / FILE)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert not sync(corpus, folder, BagOfWords()).changed
    assert stores(folder) == ["2"]
    sync(corpus, tmp_path / "fresh", BagOfWords())
    assert contents(folder) == contents(tmp_path / "fresh")


@pytest.mark.usefixtures("small_limits")
def test_little_waste_is_left(tmp_path: Path) -> None:
    corpus, folder = write(tmp_path / "corpus", many(30)), tmp_path / "index"
    sync(corpus, folder, BagOfWords())
    remove(corpus, 5)
    sync(corpus, folder, BagOfWords())
    assert stores(folder) == ["1"]
    assert contents(folder)["counts"] == {"en": 12, "pl": 13}


@pytest.mark.usefixtures("small_limits")
def test_what_comes_and_goes_counts_too(tmp_path: Path) -> None:
    corpus, folder = write(tmp_path / "corpus", many(12)), tmp_path / "index"
    for step in range(4):
        sync(corpus, folder, BagOfWords())
        assert stores(folder) == (["1"] if step < 2 else stores(folder))
        write(
            corpus, {name: f"{text!s} Step {step}." for name, text in many(12).items()}, age_s=60 * (step + 1)
        )
    sync(corpus, folder, BagOfWords())
    sync(corpus, folder, BagOfWords())
    assert stores(folder) != ["1"]
    sync(corpus, tmp_path / "fresh", BagOfWords())
    assert contents(folder) == contents(tmp_path / "fresh")


def test_without_room_for_a_smaller_file_the_sync_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(compaction, "LEAST_BYTES", 4096)
    monkeypatch.setattr(compaction.lexical, "optimise", full)
    corpus, folder = write(tmp_path / "corpus", many(40)), tmp_path / "index"
    sync(corpus, folder, BagOfWords())
    remove(corpus, 35)
    assert len(sync(corpus, folder, BagOfWords()).removed) == 35
    assert "could not be given back: database or disk is full" in caplog.text


def test_a_store_counts_what_was_written(tmp_path: Path) -> None:
    from index.stores.folder import FolderStores

    def vectors(count: int) -> Floats:
        return np.stack([embed(str(number)) for number in range(count)]).reshape(count, DIMENSION)

    with FolderStores(tmp_path).begin(PRINT, 0) as store:
        assert store.written == 0
        with store.writing(1):
            store.add("en", [str(number) for number in range(8)], vectors(8))
        with store.writing(2):
            store.delete("en", ["1", "2", "3"])
            store.add("pl", ["9"], vectors(1))
        assert (store.written, store.counts()) == (9, {"en": 5, "pl": 1})
