"""One writer per index: a lock of the operating system, and a note that says who holds it.

Invariant: two writers never work on one index, and a writer that died never blocks the next, because the
system releases its lock with it. Proved by `tests/test_index_lock.py`.
"""

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.database import failures
from index.errors import LockedError

LOCK = "writer.lock"
NOTE = "writer.json"


@contextmanager
def writer_lock(
    folder: Path, wait_s: float = 0.0, waiting: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the right to write to the index in `folder`.

    Args:
        folder: the index's folder, created when absent.
        wait_s: seconds to wait for another writer; 0 means not at all.
        waiting: told once, before the wait, who holds the lock.

    Yields:
        Nothing; the lock is held within the block.

    Raises:
        LockedError: another process, which the message names, is still writing.
        DataFolderError: the folder cannot be written.
    """
    lock = FileLock(folder / LOCK)
    with failures(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _acquire(lock, folder, wait_s, waiting)
    try:
        with failures(folder):
            (folder / NOTE).write_text(json.dumps(about_me()), encoding="utf-8")
        yield
    finally:
        try:
            # A note left behind misleads nobody: it is read only while the lock is held, and each holder
            # writes its own. On Windows it cannot be deleted while somebody reads it.
            with suppress(OSError):
                (folder / NOTE).unlink(missing_ok=True)
        finally:
            lock.release()


def _acquire(lock: FileLock, folder: Path, wait_s: float, waiting: Callable[[str], None] | None) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        pass
    else:
        return
    if wait_s > 0 and waiting is not None:
        waiting(_holder(folder))
    try:
        lock.acquire(timeout=wait_s)
    except Timeout:
        raise LockedError(
            f"The index in {str(folder)!r} is being written by {_holder(folder)}. "
            "Wait until it has finished, or stop it; then try again."
        ) from None


def about_me() -> dict[str, str | int]:
    """Return what tells others which process writes: its number, host, command line, and since when."""
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        "command": " ".join(sys.argv),
    }


def described(note: Mapping[str, object]) -> str:
    """Return what `about_me` told, in words; a KeyError when it is something else."""
    return f"process {note['pid']!r} on {note['host']!r} ({note['command']!r}, since {note['started']})"


def _holder(folder: Path) -> str:
    try:
        return described(json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError):
        # The holder has not written its note yet, or has just taken it away.
        return "another process"
