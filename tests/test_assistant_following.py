"""The thread that keeps an index equal to its corpus."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_corpus import make_index, write

from assistant import following
from assistant.following import Follower
from index.index import Index
from index.lock import writer_lock
from index.membership import Membership

STAR = {"new.txt": "The observatory on the hill owns a telescope from 1888.\n"}
WAIT_S = 30.0


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with make_index(tmp_path) as index:
        yield index


@pytest.fixture
def follower(index: Index) -> Iterator[Follower]:
    follower = Follower(index)
    yield follower
    follower.close()


def sources(index: Index) -> set[str]:
    return {document.source for document in index.documents()}


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_soon_syncs_without_being_started(index: Index, follower: Follower) -> None:
    for number in range(3):
        write(index.corpus, {f"{number}.txt": STAR["new.txt"]})
        follower.soon()
        assert follower.wait(WAIT_S)
        assert f"{number}.txt" in sources(index)
    assert follower.state.report is not None
    assert follower.state.report.added == ("2.txt",)


def test_soon_does_not_wait_for_the_period(index: Index, follower: Follower) -> None:
    follower.start(every_s=3600)
    assert follower.wait(WAIT_S)
    write(index.corpus, STAR)
    follower.soon()
    assert follower.wait(WAIT_S)
    assert "new.txt" in sources(index)


def test_it_is_told_of_changes(index: Index, follower: Follower) -> None:
    follower.start(every_s=3600)
    until(lambda: follower._is_told)
    assert follower.wait(WAIT_S)
    began = time.monotonic()
    write(index.corpus, STAR)
    until(lambda: "new.txt" in sources(index))
    assert time.monotonic() - began < WAIT_S / 2
    index.membership.add_file("more.txt", b"A second observatory was built in 1920.")
    until(lambda: ".added/more.txt" in sources(index))
    Membership(index.corpus, index.folder).hide(["new.txt"], list)  # as another process does
    until(lambda: "new.txt" not in sources(index))


@pytest.mark.parametrize("told", [False, True])
def test_it_looks_often_where_nobody_tells(
    index: Index, follower: Follower, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    def silent(*_: object) -> Iterator[bool]:
        yield told
        follower._closing.wait()

    monkeypatch.setattr(following, "changes", silent)
    monkeypatch.setattr(following, "POLL_S", 0.05)
    monkeypatch.setattr(following, "TELLING_S", 0.01)
    follower.start(every_s=1.0 if told else 3600)
    assert follower.wait(WAIT_S)
    write(index.corpus, STAR)
    until(lambda: "new.txt" in sources(index))
    # Where it was to be told and was not, it has learnt not to rely on that.
    until(lambda: follower._is_told_all != told)


def test_what_was_done_is_handed_on(index: Index, tmp_path: Path) -> None:
    told: list[object] = []
    follower = Follower(index, told.append)
    write(index.corpus, STAR)
    follower.soon()
    assert follower.wait(WAIT_S)
    index.corpus.rename(tmp_path / "elsewhere")
    follower.soon()
    assert follower.wait(WAIT_S)
    follower.close()
    assert [str(outcome)[:16] for outcome in told] == ["1 document added", "There is no corp"]


def test_it_looks_again_after_the_period(
    index: Index, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "changes", lambda *_: iter(()))
    follower.start(every_s=0.05)
    assert follower.wait(WAIT_S)
    write(index.corpus, STAR)
    until(lambda: "new.txt" in sources(index))


def test_what_is_asked_for_during_a_sync_follows_it(
    index: Index, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on = threading.Event(), threading.Event()
    sync: Any = index.sync

    def slow(*arguments: Any) -> Any:
        report = sync(*arguments)
        inside.set()
        assert go_on.wait(WAIT_S)
        return report

    monkeypatch.setattr(index, "sync", slow)
    follower.start()
    assert inside.wait(WAIT_S)
    assert follower.state.running
    write(index.corpus, STAR)
    follower.soon()
    assert not follower.wait(0)
    go_on.set()
    assert follower.wait(WAIT_S)
    assert "new.txt" in sources(index)
    assert not follower.state.running


def test_progress_is_told_and_forgotten(index: Index, follower: Follower) -> None:
    told = []
    write(index.corpus, STAR)
    follower.start(lambda progress: told.append((progress, follower.state.progress)))
    assert follower.wait(WAIT_S)
    assert told
    assert all(given == shown for given, shown in told)
    assert (follower.state.progress, follower.state.running) == (None, False)


def test_what_is_left_out_is_told(index: Index, follower: Follower) -> None:
    write(index.corpus, {"table.xyz": "No."})
    follower.soon()
    assert follower.wait(WAIT_S)
    assert [skip.source for skip in follower.state.skipped] == ["table.xyz"]


def test_it_insists_while_another_process_writes(
    index: Index, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "RETRY_S", 0.05)
    write(index.corpus, STAR)
    with writer_lock(index.folder):
        follower.soon()
        until(lambda: follower.state.waiting)
        assert "is being written by process" in str(follower.state.waiting)
        assert follower.state.error is None
        assert not follower.wait(0.2)
    assert follower.wait(WAIT_S)
    assert follower.state.waiting is None
    assert "new.txt" in sources(index)


def test_an_error_is_told_until_it_is_over(index: Index, follower: Follower, tmp_path: Path) -> None:
    index.corpus.rename(tmp_path / "elsewhere")
    follower.soon()
    assert follower.wait(WAIT_S)
    assert "There is no corpus folder" in str(follower.state.error)
    (tmp_path / "elsewhere").rename(index.corpus)
    follower.soon()
    assert follower.wait(WAIT_S)
    assert follower.state.error is None


def test_a_closed_one_does_nothing_more(index: Index, follower: Follower) -> None:
    follower.start(every_s=0.05)
    follower.close()
    write(index.corpus, STAR)
    follower.soon()
    assert not any(thread.name == "sync" for thread in threading.enumerate())
    assert "new.txt" not in sources(index)
