"""Which requests the page answers, and what it tells the browser."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.web import security

LOGIN = "/login"  # the one address at which anything may be sent


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def client(host: str, *, is_loopback: bool) -> TestClient:
    middleware = security.middleware(host, is_loopback=is_loopback)
    app = Starlette(
        routes=[Route(path, hello, methods=["GET", "POST"]) for path in ("/", LOGIN)], middleware=middleware
    )
    app.auth = None  # type: ignore[attr-defined]  # as Gradio's app says that nobody has to log in
    return TestClient(app, base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "127.0.0.1"])
def test_this_machines_names_are_answered(host: str) -> None:
    assert client("127.0.0.1", is_loopback=True).get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", ""]
)
def test_foreign_host_is_refused(host: str) -> None:
    assert client("127.0.0.1", is_loopback=True).get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://127.0.0.1:9", "null", "http://localhost:7860", "file://", "x"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_sites_page_is_refused(origin: str, method: str) -> None:
    for is_loopback in (True, False):
        headers = {"Origin": origin, "Host": "127.0.0.1:7860"}
        found = client("127.0.0.1", is_loopback=is_loopback).request(
            method, LOGIN if method == "POST" else "/", headers=headers
        )
        assert found.status_code == 403, origin
        assert "only to itself" in found.text


def test_the_pages_own_requests_are_answered() -> None:
    page = client("127.0.0.1", is_loopback=True)
    assert page.post(LOGIN, headers={"Origin": "http://127.0.0.1:7860"}).text == "hello"
    assert page.post(LOGIN).text == "hello"  # no browser
    outside = client("10.0.0.5", is_loopback=False)
    headers = {"Host": "assistant.example:7860", "Origin": "http://assistant.example:7860"}
    assert outside.post(LOGIN, headers=headers).text == "hello"


def test_every_answer_tells_the_browser_to_stay_here() -> None:
    page = client("127.0.0.1", is_loopback=True)
    policy = page.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    refused = page.get("/", headers={"Origin": "http://evil.example"})
    assert refused.headers["x-content-type-options"] == "nosniff"
