"""Rebuilding beside the index in use: a catalogue in a folder of its own, put in its place when it is finished.

Invariant: readers see the last good state of the index, whole, until the rebuild is published, and the new one
from then on; a rebuild that was stopped is gone on with. Proved by
`tests/test_index_rebuild.py::test_readers_see_the_old_index_until_the_new_one_is_whole`.
"""

import shutil
from contextlib import closing
from pathlib import Path

from index.database import check_shape, connect, discard_damaged, failures, transaction
from index.errors import IndexingError

FOLDER = "rebuild"


def begin(folder: Path, fingerprint: str) -> tuple[Path, int]:
    """Make room for a rebuild, without what a stopped one left unless this one can go on with it.

    Args:
        folder: the index's folder, which exists.
        fingerprint: the embedder's.

    Returns:
        The folder for the new catalogue, and the generation that it goes on from.

    Raises:
        DataFolderError: the folder cannot be written.
    """
    place, used = folder / FOLDER, _last(folder)
    left = _generation(place, fingerprint)
    with failures(folder):
        if place.exists() and (left is None or left < used):
            shutil.rmtree(place)
        place.mkdir(exist_ok=True)
    return place, used


def publish(folder: Path) -> None:
    """Put the finished catalogue over the one in use, in one transaction that its readers survive.

    Args:
        folder: the index's folder.

    Raises:
        DataFolderError: the folder cannot be written; the catalogue in use stays as it was.
    """
    discard_damaged(folder)
    with (
        failures(folder),
        closing(connect(folder / FOLDER)) as rebuilt,
        closing(connect(folder, create=True)) as used,
    ):
        rebuilt.backup(used)
    with failures(folder):
        shutil.rmtree(folder / FOLDER)


def _generation(folder: Path, fingerprint: str) -> int | None:
    """Return the generation of the catalogue in `folder`, or None when there is none that can be gone on with."""
    try:
        with failures(folder), closing(connect(folder)) as connection, transaction(connection, write=False):
            return check_shape(connection, folder, fingerprint).generation
    except IndexingError:  # none yet, or the very damage or shape that the rebuild is to mend
        return None


def _last(folder: Path) -> int:
    """Return the generation of the catalogue in `folder`, whatever its schema; 0 where none can be read."""
    try:
        with failures(folder), closing(connect(folder)) as connection:
            return int(connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])
    except (IndexingError, TypeError):
        return 0
