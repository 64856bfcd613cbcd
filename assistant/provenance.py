"""What must be known of an answer to check it later: when it was asked, of which index, with which prompts.

Invariant: `sealed` values say of themselves whether anything in them was changed since, however they were written
as JSON in between; it tells a slip or an edit, not a forger, who can seal again. Proved by
`tests/test_assistant_provenance.py`.
"""

import datetime
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

import prompts
from index.filters import Filters

if TYPE_CHECKING:
    from index.index import Index

PROGRAM = "corpus-assistant"
DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an answer comes from.

    Attributes:
        asked: when the question was asked, ISO 8601 with the zone, to the second.
        version: the version of this program.
        index: the fingerprint of the index: the embedding model and how documents are cut.
        generation: the state of the index that was searched.
        filters: which documents were looked at.
        prompts: by name the SHA-256 of each prompt that the model was given, and of what it was taught to weigh its
            notes with, hexadecimal.
        scores: of each of the answer's passages, in their order, how well it matches, to four places; for
            comparing among them.
        relevance: how near the nearest sentence found is to the question, -1..1, to four places; None when
            nothing was looked for.
        unanswered: how likely the model held it that none of its notes answers, 0..1, to four places; None when it
            was not asked.
    """

    asked: str
    version: str
    index: str
    generation: int
    filters: Filters = field(default_factory=Filters)
    prompts: Mapping[str, str] = field(default_factory=dict)
    scores: tuple[float, ...] = ()
    relevance: float | None = None
    unanswered: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", tuple(round(score, 4) for score in self.scores))
        for name in ("relevance", "unanswered"):
            if (value := getattr(self, name)) is not None:
                object.__setattr__(self, name, round(value, 4))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        return {
            "asked": self.asked,
            "version": self.version,
            "index": self.index,
            "generation": self.generation,
            "filters": self.filters.to_dict(),
            "prompts": dict(self.prompts),
            "scores": list(self.scores),
            "relevance": self.relevance,
            "unanswered": self.unanswered,
        }


def begin(index: "Index", filters: Filters | None) -> Provenance:
    """Return what is known when a question is asked."""
    return Provenance(
        asked=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        version=version(),
        index=index.fingerprint,
        generation=index.generation,
        filters=filters or Filters(),
    )


def with_prompts(origin: Provenance | None, names: Sequence[str]) -> Provenance | None:
    """Return the provenance of an answer for which a model was given these prompts too."""
    if origin is None:
        return None
    return replace(origin, prompts={**origin.prompts, **prompt_fingerprints(names)})


def prompt_fingerprints(names: Sequence[str]) -> dict[str, str]:
    """Return by name the fingerprints of prompts."""
    return {name: prompts.load(name).fingerprint for name in names}


@functools.cache
def version() -> str:
    """Return the program's version; `unknown` when it runs from a folder without being installed."""
    try:
        return version_of(PROGRAM)
    except PackageNotFoundError:
        return "unknown"


def sealed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON gives them back, tuples as lists, with a digest of them at their end."""
    return {**{name: _listed(value) for name, value in values.items()}, DIGEST: digest(values)}


def is_intact(values: Mapping[str, Any]) -> bool:
    """Tell whether values are as they were sealed; those of before there were seals are taken to be."""
    return DIGEST not in values or values[DIGEST] == digest(values)


def digest(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of plain values but for a digest among them: of what they say, however it is written."""
    said = _canonical({name: value for name, value in values.items() if name != DIGEST})
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _listed(inner) for name, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, list | tuple) else value


def _canonical(value: Any) -> Any:
    """Return `value` with 1.0 as 1: other programs' JSON does not tell them apart."""
    if isinstance(value, Mapping):
        return {name: _canonical(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
