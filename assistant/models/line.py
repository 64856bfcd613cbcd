"""HTTP exchanges that another thread may cut, whatever they are waiting for.

A thread blocked in `recv` does not notice that another one closed its client; it does notice a socket that
was shut down. httpx's `trace` extension hands out the connection as soon as there is one, long before a slow
model sends its first byte. Proved by `tests/test_assistant_models_ollama.py` (the server sees the connection
end within a second, while it is still silent).
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import httpx

_current: ContextVar["Line | None"] = ContextVar("line", default=None)

# A server whose machine went away is noticed after 10 + 3 * 5 seconds, however long an answer may take.
_KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPALIVE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


class Line:
    """The connection of one exchange; `cut` ends it from any thread, also before it exists."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    @property
    def is_cut(self) -> bool:
        """Whether `cut` was called."""
        return self._is_cut

    def cut(self) -> None:
        """End the exchange: whoever reads from it gets an error or an end at once."""
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                _shut_down(self._socket)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Within the block, this thread's requests through clients with `HOOKS` run on this line."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take the connection out of httpx's trace."""
        if not event.startswith("connection.") or not event.endswith(".complete"):
            return
        stream = info.get("return_value")
        found = stream.get_extra_info("socket") if stream is not None else None
        if found is None:
            return
        _keep_alive(found)
        with self._lock:
            self._socket = found
            if self._is_cut:
                _shut_down(found)


def _keep_alive(connection: socket.socket) -> None:
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        option = getattr(socket, name, None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)


def _shut_down(connection: socket.socket) -> None:
    # The plain socket's method: a TLS socket's own would take its session from under the thread that reads.
    with suppress(OSError):  # it ended by itself in the meantime
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _on_request(request: httpx.Request) -> None:
    line = _current.get()
    if line is not None:
        request.extensions = {**request.extensions, "trace": line.trace}


# What a client needs to run on lines: every exchange on a connection of its own, handed to its line.
HOOKS = {"request": [_on_request]}
LIMITS = httpx.Limits(max_keepalive_connections=0)
