"""Logging in: whose password it is, and how fast somebody may guess."""

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.web import logins
from ui.web.logins import LONGEST_S, MOST_WAITING, LoginBrake, Passwords, delay, network


def test_only_the_own_password_opens() -> None:
    may = Passwords([("ana", "secret"), ("bob", "other"), ("zoë", "żółw")])
    assert may("ana", "secret")
    assert may("bob", "other")
    assert may("zoë", "żółw")
    for user, password in (
        ("ana", "other"),
        ("ana", ""),
        ("", ""),
        ("ANA", "secret"),
        ("x", "secret"),
        ("\ud800", "\0"),
    ):
        assert not may(user, password)


def test_everybodys_password_is_compared_whoever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    may = Passwords([("ana", "secret"), ("bob", "other")])
    compared: list[int] = []
    real = logins.hmac.compare_digest
    monkeypatch.setattr(logins.hmac, "compare_digest", lambda a, b: compared.append(len(a)) or real(a, b))
    for user, password in (("ana", "secret"), ("ana", "x"), ("nobody", "x" * 1000)):
        compared.clear()
        may(user, password)
        assert compared == [32] * 4


def test_each_failure_makes_the_next_attempt_wait_longer() -> None:
    assert [delay(failures) for failures in range(7)] == [0, 0.5, 1, 2, 4, 8, 8]
    assert delay(10**6) == LONGEST_S


def test_a_household_is_one_address() -> None:
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2:ffff::1%eth0")
    assert network("2001:db8:1:3::4") != network("2001:db8:1:2::4")
    assert network("10.0.0.1") != network("10.0.0.2")
    assert network("") == ""


class Guesser:
    """Somebody who tries to log in at an app that knows one password, and notes when each attempt arrived."""

    def __init__(self) -> None:
        self.arrived: list[float] = []

        async def login(request: Request) -> PlainTextResponse:
            self.arrived.append(time.monotonic())
            return PlainTextResponse("", 200 if await request.body() == b"right" else 400)

        async def other(request: Request) -> PlainTextResponse:
            return PlainTextResponse("hello")

        routes = [Route("/login", login, methods=["POST"]), Route("/", other)]
        self.app = LoginBrake(Starlette(routes=routes))

    async def send(self, body: bytes = b"wrong", path: str = "/login", address: str = "10.0.0.1") -> int:
        status = 0

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body}

        async def send(message: dict[str, object]) -> None:
            nonlocal status
            status = message.get("status", status)  # type: ignore[assignment]

        scope = {"type": "http", "method": "POST" if path == "/login" else "GET", "path": path, "headers": []}
        await self.app({**scope, "query_string": b"", "client": (address, 1)}, receive, send)  # type: ignore[arg-type]
        return status


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each attempt waited; none does in truth."""
    waits: list[float] = []
    real: Callable[[float], object] = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await real(0.02)  # type: ignore[misc]

    monkeypatch.setattr(logins.asyncio, "sleep", sleep)
    return waits


def test_who_guesses_is_slowed_and_others_are_not(slept: list[float]) -> None:
    async def guess() -> None:
        guesser = Guesser()
        for _ in range(6):
            assert await guesser.send() == 400
        assert slept == [0, 0.5, 1, 2, 4, 8]
        assert await guesser.send(address="10.0.0.2") == 400
        assert slept[-1] == 0
        before = len(slept)
        assert await guesser.send(path="/") == 200
        assert len(slept) == before
        assert await guesser.send(b"right") == 200  # which does not make the next guess quick
        await guesser.send()
        assert slept[-2:] == [8, 8]

    asyncio.run(guess())


def test_guesses_at_the_same_time_wait_one_behind_the_other(slept: list[float]) -> None:
    async def guess() -> None:
        guesser = Guesser()
        statuses = await asyncio.gather(*(guesser.send() for _ in range(40)))
        assert statuses.count(429) == 40 - MOST_WAITING
        assert slept == [0, 0.5, 1, 2, 4]
        assert len(guesser.arrived) == MOST_WAITING
        assert await guesser.send(address="10.0.0.2") == 400  # nobody else is turned away

    asyncio.run(guess())


def test_failures_are_forgotten(slept: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    async def guess() -> None:
        guesser = Guesser()
        for _ in range(3):
            await guesser.send()
        later = time.monotonic() + logins.FORGOTTEN_S + 1
        monkeypatch.setattr(logins, "time", SimpleNamespace(monotonic=lambda: later))
        await guesser.send()
        assert slept == [0, 0.5, 1, 0]

    asyncio.run(guess())
