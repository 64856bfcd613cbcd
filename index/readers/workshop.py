"""Reading files by libraries, in a process of their own (`index.readers.worker`).

Invariant: a file on which a library hangs, crashes or runs out of memory costs itself alone, and bounded time: then the
process is ended, and the next file gets a new one. Proved by `tests/test_index_readers_workshop.py`.
"""

import atexit
import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from index.documents import Span
from index.errors import DocumentError
from index.readers.parsed import Parsed
from index.readers.worker import ANSWER, JOB

log = logging.getLogger(__name__)

SECONDS = 60.0
SECONDS_PER_MB = 10.0
MOST_SECONDS = 300.0
"""How long a file may take: so long, and so much longer the larger it is, but at most so long."""

IDLE_SECONDS = 30.0
"""The process is ended when there was nothing to read for so long."""

_START = "from index.readers.worker import serve; serve()"


class Workshop:
    """One process that reads files; started when it is needed, ended when it is not. Several threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: threading.Timer | None = None

    def parse(self, suffix: str, data: bytes, source: str) -> Parsed:
        """Read one document, as `index.readers.worker.parse` does.

        Args:
            suffix: of its file, in lower case.
            data: its bytes.
            source: its source, for messages.

        Returns:
            What its reader makes of it.

        Raises:
            DocumentError: it cannot be read, takes too long, or its reader crashed.
        """
        seconds = min(MOST_SECONDS, SECONDS + SECONDS_PER_MB * len(data) / 2**20)
        about = {"suffix": suffix, "source": source, "seconds": seconds}
        with self._lock:
            answer = self._exchange(json.dumps(about).encode(), data, seconds, source)
        if "parsed" in answer:
            return _parsed(answer["parsed"])
        if "refused" in answer:
            raise DocumentError(answer["refused"])
        log.error("Reading %r failed:\n%s", source, answer["trace"])
        raise DocumentError(
            f"{source!r} cannot be read: the program failed on it ({answer['failed']}); save it in another form, and "
            "report this with what the log says"
        )

    def close(self) -> None:
        """End the process; the next file starts another."""
        with self._lock:
            self._end()

    def _exchange(self, about: bytes, data: bytes, seconds: float, source: str) -> dict[str, Any]:
        process = self._started()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(JOB.pack(len(about), len(data)) + about)
            process.stdin.write(data)
            process.stdin.flush()
            head = process.stdout.read(ANSWER.size)
            answer = process.stdout.read(ANSWER.unpack(head)[0]) if len(head) == ANSWER.size else b""
            timer.cancel()
            return dict(json.loads(answer))
        except (OSError, ValueError) as error:
            timer.cancel()
            self._end()
            raise DocumentError(_died(source, seconds, late.is_set(), process.returncode)) from error
        except BaseException:  # Ctrl-C: what it answers would be taken for the next file's
            timer.cancel()
            self._end()
            raise
        finally:
            self._rest()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._idle is not None:
            self._idle.cancel()
        if self._process is None or self._process.poll() is not None:
            self._end()
            # `-P`: a folder `index` where somebody happens to be is not ours.
            command = [sys.executable, "-P", "-W", "ignore", "-c", _START]
            places = os.pathsep.join(str(Path(place).resolve()) for place in sys.path)
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": places},
            )
        return self._process

    def _rest(self) -> None:
        self._idle = threading.Timer(IDLE_SECONDS, self.close)
        self._idle.daemon = True
        self._idle.start()

    def _end(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError as error:  # what it was sent and did not read
                        log.debug("The reader's pipe: %s", error)


def _died(source: str, seconds: float, late: bool, code: int | None) -> str:
    if late:
        return f"{source!r} takes longer than {seconds:.0f} s to read; split it into smaller files, or save it as text"
    return f"{source!r} makes its reader crash (exit status {code}); save it in another form"


def _parsed(values: dict[str, Any]) -> Parsed:
    headings = tuple(Span(**span) for span in values["headings"])
    return Parsed(**{**values, "headings": headings, "pages": tuple(values["pages"])})


WORKSHOP = Workshop()
atexit.register(WORKSHOP.close)
