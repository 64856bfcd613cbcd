"""What one machine keeps of an index that several share: whose catalogue it reads, and copies of those of others.

Invariant: a catalogue that is being read is never changed or replaced: each copy has a folder of its own, and the copy
before is kept, since somebody may be reading it. Proved by `tests/test_index_stores_server.py`.
"""

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from index.database import FILE, failures
from index.stores.published import PART, Publication, Published

OWNER, SERVED, FETCHED, FETCH_LOCK = "owner.json", "served.json", "fetched", "fetch.lock"
OWN = "."


def owner_of(folder: Path) -> str:
    """Return what tells this index folder from those of all other machines; made up at the first call."""
    path = folder / OWNER
    with failures(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return str(json.loads(path.read_text("utf-8"))["owner"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            owner = uuid.uuid4().hex
            _write(path, {"owner": owner})
            return owner


def served(folder: Path) -> Path:
    """Return the folder of the catalogue to read: the index's own, or the one fetched last."""
    try:
        return folder / str(json.loads((folder / SERVED).read_text("utf-8"))["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder


def serve(folder: Path, name: str) -> None:
    """Name the folder whose catalogue is read from now on, `OWN` or one below `folder`."""
    with failures(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / SERVED, {"folder": name})


@contextmanager
def fetching(folder: Path) -> Iterator[None]:
    """Let one process of this machine fetch at a time.

    Args:
        folder: the index's folder.

    Yields:
        Nothing.
    """
    with failures(folder), FileLock(folder / FETCH_LOCK):
        yield


def fetch(published: Published, found: Publication, folder: Path) -> Path:
    """Return the folder that holds what was published, fetched when it is not there yet; call within `fetching`.

    Args:
        published: what there is on the server.
        found: the publication.
        folder: the index's folder.

    Returns:
        A folder with a catalogue that nobody writes to.
    """
    place = folder / FETCHED / found.id
    if place.is_dir():
        return place
    copies = sorted(
        (copy for copy in (folder / FETCHED).glob("*") if copy.suffix != PART),
        key=lambda copy: copy.stat().st_mtime_ns,
    )
    published.fetch(found, place, copies[-1] / FILE if copies else None)
    for old in copies[:-1]:
        shutil.rmtree(old, ignore_errors=True)
    return place


def adopt(place: Path, folder: Path) -> None:
    """Make a copy the catalogue of `folder` itself, to be written to from now on."""
    with failures(folder):
        for suffix in ("-wal", "-shm"):
            (folder / f"{FILE}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(place / FILE, folder / f"{FILE}.new")
        (folder / f"{FILE}.new").replace(folder / FILE)


def _write(path: Path, values: dict[str, str]) -> None:
    new = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    new.write_text(json.dumps(values), encoding="utf-8")
    new.replace(path)
