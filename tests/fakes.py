"""Models for tests: small, deterministic, and real enough that what is built on them can fail."""

import re
import threading
import time
from collections.abc import Sequence
from typing import Any

from bag_of_words import embed
from llama_index.core.base.embeddings.base import BaseEmbedding
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

# --- embedding ------------------------------------------------------------------------------------


class BagOfWordsEmbedding(BaseEmbedding):
    """Hashed words and 4-grams, 256-d, unit norm: texts that share words are near, the same in every run."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(model_name="bag-of-words", **kwargs)

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(x) for x in embed(text)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


# --- scripted LLM ---------------------------------------------------------------------------------


class ScriptedLLM(CustomLLM):
    """Streams the given answers word by word, the last one for ever; raises an exception among them.

    `prompts` holds the messages of every call. `wait_s` passes before the first word, `pause_s` after each;
    `stopped` is set when a stream was closed before its end.
    """

    answers: list[Any] = Field(
        description="texts to stream, or exceptions to raise after `fails_after` words"
    )
    wait_s: float = 0.0
    pause_s: float = 0.0
    fails_after: int = 0
    window: int = 4096

    _prompts: list[list[ChatMessage]] = PrivateAttr(default_factory=list)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _stopped: threading.Event = PrivateAttr(default_factory=threading.Event)

    @property
    def prompts(self) -> list[list[ChatMessage]]:
        return self._prompts

    @property
    def stopped(self) -> threading.Event:
        return self._stopped

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(
            context_window=self.window, num_output=256, is_chat_model=True, model_name="scripted"
        )

    @llm_chat_callback()
    def stream_chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponseGen:
        with self._lock:
            answer = self.answers[min(len(self._prompts), len(self.answers) - 1)]
            self._prompts.append(list(messages))

        def responses() -> ChatResponseGen:
            text = ""
            is_done = False
            try:
                time.sleep(self.wait_s)
                for number, word in enumerate(_words(answer)):
                    if isinstance(answer, Exception) and number >= self.fails_after:
                        raise answer
                    text += word
                    yield ChatResponse(
                        message=ChatMessage(role=MessageRole.ASSISTANT, content=text), delta=word
                    )
                    time.sleep(self.pause_s)
                is_done = True
            finally:
                if not is_done:
                    self._stopped.set()

        return responses()

    @llm_chat_callback()
    def chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        *_, last = self.stream_chat(messages, **kwargs)
        return last

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        def responses() -> CompletionResponseGen:
            for response in self.stream_chat([ChatMessage(role=MessageRole.USER, content=prompt)]):
                yield CompletionResponse(text=response.message.content or "", delta=response.delta)

        return responses()

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        *_, last = self.stream_complete(prompt)
        return last


def _words(answer: str | Exception) -> list[str]:
    return re.findall(r"\s*\S+\s*$|\s*\S+", answer) if isinstance(answer, str) else ["some ", "words "] * 50
