"""What protects the page from other pages and from what documents may hold.

Invariant: the browser is told to load nothing from another host; what another site's page sends is refused; and a
page listening on this machine alone answers only to this machine's own names. Proved by `tests/test_ui_web_security.py`
and `tests/test_ui_web_browser.py`.
"""

from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.gate import Gate
from ui.web.logins import LoginBrake

# Gradio evaluates its own templates in the browser, so inline and evaluated scripts cannot be forbidden;
# every address but our own can.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ProtectiveHeaders:
    """ASGI middleware that adds the headers above to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the response back with the headers added."""

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)  # the files of documents have stricter ones
            await send(message)

        await self.app(scope, receive, send_protected if scope["type"] == "http" else send)


class SameOrigin:
    """ASGI middleware that refuses what another site's page sends: its address is in `Origin`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it comes from this page, or from no page at all."""
        if scope["type"] in {"http", "websocket"}:
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
                refusal = PlainTextResponse("This page answers only to itself.", 403)
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)


def middleware(host: str, *, is_loopback: bool) -> list[Any]:
    """Return the middleware of a page.

    On loopback only this machine's names are taken: otherwise a foreign page whose name is made to point at
    127.0.0.1 could read the documents.

    Args:
        host: what the page listens on, as it stands in a URL: an IPv6 address in brackets.
        is_loopback: whether that is this machine alone.

    Returns:
        What Starlette's `middleware` takes.
    """
    chain = [Middleware(ProtectiveHeaders), Middleware(SameOrigin)]
    if is_loopback:
        names = ["localhost", "127.0.0.1", host]
        chain.append(Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False))
    return [*chain, Middleware(LoginBrake), Middleware(Gate)]
