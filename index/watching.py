"""Being told that files changed, by the system's own notifications.

Invariant: whatever happens to the folders watched, and wherever notifications do not work, this never fails and never
says that nothing changed; it may keep silent, so whoever listens looks by himself now and then. Proved by
`tests/test_index_watching.py`.

On Linux each folder is watched by itself: watching a tree would follow its links, out of the corpus and into loops,
and would watch what is excluded.
"""

import logging
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.errors import IndexingError

log = logging.getLogger(__name__)

SETTLE_MS = 300
"""Changes that follow one another faster are told as one."""

LATEST_MS = 1500
"""How long they are gathered at most."""

LOOK_MS = 1000
"""How often it is looked whether the watch should end."""

RETRY_S = 5.0
"""After how long folders are tried again that cannot be watched."""

_IS_WATCHED_BY_FOLDER = sys.platform == "linux"


def changes(folders: Callable[[], Sequence[Path]], stop: threading.Event) -> Iterator[bool]:
    """Yield whenever files directly inside the folders may have changed, and once when the watch begins.

    Args:
        folders: returns the folders; asked again after each change. Below those of another system than Linux, all
            folders are watched.
        stop: ends it.

    Yields:
        True; False where changes cannot be told, so that it is up to the listener to look, and to go on listening,
        since that may change.
    """
    while not stop.is_set():
        try:
            places = _existing(folders)
            if places:
                yield from _watched(folders, places, stop)
                continue
        # No notifications here, too many folders for them, or no folder of data to be made.
        except (OSError, RuntimeError, IndexingError) as error:
            log.info("Changes of files are not told here (%r); they are looked for instead", error)
        yield False
        stop.wait(RETRY_S)


def _watched(
    folders: Callable[[], Sequence[Path]], places: Sequence[Path], stop: threading.Event
) -> Iterator[bool]:
    """Yield for one set of folders, until there is another."""
    from watchfiles import watch

    told = watch(
        *places,
        watch_filter=lambda _, path: not Path(path).name.startswith("."),
        step=SETTLE_MS,
        debounce=LATEST_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        recursive=not _IS_WATCHED_BY_FOLDER,
    )
    roots = _roots(places)
    known = list(map(_identity, roots))
    is_new = True
    for changed in told:
        if changed or is_new:
            yield True
        is_new = False
        if list(map(_identity, roots)) != known or (changed and set(_existing(folders)) != set(places)):
            return


def _existing(folders: Callable[[], Sequence[Path]]) -> list[Path]:
    places = [folder for folder in folders() if folder.is_dir()]
    return places if _IS_WATCHED_BY_FOLDER else _roots(places)


def _roots(places: Sequence[Path]) -> list[Path]:
    """Return the folders that do not lie directly in another of them."""
    all_of_them = set(places)
    return [place for place in places if place.parent not in all_of_them]


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another that took its place; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
