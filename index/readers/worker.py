"""The process in which files are read by libraries: `index.readers.workshop` starts it, sends it files, and ends it.

Invariant: whatever a file does to a library (it hangs, takes all memory, crashes) it does to this process alone. Proved
by `tests/test_index_readers_workshop.py`.

It reads jobs from standard input and writes answers, as JSON and nothing that could run, to standard output: each with
its length before it.
"""

import contextlib
import json
import os
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO

from index.errors import DocumentError
from index.readers.parsed import Parsed

MEMORY = 2 * 2**30
"""Bytes of address space, where the system can limit it (Linux)."""

JOB = struct.Struct(">IQ")
ANSWER = struct.Struct(">Q")


def parse(suffix: str, data: bytes, source: str) -> Parsed:
    """Read one document here and now; only the library of its format is imported.

    Args:
        suffix: of its file, in lower case, one of `index.readers.formats.WORKED`.
        data: its bytes.
        source: its source, for messages.

    Returns:
        What its reader makes of it.

    Raises:
        DocumentError: it cannot be read.
    """
    read: Callable[[bytes, str], Parsed]
    match suffix:
        case ".html" | ".htm":
            from index.readers.html import parse as read
        case ".pdf":
            from index.readers.pdf import parse as read
        case ".docx":
            from index.readers.docx import parse as read
        case ".odt":
            from index.readers.odt import parse as read
        case ".epub":
            from index.readers.epub import parse as read
        case ".eml":
            from index.readers.eml import parse as read
        case _:
            raise ValueError(f"no reader for {suffix!r}")
    return read(data, source)


def serve() -> None:
    """Answer jobs until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that waits
    _limit_memory()
    while (job := _job(sys.stdin.buffer)) is not None:
        answer = json.dumps(_answer(*job)).encode()
        answers.write(ANSWER.pack(len(answer)) + answer)
        answers.flush()


def _job(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    head = stream.read(JOB.size)
    if len(head) < JOB.size:
        return None
    about, data = (stream.read(length) for length in JOB.unpack(head))
    return json.loads(about), data


def _answer(about: dict[str, Any], data: bytes) -> dict[str, Any]:
    if hasattr(signal, "alarm"):  # ends this process if nobody is left who would
        signal.alarm(int(about["seconds"]) + 5)
    try:
        return {"parsed": asdict(parse(about["suffix"], data, about["source"]))}
    except DocumentError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {
            "refused": f"{about['source']!r} takes more than {MEMORY // 2**30} GB of memory to read; split it"
        }
    except Exception as error:
        return {"failed": repr(error), "trace": traceback.format_exc()}
    finally:
        if hasattr(signal, "alarm"):
            signal.alarm(0)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has none, macOS takes none
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
