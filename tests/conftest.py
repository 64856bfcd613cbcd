"""Fixtures several test files share, and where their temporary folders lie.

Most of what the index's tests wait for is the disk (each commit is flushed to it), so they take a file system
in memory where there is one.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from chroma_server import ChromaServer

if TYPE_CHECKING:
    import playwright.sync_api as playwright

MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the bundled weights, put together once for the whole run."""
    from assistant.models import weights

    data = tmp_path_factory.mktemp("data")
    weights.join(data)
    return data


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in, with a corpus, no language model, and the tests' own embedder."""
    from fakes import BagOfWordsEmbedding
    from small_corpus import write

    from index.embedding import Embedder

    for variable in list(os.environ):
        if variable.startswith("ASSISTANT_"):
            monkeypatch.delenv(variable)
    for place in ("assistant.opening.load", "index.embedding.load"):
        monkeypatch.setattr(place, lambda *_: Embedder(BagOfWordsEmbedding()))
    monkeypatch.setenv("ASSISTANT_LLM", "none")
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "corpus")
    return tmp_path


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What is printed; no traceback may be among it."""
    yield capsys
    assert "Traceback" not in capsys.readouterr().err


@pytest.fixture(scope="session")
def one_chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator["ChromaServer"]:
    """A real Chroma server, started once; ask for `chroma`, which finds it running."""
    from chroma_server import ChromaServer

    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def chroma(one_chroma: "ChromaServer") -> "ChromaServer":
    """The server, up; each test gives its index a name of its own, since what others left is still there."""
    one_chroma.start_again()
    return one_chroma


@pytest.fixture(scope="module")
def chromium() -> "Iterator[playwright.Browser]":
    """A headless browser; its tests are skipped where there is none."""
    from browser_reader import CHROMIUM, FLAGS, playwright

    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
