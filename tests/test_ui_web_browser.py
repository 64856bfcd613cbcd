"""The page in a real browser: what a reader sees, where requests go, and that hostile documents do nothing."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from browsers import HOW_TO_GET_ONE
from browsers import chromium as chromium_path
from page_fakes import FakeAssistant, answer

from assistant.answer import Answer
from ui.web import server, texts

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = chromium_path()
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(CHROMIUM is None, reason=HOW_TO_GET_ONE),
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning", "ignore:'future.no_silent_downcasting':Warning"
    ),
]
EXAMPLE = "Where did Kim receive Lavrov?"


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant(gates={step: threading.Event() for step in ("search", "draft")})


@pytest.fixture(scope="module")
def url(fake: FakeAssistant) -> Iterator[str]:
    page = server.start(fake, "127.0.0.1", 0, examples=[EXAMPLE])
    yield page.url
    page.close()
    gc.collect()


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Reader:
    """Somebody at the page; notes every request, console error and dialog."""

    def __init__(self, chromium: "playwright.Browser", url: str, **options: object) -> None:
        self.context = chromium.new_context(**options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.goto(url)
        self.box.wait_for()

    def _note(self, message: "playwright.ConsoleMessage") -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    @property
    def box(self) -> "playwright.Locator":
        return self.page.get_by_placeholder(texts.QUESTION_PLACEHOLDER)

    def ask(self, question: str) -> None:
        self.box.fill(question)
        self.box.press("Enter")

    def see(self, selector: str) -> "playwright.Locator":
        """Wait until something that matches is visible, and return the last of them."""
        found = self.page.locator(selector).last
        found.wait_for()
        return found


@pytest.fixture
def reader(chromium: "playwright.Browser", url: str, fake: FakeAssistant) -> Iterator[Reader]:
    for gate in fake.gates.values():
        gate.clear()
    reader = Reader(chromium, url)
    yield reader
    reader.context.close()


def test_from_question_to_quote_without_leaving_this_machine(
    reader: Reader, fake: FakeAssistant, url: str
) -> None:
    page = reader.page
    reader.see(".masthead .facts")
    assert "3 documents in Polish, Hungarian and Romanian" in page.inner_text(".masthead")
    page.get_by_role("button", name=EXAMPLE).wait_for()
    reader.ask(EXAMPLE + " wait")
    assert "Romanian" in reader.see("#evidence .passage").locator("xpath=ancestor::ul").inner_text()
    assert page.locator(".draft, .answer").count() == 0
    page.locator("#evidence .passage summary").first.click()
    fake.gates["search"].set()
    assert "Kim received Lavrov" in reader.see(".draft").inner_text()
    assert texts.DRAFTING in reader.see("#turn .status").inner_text()
    assert page.locator("#evidence .passage[open]").count() == 1
    fake.gates["draft"].set()
    reader.see(".byline")
    assert page.locator(".draft").count() == 0
    assert "not found in the quotes: Washington" in page.inner_text(".answer")
    page.locator("a.cite", has_text="3").click()
    quote = reader.see(".quotes li.lit")
    assert "Ławrow oskarżył USA" in quote.inner_text()
    assert in_window(quote)
    assert page.url == url
    here = url.removeprefix("http://").rstrip("/")
    assert {address.split("/")[2] for address in reader.requests if not address.startswith("data:")} == {here}
    assert reader.complaints == []


def test_it_works_by_keyboard_alone(reader: Reader) -> None:
    page = reader.page
    page.keyboard.type("Where did Kim receive Lavrov?")  # the box has the focus from the start
    page.keyboard.press("Enter")
    reader.see(".byline")
    page.locator("a.cite").first.focus()
    page.keyboard.press("Enter")
    reader.see(".quotes li.lit")
    page.keyboard.press("Tab")  # the quote's translation, then its context
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    assert "Wonsan" in reader.see(".context[open] mark").inner_text()


def test_stop_new_chat_and_what_is_being_typed(reader: Reader, fake: FakeAssistant) -> None:
    page = reader.page
    reader.ask("slow")
    reader.see(".draft")
    reader.box.fill("the next question")
    page.get_by_role("button", name=texts.STOP, exact=True).click()
    page.get_by_text(texts.STOPPED).wait_for()
    assert fake.closed.wait(2)
    assert reader.box.input_value() == "the next question"
    page.get_by_role("button", name=texts.RETRY).click()
    reader.see(".draft")
    page.get_by_role("button", name=texts.NEW_CHAT).click()
    page.get_by_role("button", name=EXAMPLE).wait_for()
    assert fake.closed.wait(2)
    time.sleep(1.0)  # a late frame of the old answer has come by now, and was cleared away
    assert page.locator(".turn").count() == 0
    page.get_by_role("button", name=EXAMPLE).click()
    reader.see(".byline")
    assert reader.complaints == []


def test_failure_and_refusal_are_told(reader: Reader) -> None:
    reader.ask("broken")
    assert "Type: ollama serve" in reader.see(".failure").inner_text()
    reader.ask("What is the capital of Australia?")
    assert texts.ABSTAINED in reader.see(".abstained").inner_text()
    assert texts.ABSTAINED_NEAREST in reader.see("#evidence h3").inner_text()
    reader.ask("   ")
    assert reader.see(".hint").inner_text() == texts.EMPTY_QUESTION
    assert reader.page.locator(".turn").count() == 2


def test_closed_tab_stops_the_work(chromium: "playwright.Browser", url: str, fake: FakeAssistant) -> None:
    reader = Reader(chromium, url)
    reader.ask("slow")
    reader.see(".draft")
    assert not fake.closed.is_set()
    reader.context.close()
    assert fake.closed.wait(5)


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_nothing_sticks_out(chromium: "playwright.Browser", url: str, width: int) -> None:
    reader = Reader(chromium, url, viewport={"width": width, "height": 700})
    reader.ask("Where did " + "Kim" * 60 + " receive Lavrov?")
    reader.see(".byline")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
    assert in_window(reader.box)
    reader.context.close()


def test_colours_follow_the_system(chromium: "playwright.Browser", url: str) -> None:
    bright = {}
    for scheme in ("light", "dark"):
        reader = Reader(chromium, url, color_scheme=scheme)
        paint = "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
        bright[scheme] = int(reader.page.evaluate(paint).split("(")[1].split(",")[0])
        reader.context.close()
    assert bright["light"] > 230
    assert bright["dark"] < 40


ATTACK = (
    "\"'><img src=http://evil.example/x.png onerror=window.hacked=1><script>window.hacked=1</script>"
    "<svg onload=window.hacked=1>${window.hacked=1}{{window.hacked=1}}![x](http://evil.example/y.png) \ud800"
)


class HostileDocuments(FakeAssistant):
    """Whose documents, titles and paths attack the page."""

    def answer(self, question: str) -> Answer:
        clean = answer(question)
        found = tuple(replace(p, title=ATTACK, source=ATTACK, text=ATTACK * 3) for p in clean.passages)
        quotes = tuple(replace(c, title=ATTACK, source=ATTACK, quote=ATTACK) for c in clean.citations)
        said = tuple(replace(s, text=ATTACK) for s in clean.sentences)
        return replace(clean, passages=found, citations=quotes, sentences=said)


def test_hostile_documents_do_nothing(chromium: "playwright.Browser") -> None:
    page = server.start(HostileDocuments(), "127.0.0.1", 0)
    reader = Reader(chromium, page.url)
    reader.ask(ATTACK.replace("\ud800", ""))
    assert "<script>window.hacked=1</script>" in reader.see(".answer").inner_text()
    reader.see(".byline")
    assert reader.page.evaluate("window.hacked") is None
    assert (
        reader.page.locator(".turn :is(img, script, svg, iframe), #evidence :is(img, script, svg)").count()
        == 0
    )
    assert not [address for address in reader.requests if "evil" in address]
    assert reader.complaints == []
    reader.context.close()
    page.close()


def in_window(element: "playwright.Locator", seconds: float = 3) -> bool:
    """Wait for scrolling to end; return whether the whole element is inside the window."""
    inside = "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"
    return wait_until(lambda: bool(element.evaluate(inside)), seconds)


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_quote_is_translated_where_it_stands(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    button = reader.see("#turn button.translate")
    quotes = reader.page.locator("#turn blockquote").count()
    button.click()
    said = reader.see("#turn p.translation:has(.label)")
    assert said.inner_text().startswith("Translated by scripted: <b>")
    assert "doubtful" in said.inner_text()
    assert reader.page.locator("#turn blockquote").count() == quotes
    assert reader.page.locator("#turn .translation b").count() == 0
    assert reader.complaints == []
