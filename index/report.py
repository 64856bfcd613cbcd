"""What a sync tells while it works and when it is done.

Invariant: plain values only; nothing here touches the index. Proved by `test_progress_reaches_the_end` in
`tests/test_index_sync.py`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from index.records import SkippedFile


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is.

    Attributes:
        done_documents: new and changed documents read so far.
        total_documents: new and changed documents to read.
        done_passages: passages embedded so far.
        total_passages: passages to embed, as far as known: final once all documents are read.
        passages_per_second: rate of embedding; 0 before the first.
        seconds_left: estimate, or None before there is one.
        waiting_for: the other process that must finish writing first, in words, or None.
    """

    done_documents: int
    total_documents: int
    done_passages: int
    total_passages: int
    passages_per_second: float
    seconds_left: float | None
    waiting_for: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync did, with sources sorted; `str()` is one line for people.

    Attributes:
        documents: documents in the index now.
        passages: passages in the index now.
        added: sources that are new.
        replaced: sources whose content changed.
        removed: sources that are gone.
        touched: files with a new time but the same content.
        skipped: files, and documents inside of files, left out, with the reason.
        embedded: passages embedded in this run.
        generation: the generation the index is at now.
        seconds: how long it took.
    """

    documents: int
    passages: int
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    touched: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    embedded: int
    generation: int
    seconds: float

    @property
    def changed(self) -> bool:
        """Whether a new generation was made."""
        return bool(self.added or self.replaced or self.removed)

    def __str__(self) -> str:
        size = f"{_number(self.documents, 'document')}, {_number(self.passages, 'passage')}"
        done = ", ".join(
            f"{_number(len(sources), 'document')} {what}"
            for what, sources in (
                ("added", self.added),
                ("replaced", self.replaced),
                ("removed", self.removed),
            )
            if sources
        )
        left_out = f" {_number(len(self.skipped), 'file')} left out." if self.skipped else ""
        if not self.changed:
            return f"Nothing changed: {size}.{left_out}"
        return f"{done[0].upper()}{done[1:]} in {self.seconds:.1f} s: now {size}.{left_out}"


class Meter:
    """Keeps the counts of a sync and tells them to whoever listens."""

    def __init__(self, listener: Callable[[Progress], None] | None) -> None:
        self._listener = listener
        self._started: float | None = None
        self.done_documents = self.total_documents = 0
        self.done_passages = self.total_passages = 0

    def begin_passages(self, total: int) -> None:
        """Start the clock that the rate is measured with."""
        self._started = time.monotonic()
        self.total_passages = total
        self.tell()

    def read(self, done: int, total: int) -> None:
        """Take `done` of `total` documents as read."""
        self.done_documents, self.total_documents = done, total

    def wait(self, holder: str) -> None:
        """Tell for whom the sync waits."""
        if self._listener is not None:
            self._listener(Progress(0, 0, 0, 0, 0.0, None, waiting_for=holder))

    def tell(self) -> None:
        """Call the listener, if there is one."""
        if self._listener is None:
            return
        elapsed = 0.0 if self._started is None else time.monotonic() - self._started
        rate = self.done_passages / elapsed if elapsed else 0.0
        left = (self.total_passages - self.done_passages) / rate if rate else None
        documents = (self.done_documents, self.total_documents)
        self._listener(Progress(*documents, self.done_passages, self.total_passages, rate, left))


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
