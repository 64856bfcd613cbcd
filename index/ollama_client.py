"""One way to reach an Ollama server, for the embedder here and the language model above.

`OLLAMA_HOST` is read as Ollama's own tools read it; on this machine's own addresses no proxy is ever used, and a
server that is not there is noticed within `CONNECT_S`. Proved by `tests/test_index_ollama_client.py`.
"""

import ipaddress
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import SettingsError

if TYPE_CHECKING:
    from ollama import Client

CONNECT_S = 3.0
SILENCE_S = 600.0  # a first sign of life of a slow machine may take minutes


def server_url(host: str | None = None) -> str:
    """Return the server's address, read from `host` or `OLLAMA_HOST` as Ollama's own tools read it.

    Args:
        host: the address, scheme and port optional; None means the environment's, or Ollama's default.

    Returns:
        scheme, host, port and path; an address a server listens on (0.0.0.0) becomes one to connect to.

    Raises:
        SettingsError: when it is no address.
    """
    from ollama._client import _parse_host

    given = (host or os.environ.get("OLLAMA_HOST") or "").strip().strip("\"'").strip()
    try:
        url = str(_parse_host(given))
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("its scheme is neither http nor https")
    except ValueError as error:
        raise SettingsError(
            f"OLLAMA_HOST is {given!r}, which is no address ({error}). Set it to one like 127.0.0.1:11434."
        ) from error
    return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


def make_client(
    url: str, connect_s: float = CONNECT_S, silence_s: float = SILENCE_S, **options: Any
) -> "Client":
    """Return a client for one server; it opens no connection yet, and keeps none open between exchanges.

    What else is given goes to the `httpx.Client` underneath.

    Args:
        url: the server, as `server_url` returns it.
        connect_s: seconds a connection may take.
        silence_s: seconds the server may be silent.

    Returns:
        The client.
    """
    import httpx
    from ollama import Client

    timeout = httpx.Timeout(silence_s, connect=connect_s)
    options.setdefault("limits", httpx.Limits(max_keepalive_connections=0))
    return Client(url, timeout=timeout, trust_env=not is_loopback(url), **options)


def is_loopback(url: str) -> bool:
    """Return whether `url` names this machine itself."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
