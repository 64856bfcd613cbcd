"""What the page's script asks of the documents: whatever a browser sends, an answer comes."""

import html as html_library
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from html_pages import Page, check_harmless
from page_fakes import CORPUS, IDLE, FakeAssistant

from assistant.errors import DocumentError, LockedError
from index.documents import Document
from index.report import Progress
from ui.web.library import PAGE, Library
from ui.web.texts import words
from ui.web.uploads import Uploads

EN = words("en")
SOURCE = "004_62149765c1ec07b7.txt"
TEXT = (CORPUS / SOURCE).read_bytes().decode("utf-8")
QUOTE = "Kim a fost însoțit la ceremonia de inaugurare de soția sa"
START = TEXT.index(QUOTE)
ASKED = {
    "source": SOURCE,
    "start": str(START),
    "end": str(START + len(QUOTE)),
    "number": "1",
    "quote": QUOTE,
    "locale": "en",
}


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def library(fake: FakeAssistant, tmp_path: Path) -> Library:
    (tmp_path / "uploads").mkdir()
    return Library(fake, Uploads(tmp_path / "uploads"))


def marked(html: str) -> list[str]:
    return [html_library.unescape(found) for found in re.findall("<mark[^>]*>(.*?)</mark>", html, re.DOTALL)]


def test_a_document_opens_at_the_quote_with_the_others_marked(library: Library) -> None:
    other = TEXT.index("Complexul include hoteluri")
    marks = [
        {"start": ASKED["start"], "end": ASKED["end"], "number": "1"},
        {"start": str(other), "end": str(other + 9), "number": "2"},
    ]
    html = library.read({**ASKED, "marks": marks})
    assert marked(html) == ["Complexul", QUOTE]
    assert html.count('class="main"') == 1
    page = check_harmless(html)
    assert page.all("remark") == []
    assert any(a.get("href") == f"/original?source={SOURCE}" for _, a in page.tags)


class Changed(FakeAssistant):
    """Whose document has changed since the answer."""

    text = TEXT

    def document(self, source: str) -> Document:
        return replace(super().document(source), text=self.text)


@pytest.mark.parametrize(
    ("text", "key", "shown"),
    [
        ("Nou. " + TEXT, "reader_moved", [QUOTE]),
        (TEXT.replace("soția sa", "fiul lui", 1), "reader_changed", None),
        ("Something wholly else, in other words altogether.", "reader_gone", []),
    ],
)
def test_a_document_that_has_changed_says_so(
    tmp_path: Path, text: str, key: str, shown: list[str] | None
) -> None:
    fake = Changed()
    fake.text = text
    html = Library(fake, Uploads(tmp_path)).read(
        {**ASKED, "marks": [{"start": "0", "end": "5", "number": "2"}]}
    )
    assert EN.say(key) in Page(html).text
    found = marked(html)
    if shown is None:
        assert len(found) == 1
        assert "fiul" in found[0]
        assert QUOTE in Page(html).text  # what it said
    else:
        assert found == shown


def test_a_document_that_has_gone_leaves_its_quote(library: Library) -> None:
    page = Page(library.read({**ASKED, "source": "gone.txt"}))
    assert page.all("failed")[0]["role"] == "alert"
    assert QUOTE in page.words


@pytest.mark.parametrize(
    "asked",
    [
        None, 7, "x", [], {}, {**ASKED, "start": None}, {**ASKED, "start": "-1"}, {**ASKED, "end": "1e9"},
        {**ASKED, "source": "../../etc/passwd"}, {**ASKED, "source": "<b>"}, {**ASKED, "marks": {"a": 1}},
        {**ASKED, "marks": [None, 7, {"start": "9", "end": "3"}]}, {**ASKED, "at": "99999999999"},
        {**ASKED, "end": "99999999", "quote": "x" * 9000}, {**ASKED, "locale": {"a": 1}},
    ],
)  # fmt: skip
def test_whatever_a_browser_asks_to_read_gets_an_answer(library: Library, asked: object) -> None:
    check_harmless(library.read(asked))


def test_the_list_is_searched_by_title_and_file_whatever_the_accents(library: Library) -> None:
    def listed(**asked: str) -> list[str]:
        return [str(a["data-source"]) for a in Page(library.documents(asked)).acts("hide")]

    assert len(listed()) == 3
    assert listed(query="eszak KOREA") == ["002_d69a3e7bfe563393.txt"]
    assert listed(query="004_") == [SOURCE]
    assert listed(query="nothing like it") == []


def test_a_search_in_the_list_shows_passages_about_it(library: Library) -> None:
    page = Page(library.documents({"query": "rakéta"}))
    assert EN.say("library_passages") in page.words
    assert len(page.all("passage")) == 3
    assert page.all("skipped") == []
    assert "photo.png" in Page(library.documents({})).text


def test_added_documents_stand_first_and_then_the_newest(library: Library, fake: FakeAssistant) -> None:
    fake.added[".added/z.txt"] = b"x"
    page = Page(library.documents({}))
    assert page.acts("read")[0]["data-source"] == ".added/z.txt"


def test_a_long_list_comes_in_parts(library: Library, fake: FakeAssistant) -> None:
    fake.added = {f".added/{number:03}.txt": b"x" for number in range(2 * PAGE)}
    assert len(Page(library.documents({})).acts("read")) == PAGE
    assert len(Page(library.documents({"page": "2"})).acts("read")) == 2 * PAGE
    last = Page(library.documents({"page": "3"}))
    assert len(last.acts("read")) == 2 * PAGE + 3
    assert last.acts("more") == []


def test_a_file_that_was_sent_is_added_and_its_copy_deleted(library: Library, fake: FakeAssistant) -> None:
    sent = library.uploads.folder / "abc" / "report.txt"
    sent.parent.mkdir()
    sent.write_bytes(b"text")
    html = library.add({"path": str(sent), "name": "report.txt", "locale": "pl"})
    assert words("pl").say("added", name="report.txt") in html
    assert fake.added == {".added/report.txt": b"text"}
    assert not sent.exists()


def test_a_file_that_is_not_taken_says_why_and_is_deleted(library: Library, fake: FakeAssistant) -> None:
    sent = library.uploads.folder / "bad.exe"
    sent.write_bytes(b"x")
    html = library.add({"path": str(sent), "name": "<b>.exe", "locale": "en"})
    assert "Not added: A file cannot be added" in html
    check_harmless(html)
    assert not sent.exists()
    assert fake.added == {}


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../secret.txt", "uploads", "\0", "link.txt", "/proc/self/environ"]
)
def test_no_other_file_of_the_machine_can_be_added(
    library: Library, fake: FakeAssistant, tmp_path: Path, path: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (library.uploads.folder / "link.txt").symlink_to(secret)
    path = str(library.uploads.folder / path) if path and not path.startswith(("/", "\0")) else path
    assert 'role="alert"' in library.add({"path": path, "name": "a.txt"})
    assert fake.added == {}
    assert secret.read_text() == "secret"


def test_documents_are_hidden_shown_and_removed(library: Library, fake: FakeAssistant) -> None:
    assert library.change({"act": "hide", "source": SOURCE}) == ""
    assert Page(library.documents({})).acts("unhide")[0]["data-source"] == SOURCE
    assert library.change({"act": "unhide", "source": SOURCE}) == ""
    assert fake.hidden() == []
    fake.added[".added/a.txt"] = b"x"
    assert library.change({"act": "remove", "source": ".added/a.txt"}) == ""
    assert fake.added == {}
    assert "There is no added file" in library.change({"act": "remove", "source": SOURCE})
    assert library.change({"act": "delete everything", "source": SOURCE}) == ""
    assert library.change(None) == ""


def test_what_the_index_does_is_told(library: Library, fake: FakeAssistant) -> None:
    assert library.state({}) == {"html": "", "busy": False}
    progress = Progress(1, 2, 3, 40, 0.0, "")
    fake.sync_state = replace(IDLE, running=True, progress=progress)
    state = library.state({"locale": "en"})
    assert state["busy"] is True
    assert "Indexing 3 of 40 passages" in state["html"]
    fake.sync_state = replace(IDLE, running=True)
    assert library.state({}) == {"html": "", "busy": True}
    fake.sync_state = replace(IDLE, waiting="Process 7 <writes>.")
    assert "Process 7 &lt;writes&gt;." in library.state({})["html"]
    assert library.state({})["busy"] is True
    fake.sync_state = replace(IDLE, error=LockedError("Wait."))
    assert 'role="alert"' in library.state({})["html"]


GOOD = {"source": "002_d69a3e7bfe563393.txt", "start": "10", "end": "90", "language": "en", "locale": "en"}


def test_a_quote_is_translated_and_nothing_in_it_runs(library: Library, fake: FakeAssistant) -> None:
    html = library.translate(GOOD)
    quote = fake.document(GOOD["source"]).text[10:30]
    assert f"&lt;b&gt;{quote}&lt;/b&gt; from hu" in html
    assert "Translated by scripted:" in html
    check_harmless(html)


@pytest.mark.parametrize(
    "asked",
    [
        None, 7, "x", [], {}, {**GOOD, "start": None}, {**GOOD, "start": "-1"}, {**GOOD, "end": "1e9"},
        {**GOOD, "source": "../../etc/passwd"}, {**GOOD, "source": "<b>"},
    ],
)  # fmt: skip
def test_whatever_a_browser_asks_to_translate_gets_an_answer(library: Library, asked: object) -> None:
    html = library.translate(asked)
    assert 'class="translation failed"' in html
    check_harmless(html)


def test_the_calls_are_named_as_the_script_names_them(library: Library) -> None:
    calls = {call.__name__: call for call in library.calls()}
    assert set(calls) == {"read", "documents", "translate", "add", "change", "state"}
    script = "".join(path.read_text() for path in (Path("ui/web/scripts")).glob("*.js"))
    assert set(re.findall(r"server\.(\w+)\(", script)) == set(calls)
    assert SOURCE in calls["documents"]({})


def test_an_index_that_fails_is_told(tmp_path: Path) -> None:
    class Broken(FakeAssistant):
        def documents(self, *, hidden: bool = False) -> Any:
            raise DocumentError("The index is damaged.")

    assert 'role="alert"' in Library(Broken(), Uploads(tmp_path)).documents({})


def test_a_passage_of_a_document_that_has_changed_is_not_marked(library: Library) -> None:
    passage = {"source": SOURCE, "start": "10", "end": "90", "locale": "en"}
    assert marked(library.read({**passage, "hash": "0" * 64})) == [TEXT[10:90]]
    html = library.read({**passage, "hash": "1" * 64})
    assert marked(html) == []
    assert EN.say("reader_other") in html


def test_other_quotes_are_marked_only_in_the_document_they_are_from(library: Library) -> None:
    asked = {**ASKED, "marks": [{"start": "0", "end": "5", "number": "2"}]}
    assert len(marked(library.read({**asked, "hash": "0" * 64}))) == 2
    assert marked(library.read({**asked, "hash": "1" * 64})) == [QUOTE]


@pytest.mark.parametrize("name", ["a\u202eb.txt", "a\ud800.txt", "50% of it.txt", "ż ó.txt", "a\nb.txt"])
def test_every_name_of_a_file_comes_back_as_it_is(library: Library, fake: FakeAssistant, name: str) -> None:
    fake.added[f".added/{name}"] = b"x"
    (remove,) = Page(library.documents({})).acts("remove")
    assert library.change({"act": "remove", "source": remove["data-source"]}) == ""
    assert fake.added == {}


def test_a_translation_asks_the_model_that_answered_if_it_can_be_had(
    library: Library, fake: FakeAssistant
) -> None:
    for model in ("bundled", "ollama", "gguf:/etc/passwd", ""):
        library.translate({**GOOD, "model": model})
    assert fake.llms == ["bundled", None, None, None]


class Hiding(FakeAssistant):
    """Who does not hand out what is hidden."""

    def document(self, source: str) -> Document:
        if source in self.put_away:
            raise DocumentError("There is no such document.")
        return super().document(source)


def test_a_quote_of_a_hidden_document_says_so_and_how_to_show_it_again(tmp_path: Path) -> None:
    fake = Hiding()
    fake.hide([SOURCE])
    page = check_harmless(Library(fake, Uploads(tmp_path)).read({**ASKED, "locale": "ro"}))
    assert words("ro").say("reader_hidden") in page.words
    assert QUOTE in page.words
    assert [a["data-source"] for a in page.acts("unhide")] == [SOURCE]
