"""The corpus of an open index: its documents, what can be found in them and done with them, kept equal to the files.

`Assistant` is one, and answers questions besides. Proved by `tests/test_assistant_assistant.py` and
`tests/test_assistant_following.py`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.errors import AssistantError
from assistant.following import Follower, SyncState
from assistant.talk.limits import checked_query
from index.documents import Document
from index.filters import Filters
from index.index import Index
from index.no_match import NoMatch
from index.records import DocumentInfo, SkippedFile
from index.search import ScoredPassage
from index.sync import Progress, Report


class OpenCorpus:
    """The documents of one index; any number of threads may share it.

    Args:
        index: the index.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._follower = Follower(index)

    def search(self, query: str, limit: int = 8, filters: Filters | None = None) -> list[ScoredPassage]:
        """Return the passages that bear on `query`, best first.

        Args:
            query: a question, words, or a whole article to find others like it, in any language.
            limit: how many at most.
            filters: which documents to look at; all by default.

        Returns:
            At most `limit` passages with their scores; none when the filters match no document, which is logged with
            the reason (`no_match`).

        Raises:
            AssistantError: when the query is empty or far too long, or `limit` below 1.
        """
        found = self.index.search(checked_query(query), limit, filters)
        if filters and not found:
            self.index.log_no_match(filters)
        return found

    def no_match(self, filters: Filters) -> NoMatch | None:
        """Return why `filters` match no document, and what would match; None when a document does."""
        return self.index.no_match(filters)

    def documents(self, *, hidden: bool = False) -> list[DocumentInfo]:
        """Return the documents there are, by source, and where `hidden` is true also those that were hidden."""
        return self.index.documents(hidden=hidden)

    def document(self, source: str) -> Document:
        """Return one document with its text; DocumentError when there is none."""
        return self.index.document(source)

    def file(self, source: str) -> Path:
        """Return the file a document was read from, of the corpus or added; DocumentError when there is none."""
        return self.index.file(source)

    def skipped(self) -> list[SkippedFile]:
        """Return the files that the last sync left out, with the reason."""
        return self.index.skipped()

    def add_file(self, name: str, data: bytes | Path) -> str:
        """Add a copy of a file; the index has it after a sync, which is begun. See `Membership.add_file`.

        Args:
            name: what it is called, without folders.
            data: its bytes, or the file to copy.

        Returns:
            The source it will have, `.added/report.pdf`.

        Raises:
            DocumentError: it cannot be added, or was added before; the message says what to do.
            DataFolderError: the data folder cannot be written, or is full.
        """
        source = self.index.membership.add_file(name, data)
        self.sync_soon()
        return source

    def remove_file(self, source: str) -> None:
        """Delete a file that was added, and begin a sync; DocumentError when it is no added file."""
        self.index.membership.remove_file(source)
        self.sync_soon()

    def hide(self, sources: Iterable[str]) -> None:
        """Leave documents out of everything, all or none, and begin a sync; DocumentError when there is no such one."""
        self.index.hide(sources)
        self.sync_soon()

    def show(self, sources: Iterable[str]) -> None:
        """Take hidden documents in again, all or none, and begin a sync; DocumentError when one is not hidden."""
        self.index.membership.show(sources)
        self.sync_soon()

    def hidden(self) -> list[str]:
        """Return the sources of the hidden documents, sorted; `documents` tells more about them."""
        return list(self.index.membership.hidden())

    def sync_behind(
        self, progress: Callable[[Progress], None] | None = None, every_s: float | None = None
    ) -> None:
        """Make the index equal the corpus in a thread; `sync_state` tells how that goes.

        Args:
            progress: called while the index is brought up to date the first time.
            every_s: follow the folder, as `open` does with `follow_s`; by default it is looked at once.
        """
        self._follower.start(progress, every_s)

    def sync_soon(self) -> None:
        """Make the index equal the corpus at once, in a thread, however it is followed otherwise."""
        self._follower.soon()

    def wait_for_sync(self, seconds: float) -> bool:
        """Wait until the index equals the corpus; return False when that takes longer."""
        return self._follower.wait(seconds)

    @property
    def sync_state(self) -> SyncState:
        """How the index is being kept equal to the corpus, now."""
        return self._follower.state

    @property
    def sync_report(self) -> Report | None:
        """What the last sync did that changed something, or the first."""
        return self._follower.report

    @property
    def sync_error(self) -> AssistantError | None:
        """Why the index could not be brought up to date, or None when it could."""
        return self._follower.error
