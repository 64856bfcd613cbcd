"""Makes the index equal the corpus: reads, cuts and embeds what is new, drops what is gone, commits.

Invariant: killed at any moment, readers still see the last committed generation, and the next sync goes on
where this one stopped, embedding nothing twice. Proved by
`tests/test_index_sync.py::test_killed_and_resumed_equals_a_fresh_build`.

The order is what makes it so: texts, then vectors, go into the catalogue beside the committed generation;
Chroma is given the new vectors; the catalogue commits; only then Chroma and the catalogue lose what is gone. A
rebuild, and a store that is not to be trusted, are made beside what readers use (`index.rebuild`, `index.store`).
"""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

from index.catalogue import Catalogue
from index.changes import Changes, Step, compare
from index.corpus import check_folder
from index.database import FILE
from index.errors import CorpusError, DataFolderError, IndexingError, OutdatedError
from index.known import New, Whole
from index.lock import writer_lock
from index.membership import Found, Membership
from index.patterns import Patterns
from index.rebuild import publish
from index.report import Meter, Progress, Report
from index.reuse import is_outdated
from index.reuse import take_over as take_over_vectors
from index.revision import Revision
from index.store import Stores
from index.stores.folder import FolderStores
from index.storing import finish
from index.waiting import PassageEmbedder, add_profiles, embed_waiting

__all__ = ["PassageEmbedder", "Progress", "Report", "sync"]

log = logging.getLogger(__name__)

DOCUMENTS_AT_ONCE = 64
CHARACTERS_AT_ONCE = 2_000_000
"""Documents are written in one transaction up to so many of them, or characters."""


def sync(
    corpus: Path,
    folder: Path,
    embedder: PassageEmbedder,
    progress: Callable[[Progress], None] | None = None,
    *,
    wait_s: float = 0.0,
    rebuild: bool = False,
    stores: Stores | None = None,
    take_over: bool = False,
    membership: Membership | None = None,
) -> Report:
    """Make the index in `folder` equal the files under `corpus`, which is only read.

    A corpus in which nothing can be read (any more) is an error, never an empty index: a disk that is not
    mounted must not cost the index of what is on it.

    Args:
        corpus: the folder of documents.
        folder: the index's own folder (`index.folders.index_folder`), created when absent.
        embedder: turns texts into vectors; its fingerprint must be the index's.
        progress: called after each batch.
        wait_s: seconds to wait for another writer to finish.
        rebuild: build everything again, and use the index as it is until that is done; the way out of a
            FingerprintError or a damaged index.
        stores: where the vectors lie; by default in `folder`.
        take_over: where `stores` are shared by several machines, become the one that writes.
        membership: which files belong to the index; by default what people chose beside it.

    Returns:
        What was done.

    Raises:
        CorpusError: the folder is missing, no folder, empty or without one readable file; the index stays
            as it was.
        LockedError: another process is writing.
        FingerprintError: the index was built by another embedder, or a later version of the program. One of an earlier
            version is made again beside the old one, with its vectors where they are still right.
        DataFolderError: the data folder cannot be written or is damaged.
        EmbedderError: the embedder failed; the index stays as it was.
    """
    started = time.monotonic()
    meter = Meter(progress)
    root = check_folder(corpus)
    if Path(os.path.realpath(folder)).is_relative_to(root):
        raise DataFolderError(
            f"The index {str(folder)!r} would lie inside the corpus {str(corpus)!r}. "
            "Set ASSISTANT_DATA to a folder outside it."
        )
    stores = stores or FolderStores(folder)
    with writer_lock(folder, wait_s, meter.wait), stores.lease(wait_s, meter.wait):
        membership = membership or Membership(corpus, folder)
        found = membership.find()
        if found.is_empty and (not found.files or _has_own(folder)):
            raise CorpusError(_empty(corpus, folder, membership.patterns))
        stores.prepare(folder, frozenset(file.source for file in found.files), take_over=take_over or rebuild)
        outdated = not rebuild and is_outdated(folder, embedder.fingerprint)
        if outdated:
            log.info(
                "The index was made by another version of this program; it is made again beside the old one"
            )
        rebuild = outdated or (rebuild and (folder / FILE).is_file())
        with Revision.open(folder, embedder.fingerprint, rebuild=rebuild) as revision:
            if not rebuild:
                # Only now: a query may have been under way when another store took the place of these.
                stores.discard_others(embedder.fingerprint, revision.store)
            changes = compare(found.files, found.left_out, revision.known(), found.hidden_inside)
            _read(revision, changes, meter)
            documents, passages = revision.count()
            if not documents or (found.own and not revision.has_own() and _has_own(folder)):
                raise CorpusError(_nothing_readable(corpus, folder, found, changes))
            if outdated:
                take_over_vectors(revision, folder, embedder.fingerprint)
            embedded = embed_waiting(revision, embedder, meter)
            add_profiles(revision, embedder)
            revision.replace_skipped(changes.skipped)
            generation = finish(revision, stores, embedder.fingerprint, changes.any)
        if rebuild:
            publish(folder)
        stores.publish(folder, generation)
    return Report(
        documents=documents,
        passages=passages,
        added=tuple(sorted(changes.added)),
        replaced=tuple(sorted(changes.replaced)),
        removed=tuple(sorted(changes.removed)),
        touched=tuple(sorted(changes.touched)),
        skipped=tuple(sorted((skip.skipped for skip in changes.skipped), key=lambda skip: skip.source)),
        embedded=embedded,
        generation=generation,
        seconds=time.monotonic() - started,
    )


def _empty(corpus: Path, folder: Path, patterns: Patterns) -> str:
    if patterns:
        return (
            f"The corpus {str(corpus)!r} holds no file that the patterns leave ({patterns}). Change ASSISTANT_INCLUDE "
            f"or ASSISTANT_EXCLUDE{_meanwhile(folder)}."
        )
    to_delete = f" (to be rid of it, delete {str(folder)!r})" if _is_there(folder) else ""
    return f"The corpus {str(corpus)!r} is empty. Put documents into it{_meanwhile(folder)}{to_delete}."


def _meanwhile(folder: Path) -> str:
    return "; the index stays as it was until then" if _is_there(folder) else ""


def _is_there(folder: Path) -> bool:
    """Tell whether there is an index that readers use."""
    try:
        with Catalogue.open(folder, None) as catalogue:
            return catalogue.generation > 0
    except OutdatedError:
        return True
    except IndexingError:
        return False


def _has_own(folder: Path) -> bool:
    """Tell whether the index that readers use has documents of the corpus itself."""
    try:
        with Catalogue.open(folder, None) as catalogue:
            return not all(document.added for document in catalogue.documents())
    except OutdatedError:
        return True  # most likely
    except IndexingError:  # there is none, or none that could be read: nothing that could be lost
        return False


def _nothing_readable(corpus: Path, folder: Path, found: Found, changes: Changes) -> str:
    if not found.files and found.hidden:
        return (
            f"Every document of the corpus {str(corpus)!r} is hidden. Show one again, as with "
            f"`assistant index --show SOURCE`{_meanwhile(folder)}."
        )
    shown = "; ".join(f"{s.skipped.source!r}: {s.skipped.reason}" for s in changes.skipped[:3])
    return (
        f"The corpus {str(corpus)!r} holds nothing that can be read ({shown or 'its files have vanished'}). "
        f"Put documents into it{_meanwhile(folder)}."
    )


def _read(revision: Revision, changes: Changes, meter: Meter) -> None:
    """Bring the documents of the target generation to the files; their vectors come later."""
    group: list[Step] = []
    size = characters = 0
    found = 0  # documents beyond the first of each file
    for done, (file, known) in enumerate(changes.unread, 1):
        first = True
        for step in changes.read(file, known):
            group.append(step)
            if isinstance(step, New):
                size, characters = size + 1, characters + len(step.document.text)
                meter.total_passages += len(step.passages)
                found, first = found + (not first), False
            # The last document of a file is written together with the note that the file is whole.
            full = size > DOCUMENTS_AT_ONCE or characters > CHARACTERS_AT_ONCE
            if full or (size == DOCUMENTS_AT_ONCE and isinstance(step, Whole)):
                meter.read(done + found, len(changes.unread) + found)
                revision.add(group)
                group, size, characters = [], 0, 0
                meter.tell()
    revision.add(group)
    meter.read(len(changes.unread) + found, len(changes.unread) + found)
    revision.drop(changes.dropped)
    revision.forget(changes.forgotten)
