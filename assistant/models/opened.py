"""The language models of one assistant: the one that was set, and any other that a question asks for, each opened once.

Safe to use from several threads. Proved by `tests/test_assistant_models_opened.py`.
"""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import models
from assistant.errors import SettingsError
from assistant.models.language_model import LanguageModel
from assistant.models.weights import Progress

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


class OpenedModels:
    """Opens language models when they are first asked for.

    Args:
        default: any llama-index `LLM`, a `LanguageModel`, the name of one as in `ASSISTANT_LLM`, or None.
        data: the data folder, where the bundled weights are kept.
        ollama_host: the Ollama server; None means `OLLAMA_HOST`, or Ollama's default.
        progress: told the bytes done and in all while the bundled weights are put together.
    """

    def __init__(
        self,
        default: "LLM | LanguageModel | str | None",
        data: Path,
        ollama_host: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._default = default
        self._data = data
        self._ollama_host = ollama_host
        self._progress = progress
        self._opened: dict[str | None, LanguageModel | None] = {}
        self._lock = threading.Lock()

    def get(self, spec: str | None = None) -> LanguageModel | None:
        """Return a language model, loaded at its first question.

        Args:
            spec: as in `ASSISTANT_LLM`; None for the one that was set.

        Returns:
            The model, the same each time; None for quotes alone.

        Raises:
            AssistantError: it cannot be had; the message says what to do.
        """
        with self._lock:
            if spec not in self._opened:
                found = self._open(self._default if spec is None else spec)
                # The one that was set, asked for by its name, is the same: two would take twice the memory.
                same = next((m for m in self._opened.values() if m and found and m.name == found.name), None)
                if same is not None and found is not None and same is not found:
                    found.close()
                    found = same
                self._opened[spec] = found
            return self._opened[spec]

    def close(self) -> None:
        """Free the models; they open again when asked for."""
        with self._lock:
            opened, self._opened = self._opened, {}
        for model in {id(model): model for model in opened.values() if model is not None}.values():
            model.close()

    def _open(self, wanted: "LLM | LanguageModel | str | None") -> LanguageModel | None:
        if wanted is None or isinstance(wanted, LanguageModel):
            return wanted
        if isinstance(wanted, str):
            return models.choose(
                wanted, data=self._data, ollama_host=self._ollama_host, progress=self._progress
            )
        if not hasattr(wanted, "metadata"):
            raise SettingsError(
                f"A language model is no {wanted!r}; give the name of one as in ASSISTANT_LLM (`none` for quotes "
                "alone), or any llama-index LLM."
            )
        return models.wrap(wanted)
