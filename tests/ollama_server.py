"""A small server that speaks Ollama's native protocol over a real socket, and misbehaves on demand.

Answers have the shape of Ollama 0.12: /api/version, tags, ps, show, chat (NDJSON) and embed. What a chat does
is said by a `Reply`; what was asked is kept in `requests`.
"""

import json
import select
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Ending = Literal["done", "length", "cut", "reset", "silence", "garbage", "error"]


@dataclass(frozen=True)
class Model:
    """A model the server holds."""

    capabilities: tuple[str, ...] | None = ("completion", "tools")
    context_length: int = 40960
    parameters: str = ""
    architecture: str = "qwen3"
    modified_at: str = "2026-01-01T00:00:00Z"
    size: int = 2_600_000_000
    is_loaded: bool = False
    show_wait_s: float = 0.0
    show_status: int = 200


@dataclass(frozen=True)
class Reply:
    """What the next chats do: wait, stream the thoughts and the pieces, then end in one way or another."""

    pieces: Sequence[str] = ("Hello", ", ", "world", ".")
    thoughts: Sequence[str] = ()
    wait_s: float = 0.0
    pause_s: float = 0.0
    ending: Ending = "done"
    status: int = 200
    error: str = "llama runner process has terminated"
    prompt_eval_count: int = 26


@dataclass
class OllamaServer:
    """The server; use it in a `with` block."""

    models: dict[str, Model] = field(default_factory=lambda: {"qwen3:4b": Model()})
    reply: Reply = Reply()
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    chatting: threading.Event = field(default_factory=threading.Event)
    wait_before_anything_s: float = 0.0

    def __enter__(self) -> "OllamaServer":
        self._closing = threading.Event()
        server = self

        class Handler(_Handler):
            ollama = server

        self._http = _Http(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """What OLLAMA_HOST would say."""
        return f"127.0.0.1:{self._http.server_port}"

    def chats(self) -> list[dict[str, Any]]:
        """The bodies of the chats asked so far."""
        return [body for path, body in self.requests if path == "/api/chat"]

    def sleep(self, seconds: float, connection: socket.socket) -> None:
        """Sleep unless the server closes or the client hangs up, which raises."""
        end = time.monotonic() + seconds
        while not self._closing.is_set() and (left := end - time.monotonic()) > 0:
            readable, _, _ = select.select([connection], [], [], min(left, 0.02))
            if readable and not connection.recv(1, socket.MSG_PEEK):
                self.hung_up.set()
                raise ConnectionAbortedError


class _Http(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients hang up on purpose here."""


class _Handler(BaseHTTPRequestHandler):
    ollama: OllamaServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(json.loads(self.rfile.read(length) or b"{}"))

    def _answer(self, body: dict[str, Any]) -> None:
        self.ollama.requests.append((self.path, body))
        self.ollama.sleep(self.ollama.wait_before_anything_s, self.connection)
        routes = {
            "/api/version": self._version,
            "/api/tags": self._tags,
            "/api/ps": self._ps,
            "/api/show": self._show,
            "/api/chat": self._chat,
            "/api/embed": self._embed,
        }
        route = routes.get(self.path)
        if route is None:
            self._send(404, {"error": "404 page not found"})
        else:
            route(body)

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _version(self, _: dict[str, Any]) -> None:
        self._send(200, {"version": "0.12.6"})

    def _tags(self, _: dict[str, Any]) -> None:
        self._send(200, {"models": [_listed(name, model) for name, model in self.ollama.models.items()]})

    def _ps(self, _: dict[str, Any]) -> None:
        loaded = {name: model for name, model in self.ollama.models.items() if model.is_loaded}
        self._send(200, {"models": [_listed(name, model) for name, model in loaded.items()]})

    def _find(self, body: dict[str, Any]) -> Model | None:
        name = body.get("model", "")
        found = self.ollama.models.get(name) or self.ollama.models.get(f"{name}:latest")
        if found is None:
            self._send(404, {"error": f"model '{name}' not found"})
        return found

    def _show(self, body: dict[str, Any]) -> None:
        model = self._find(body)
        if model is None:
            return
        self.ollama.sleep(model.show_wait_s, self.connection)
        if model.show_status != 200:
            self._send(model.show_status, {"error": self.ollama.reply.error})
            return
        info = {
            "general.architecture": model.architecture,
            f"{model.architecture}.context_length": model.context_length,
        }
        shown: dict[str, Any] = {"details": {"family": model.architecture}, "model_info": info}
        if model.parameters:
            shown["parameters"] = model.parameters
        if model.capabilities is not None:
            shown["capabilities"] = list(model.capabilities)
        self._send(200, shown)

    def _embed(self, body: dict[str, Any]) -> None:
        if self._find(body) is not None:
            texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
            vectors = [[float(len(text)), 1.0, 0.0] for text in texts]
            self._send(200, {"model": body["model"], "embeddings": vectors, "prompt_eval_count": 3})

    def _chat(self, body: dict[str, Any]) -> None:
        reply = self.ollama.reply
        if self._find(body) is None:
            return
        if reply.status != 200:
            self._send(reply.status, {"error": reply.error})
            return
        if not body["messages"]:
            self._send(200, _message("", body, done=True, done_reason="load"))
            return
        self.ollama.chatting.set()
        self.ollama.sleep(reply.wait_s, self.connection)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for thought in reply.thoughts:
            self._line(_message("", body, thinking=thought))
        for piece in reply.pieces:
            self._line(_message(piece, body))
            self.ollama.sleep(reply.pause_s, self.connection)
        self._end(body, reply)

    def _end(self, body: dict[str, Any], reply: Reply) -> None:
        match reply.ending:
            case "done" | "length":
                reason = "stop" if reply.ending == "done" else "length"
                counts = {"prompt_eval_count": reply.prompt_eval_count, "eval_count": len(reply.pieces)}
                self._line(_message("", body, done=True, done_reason=reason, **counts))
            case "garbage":
                self._chunk(b"<html>502 Bad Gateway</html>\n")
            case "error":
                self._line({"error": reply.error})
            case "silence":
                self.ollama.sleep(60, self.connection)
            case "reset":
                self.close_connection = True
                return
        self._chunk(b"")

    def _line(self, answer: dict[str, Any]) -> None:
        self._chunk(json.dumps(answer).encode() + b"\n")

    def _chunk(self, data: bytes) -> None:
        try:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
        except OSError:
            self.ollama.hung_up.set()
            raise


def _listed(name: str, model: Model) -> dict[str, Any]:
    details = {"format": "gguf", "family": model.architecture, "parameter_size": "4.0B"}
    return {
        "name": name,
        "model": name,
        "modified_at": model.modified_at,
        "size": model.size,
        "digest": "0" * 64,
        "details": details,
    }


def _message(content: str, body: dict[str, Any], thinking: str | None = None, **more: Any) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if thinking is not None:
        message["thinking"] = thinking
    created = "2026-01-01T00:00:00.000000Z"
    return {"model": body["model"], "created_at": created, "message": message, "done": False, **more}
