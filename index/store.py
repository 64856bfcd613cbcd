"""Nearest passages by vector, in Chroma, wherever its collections lie (`index.stores`).

Invariant: whatever is here can be thrown away and made again from the catalogue's vectors; after a sync it
holds exactly the passages of the catalogue's generation, and during one never less. Proved by
`tests/test_index_store.py` and `tests/test_index_sync.py::test_store_catches_up_after_a_crash`.

Each store has a number and collections of its own, and the catalogue names the one that readers use. One that is
not to be trusted any more is not mended: another is filled beside it, and then takes its place. One whose writer was
killed is not to be trusted (hence `torn`).

Each language has its own collection, because a language filter over one costs forty times as much.
"""

import hashlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.errors import DataFolderError
from index.rows import Floats

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

TORN, STOPPED = -1, -2


def key_of(fingerprint: str) -> str:
    """Return what stands for an embedder's fingerprint in the names of collections."""
    return hashlib.sha256(fingerprint.encode()).hexdigest()[:12]


class VectorStore(ABC):
    """The vectors of one index and one embedder; any number of threads may share it.

    Args:
        prefix: what the names of its collections begin with, before the language.
        marker: the name of the collection that says which generation it equals.
        number: which store it is, at least 1.
    """

    def __init__(self, prefix: str, marker: str, number: int) -> None:
        self._prefix, self._marker = prefix, marker
        self.number = number
        self._lock = threading.RLock()
        self._client: Client | None = None
        self._collections: dict[str, Collection] = {}
        self._added = 0

    @abstractmethod
    def reopen(self, number: int | None = None) -> None:
        """See what another process has written; needed whenever `Catalogue.state` has changed.

        Args:
            number: the store to open from now on; by default the same as before.

        Raises:
            DataFolderError: there is no such store any more, or it is damaged.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the collections; `reopen` opens them again."""

    @abstractmethod
    def failures(self) -> AbstractContextManager[None]:
        """Turn every failure of Chroma, which has many types for them, into an error for people."""

    def loading(self, language: str) -> AbstractContextManager[None]:
        """Return what is held while a query may load a language's graph of neighbours."""
        del language
        return nullcontext()

    def changing(self) -> AbstractContextManager[Any]:
        """Return what is held while a batch is written or deleted."""
        return nullcontext()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def use(self, client: "Client") -> None:
        """Take the collections of an open client."""
        self._client = client
        self._collections = {
            found.name.removeprefix(self._prefix): client.get_collection(found.name, embedding_function=None)
            for found in client.list_collections()
            if found.name.startswith(self._prefix)
        }

    def query(self, vector: Floats, language: str, limit: int) -> list[tuple[str, float]]:
        """Return the passages of one language nearest to a query, best first.

        Some may lie outside the committed generation: `Catalogue.passages` tells which are visible.

        Args:
            vector: `(d,)` float32.
            language: as in `languages`; an unknown one has no passages.
            limit: at most so many, at least 1.

        Returns:
            `(passage id, cosine similarity)`, at most `limit`.

        Raises:
            DataFolderError: the store is damaged.
            LockedError: another process writes, and does not finish.
            ServerError: the Chroma server does not do it.
        """
        with self._working():
            collection = self._collections.get(language)
            if collection is None:
                return []
            with self.loading(language):
                found = collection.query(
                    query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"]
                )
            distances = found["distances"] or [[]]
            return [
                (id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True)
            ]

    def languages(self) -> list[str]:
        """Return the languages that have a collection, sorted."""
        with self._lock:
            return sorted(self._collections)

    def ids(self, language: str) -> set[str]:
        """Return the ids of all passages in a language."""
        with self._working():
            collection = self._collections.get(language)
            return set() if collection is None else set(collection.get(include=[])["ids"])

    def count(self, language: str) -> int:
        """Return how many passages there are in a language."""
        with self._working():
            collection = self._collections.get(language)
            return 0 if collection is None else collection.count()

    def counts(self) -> dict[str, int]:
        """Return by language how many passages there are; languages without any are absent."""
        with self._working():
            counts = {language: self.count(language) for language in self._collections}
            return {language: count for language, count in counts.items() if count}

    def add(self, language: str, ids: Sequence[str], vectors: Floats) -> None:
        """Add passages, or overwrite them; `vectors` is `(len(ids), d)` float32."""
        with self._working() as client:
            collection = self._collections.get(language)
            if collection is None:
                collection = client.get_or_create_collection(
                    self._prefix + language,
                    configuration={"hnsw": {"space": "cosine"}},
                    embedding_function=None,
                )
                self._collections[language] = collection
            for start in range(0, len(ids), size := client.get_max_batch_size()):
                batch = slice(start, start + size)
                with self.changing():
                    collection.upsert(ids=list(ids[batch]), embeddings=vectors[batch])
            self._added += len(ids)

    def delete(self, language: str, ids: Sequence[str]) -> None:
        """Delete passages; ids that are not there are passed over."""
        with self._working() as client:
            for start in range(0, len(ids), size := client.get_max_batch_size()):
                with self.changing():
                    self._collections[language].delete(ids=list(ids[start : start + size]))

    @property
    def generation(self) -> int | None:
        """The catalogue's generation that this store equals, or None when it may differ from every one."""
        marked = self._marked()
        return None if marked in (TORN, STOPPED) else marked

    @property
    def torn(self) -> bool:
        """Whether a writer is at work, or was killed at it: a new writer must begin a new store."""
        return self._marked() == TORN

    @property
    def written(self) -> int:
        """How many vectors were ever written to it: Chroma does not give back the space of those that were deleted."""
        told = self._told()
        return told["written"] if "written" in told else sum(self.counts().values())

    @contextmanager
    def writing(self, generation: int) -> Iterator[None]:
        """Mark the store as torn during the block, and as equal to `generation` after it.

        Args:
            generation: the catalogue's generation that the block makes the store equal to.

        Yields:
            Nothing.
        """
        written, self._added = self.written, 0
        self._mark(TORN, written)
        try:
            yield
        except BaseException:
            self._mark(STOPPED, written + self._added)
            raise
        self._mark(generation, written + self._added)

    def _marked(self) -> int | None:
        told = self._told()
        return told["generation"] if told else None

    def _told(self) -> dict[str, int]:
        """Return what the marker says; nothing before the first."""
        with self._working() as client:
            for collection in client.list_collections():
                if collection.name == self._marker:
                    told = collection.metadata or {}
                    return {name: int(told[name]) for name in ("generation", "written") if name in told}
            return {}

    def _mark(self, generation: int, written: int = 0) -> None:
        with self._working() as client:
            marker: dict[str, Any] = {"generation": generation, "written": written}
            collection = client.get_or_create_collection(
                self._marker, metadata=marker, embedding_function=None
            )
            collection.modify(metadata=marker)

    @contextmanager
    def _working(self) -> Iterator["Client"]:
        """Lend the client to one thread at a time."""
        with self._lock, self.failures():
            if self._client is None:
                raise DataFolderError("The vectors were closed. Open them again.")
            yield self._client


class Stores(ABC):
    """The stores of one index, in one place.

    A place that several machines share also says who may write, and holds the catalogue for those that cannot
    read the writer's; for one that they do not share, there is nothing to do.
    """

    @property
    def is_shared(self) -> bool:
        """Whether other machines may write here, too."""
        return False

    @abstractmethod
    def open(self, fingerprint: str, number: int, *, create: bool = False) -> VectorStore:
        """Open one store.

        Args:
            fingerprint: the embedder's; vectors of another are not seen.
            number: which store, at least 1.
            create: make an empty store when there is none (only a writer does).

        Returns:
            The open store; close it, or use it in a `with`.

        Raises:
            DataFolderError: there is none, or it is damaged; the next sync makes it again from the catalogue.
        """

    @abstractmethod
    def begin(self, fingerprint: str, after: int) -> VectorStore:
        """Make an empty store, whose number is above `after` and those of all others."""

    @abstractmethod
    def discard_others(self, fingerprint: str, number: int) -> None:
        """Delete all stores but one; what cannot be deleted yet, the next time."""

    @abstractmethod
    def lease(self, wait_s: float, waiting: Callable[[str], None] | None) -> AbstractContextManager[None]:
        """Return a `with` in which no other machine writes; see `index.lock.writer_lock`."""

    @abstractmethod
    def prepare(self, folder: Path, sources: frozenset[str], *, take_over: bool) -> None:
        """Make the catalogue in `folder` the one to go on from, before a sync; see `index.stores.published`."""

    @abstractmethod
    def catalogue(self, folder: Path) -> Path:
        """Return the folder whose catalogue is to be read, `folder` itself or one below it."""

    @abstractmethod
    def follow(self, folder: Path, fingerprint: str | None) -> None:
        """Fetch what another machine has published, when it is not here yet."""

    @abstractmethod
    def publish(self, folder: Path, generation: int) -> None:
        """Give the committed catalogue to the other machines, after a sync."""
