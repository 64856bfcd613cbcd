"""Every address that Gradio's app has, attacked: what is read, written, fetched, and by whom."""

import gc
import http.client
import http.server
import inspect
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import gradio as gr
import httpx
import pytest
from page_fakes import FakeAssistant

from ui.web import server
from ui.web.kept import Kept

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning", "ignore:'future.no_silent_downcasting':Warning"
    ),
]
USERS = [("ana", "secret-a"), ("bob", "secret-b")]
CANARY = "CANARY-7f3a"
QUESTION = "Where did Kim receive Lavrov?"
DOCUMENT = "002_d69a3e7bfe563393.txt"


class Site(http.server.BaseHTTPRequestHandler):
    """Another web site; nothing may ever be asked of it."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(CANARY.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}"
        other.shutdown()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("machine")
    for name in ("secret.txt", "data/private.txt", "corpus/unindexed.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(CANARY)
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> Iterator[server.RunningPage]:
    kept = Kept(folder / "data", folder / "corpus")
    page = server.start(FakeAssistant(), "127.0.0.1", 0, auth=USERS, kept=kept)
    (Path(os.environ["GRADIO_TEMP_DIR"]) / "link.txt").symlink_to(folder / "secret.txt")
    yield page
    page.close()
    gc.collect()


class User:
    """Somebody with a browser, who can send anything; `tab` is the tab of the page they are in."""

    def __init__(self, page: server.RunningPage, name: str = "", tab: str = "") -> None:
        self.page, self.tab = page, tab or f"tab-of-{name or 'nobody'}-{time.monotonic_ns()}"
        self.http = httpx.Client(base_url=page.url, trust_env=False, timeout=30)
        if name:
            login = {"username": name, "password": dict(USERS)[name]}
            assert self.http.post("/login", data=login).status_code == 200

    def event(self, name: str, sent: object = None) -> httpx.Response:
        """Let an event that does not wait in the queue happen in the tab."""
        number, fn = next((n, fn) for n, fn in self.page.blocks.fns.items() if fn.name == name)
        body = {"fn_index": number, "data": [None] * len(fn.inputs), "session_hash": self.tab}
        return self.http.post("/gradio_api/run/predict", json={**body, "event_data": sent})

    def ask(self, question: str = QUESTION) -> str:
        """Ask, and return everything that the page was told on the way."""
        fn = next(number for number, fn in self.page.blocks.fns.items() if fn.name == "ask")
        body = {"fn_index": fn, "data": [question, None], "session_hash": self.tab}
        joined = self.http.post("/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            return str(joined.status_code)
        return self.http.get("/gradio_api/queue/data", params={"session_hash": self.tab}).text

    def call(self, name: str, asked: object, **more: object) -> httpx.Response:
        """Call one of the page's server functions."""
        pane = next(b for b in self.page.blocks.blocks.values() if getattr(b, "elem_id", "") == "pane")
        body = {"data": asked, "component_id": pane._id, "fn_name": name, "session_hash": self.tab} | more
        return self.http.post("/gradio_api/component_server/", json=body)


def routes(page: server.RunningPage) -> set[tuple[str, str]]:
    """Every method and path that Gradio's app answers to."""
    found: set[tuple[str, str]] = set()
    queue = list(page.blocks.app.router.routes)
    while queue:
        route = queue.pop()
        queue += list(getattr(route, "_effective_candidates", None) or getattr(route, "routes", None) or [])
        for method in getattr(route, "methods", None) or ():
            found.add((method, route.path))
    return found


def raw(page: server.RunningPage, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """Send a path as it is: clients tidy it up."""
    at = urlsplit(page.url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=10)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", "0")
        connection.endheaders()
        answer = connection.getresponse()
        try:
            return answer.status, answer.read(200_000)
        except (TimeoutError, http.client.HTTPException):  # a stream that goes on
            return answer.status, b""
    finally:
        connection.close()


def quick(page: server.RunningPage) -> list[str]:
    """Return the names of the events that do not wait in Gradio's queue, those that delete last."""
    found = {fn.name: fn for fn in page.blocks.fns.values() if fn.fn is not None and not fn.queue}
    assert len(found) > 10
    return sorted(found, key=lambda name: name == "delete")


def hostile_paths(folder: Path, site: str) -> list[str]:
    secret = str(folder / "secret.txt")
    up = "/".join([".."] * 12)
    link = os.environ["GRADIO_TEMP_DIR"] + "/link.txt"
    plain = [
        secret,
        up + secret,
        link,
        f"file://{secret}",
        f"{site}/x",
        f"/{secret}",
        "..\\..\\secret.txt",
        "C:\\boot.ini",
    ]
    encoded = [quote(path, safe="") for path in plain]
    doubled = [quote(path, safe="") for path in encoded]
    return [
        *(quote(path, safe="/:.\\") for path in plain),
        *encoded,
        *doubled,
        "..%2f..%2f..%2fetc%2fpasswd",
        "%00",
        "%ff%fe",
    ]


LOGIN_PAGE = {
    "/",
    "/login",
    "/login/",
    "/logout",
    "/theme.css",
    "/favicon.ico",
    "/robots.txt",
    "/gradio_api/startup-events",
}


def test_before_the_login_there_is_nothing_but_the_login_page(page: server.RunningPage) -> None:
    known = routes(page)
    assert len(known) > 60
    stranger = User(page)
    for method, path in sorted(known):
        filled = re.sub(r"\{[^}]*\}", "x", path)
        if filled in LOGIN_PAGE or filled.startswith(("/assets/", "/static/")):
            continue
        found = stranger.http.request(method, filled)
        assert found.status_code == 401, (method, path)
    shown = stranger.http.get("/").text
    assert '"auth_required":true' in shown.replace(" ", "")
    assert "Polish" not in shown
    assert "CANARY" not in shown


def test_no_address_gives_a_file_or_fetches_one(page: server.RunningPage, folder: Path, site: str) -> None:
    ana = User(page, "ana")
    cookies = "; ".join(f"{name}={value}" for name, value in ana.http.cookies.items())
    tried = 0
    for method, path in sorted(routes(page)):
        if method == "POST" or ("{" not in path and path != "/original"):
            continue
        for hostile in hostile_paths(folder, site):
            filled = re.sub(r"\{[^}]*\}", hostile.replace("\\", r"\\"), path)
            filled += f"?source={hostile}&deep_link={hostile}&page={hostile}&session_hash={ana.tab}"
            status, body = raw(page, method, filled, {"Cookie": cookies, "Host": urlsplit(page.url).netloc})
            tried += 1
            assert CANARY.encode() not in body, (method, filled)
            assert b"root:x:" not in body, (method, filled)
            assert status in {200, 400, 401, 403, 404, 405, 422} or status == 503, (method, filled, status)
    assert tried > 300
    assert Site.asked == []


def test_no_event_takes_a_file_or_fetches_one(page: server.RunningPage, folder: Path, site: str) -> None:
    ana = User(page, "ana")
    for path, url in ((str(folder / "secret.txt"), None), ("x", f"{site}/x"), (f"{site}/x", None)):
        file = {"path": path, "url": url, "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}
        for fn in page.blocks.fns.values():
            body = {"fn_index": fn._id, "session_hash": ana.tab, "event_data": file}
            answer = ana.http.post("/gradio_api/run/predict", json={**body, "data": [file] * len(fn.inputs)})
            assert CANARY not in answer.text
        assert CANARY not in ana.ask(file)  # type: ignore[arg-type]
        for name in ("add", "read", "change", "translate", "documents", "state"):
            assert CANARY not in ana.call(name, {**file, "source": path, "name": "a.txt"}).text
    assert (folder / "secret.txt").read_text() == CANARY
    assert Site.asked == []


MALFORMED: list[object] = [
    *(
        None,
        7,
        "x",
        [],
        {},
        {"locale": []},
        [[]] * 3,
        {"source": {"a": 1}},
        {"source": "\ud800", "name": "\ud800"},
    ),
    {"page": "9" * 500, "query": "x" * 100_000},
    {"marks": [None, 7, [], {}] * 500, "source": DOCUMENT, "start": "1", "end": "9" * 12},
]


@pytest.mark.parametrize("name", ["read", "documents", "translate", "add", "change", "state"])
def test_server_functions_bear_anything(page: server.RunningPage, name: str) -> None:
    ana = User(page, "ana")
    for asked in MALFORMED:
        answer = ana.http.post(
            "/gradio_api/component_server/",
            content=json.dumps(json.loads(ana.call(name, None).request.content) | {"data": asked}),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 200, (asked, answer.text)
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "name", ["__init__", "postprocess", "get_config", "load_event", "unload", "__class__", ""]
)
def test_only_server_functions_can_be_called(page: server.RunningPage, name: str) -> None:
    assert User(page, "ana").call(name, {}).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        *(
            None,
            7,
            "x",
            [],
            {"turn": 7},
            {"turn": "t1", "number": "1", "sentence": "-1"},
            {"chat": "../../secret"},
        ),
        *(
            {"all": ["yes"]},
            {"form": "exe"},
            {"languages": {"a": 1}, "from": "x" * 9000},
            {"locale": "../en"},
        ),
    ],
)
def test_events_bear_anything(page: server.RunningPage, sent: object) -> None:
    ana = User(page, "ana")
    for name in quick(page):
        answer = ana.event(name, sent)
        assert answer.status_code == 200, (name, answer.text)
        assert "Traceback" not in answer.text


def test_every_event_of_the_page_knows_its_user(page: server.RunningPage) -> None:
    takers = [fn for fn in page.blocks.fns.values() if any(isinstance(i, gr.State) for i in fn.inputs)]
    assert len(takers) > 10
    assert [fn.name for fn in takers if "request" not in inspect.signature(fn.fn).parameters] == []


def chat_of(folder: Path) -> str:
    """Return the id of the conversation that was kept last."""
    kept = sorted((folder / "data").glob("history-*/*/*.json"), key=lambda path: path.stat().st_mtime)
    return kept[-1].stem


def test_nobody_reaches_anothers_tab_or_conversation(page: server.RunningPage, folder: Path) -> None:
    ana, bob = User(page, "ana"), User(page, "bob")
    told = ana.ask("Where did Kim receive ana-only?")
    assert "ana-only" in told
    assert "process_completed" in told
    chat = chat_of(folder)
    intruder = User(page, "bob", tab=ana.tab)  # who knows even her tab
    assert intruder.ask() == "403"
    sent = {"chat": chat, "turn": "t1", "number": "1", "sentence": "0", "form": "json", "all": "yes"}
    for name in quick(page):
        assert intruder.event(name, sent).status_code == 403, name
    assert bob.http.get(f"/gradio_api/heartbeat/{ana.tab}").status_code == 403
    cancel = {"session_hash": ana.tab, "fn_index": 1, "event_id": "x"}
    assert bob.http.post("/gradio_api/cancel", json=cancel).status_code == 403
    for name in quick(page):  # and in a tab of his own, he asks for her conversation
        assert "ana-only" not in bob.event(name, sent).text, name
    assert len(list((folder / "data").glob(f"history-*/*/{chat}.json"))) == 1
    assert "ana-only" in User(page, "ana").event("find", {"query": "ana"}).text


def test_what_is_asked_in_a_tab_that_never_arrived_is_the_users_own(
    page: server.RunningPage, folder: Path
) -> None:
    bob = User(page, "bob")
    assert "process_completed" in bob.ask("Where did Kim receive bob-only?")
    assert not list((folder / "data").glob("history-*/local/*.json"))
    assert "bob-only" not in User(page, "ana").event("find", {"query": "bob"}).text
    assert "bob-only" in User(page, "bob").event("find", {"query": "bob"}).text


def test_guessing_a_password_is_slowed(page: server.RunningPage) -> None:
    with httpx.Client(base_url=page.url, trust_env=False, timeout=30) as guesser:
        begun = time.monotonic()
        for password in ("a", "b", "c"):
            assert guesser.post("/login", data={"username": "ana", "password": password}).status_code == 400
        assert time.monotonic() - begun > 1.4
