"""Makes the index equal the corpus: reads, cuts and embeds what is new, drops what is gone, commits.

Invariant: killed at any moment, readers still see the last committed generation, and the next sync goes on
where this one stopped, embedding nothing twice. Proved by
`tests/test_index_sync.py::test_killed_and_resumed_equals_a_fresh_build`.

The order is what makes it so: texts, then vectors, go into the catalogue beside the committed generation;
Chroma is given the new vectors; the catalogue commits; only then Chroma and the catalogue lose what is gone. A
rebuild, and a store that is not to be trusted, are made beside what readers use (`index.rebuild`, `index.store`).
"""

import itertools
import logging
import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import numpy as np

from index.catalogue import Catalogue
from index.changes import Changes, Step, compare
from index.compaction import is_store_wasteful
from index.corpus import check_folder
from index.database import FILE
from index.errors import CorpusError, DataFolderError, EmbedderError, IndexingError, OutdatedError
from index.known import New, Whole
from index.lock import writer_lock
from index.membership import Found, Membership
from index.patterns import Patterns
from index.rebuild import publish
from index.references import profile
from index.report import Meter, Progress, Report
from index.reuse import is_outdated
from index.reuse import take_over as take_over_vectors
from index.revision import Revision
from index.rows import Floats
from index.store import Stores, VectorStore
from index.stores.folder import FolderStores

__all__ = ["PassageEmbedder", "Progress", "Report", "sync"]

log = logging.getLogger(__name__)

EMBEDDED_AT_ONCE = 32
MOST_AT_ONCE = 1024
SECONDS_AT_ONCE = 8.0
"""Passages a batch, at least and at most, and about how long one takes: what a kill can lose, and how often
progress is told. The more passages in one, the less its texts differ in length from their neighbours: among 32, an
embedder pads 13 % of what it computes, among 128, 4 %."""

Ids = dict[str, set[str]]
"""Ids of passages by language."""

STORED_AT_ONCE = 2_000
"""Vectors in memory while Chroma is filled."""

DOCUMENTS_AT_ONCE = 64
CHARACTERS_AT_ONCE = 2_000_000
"""Documents are written in one transaction up to so many of them, or characters."""


class PassageEmbedder(Protocol):
    """What sync needs of an embedder."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    def embed_passages(self, texts: list[str]) -> Floats:
        """Return `(len(texts), d)` float32, unit norm."""

    def expecting(self, characters: int) -> AbstractContextManager[None]:
        """Return a `with` in which about so many characters will be embedded."""


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
        folder: the index's own folder (`index.catalogue.index_folder`), created when absent.
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
                raise CorpusError(_nothing_readable(corpus, found, changes))
            if outdated:
                take_over_vectors(revision, folder, embedder.fingerprint)
            embedded = _embed(revision, embedder, meter)
            _profile(revision, embedder)
            revision.replace_skipped(changes.skipped)
            generation = _finish(revision, stores, embedder.fingerprint, changes.any)
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
            "or ASSISTANT_EXCLUDE; the index stays as it was until then."
        )
    return (
        f"The corpus {str(corpus)!r} is empty. Put documents into it; the index stays as it was until then "
        f"(to be rid of it, delete {str(folder)!r})."
    )


def _has_own(folder: Path) -> bool:
    """Tell whether the index that readers use has documents of the corpus itself."""
    try:
        with Catalogue.open(folder, None) as catalogue:
            return not all(document.added for document in catalogue.documents())
    except OutdatedError:
        return True  # most likely
    except IndexingError:  # there is none, or none that could be read: nothing that could be lost
        return False


def _nothing_readable(corpus: Path, found: Found, changes: Changes) -> str:
    if not found.files and found.hidden:
        return (
            f"Every document of the corpus {str(corpus)!r} is hidden. Show one again, as with "
            "`assistant index --show SOURCE`; the index stays as it was until then."
        )
    shown = "; ".join(f"{s.skipped.source!r}: {s.skipped.reason}" for s in changes.skipped[:3])
    return (
        f"The corpus {str(corpus)!r} holds nothing that can be read ({shown or 'its files have vanished'}). "
        "Put documents into it; the index stays as it was until then."
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


def _embed(revision: Revision, embedder: PassageEmbedder, meter: Meter) -> int:
    """Give every passage that waits for them its vectors, and return how many did."""
    revision.reuse()
    waiting = revision.waiting()
    meter.begin_passages(len(waiting))
    if not waiting:
        return 0  # so that the embedder is not loaded for nothing
    # Each passage as a whole, and again by its sentences.
    with embedder.expecting(2 * revision.waiting_characters()):
        start, size = 0, EMBEDDED_AT_ONCE
        while rows := waiting[start : start + size]:
            began = time.monotonic()
            _embed_batch(revision, embedder, rows)
            start += size
            size = _next_size(size, time.monotonic() - began)
            meter.done_passages += len(rows)
            meter.tell()
    return len(waiting)


def _profile(revision: Revision, embedder: PassageEmbedder) -> None:
    """Give each language that is new its profile."""
    for language in revision.unprofiled():
        mean = profile(
            language, lambda texts: _checked(embedder, embedder.embed_passages(list(texts)), len(texts))
        )
        if mean is not None:
            revision.add_profile(language, mean)


def _next_size(size: int, seconds: float) -> int:
    if seconds < SECONDS_AT_ONCE:
        return min(2 * size, MOST_AT_ONCE)
    return max(size // 2, EMBEDDED_AT_ONCE) if seconds > 2 * SECONDS_AT_ONCE else size


def _embed_batch(revision: Revision, embedder: PassageEmbedder, rows: Sequence[int]) -> None:
    texts = revision.texts(rows)
    unique = list(dict.fromkeys(itertools.chain.from_iterable((t.passage, *t.sentences) for t in texts)))
    vectors = _checked(embedder, embedder.embed_passages(unique), len(unique))
    place = {text: number for number, text in enumerate(unique)}
    revision.embed(
        (row, vectors[place[t.passage]], vectors[[place[sentence] for sentence in t.sentences]])
        for row, t in zip(rows, texts, strict=True)
    )


def _checked(embedder: PassageEmbedder, vectors: Floats, count: int) -> Floats:
    if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
        raise EmbedderError(
            f"The embedding model {embedder.fingerprint!r} returned an array of shape {vectors.shape!r} for "
            f"{count} texts, or values that are no numbers. Set ASSISTANT_EMBEDDER to another model."
        )
    return vectors


def _finish(revision: Revision, stores: Stores, fingerprint: str, changed: bool) -> int:
    """Commit what was done with a store that equals it, and return the generation."""
    with _store(revision, stores, fingerprint, changed) as store:
        generation = revision.base
        if changed or store.number != revision.store:
            generation = revision.target
            added, removed = _differences(store, revision)
            with store.writing(generation):
                _fill(store, revision, added, removed)
    revision.purge()
    revision.give_back_space()
    return generation


def _differences(store: VectorStore, revision: Revision) -> tuple[Ids, Ids]:
    """Return by language what the store lacks of the target generation, and what it has beyond it.

    Where the store equals the committed generation that is what the target changes: one document costs no more in a
    large corpus than in a small one.
    """
    if store.generation == revision.base:
        added, removed = revision.added_ids(), revision.removed_ids()
        counts = revision.passage_counts()
        if all(
            store.count(language) == counts.get(language, 0) for language in added.keys() | removed.keys()
        ):
            return added, removed
    wanted = revision.passage_ids()
    languages = sorted(wanted.keys() | store.languages())
    present = {language: store.ids(language) for language in languages}
    return (
        {language: wanted.get(language, set()) - present[language] for language in languages},
        {language: present[language] - wanted.get(language, set()) for language in languages},
    )


def _fill(store: VectorStore, revision: Revision, added: Ids, removed: Ids) -> None:
    """Add what the store lacks, commit, and only then delete what no reader needs any more."""
    for language, ids in sorted(added.items()):
        missing = sorted(ids)
        for start in range(0, len(missing), STORED_AT_ONCE):
            batch = missing[start : start + STORED_AT_ONCE]
            store.add(language, batch, revision.vectors(batch))
    revision.commit(store.number)
    for language, ids in sorted(removed.items()):
        store.delete(language, sorted(ids))


def _store(revision: Revision, stores: Stores, fingerprint: str, changed: bool) -> VectorStore:
    """Open the store in use for writing, or begin another when it is missing, damaged, torn, mostly waste or differs.

    One that differs from its own generation is not mended in place: readers open a store anew only with a
    new generation.
    """
    store = None
    try:
        store = stores.open(fingerprint, revision.store)
        is_wasteful = changed and is_store_wasteful(store.written, revision.count()[1])
        if not (store.torn or is_wasteful) and (changed or _is_equal(store, revision)):
            return store
    except DataFolderError as error:
        log.info("The vectors are made again: %s", error)
    if store is not None:
        store.close()
    return stores.begin(fingerprint, after=revision.store)


def _is_equal(store: VectorStore, revision: Revision) -> bool:
    return store.generation == revision.base and store.counts() == revision.passage_counts()
