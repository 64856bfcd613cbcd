"""A connection to a Chroma server: reached with patience, and failing with words that say what to do.

Invariant: a server that is restarted, or is away for no longer than `patience_s`, is waited for, whatever is being
done; each request may then be sent twice, so only requests that may are made. The token is sent as Chroma's own client
sends it and stands in no message. Proved by `tests/test_index_stores_connection.py`.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import httpx

from index.errors import IndexingError, ServerError
from index.stores.address import Address

if TYPE_CHECKING:
    from chromadb.api.client import Client

log = logging.getLogger(__name__)

READING_S, WRITING_S = 5.0, 60.0
"""How long a server that does not answer is waited for: by somebody who asks, and by a sync."""

TIMEOUT = httpx.Timeout(120.0, connect=5.0)
PAUSE_S = 0.25
_AWAY = {429, 502, 503, 504}
_REFUSED = {401, 403}
_TOKENS = "chromadb.auth.token_authn.TokenAuthClientProvider"


class Connection:
    """One client of a Chroma server.

    Args:
        address: where the server listens.
        token: sent as `Authorization: Bearer ...`, or None.
        patience_s: how long a server that does not answer is waited for.
    """

    def __init__(self, address: Address, token: str | None = None, patience_s: float = READING_S) -> None:
        self.address = address
        self._token = token
        self._patience_s = patience_s

    @contextmanager
    def client(self) -> Iterator["Client"]:
        """Lend a client of its own to the block, in which failures become errors for people.

        Yields:
            Chroma's client.
        """
        with self.failures():
            client = self.open()
            try:
                yield client
            finally:
                close(client)

    def open(self) -> "Client":
        """Connect; `close` the client that is returned.

        Returns:
            Chroma's client.

        Raises:
            ServerError: the server does not answer, wants another token, or is no Chroma 1.
        """
        with self.failures():
            client = self._connected()
            # Chroma's own session waits for ever, and gives up where a server is being restarted. A second one, by
            # which Chroma looked for the database, is not needed any more.
            server = cast("Any", client)._server
            patient = self._session(dict(server._session.headers))
            server._session.close()
            cast("Any", client)._admin_client._server._session.close()
            server._session = patient
            return client

    def _connected(self) -> "Client":
        """Return Chroma's own client, which gives up at once: it is made again while the server is away."""
        import chromadb
        from chromadb.config import Settings

        deadline = time.monotonic() + self._patience_s
        while True:
            self._check()
            settings = Settings(anonymized_telemetry=False)
            if not self.address.is_secure:  # reading all certificates takes longer than all the rest
                settings.chroma_server_ssl_verify = False
            if self._token is not None:
                settings.chroma_client_auth_provider = _TOKENS
                settings.chroma_client_auth_credentials = self._token
            host, port, is_secure = self.address.host, self.address.port, self.address.is_secure
            try:
                return cast("Client", chromadb.HttpClient(host, port, is_secure, settings=settings))
            except (ValueError, httpx.TransportError) as error:  # the former where it hides the latter
                if time.monotonic() > deadline:
                    raise
                log.info("The Chroma server went away, and is asked again: %s", error)
                time.sleep(PAUSE_S)

    def _check(self) -> None:
        """Ask for what every Chroma 1 has, before its client waits without end for whatever else is there."""
        headers = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        with self._session(headers) as session:
            answer = session.get(f"{self.address.url}/api/v2/auth/identity")
        if answer.status_code != 200 or "tenant" not in answer.text:
            raise ServerError(
                f"What answers at {self.address.url} is no Chroma server of version 1 (status "
                f"{answer.status_code}). Start one with `chroma run`, or set ASSISTANT_CHROMA to the right address."
            )

    def _session(self, headers: dict[str, str]) -> httpx.Client:
        # A proxy set for the web must not catch what stays on this machine.
        return httpx.Client(
            headers=headers,
            timeout=TIMEOUT,
            verify=self.address.is_secure,
            transport=_Patient(self._patience_s, self.address.is_secure),
            trust_env=not self.address.is_here,
        )

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turn every failure of the server into an error for people.

        Yields:
            Nothing.

        Raises:
            ServerError: in place of the failure.
        """
        from chromadb.errors import ChromaAuthError

        url = self.address.url
        try:
            yield
        except IndexingError:
            raise
        except (_RefusalError, ChromaAuthError) as error:
            wanted = "wants a token" if self._token is None else "does not take the token it was given"
            raise ServerError(
                f"The Chroma server at {url} {wanted}. Set ASSISTANT_CHROMA_TOKEN to the one it was set up with."
            ) from error
        except (httpx.TransportError, ConnectionError) as error:
            raise ServerError(
                f"The Chroma server at {url} does not answer ({_words(error)}). Start it (`chroma run --path "
                f"FOLDER --port {self.address.port}`), or unset ASSISTANT_CHROMA to keep the index on this machine."
            ) from error
        except Exception as error:
            if "Could not connect" in str(error):
                raise ServerError(
                    f"The Chroma server at {url} does not answer. Start it with `chroma run`, and where a proxy is "
                    "set, name the server in NO_PROXY."
                ) from error
            raise ServerError(
                f"The Chroma server at {url} did not do what was asked ({_words(error)}). See what it says "
                "itself; `assistant index` tries again, and makes what it lost again without embedding it twice."
            ) from error


def close(client: "Client") -> None:
    """Close a client of `Connection.open`, and what Chroma leaves open of it."""
    cast("Any", client)._server._session.close()
    client.close()


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:300]}"


class _RefusalError(Exception):
    """The server, or what stands before it, does not take the token."""


class _Patient(httpx.HTTPTransport):
    """Sends a request again while the server is away."""

    def __init__(self, patience_s: float, is_secure: bool) -> None:
        super().__init__(verify=is_secure)
        self._patience_s = patience_s

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer, of the first try that gets one."""
        deadline = time.monotonic() + self._patience_s
        while True:
            is_last = time.monotonic() > deadline
            try:
                response = super().handle_request(request)
            except httpx.TransportError as error:
                if is_last:
                    raise
                log.info("The Chroma server does not answer, and is asked again: %s", error)
            else:
                if response.status_code in _REFUSED:
                    raise _RefusalError(f"status {response.status_code}")
                if response.status_code not in _AWAY or is_last:
                    return response
                response.close()
            time.sleep(PAUSE_S)
