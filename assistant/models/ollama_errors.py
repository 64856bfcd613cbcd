"""What may go wrong with an Ollama server, in words that say what to type.

Invariant, proved by `tests/test_assistant_models_ollama.py` (`TestFailures`): whatever the client raises becomes an
`AssistantError` of the kind that fits.
"""

import re
from typing import Any

import httpx

from assistant.errors import (
    AssistantError,
    ModelError,
    ModelMemoryError,
    ModelMissingError,
    ModelTimeoutError,
    ModelUnreachableError,
)

_MEMORY = re.compile(
    r"more system memory|out of memory|unable to allocate|failed to allocate|cudamalloc|resource limitations",
    re.I,
)


def translate(error: Exception, url: str, model: str = "") -> AssistantError:
    """Return what went wrong with a server, in words that say what to do.

    Args:
        error: what the client raised.
        url: the server.
        model: the model that was asked for, if any.

    Returns:
        One of our own errors; an `AssistantError` is returned as it is.
    """
    from ollama import ResponseError

    if isinstance(error, AssistantError):
        return error
    if isinstance(error, ConnectionError | httpx.ConnectError | httpx.ConnectTimeout):
        return ModelUnreachableError(
            f"No Ollama server answers at {url!r}. Start it with `ollama serve`, or set OLLAMA_HOST to the "
            "address it has."
        )
    if isinstance(error, httpx.TimeoutException):
        return ModelTimeoutError(
            f"Ollama at {url!r} took too long ({type(error).__name__}). Choose a smaller model, or see what "
            "`ollama ps` says."
        )
    if isinstance(error, httpx.HTTPError):
        return ModelError(
            f"The connection to Ollama at {url!r} broke ({error}). Is it still running? Ask again."
        )
    if isinstance(error, ResponseError):
        return _translate_reply(error, url, model)
    return ModelError(
        f"What answers at {url!r} does not speak Ollama's protocol: {str(error)[:200]!r}. Check OLLAMA_HOST."
    )


def _translate_reply(error: Any, url: str, model: str) -> AssistantError:
    said = str(error.error)[:300]
    if error.status_code == 404 and model:
        return ModelMissingError(
            f"Ollama at {url!r} has no model {model!r}. Fetch it with `ollama pull {model}`."
        )
    if _MEMORY.search(said):
        return ModelMemoryError(
            f"{model!r} does not fit into memory: {said!r}. Close other programs, or choose a smaller model."
        )
    return ModelError(
        f"Ollama at {url!r} reports an error: {said!r} (status {error.status_code}). Its log says more."
    )
