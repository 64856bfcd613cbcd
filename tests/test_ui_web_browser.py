"""The page in a real browser: what a reader sees and does, and where requests go."""

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_reader import MARKS, Reader, in_window, playwright, wait_until, words
from page_fakes import CORPUS, FakeAssistant

from index.filters import Filters
from ui.web import server
from ui.web.kept import Kept

pytestmark = MARKS
EXAMPLE = "Where did Kim receive Lavrov?"
EN = words()


@pytest.fixture(scope="module")
def fake() -> FakeAssistant:
    return FakeAssistant(gates={step: threading.Event() for step in ("search", "draft")})


@pytest.fixture(scope="module")
def url(fake: FakeAssistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    kept = Kept(tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("corpus"))
    page = server.start(fake, "127.0.0.1", 0, kept=kept)
    yield page.url
    page.close()
    gc.collect()


@pytest.fixture
def reader(chromium: "playwright.Browser", url: str, fake: FakeAssistant) -> Iterator[Reader]:
    for gate in fake.gates.values():
        gate.clear()
    fake.added.clear()
    fake.put_away.clear()
    reader = Reader(chromium, url)
    yield reader
    reader.context.close()


def test_from_question_to_quote_without_leaving_this_machine(
    reader: Reader, fake: FakeAssistant, url: str
) -> None:
    page = reader.page
    assert "3 documents in Polish, Hungarian and Romanian" in page.inner_text(".masthead")
    page.get_by_role("button", name=EXAMPLE).wait_for()
    reader.ask(EXAMPLE + " wait")
    assert "Romanian" in reader.see("#evidence .passage").locator("xpath=ancestor::ul").inner_text()
    assert page.locator(".draft, .answer").count() == 0
    page.locator("#evidence .passage summary").first.click()
    fake.gates["search"].set()
    page.locator(".draft", has_text="Kim received Lavrov").wait_for()
    assert EN.say("drafting") in reader.see("#turn .status").inner_text()
    assert page.locator("#evidence .passage[open]").count() == 1
    fake.gates["draft"].set()
    reader.see(".byline")
    assert page.locator(".draft").count() == 0
    assert "not found in the quotes: Washington" in page.inner_text(".answer")
    page.locator("a.cite", has_text="3").click()
    mark = reader.see("#reader mark.main")
    assert mark.inner_text() == "Ławrow oskarżył USA, Koreę Południową i Japonię"
    assert in_window(mark)
    assert page.url.startswith(url)
    here = url.removeprefix("http://").rstrip("/")
    assert {address.split("/")[2] for address in reader.requests if not address.startswith("data:")} == {here}
    assert reader.complaints == []


def test_hovering_shows_the_quote_and_where_it_is_from(reader: Reader) -> None:
    reader.answered(EXAMPLE)
    card = reader.page.locator("#card")

    def hovers() -> (
        bool
    ):  # what is scrolled away from under the pointer is hidden, and the answer scrolls into place
        reader.page.mouse.move(5, 5)
        reader.page.locator("a.cite").first.hover()
        return card.is_visible()

    assert wait_until(hovers)
    for part in ("la Wonsan, pe coasta de est", "Kim Jong Un îi promite", "July 2025", "Romanian"):
        assert part in card.inner_text()
    reader.page.mouse.move(5, 5)
    card.wait_for(state="hidden")


def test_every_quote_opens_at_exactly_its_characters(reader: Reader, fake: FakeAssistant) -> None:
    reader.answered(EXAMPLE)
    for citation in fake.answer(EXAMPLE).citations:
        reader.page.locator(f"#turn a.cite:text-is('{citation.number}')").first.click()
        reader.page.locator("#reader h3", has_text=citation.title[:20]).wait_for()
        assert reader.page.inner_text("#reader mark.main") == citation.quote
        text = fake.document(citation.source).text
        assert text[citation.start : citation.end] == citation.quote


def test_it_works_by_keyboard_alone(reader: Reader) -> None:
    page = reader.page
    reader.box.wait_for()
    page.keyboard.type(EXAMPLE)  # the box has the focus from the start
    page.keyboard.press("Enter")
    reader.see(".byline")
    page.locator("a.cite").first.focus()
    assert reader.see("#card").is_visible()
    page.keyboard.press("Enter")
    mark = reader.see("#reader mark.main")
    assert wait_until(lambda: bool(mark.evaluate("e => e === document.activeElement")))
    page.keyboard.press("Escape")
    mark.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.className") == "cite"
    for name in ("copy", "edit", "retry", "read", "translate", "flag"):
        reader.act(name, "#turn").focus()
        assert page.evaluate("document.activeElement.dataset.act") == name


def test_stop_new_chat_and_what_is_being_typed(reader: Reader, fake: FakeAssistant) -> None:
    page = reader.page
    reader.ask("slow")
    reader.see(".draft")
    reader.box.fill("the next question")
    stopped = time.monotonic()
    page.get_by_role("button", name=EN.say("stop"), exact=True).click()
    page.get_by_text(EN.say("stopped")).wait_for()
    assert fake.closed.wait(2)
    assert time.monotonic() - stopped < 4
    assert reader.box.input_value() == "the next question"
    reader.act("retry").click()
    reader.see(".draft")
    reader.act("new", "#masthead").click()
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
    assert EN.say("abstained") in reader.see(".abstained").inner_text()
    assert EN.say("abstained_nearest") in reader.see("#evidence h3").inner_text()
    reader.ask("   ")
    assert reader.see(".hint").inner_text() == EN.say("empty_question")
    assert reader.page.locator(".turn").count() == 2


def test_closed_tab_stops_the_work(chromium: "playwright.Browser", url: str, fake: FakeAssistant) -> None:
    reader = Reader(chromium, url)
    reader.ask("slow")
    reader.see(".draft")
    assert not fake.closed.is_set()
    reader.context.close()
    assert fake.closed.wait(2)


def test_many_tabs_of_one_browser(reader: Reader, url: str) -> None:
    for _ in range(7):  # a browser opens six connections to one host: no tab may hold one
        page = reader.context.new_page()
        page.goto(url)
        page.locator(".masthead .facts").wait_for(timeout=30_000)
    assert len(reader.context.pages) == 8


def test_a_conversation_outlives_a_refresh_and_can_be_found_again(reader: Reader) -> None:
    page = reader.page
    reader.answered(EXAMPLE)
    reader.answered("And when was that?")
    assert "chat=" in page.url
    page.reload()
    reader.see(".byline")
    assert page.locator(".turn").count() == 2
    reader.act("new", "#masthead").click()
    page.locator(".turn").first.wait_for(state="detached")
    assert wait_until(lambda: "chat=" not in page.url)
    reader.act("rail", "#masthead").click()
    page.locator("#railtop .find").fill("kim RECEIVE")
    reader.act("open").click()
    page.locator(".turn").nth(1).wait_for()
    reader.answered("And who else?")
    assert page.locator(".turn").count() == 3
    delete = page.locator(".chats [aria-current] + .delete")
    delete.click()
    assert delete.inner_text() == EN.say("delete_sure")
    delete.click()
    page.locator(".turn").first.wait_for(state="detached")


def test_an_earlier_question_is_changed_in_its_place(reader: Reader) -> None:
    for question in (EXAMPLE, "And when was that?"):
        reader.answered(question)
    reader.act("edit", "#past").click()
    reader.see("#hint [data-act=cancel]")
    assert reader.box.input_value() == EXAMPLE
    reader.act("cancel").click()
    assert wait_until(lambda: reader.box.input_value() == "")
    reader.act("edit", "#past").click()
    reader.see("#hint [data-act=cancel]")
    reader.answered("Where did Kim meet Lavrov?")
    assert reader.page.locator(".turn").count() == 1


def test_an_answer_is_copied_with_its_sources(chromium: "playwright.Browser", url: str) -> None:
    reader = Reader(chromium, url, permissions=["clipboard-read", "clipboard-write"])
    reader.answered(EXAMPLE)
    reader.act("copy").click()
    reader.page.locator("[data-act=copy]", has_text=EN.say("copied")).wait_for()
    text = reader.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(EXAMPLE)
    assert "on North Korea's east coast. [1]" in text
    assert "[3] Ławrow oskarżył USA, Koreę Południową i Japonię" in text
    reader.context.close()


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
def test_a_conversation_is_saved_as_a_file_that_can_be_verified(
    reader: Reader, form: str, tmp_path: Path
) -> None:
    from assistant import verify

    reader.answered(EXAMPLE)
    reader.page.locator(".export summary").click()
    with reader.page.expect_download() as saved:
        reader.page.locator(f"[data-form={form}]").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert saved.value.suggested_filename.endswith(
        {"markdown": ".md", "html": ".html", "json": ".json"}[form]
    )
    (check,) = verify(CORPUS, text)
    assert [quote.status for quote in check.quotes] == ["there"] * 3


def test_a_wrong_citation_is_kept_and_taken_back(reader: Reader) -> None:
    reader.answered(EXAMPLE)
    reader.act("flag").click()
    assert EN.say("flagged") in reader.see(".flagged").inner_text()
    assert reader.page.locator("[data-act=flag]").count() == 2
    reader.act("unflag").click()
    reader.page.locator(".flagged").wait_for(state="detached")
    assert reader.page.locator("[data-act=flag]").count() == 3


def test_filters_are_seen_and_hold_for_the_next_question(reader: Reader, fake: FakeAssistant) -> None:
    page = reader.page
    page.locator(".filters summary").click()
    page.locator(".filterform input[value=ro]").check()
    reader.see(".chip")
    page.locator(".filterform input[name=from]").fill("2025-13")
    page.locator(".filterform input[name=from]").press("Tab")
    assert "is no date" in reader.see("#chips .hint").inner_text()
    page.locator(".filterform input[name=from]").fill("2025-07")
    page.locator(".filterform input[name=from]").press("Tab")
    page.locator(".chip", has_text="from July 2025").wait_for()
    reader.answered(EXAMPLE)
    assert fake.filters[-1] == Filters(languages=["ro"], date_from="2025-07")
    assert "Searched only: Romanian, from July 2025" in page.inner_text("#turn")
    page.locator(".chip", has_text="Romanian").click()
    assert wait_until(lambda: page.locator(".chip").count() == 1)
    assert wait_until(lambda: not page.locator(".filterform input[value=ro]").is_checked())
    assert page.locator(".filterform input[name=from]").input_value() == "2025-07"
    reader.act("clear", "#chips").click()
    assert wait_until(lambda: page.locator(".chip").count() == 0)
    reader.answered("And when was that?")
    assert fake.filters[-1] is None


def test_one_document_is_read_and_asked_alone(reader: Reader, fake: FakeAssistant) -> None:
    reader.act("library", "#masthead").click()
    reader.page.locator(".library-list li", has_text="Észak-Korea").locator("[data-act=read]").click()
    assert "Észak-Korea" in reader.see("#reader .text").inner_text()
    reader.act("only").click()
    reader.see(".chip")
    reader.answered(EXAMPLE)
    assert fake.filters[-1] == Filters(sources=["002_d69a3e7bfe563393.txt"])
    with reader.page.expect_popup() as opened:
        reader.page.locator("#reader a", has_text=EN.say("original")).click()
    assert "Lavrov" in opened.value.inner_text("body")


def test_documents_are_added_and_removed_hidden_and_shown(
    reader: Reader, fake: FakeAssistant, tmp_path: Path
) -> None:
    page = reader.page
    reader.act("library", "#masthead").click()
    page.locator(".library-list li").nth(2).wait_for()
    files = [tmp_path / "report.txt", tmp_path / "bad.exe"]
    for path in files:
        path.write_text("text")
    page.locator(".drop input").set_input_files(files)
    page.locator(".told", has_text="Added: report.txt").wait_for()
    page.locator(".told.failed", has_text="bad.exe").wait_for()
    assert set(fake.added) == {".added/report.txt"}
    added = page.locator(".library-list li", has_text="report.txt")
    added.wait_for()
    added.locator("[data-act=remove]").click()
    added.locator("[data-act=remove].sure").click()
    added.wait_for(state="detached")
    assert fake.added == {}
    own = page.locator(".library-list li", has_text="Romanian")
    own.locator("[data-act=hide]").click()
    own.locator("[data-act=unhide]").click()
    own.locator("[data-act=hide]").wait_for()
    assert fake.put_away == set()


def test_files_are_dropped_anywhere(reader: Reader, fake: FakeAssistant) -> None:
    reader.page.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
            for (const kind of ["dragover", "drop"])
                document.body.dispatchEvent(
                    new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
        }"""
    )
    reader.page.locator(".told", has_text="Added: dropped.txt").wait_for()
    assert fake.added == {".added/dropped.txt": b"dropped"}


@pytest.mark.parametrize("locale", ["pl", "hu", "ro"])
def test_the_page_speaks_the_browsers_language(chromium: "playwright.Browser", url: str, locale: str) -> None:
    reader = Reader(chromium, url, locale=locale)
    said = words(locale)
    assert said.say("tagline") in reader.see(".welcome").inner_text()
    assert reader.box.get_attribute("placeholder") == said.say("question_placeholder")
    reader.answered(EXAMPLE)
    assert said.say("sources") in reader.page.inner_text("#turn .sources h3")
    reader.act("rail", "#masthead").click()
    reader.page.locator("select[name=locale]").select_option("en")
    reader.page.locator("h1", has_text=EN.say("title")).wait_for()
    reader.page.reload()
    reader.page.locator("h1", has_text=EN.say("title")).wait_for()
    assert reader.complaints == []
    reader.context.close()


def test_another_model_can_be_chosen(reader: Reader, fake: FakeAssistant) -> None:
    reader.act("rail", "#masthead").click()
    assert "ollama pull x" in reader.see(".advice").inner_text()
    reader.page.locator("select[name=model]").select_option("bundled")
    reader.answered(EXAMPLE)
    assert wait_until(lambda: fake.llms[-1] == "bundled")


def test_a_quote_is_translated_beside_it(reader: Reader) -> None:
    reader.answered(EXAMPLE)
    quotes = reader.page.locator("#turn blockquote").count()
    reader.act("translate").click()
    said = reader.see("#turn .translation")
    assert "Translated by scripted: <b>" in " ".join(said.inner_text().split())
    assert "doubtful" in said.inner_text()
    assert reader.page.locator("#turn blockquote").count() == quotes
    assert reader.page.locator("#turn .translation b").count() == 0
    assert reader.complaints == []


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_nothing_sticks_out(chromium: "playwright.Browser", url: str, width: int) -> None:
    reader = Reader(chromium, url, viewport={"width": width, "height": 700})
    reader.answered("Where did " + "Kim" * 60 + " receive Lavrov?")

    def fits() -> bool:
        return bool(reader.page.evaluate("document.documentElement.scrollWidth") <= width)

    assert fits()
    assert in_window(reader.box)
    reader.page.locator("a.cite").first.click()
    assert in_window(reader.see("#reader mark.main"))
    assert fits()
    reader.page.keyboard.press("Escape")
    reader.act("library", "#masthead").click()
    reader.see(".library-list li")
    assert fits()
    reader.act("close").click()
    reader.act("rail", "#masthead").click()
    reader.see("#rail select")
    assert fits()
    reader.context.close()


def test_colours_follow_the_system_unless_others_were_chosen(
    chromium: "playwright.Browser", url: str
) -> None:
    paint = "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"

    def brightness(reader: Reader) -> int:
        return int(reader.page.evaluate(paint).split("(")[1].split(",")[0])

    for scheme, other in (("light", "dark"), ("dark", "light")):
        reader = Reader(chromium, url, color_scheme=scheme)
        assert (brightness(reader) > 230) == (scheme == "light")
        reader.act("rail", "#masthead").click()
        reader.page.locator("select[name=theme]").select_option(other)
        assert wait_until(lambda r=reader, o=other: (brightness(r) > 230) == (o == "light"))
        reader.page.reload()
        reader.see(".masthead .facts")
        assert wait_until(lambda r=reader, o=other: (brightness(r) > 230) == (o == "light"))
        reader.context.close()
