"""A GGUF file as a llama-index `LLM`, run by llama.cpp's own server (`assistant.models.server`).

Importing this module imports llama-index: do it late. Proved by `tests/test_assistant_models_gguf.py` and
`tests/test_assistant_models_bundled.py`.
"""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from llama_index.core.base.llms.types import (
    ChatMessage,
    ChatResponse,
    ChatResponseGen,
    CompletionResponse,
    CompletionResponseGen,
    LLMMetadata,
    MessageRole,
)
from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.llms import CustomLLM
from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback

from assistant.errors import ModelError
from assistant.models.sendable import sendable
from assistant.models.server import Server

MOST_NOTES = 9  # that one digit can name
_ONLY = 100.0  # added to what the digits are given, so that nothing else is likely


class GGUFLanguageModel(CustomLLM):
    """A GGUF file as a llama-index `LLM`; loaded at first use, with the file's own chat template."""

    context_window: int = Field(description="tokens of prompt and answer together")
    model_name: str = Field(description="the model's name")

    _locate: Callable[[], Path] = PrivateAttr()
    _adapter: Path | None = PrivateAttr()
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _server: Server | None = PrivateAttr(default=None)

    def __init__(
        self, locate: Callable[[], Path], model_name: str, context_window: int, adapter: Path | None = None
    ) -> None:
        super().__init__(model_name=model_name, context_window=context_window)
        self._locate = locate
        self._adapter = adapter

    @classmethod
    def class_name(cls) -> str:
        """Return the name llama-index knows this class by."""
        return "gguf"

    @property
    def metadata(self) -> LLMMetadata:
        """What llama-index asks about a model."""
        return LLMMetadata(
            context_window=self.context_window,
            num_output=512,
            is_chat_model=True,
            model_name=self.model_name,
        )

    @property
    def is_loaded(self) -> bool:
        """Whether the weights are in memory."""
        return self._server is not None

    def load(self) -> Server:
        """Put the weights into memory, once; a few seconds."""
        with self._lock:
            if self._server is None:
                self._server = Server(self._locate(), self.context_window, self._adapter)
            return self._server

    def close(self) -> None:
        """Free the memory; the next use loads again."""
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` is, by the model's own tokeniser."""
        return len(self._tokens(sendable(text)))

    def weigh(self, messages: Sequence[ChatMessage], question: str, count: int) -> Iterator[str]:
        """Ask the adapter which note answers; the prompt is read once for this and for the draft.

        Args:
            messages: the prompt that asks for a draft, `sendable`.
            question: the question, `sendable`, on one line.
            count: how many notes the prompt holds, 1 to `MOST_NOTES`.

        Yields:
            "" for every part of the prompt that was read; at the end a JSON list of `count + 1` probabilities that
            sum up to 1: that none of the notes answers, then of each note.

        Raises:
            ModelError: the model gives none.
        """
        client = self.load().client
        chat = [{"role": m.role.value, "content": m.content or ""} for m in messages]
        template = client.post(
            "/apply-template", json={"messages": chat, "chat_template_kwargs": {"enable_thinking": False}}
        )
        template.raise_for_status()
        digits = self._tokens("0123456789")[: count + 1]  # a digit is a token
        body = {
            "prompt": template.json()["prompt"] + asking_which(question),
            "stream": True,
            "n_predict": 1,
            "temperature": 1,
            "samplers": ["temperature"],
            "logit_bias": [[token, _ONLY] for token in digits],
            "n_probs": len(digits),
            "post_sampling_probs": True,
            "cache_prompt": True,
            "return_progress": True,
        }
        found: dict[int, float] = {}
        for event in self._posted("/completion", body):
            yield ""
            for place in event.get("completion_probabilities") or ():
                found = {each["id"]: each["prob"] for each in place.get("top_probs") or ()}
        whole = sum(found.get(token, 0.0) for token in digits)
        if not whole:
            raise ModelError("The bundled model did not say which of the notes answers. Ask again.")
        yield json.dumps([found.get(token, 0.0) / whole for token in digits])

    def _tokens(self, text: str) -> list[int]:
        reply = self.load().client.post("/tokenize", json={"content": text})
        reply.raise_for_status()
        return list(reply.json()["tokens"])

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        """Yield the answer as it grows; an empty delta for every part of the prompt that was read."""

        def responses() -> ChatResponseGen:
            text = ""
            for delta, raw in self._events(messages, kwargs.get("max_tokens", 512)):
                text += delta
                message = ChatMessage(role=MessageRole.ASSISTANT, content=text)
                yield ChatResponse(message=message, delta=delta, raw=raw)

        return responses()

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        """Return the whole answer."""
        response = ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=""))
        for latest in self.stream_chat(messages, **kwargs):
            response = latest
        return response

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """Yield the answer to one message as it grows."""

        def responses() -> CompletionResponseGen:
            message = ChatMessage(role=MessageRole.USER, content=prompt)
            for response in self.stream_chat([message], **kwargs):
                yield CompletionResponse(text=response.message.content or "", delta=response.delta)

        return responses()

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """Return the whole answer to one message."""
        message = ChatMessage(role=MessageRole.USER, content=prompt)
        return CompletionResponse(text=self.chat([message], **kwargs).message.content or "")

    def _events(
        self, messages: Sequence[ChatMessage], max_tokens: int
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        body = {
            "messages": [{"role": m.role.value, "content": m.content or ""} for m in messages],
            "stream": True,
            "max_tokens": max_tokens,
            "temperature": 0,
            "cache_prompt": True,
            "return_progress": True,
            "chat_template_kwargs": {"enable_thinking": False},
        }
        for event in self._posted("/v1/chat/completions", body):
            yield _delta(event), event

    def _posted(self, path: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the events of an answer that streams, to its end."""
        with self.load().client.stream("POST", path, json=body) as reply:
            if reply.is_error:
                raise ModelError(_said(reply))
            for line in _lines(reply):
                if line == "data: [DONE]":
                    return
                if line.startswith("data: "):
                    event = json.loads(line.removeprefix("data: "))
                    if "error" in event:
                        raise ModelError(f"The bundled model failed: {event['error']!r}. Ask again.")
                    yield event
                    if event.get("stop") is True:  # the native endpoint's end
                        return
        raise ModelError("The bundled model stopped in the middle of its answer. Ask again.")


def _lines(reply: httpx.Response) -> Iterator[str]:
    """Yield the lines; unlike httpx's own, not cut where an answer holds U+2028 or another rare line end."""
    held = ""
    for text in reply.iter_text():
        *lines, held = (held + text).split("\n")
        yield from (line.removesuffix("\r") for line in lines)
    if held:
        yield held


def asking_which(question: str) -> str:
    """Return what follows the prompt to ask which note answers; the adapter acts from its first token on.

    Nothing that is `sendable` holds that token, so no document and no question can call the adapter.
    """
    return f'<|object_ref_start|>Note that answers (0 if none) "{question}": '


def _delta(event: dict[str, Any]) -> str:
    choices = event.get("choices") or [{}]
    return str((choices[0].get("delta") or {}).get("content") or "")


def _said(reply: httpx.Response) -> str:
    reply.read()
    return f"The bundled model refused the question: {reply.text[:300]!r}. Ask a shorter one."
