"""Ten people at once on a model that answers one question at a time: what is quick stays quick, each gets their own.

The figures are printed: `pytest -s tests/test_ui_web_many.py`.
"""

import gc
import json
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fakes import ScriptedLLM
from llama_index.core.base.llms.types import ChatMessage
from small_corpus import make_index

from assistant.assistant import Assistant
from assistant.settings import Settings
from ui.web import server, texts
from ui.web.kept import Kept

pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning", "ignore:'future.no_silent_downcasting':Warning"
    ),
]
USERS = [("ana", "secret-a"), ("bob", "secret-b")]
TABS = 10
EN = texts.words("en")
_PLACE = re.compile(re.escape(EN.say("queued", questions="#")).replace(r"\#", r"(\d+) questions?"))


class Slow(ScriptedLLM):
    """Takes a second and a half for each answer, which names the asker."""

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Any:
        (asker,) = re.findall(r"asker-\d+", str(messages[-1].content))
        self.answers.append(f"The harbour was opened in 1912, says {asker} to the ones who ask. [1]")
        self.prompts.extend([[]] * (len(self.answers) - 1 - len(self.prompts)))
        return super().stream_chat(messages, **kwargs)

    def asked(self) -> list[str]:
        return [
            name
            for prompt in self.prompts
            for m in prompt
            for name in re.findall(r"asker-\d+", str(m.content))
        ]


@pytest.fixture(scope="module")
def llm() -> Slow:
    return Slow(answers=[], wait_s=0.3, pause_s=0.1)


@pytest.fixture(scope="module")
def page(llm: Slow, tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.RunningPage]:
    folder = tmp_path_factory.mktemp("many")
    settings = Settings(data=folder / "data", corpus=folder / "corpus")
    with Assistant(make_index(folder), llm, settings) as assistant:
        assistant.warm()  # as `server.serve` does
        assistant.ask("When was the harbour of Brenna opened, asks asker-0?")
        llm.prompts.clear()
        llm.answers.clear()
        kept = Kept(settings.data, settings.corpus)
        page = server.start(assistant, "127.0.0.1", 0, auth=USERS, kept=kept)
        yield page
        page.close()
    gc.collect()


@dataclass
class Tab:
    """One tab, that notes when what came."""

    page: server.RunningPage
    number: int
    user: str
    came: list[tuple[float, str]] = field(default_factory=list)
    asked_at: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)
    leaving: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.page.url, trust_env=False, timeout=60)
        login = {"username": self.user, "password": dict(USERS)[self.user]}
        assert self.http.post("/login", data=login).status_code == 200
        self.hash = f"tab-{self.number}-{time.monotonic_ns()}"
        self.name = f"asker-{self.number}"

    def ask(self) -> None:
        """Ask, in the background."""
        fn = next(number for number, fn in self.page.blocks.fns.items() if fn.name == "ask")
        question = f"When was the harbour of Brenna opened, asks {self.name}?"
        body = {"fn_index": fn, "data": [question, None], "session_hash": self.hash}
        self.asked_at = time.monotonic()
        assert self.http.post("/gradio_api/queue/join", json=body).status_code == 200
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.hash}) as stream:
            for line in stream.iter_lines():
                self.came.append((time.monotonic(), line))
                if self.leaving.is_set():
                    return
                if '"process_completed"' in line:
                    break
        self.done.set()

    def event(self, name: str, sent: object = None) -> str:
        number, fn = next((n, fn) for n, fn in self.page.blocks.fns.items() if fn.name == name)
        body = {
            "fn_index": number,
            "data": [None] * len(fn.inputs),
            "session_hash": self.hash,
            "event_data": sent,
        }
        return self.http.post("/gradio_api/run/predict", json=body).text

    def call(self, name: str, asked: object) -> str:
        pane = next(b for b in self.page.blocks.blocks.values() if getattr(b, "elem_id", "") == "pane")
        body = {"data": asked, "component_id": pane._id, "fn_name": name, "session_hash": self.hash}
        return self.http.post("/gradio_api/component_server/", json=body).text

    @property
    def text(self) -> str:
        return "".join(line for _, line in self.came)

    @property
    def evidence_s(self) -> float:
        return next(at for at, line in self.came if "passages" in line and "preview" in line) - self.asked_at

    @property
    def places(self) -> list[tuple[float, int]]:
        """When the tab was told how many are before it, and how many."""
        found = [
            (at, place)
            for at, line in self.came
            for place in _PLACE.findall(json.loads(f'"{_quoted(line)}"'))
        ]
        return [(at, int(place)) for at, place in found]


def _quoted(line: str) -> str:
    return json.dumps(line)[1:-1]


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def took(work: Callable[[], object]) -> float:
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def test_ten_ask_at_once(page: server.RunningPage, llm: Slow) -> None:
    tabs = [Tab(page, number, USERS[number % 2][0]) for number in range(TABS)]
    for tab in tabs:
        tab.ask()
    wait_until(lambda: all("preview" in tab.text for tab in tabs))
    finished = sum(tab.done.is_set() for tab in tabs)
    quick = {
        "a document": lambda: tabs[9].call("read", {"source": "harbour.txt"}),
        "the list": lambda: tabs[9].call("documents", {}),
        "conversations": lambda: tabs[9].event("find", {"query": ""}),
    }
    for name, work in quick.items():
        times = [took(work) for _ in range(5)]
        print(
            f"\n{name}, while {TABS} wait: median {statistics.median(times):.2f} s, worst {max(times):.2f} s",
            end="",
        )
    assert not all(tab.done.is_set() for tab in tabs)  # else nothing was measured
    wait_until(lambda: all(tab.done.is_set() for tab in tabs))
    evidence = [tab.evidence_s for tab in tabs]
    alone = Tab(page, 50, "ana")
    alone.ask()
    wait_until(alone.done.is_set)
    print(f"\nevidence, with nobody else there: {alone.evidence_s:.2f} s")
    print(
        f"evidence of {TABS} at once: median {statistics.median(evidence):.2f} s, worst {max(evidence):.2f} s"
    )
    assert finished < TABS / 2
    for tab in tabs:
        names = set(re.findall(r"asker-\d+", tab.text)) - {
            other.name for other in tabs if other.user == tab.user
        }
        assert names == set()  # the list of conversations, which comes along, holds those of the same user
        turns = re.findall(r"<article class=.{0,4000}?</article>", tab.text.replace("\\n", " "))
        assert set(re.findall(r"asker-\d+", "".join(turns))) == {tab.name}
        assert "1912" in tab.text
        places = [place for _, place in tab.places]
        assert places == sorted(places, reverse=True)
    assert max(place for tab in tabs for _, place in tab.places) >= TABS - 3
    assert sorted(llm.asked()) == sorted(tab.name for tab in [*tabs, alone])
    for user, _ in USERS:
        listed = Tab(page, 99, user).event("find", {"query": "asker"})
        assert set(re.findall(r"asker-\d+", listed)) == {
            tab.name for tab in [*tabs, alone] if tab.user == user
        }


def test_who_stops_or_leaves_in_the_middle_of_the_queue_makes_room(
    page: server.RunningPage, llm: Slow
) -> None:
    tabs = [Tab(page, number, USERS[number % 2][0]) for number in range(20, 26)]
    for tab in tabs:
        tab.ask()
        wait_until(lambda tab=tab: "preview" in tab.text)
    last = tabs[-1]
    wait_until(lambda: bool(last.places))
    before = len(last.places)
    left = time.monotonic()
    tabs[3].leaving.set()
    stopping = took(lambda: tabs[4].event("stop"))
    wait_until(lambda: tabs[4].done.is_set())
    stopped = time.monotonic() - left
    wait_until(lambda: last.done.is_set())
    places = [last.places[before - 1][1], *(place for _, place in last.places[before:])]
    print(
        f"\nstop answered in {stopping:.2f} s, the place free after {stopped:.2f} s; places of the last: {places}"
    )
    assert EN.say("stopped") in tabs[4].text
    asked = llm.asked()
    assert last.name in asked
    assert tabs[3].name not in asked
    assert tabs[4].name not in asked
