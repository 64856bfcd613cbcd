"""One way to reach an Ollama server, for the embedder here and the language model above.

Ollama's own client reads `OLLAMA_HOST` as Ollama's tools do; on this machine's own addresses no proxy is ever
used, and a dead server is noticed within `CONNECT_SECONDS`.
"""

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import EmbedderError

if TYPE_CHECKING:
    import ollama

CONNECT_SECONDS = 3.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def client(host: str | None = None, read_seconds: float = 600.0) -> "ollama.Client":
    """Return a client for the server at `host`, or at `OLLAMA_HOST`, or at Ollama's default address.

    Args:
        host: as in `OLLAMA_HOST`: scheme and port may be left out; `0.0.0.0` means this machine.
        read_seconds: how long the server may be silent; a first token of a slow machine takes minutes.

    Returns:
        The client; nothing is sent yet.

    Raises:
        EmbedderError: when the address is none.
    """
    import httpx
    import ollama

    address = host or os.environ.get("OLLAMA_HOST") or "127.0.0.1"
    options: dict[str, Any] = {
        "timeout": httpx.Timeout(read_seconds, connect=CONNECT_SECONDS),
        "limits": httpx.Limits(max_keepalive_connections=0),  # none is left open, to be found dead later
    }
    try:
        first = ollama.Client(host=address, **options)
    except ValueError as error:
        raise EmbedderError(
            f"OLLAMA_HOST is {address!r}, which is no address ({error}). Set it to one like 127.0.0.1:11434."
        ) from error
    url = urlsplit(str(first._client.base_url))
    if url.hostname in ("0.0.0.0", "::"):  # a server's "every address" is no address to call
        address = f"{url.scheme}://127.0.0.1:{url.port}{url.path}"
        return ollama.Client(host=address, trust_env=False, **options)
    return ollama.Client(host=address, trust_env=False, **options) if url.hostname in LOOPBACK else first
