"""A real Chroma server for tests, and something before it that wants a token, as people put one there.

Chroma's server has had no authentication of its own since 1.0, its client has: what checks the token is a proxy.
"""

import contextlib
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class ChromaServer:
    """`chroma run`, which can be stopped and started again on the same port with the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # The command `chroma`, which need not be on the path.
        program = [sys.executable, "-c", "import sys; from chromadb.cli.cli import app; sys.exit(app())"]
        self._process = subprocess.Popen(
            [*program, "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/api/v2/heartbeat"):
                return
            assert self._process.poll() is None, "chroma run ended"
            time.sleep(0.05)
        raise AssertionError("chroma run does not answer")

    def start_again(self) -> None:
        """Start it unless it runs."""
        if self._process is None:
            self.start()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def token_guard(server: ChromaServer, token: str) -> Iterator[str]:
    """Forward requests that carry the token to the server, refuse the others; yield the address to use."""

    class Guard(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            if self.headers.get("Authorization") != f"Bearer {token}":
                self.reply(401, b"no")
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            url, kind = f"{server.url}{self.path}", {"Content-Type": "application/json"}
            answer = httpx.request(self.command, url, content=body, headers=kind, trust_env=False)
            self.reply(answer.status_code, answer.content)

        def reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Guard) as guard:
        thread = threading.Thread(target=guard.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{guard.server_port}"
        finally:
            guard.shutdown()
            thread.join()
