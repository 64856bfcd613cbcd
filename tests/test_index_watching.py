"""Being told that files changed."""

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles
from corpora import write

from index import watching
from index.corpus import folders
from index.membership import Membership
from index.patterns import Patterns
from index.watching import changes

WAIT_S = 20.0


class Listening:
    """What `changes` yields, in a thread."""

    def __init__(self, places: Callable[[], list[Path]]) -> None:
        self.told: queue.Queue[bool] = queue.Queue()
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._work, args=(places,), daemon=True)
        self.thread.start()

    def _work(self, places: Callable[[], list[Path]]) -> None:
        for told in changes(places, self.stop):
            self.told.put(told)

    def next(self) -> bool:
        return self.told.get(timeout=WAIT_S)

    def quiet(self, seconds: float = 1.2) -> bool:
        try:
            self.told.get(timeout=seconds)
        except queue.Empty:
            return True
        return False

    def close(self) -> None:
        self.stop.set()
        self.thread.join(WAIT_S)
        assert not self.thread.is_alive()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(
        tmp_path / "corpus", {"a.txt": "A.", "sub/b.txt": "B.", "drafts/c.txt": "C.", ".git/d.txt": "D."}
    )


@pytest.fixture
def listening(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listening]:
    monkeypatch.setattr(watching, "RETRY_S", 0.1)
    listening = Listening(lambda: folders(corpus, Patterns(exclude=["drafts/"])))
    assert listening.next() is True  # the watch has begun
    yield listening
    listening.close()


def test_the_folders_of_a_corpus(corpus: Path, tmp_path: Path) -> None:
    (corpus / "out").symlink_to(tmp_path)
    assert set(folders(corpus)) == {corpus, corpus / "sub", corpus / "drafts"}
    assert set(folders(corpus, Patterns(exclude=["drafts/"]))) == {corpus, corpus / "sub"}


@pytest.mark.parametrize("change", ["new.txt", "a.txt", "sub/b.txt", "unlink", "rename"])
def test_a_change_is_told(corpus: Path, listening: Listening, change: str) -> None:
    if change == "unlink":
        (corpus / "a.txt").unlink()
    elif change == "rename":
        (corpus / "a.txt").rename(corpus / "z.txt")
    else:
        (corpus / change).write_text("Changed.", encoding="utf-8")
    assert listening.next() is True


def test_what_does_not_matter_is_not_told(corpus: Path, listening: Listening) -> None:
    (corpus / ".git" / "d.txt").write_text("Changed.", encoding="utf-8")
    (corpus / "drafts" / "c.txt").write_text("Changed.", encoding="utf-8")
    (corpus / ".hidden.txt").write_text("Changed.", encoding="utf-8")
    (corpus / "a.txt").read_text("utf-8")
    assert listening.quiet()


def test_a_new_folder_is_watched_too(corpus: Path, listening: Listening) -> None:
    write(corpus, {"new/first.txt": "First."})
    assert listening.next() is True
    while not listening.quiet():
        pass
    write(corpus, {"new/second.txt": "Second."})
    assert listening.next() is True


def test_another_folder_in_the_place_of_one_that_is_gone(corpus: Path, listening: Listening) -> None:
    shutil.rmtree(corpus)
    corpus.mkdir()
    while not listening.quiet():
        pass
    write(corpus, {"a.txt": "A."})
    assert listening.next() is True


def test_a_link_out_of_the_corpus_is_not_watched(corpus: Path, tmp_path: Path, listening: Listening) -> None:
    write(tmp_path, {"outside/secret.txt": "A secret."})
    (corpus / "sub" / "out").symlink_to(tmp_path / "outside")
    while not listening.quiet():
        pass
    write(tmp_path, {"outside/secret.txt": "Another."})
    assert listening.quiet()


def test_where_the_system_tells_nothing_that_is_said(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")  # what Linux says of too many watches

    monkeypatch.setattr(watching, "RETRY_S", 0.05)
    with monkeypatch.context() as patch:
        patch.setattr(watchfiles, "watch", refuse)
        listening = Listening(lambda: [corpus])
        assert [listening.next(), listening.next()] == [False, False]
    while not listening.next():
        pass
    listening.close()


def test_a_corpus_that_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "RETRY_S", 0.05)
    membership = Membership(tmp_path / "corpus", tmp_path / "data" / "index-x")
    listening = Listening(membership.folders)
    assert listening.next() is True
    write(tmp_path, {"corpus/a.txt": "A."})
    membership.add_file("stars.txt", b"Stars.")
    assert listening.next() is True
    listening.close()
    (tmp_path / "file").write_text("", encoding="utf-8")
    listening = Listening(Membership(tmp_path / "corpus", tmp_path / "file" / "index-x").folders)
    assert listening.next() is False
    listening.close()
