"""Brings the store of vectors to what the catalogue is about to commit, commits, and clears away what is gone.

Readers always find what they need: what is new is stored before the catalogue commits, and what is gone is deleted
after it. Proved by `tests/test_index_sync.py::test_store_catches_up_after_a_crash`.
"""

import logging

from index.compaction import is_store_wasteful
from index.errors import DataFolderError
from index.revision import Revision
from index.store import Stores, VectorStore

log = logging.getLogger(__name__)

Ids = dict[str, set[str]]
"""Ids of passages by language."""

STORED_AT_ONCE = 2_000
"""Vectors in memory while Chroma is filled."""


def finish(revision: Revision, stores: Stores, fingerprint: str, changed: bool) -> int:
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
