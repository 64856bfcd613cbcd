"""The language models: Ollama's, the bundled one, any GGUF file, any llama-index `LLM`, or none.

`choose` is the one place that turns the setting `ASSISTANT_LLM` into a model, proved by
`tests/test_assistant_models_choose.py`. Nothing heavy is imported here: llama-index comes with the first
question.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import SettingsError
from assistant.models.language_model import LanguageModel, Waiting, WrappedModel
from assistant.models.places import Visit
from assistant.models.weights import Progress

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

__all__ = ["LanguageModel", "Progress", "Visit", "Waiting", "choose", "wrap"]


def choose(
    spec: str, *, data: Path, ollama_host: str | None = None, progress: Progress | None = None
) -> LanguageModel | None:
    """Return the model a setting asks for; it loads at first use, or when it is told to `warm`.

    Args:
        spec: `auto`, `ollama:MODEL`, `bundled`, `gguf:PATH` or `none`. `auto` is Ollama when it answers
            within a second and holds a chat model, else the bundled model when it is installed, else none.
        data: the data folder, where the bundled weights are kept.
        ollama_host: the server as `OLLAMA_HOST` would say it; None means that variable, or Ollama's default.
        progress: told the bytes done and the bytes in all while the bundled weights are put together.

    Returns:
        The model, or None for `none`.

    Raises:
        ModelError: of the kind that fits, when the model asked for cannot be had.
        SettingsError: when `spec` is none of these.
    """
    from assistant.models import bundled, ollama

    kind, _, argument = spec.partition(":")
    if kind == "ollama" and argument:
        return ollama.open_model(argument, ollama_host)
    if kind == "gguf" and argument:
        return bundled.open_file(Path(argument))
    match spec:
        case "none":
            return None
        case "bundled":
            return bundled.open_bundled(data, progress)
        case "auto":
            if found := ollama.preferred_model(ollama_host):
                return ollama.open_model(found, ollama_host)
            return bundled.open_bundled(data, progress) if bundled.is_installed() else None
    raise SettingsError(
        f"{spec!r} is no language model. Set ASSISTANT_LLM to auto, ollama:MODEL, bundled, gguf:PATH or none."
    )


def wrap(llm: "LLM") -> LanguageModel:
    """Return any llama-index `LLM` as a language model, one question at a time."""
    return WrappedModel(llm)
