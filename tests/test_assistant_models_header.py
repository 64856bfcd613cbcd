"""Reading the context length from the head of a GGUF file."""

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ModelError
from assistant.models.header import context_length


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def entry(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def head(*entries: bytes) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, 1, len(entries)) + b"".join(entries)


SKIPPED = (
    entry("general.architecture", 8, text("llama")),
    entry("general.scale", 6, struct.pack("<f", 1.5)),
    entry("numbers", 9, struct.pack("<IQ", 4, 3) + struct.pack("<3I", 1, 2, 3)),
    entry("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + text("a") + text("żółć")),
)


@pytest.mark.parametrize(("kind", "code"), [(4, "<I"), (10, "<Q"), (2, "<H")])
def test_it_is_found_behind_everything_else(tmp_path: Path, kind: int, code: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(head(*SKIPPED, entry("llama.context_length", kind, struct.pack(code, 32768))))
    assert context_length(path) == 32768


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no GGUF file"),
        (b"GG", "no GGUF file"),
        (b"PK\x03\x04 something else", "no GGUF file"),
        (b"GGUF", "damaged"),
        (head(*SKIPPED)[:-3], "damaged"),
        (head(entry("x", 99, b"")), "damaged"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 1) + struct.pack("<Q", 2**63), "damaged"),
        (head(entry("x", 9, struct.pack("<IQ", 8, 2**60))), "damaged"),
        (head(entry("x", 9, struct.pack("<IQ", 10, 2**62))), "damaged"),
        (head(entry("x", 9, struct.pack("<IQ", 9, 1) * 2000)), "damaged"),
        (head(*SKIPPED), "no language model"),
    ],
)
def test_files_that_are_something_else(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=words):
        context_length(path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        context_length(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tail=st.binary(max_size=200))
def test_whatever_follows_the_magic(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + tail)
    with contextlib.suppress(ModelError):
        assert isinstance(context_length(path), int)
