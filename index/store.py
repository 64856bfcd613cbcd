"""Nearest passages by vector, in Chroma: the only file that imports chromadb.

Invariant: whatever is here can be thrown away and made again from the catalogue's vectors; after a sync it
holds exactly the passages of the catalogue's generation, and during one never less. Proved by
`tests/test_index_store.py` and `tests/test_index_sync.py::test_store_catches_up_after_a_crash`.

Each store has a number and a folder of its own, and the catalogue names the one that readers use. One that is
not to be trusted any more is not mended: another is filled beside it, and then takes its place.

Each language has its own collection, because a language filter over one costs forty times as much. Chroma writes
its graph of neighbours in place: whoever loads it must not do so while another writes it (hence the lock), and
one whose writer was killed is not to be trusted (hence `torn`).
"""

import hashlib
import itertools
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from filelock import FileLock, Timeout

from index.database import failures, no_room
from index.errors import DataFolderError, IndexingError, LockedError
from index.rows import Floats

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

FOLDER = "chroma"
LOCK = "chroma.lock"
LOCK_SECONDS = 120.0
TORN, STOPPED = -1, -2
_spellings: set[int] = set()
_spellings_lock = threading.Lock()


class VectorStore:
    """The vectors of one index and one embedder; any number of threads may share it."""

    def __init__(self, folder: Path, fingerprint: str, number: int) -> None:
        self._folder = folder
        self.number = number
        key = hashlib.sha256(fingerprint.encode()).hexdigest()[:12]
        self._prefix = f"passages-{key}-"
        self._marker = f"generation-{key}"
        self._lock = threading.RLock()
        self._client: Client | None = None
        self._collections: dict[str, Collection] = {}
        self._loaded: set[str] = set()
        self._spelling = 0

    @classmethod
    def open(cls, folder: Path, fingerprint: str, number: int, *, create: bool = False) -> Self:
        """Open the vectors of the index in `folder` for an embedder's fingerprint.

        Args:
            folder: the index's own folder.
            fingerprint: the embedder's; vectors of another are not seen.
            number: which store, at least 1.
            create: make an empty store when there is none (only a writer does).

        Returns:
            The open store; close it, or use it in a `with`.

        Raises:
            DataFolderError: there is none, or it is damaged; the next sync makes it again from the catalogue.
        """
        store = cls(folder, fingerprint, number)
        try:
            store._open(create)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def begin(cls, folder: Path, fingerprint: str, after: int) -> Self:
        """Make an empty store, whose number is above `after` and those of all others in the index's folder."""
        with failures(folder):
            if not (folder / FOLDER).is_dir():
                (folder / FOLDER).unlink(missing_ok=True)
        number = 1 + max([after, *(int(name) for name in _names(folder) if name.isdecimal())])
        return cls.open(folder, fingerprint, number, create=True)

    @staticmethod
    def discard_others(folder: Path, number: int) -> None:
        """Delete all stores in the index's folder but `number`; what cannot be deleted yet, the next time."""
        for name in _names(folder) - {str(number)}:
            # Windows deletes nothing that a reader has open.
            shutil.rmtree(folder / FOLDER / name, ignore_errors=True)

    def reopen(self, number: int | None = None) -> None:
        """See what another process has written; needed whenever `Catalogue.state` has changed.

        An open Chroma client keeps answering queries from the vectors it has loaded.

        Args:
            number: the store to open from now on; by default the same as before.

        Raises:
            DataFolderError: there is no such store, or it is damaged.
        """
        with self._lock:
            self.number = self.number if number is None else number
            self._open(create=False)

    def _open(self, create: bool) -> None:
        import chromadb
        from chromadb.config import Settings

        with self._lock, self._failures():
            self.close()
            if not create and not (self._place / "chroma.sqlite3").is_file():
                raise DataFolderError(
                    f"The index in {str(self._folder)!r} holds no vectors. Run `assistant index` to make them."
                )
            # Chroma shares one system among all clients of a path in a process, and would not reload while
            # another one is open: so each open store spells the path in its own way. After a failure Chroma
            # keeps the half-made system: that spelling is never used again.
            spelling = _take_spelling()
            path = f"{self._place}/{'./' * spelling}"
            settings = Settings(anonymized_telemetry=False)
            self._client = client = cast("Client", chromadb.PersistentClient(path=path, settings=settings))
            self._spelling = spelling
            for found in client.list_collections():
                if found.name.startswith(self._prefix):
                    language = found.name.removeprefix(self._prefix)
                    self._collections[language] = client.get_collection(found.name, embedding_function=None)

    @property
    def _place(self) -> Path:
        return self._folder / FOLDER / str(self.number)

    def close(self) -> None:
        """Release the folder; `reopen` opens it again."""
        with self._lock:
            client, self._client, self._collections, self._loaded = self._client, None, {}, set()
            if client is not None:
                client.close()
            _spellings.discard(self._spelling)
            self._spelling = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
        """
        with self._working():
            collection = self._collections.get(language)
            if collection is None:
                return []
            # The first query loads the graph; later ones find it in memory.
            with nullcontext() if language in self._loaded else self._file_lock():
                found = collection.query(
                    query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"]
                )
            self._loaded.add(language)
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

    def counts(self) -> dict[str, int]:
        """Return by language how many passages there are; languages without any are absent."""
        with self._working():
            counts = {language: collection.count() for language, collection in self._collections.items()}
            return {language: count for language, count in counts.items() if count}

    def add(self, language: str, ids: Sequence[str], vectors: Floats) -> None:
        """Add passages, or overwrite them; `vectors` is `(len(ids), d)` float32."""
        with self._working() as client:
            collection = self._collections.get(language)
            if collection is None:
                collection = client.create_collection(
                    self._prefix + language,
                    configuration={"hnsw": {"space": "cosine"}},
                    embedding_function=None,
                )
                self._collections[language] = collection
            for start in range(0, len(ids), size := client.get_max_batch_size()):
                batch = slice(start, start + size)
                with self._file_lock():
                    collection.upsert(ids=list(ids[batch]), embeddings=vectors[batch])

    def delete(self, language: str, ids: Sequence[str]) -> None:
        """Delete passages; ids that are not there are passed over."""
        with self._working() as client:
            for start in range(0, len(ids), size := client.get_max_batch_size()):
                with self._file_lock():
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

    @contextmanager
    def writing(self, generation: int) -> Iterator[None]:
        """Mark the store as torn during the block, and as equal to `generation` after it.

        Args:
            generation: the catalogue's generation that the block makes the store equal to.

        Yields:
            Nothing.
        """
        self._mark(TORN)
        try:
            yield
        except BaseException:
            self._mark(STOPPED)
            raise
        self._mark(generation)

    def _marked(self) -> int | None:
        with self._working() as client:
            for collection in client.list_collections():
                if collection.name == self._marker:
                    return int((collection.metadata or {})["generation"])
            return None

    def _mark(self, generation: int) -> None:
        with self._working() as client:
            marker: dict[str, Any] = {"generation": generation}
            collection = client.get_or_create_collection(
                self._marker, metadata=marker, embedding_function=None
            )
            collection.modify(metadata=marker)

    def _file_lock(self) -> FileLock:
        return FileLock(self._folder / LOCK, timeout=LOCK_SECONDS, poll_interval=0.005)

    @contextmanager
    def _working(self) -> Iterator["Client"]:
        """Lend the client to one thread at a time."""
        with self._lock, self._failures():
            if self._client is None:
                raise DataFolderError(f"The vectors in {str(self._folder)!r} were closed. Open them again.")
            yield self._client

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn every failure of Chroma, which has many types for them, into an error for people."""
        try:
            yield
        except IndexingError:
            raise
        except Timeout as error:
            raise LockedError(
                f"The vectors in {str(self._folder)!r} are being written by another process, which has not let "
                f"go of them for {LOCK_SECONDS:.0f} s. Wait until it has finished, or stop it; then try again."
            ) from error
        except Exception as error:
            if "disk is full" in str(error) or "No space left" in str(error):
                raise DataFolderError(no_room(self._folder)) from error
            raise DataFolderError(
                f"The vectors in {str(self._folder / FOLDER)!r} cannot be used ({error!r}). Delete that "
                "folder and run `assistant index`: it makes them again without embedding anything twice."
            ) from error


def _names(folder: Path) -> set[str]:
    with failures(folder):
        return {path.name for path in (folder / FOLDER).glob("*")}


def _take_spelling() -> int:
    with _spellings_lock:
        number = next(n for n in itertools.count(1) if n not in _spellings)
        _spellings.add(number)
        return number
