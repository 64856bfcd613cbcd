"""What protects the page from other pages and from what documents may hold.

Invariant: the browser is told to load nothing from another host, and a page listening on this machine alone
answers only to this machine's own names. Proved by `tests/test_ui_web_page.py::test_foreign_host_is_refused`
and `tests/test_ui_web_browser.py`.
"""

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, send_protected if scope["type"] == "http" else send)


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
    chain = [Middleware(ProtectiveHeaders)]
    if is_loopback:
        names = ["localhost", "127.0.0.1", host]
        chain.append(Middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False))
    return chain
