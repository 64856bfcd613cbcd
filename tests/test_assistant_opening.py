"""The index that the settings name: where its vectors lie, and what embeds for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import EmbedderError
from assistant.opening import open_index, spread
from assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(corpus=tmp_path / "corpus", data=tmp_path / "data", llm="none")


def test_vectors_lie_in_a_folder_or_on_a_server(settings: Settings) -> None:
    with open_index(settings) as index:
        assert not index._stores.is_shared
    shared = Settings(**settings.model_dump() | {"chroma": "http://127.0.0.1:9/news", "chroma_token": "s"})
    with open_index(shared) as index:
        assert index._stores.is_shared
        assert index._stores.name == "news"  # type: ignore[attr-defined]
    assert not settings.data.exists()


def test_who_spreads_embeds_with_what_the_index_does(settings: Settings) -> None:
    pytest.importorskip("ray")
    with open_index(settings) as index:
        spreading = spread(settings, index, "127.0.0.1:9")
        assert spreading.fingerprint == index.embedder.fingerprint
        assert spreading._make().fingerprint == index.embedder.fingerprint


def test_without_ray_it_says_what_to_install(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_index(settings)
    monkeypatch.setattr("index.embedders.cluster.importlib.util.find_spec", lambda _: None)
    with pytest.raises(EmbedderError, match=r"pip install .*\[ray\]"):
        spread(settings, index, "auto")


def test_nothing_heavy_is_loaded() -> None:
    code = (
        "import sys; from assistant.opening import open_index; from assistant.settings import Settings\n"
        "open_index(Settings(data='elsewhere', chroma='http://127.0.0.1:9'))\n"
        "print(sorted({'chromadb', 'ray', 'torch', 'llama_index'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
