"""One language model, ready to use from several threads: the queue, the heartbeat, cancelling, errors.

Whatever is underneath is a llama-index `LLM`. Its stream is pulled by a thread of its own, so that the asker
hears something twice a second and may leave at any moment. Invariants, proved by
`tests/test_assistant_models_language_model.py`: the deltas joined are the model's answer; closing the
generator returns within a second and frees the place, or, where answers must not overlap, as soon as the model
has stopped; nobody waits for ever behind a model that is silent; nothing is sent that does not fit, that no
model can read, or that acts as a token of its chat template; what is raised is an `AssistantError`.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, ModelError, ModelTimeoutError
from assistant.models.places import Places, Visit
from assistant.models.pulled import BEAT_S, Pulled
from assistant.models.sendable import sendable
from assistant.models.thoughts import ThoughtFilter

if TYPE_CHECKING:
    from llama_index.core.llms import LLM, ChatMessage, ChatResponse

FIRST_SIGN_S = 600.0  # loading a model and reading a prompt may take minutes on a slow machine
NEXT_SIGN_S = 120.0
BYTES_PER_TOKEN = 2.5  # few tokenisers cut Polish or Hungarian into more pieces
MESSAGE_TOKENS = 8  # what chat templates put around a message
CHARACTERS_PER_TOKEN = 6  # no language's text has more on average: an answer longer than this runs away


@dataclass(frozen=True, slots=True)
class Waiting:
    """The model is busy; `ahead` others must finish first."""

    ahead: int


class LanguageModel:
    """A llama-index `LLM` with a queue before it; subclasses know one kind of model better.

    Args:
        name: what answers carry as their model.
        context_window: tokens it may be given, prompt and answer together.
        places: how many questions it answers at once.

    Attributes:
        may_overlap: whether the next question may begin while a model that did not stop in time runs on.
    """

    may_overlap = True

    def __init__(self, name: str, context_window: int, places: int = 1) -> None:
        self.name = name
        self.context_window = context_window
        self.first_sign_s = FIRST_SIGN_S
        self.next_sign_s = NEXT_SIGN_S
        self._places = Places(places)
        self._heard = time.monotonic()  # when this model last gave a sign of life, to whomever
        self._building = threading.Lock()

    @property
    def llm(self) -> "LLM":
        """The llama-index model underneath, built at first use (importing llama-index takes seconds)."""
        with self._building:
            return self._built

    @cached_property
    def _built(self) -> "LLM":
        return self._build()

    def _build(self) -> "LLM":
        raise NotImplementedError

    def count_tokens(self, text: str) -> int:
        """Return how many tokens `text` is, or rather more."""
        return estimate_tokens(text)

    @property
    def taught(self) -> Mapping[str, str]:
        """By name the SHA-256, hexadecimal, of what the model was taught with to weigh its notes; empty for most."""
        return {}

    def writes(self, language: str) -> bool:
        """Whether what the model writes in a language, a code of ISO 639, is worth asking for."""
        return True

    def fits(self, messages: "Sequence[ChatMessage]", max_tokens: int) -> bool:
        """Whether the messages and an answer of `max_tokens` fit into the context window."""
        return self._prompt_tokens(messages) + max_tokens <= self.context_window

    def warm(self) -> None:
        """Load what the first question would otherwise wait for; may take seconds, may raise ModelError."""
        self.llm  # noqa: B018  building it is what is wanted

    def close(self) -> None:
        """Free the model; running streams end with an error."""

    def visit(self) -> Visit:
        """Join the queue for several exchanges, one after the other, that nobody comes between; close it afterwards."""
        return Visit(self._places.draw(), may_overlap=self.may_overlap)

    def prepare(self, visit: Visit) -> Generator[Waiting | str, None, None]:
        """Wait for the model, and load what tells how much it can be given.

        Args:
            visit: what it is done in.

        Yields:
            As `stream`, but no text.
        """
        yield from self._wait(visit)

    def stream(
        self, messages: "Sequence[ChatMessage]", max_tokens: int, visit: Visit | None = None
    ) -> Generator[Waiting | str, None, None]:
        """Ask the model.

        Closing the generator stops the model and frees its place. What goes out is `sendable`: nothing in it acts
        as a token of the model's chat template.

        Args:
            messages: the prompt, system message first.
            max_tokens: how long the answer may become.
            visit: what it is asked in, as the last; by default one of its own.

        Yields:
            `Waiting` about twice a second until the model is free; then the answer's pieces, and "" about
            twice a second while there is nothing new.

        Raises:
            ModelError: or one of its kinds, when the model cannot answer.
        """
        messages = [sent(message) for message in messages]
        own = visit or self.visit()
        source = self._in_turn(
            messages, max_tokens, lambda: self._open(messages, max_tokens), own, is_last=True
        )
        with closing(source) as pieces:
            yield from self._answer(pieces, max_tokens)

    def weigh(  # noqa: DOC405 - pydoclint takes any generator that yields and returns for wrongly annotated
        self, messages: "Sequence[ChatMessage]", question: str, count: int, visit: Visit | None = None
    ) -> Generator[Waiting | str, None, tuple[float, ...] | None]:
        """Ask which of the notes in a prompt answers; only a model that was taught to tell does.

        Args:
            messages: the prompt, as for `stream`.
            question: the question in it.
            count: how many notes it holds, numbered from 1.
            visit: what it is asked in; by default one of its own.

        Yields:
            As `stream`, but no text.

        Returns:
            The probability that none answers, then that of each note, which sum up to 1: of all notes, or of the
            first, where it can tell apart no more. None where the model was not taught to tell.
        """
        yield from ()  # what makes this a generator
        return None

    def _in_turn(
        self,
        messages: "Sequence[ChatMessage]",
        max_tokens: int,
        source: Callable[[], Iterator[str]],
        visit: Visit,
        *,
        is_last: bool,
    ) -> Generator[Waiting | str, None, None]:
        """Yield `Waiting` until the model is free, then the pieces of `source`, pulled by a thread."""
        run: Pulled | None = None
        try:
            yield from self._wait(visit)
            self._check_fit(messages, max_tokens)
            run = Pulled(source, visit)
            if is_last:
                visit.finish()  # when the model has ended, whether or not somebody listens
            yield from run.pieces(self._deadline, self._translate)
        finally:
            if run is not None:
                run.stop()
            if is_last:
                visit.close()

    def _wait(self, visit: Visit) -> Iterator[Waiting]:
        since = time.monotonic()
        ahead = visit.wait(0)
        while ahead:
            yield Waiting(ahead)
            ahead = visit.wait(BEAT_S)
            silent = time.monotonic() - max(since, self._heard)
            if ahead and silent > self.first_sign_s:
                raise ModelTimeoutError(
                    f"The model {self.name!r} is busy with another question and has said nothing for "
                    f"{silent:.0f} seconds. Start the program again, or choose another model."
                )

    def _answer(self, pieces: Iterator[Waiting | str], max_tokens: int) -> Iterator[Waiting | str]:
        thoughts = ThoughtFilter()
        length = 0
        for piece in pieces:
            if isinstance(piece, Waiting):
                yield piece
                continue
            delta = thoughts.feed(piece)
            length += len(delta)
            yield delta
            if length > max_tokens * CHARACTERS_PER_TOKEN:
                return
        if rest := thoughts.rest():
            yield rest

    def _open(self, messages: "Sequence[ChatMessage]", max_tokens: int) -> Iterator[str]:
        """Yield the llm's deltas, "" as a sign of life; runs in the thread that pulls."""
        last = None
        self._heard = time.monotonic()
        for last in self._responses(messages, max_tokens):
            self._heard = time.monotonic()
            yield last.delta or ""
        self._check_end(messages, last)

    def _responses(self, messages: "Sequence[ChatMessage]", max_tokens: int) -> "Iterator[ChatResponse]":
        return self.llm.stream_chat(messages)

    def _check_end(self, messages: "Sequence[ChatMessage]", last: "ChatResponse | None") -> None:
        """Raise ModelError when the answer's last piece shows that it was cut off."""

    def _translate(self, error: Exception) -> AssistantError:
        if isinstance(error, AssistantError):
            return error
        return ModelError(f"The model {self.name!r} failed: {error!r}. Ask again, or choose another model.")

    def _deadline(self, has_started: bool) -> float:
        return self.next_sign_s if has_started else self.first_sign_s

    def _prompt_tokens(self, messages: "Sequence[ChatMessage]") -> int:
        return sum(self.count_tokens(message.content or "") + MESSAGE_TOKENS for message in messages)

    def _check_fit(self, messages: "Sequence[ChatMessage]", max_tokens: int) -> None:
        if not self.fits(messages, max_tokens):
            raise ModelError(
                f"A prompt of {self._prompt_tokens(messages)} tokens and an answer of {max_tokens} do not "
                f"fit into the {self.context_window} tokens of {self.name!r}. Ask a shorter question, or "
                "choose a model with a larger context."
            )


class WrappedModel(LanguageModel):
    """Any llama-index `LLM`; its own configuration says how it samples, one question at a time."""

    def __init__(self, llm: "LLM") -> None:
        metadata = llm.metadata
        super().__init__(metadata.model_name or llm.class_name(), metadata.context_window)
        self._wrapped = llm

    def _build(self) -> "LLM":
        return self._wrapped


def sent(message: "ChatMessage") -> "ChatMessage":
    """Return a message as it goes out: nothing in it acts as a token of the model's chat template."""
    return type(message)(role=message.role, content=sendable(message.content or ""))


def estimate_tokens(text: str) -> int:
    """Return a number of tokens that hardly any tokeniser exceeds."""
    return int(len(text.encode("utf-8", "surrogatepass")) / BYTES_PER_TOKEN) + 1
