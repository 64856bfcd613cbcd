"""The object developers call."""

import json
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from chroma_server import ChromaServer
from fakes import BagOfWordsEmbedding, ScriptedLLM
from small_corpus import TEXTS, make_index, write

from assistant import Assistant, AssistantError, Filters, Settings, Turn
from assistant.errors import CorpusError, DocumentError, QuestionError
from index.embedding import Embedder
from index.folders import index_folder
from index.lock import writer_lock
from index.store import TORN
from index.stores.folder import FOLDER, FolderStores

QUESTION = "When was the harbour of Brenna opened?"
FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a corpus not indexed yet, whose embedder is the tests' own."""
    monkeypatch.setattr("assistant.opening.load", lambda *_: Embedder(BagOfWordsEmbedding()))
    return Settings(corpus=write(tmp_path / "corpus"), data=tmp_path / "data", llm="none")


def test_open_builds_the_index_and_answers(settings: Settings) -> None:
    with Assistant.open(settings) as assistant:
        assert assistant.sync_report is not None
        assert len(assistant.sync_report.added) == len(TEXTS)
        assert assistant.ask(QUESTION).citations[0].quote == FACT
        assert [d.source for d in assistant.documents()] == sorted(TEXTS)
        assert assistant.document("parc.txt").text == TEXTS["parc.txt"]
        assert assistant.search("parcul central")[0].passage.source == "parc.txt"


def test_the_second_time_it_serves_at_once_and_syncs_behind(settings: Settings) -> None:
    Assistant.open(settings).close()
    write(settings.corpus, {"new.txt": "The observatory on the hill owns a telescope from 1888.\n"})
    with Assistant.open(settings) as assistant:
        assert assistant.wait_for_sync(30)
        assert assistant.sync_error is None
        assert assistant.search("observatory telescope")[0].passage.source == "new.txt"


def test_a_corpus_that_went_away_leaves_the_last_good_state(settings: Settings, tmp_path: Path) -> None:
    Assistant.open(settings).close()
    settings.corpus.rename(tmp_path / "elsewhere")
    with Assistant.open(settings) as assistant:
        assert assistant.wait_for_sync(30)
        assert isinstance(assistant.sync_error, CorpusError)
        assert assistant.ask(QUESTION).citations[0].quote == FACT


@pytest.mark.parametrize("left", ["nothing", "torn"])
def test_vectors_not_to_be_trusted_are_made_again_before_the_first_question(
    settings: Settings, left: str
) -> None:
    with Assistant.open(settings) as first:
        folder = first.index.folder
        if left == "torn":
            with FolderStores(folder).open(first.index.embedder.fingerprint, 1) as store:
                store.delete("en", sorted(store.ids("en")))
                store._mark(TORN)
    if left == "nothing":
        shutil.rmtree(folder / FOLDER)
    with Assistant.open(settings) as assistant:
        assert assistant.sync_report is not None
        assert assistant.ask(QUESTION).citations[0].quote == FACT


def test_it_follows_the_folder_while_it_is_open(settings: Settings) -> None:
    with Assistant.open(settings, follow_s=0.05) as assistant:
        write(settings.corpus, {"new.txt": "The observatory on the hill owns a telescope from 1888.\n"})
        deadline = time.monotonic() + 20
        while assistant.sync_report is None or assistant.sync_report.added != ("new.txt",):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert "new.txt" in {document.source for document in assistant.documents()}


def test_an_unforeseen_failure_of_the_sync_is_told_and_does_not_stop_answers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Assistant.open(settings).close()

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("odd file")

    monkeypatch.setattr("index.index.sync", fail)
    with Assistant.open(settings) as assistant:
        assert assistant.wait_for_sync(30)
        assert "odd file" in str(assistant.sync_error)
        assert "ZeroDivisionError" in caplog.text
        assert assistant.ask(QUESTION).citations[0].quote == FACT


def test_another_writer_at_work_is_no_failure(settings: Settings) -> None:
    Assistant.open(settings).close()
    with writer_lock(index_folder(settings.data, settings.corpus)), Assistant.open(settings) as assistant:
        assert assistant.wait_for_sync(30)
        assert assistant.sync_error is None
        assert assistant.ask(QUESTION).citations[0].quote == FACT


def test_no_corpus_is_an_error_that_says_what_to_do(settings: Settings) -> None:
    lacking = settings.model_copy(update={"corpus": settings.corpus / "nowhere"})
    with pytest.raises(CorpusError, match="ASSISTANT_CORPUS"):
        Assistant.open(lacking)


def test_any_llama_index_llm_can_be_put_in(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    with Assistant(index, ScriptedLLM(answers=[FACT])) as assistant:
        assert assistant.model_name == "scripted"
        assert assistant.ask(QUESTION).text == f"{FACT} [1]"
    with Assistant(index, None) as assistant:
        assert assistant.model_name == "none"


def test_a_whole_ingest_and_answer_opens_no_socket(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with Assistant.open(settings) as assistant:
        assert assistant.ask(QUESTION).citations[0].quote == FACT


def test_the_dictionary_is_plain_json(settings: Settings) -> None:
    with Assistant.open(settings) as assistant:
        found = assistant.ask(QUESTION).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [
        "question", "standalone", "language", "text", "abstained", "sentences", "citations", "disagreements",
        "passages", "model", "quoted", "undated", "used", "no_match", "seconds", "documents", "provenance", "digest",
    ]  # fmt: skip
    assert set(found["citations"][0]) == {
        "number", "source", "title", "date", "language", "start", "end", "quote", "support", "url",
        "content_hash", "attribution", "copies", "translation", "context", "author", "page",
    }  # fmt: skip


def test_why_filters_match_nothing(settings: Settings) -> None:
    with Assistant.open(settings) as assistant:
        said = assistant.no_match(Filters(languages=["sv"]))
        assert said is not None
        assert str(said).startswith("No document matches these filters: language sv.")
        assert assistant.ask(QUESTION, filters=Filters(languages=["sv"])).no_match == said
        assert assistant.search(QUESTION, filters=Filters(languages=["sv"])) == []
        assert assistant.no_match(Filters()) is None


def test_an_empty_query_is_refused(settings: Settings) -> None:
    with Assistant.open(settings) as assistant, pytest.raises(QuestionError):
        assistant.search("  ")


def test_files_are_added_and_removed_and_documents_hidden_and_shown(settings: Settings) -> None:
    with Assistant.open(settings) as assistant:
        source = assistant.add_file("stars.txt", b"The observatory on the hill owns a telescope from 1888.\n")
        assert assistant.wait_for_sync(30)
        assert assistant.search("observatory telescope")[0].passage.source == source
        assert assistant.file(source).is_file()
        answer = assistant.ask("Who owns a telescope from 1888?")
        assert answer.citations[0].source == source
        assert assistant.verify(answer)[0].holds
        assistant.hide(["harbour.txt"])
        assert assistant.wait_for_sync(30)
        assert assistant.hidden() == ["harbour.txt"]
        assert "harbour.txt" not in {document.source for document in assistant.documents()}
        assert [d.source for d in assistant.documents(hidden=True) if d.hidden] == ["harbour.txt"]
        assert assistant.file("harbour.txt") == (settings.corpus / "harbour.txt").resolve()
        assistant.show(["harbour.txt"])
        assistant.remove_file(source)
        assert assistant.wait_for_sync(30)
        assert {document.source for document in assistant.documents()} == set(TEXTS)
        assert not assistant.verify(answer)[0].holds
        state = assistant.sync_state
        assert (state.error, state.running, state.skipped, assistant.skipped()) == (None, False, (), [])
        with pytest.raises(DocumentError, match="Hide it instead"):
            assistant.remove_file("harbour.txt")


@pytest.mark.real
def test_it_answers_elsewhere_from_a_chroma_server(
    settings: Settings, chroma: ChromaServer, tmp_path: Path
) -> None:
    """Two processes answer: one on the machine with the documents, one that has only the server."""
    url = f"{chroma.url}/assistant-{tmp_path.name}"
    values = settings.model_dump() | {"chroma": url}
    elsewhere = Settings(**values | {"data": tmp_path / "elsewhere", "corpus": tmp_path / "none" / "corpus"})
    with pytest.raises(CorpusError, match="no index of that name on the Chroma server"):
        Assistant.open(elsewhere)
    with Assistant.open(Settings(**values)) as here, Assistant.open(elsewhere, follow_s=0.05) as there:
        wanted, answer = here.ask(QUESTION), there.ask(QUESTION)
        assert answer.citations == wanted.citations
        assert answer.text == wanted.text
        write(settings.corpus, {"new.txt": "The observatory on the hill owns a telescope from 1888.\n"})
        here.index.sync()
        deadline = time.monotonic() + 20
        while "new.txt" not in {info.source for info in there.documents()}:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert there.sync_error is None


@pytest.mark.parametrize(
    ("misuse", "says"),
    [
        (lambda a: a.ask(3), "question is text, not 3; put it into quotation marks"),
        (lambda a: a.ask(None), "question is text, not None"),
        (lambda a: a.search(None), "query is text, not None"),
        (lambda a: a.index.search(b"park"), "query is text, not b'park'"),
        (lambda a: a.search("park", "5"), "whole number of passages, not '5'; write limit=8"),
        (lambda a: a.search("park", 1.5), "whole number"),
        (lambda a: a.search("park", filters={"languages": ["en"]}), r"write Filters\(languages=\['en'\]\)"),
        (lambda a: a.ask(QUESTION, filters="en"), r"Filters are no 'en'; write Filters\(languages="),
        (lambda a: a.no_match({}), "write Filters"),
        (lambda a: a.ask("Why?", history="Who?"), r"list, not 'Who\?'; write \[Turn\("),
        (lambda a: a.ask("Why?", history=None), r"or \[\] for none"),
        (lambda a: a.ask("Why?", history=Turn("user", "Who?")), r"write \[Turn\("),
        (lambda a: a.ask("Why?", history=[{"role": "user", "content": "Who?"}]), r"no {.*write \[Turn\("),
        (lambda a: a.ask("Why?", history=[Turn("bot", "Who?")]), r"no Turn\(role='bot'"),
        (lambda a: a.ask("Why?", history=[Turn("user", None)]), "text=None"),
        (lambda a: a.document(3), "path as text, not 3"),
        (lambda a: a.file(None), "path as text, not None"),
        (lambda a: a.hide(3), r"not 3; put it into \[ \]"),
        (lambda a: a.show([3]), "path as text, not 3"),
        (lambda a: a.remove_file(3), "path as text, not 3"),
        (lambda a: a.add_file(3, b""), "name of a file is text"),
        (lambda a: a.add_file("a.txt", "words"), "bytes or its Path, not 'words'"),
        (lambda a: a.translate(None, "en"), "text or a citation, not None"),
        (lambda a: list(a.stream(QUESTION, llm=3)), "language model is no 3; give the name"),
        (lambda _: Assistant("corpus"), r"no 'corpus'; write Assistant.open\(Settings\(corpus="),
        (lambda _: Assistant.open("corpus"), r"no 'corpus'; write Settings\(corpus="),
    ],
)
def test_what_is_given_wrongly_is_an_error_that_says_what_to_give(
    tmp_path: Path, misuse: Callable[[Assistant], object], says: str
) -> None:
    with Assistant(make_index(tmp_path), None) as assistant, pytest.raises(AssistantError, match=says):
        misuse(assistant)


def test_a_search_whose_filters_match_nothing_says_so_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Assistant(make_index(tmp_path), None) as assistant:
        assert assistant.search("park", filters=Filters(languages=["de"])) == []
    assert "No document matches these filters: language de" in caplog.text
