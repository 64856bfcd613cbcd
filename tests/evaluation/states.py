"""Token vectors that are remembered on disk: making them is most of the work of a fit.

Invariant: what comes back is what the embedder gives now, in half precision: when it gives other vectors than it did,
from another layer for one, nothing that is kept is used. Proved by `tests/test_evaluation_fit_ranking.py`.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from index.embedding import Embedder
from tests.evaluation.vectors import LOOKED_UP_AT_ONCE
from ui import terminal

Halves = NDArray[np.float16]
# Many at once take no less time, and a run that is stopped loses those under way.
AT_ONCE = 32
PROBE = "Two boats lay in the harbour."
SAME = 0.01


class RememberedStates:
    """The token vectors of an embedder, kept in a file.

    Args:
        embedder: the program's.
        folder: where the file lies, one for each fingerprint; made when absent.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:12]
        self._file = folder / f"states-{name}.sqlite3"
        probe = embedder.token_states([PROBE])
        self.width = probe[0].shape[1] if probe else None
        """How long a token's vector is; None where the embedding model gives none."""
        if probe:
            self._compare(probe[0])

    def of(self, texts: Iterable[str], *, is_query: bool = False) -> dict[str, Halves]:
        """Return the token vectors of each text, `(n, d)`.

        Args:
            texts: sentences, or questions.
            is_query: whether they are questions.

        Returns:
            By text.

        Raises:
            AssistantError: the embedding model gives no token vectors.
        """
        if self.width is None:
            raise AssistantError(
                f"The embedding model {self._embedder.fingerprint!r} gives no token vectors; fit with the bundled one."
            )
        keys = {_key(text, is_query): text for text in texts}
        with closing(sqlite3.connect(self._file)) as connection:
            found = {keys[key]: states for key, states in _read(connection, list(keys))}
            new = [(key, text) for key, text in keys.items() if text not in found]
            what = "Reading questions" if is_query else "Reading sentences"
            for key, text, states in terminal.counting(what, self._made(new, is_query), len(new)):
                found[text] = states
                _write(connection, key, states)
                if len(found) % AT_ONCE == 0:
                    connection.commit()
            connection.commit()
        return found

    def _compare(self, probe: NDArray[np.float32]) -> None:
        """Forget what is kept when it was made otherwise."""
        key = _key(PROBE, is_query=False)
        with closing(sqlite3.connect(self._file)) as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS states (text BLOB PRIMARY KEY, width, states BLOB)"
            )
            before = dict(_read(connection, [key])).get(key)
            if (
                before is None
                or before.shape != probe.shape
                or np.linalg.norm(before - probe) > SAME * np.linalg.norm(probe)
            ):
                connection.execute("DELETE FROM states")
                _write(connection, key, probe)
                connection.commit()

    def _made(self, new: Sequence[tuple[bytes, str]], is_query: bool) -> Iterator[tuple[bytes, str, Halves]]:
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            made = self._embedder.token_states([text for _, text in some], is_query=is_query) or []
            for (key, text), states in zip(some, made, strict=True):
                yield key, text, states.astype(np.float16)


def _key(text: str, is_query: bool) -> bytes:
    return hashlib.sha256(f"{is_query}\0{text}".encode("utf-8", "surrogatepass")).digest()


def _write(connection: sqlite3.Connection, key: bytes, states: NDArray[np.float32] | Halves) -> None:
    row = (key, states.shape[1], states.astype("<f2").tobytes())
    connection.execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", row)


def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> Iterator[tuple[bytes, Halves]]:
    for start in range(0, len(keys), LOOKED_UP_AT_ONCE):
        some = keys[start : start + LOOKED_UP_AT_ONCE]
        marks = ",".join("?" * len(some))
        rows = connection.execute(f"SELECT text, width, states FROM states WHERE text IN ({marks})", some)
        for key, width, data in rows:
            yield key, np.frombuffer(data, "<f2").reshape(-1, width)
