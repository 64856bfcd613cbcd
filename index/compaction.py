"""Space given back after many documents were removed: when that is worth it, and how the catalogue does it.

Invariant: space is given back only when more of it is waste than a rewrite costs, so that on the whole it costs no more
than what was written before; readers go on reading meanwhile. Proved by `tests/test_index_compaction.py`.

SQLite keeps the pages of deleted rows for later ones, and Chroma never gives the space of deleted vectors back: of the
catalogue a smaller file is made (VACUUM), and instead of the vectors' store another one is filled (`index.sync`).
"""

import logging
import sqlite3

from index import lexical

log = logging.getLogger(__name__)

LEAST_BYTES = 4 * 2**20
"""Free space in the catalogue below this is left for what comes."""

FREE = 1 / 3
"""The share of the catalogue that is free when it is rewritten."""

LEAST_VECTORS = 1_000
"""Deleted vectors that are left in a store, whatever share they are."""


def is_store_wasteful(written: int, wanted: int) -> bool:
    """Tell whether a new store should take the place of one.

    Args:
        written: how many vectors were ever written to it.
        wanted: how many it is to hold.

    Returns:
        Whether more of them are dead than alive, and not just a few.
    """
    dead = written - wanted
    return dead >= LEAST_VECTORS and dead > wanted


def compact(connection: sqlite3.Connection) -> int:
    """Make the catalogue's file smaller when that is worth it.

    Args:
        connection: the writer's, outside a transaction; call within `index.database.failures`.

    Returns:
        By how many bytes; 0 when it was left as it was.
    """
    page, pages, free = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_size", "page_count", "freelist_count")
    )
    if free * page < LEAST_BYTES or free < FREE * pages:
        return 0
    try:
        lexical.optimise(connection)
        connection.execute("VACUUM")
    except (
        sqlite3.OperationalError
    ) as error:  # it takes as much room as the file will have; nothing is lost without
        log.warning("The space of removed documents could not be given back: %s", error)
        return 0
    # What VACUUM wrote lies in the log until it is moved into the file; a reader under way puts that off.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    left = connection.execute("PRAGMA page_count").fetchone()[0]
    return int((pages - left) * page)
