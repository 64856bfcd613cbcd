"""An open index: the one object that the assistant holds of this package.

It ties together catalogue, vector store, embedder and calibration, and sees to it that all of them are those
of the newest committed generation. Safe to use from several threads. Proved by `tests/test_index_index.py`.
"""

import functools
import logging
import threading
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Self

from index import baselines
from index.calibration import Calibration
from index.catalogue import Catalogue, DocumentInfo, SkippedFile, index_folder, is_built
from index.database import State, shaped_by
from index.documents import Document
from index.embedding import Embedder
from index.errors import DataFolderError, FilterError
from index.filters import Filters
from index.lexical import asked
from index.membership import Membership
from index.no_match import NoMatch, explain
from index.passages import Passage
from index.patterns import EVERYTHING, Patterns
from index.references import profile
from index.rows import Floats
from index.search import Query, ScoredPassage, search
from index.store import Stores, VectorStore
from index.stores.folder import FolderStores
from index.sync import Progress, Report, sync

log = logging.getLogger(__name__)

NO_FILTERS = Filters()
# A query may be a whole article: so many characters are some 8,000 words, which take ten seconds to embed.
MAX_QUERY = 50_000
# No machine holds so many passages, and no vector store takes numbers much larger.
MOST = 10**8


class Index:
    """The index of one corpus, kept in its own folder of the data folder.

    Args:
        corpus: the folder of documents.
        data: the data folder.
        embedder: turns texts into vectors; another one than the index was built with is refused.
        patterns: which files of the corpus are wanted; all by default.
    """

    def __init__(self, corpus: Path, data: Path, embedder: Embedder, patterns: Patterns = EVERYTHING) -> None:
        self.corpus = corpus
        self.folder = index_folder(data, corpus)
        self.embedder = embedder
        # What people added to the corpus and hid of it.
        self.membership = Membership(corpus, self.folder, patterns)
        self._lock = threading.RLock()
        # Of languages that the corpus does not have: they outlive the generations.
        self._profile = functools.cache(lambda language: profile(language, embedder.embed_passages))
        self._catalogue: Catalogue | None = None
        self._stores: Stores = FolderStores(self.folder)
        self._store: VectorStore | None = None
        self._calibration = Calibration({})
        self._seen: State | None = None

    @property
    def built(self) -> bool:
        """Whether there is a committed generation to answer from."""
        return is_built(self.folder)

    @property
    def sound(self) -> bool:
        """Whether the vectors can be trusted; when not, only a sync makes the answers right.

        They cannot while another process is at the end of a sync, or after it was killed there.
        """
        try:
            _, store, _ = self._current()
            return not store.torn
        except DataFolderError:
            return False

    def sync(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        wait_s: float = 0.0,
        rebuild: bool = False,
    ) -> Report:
        """Make the index equal the corpus; see `index.sync.sync`.

        Args:
            progress: called after each batch.
            wait_s: seconds to wait for another process that is writing; `progress` is told which.
            rebuild: build everything again; until that is done, the index answers as it is.

        Returns:
            What was added, replaced, removed and skipped.
        """
        return sync(
            self.corpus,
            self.folder,
            self.embedder,
            progress,
            wait_s=wait_s,
            rebuild=rebuild,
            stores=self._stores,
            membership=self.membership,
        )

    def search(self, query: str, limit: int = 8, filters: Filters | None = None) -> list[ScoredPassage]:
        """Return the passages that bear on `query`, best first.

        Args:
            query: a question or words, in any language, of at most `MAX_QUERY` characters.
            limit: how many passages at most, at least 1.
            filters: which documents to look at; all by default.

        Returns:
            At most `limit` passages; none when the filters match no document, which is logged with the reason
            (`no_match`).

        Raises:
            FilterError: `limit` is below 1, or the query is blank or far too long.
            DataFolderError: there is no index, or it is damaged.
            LockedError: another process writes its vectors, and does not finish.
        """
        if limit < 1:
            raise FilterError(f"{limit!r} passages cannot be looked for; ask for 1 or more.")
        if not query.strip():
            raise FilterError(f"The query is empty ({query!r}); say what to look for.")
        if len(query) > MAX_QUERY:
            raise FilterError(
                f"The query has {len(query):,} characters; search for at most {MAX_QUERY:,} of them."
            )
        prepared = Query(asked(query), self.embedder.embed_query(query))
        try:
            found = search(*self._current(), prepared, min(limit, MOST), filters or NO_FILTERS)
        except DataFolderError:
            # A writer may have put another store into the place of the one that was open.
            with self._lock:
                self._seen = None
            found = search(*self._current(), prepared, min(limit, MOST), filters or NO_FILTERS)
        if filters and not found:
            log.warning("Nothing was found. %s", self.no_match(filters) or "")
        return found

    def no_match(self, filters: Filters | None) -> NoMatch | None:
        """Return why `filters` match no document, and what would match; None when a document does."""
        return explain(filters, self.documents()) if filters else None

    def rankings(self, query: str, limit: int) -> dict[str, list[tuple[Passage, ...]]]:
        """Return what `search` finds beside what search as it is usually built finds, to compare them.

        Args:
            query: a question or words, in any language.
            limit: how many passages at most.

        Returns:
            By way of searching, the places, best first: a passage and, after it, its copies.
        """
        prepared = Query(asked(query), self.embedder.embed_query(query))
        catalogue, store, calibration = self._current()
        ours = search(catalogue, store, calibration, prepared, limit, NO_FILTERS)
        usual = {
            "plain cosine": baselines.plain(store, prepared, limit),
            "rank fusion": baselines.rank_fusion(catalogue, store, calibration, prepared, limit),
        }
        return {
            "ours": [(hit.passage, *hit.copies) for hit in ours],
            **{way: [(p,) for p in catalogue.passages(ids).values()] for way, ids in usual.items()},
        }

    def sentence_vectors(self, ids: Collection[str]) -> dict[str, Floats]:
        """Return by passage id the vectors of its sentences, `(n_sentences, d)` float32."""
        return self._documents().sentence_vectors(ids)

    @property
    def calibration(self) -> Calibration:
        """The calibration of the newest committed generation."""
        return self._current()[2]

    @property
    def fingerprint(self) -> str:
        """What shaped this index: the embedding model, and how documents are cut and their words read."""
        return shaped_by(self.embedder.fingerprint)

    @property
    def generation(self) -> int:
        """The newest committed generation."""
        return self._documents().generation

    def documents(self, *, hidden: bool = False) -> list[DocumentInfo]:
        """Return all documents, by source.

        Args:
            hidden: return the hidden ones too, as they were when they were hidden, and marked as such.

        Returns:
            What the newest generation has, which is without the hidden ones once a sync has passed.
        """
        found = self._documents().documents()
        if not hidden:
            return found
        chosen = self.membership.hidden()
        kept = (document for document in found if document.source not in chosen)
        return sorted([*kept, *chosen.values()], key=lambda document: document.source)

    def document(self, source: str) -> Document:
        """Return one document with its text; DocumentError when there is none."""
        return self._documents().document(source)

    def skipped(self) -> list[SkippedFile]:
        """Return the files left out, with the reason."""
        return self._documents().skipped()

    def hide(self, sources: Iterable[str]) -> None:
        """Leave documents out of everything from the next sync on, all of them or none.

        Args:
            sources: which.

        Raises:
            DocumentError: there is no such document.
            DataFolderError: the data folder cannot be written.
        """
        self.membership.hide(sources, self.documents if self.built else list)

    def file(self, source: str) -> Path:
        """Return the file that a document of this index was read from, to open it.

        Args:
            source: the document's, also a hidden one's.

        Returns:
            The resolved path of a regular file inside the corpus or among those added.

        Raises:
            DocumentError: the index has no such document, or its file is gone.
        """
        if source not in self.membership.hidden():
            self.document(source)
        return self.membership.path(source)

    def close(self) -> None:
        """Release files and connections; the next use opens them again."""
        with self._lock:
            if self._catalogue is not None:
                self._catalogue.close()
            if self._store is not None:
                self._store.close()
            self._catalogue = self._store = self._seen = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _documents(self) -> Catalogue:
        with self._lock:
            if self._catalogue is None:
                self._catalogue = Catalogue.open(self.folder, self.embedder.fingerprint)
            return self._catalogue

    def _calibrated(self, catalogue: Catalogue) -> Calibration:
        """Return the calibration of a catalogue; a language that it does not have gets its profile when asked for."""
        sums = catalogue.sums()
        known = dict.fromkeys(sums) | catalogue.profiles()
        return Calibration(
            sums, lambda language: known[language] if language in known else self._profile(language)
        )

    def _current(self) -> tuple[Catalogue, VectorStore, Calibration]:
        with self._lock:
            catalogue = self._documents()
            state = catalogue.state
            if self._store is None:
                self._store = self._stores.open(self.embedder.fingerprint, state.store)
            elif state != self._seen:
                self._store.reopen(state.store)
            if state != self._seen:
                self._calibration = self._calibrated(catalogue)
                self._seen = state
            return catalogue, self._store, self._calibration
