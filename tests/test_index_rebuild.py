"""Rebuilding: readers keep the old index until the new one is whole, and a stopped rebuild is gone on with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bag_of_words import BagOfWords
from corpora import contents, many, open_store, write

import index.waiting
from index.catalogue import Catalogue
from index.database import FILE
from index.errors import DataFolderError, FingerprintError
from index.rebuild import FOLDER
from index.sync import Progress, sync

PRINT = BagOfWords().fingerprint


class Killed(BaseException):
    """Stands for a kill: nothing may catch it and clean up."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", many(6))


@pytest.fixture
def indexed(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(index.waiting, "EMBEDDED_AT_ONCE", 2)
    monkeypatch.setattr(index.waiting, "SECONDS_AT_ONCE", 0)  # so many they stay
    sync(corpus, tmp_path / "index", BagOfWords())
    return tmp_path / "index"


def kill_at(passages: int) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        if progress.done_passages >= passages:
            raise Killed

    return tell


def test_readers_see_the_old_index_until_the_new_one_is_whole(corpus: Path, indexed: Path) -> None:
    before, looks = contents(indexed), 0

    def look(progress: Progress) -> None:
        nonlocal looks
        looks += 1
        assert len(reader.documents()) == 6
        assert contents(indexed) == before

    with Catalogue.open(indexed, PRINT) as reader:
        report = sync(corpus, indexed, BagOfWords(), look, rebuild=True)
        assert (report.embedded, report.generation, reader.generation) == (6, 2, 2)
        assert len(reader.documents()) == 6
    assert looks > 3
    assert contents(indexed) == before
    assert not (indexed / FOLDER).exists()


def test_another_embedder_takes_over_when_it_is_done(corpus: Path, indexed: Path) -> None:
    other, looks = BagOfWords("other"), []
    with Catalogue.open(indexed, PRINT) as reader:
        sync(corpus, indexed, other, lambda _: looks.append(len(reader.documents())), rebuild=True)
        assert set(looks) == {6}
        with pytest.raises(FingerprintError, match="other"):
            reader.documents()
    assert len(contents(indexed, "other")["nearest"]) == 6


def test_a_stopped_rebuild_is_gone_on_with(corpus: Path, indexed: Path) -> None:
    before = contents(indexed)
    with pytest.raises(Killed):
        sync(corpus, indexed, BagOfWords(), kill_at(4), rebuild=True)
    assert contents(indexed) == before
    assert not sync(corpus, indexed, BagOfWords()).changed
    report = sync(corpus, indexed, BagOfWords(), rebuild=True)
    assert (report.embedded, report.documents) == (2, 6)
    assert contents(indexed) == before


def test_stopped_before_it_is_published(corpus: Path, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(indexed)

    def stop(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(index.sync, "publish", stop)
        with pytest.raises(Killed):
            sync(corpus, indexed, BagOfWords(), rebuild=True)
    assert contents(indexed) == before
    report = sync(corpus, indexed, BagOfWords(), rebuild=True)
    assert (report.embedded, report.generation) == (0, 2)
    assert contents(indexed) == before


def test_what_is_left_of_an_older_rebuild_is_not_used(corpus: Path, indexed: Path) -> None:
    for embedder in (BagOfWords("other"), BagOfWords()):
        with pytest.raises(Killed):
            sync(corpus, indexed, embedder, kill_at(4), rebuild=True)
    write(corpus, {"new.txt": "A ship left the harbour."}, age_s=60)
    assert sync(corpus, indexed, BagOfWords()).generation == 2
    report = sync(corpus, indexed, BagOfWords(), rebuild=True)
    assert (report.embedded, report.generation) == (7, 3)


@pytest.mark.parametrize("damage", [b"damaged " * 5000, b""])
def test_a_damaged_rebuild_and_a_damaged_index(corpus: Path, indexed: Path, damage: bytes) -> None:
    before = contents(indexed)
    for place in (indexed, indexed / FOLDER):
        place.mkdir(exist_ok=True)
        for path in place.glob(f"{FILE}*"):
            path.unlink()
        (place / FILE).write_bytes(damage)
    with pytest.raises(DataFolderError, match="--rebuild"), Catalogue.open(indexed, PRINT):
        pass
    assert sync(corpus, indexed, BagOfWords(), rebuild=True).embedded == 6
    assert contents(indexed) == before
    with open_store(indexed) as store:
        assert store.number == 2
