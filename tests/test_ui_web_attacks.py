"""A corpus of attacks, on the page in a real browser: nothing of it runs, is fetched, or leads anywhere.

The assistant is the real one, over real files; its model repeats what the documents say.
"""

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import hostile_documents
import pytest
from browser_reader import MARKS, Reader, playwright, wait_until
from fakes import BagOfWordsEmbedding, ScriptedLLM
from hostile_documents import EVIL, NAMES, PAYLOADS, QUESTION, RUN
from llama_index.core.base.llms.types import ChatMessage

from assistant.assistant import Assistant
from assistant.settings import Settings
from index import references
from index.embedding import Embedder
from index.index import Index
from ui.web import server
from ui.web.kept import Kept

pytestmark = MARKS

# What no document may bring onto the page; the program itself has none of these where documents are shown.
FOREIGN = ", ".join(
    (
        *(
            "img",
            "script",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "link",
            "meta",
            "base",
            "style",
            "video",
        ),
        *(
            "audio",
            "source",
            "picture",
            "template",
            "marquee",
            "form:not(.filterform)",
            "area",
            "map",
            "frame",
        ),
        *("applet", "noscript"),
    )
)
LOOK = """([foreign]) => {
    const found = [];
    const tell = (what, e) => found.push(what + ": " + e.outerHTML.slice(0, 200));
    // Gradio's own
    const own = (e) => /svelte-/.test(e.getAttribute("class")) && !/hacked|evil/.test(e.outerHTML.slice(0, 500));
    const parts = ["rail", "masthead", "past", "turn", "evidence", "welcome", "chips", "hint", "pane", "card",
        "outbox"];
    for (const name of parts) for (const part of document.querySelectorAll("#" + name)) {
        for (const bad of part.querySelectorAll(foreign)) if (!own(bad)) tell("element", bad);
        for (const each of part.querySelectorAll("*")) if (!own(each)) {
            for (const { name, value } of each.attributes)
                if (/^on|^(src|srcset|srcdoc|formaction|action|style|autofocus|background|poster)$/.test(name)
                    && !(part.id == "card" || each.matches("progress")))
                    tell("attribute", each);
        }
        for (const link of part.querySelectorAll("a[href]")) {
            const ours = link.matches("a.cite, a.doc") || link.getAttribute("href").startsWith("/original?source=")
                || link.getAttribute("href").startsWith("#t");
            const web = /^https?:$/.test(link.protocol) && /noopener/.test(link.rel) && link.target == "_blank";
            if (!ours && !web) tell("link", link);
        }
    }
    if (window.hacked !== undefined) found.push("a script ran");
    if (document.querySelectorAll("base").length > 1) found.push("base");
    if (document.querySelector('[src*="evil.example"], link[href*="evil.example"]')) found.push("fetched");
    if (getComputedStyle(document.querySelector("#layout")).display == "none") found.push("hidden");
    return found;
}"""

READ = """source => document.dispatchEvent(
    new CustomEvent("corpus-read", { detail: { source, start: "0", end: "9" } }))"""
ORIGINALS = """sources => Promise.all(sources.map(source => fetch("/original?source=" + encodeURIComponent(source))
    .then(got => [got.status, got.headers.get("content-type"), got.headers.get("content-disposition")])))"""


class Echo(ScriptedLLM):
    """A model that repeats the notes that it is given, and then says what a payload says."""

    said: int = 0

    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> Any:
        notes = [line for line in str(messages[-1].content).splitlines() if "ships" in line][:3]
        self.said += 1
        self.answers.append("\n".join([*notes, PAYLOADS[self.said % len(PAYLOADS)] + " [1]"]))
        self.prompts.extend([[]] * (len(self.answers) - 1 - len(self.prompts)))
        return super().stream_chat(messages, **kwargs)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("attacks")
    corpus = hostile_documents.write(folder / "corpus")
    index = Index(corpus, folder / "data", Embedder(BagOfWordsEmbedding()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "texts", lambda _: ())  # they tell nothing of a bag of words
        index.sync()
    with Assistant(index, Echo(answers=[]), Settings(data=folder / "data", corpus=corpus)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def url(assistant: Assistant) -> Iterator[str]:
    settings = assistant.settings
    page = server.start(assistant, "127.0.0.1", 0, kept=Kept(settings.data, settings.corpus))
    yield page.url
    page.close()
    gc.collect()


@pytest.fixture
def reader(chromium: "playwright.Browser", url: str) -> Iterator[Reader]:
    reader = Reader(chromium, url)
    yield reader
    untouched(reader, url)
    reader.context.close()


def untouched(reader: Reader, url: str) -> None:
    """Fail when anything of a document has become more than text, or anything was asked of another host."""
    assert reader.page.evaluate(LOOK, [FOREIGN]) == []
    here = url.removeprefix("http://").rstrip("/")
    hosts = {
        address.split("/")[2] for address in reader.requests if not address.startswith(("data:", "blob:"))
    }
    assert hosts == {here}
    assert reader.complaints == []
    assert len(reader.context.pages) == 1


def test_the_documents_are_there(assistant: Assistant) -> None:
    """Else the other tests would prove nothing."""
    sources = {document.source for document in assistant.documents()}
    skipped = {file.source: file.reason for file in assistant.skipped()}
    written = set(hostile_documents.corpus())
    missing = {name for name in written if not any(source.startswith(name) for source in sources)} - set(
        skipped
    )
    assert missing == set()
    assert len(sources) > 100
    print(f"\n{len(PAYLOADS)} payloads, {len(written)} files, {len(sources)} documents, left out: {skipped}")
    titles = {document.title for document in assistant.documents()}
    assert any("<script>" in title for title in titles)


def test_asking_reading_and_translating(reader: Reader, url: str) -> None:
    for number in (0, 7, 30):
        reader.answered(
            f"How many ships did keeper number {number} of the lighthouse count? {PAYLOADS[number]}"
        )
        reader.page.locator("#turn a.cite").first.wait_for()
        untouched(reader, url)
        for cite in reader.page.locator("#turn a.cite").all():
            cite.hover()
            cite.click()
            reader.see("#reader .text")
            untouched(reader, url)
        for summary in reader.page.locator("#evidence details.passage summary").all():
            summary.evaluate("e => e.click()")
    reader.act("flag").click()
    reader.see(".flagged")
    assert reader.page.locator(".turn").count() == 3


def test_every_document_is_listed_and_read(reader: Reader, assistant: Assistant, url: str) -> None:
    reader.act("library", "#masthead").click()
    reader.see(".library-list li")
    while reader.page.locator("#library [data-act=more]").count():
        before = reader.page.locator(".library-list li").count()
        reader.act("more", "#library").click()
        assert wait_until(lambda n=before: reader.page.locator(".library-list li").count() > n, 20)
    assert reader.page.locator(".library-list li").count() == len(assistant.documents())
    untouched(reader, url)
    # Through the page's own script, one after the other: a click on each would take minutes.
    asked = (
        "[...document.querySelectorAll('.library-list [data-act=read]')].map(button => button.dataset.source)"
    )
    for source in reader.page.evaluate(asked):
        reader.page.evaluate(READ, source)
        there = "([s]) => document.querySelector('#reader [data-act=only]')?.dataset.source === s"
        reader.page.wait_for_function(there, arg=[source])
        assert reader.page.evaluate(LOOK, [FOREIGN]) == [], source
    sources = [document.source for document in assistant.documents()]
    for source, (status, kind, disposition) in zip(
        sources, reader.page.evaluate(ORIGINALS, sources), strict=True
    ):
        assert status == 200, source
        assert kind.startswith(("text/plain", "application/octet-stream")), (source, kind)
        assert kind.startswith("text/plain") or disposition.startswith("attachment"), source


@pytest.mark.parametrize("payload", [PAYLOADS[0], PAYLOADS[7], PAYLOADS[29], PAYLOADS[33], PAYLOADS[40]])
def test_searching_and_restricting(reader: Reader, url: str, payload: str) -> None:
    reader.act("library", "#masthead").click()
    reader.page.locator("#library .find").fill(payload)
    reader.see("#library .part")
    reader.page.wait_for_timeout(800)
    untouched(reader, url)
    reader.page.keyboard.press("Escape")
    reader.page.locator(".filters summary").click()
    for name in ("sources", "from"):
        reader.page.locator(f".filterform [name={name}]").fill(payload)
        reader.page.locator(f".filterform [name={name}]").press("Tab")
        reader.see("#chips .chip, #chips .hint")
    reader.act("rail", "#masthead").click()
    reader.page.locator("#railtop .find").fill(payload)
    reader.page.wait_for_timeout(600)


def test_names_of_files_that_are_added(reader: Reader, assistant: Assistant, url: str) -> None:
    reader.act("library", "#masthead").click()
    reader.see(".library-list li")
    before = {document.source for document in assistant.documents()}
    files = [
        {"name": name.replace("/", "|"), "mimeType": "text/plain", "buffer": b"Ships\n\nA keeper."}
        for name in NAMES
    ]
    files += [
        {
            "name": f"{PAYLOADS[0]}.exe".replace("/", "|"),
            "mimeType": "text/html",
            "buffer": PAYLOADS[0].encode(),
        }
    ]
    reader.page.locator(".drop input").set_input_files(files)
    assert wait_until(lambda: reader.page.locator(".told").count() == len(files), 60)
    untouched(reader, url)
    assert assistant.wait_for_sync(60)
    added = [document for document in assistant.documents() if document.added]
    assert len(added) > len(NAMES) / 2
    for document in added:
        assistant.remove_file(document.source)
    for document in list(assistant.documents())[:3]:
        assistant.hide([document.source])
        assistant.show([document.source])
    assert assistant.wait_for_sync(60)
    assert {document.source for document in assistant.documents()} == before


def test_questions_titles_and_conversations(reader: Reader, url: str) -> None:
    page = reader.page
    # As expressions of JavaScript: halves of characters cannot be sent to the browser from here.
    for question in (
        "'\\ud800 ships \\udfff'",
        "'\\u202e\\u2066 turned ships'",
        "'\\x00\\x08 control ships'",
    ):
        page.evaluate(
            f"""() => {{ const box = document.querySelector("#question textarea");
                box.value = {question}; box.dispatchEvent(new Event("input", {{ bubbles: true }})); }}"""
        )
        count = page.locator(".turn").count()
        reader.box.press("Enter")
        assert wait_until(lambda n=count: page.locator(".turn").count() > n, 20)
        reader.see("#turn .actions")
        untouched(reader, url)
    page.reload()
    reader.see("#turn .actions")
    reader.act("new", "#masthead").click()
    page.locator(".turn").first.wait_for(state="detached")
    for payload in (PAYLOADS[0], PAYLOADS[29]):
        reader.answered(f"{payload} ships")
        reader.act("new", "#masthead").click()
        page.locator(".turn").first.wait_for(state="detached")
    reader.act("rail", "#masthead").click()
    assert "<script>" in page.inner_text("#chats")
    untouched(reader, url)
    page.locator("#chats [data-act=open]").first.click()
    reader.see("#turn .actions")
    untouched(reader, url)
    delete = page.locator("#chats [data-act=delete]").first
    delete.click()
    delete.click()
    page.locator(".turn").first.wait_for(state="detached")


ADDRESS = [
    "<script>window.hacked=1</script>",
    "../../secret",
    "javascript:window.hacked=1",
    "\u202e",
    "%00",
    "x" * 5000,
]


@pytest.mark.parametrize("value", ADDRESS)
def test_what_the_browser_brings_along(chromium: "playwright.Browser", url: str, value: str) -> None:
    from urllib.parse import quote

    headers = {"Accept-Language": value.encode("ascii", "ignore").decode()[:500] or "x"}
    reader = Reader(chromium, f"{url}?chat={quote(value)}&__theme=dark&view=api&deep_link={quote(value)}")
    reader.context.set_extra_http_headers(headers)
    for name in ("locale", "theme", "chat", "model"):
        reader.page.evaluate("([n, v]) => localStorage.setItem('corpus-assistant-' + n, v)", [name, value])
    reader.page.reload()
    reader.see(".masthead .facts")
    reader.answered(QUESTION)
    untouched(reader, url)
    reader.context.close()


def test_exports_run_nothing_and_fetch_nothing(
    reader: Reader, chromium: "playwright.Browser", tmp_path: Path
) -> None:
    page = reader.page
    for number in (6, 29):
        reader.answered(
            f"How many ships did keeper number {number} of the lighthouse count? {PAYLOADS[number]}"
        )
    for form in ("markdown", "html", "json"):
        page.locator(".export summary").click()
        with page.expect_download() as saved:
            page.locator(f"[data-form={form}]").click()
        saved.value.save_as(tmp_path / f"saved.{form}")
    other = chromium.new_context()
    shown = other.new_page()
    requests: list[str] = []
    said: list[str] = []
    shown.on("request", lambda request: requests.append(request.url))
    shown.on("console", lambda message: said.append(message.text))
    shown.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    shown.goto((tmp_path / "saved.html").as_uri())
    shown.wait_for_timeout(500)
    assert shown.evaluate("window.hacked") is None
    assert (
        shown.locator(
            "img, iframe, object, embed, svg, link, base, script:not([type='application/json'])"
        ).count()
        == 0
    )
    assert requests == [(tmp_path / "saved.html").as_uri()]
    assert [text for text in said if EVIL in text or "Content Security Policy" in text] == []
    assert RUN in shown.inner_text("main")
    from markdown_it import MarkdownIt

    # `html` on, as some viewers have it: what documents say is escaped in Markdown too.
    shown.set_content(
        MarkdownIt("commonmark", {"html": True}).render((tmp_path / "saved.markdown").read_text("utf-8"))
    )
    shown.wait_for_timeout(500)
    assert shown.evaluate("window.hacked") is None
    assert len(requests) == 1
    other.close()


def test_the_same_without_a_model(chromium: "playwright.Browser", assistant: Assistant) -> None:
    alone = Assistant(assistant.index, None, assistant.settings)
    page = server.start(alone, "127.0.0.1", 0)
    reader = Reader(chromium, page.url)
    reader.answered(QUESTION)
    reader.page.locator("#turn a.cite").first.click()
    reader.see("#reader .text")
    untouched(reader, page.url)
    reader.context.close()
    page.close()


def test_the_check_itself_finds_what_it_looks_for(chromium: "playwright.Browser", url: str) -> None:
    reader = Reader(chromium, url)
    reader.page.evaluate(
        """() => document.querySelector("#turn").insertAdjacentHTML("beforeend",
            "<img src=data:,x onerror='window.hacked=1'><a href='javascript:1'>x</a>")"""
    )
    assert wait_until(lambda: len(reader.page.evaluate(LOOK, [FOREIGN])) == 5)
    reader.context.close()
