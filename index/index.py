"""An open index: the one object that the assistant holds of this package.

It ties together catalogue, vector store, embedder and calibration, and sees to it that all of them are those
of the newest committed generation. Safe to use from several threads. Proved by `tests/test_index_index.py`.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable
from numbers import Integral
from pathlib import Path
from typing import Self

from index import baselines
from index.calibration import Calibration
from index.current import Current
from index.documents import Document, checked_source
from index.embedding import Embedder
from index.errors import CorpusError, DataFolderError, FilterError, LockedError, OutdatedError
from index.filters import Filters, checked_filters
from index.folders import index_folder
from index.lexical import asked
from index.membership import Membership
from index.no_match import NoMatch, explain
from index.passages import Passage
from index.patterns import EVERYTHING, Patterns
from index.records import DocumentInfo, SkippedFile
from index.rows import Floats
from index.search import Query, ScoredPassage, search
from index.store import Stores
from index.stores.folder import FolderStores
from index.sync import PassageEmbedder, Progress, Report, sync

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
        stores: where the vectors lie; by default in the index's folder.
    """

    def __init__(
        self,
        corpus: Path,
        data: Path,
        embedder: Embedder,
        patterns: Patterns = EVERYTHING,
        stores: Stores | None = None,
    ) -> None:
        self.corpus = corpus
        self.folder = index_folder(data, corpus)
        self.embedder = embedder
        # What people added to the corpus and hid of it.
        self.membership = Membership(corpus, self.folder, patterns)
        self._stores = stores or FolderStores(self.folder)
        self._current = Current(self.folder, embedder, self._stores)

    @property
    def built(self) -> bool:
        """Whether there is a committed generation to answer from; of a shared index, it is fetched."""
        return self._current.follow()

    @property
    def sound(self) -> bool:
        """Whether the vectors can be trusted; when not, only a sync makes the answers right.

        They cannot while another process is at the end of a sync, or after it was killed there.
        """
        if self._current.is_fetched:
            return True
        try:
            return not self._current.all()[1].store.torn
        except (DataFolderError, OutdatedError):
            return False

    def sync(
        self,
        progress: Callable[[Progress], None] | None = None,
        *,
        wait_s: float = 0.0,
        rebuild: bool = False,
        take_over: bool = False,
        by: PassageEmbedder | None = None,
    ) -> Report:
        """Make the index equal the corpus; see `index.sync.sync`.

        Where the index is shared and this machine has no corpus, fetch what another one has written.

        Args:
            progress: called after each batch.
            wait_s: seconds to wait for another process that is writing; `progress` is told which.
            rebuild: build everything again; until that is done, the index answers as it is.
            take_over: become the machine that writes, when the index is shared and another one is.
            by: what embeds the passages, when it is not the index's own embedder; the vectors must be the same.

        Returns:
            What was added, replaced, removed and skipped.
        """
        if self._stores.is_shared and not take_over and not self.corpus.exists():
            return self._fetched()
        try:
            return sync(
                self.corpus,
                self.folder,
                by or self.embedder,
                progress,
                wait_s=wait_s,
                rebuild=rebuild,
                stores=self._stores,
                take_over=take_over,
                membership=self.membership,
            )
        except LockedError:
            self._current.follow()
            raise

    def _fetched(self) -> Report:
        started = time.monotonic()
        if not self.built:
            raise CorpusError(
                f"There is no corpus folder {str(self.corpus)!r} here, and no index of that name on the Chroma server. "
                "Type `assistant index` on the machine that has the documents, or set ASSISTANT_CORPUS to the folder."
            )
        catalogue = self._current.catalogue()
        documents, passages = catalogue.counts()
        seconds = time.monotonic() - started
        return Report(documents, passages, (), (), (), (), (), 0, catalogue.generation, seconds)

    def search(self, query: str, limit: int = 8, filters: Filters | None = None) -> list[ScoredPassage]:
        """Return the passages that bear on `query`, best first.

        Args:
            query: a question or words, in any language, of at most `MAX_QUERY` characters.
            limit: how many passages at most, at least 1.
            filters: which documents to look at; all by default.

        Returns:
            At most `limit` passages; none when the filters match no document (`no_match` says why).

        Raises:
            FilterError: `limit` is below 1, the query is blank or far too long, or one of them is of another type.
            DataFolderError: there is no index, or it is damaged.
            LockedError: another process writes its vectors, and does not finish.
        """
        if not isinstance(limit, Integral):
            raise FilterError(f"A limit is a whole number of passages, not {limit!r}; write limit=8.")
        if limit < 1:
            raise FilterError(f"{limit!r} passages cannot be looked for; ask for 1 or more.")
        filters = checked_filters(filters) or NO_FILTERS
        if not isinstance(query, str):
            raise FilterError(f"A query is text, not {query!r}; put it into quotation marks.")
        if not query.strip():
            raise FilterError(f"The query is empty ({query!r}); say what to look for.")
        if len(query) > MAX_QUERY:
            raise FilterError(
                f"The query has {len(query):,} characters; search for at most {MAX_QUERY:,} of them."
            )
        prepared = Query(asked(query), self.embedder.embed_query(query))
        try:
            found = search(*self._current.all(), prepared, min(limit, MOST), filters)
        except DataFolderError:
            # A writer may have put another store into the place of the one that was open.
            self._current.follow()
            self._current.forget()
            found = search(*self._current.all(), prepared, min(limit, MOST), filters)
        return found

    def no_match(self, filters: Filters | None) -> NoMatch | None:
        """Return why `filters` match no document, and what would match; None when a document does."""
        filters = checked_filters(filters)
        return explain(filters, self.documents()) if filters else None

    def log_no_match(self, filters: Filters | None) -> None:
        """Say in the log that nothing was found, and where filters match no document, what would match."""
        log.warning("Nothing was found. %s", self.no_match(filters) or "")

    def rankings(self, query: str, limit: int) -> dict[str, list[tuple[Passage, ...]]]:
        """Return what `search` finds beside what search as it is usually built finds, to compare them.

        Args:
            query: a question or words, in any language.
            limit: how many passages at most.

        Returns:
            By way of searching, the places, best first: a passage and, after it, its copies.
        """
        prepared = Query(asked(query), self.embedder.embed_query(query))
        catalogue, store, calibration = self._current.all()
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
        return self._current.catalogue().sentence_vectors(ids)

    @property
    def calibration(self) -> Calibration:
        """The calibration of the newest committed generation."""
        return self._current.all()[2]

    @property
    def fingerprint(self) -> str:
        """What shaped this index: the embedding model, and how documents are cut and their words read."""
        return self._current.fingerprint

    @property
    def generation(self) -> int:
        """The newest committed generation."""
        return self._current.catalogue().generation

    def documents(self, *, hidden: bool = False) -> list[DocumentInfo]:
        """Return all documents, by source.

        Args:
            hidden: return the hidden ones too, as they were when they were hidden, and marked as such.

        Returns:
            What the newest generation has, which is without the hidden ones once a sync has passed.
        """
        found = self._current.catalogue().documents()
        if not hidden:
            return found
        chosen = self.membership.hidden()
        kept = (document for document in found if document.source not in chosen)
        return sorted([*kept, *chosen.values()], key=lambda document: document.source)

    def document(self, source: str) -> Document:
        """Return one document with its text; DocumentError when there is none."""
        return self._current.catalogue().document(checked_source(source))

    def skipped(self) -> list[SkippedFile]:
        """Return the files left out, with the reason."""
        return self._current.catalogue().skipped()

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
        if checked_source(source) not in self.membership.hidden():
            self.document(source)
        return self.membership.path(source)

    def close(self) -> None:
        """Release files and connections; the next use opens them again."""
        self._current.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
