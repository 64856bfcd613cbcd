"""Which of Gradio's addresses the page answers at, and whose tab a request may speak for.

Gradio has some sixty addresses: among them one that fetches any web address, one that gives out files, and several
that ask for no login. Invariants: what the page does not use is not there; before somebody has logged in, there is
nothing but the page that asks for it; a tab belongs to who used it first, and nobody else sees, drives or stops it.
Proved by `tests/test_ui_web_gate.py` and `tests/test_ui_web_endpoints.py`.
"""

import json
import re
from collections import OrderedDict
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.uploads import LIMIT_BYTES

_API = "/gradio_api"
# What a browser loads before anybody has logged in: the login page, its scripts and its looks. The page's own start
# asks for `startup-events` without a cookie; it does something the first time only.
_PUBLIC = (
    ("GET", re.compile(r"/|/(?:assets|static)/[^\\]+|/theme\.css|/favicon\.ico|/logout|/robots\.txt")),
    ("GET", re.compile(rf"{_API}/startup-events")),
    ("POST", re.compile(r"/login/?")),
)
_USED = (
    ("GET", re.compile(r"/config/?|/original")),
    ("GET", re.compile(rf"{_API}/info/?")),
    ("POST", re.compile(rf"{_API}/reset/?")),
)
_UPLOAD = re.compile(rf"{_API}/upload")
# These name a tab: in the path, in the query, or in a body of JSON.
_TAB_IN_PATH = re.compile(rf"{_API}/heartbeat/([^/]+)")
_TAB_IN_QUERY = re.compile(rf"{_API}/queue/data")
_TAB_IN_BODY = re.compile(rf"{_API}/(?:queue/join|cancel|component_server/?|run/\w+/?)")
_TAB = re.compile(r"[A-Za-z0-9_-]{4,64}")

MOST_JSON = 4 << 20
"""Bytes of a request that is not a file: a question of 100,000 characters is 0.6 MB at most."""
_MULTIPART = 64 << 10
MOST_TABS = 1000


class Tabs:
    """Who owns which tab; of each user's, the latest thousand are known."""

    def __init__(self) -> None:
        self._owner: dict[str, str] = {}
        self._of: dict[str, OrderedDict[str, None]] = {}

    def claim(self, tab: str, user: str) -> bool:
        """Return whether a tab is a user's; one that nobody has used yet becomes theirs."""
        if self._owner.setdefault(tab, user) != user:
            return False
        mine = self._of.setdefault(user, OrderedDict())
        mine[tab] = None
        mine.move_to_end(tab)
        if len(mine) > MOST_TABS:  # only one's own tabs are forgotten: nobody can make another's free
            oldest, _ = mine.popitem(last=False)
            del self._owner[oldest]
        return True


class Gate:
    """ASGI middleware that lets through what the page needs, for those who may."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.tabs = Tabs()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why not."""
        if scope["type"] == "http":
            refusal, receive = await self._look(Request(scope, receive), receive)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        elif scope["type"] != "lifespan":  # the page has no sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)

    async def _look(self, request: Request, receive: Receive) -> tuple[PlainTextResponse | None, Receive]:
        """Return what refuses a request, or None; and from where its body can be read."""
        path, method = request.scope["path"], "GET" if request.method == "HEAD" else request.method
        if _is_one_of(_PUBLIC, method, path):
            return None, receive
        user = user_of(request)
        if user is None:
            return PlainTextResponse("Log in first.", 401), receive
        if _is_one_of(_USED, method, path):
            return None, receive
        if method == "POST" and _UPLOAD.fullmatch(path):
            return _too_large(request), receive
        if method == "POST" and _TAB_IN_BODY.fullmatch(path):
            body = await _body(request)
            if body is None:
                return PlainTextResponse("This is too long.", 413), receive
            said = _said(request, body)
            return self._refused(said.get("session_hash"), user), _again(_whole(body, said), receive)
        if method == "GET" and (found := _TAB_IN_PATH.fullmatch(path)):
            return self._refused(found[1], user), receive
        if method == "GET" and _TAB_IN_QUERY.fullmatch(path):
            return self._refused(_only(request.query_params.getlist("session_hash")), user), receive
        return PlainTextResponse("There is nothing here.", 404), receive

    def _refused(self, tab: Any, user: str) -> PlainTextResponse | None:
        if not isinstance(tab, str) or not _TAB.fullmatch(tab):
            return PlainTextResponse("This request names no tab of the page.", 400)
        return None if self.tabs.claim(tab, user) else PlainTextResponse("This tab is somebody else's.", 403)


def user_of(request: Request) -> str | None:
    """Return who sends a request: an empty name where nobody has to log in, None for who has not.

    Args:
        request: what came; its app is Gradio's, which knows who has logged in.

    Returns:
        The name, as Gradio itself finds it.
    """
    app = request.scope["app"]
    if app.auth is None:
        return ""
    cookies = request.cookies
    token = cookies.get(f"access-token-{app.cookie_id}") or cookies.get(
        f"access-token-unsecure-{app.cookie_id}"
    )
    user: str | None = app.tokens.get(token)
    return user


def _is_one_of(known: tuple[tuple[str, re.Pattern[str]], ...], method: str, path: str) -> bool:
    return any(method == wanted and pattern.fullmatch(path) for wanted, pattern in known)


def _too_large(request: Request) -> PlainTextResponse | None:
    """Return what refuses a file before any of it is written to the disk."""
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        return PlainTextResponse("Say how long the file is.", 411)
    if int(length[:20]) > LIMIT_BYTES + _MULTIPART:
        return PlainTextResponse("This file is larger than the maximum allowed size.", 413)
    return None


async def _body(request: Request) -> bytes | None:
    """Return the whole body, None when it is too long."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_JSON:
            return None
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read already, then what comes after it."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _said(request: Request, body: bytes) -> dict[str, Any]:
    """Return what a body of JSON says, read exactly as Gradio reads it; nothing when it is anything else."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return {}  # a form would be read in another way
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _whole(body: bytes, said: dict[str, Any]) -> bytes:
    """Return a body without halves of characters, which a browser may send and Gradio does not take."""
    if b"\\ud" not in body.lower():
        return body
    text = json.dumps(said, ensure_ascii=False)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _only(values: list[str]) -> str | None:
    return values[0] if len(values) == 1 else None
