"""Keeps an index equal to its corpus in a thread of its own, and tells how far it is.

Invariant: whatever goes wrong here, the last good state goes on answering, and `state` says what is wrong; a sync
that was asked for while another was under way follows it. Proved by `tests/test_assistant_following.py`.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import AssistantError, IndexingError, LockedError
from index.catalogue import SkippedFile
from index.index import Index
from index.sync import Progress, Report

log = logging.getLogger(__name__)

CLOSING_S = 2.0
"""How long a closing assistant waits for a sync under way; one cut off goes on at the next start."""

RETRY_S = 1.0
"""How often a sync that was asked for is tried again while another process writes."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """How an index is being kept equal to its corpus, to be shown.

    Attributes:
        running: whether a sync is under way here.
        progress: how far it is; None when none is under way, or it has nothing to tell yet.
        report: what the last sync did that changed something, or the first; None before it.
        error: why the last sync failed, or None when it did not.
        waiting: why a sync has to wait: another process writes, which this names; None when it has not.
        skipped: the files left out by the last sync, with the reason.
    """

    running: bool
    progress: Progress | None
    report: Report | None
    error: AssistantError | None
    waiting: str | None
    skipped: tuple[SkippedFile, ...]


class Follower:
    """The thread that syncs one index: when it is told to, when a while has passed, or when both.

    Args:
        index: the index.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._every_s: float | None = None
        self._insists = False
        self._wanted = threading.Event()
        self._synced = threading.Event()
        self._synced.set()
        self._closing = threading.Event()
        self._running = False
        self._progress: Progress | None = None
        self._waiting: str | None = None
        self.report: Report | None = None
        self.error: AssistantError | None = None

    @property
    def state(self) -> SyncState:
        """What there is to be shown, now."""
        try:
            skipped = tuple(self._index.skipped())
        except IndexingError:  # the index is gone or damaged: `error` says so after the next sync
            skipped = ()
        return SyncState(self._running, self._progress, self.report, self.error, self._waiting, skipped)

    def start(self, progress: Callable[[Progress], None] | None = None, every_s: float | None = None) -> None:
        """Sync at once in the thread.

        Args:
            progress: called while the index is brought up to date the first time.
            every_s: do it again after so many seconds, until `close`; by default only when asked to (`soon`).
        """
        self._every_s = every_s
        self._ask(progress, insists=False)

    def soon(self) -> None:
        """Sync at once, once more when one is under way, and until no other process writes; does not wait for it."""
        self._ask(None, insists=True)

    def wait(self, seconds: float) -> bool:
        """Wait until all syncs asked for so far are done; return False when that takes longer."""
        return self._synced.wait(seconds)

    def close(self) -> None:
        """End the thread; a sync under way is left to itself after `CLOSING_S`."""
        self._closing.set()
        self._wanted.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(CLOSING_S)

    def _ask(self, progress: Callable[[Progress], None] | None, *, insists: bool) -> None:
        with self._lock:
            if self._closing.is_set():
                return
            self._synced.clear()
            self._insists |= insists
            self._wanted.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, args=(progress,), name="sync", daemon=True)
                self._thread.start()

    def _work(self, progress: Callable[[Progress], None] | None) -> None:
        while not self._closing.is_set():
            with self._lock:
                self._wanted.clear()
                insists, self._insists = self._insists, False
            is_tried = self._sync(progress)
            progress = None
            if insists and not is_tried:
                with self._lock:
                    self._insists = True
                    self._wanted.set()
                self._closing.wait(RETRY_S)
            elif not self._rest():
                return

    def _rest(self) -> bool:
        """Wait until there is something to do again; return False when there never will be in this thread."""
        with self._lock:
            if not self._wanted.is_set():
                self._synced.set()
                if self._every_s is None:
                    self._thread = None
                    return False
        self._wanted.wait(self._every_s)
        return True

    def _sync(self, progress: Callable[[Progress], None] | None) -> bool:
        """Sync once; return False when another process writes."""

        def tell(now: Progress) -> None:
            self._progress = now
            if progress is not None:
                progress(now)

        self._running = True
        try:
            report = self._index.sync(tell)
        except LockedError as error:
            log.info("Not brought up to date here: %s", error)  # the other process does it
            self._waiting = str(error)
            return False
        except AssistantError as error:
            self.error = error
        except Exception as error:
            log.exception("The index could not be brought up to date")
            self.error = IndexingError(
                f"The index could not be brought up to date ({error!r}); the log says more. Answers are those of "
                "the last good state. `assistant index` tries again."
            )
            self.error.__cause__ = error
        else:
            self.error = None
            if report.changed or self.report is None:
                self.report = report
        finally:
            self._running, self._progress = False, None
        self._waiting = None
        return True
