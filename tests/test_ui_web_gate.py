"""Which addresses are open, to whom, and whose tab is whose."""

import json
from types import SimpleNamespace

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ui.web import gate
from ui.web.gate import MOST_JSON, Gate, Tabs
from ui.web.uploads import LIMIT_BYTES

LOGGED_IN = {"ana": "token-a", "bob": "token-b"}


def client(*, has_login: bool = True, user: str = "") -> TestClient:
    """A browser in front of the gate; behind it, everything is answered with what was sent."""

    async def behind(scope, receive, send) -> None:
        request = Request(scope, receive)
        await PlainTextResponse("in " + (await request.body()).decode("utf-8", "replace")[:200])(
            scope, receive, send
        )

    app = SimpleNamespace(
        auth=(lambda name, word: True) if has_login else None,
        cookie_id="1",
        tokens={token: name for name, token in LOGGED_IN.items()},
    )
    inner = Gate(behind)

    async def outer(scope, receive, send) -> None:
        scope["app"] = app
        await inner(scope, receive, send)

    cookies = {"access-token-unsecure-1": LOGGED_IN[user]} if user else {}
    return TestClient(outer, base_url="http://page", cookies=cookies)


def as_user(page: TestClient, user: str) -> TestClient:
    """Another browser at the same gate."""
    return TestClient(page.app, base_url="http://page", cookies={"access-token-unsecure-1": LOGGED_IN[user]})


OPEN = [
    "/",
    "/assets/index.js",
    "/static/fonts/x.woff2",
    "/theme.css",
    "/favicon.ico",
    "/gradio_api/startup-events",
]
USED = [
    "/config",
    "/original?source=a",
    "/gradio_api/info",
    "/gradio_api/heartbeat/abcd1",
    "/gradio_api/queue/data?session_hash=abcd1",
]
CLOSED = [
    *(
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/file=https://evil.example/x",
    ),
    *("/gradio_api/proxy=https://evil.example", "/gradio_api/stream/abcd1/1/1/playlist.m3u8", "/monitoring"),
    *("/monitoring/summary", "/gradio_api/runs", "/gradio_api/vibe-code", "/gradio_api/dev/reload"),
    *("/gradio_api/custom_component/a/client/component/x.js", "/gradio_api/deep_link?session_hash=abcd1"),
    *(
        "/openapi.json",
        "/docs",
        "/redoc",
        "/gradio_api/openapi.json",
        "/gradio_api/mcp/sse",
        "/mcp",
        "/svelte/x.js",
    ),
    *(
        "/gradio_api/user",
        "/gradio_api/token",
        "/gradio_api/app_id",
        "/gradio_api/queue/status",
        "/manifest.json",
    ),
    *(
        "/gradio_api/call/ask/1",
        "//etc/passwd",
        "/original/",
        "/assets",
        "/static/..\\..\\x",
        "/config/x",
        "/pwa_icon",
    ),
    *("/gradio_api//upload", "/gradio_api/upload_progress?upload_id=1", "/gradio_api/queue/data/x"),
]


@pytest.mark.parametrize("path", OPEN)
def test_the_login_page_is_for_everybody(path: str) -> None:
    assert client().get(path).text == "in "


@pytest.mark.parametrize("path", USED)
def test_the_page_is_for_who_has_logged_in(path: str) -> None:
    assert client().get(path).status_code == 401
    assert client(user="ana").get(path).text == "in "
    assert client(has_login=False).get(path).text == "in "


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_page_does_not_use_is_not_there(path: str) -> None:
    assert client().get(path).status_code == 401
    for page in (client(user="ana"), client(has_login=False)):
        assert page.get(path).status_code == 404
        assert page.post(path, json={"session_hash": "abcd1"}).status_code == 404
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
            assert page.request(method, path).status_code == 404


def test_a_made_up_cookie_opens_nothing() -> None:
    for token in ("x", "", "None", "null"):
        page = client()
        page.cookies.set("access-token-unsecure-1", token)
        assert page.get("/config").status_code == 401


IN_BODY = [
    "/gradio_api/queue/join",
    "/gradio_api/run/predict",
    "/gradio_api/cancel",
    "/gradio_api/component_server/",
]


@pytest.mark.parametrize("path", IN_BODY)
def test_a_tab_is_his_who_used_it_first(path: str) -> None:
    ana = client(user="ana")
    bob = as_user(ana, "bob")
    sent = json.dumps({"session_hash": "tab-of-ana", "data": ["é"]})
    headers = {"content-type": "application/json"}
    assert ana.post(path, content=sent, headers=headers).text == f"in {sent}"
    assert bob.post(path, content=sent, headers=headers).status_code == 403
    assert bob.get("/gradio_api/queue/data?session_hash=tab-of-ana").status_code == 403
    assert bob.get("/gradio_api/heartbeat/tab-of-ana").status_code == 403
    assert bob.post(path, json={"session_hash": "tab-of-bob"}).status_code == 200
    assert ana.get("/gradio_api/heartbeat/tab-of-ana").status_code == 200


@pytest.mark.parametrize("path", IN_BODY)
@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"[]",
            b"null",
            b"{",
            b"{}",
            b'{"session_hash": null}',
            b'{"session_hash": 7}',
            b"[" * 100_000,
        ),
        *(
            b'{"session_hash": ["tab-of-ana"]}',
            b'{"session_hash": "../x"}',
            b'{"session_hash": ""}',
            b"\xff\xfe\x00",
        ),
    ],
)
def test_a_request_that_names_no_tab_is_refused(path: str, body: bytes) -> None:
    page = client(user="ana")
    assert page.post(path, content=body, headers={"content-type": "application/json"}).status_code == 400


def test_what_could_be_read_in_two_ways_is_refused() -> None:
    ana = client(user="ana")
    ana.get("/gradio_api/heartbeat/tab-of-ana")
    bob = as_user(ana, "bob")
    twice = "/gradio_api/queue/data?session_hash=tab-of-bob&session_hash=tab-of-ana"
    assert bob.get(twice).status_code == 400
    form = {"session_hash": "tab-of-bob"}
    assert bob.post("/gradio_api/component_server/", data=form).status_code == 400
    assert bob.post("/gradio_api/component_server/", data=form, files={"a": b"x"}).status_code == 400
    doubled = b'{"session_hash": "tab-of-bob", "session_hash": "tab-of-ana"}'
    headers = {"content-type": "application/json"}
    assert bob.post("/gradio_api/queue/join", content=doubled, headers=headers).status_code == 403


def test_halves_of_characters_are_replaced_and_whole_ones_are_not() -> None:
    headers = {"content-type": "application/json"}
    sent = rb'{"session_hash": "abcd1", "data": ["a \ud800 b", "\uD83D\uDE00", "\\ud800", "\u0142"]}'
    got = client(user="ana").post("/gradio_api/queue/join", content=sent, headers=headers).text
    said = json.loads(got.removeprefix("in "))
    assert said["data"] == ["a \ufffd b", "\N{GRINNING FACE}", "\\ud800", "\u0142"]


def test_a_long_body_is_not_kept_in_memory() -> None:
    page = client(user="ana")
    sent = b'{"session_hash": "abcd1", "data": "' + b"x" * MOST_JSON + b'"}'
    headers = {"content-type": "application/json"}
    assert page.post("/gradio_api/queue/join", content=sent, headers=headers).status_code == 413


def test_a_file_says_how_long_it_is() -> None:
    page = client(user="ana")
    assert page.post("/gradio_api/upload", content=b"x").text == "in x"
    for length, status in ((str(LIMIT_BYTES * 2), 413), ("9" * 30, 413), ("-1", 411), ("x", 411)):
        sent = page.post("/gradio_api/upload", content=b"x", headers={"content-length": length})
        assert sent.status_code == status
    assert page.post("/gradio_api/upload", content=iter([b"x"])).status_code == 411
    assert client().post("/gradio_api/upload", content=b"x").status_code == 401


def test_there_are_no_sockets() -> None:
    with pytest.raises(WebSocketDisconnect), client(user="ana").websocket_connect("/gradio_api/queue/join"):
        pass


def test_only_ones_own_tabs_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_TABS", 3)
    tabs = Tabs()
    assert tabs.claim("a1", "ana")
    for number in range(10):
        assert tabs.claim(f"b{number}", "bob")
    assert not tabs.claim("a1", "bob")
    assert tabs.claim("b0", "ana")  # forgotten, and no tab of anybody's by now
    assert not tabs.claim("b9", "ana")
