"""Who may log in, and how fast somebody who guesses may go on.

Invariants: how long a comparison takes tells nothing about a name or a password; after a failure each further attempt
from the same address waits, one behind the other, and too many at once are turned away.
Proved by `tests/test_ui_web_logins.py`.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FIRST_S = 0.5
LONGEST_S = 8.0
FORGOTTEN_S = 15 * 60.0
"""After this long without a failure an address begins anew."""
MOST_WAITING = 5
MOST_ADDRESSES = 10_000


class Passwords:
    """Tells whether a name and a password belong together; Gradio asks it.

    Args:
        credentials: the users and their passwords.
    """

    def __init__(self, credentials: Sequence[tuple[str, str]]) -> None:
        self._known = [(_digest(user), _digest(password)) for user, password in credentials]

    def __call__(self, user: str, password: str) -> bool:
        """Return whether this user has this password; everybody's is compared, whoever it is."""
        name, word = _digest(user), _digest(password)
        is_right = False
        for known_name, known_word in self._known:
            both = hmac.compare_digest(name, known_name) & hmac.compare_digest(word, known_word)
            is_right = is_right or both
        return is_right


@dataclass(slots=True)
class _Address:
    """What is known of an address: failures, when the last one was, who waits."""

    failures: int = 0
    last: float = 0.0
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class LoginBrake:
    """ASGI middleware that slows down who tries one password after another."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._known: OrderedDict[str, _Address] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on at once but attempts to log in after a failure."""
        is_login = (
            scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in {"/login", "/login/"}
        )
        if not is_login:
            await self.app(scope, receive, send)
            return
        address = self._address(scope)
        if address.waiting >= MOST_WAITING:
            refusal = PlainTextResponse(
                "Too many attempts to log in. Wait a minute.", 429, {"Retry-After": "60"}
            )
            await refusal(scope, receive, send)
            return
        address.waiting += 1
        try:
            async with address.turn:
                await self._attempt(address, scope, receive, send)
        finally:
            address.waiting -= 1

    async def _attempt(self, address: _Address, scope: Scope, receive: Receive, send: Send) -> None:
        if time.monotonic() - address.last > FORGOTTEN_S:
            address.failures = 0
        await asyncio.sleep(delay(address.failures))

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 400:
                address.failures += 1
                address.last = time.monotonic()
            await send(message)

        await self.app(scope, receive, watched)

    def _address(self, scope: Scope) -> _Address:
        key = network(scope["client"][0] if scope.get("client") else "")
        found = self._known.setdefault(key, _Address())
        self._known.move_to_end(key)
        if len(self._known) > MOST_ADDRESSES:
            self._known.popitem(last=False)
        return found


def delay(failures: int) -> float:
    """Return how many seconds the next attempt waits after so many failures."""
    return min(LONGEST_S, FIRST_S * 2 ** min(failures - 1, 10)) if failures else 0.0


def network(address: str) -> str:
    """Return what counts as one address: of IPv6, everything that one household may use."""
    with suppress(ValueError):
        found = ipaddress.ip_address(address.partition("%")[0])
        if found.version == 6 and found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, 64), strict=False))
    return address


def _digest(text: str) -> bytes:
    # Of one length, whatever was typed.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
