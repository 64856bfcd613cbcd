"""The page with axe, in its main states, and by keyboard alone.

Every rule of axe is asked of the whole page, Gradio's own markup included; `EXEMPT` names what is let pass, and why.
The counts are printed: `pytest -s tests/test_ui_web_accessible.py`.
"""

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from browser_reader import MARKS, Reader, playwright, wait_until, words
from page_fakes import FakeAssistant
from page_fakes import answer as fake_answer

from assistant.answer import Answer, Disagreement, Side
from ui.web import server, texts
from ui.web.kept import Kept

axe = pytest.importorskip("axe_playwright_python.base")
pytestmark = MARKS
QUESTION = "Where did Kim receive Lavrov?"
EXEMPT: dict[str, str] = {}


class Disagreeing(FakeAssistant):
    """Its answer has every verdict in it, and two sources that differ."""

    def answer(self, question: str) -> Answer:
        found = fake_answer(question)
        sides = (Side("three", "TASS", (1,)), Side("7", "MTI", (2,)))
        return replace(found, disagreements=(Disagreement("number", sides),))


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return Disagreeing(gates={step: threading.Event() for step in ("search", "draft")})


@pytest.fixture(scope="module")
def url(fake: FakeAssistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    kept = Kept(tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("corpus"))
    page = server.start(fake, "127.0.0.1", 0, kept=kept)
    yield page.url
    page.close()
    gc.collect()


@pytest.fixture
def reader(chromium: "playwright.Browser", url: str) -> Iterator[Reader]:
    reader = Reader(chromium, url)
    yield reader
    reader.context.close()


def empty(reader: Reader) -> None:
    reader.see("[data-act=example]")


def answered(reader: Reader) -> None:
    reader.answered(QUESTION)
    reader.see(".differ")


def answering(reader: Reader) -> None:
    reader.ask("slow")
    reader.see(".draft")


def hovering(reader: Reader) -> None:
    answered(reader)
    reader.page.locator("a.cite").first.focus()
    reader.see("#card")


def reading(reader: Reader) -> None:
    answered(reader)
    reader.page.locator("a.cite").first.click()
    reader.see("#reader mark.main")


def library(reader: Reader) -> None:
    reader.act("library", "#masthead").click()
    reader.see(".library-list li")


def rail(reader: Reader) -> None:
    answered(reader)
    reader.act("rail", "#masthead").click()
    reader.see("#chats [data-act=open]")


def filters(reader: Reader) -> None:
    reader.page.locator(".filters summary").click()
    reader.page.locator(".filterform input[value=ro]").check()
    reader.see(".chip")


def refused(reader: Reader) -> None:
    reader.answered("What is the capital of Australia?")
    reader.see(".abstained")


def failed(reader: Reader) -> None:
    reader.ask("broken")
    reader.see(".failure")


STATES: list[Callable[[Reader], None]] = [
    *(empty, answered, answering, hovering, reading, library, rail, filters, refused, failed),
]


def violations(reader: Reader) -> dict[str, list[str]]:
    """Return what axe finds, by impact: each rule with the elements that break it."""
    reader.page.evaluate("() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => 0)))")
    reader.page.evaluate(axe.AXE_SCRIPT)
    found = reader.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    by_impact: dict[str, list[str]] = {}
    for broken in found["violations"]:
        if broken["id"] in EXEMPT:
            continue
        for node in broken["nodes"]:
            why = f"{broken['id']}: {node['target']} {node['html'][:160]} | {node['failureSummary'][:300]}"
            by_impact.setdefault(broken["impact"], []).append(why)
    return by_impact


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("locale", texts.LOCALES)
def test_axe_finds_nothing(
    chromium: "playwright.Browser", url: str, locale: str, state: Callable[[Reader], None]
) -> None:
    reader = Reader(chromium, url, locale=locale, reduced_motion="reduce")
    state(reader)
    found: dict[str, dict[str, list[str]]] = {}
    for scheme in ("light", "dark"):
        reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        reader.page.evaluate("isDark => document.body.classList.toggle('dark', isDark)", scheme == "dark")
        for width in (1400, 390):
            reader.page.set_viewport_size({"width": width, "height": 900})
            if broken := violations(reader):
                found[f"{scheme}, {width} px"] = broken
    here = url.split("/")[2]
    assert {address.split("/")[2] for address in reader.requests if "://" in address} == {here}
    reader.context.close()
    counts = {
        where: {impact: len(nodes) for impact, nodes in broken.items()} for where, broken in found.items()
    }
    print(f"\naxe, {locale}, {state.__name__}: {counts or 'nothing found'}")
    assert found == {}


def test_axe_finds_what_is_wrong(reader: Reader) -> None:
    empty(reader)
    reader.page.evaluate(
        "document.querySelector('#welcome').insertAdjacentHTML('beforeend', '<img src=\"data:,x\"><button></button>')"
    )
    assert {"button-name", "image-alt"} <= {why.split(":")[0] for why in violations(reader)["critical"]}


# --- by keyboard ----------------------------------------------------------------------------------

# What has the focus, and whether anything about it or around it looks another way than without.
FOCUSED = """() => {
    const e = document.activeElement;
    if (e === document.body) return { name: "", path: "", seen: true };
    const near = [e, e.nextElementSibling];
    for (let part = e.parentElement; part && near.length < 9; part = part.parentElement) near.push(part);
    const look = () => JSON.stringify(near.filter(Boolean).map(getComputedStyle).map(s =>
        [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor,
            s.textDecoration]));
    const focused = look();
    e.blur();
    const seen = look() !== focused;
    e.focus({ focusVisible: true, preventScroll: true });
    const path = (e) => e === document.body ? "" : [...e.parentNode.children].indexOf(e) + "/" + path(e.parentNode);
    return { name: e.tagName + "." + (e.dataset.act || e.className || e.id || e.name), path: path(e), seen };
}"""
CLICKABLE = """() => [...document.querySelectorAll("button, a[href], summary, select, input, textarea")]
    .filter(e => e.closest("#layout") && !e.disabled && e.checkVisibility({ visibilityProperty: true })
        && e.getBoundingClientRect().width > 0
        && e.getAttribute("role") != "tab" && e.tabIndex >= 0)
    .map(e => e.tagName + "." + (e.dataset.act || e.className || e.id || e.name))"""


@pytest.mark.parametrize("state", [empty, answered, reading, library, rail, filters, refused, failed])
def test_everything_that_is_clicked_is_reached_with_tab_and_seen(
    reader: Reader, state: Callable[[Reader], None]
) -> None:
    state(reader)
    page = reader.page
    wanted = set(page.evaluate(CLICKABLE))
    reached: dict[str, dict[str, object]] = {}
    page.add_style_tag(content="* { transition: none !important }")
    page.evaluate("document.activeElement.blur()")
    for _ in range(200):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["path"] in reached:
            break
        if at["path"]:
            reached[at["path"]] = at
    names = {str(at["name"]) for at in reached.values()}
    assert wanted - names == set()
    assert [at["name"] for at in reached.values() if not at["seen"]] == []


def test_tabs_of_the_pane_are_changed_with_the_arrow_keys(reader: Reader) -> None:
    reading(reader)
    page = reader.page
    page.locator("#tab-reader").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-library"
    assert page.get_attribute("#tab-library", "aria-selected") == "true"
    assert page.locator("#library").is_visible()
    assert page.get_attribute("#tab-reader", "tabindex") == "-1"
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.id") == "tab-reader"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == "tab-library"


def test_the_pane_takes_the_focus_and_gives_it_back(reader: Reader) -> None:
    page = reader.page
    reader.act("library", "#masthead").focus()
    page.keyboard.press("Enter")
    reader.see(".library-list li")
    assert wait_until(lambda: bool(page.evaluate("!!document.activeElement.closest('#pane')")))
    page.keyboard.press("Escape")
    assert wait_until(lambda: page.evaluate("document.activeElement.dataset.act") == "library")
    reader.act("rail", "#masthead").focus()
    page.keyboard.press("Space")
    reader.see("#rail select")
    assert wait_until(lambda: bool(page.evaluate("!!document.activeElement.closest('#rail')")))
    page.keyboard.press("Escape")
    assert wait_until(lambda: page.evaluate("document.activeElement.dataset.act") == "rail")
    assert words().say("chats")
