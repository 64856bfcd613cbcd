"""The page over its own protocol: real Gradio, a real socket, an assistant of the tests."""

import gc
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from page_fakes import FakeAssistant

from assistant.answer import Turn
from assistant.errors import DataFolderError, LockedError, SettingsError
from assistant.settings import Settings
from ui.web import server, texts
from ui.web.frames import Frame
from ui.web.kept import Kept
from ui.web.uploads import LIMIT_BYTES

gradio_client = pytest.importorskip("gradio_client")

# Gradio's client and server leave sockets and event loops for the garbage collector, which the fixture `url`
# calls while this is in force; and it sets an option of pandas that is on its way out.
pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning", "ignore:'future.no_silent_downcasting':Warning"
    ),
]


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def url(fake: FakeAssistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # A proxy that swallows everything: the page must start all the same.
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        for name in ("NO_PROXY", "no_proxy", "GRADIO_ANALYTICS_ENABLED", "GRADIO_TEMP_DIR"):
            patch.delenv(name, raising=False)
        kept = Kept(tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("corpus"))
        page = server.start(fake, "127.0.0.1", 0, kept=kept)
        yield page.url
        page.close()
        gc.collect()


EN = texts.words("en")


class Tab:
    """One browser tab, seen from the protocol: what each part of the page shows after an event."""

    def __init__(self, url: str) -> None:
        self.client = gradio_client.Client(url, verbose=False, analytics_enabled=False)

    def submit(self, *inputs: str, api: str = "/ask") -> "gradio_client.client.Job":
        return self.client.submit(*inputs, api_name=api)

    def ask(self, question: str) -> tuple[str, str]:
        """Ask, wait, and return the turn and the evidence as they stand at the end."""
        frames = self.frames(self.submit(question))
        return frames[-1].turn, frames[-1].evidence

    @staticmethod
    def frames(job: "gradio_client.client.Job") -> list[Frame]:
        """Return what each part of the page showed, frame by frame."""
        job.result(timeout=20)
        shown, frames = Frame(*[""] * len(Frame._fields)), []
        for output in job.outputs():
            new = zip(shown, output, strict=True)
            shown = Frame(*[part if isinstance(part, str) else old for old, part in new])
            frames.append(shown)
        return frames


@pytest.fixture(scope="module")
def browser(url: str) -> Iterator[Tab]:
    tab = Tab(url)
    yield tab
    tab.client.close()


@pytest.fixture
def tab(browser: Tab) -> Tab:
    """A tab in which nothing was asked yet."""
    browser.client.reset_session()
    return browser


def test_evidence_comes_before_the_draft_and_the_answer_last(tab: Tab) -> None:
    frames = Tab.frames(tab.submit("Where did Kim receive Lavrov?"))
    turns = [frame.turn for frame in frames]
    evidence = next(number for number, frame in enumerate(frames) if 'class="passages"' in frame.evidence)
    draft = next(number for number, turn in enumerate(turns) if 'class="draft"' in turn)
    assert evidence < draft
    assert EN.say("searching") in turns[0]
    assert 'class="answer"' in turns[-1]
    assert 'class="draft"' not in turns[-1]
    assert "aria-busy" not in turns[-1]


def test_history_is_what_was_said_in_this_tab(tab: Tab, fake: FakeAssistant, url: str) -> None:
    tab.ask("Where did Kim receive Lavrov?")
    tab.ask("broken")
    turn, _ = tab.ask("And when?")
    assert 'id="t3"' in turn
    question, history = fake.asked[-1]
    assert question == "And when?"
    assert [entry.role for entry in history] == ["user", "assistant"]
    assert history[0] == Turn("user", "Where did Kim receive Lavrov?")
    assert "[1]" not in history[1].text
    other = Tab(url)
    other.ask("And when?")
    assert fake.asked[-1] == ("And when?", [])
    other.client.close()


def test_error_is_told_in_the_chat_and_can_be_asked_again(tab: Tab, fake: FakeAssistant) -> None:
    turn, evidence = tab.ask("broken")
    assert "Type: ollama serve" in turn
    assert 'class="passages"' in evidence
    before = len(fake.asked)
    again = Tab.frames(tab.submit(api="/retry"))[-1]
    assert len(fake.asked) == before + 1
    assert again.past == ""
    assert "Type: ollama serve" in again.turn


def test_a_mistake_of_ours_is_told_and_keeps_its_traceback(tab: Tab) -> None:
    job = tab.submit("bug")
    with pytest.raises(gradio_client.exceptions.AppError):
        job.result(timeout=20)
    assert EN.say("failed") in Frame(*job.outputs()[-1]).turn
    turn, _ = tab.ask("Where did Kim receive Lavrov?")
    assert 'class="answer"' in turn


@pytest.mark.parametrize("question", ["", "   \n\t "])
def test_empty_question_is_not_sent(tab: Tab, fake: FakeAssistant, question: str) -> None:
    before = len(fake.asked)
    frame = Tab.frames(tab.submit(question))[-1]
    assert EN.say("empty_question") in frame.hint
    assert frame.turn == ""
    assert len(fake.asked) == before


def test_question_of_any_kind_is_shown(tab: Tab) -> None:
    for question in ("\N{THINKING FACE}" * 3, "x" * 100_000, "<b>{}</b> %s \\ud800"):
        turn, _ = tab.ask(question)
        assert 'class="answer"' in turn


def test_stop_closes_the_stream_and_says_so(tab: Tab, fake: FakeAssistant) -> None:
    job = tab.submit("slow")
    wait_until(lambda: any('class="draft"' in str(output) for output in job.outputs()))
    assert not fake.closed.is_set()
    stopped = time.monotonic()
    tab.client.predict(api_name="/stop")
    assert fake.closed.wait(2)
    assert time.monotonic() - stopped < 2
    assert EN.say("stopped") in Tab.frames(job)[-1].turn
    assert 'class="answer"' in tab.ask("Where did Kim receive Lavrov?")[0]


def test_second_question_while_answering_is_turned_away(tab: Tab, fake: FakeAssistant) -> None:
    job = tab.submit("slow")
    wait_until(lambda: any('class="draft"' in str(output) for output in job.outputs()))
    assert EN.say("still_answering") in Tab.frames(tab.submit("Where?"))[-1].hint
    tab.client.predict(api_name="/stop")
    assert fake.closed.wait(2)


def test_new_chat_forgets_and_stops(tab: Tab, fake: FakeAssistant) -> None:
    tab.ask("Where did Kim receive Lavrov?")
    job = tab.submit("slow")
    wait_until(lambda: any('class="draft"' in str(output) for output in job.outputs()))
    cleared = Frame(*tab.client.predict(api_name="/new"))
    assert (cleared.past, cleared.turn, cleared.evidence) == ("", "", "")
    assert fake.closed.wait(2)
    turn, _ = tab.ask("And when?")
    assert 'id="t3"' in turn
    assert fake.asked[-1] == ("And when?", [])


def test_several_people_ask_at_once(url: str) -> None:
    tabs = [Tab(url) for _ in range(3)]
    jobs = [tab.submit("slow") for tab in tabs]
    for job in jobs:
        wait_until(lambda job=job: any('class="draft"' in str(output) for output in job.outputs()))
    for tab, job in zip(tabs, jobs, strict=True):
        tab.client.predict(api_name="/stop")
        assert EN.say("stopped") in Tab.frames(job)[-1].turn
    with ThreadPoolExecutor() as pool:  # each takes a second to say goodbye
        list(pool.map(lambda tab: tab.client.close(), tabs))


def test_foreign_host_is_refused(url: str) -> None:
    assert httpx.get(url, trust_env=False).status_code == 200
    assert httpx.get(url, headers={"Host": "evil.example"}, trust_env=False).status_code == 400


def test_page_tells_the_browser_to_stay_here(url: str) -> None:
    policy = httpx.get(url, trust_env=False).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_gradio_gives_no_files(url: str) -> None:
    for path in ("README.md", "/etc/passwd", "corpus/000_51a4812c081649fb.txt", "../pyproject.toml"):
        for route in ("file=", "file/", "stream/"):
            found = httpx.get(f"{url}gradio_api/{route}{path}", trust_env=False)
            assert found.status_code in {403, 404, 405}, (route, path)


def test_what_is_sent_stays_in_its_folder_and_within_its_size(url: str) -> None:
    names = ("../../evil.txt", "/etc/evil.txt", "a\\..\\b.txt", "x" * 300 + ".txt")
    uploads = Path(os.environ["GRADIO_TEMP_DIR"]).resolve()
    for name in names:
        sent = httpx.post(f"{url}gradio_api/upload", files={"files": (name, b"x")}, trust_env=False)
        if sent.status_code == 200:
            (path,) = sent.json()
            assert Path(path).resolve().is_relative_to(uploads)
    big = httpx.post(
        f"{url}gradio_api/upload", files={"files": ("a.txt", b"x" * (LIMIT_BYTES + 1))}, trust_env=False
    )
    assert big.status_code == 413
    assert not (uploads.parent / "evil.txt").exists()


def test_original_files_are_those_of_documents(url: str) -> None:
    good = httpx.get(f"{url}original", params={"source": "002_d69a3e7bfe563393.txt"}, trust_env=False)
    assert good.status_code == 200
    assert "Kim" in good.text
    for source in ("../pyproject.toml", "/etc/passwd", "corpus/x"):
        bad = httpx.get(f"{url}original", params={"source": source}, trust_env=False)
        assert bad.status_code == 404


def test_page_counts_nothing_and_shares_nothing(url: str) -> None:
    config = httpx.get(f"{url}config", trust_env=False).json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert "127.0.0.1" in os.environ["NO_PROXY"].split(",")


def test_password_is_asked_for() -> None:
    page = server.start(FakeAssistant(), "127.0.0.1", 0, auth=[("bob", "other"), ("ana", "secret")])
    try:
        assert httpx.get(f"{page.url}config", trust_env=False).status_code == 401
        for user, password, status in (("ana", "other", 400), ("ana", "secret", 200), ("bob", "other", 200)):
            login = {"username": user, "password": password}
            with httpx.Client(trust_env=False) as client:
                assert client.post(f"{page.url}login", data=login).status_code == status
                assert client.get(f"{page.url}config").status_code == (200 if status == 200 else 401)
    finally:
        page.close()


def test_terminal_says_once_each_time_that_the_index_is_not_up_to_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fake = FakeAssistant()
    locked, full = LockedError("Wait for process 7."), DataFolderError("The disk is full.")
    errors = iter([None, locked, locked, LockedError("Wait for process 7."), None, locked, full, full])

    def sleep(seconds: float) -> None:
        assert 0 < seconds <= 2
        try:
            fake.sync_error = next(errors)
        except StopIteration:
            raise KeyboardInterrupt from None

    page = server.RunningPage("http://here", SimpleNamespace(close=lambda verbose: None), threading.Event())
    monkeypatch.setattr(server, "start", lambda *args, **options: page)
    monkeypatch.setattr(server.time, "sleep", sleep)
    server.serve(fake, Settings(data=tmp_path / "data", corpus=tmp_path / "corpus"), False)
    said = [line for line in capsys.readouterr().err.splitlines() if "up to date" in line]
    assert said == [texts.NOT_UP_TO_DATE.format(error=error) for error in (locked, locked, full)]


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_it_listens_on_the_other_loopback_address() -> None:
    page = server.start(FakeAssistant(), "::1", 0)
    try:
        assert page.url.startswith("http://[::1]:")
        assert httpx.get(page.url, trust_env=False).status_code == 200
        for stranger in ("evil.example", "[::2]", "[::1].evil.example", "::1"):
            answer = httpx.get(page.url, headers={"Host": stranger}, trust_env=False)
            assert answer.status_code == 400, stranger
    finally:
        page.close()


def test_busy_port_names_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"http://127.0.0.1:{port}/.*ASSISTANT_PORT={port + 1}"):
            server.start(FakeAssistant(), "127.0.0.1", port)


def test_unknown_host_says_what_to_set() -> None:
    with pytest.raises(SettingsError, match=r"'192\.0\.2\.1'.*ASSISTANT_HOST=127\.0\.0\.1"):
        server.free_port("192.0.2.1", 7860)


def test_proxies_of_the_user_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet.example,localhost")
    monkeypatch.delenv("no_proxy", raising=False)
    server.prepare_environment()
    assert os.environ["NO_PROXY"] == "intranet.example,localhost,127.0.0.1,::1"


def wait_until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
