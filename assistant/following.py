"""Keeps an index equal to its corpus in a thread of its own, and tells how far it is.

It is told of changes by the system (`index.watching`), and looks by itself now and then: often where nobody tells, or
where it once found what nobody had told, as on network drives that other machines write to.

Invariant: whatever goes wrong here, the last good state goes on answering, and `state` says what is wrong; a sync
that was asked for while another was under way follows it. Proved by `tests/test_assistant_following.py`.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import AssistantError, IndexingError, LockedError
from index.index import Index
from index.records import SkippedFile
from index.sync import Progress, Report
from index.watching import changes

log = logging.getLogger(__name__)

CLOSING_S = 2.0
"""How long a closing assistant waits for a sync under way; one cut off goes on at the next start."""

RETRY_S = 1.0
"""How often a sync that was asked for is tried again while another process writes."""

FOLLOW_S = 60.0
"""How often whoever follows a folder had better look for changes that he was not told of."""

POLL_S = 5.0
"""How often at least it is looked where the system does not tell of changes."""

TELLING_S = 3.0
"""Within what time it tells of one."""


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
        after: called in the thread after each sync, with what it did or why it failed.
    """

    def __init__(self, index: Index, after: Callable[[Report | AssistantError], None] | None = None) -> None:
        self._index = index
        self._after = after
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._listener: threading.Thread | None = None
        self._is_told = False
        self._is_told_all = True
        self._has_looked = False
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
            every_s: follow the folder until `close`: sync again whenever something changes, and at the latest after
                so many seconds; by default only when asked to (`soon`).
        """
        self._every_s = every_s
        if every_s is not None and self._listener is None:
            self._listener = threading.Thread(target=self._listen, name="watch", daemon=True)
            self._listener.start()
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
            threads = self._thread, self._listener
        for thread in filter(None, threads):
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
            outcome = self._sync(progress)
            progress = None
            if outcome is None and insists:
                with self._lock:
                    self._insists = True
                    self._wanted.set()
                self._closing.wait(RETRY_S)
            elif not self._rest(isinstance(outcome, Report) and outcome.changed):
                return

    def _rest(self, has_changed: bool) -> bool:
        """Wait until there is something to do again; return False when there never will be in this thread."""
        with self._lock:
            if not self._wanted.is_set():
                self._synced.set()
                if self._every_s is None:
                    self._thread = None
                    return False
            every_s = self._every_s
        if every_s is not None and self._has_looked and has_changed and not self._wanted.wait(TELLING_S):
            self._is_told_all = False  # it found what nobody had told
        is_told = self._is_told and self._is_told_all
        period = every_s if every_s is None or is_told else min(every_s, POLL_S)
        self._has_looked = not self._wanted.wait(period)
        return True

    def _listen(self) -> None:
        for is_told in changes(self._index.membership.folders, self._closing):
            with self._lock:
                self._is_told = is_told
                if is_told:
                    self._wanted.set()

    def _sync(self, progress: Callable[[Progress], None] | None) -> Report | AssistantError | None:
        """Sync once; return what it did or why it failed, None when another process writes."""

        def tell(now: Progress) -> None:
            self._progress = now
            if progress is not None:
                progress(now)

        self._running = True
        try:
            outcome: Report | AssistantError = self._index.sync(tell)
        except LockedError as error:
            log.info("Not brought up to date here: %s", error)  # the other process does it
            self._waiting = str(error)
            return None
        except AssistantError as error:
            outcome = error
        except Exception as error:
            log.exception("The index could not be brought up to date")
            outcome = IndexingError(
                f"The index could not be brought up to date ({error!r}); the log says more. Answers are those of "
                "the last good state. `assistant index` tries again."
            )
            outcome.__cause__ = error
        finally:
            self._running, self._progress = False, None
        self._waiting = None
        self._note(outcome)
        return outcome

    def _note(self, outcome: Report | AssistantError) -> None:
        if isinstance(outcome, AssistantError):
            self.error = outcome
        else:
            self.error = None
            if outcome.changed or self.report is None:
                self.report = outcome
        if self._after is not None:
            self._after(outcome)
