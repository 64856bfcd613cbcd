"""The right to write on a server: one at a time, also after a writer was killed or was away."""

import threading
import time
import uuid

import pytest
from chroma_server import ChromaServer

from index.errors import LockedError
from index.stores import lease
from index.stores.address import Address
from index.stores.connection import Connection
from index.stores.lease import Lease

pytestmark = pytest.mark.real


@pytest.fixture
def connection(chroma: ChromaServer) -> Connection:
    return Connection(Address.parse(chroma.url), patience_s=30)


@pytest.fixture
def name() -> str:
    return f"lease-{uuid.uuid4().hex[:8]}"


def test_a_second_writer_is_told_who_writes(connection: Connection, name: str) -> None:
    with Lease(connection, name).hold(0, None):
        told: list[str] = []
        with (
            pytest.raises(LockedError, match=r"is being written by process .* on .*Wait until"),
            Lease(connection, name).hold(0.1, told.append),
        ):
            pytest.fail("two write")
        assert len(told) == 1
        with Lease(connection, name + "2").hold(0, None):
            pass
    with Lease(connection, name).hold(0, None):
        pass


def test_who_waits_gets_it_when_it_is_given_back(connection: Connection, name: str) -> None:
    first = Lease(connection, name).hold(0, None)
    first.__enter__()
    timer = threading.Timer(0.5, first.__exit__, (None, None, None))
    timer.start()
    with Lease(connection, name).hold(30, None):
        timer.join()


def test_a_killed_writer_gives_way(
    connection: Connection, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "LEASE_S", 1.0)
    with connection.client() as client:
        Lease(connection, name)._make(client, 1)  # and nothing more: as if it had been killed
    started = time.monotonic()
    with Lease(connection, name).hold(30, None):
        assert 0.2 < time.monotonic() - started < 10


def test_a_living_writer_keeps_it_longer_than_the_lease(
    connection: Connection, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "LEASE_S", 1.0)
    with Lease(connection, name).hold(0, None):
        time.sleep(2)
        with pytest.raises(LockedError), Lease(connection, name).hold(0, None):
            pytest.fail("two write")


def test_many_at_once_are_one_at_a_time(connection: Connection, name: str) -> None:
    writing, most, done = 0, 0, 0
    lock = threading.Lock()

    def write() -> None:
        nonlocal writing, most, done
        with Lease(connection, name).hold(60, None):
            with lock:
                writing += 1
                most = max(most, writing)
            time.sleep(0.05)
            with lock:
                writing -= 1
                done += 1

    threads = [threading.Thread(target=write) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, done) == (1, 5)


def test_a_writer_that_was_away_too_long_learns_that_it_lost(
    connection: Connection, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "LEASE_S", 1.2)
    slow = Lease(connection, name)
    with slow.hold(0, None):
        slow.check()
        with connection.client() as client:  # as another one does that found the lease run out
            Lease(connection, name)._make(client, 2)
        time.sleep(1)
        with pytest.raises(LockedError, match="taken over"):
            slow.check()


def test_one_made_from_an_old_list_does_not_count(
    connection: Connection, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Lease(connection, name)
    lists = iter([{}])
    real = late._numbers
    monkeypatch.setattr(late, "_numbers", lambda client: next(lists, None) or real(client))
    with connection.client() as client:
        Lease(connection, name)._make(client, 7)
        number, holder = late._try(client)
        assert holder is not None
        assert list(real(client)) == [7], number
