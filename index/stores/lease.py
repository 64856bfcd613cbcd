"""One writer per index on a server: a lease, which a writer that died loses by itself.

Invariant: of two that want to write only one may, also when the one before was killed; a writer that was away for
longer than the lease lasts learns that it lost it before it writes on. Proved by `tests/test_index_stores_lease.py`.

A lease is a collection `NAME.writer.N`. Making a collection fails when it is there, so only one process makes number
N; the highest number is the lease that counts. It says who holds it and until when, by the server's clock, and is made
longer while its holder lives. Whoever finds it run out or given back makes number N + 1.
"""

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from index.errors import LockedError, ServerError
from index.lock import about_me, described
from index.stores.connection import Connection

if TYPE_CHECKING:
    from chromadb.api.client import Client

log = logging.getLogger(__name__)

LEASE_S = 60.0
RENEWALS = 4
"""A lease is made longer so many times before it would run out."""

POLL_S = 1.0


class Lease:
    """The right to write to one index on a server.

    Args:
        connection: the server.
        name: the index's there.
    """

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        self._prefix = f"{name}.writer."
        self._owner = uuid.uuid4().hex
        self._number: int | None = None

    @contextmanager
    def hold(self, wait_s: float, waiting: Callable[[str], None] | None) -> Iterator[None]:
        """Hold the lease within the block.

        Args:
            wait_s: seconds to wait for another writer; 0 means not at all.
            waiting: told once, before the wait, who holds it.

        Yields:
            Nothing.

        Raises:
            LockedError: another process, which the message names, is still writing.
            ServerError: the server does not answer.
        """
        with self._connection.client() as client:
            self._number = self._acquire(client, wait_s, waiting)
            done = threading.Event()
            keeper = threading.Thread(target=self._keep, args=(client, done), name="lease", daemon=True)
            keeper.start()
            try:
                yield
            finally:
                done.set()
                keeper.join()
                self._give_back(client)

    def check(self) -> None:
        """Raise a LockedError when the lease is not held any more."""
        if self._number is None:
            raise LockedError(
                f"The index {self._name!r} on {self._connection.address.url} was taken over by another writer while "
                "this one was away. `assistant index` tries again."
            )

    def _acquire(self, client: "Client", wait_s: float, waiting: Callable[[str], None] | None) -> int:
        deadline, has_told = time.monotonic() + wait_s, False
        while True:
            with self._connection.failures():
                number, holder = self._try(client)
            if holder is None:
                return number
            if time.monotonic() >= deadline:
                raise LockedError(
                    f"The index {self._name!r} on {self._connection.address.url} is being written by {holder}. Wait "
                    f"until it has finished, or stop it; killed, it gives way after {LEASE_S:.0f} s."
                )
            if waiting is not None and not has_told:
                waiting(holder)
                has_told = True
            time.sleep(min(POLL_S, max(0.0, deadline - time.monotonic())))

    def _try(self, client: "Client") -> tuple[int, str | None]:
        """Take the lease when nobody holds it; return its number, or who holds it."""
        numbers = self._numbers(client)
        last = max(numbers, default=0)
        if last and (holder := self._holder(numbers[last], client)):
            return last, holder
        number = last + 1
        self._make(client, number)
        numbers = self._numbers(client)
        if max(numbers) == number and numbers[number].get("owner") == self._owner:
            for old in sorted(set(numbers) - {number}):
                self._delete(client, old)
            return number, None
        if numbers.get(number, {}).get("owner") == self._owner:
            self._delete(client, number)  # made from an old list, below the one that counts
        return number, "another process, which was faster"

    def _make(self, client: "Client", number: int) -> None:
        """Make the collection, unless somebody else has (or this one: a request may be sent twice)."""
        from chromadb.errors import ChromaError

        try:
            client.create_collection(
                f"{self._prefix}{number}", metadata=self._terms(client, LEASE_S), embedding_function=None
            )
        except ChromaError as error:
            if "exist" not in str(error):
                raise

    def _keep(self, client: "Client", done: threading.Event) -> None:
        """Make the lease longer again and again, until it is `done` or lost."""
        held_until = time.monotonic() + LEASE_S
        while not done.wait(LEASE_S / RENEWALS):
            try:
                with self._connection.failures():
                    if max(self._numbers(client), default=0) != self._number:
                        self._number = None
                        return
                    self._modify(client, LEASE_S)
                held_until = time.monotonic() + LEASE_S
            except ServerError as error:
                log.warning("The right to write was not renewed: %s", error)
                if time.monotonic() > held_until:
                    self._number = None
                    return

    def _give_back(self, client: "Client") -> None:
        # It is not deleted: the highest number must never become free again.
        if self._number is None:
            return
        try:
            with self._connection.failures():
                self._modify(client, 0.0)
        except ServerError as error:  # it runs out by itself
            log.warning("The right to write was not given back: %s", error)
        self._number = None

    def _modify(self, client: "Client", seconds: float) -> None:
        lease = client.get_collection(f"{self._prefix}{self._number}", embedding_function=None)
        lease.modify(metadata=self._terms(client, seconds))

    def _terms(self, client: "Client", seconds: float) -> dict[str, Any]:
        until = time_of(client) + seconds if seconds else 0.0
        return {"owner": self._owner, "until": until, "about": json.dumps(about_me())}

    def _numbers(self, client: "Client") -> dict[int, dict[str, Any]]:
        return {
            int(found.name.removeprefix(self._prefix)): dict(found.metadata or {})
            for found in client.list_collections()
            if found.name.startswith(self._prefix)
        }

    def _holder(self, terms: dict[str, Any], client: "Client") -> str | None:
        """Return who holds a lease, or None when it has run out or was given back."""
        if float(terms.get("until", 0.0)) <= time_of(client):
            return None
        try:
            return described(json.loads(terms["about"]))
        except (KeyError, ValueError):
            return "another process"

    def _delete(self, client: "Client", number: int) -> None:
        from chromadb.errors import NotFoundError

        try:
            client.delete_collection(f"{self._prefix}{number}")
        except NotFoundError:
            log.debug("The lease %d was deleted already", number)


def time_of(client: "Client") -> float:
    """Return the server's time, in seconds: the clocks of several machines differ."""
    return client.heartbeat() / 1e9
