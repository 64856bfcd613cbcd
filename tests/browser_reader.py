"""Somebody at the page in a real browser, for the browser's tests."""

import time
from collections.abc import Callable

import pytest

from tests.browsers import HOW_TO_GET_ONE
from tests.browsers import chromium as chromium_path
from ui.web import texts

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = chromium_path()
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
MARKS = [
    pytest.mark.real,
    pytest.mark.skipif(CHROMIUM is None, reason=HOW_TO_GET_ONE),
    pytest.mark.filterwarnings(
        "ignore:unclosed:ResourceWarning", "ignore:'future.no_silent_downcasting':Warning"
    ),
]


class Reader:
    """Somebody at the page; notes every request, console error and dialog."""

    def __init__(self, chromium: "playwright.Browser", url: str, **options: object) -> None:
        self.context = chromium.new_context(**{"locale": "en-GB"} | options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)
        self.page.goto(url)
        self.see(".masthead .facts, .masthead .failed")
        self.page.locator("#pane [role=tab]").first.wait_for(state="attached")

    def _note(self, message: "playwright.ConsoleMessage") -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    @property
    def box(self) -> "playwright.Locator":
        return self.page.locator("#question textarea")

    def ask(self, question: str) -> None:
        self.box.fill(question)
        self.box.press("Enter")

    def answered(self, question: str) -> None:
        """Ask, and wait until the answer is there."""
        self.ask(question)
        self.page.locator("#turn .question", has_text=question[:40]).wait_for()
        self.see("#turn .actions")

    def see(self, selector: str) -> "playwright.Locator":
        """Wait until something that matches is visible, and return the last of them."""
        found = self.page.locator(selector).last
        found.wait_for()
        return found

    def act(self, name: str, within: str = "") -> "playwright.Locator":
        """Return the first visible button that does something."""
        return self.page.locator(f"{within} [data-act={name}]:visible").first


def in_window(element: "playwright.Locator", seconds: float = 3) -> bool:
    """Wait for scrolling to end; return whether the whole element is inside the window."""
    inside = "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"
    return wait_until(lambda: bool(element.evaluate(inside)), seconds)


def wait_until(holds: Callable[[], bool], seconds: float = 5) -> bool:
    """Wait until a condition holds; return whether it came to."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def words(locale: str = "en") -> texts.Words:
    """Return what the page says."""
    return texts.words(locale)
