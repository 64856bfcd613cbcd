"""Ollama, by its native protocol: finding the server and its models, and one of them as a `LanguageModel`.

llama-index's `Ollama` does the talking, through an `ollama.Client` of ours. Invariants, proved by
`tests/test_assistant_models_ollama.py` against a real socket: `num_ctx` is always sent and never changes
within a session (a change reloads the model); a proxy variable never catches loopback traffic; a stream that
ends without `done` is an error; thoughts stay out of the answer; every failure says what to type.
"""

import logging
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError, ModelError
from assistant.models.language_model import (
    BYTES_PER_TOKEN,
    FIRST_SIGN_S,
    LanguageModel,
    estimate_tokens,
)
from assistant.models.line import HOOKS, LIMITS
from assistant.models.ollama_errors import translate
from index.ollama_client import CONNECT_S, make_client, server_url

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage, ChatResponse
    from ollama import ShowResponse

WINDOW = 8192  # what a few quotes and an answer need, many times over; more costs memory and time
UNKNOWN_WINDOW = 4096  # Ollama's own default, for a model that does not say
KEEP_ALIVE = "30m"
SHOW_S = 30.0
LOOK_S = 1.0  # how long `auto` waits for a server that may not be there
LOOKS = 5  # so many times as long it goes on looking at the models of one that is
THOUGHT_TOKENS = 1024  # room for the thoughts of a model that cannot be told not to think

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a server says about one of its models.

    Attributes:
        name: as `ollama list` shows it.
        context_window: tokens this program will use of it, prompt and answer together.
        can_chat: False for embedding models.
        can_think: whether it thinks before it answers.
        is_obstinate: whether it cannot be told not to.
    """

    name: str
    context_window: int
    can_chat: bool
    can_think: bool
    is_obstinate: bool


def list_models(host: str | None = None) -> list[ModelInfo]:
    """Return the server's chat models, the one pulled last first.

    Args:
        host: the server; None means `OLLAMA_HOST`, or Ollama's default.

    Returns:
        The models that run on the server itself and can chat.

    Raises:
        ModelError: of the kind that fits, when the server does not answer as Ollama does.
        SettingsError: when the host is no address.
    """
    return list(_chat_models(server_url(host), CONNECT_S))


def preferred_model(host: str | None = None) -> str | None:
    """Return the model `auto` takes, or None when no server answers at once or it holds no chat model.

    That is the chat model in memory now, else the one pulled last; never one that runs elsewhere.

    Args:
        host: the server; None means `OLLAMA_HOST`, or Ollama's default.

    Returns:
        The model's name.

    Raises:
        SettingsError: when the host is no address.
    """
    url = server_url(host)
    first = None
    try:
        loaded = _loaded(url)
        for model in _chat_models(url, LOOK_S):
            first = first or model.name
            if not loaded or model.name in loaded:
                return model.name
    except ModelError as error:
        _log.info("Ollama is not used: %s", error)
        return None
    return first


def open_model(name: str, host: str | None = None) -> LanguageModel:
    """Return one of the server's models.

    Args:
        name: as `ollama list` shows it; `:latest` may be left out.
        host: the server; None means `OLLAMA_HOST`, or Ollama's default.

    Returns:
        The model, which the server loads at the first question or `warm`.

    Raises:
        ModelError: of the kind that fits, when the server or the model cannot be had.
        SettingsError: when the host is no address.
    """
    url = server_url(host)
    info = _look_at(url, name, CONNECT_S, SHOW_S)
    if not info.can_chat:
        raise ModelError(
            f"{name!r} is an embedding model and cannot chat. Choose another: `ollama list` shows them."
        )
    return OllamaModel(info, url)


def check_held(name: str, host: str | None = None) -> None:
    """Make sure that a server answers and holds a model, of whatever kind.

    Args:
        name: as `ollama list` shows it; `:latest` may be left out.
        host: the server; None means `OLLAMA_HOST`, or Ollama's default.

    Raises:
        ModelError: of the kind that fits, when the server or the model cannot be had.
        SettingsError: when the host is no address.
    """
    _look_at(server_url(host), name, CONNECT_S, CONNECT_S)


class OllamaModel(LanguageModel):
    """A model of an Ollama server, with a place for every request the server takes at once."""

    def __init__(self, info: ModelInfo, url: str) -> None:
        places = os.environ.get("OLLAMA_NUM_PARALLEL", "")
        size = max(1, int(places)) if places.isdecimal() else 1  # 0 is Ollama's word for choosing by itself
        super().__init__(f"ollama:{info.name}", info.context_window, size)
        self._info = info
        self._url = url
        self._correction = 1.0
        self._client = make_client(url, CONNECT_S, FIRST_SIGN_S, event_hooks=HOOKS, limits=LIMITS)

    def _build(self) -> Any:
        from llama_index.llms.ollama import Ollama  # type: ignore[import-untyped]

        return Ollama(
            model=self._info.name,
            base_url=self._url,
            client=self._client,
            temperature=0.0,
            context_window=self.context_window,
            keep_alive=KEEP_ALIVE,
            thinking=("low" if self._info.is_obstinate else False) if self._info.can_think else None,
        )

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` is, or rather more: a guess, which the server's replies correct."""
        return int(estimate_tokens(text) * self._correction) + 1

    def warm(self) -> None:
        """Have the server load the model, as an empty chat does."""
        super().warm()
        try:
            options = {"num_ctx": self.context_window, "temperature": 0.0}
            self._client.chat(self._info.name, messages=[], options=options, keep_alive=KEEP_ALIVE)
        except Exception as error:
            raise self._translate(error) from error

    def close(self) -> None:
        """Close the client; the server keeps the model for a while."""
        self._client.close()  # type: ignore[no-untyped-call]

    def _responses(self, messages: "Sequence[ChatMessage]", max_tokens: int) -> "Iterator[ChatResponse]":
        extra = THOUGHT_TOKENS if self._info.is_obstinate else 0
        limited = self.llm.model_copy(update={"additional_kwargs": {"num_predict": max_tokens + extra}})
        return limited.stream_chat(messages)

    def _check_end(self, messages: "Sequence[ChatMessage]", last: "ChatResponse | None") -> None:
        raw = last.raw if last is not None else None
        if not isinstance(raw, dict) or not raw.get("done"):
            raise ModelError(
                f"Ollama ended the answer of {self.name!r} in the middle. Ask again; the server's log "
                "says more."
            )
        read = raw.get("prompt_eval_count") or 0
        guessed = sum(estimate_tokens(message.content or "") for message in messages)
        # Only upwards: a server that remembers the beginning of a prompt may count the rest alone. And never beyond
        # what a text can have, a token a byte: one mad count would otherwise leave no question that fits.
        self._correction = max(self._correction, min(read / max(guessed, 100), BYTES_PER_TOKEN))
        if read >= self.context_window:
            raise ModelError(
                f"The prompt was longer than the {self.context_window} tokens of {self.name!r}, and Ollama cut it. "
                "The next question is counted more carefully; ask again."
            )

    def _translate(self, error: Exception) -> AssistantError:
        return translate(error, self._url, self._info.name)


def _loaded(url: str) -> set[str | None]:
    try:
        with make_client(url, LOOK_S, LOOK_S) as client:
            return {model.model for model in client.ps().models}
    except Exception as error:
        raise translate(error, url) from error


def _chat_models(url: str, patience_s: float) -> Iterator[ModelInfo]:
    """Yield the chat models; one that cannot be looked at is left out, and is an error when it leaves none."""
    try:
        with make_client(url, patience_s, patience_s) as client:
            listed = [model for model in client.list().models if model.model and _runs_here(model)]
    except Exception as error:
        raise translate(error, url) from error
    is_any = False
    failure: AssistantError | None = None
    until = time.monotonic() + LOOKS * patience_s
    for model in sorted(listed, key=_changed, reverse=True):
        if time.monotonic() > until:
            _log.info("Ollama at %r is slow: its other models were not looked at.", url)
            break
        try:
            info = _look_at(url, model.model or "", patience_s, patience_s)
        except AssistantError as error:
            _log.info("A model is left out: %s", error)
            failure = error
            continue
        if info.can_chat:
            is_any = True
            yield info
    if failure is not None and not is_any:
        raise failure


def _changed(model: Any) -> float:
    return float(model.modified_at.timestamp()) if model.modified_at else 0.0


def _runs_here(model: Any) -> bool:
    tag = str(model.model).rpartition(":")[2]
    return tag != "cloud" and not tag.endswith("-cloud") and int(model.size or 0) > 1_000_000


def _look_at(url: str, name: str, connect_s: float, silence_s: float) -> ModelInfo:
    try:
        with make_client(url, connect_s, silence_s) as client:
            return _info(name, client.show(name))
    except Exception as error:
        raise translate(error, url, name) from error


def _info(name: str, shown: "ShowResponse") -> ModelInfo:
    about: Mapping[str, Any] = shown.modelinfo or {}
    family = str(about.get("general.architecture", ""))
    # Servers from before the list of capabilities: embedding models are the ones built like BERT.
    able = shown.capabilities or ([] if "bert" in family else ["completion"])
    return ModelInfo(
        name=name,
        context_window=_window(about, shown.parameters or ""),
        can_chat="completion" in able,
        can_think="thinking" in able,
        is_obstinate="thinking" in able and family.startswith("gptoss"),
    )


def _window(about: Mapping[str, Any], parameters: str) -> int:
    lengths = [int(value) for key, value in about.items() if key.endswith(".context_length") and value]
    allowed = min(lengths) if lengths else UNKNOWN_WINDOW
    chosen = re.search(r"^num_ctx\s+(\d+)", parameters, re.M)
    return min(int(chosen[1]) if chosen else WINDOW, allowed)
