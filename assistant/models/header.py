"""Reading from the head of a GGUF file, without loading it, how long a context the model was trained for.

The format is described at https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Invariant, proved by
`tests/test_assistant_models_header.py`: whatever the file holds, the result is a number or a `ModelError`.
"""

import struct
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import ModelError

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_ENTRIES = 10_000  # real files have a few dozen
_LONGEST = 1 << 24  # a chat template may have some thousand bytes


def context_length(path: Path) -> int:
    """Return the longest context the model was trained for, in tokens.

    Args:
        path: a GGUF file.

    Returns:
        The number its metadata gives.

    Raises:
        ModelError: when the file cannot be read or is no whole GGUF file of a language model.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelError(
                    f"{str(path)!r} is no GGUF file. Choose another after `gguf:` in ASSISTANT_LLM."
                )
            _, _, entries = struct.unpack("<IQQ", file.read(20))
            for _ in range(min(entries, _ENTRIES)):
                key = _string(file)
                value = _value(file, _number(file, "I"))
                if key.endswith(b".context_length") and isinstance(value, int):
                    return value
    except (OSError, struct.error, EOFError, KeyError, ValueError, OverflowError) as error:
        raise ModelError(
            f"The model file {str(path)!r} is damaged or cannot be read ({error}). Fetch it again."
        ) from error
    raise ModelError(f"{str(path)!r} is no language model. Choose another after `gguf:` in ASSISTANT_LLM.")


def _number(file: BinaryIO, code: str) -> Any:
    return struct.unpack("<" + code, file.read(struct.calcsize("<" + code)))[0]


def _string(file: BinaryIO) -> bytes:
    length = _number(file, "Q")
    if length > _LONGEST:
        raise OverflowError(f"a text of {length} bytes in its head")
    text = file.read(length)
    if len(text) < length:
        raise EOFError(f"{length - len(text)} bytes are missing")
    return text


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _STRING:
        return _string(file)
    if kind != _ARRAY:
        return _number(file, _NUMBERS[kind])
    inner, length = _number(file, "I"), _number(file, "Q")
    if inner == _STRING:
        for _ in range(length):
            _string(file)
    else:  # arrays of arrays do not occur
        file.seek(length * struct.calcsize(_NUMBERS[inner]), 1)
    return None
