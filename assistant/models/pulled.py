"""An answer pulled out of a model by a thread of its own: a sign of life twice a second, and an end at any moment.

Proved by `tests/test_assistant_models_language_model.py`.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

from assistant.errors import AssistantError, ModelTimeoutError
from assistant.models.line import Line
from assistant.models.places import Visit

BEAT_S = 0.5
STOP_S = 0.8  # how long a closing generator waits for the model to stop before it leaves that to its thread


class Pulled:
    """One answer pulled out of a model by a thread, which tells the visit when the model has stopped."""

    def __init__(self, source: Callable[[], Iterator[str]], visit: Visit) -> None:
        self._source = source
        self._visit = visit
        self._line = Line()
        self._pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._pull, name="language-model", daemon=True)
        visit.begin()
        try:
            self._thread.start()
        except RuntimeError:  # no more threads can be had
            visit.end()
            raise

    def _pull(self) -> None:
        try:
            with self._line.in_use(), closing(self._source()) as source:  # type: ignore[type-var]
                for piece in source:
                    if self._line.is_cut:
                        break
                    self._pieces.put(piece)
            self._pieces.put(None)
        except Exception as error:
            self._pieces.put(error)  # raised by whoever waits for the pieces
        finally:
            self._visit.end()

    def pieces(
        self, deadline: Callable[[bool], float], translate: Callable[[Exception], AssistantError]
    ) -> Iterator[str]:
        """Yield the pieces as they come, "" twice a second in between; raise the model's own error."""
        has_started = False
        last = time.monotonic()
        while True:
            try:
                piece = self._pieces.get(timeout=BEAT_S)
            except queue.Empty:
                silent = time.monotonic() - last
                if silent > deadline(has_started):
                    raise ModelTimeoutError(
                        f"The model has said nothing for {silent:.0f} seconds. Choose a smaller one, or "
                        "ask again."
                    ) from None
                yield ""
                continue
            if piece is None:
                return
            if isinstance(piece, Exception):
                translated = translate(piece)
                raise translated from (None if translated is piece else piece)
            has_started, last = True, time.monotonic()
            yield piece

    def stop(self) -> None:
        """Cut the line and give the thread a moment to end; it gives the place back when it has."""
        self._line.cut()
        self._thread.join(STOP_S)
