"""Vectors on a Chroma server, which several machines share: one writes, any number of them answer.

Invariant: who answers needs nothing but the server, and reads a whole catalogue with the vectors that belong to it;
one machine's corpus never replaces that of another unless somebody asks for it. Proved by
`tests/test_index_stores_server.py` against a real `chroma run`.

The writer's catalogue lies in its own data folder, as without a server, and is published after each sync
(`index.stores.published`). Others fetch it and read their copy (`index.stores.copies`).
"""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from index.catalogue import Catalogue
from index.database import SCHEMA, catalogue_shape
from index.errors import CorpusError, DataFolderError, FingerprintError, LockedError
from index.store import Stores, VectorStore, key_of
from index.stores.address import Address
from index.stores.connection import READING_S, WRITING_S, Connection, close
from index.stores.copies import FETCHED, OWN, adopt, fetch, fetching, owner_of, serve, served
from index.stores.lease import Lease
from index.stores.published import Publication, Published, ReplacedError

TRIES = 3


class ServerStores(Stores):
    """The stores of one index on a server.

    Args:
        address: the server's.
        token: for the server, or None.
        corpus: the folder of documents, after which the index is called when the address names none.
    """

    def __init__(self, address: Address, token: str | None, corpus: Path) -> None:
        self._reading = Connection(address, token, READING_S)
        self._writing = Connection(address, token, WRITING_S)
        self._corpus = corpus
        self.name = address.index_name(corpus)
        self._lease = Lease(self._writing, self.name)
        self._is_writing = False

    @property
    def is_shared(self) -> bool:
        """True: other machines may write here."""
        return True

    @property
    def where(self) -> str:
        """Which index on which server, for people."""
        return f"The index {self.name!r} on {self._reading.address.url}"

    def open(self, fingerprint: str, number: int, *, create: bool = False) -> "ServerStore":
        """Open one store; see `Stores.open`."""
        connection = self._writing if self._is_writing else self._reading
        store = ServerStore(connection, f"{self.name}.vectors.{key_of(fingerprint)}", number)
        try:
            store.open(create=create)
        except BaseException:
            store.close()
            raise
        return store

    def begin(self, fingerprint: str, after: int) -> "ServerStore":
        """Make an empty store, whose number is above `after` and those of all others of this index."""
        with self._writing.client() as client:
            names = [found.name for found in client.list_collections()]
        key = key_of(fingerprint)
        numbers = [store.number for name in names if (store := self._store_of(name)) and store.key == key]
        return self.open(fingerprint, 1 + max([after, *numbers]), create=True)

    def discard_others(self, fingerprint: str, number: int) -> None:
        """Delete all stores of this index but one."""
        kept = _Store(key_of(fingerprint), number)
        with self._writing.client() as client:
            for found in client.list_collections():
                if self._store_of(found.name) not in (None, kept):
                    client.delete_collection(found.name)

    def _store_of(self, collection: str) -> "_Store | None":
        """Return which store of this index a collection belongs to."""
        match = re.match(rf"{re.escape(self.name)}\.vectors\.([0-9a-f]+)\.(\d+)\.", collection)
        return None if match is None else _Store(match[1], int(match[2]))

    @contextmanager
    def lease(self, wait_s: float, waiting: Callable[[str], None] | None) -> Iterator[None]:
        """Hold the right to write, on all machines; see `index.stores.lease`.

        Args:
            wait_s: seconds to wait for another writer.
            waiting: told once who that is.

        Yields:
            Nothing.
        """
        with self._lease.hold(wait_s, waiting):
            self._is_writing = True
            try:
                yield
            finally:
                self._is_writing = False

    def prepare(self, folder: Path, sources: frozenset[str], *, take_over: bool) -> None:
        """Make the catalogue in `folder` the one to go on from.

        Args:
            folder: the index's folder.
            sources: the files of the corpus.
            take_over: go on from what another machine published, and become the one that writes.

        Raises:
            LockedError: another machine is the one that writes, and is not to be replaced.
            CorpusError: what it wrote has no file in common with this corpus.
        """
        with self._published(self._writing) as published:
            found = published.current()
            if found is None or found.owner == owner_of(folder):
                return
            if not take_over:
                raise LockedError(
                    f"{self.where} is made from {found.origin}; here it is read as it is. `assistant index` makes it "
                    "from this machine's documents from now on; http://host:port/NAME gives them an index of their own."
                )
            with fetching(folder):
                place = fetch(published, found, folder)
        if not _sources(place) & sources:
            raise CorpusError(
                f"{self.where} is made from {found.origin} and has no file in common with "
                f"{str(self._corpus)!r}. Give this corpus an index of its own: "
                f"ASSISTANT_CHROMA={self._reading.address.url}/NAME."
            )
        adopt(place, folder)

    def publish(self, folder: Path, generation: int) -> None:
        """Give the committed catalogue to the other machines, unless they have it."""
        self._lease.check()
        owner = owner_of(folder)
        with self._published(self._writing) as published:
            found = published.current()
            if found is None or (found.owner, found.generation) != (owner, generation):
                origin = f"{str(self._corpus.absolute())!r} on {socket.gethostname()!r}"
                published.publish(folder, owner, origin, (*catalogue_shape(folder), generation))
        serve(folder, OWN)

    def catalogue(self, folder: Path) -> Path:
        """Return the folder of the catalogue to read: the writer's own, or the one fetched last."""
        return served(folder)

    def follow(self, folder: Path, fingerprint: str | None) -> None:
        """Fetch what another machine has published, when it is not here yet.

        Args:
            folder: the index's folder, created when absent.
            fingerprint: of the whole index, as it must be, or None for any.

        Raises:
            FingerprintError: something else shaped it.
            ServerError: the server does not answer.
            ReplacedError: it does not have it whole.
        """
        for attempt in range(TRIES):
            try:
                with self._published(self._reading) as published:
                    name = self._bring(published, folder, fingerprint)
            except ReplacedError:  # by another publication, while it was fetched
                if attempt == TRIES - 1:
                    raise
            else:
                serve(folder, name)
                return

    def _bring(self, published: Published, folder: Path, fingerprint: str | None) -> str:
        """Return the folder, below the index's own, of the catalogue to read; fetch it when it is not there."""
        found = published.current()
        if found is None or found.owner == owner_of(folder):
            return OWN
        self._check_shape(found, fingerprint)
        with fetching(folder):
            return f"{FETCHED}/{fetch(published, found, folder).name}"

    def _check_shape(self, found: Publication, fingerprint: str | None) -> None:
        if found.schema != SCHEMA or (fingerprint is not None and found.fingerprint != fingerprint):
            raise FingerprintError(
                f"{self.where} was made by schema {found.schema!r} with {found.fingerprint!r}; here it is schema "
                f"{SCHEMA!r} with {fingerprint!r}. Use the same version of this program on both machines, and set "
                "ASSISTANT_EMBEDDER to the same model."
            )

    @contextmanager
    def _published(self, connection: Connection) -> Iterator[Published]:
        with connection.client() as client:
            yield Published(client, self.name)


def look(address: Address, token: str | None, corpus: Path) -> str:
    """Return in words what a server holds of the index of `corpus`; a ServerError when it does not answer."""
    stores = ServerStores(address, token, corpus)
    with stores._published(stores._reading) as published:
        found = published.current()
    if found is None:
        return f"{address.url} answers, and holds no index {stores.name!r} yet"
    return f"{address.url} holds the index {stores.name!r}, made from {found.origin}, generation {found.generation}"


class _Store(NamedTuple):
    """Which store: the key of its embedder's fingerprint, and its number."""

    key: str
    number: int


class ServerStore(VectorStore):
    """The vectors of one index and one embedder, in collections of a server."""

    def __init__(self, connection: Connection, place: str, number: int) -> None:
        super().__init__("", "", number)
        self._connection = connection
        self._at = place

    def reopen(self, number: int | None = None) -> None:
        """See which collections there are now."""
        with self._lock:
            self.number = self.number if number is None else number
            self.open(create=False)

    def open(self, *, create: bool) -> None:
        """Find the collections, or make the one that marks a new store."""
        with self._lock, self.failures():
            self.close()
            self._prefix = f"{self._at}.{self.number}.passages."
            self._marker = f"{self._at}.{self.number}.generation"
            self.use(self._connection.open())
            if create:
                self._mark(0)
            elif self._marked() is None:
                raise DataFolderError(
                    f"The Chroma server at {self._connection.address.url} holds no vectors for this index (any more). "
                    "Type `assistant index` on the machine that has the documents to make them."
                )

    def close(self) -> None:
        """Let go of the connection; `reopen` makes another."""
        with self._lock:
            client, self._client, self._collections = self._client, None, {}
            if client is not None:
                close(client)

    def failures(self) -> AbstractContextManager[None]:
        """Turn every failure of the server into an error for people."""
        return self._connection.failures()


def _sources(place: Path) -> frozenset[str]:
    with Catalogue.open(place, None) as catalogue:
        return frozenset(info.source for info in catalogue.documents())
