"""Files of the data folder written whole or not at all, for their owner alone.

Invariant: whoever opens the target sees what it held before, or all of the new content, and a power cut changes
nothing about that. Proved by `tests/test_index_private.py`.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DRAFT = ".draft-"
"""What the names of unfinished files begin with; one that a killed process left may be deleted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished file that waits for its name.

    Attributes:
        path: where it is.
        digest: SHA-256 of its content, hexadecimal.
    """

    path: Path
    digest: str

    def publish(self, target: Path) -> None:
        """Give it its name, in the folder that it is in; what has that name is replaced."""
        self.path.replace(target)
        flush(target.parent)


@contextmanager
def draft(folder: Path, blocks: Iterable[bytes]) -> Iterator[Draft]:
    """Write a file, to the disk, that only its owner may read; it is deleted unless it is published.

    Args:
        folder: where it will be; created, for its owner alone, when absent.
        blocks: its content.

    Yields:
        The file; an OSError leaves as it is.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=DRAFT, dir=folder)  # with the permissions 0600
    path = Path(name)
    try:
        digest = hashlib.sha256()
        with os.fdopen(handle, "wb") as stream:
            for block in blocks:
                digest.update(block)
                stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        yield Draft(path, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)


def clear_drafts(folder: Path) -> None:
    """Delete what killed processes left in `folder`; nobody else may be writing there."""
    for path in folder.glob(f"{DRAFT}*"):
        path.unlink(missing_ok=True)


def flush(folder: Path) -> None:
    """Make the names in a folder outlast a power cut, where the system knows how."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
