"""Vectors in a folder of this machine: Chroma inside the process.

Invariant: nobody loads a graph of neighbours while another process writes it, since Chroma writes it in place (hence
the lock). Each store has a folder of its own. Proved by `tests/test_index_stores_folder.py`.
"""

import itertools
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, cast

from filelock import FileLock, Timeout

from index.database import failures, no_room
from index.errors import DataFolderError, IndexingError, LockedError
from index.store import Stores, VectorStore, key_of

if TYPE_CHECKING:
    from chromadb.api.client import Client

FOLDER = "chroma"
LOCK = "chroma.lock"
LOCK_SECONDS = 120.0
LITTLE_BYTES = 16 * 2**20
_spellings: set[int] = set()
_spellings_lock = threading.Lock()


class FolderStores(Stores):
    """The stores in an index's own folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, fingerprint: str, number: int, *, create: bool = False) -> "FolderStore":
        """Open one store; see `Stores.open`."""
        store = FolderStore(self._folder, fingerprint, number)
        try:
            store.open(create=create)
        except BaseException:
            store.close()
            raise
        return store

    def begin(self, fingerprint: str, after: int) -> "FolderStore":
        """Make an empty store, whose number is above `after` and those of all others in the folder."""
        with failures(self._folder):
            if not (self._folder / FOLDER).is_dir():
                (self._folder / FOLDER).unlink(missing_ok=True)
        number = 1 + max([after, *(int(name) for name in self._names() if name.isdecimal())])
        return self.open(fingerprint, number, create=True)

    def discard_others(self, fingerprint: str, number: int) -> None:
        """Delete all stores in the folder but `number`; what cannot be deleted yet, the next time."""
        del fingerprint
        for name in self._names() - {str(number)}:
            # Windows deletes nothing that a reader has open.
            shutil.rmtree(self._folder / FOLDER / name, ignore_errors=True)

    def lease(self, wait_s: float, waiting: Callable[[str], None] | None) -> AbstractContextManager[None]:
        """Return a `with` that does nothing: `index.lock` keeps the others away."""
        del wait_s, waiting
        return nullcontext()

    def prepare(self, folder: Path, sources: frozenset[str], *, take_over: bool) -> None:
        """Do nothing: the catalogue lies beside the vectors."""

    def catalogue(self, folder: Path) -> Path:
        """Return `folder` itself."""
        return folder

    def follow(self, folder: Path, fingerprint: str | None) -> None:
        """Do nothing: no other machine writes here."""

    def publish(self, folder: Path, generation: int) -> None:
        """Do nothing: who can read the vectors can read the catalogue."""

    def _names(self) -> set[str]:
        with failures(self._folder):
            return {path.name for path in (self._folder / FOLDER).glob("*")}


class FolderStore(VectorStore):
    """The vectors of one index and one embedder, in a numbered folder."""

    def __init__(self, folder: Path, fingerprint: str, number: int) -> None:
        key = key_of(fingerprint)
        super().__init__(f"passages-{key}-", f"generation-{key}", number)
        self._folder = folder
        self._loaded: set[str] = set()
        self._spelling = 0

    def reopen(self, number: int | None = None) -> None:
        """See what another process has written: an open client answers from the vectors it has loaded."""
        with self._lock:
            self.number = self.number if number is None else number
            self.open(create=False)

    def open(self, *, create: bool) -> None:
        """Open the folder, or make it."""
        import chromadb
        from chromadb.config import Settings

        with self._lock, self.failures():
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
            client = cast("Client", chromadb.PersistentClient(path=path, settings=settings))
            self._spelling = spelling
            self.use(client)

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

    @contextmanager
    def loading(self, language: str) -> Iterator[None]:
        """Hold the lock while the first query loads the graph; later ones find it in memory.

        Args:
            language: whose graph.

        Yields:
            Nothing.
        """
        lock: AbstractContextManager[object] = nullcontext() if language in self._loaded else self.changing()
        with lock:
            yield
        self._loaded.add(language)

    def changing(self) -> AbstractContextManager[object]:
        """Return the lock that all processes share."""
        return FileLock(self._folder / LOCK, timeout=LOCK_SECONDS, poll_interval=0.005)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turn every failure of Chroma, which has many types for them, into an error for people.

        Yields:
            Nothing.
        """
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
            if "disk is full" in str(error) or "No space left" in str(error) or _is_full(self._folder):
                raise DataFolderError(no_room(self._folder)) from error
            raise DataFolderError(
                f"The vectors in {str(self._folder / FOLDER)!r} cannot be used ({error!r}). Delete that "
                "folder and run `assistant index`: it makes them again without embedding anything twice."
            ) from error


def _is_full(folder: Path) -> bool:
    """Tell whether a disk is so full that whatever Chroma says of a failure, which may be anything, comes of that."""
    try:
        return shutil.disk_usage(folder).free < LITTLE_BYTES
    except OSError:
        return False


def _take_spelling() -> int:
    with _spellings_lock:
        number = next(n for n in itertools.count(1) if n not in _spellings)
        _spellings.add(number)
        return number
