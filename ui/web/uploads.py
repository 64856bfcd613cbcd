"""The folder into which Gradio puts what browsers send, until it is added to the documents.

Invariant: what is never added does not stay: neither for longer than a while, nor more of it than fits a limit.
Proved by `tests/test_ui_web_uploads.py`.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LIMIT_BYTES = 50 * 1024 * 1024
LIMIT = "50 MB"
"""The largest file that is taken."""
AGE_S = 15 * 60.0
"""A file is added right after it was sent; one as old as this was forgotten, or its sending broke off."""
MOST_BYTES = 1 << 30
EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class Uploads:
    """What browsers have sent.

    Attributes:
        folder: Gradio's; nothing else may lie there.
    """

    folder: Path

    def file(self, path: str) -> Path | None:
        """Return the file that Gradio has put there; None for any other place."""
        if not path:
            return None
        try:
            real = Path(os.path.realpath(path))
            is_sent = real.is_relative_to(os.path.realpath(self.folder)) and real.is_file()
        except (OSError, ValueError):  # too long, or no path at all: it comes from a browser
            return None
        return real if is_sent else None

    def sweep(self) -> None:
        """Delete what is too old, then the oldest while all together are too large."""
        now = time.time()
        found = sorted(self._files())
        total = sum(size for _, size, _ in found)
        for modified, size, path in found:
            if now - modified > AGE_S or total > MOST_BYTES:
                path.unlink(missing_ok=True)
                total -= size
                with suppress(OSError):  # another file is in there, or it is the folder itself
                    if path.parent != self.folder:
                        path.parent.rmdir()

    def keep_swept(self, ending: threading.Event) -> threading.Thread:
        """Sweep again and again, in the background, until the page ends."""

        def work() -> None:
            while not ending.wait(EVERY_S):
                self.sweep()

        thread = threading.Thread(target=work, name="sweep", daemon=True)
        thread.start()
        return thread

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Yield the time, the size and the path of each file."""
        for place, _, names in os.walk(self.folder):
            for name in names:
                path = Path(place, name)
                with suppress(FileNotFoundError):  # added meanwhile
                    state = path.lstat()
                    yield state.st_mtime, state.st_size, path
