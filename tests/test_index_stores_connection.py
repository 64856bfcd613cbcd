"""Reaching a Chroma server: tokens, servers that are away or are something else, and what is said then."""

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from chroma_server import ChromaServer, free_port, token_guard

from index.errors import ServerError
from index.stores.address import Address
from index.stores.connection import Connection, close

pytestmark = pytest.mark.real


def connection(url: str, token: str | None = None, patience_s: float = 0.0) -> Connection:
    return Connection(Address.parse(url), token, patience_s)


def heartbeat(opened: Connection) -> int:
    with opened.client() as client:
        return client.heartbeat()


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """Serve the same answer to everything; yield the address."""

    class Same(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Same) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_server_is_reached_past_a_proxy_for_the_web(
    chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heartbeat(connection(chroma.url)) > 0
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert heartbeat(connection(chroma.url)) > 0


def test_nobody_there() -> None:
    port = free_port()
    started = time.monotonic()
    with pytest.raises(ServerError, match=f"does not answer .*chroma run --path FOLDER --port {port}"):
        heartbeat(connection(f"http://127.0.0.1:{port}"))
    assert time.monotonic() - started < 5


def test_the_token_is_sent_as_chroma_does_and_stands_in_no_message(chroma: ChromaServer) -> None:
    with token_guard(chroma, "right-Secret") as url:
        assert heartbeat(connection(url, "right-Secret")) > 0
        with pytest.raises(ServerError, match=r"does not take the token.*ASSISTANT_CHROMA_TOKEN") as wrong:
            heartbeat(connection(url, "wrong-Secret"))
        assert "Secret" not in str(wrong.value)
        with pytest.raises(ServerError, match=r"wants a token.*ASSISTANT_CHROMA_TOKEN"):
            heartbeat(connection(url))


def test_a_token_that_is_taken_back_is_told(chroma: ChromaServer) -> None:
    with token_guard(chroma, "old") as url:
        opened = connection(url, "old")
        client = opened.open()
        client._server._session.headers["Authorization"] = "Bearer new"  # type: ignore[attr-defined]
        with pytest.raises(ServerError, match="does not take the token"), opened.failures():
            client.list_collections()
        close(client)


@pytest.mark.parametrize(
    ("status", "body"), [(404, b"not found"), (200, b"<html>"), (410, b"v1"), (200, b"")]
)
def test_something_else_answers(status: int, body: bytes) -> None:
    with (
        answering(status, body) as url,
        pytest.raises(ServerError, match=f"no Chroma server of version 1 .status {status}"),
    ):
        heartbeat(connection(url))


def test_a_server_that_is_restarted_is_waited_for(chroma: ChromaServer) -> None:
    with connection(chroma.url, patience_s=60).client() as client:
        chroma.stop()
        starting = threading.Timer(1.0, chroma.start)
        starting.start()
        client.list_collections()
        starting.join()
    chroma.stop()
    with (
        pytest.raises(ServerError, match="does not answer"),
        connection(chroma.url, patience_s=0.3).client(),
    ):
        pass


def test_a_failure_of_the_server_is_told_in_its_words(chroma: ChromaServer) -> None:
    with (
        pytest.raises(ServerError, match=r"did not do what was asked .*no-such-thing.*assistant index"),
        connection(chroma.url).client() as client,
    ):
        client.get_collection("no-such-thing", embedding_function=None)
