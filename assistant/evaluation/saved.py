"""Results kept in a file as they come, so that a run that was stopped goes on where it stopped.

The file is JSON, one object a line: what the results rest on (`About`), then one `Result` a line. Invariants: results
of two runs never stand in one file, and no file that is not ours is ever written to; a line torn by whatever stopped
the program is dropped, and its question asked again. Proved by `tests/test_assistant_evaluation_saved.py`.
"""

import datetime
import functools
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.evaluation.measures import Result
from assistant.provenance import version

FORMAT = "corpus-assistant evaluation"
# What shapes answers and measures: the packages below the user interface.
CODE = ("assistant", "index", "prompts")
# What differs between two runs of the same, and what says no more than another field.
INCIDENTAL = {"file", "count", "started"}
# What is a digest, in words.
DIGESTS = {
    "questions": "the question file has changed, or is another",
    "code": "the program's code has changed",
}


@dataclass(frozen=True, slots=True)
class About:
    """What the results of a run rest on.

    Attributes:
        file: the question file, as it was named.
        questions: SHA-256 of the question file, hexadecimal.
        part: which part of it was asked.
        count: how many questions that is.
        model: the language model.
        embedder: the embedding model's fingerprint.
        index: the index's fingerprint.
        generation: the state of the index when the run began; another one is another corpus.
        version: this program's version.
        code: SHA-256 of its files, shortened: in development, versions stay.
        started: ISO 8601 with the zone.
    """

    file: str
    questions: str
    part: str
    count: int
    model: str
    embedder: str
    index: str
    generation: int
    version: str
    code: str
    started: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A run as it was saved: what it rests on, and the results there are, in the order they came."""

    about: About
    results: tuple[Result, ...]


def about(assistant: Assistant, file: Path, part: str, count: int) -> About:
    """Return what a run that begins now rests on.

    Args:
        assistant: what will be asked.
        file: the question file.
        part: which part of it.
        count: how many questions that is.

    Returns:
        All of it.
    """
    return About(
        file=str(file),
        questions=hashlib.sha256(file.read_bytes()).hexdigest(),
        part=part,
        count=count,
        model=assistant.model_name,
        embedder=assistant.index.embedder.fingerprint,
        index=assistant.index.fingerprint,
        generation=assistant.index.generation,
        version=version(),
        code=_code(),
        started=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def begin(path: Path, now: About) -> tuple[Result, ...]:
    """Make a file ready for the results of a run, and return those it holds already.

    Args:
        path: made when it does not exist; a torn last line is cut off.
        now: what the run rests on.

    Returns:
        The results of the same run, begun earlier.

    Raises:
        AssistantError: when the file cannot be used, is not ours, or holds another run.
    """
    try:
        if not path.exists() or not path.stat().st_size:
            _write(path, "w", {"format": FORMAT, **asdict(now)})
            return ()
        saved = read(path)
        others = [_in_words(name, saved.about, now) for name in differing(saved.about, now)]
        if others:
            raise AssistantError(
                f"The file {str(path)!r} holds the results of another run: {'; '.join(others)}. "
                "Name another file, or delete this one."
            )
        with path.open("r+b") as file:
            file.truncate(_whole(path.read_bytes()))
    except OSError as error:
        raise AssistantError(
            f"The results cannot be kept in {str(path)!r}: {error}. Name another file."
        ) from error
    return saved.results


def append(path: Path, result: Result) -> None:
    """Add a result to a file that `begin` made ready; AssistantError when it cannot be written."""
    try:
        _write(path, "a", asdict(result))
    except OSError as error:
        raise AssistantError(
            f"The result of question {result.id!r} cannot be written to {str(path)!r}: {error}. "
            "Make room; the same command then goes on with it."
        ) from error


def read(path: Path) -> Saved:
    """Return a saved run, whole or not.

    Args:
        path: the file.

    Returns:
        What it rests on, and its results; of two for one question the first.

    Raises:
        AssistantError: when the file cannot be read, is not ours, or a line in it is damaged.
    """
    try:
        content = path.read_bytes()
        first, *rest = content[: _whole(content)].decode().split("\n")[:-1] or [""]
    except (OSError, UnicodeError) as error:
        raise AssistantError(f"The results {str(path)!r} cannot be read: {error}.") from error
    about, found = _about(path, first), dict[str, Result]()
    for number, line in enumerate(rest, 2):
        result = _result(path, number, line)
        found.setdefault(result.id, result)
    return Saved(about, tuple(found.values()))


def in_order(results: Iterable[Result], ids: Sequence[str]) -> list[Result]:
    """Return results in the order of their questions' ids."""
    places = {id_: number for number, id_ in enumerate(ids)}
    return sorted(results, key=lambda result: places[result.id])


def differing(first: About, second: About) -> list[str]:
    """Return the names of what two runs do not have in common, of what counts."""
    names = [field.name for field in fields(About) if field.name not in INCIDENTAL]
    return [name for name in names if getattr(first, name) != getattr(second, name)]


def _write(path: Path, mode: str, row: dict[str, Any]) -> None:
    with path.open(mode, encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _whole(content: bytes) -> int:
    """Return where the last whole line ends."""
    return content.rfind(b"\n") + 1


def _about(path: Path, line: str) -> About:
    try:
        row = json.loads(line)
        if row.pop("format") == FORMAT:
            return About(**row)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise AssistantError(
        f"The file {str(path)!r} holds no results that `assistant eval --save` of this version wrote; "
        "name one that does, or a new one."
    )


def _result(path: Path, number: int, line: str) -> Result:
    try:
        row: dict[str, Any] = json.loads(line)
        return Result(**row)
    except (ValueError, TypeError) as error:
        raise AssistantError(
            f"Line {number} of {str(path)!r} is no result: {error}. Delete that line; the same command then asks "
            "its question again."
        ) from error


def _in_words(name: str, then: About, now: About) -> str:
    there, here = getattr(then, name), getattr(now, name)
    return DIGESTS.get(name, f"{name} is {there!r} there and {here!r} here")


@functools.cache
def _code() -> str:
    root = Path(__file__).resolve().parents[2]
    files = sorted(
        path for name in CODE for path in (root / name).rglob("*") if path.suffix in (".py", ".md", ".json")
    )
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
