"""llama.cpp's own server, inside this process, that nobody else can talk to.

It listens on a Unix socket in a folder only this user may enter, asks for a key made at random, and has no TCP port;
proved by `tests/test_assistant_models_bundled.py`, together with the invariant that `close`, or the end of the process,
removes the folder.
"""

import os
import secrets
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any

import httpx

from assistant.errors import ModelError
from assistant.models.line import HOOKS, LIMITS

BATCH = 64  # prompt tokens between two signs of life, and between two chances to stop
MAX_SOCKET_PATH = 100  # systems allow 104 to 108 bytes
_SILENCE_S = 600.0


class Server:
    """llama.cpp's server on a private Unix socket."""

    def __init__(self, path: Path, context_window: int, adapter: Path | None = None) -> None:
        folder = _private_folder()
        key = secrets.token_urlsafe(32)
        address = str(folder / "llm.sock")
        self.client = httpx.Client(
            transport=httpx.HTTPTransport(uds=address, limits=LIMITS),
            base_url="http://bundled",
            headers={"Authorization": f"Bearer {key}"},
            timeout=_SILENCE_S,
            event_hooks=HOOKS,
        )
        running: list[Any] = []
        # At the end of the process too, and then before Python takes itself apart: the server's own threads would
        # crash in the ruins.
        self._stop = weakref.finalize(self, _stop, self.client, running, folder)
        try:
            running.append(_start(path, context_window, address, key, adapter))
        except RuntimeError as error:
            self.close()
            raise ModelError(
                f"The model {str(path)!r} could not be loaded: the file is damaged, of an unknown kind, or "
                "too large for the memory that is free. Close other programs, or choose another model."
            ) from error

    def close(self) -> None:
        """Stop the server, free its memory, remove its socket; a second call does nothing."""
        self._stop()


def _stop(client: httpx.Client, running: list[Any], folder: Path) -> None:
    client.close()
    running.clear()
    shutil.rmtree(folder, ignore_errors=True)


def _private_folder() -> Path:
    folder = tempfile.mkdtemp(prefix="assistant-")
    if len(os.fsencode(folder)) > MAX_SOCKET_PATH - len("/llm.sock"):
        Path(folder).rmdir()
        folder = tempfile.mkdtemp(prefix="assistant-", dir="/tmp")
    return Path(folder)


def _start(path: Path, context_window: int, address: str, key: str, adapter: Path | None) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context_window
    params.n_batch = params.n_ubatch = BATCH
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = physical_cores()
    params.hostnames = [address]  # a path is a Unix socket; an empty list crashes
    params.api_keys = [key]
    params.warmup = False
    if adapter is not None:
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), 1.0)]
    params.ui = False
    params.verbosity = 0
    return xllamacpp.Server(params)


def physical_cores() -> int:
    """Return the cores this process may use, two hardware threads of one core counted once."""
    allowed = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if not allowed:
        return max(1, (os.cpu_count() or 2) // (1 if os.uname().machine == "arm64" else 2))
    siblings = Path("/sys/devices/system/cpu")
    cores = set()
    for number in allowed:
        shared = siblings / f"cpu{number}" / "topology" / "thread_siblings_list"
        cores.add(shared.read_text("ascii").strip() if shared.is_file() else str(number))
    return len(cores)
