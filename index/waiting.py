"""Gives the passages that wait for them their vectors, and the languages that are new their profiles.

In batches whose size follows the embedder's pace: what a kill can lose is some seconds of work. Proved by
`tests/test_index_sync.py`.
"""

import itertools
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np

from index.errors import EmbedderError
from index.references import profile
from index.report import Meter
from index.revision import Revision
from index.rows import Floats

EMBEDDED_AT_ONCE = 32
MOST_AT_ONCE = 1024
SECONDS_AT_ONCE = 8.0
"""Passages a batch, at least and at most, and about how long one takes: what a kill can lose, and how often
progress is told. The more passages in one, the less its texts differ in length from their neighbours: among 32, an
embedder pads 13 % of what it computes, among 128, 4 %."""


class PassageEmbedder(Protocol):
    """What sync needs of an embedder."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    def embed_passages(self, texts: list[str]) -> Floats:
        """Return `(len(texts), d)` float32, unit norm."""

    def expecting(self, characters: int) -> AbstractContextManager[None]:
        """Return a `with` in which about so many characters will be embedded."""


def embed_waiting(revision: Revision, embedder: PassageEmbedder, meter: Meter) -> int:
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


def add_profiles(revision: Revision, embedder: PassageEmbedder) -> None:
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
