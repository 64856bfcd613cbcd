"""What an open index answers from: catalogue, vectors and calibration of the newest committed generation.

Invariant: the three belong together, also while another process writes or another machine publishes; each is opened
anew only when it has changed. Safe to use from several threads. Proved by `tests/test_index_index.py` and
`tests/test_index_stores_server.py`.
"""

import functools
import logging
import threading
import time
from pathlib import Path

from index.calibration import Calibration
from index.catalogue import Catalogue, is_built
from index.database import State, shaped_by
from index.embedding import Embedder
from index.errors import IndexingError
from index.nearest import Nearest
from index.records import LanguageSums
from index.references import profile
from index.store import Stores, VectorStore

log = logging.getLogger(__name__)

LOOK_S = 5.0
"""How often who answers looks for what another machine has published."""


class Current:
    """The newest generation of one index.

    Args:
        folder: the index's own.
        embedder: the one that the index was made with.
        stores: where the vectors lie.
    """

    def __init__(self, folder: Path, embedder: Embedder, stores: Stores) -> None:
        self._folder = folder
        self._embedder = embedder
        self._stores = stores
        self._lock = threading.RLock()
        # Of languages that the corpus does not have: they outlive the generations.
        self._profile = functools.cache(lambda language: profile(language, embedder.embed_passages))
        self._read = folder
        self._catalogue: Catalogue | None = None
        self._retired: Catalogue | None = None
        self._store: VectorStore | None = None
        self._nearest: Nearest | None = None
        self._calibration = Calibration({})
        self._seen: State | None = None
        self._looked = time.monotonic()

    @property
    def fingerprint(self) -> str:
        """What shaped the index."""
        return shaped_by(self._embedder.fingerprint)

    @property
    def is_fetched(self) -> bool:
        """Whether the index is read as another machine has written it, and cannot be mended here."""
        return self._stores.catalogue(self._folder) != self._folder

    def follow(self) -> bool:
        """Fetch what another machine has published; return whether there is something to answer from."""
        self._stores.follow(self._folder, self.fingerprint)
        return is_built(self._stores.catalogue(self._folder))

    def catalogue(self) -> Catalogue:
        """Return the open catalogue."""
        with self._lock:
            folder = self._stores.catalogue(self._folder)
            if self._catalogue is None or folder != self._read:
                opened = Catalogue.open(folder, self._embedder.fingerprint)
                if self._retired is not None:
                    self._retired.close()
                # Another thread may be reading it: it is closed when the next one takes its place.
                self._retired, self._catalogue = self._catalogue, opened
                self._read, self._seen = folder, None
            return self._catalogue

    def all(self) -> tuple[Catalogue, Nearest, Calibration]:
        """Return all three, of one generation."""
        self._look()
        with self._lock:
            catalogue = self.catalogue()
            state = catalogue.state
            if self._store is None:
                self._store = self._stores.open(self._embedder.fingerprint, state.store)
            elif state != self._seen:
                self._store.reopen(state.store)
            if state != self._seen or self._nearest is None:
                sums = catalogue.sums()
                self._calibration = self._calibrated(catalogue, sums)
                self._nearest = Nearest(catalogue, self._store, sums)
                self._seen = state
            return catalogue, self._nearest, self._calibration

    def forget(self) -> None:
        """Open the vectors anew at the next use."""
        with self._lock:
            self._seen = None

    def close(self) -> None:
        """Release files and connections; the next use opens them again."""
        with self._lock:
            for opened in (self._catalogue, self._retired, self._store):
                if opened is not None:
                    opened.close()
            self._catalogue = self._retired = self._store = self._nearest = self._seen = None

    def _look(self) -> None:
        """See in a thread, now and then, what another machine has published; answers do not wait for it."""
        if not self._stores.is_shared or time.monotonic() < self._looked + LOOK_S:
            return
        self._looked = time.monotonic()

        def follow() -> None:
            try:
                self.follow()
            except IndexingError as error:  # the search itself tells when the server is away
                log.info("Not looked for what is new: %s", error)

        threading.Thread(target=follow, name="follow", daemon=True).start()

    def _calibrated(self, catalogue: Catalogue, sums: dict[str, LanguageSums]) -> Calibration:
        """Return the calibration of a catalogue; a language that it does not have gets its profile when asked for."""
        known = dict.fromkeys(sums) | catalogue.profiles()
        return Calibration(
            sums, lambda language: known[language] if language in known else self._profile(language)
        )
