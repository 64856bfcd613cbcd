"""Exported answers read back from files: their data, and whether what a file shows is still what its data say.

Takes the JSON, Markdown and HTML of this version and the JSON of earlier ones; several answers in one file too: a
conversation, JSON one after the other, Markdown put together. Invariant: any text gives answers or an `ExportError`.
Proved by `tests/test_assistant_export_reading.py`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.errors import ExportError
from assistant.export import shown
from assistant.export.facts import shown_digest
from assistant.export.markdown import BEGIN
from assistant.export.shown import Alteration, Expected, Shown
from assistant.provenance import is_intact

_ADVICE = "Give a file that `assistant ask --format json`, `markdown` or `html` wrote, its data still in it."
_COMMENT = re.compile(
    r"^<!-- corpus-assistant: data, shown (?P<digest>[0-9a-f]{64})\s*\n(?P<data>.*?)^-->",
    re.DOTALL | re.MULTILINE,
)
_BEGIN = re.compile(f"^{re.escape(BEGIN)}", re.MULTILINE)
_BLANK = re.compile(r"[\s,]*")


class ExportedSpeaker(BaseModel):
    """Who says a quote: words of the document too."""

    model_config = ConfigDict(frozen=True)

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class ExportedCitation(BaseModel):
    """What is needed of a citation to look for its quote; what an earlier version did not say is empty."""

    model_config = ConfigDict(frozen=True)

    number: int = 0
    source: str
    title: str = ""
    language: str = "und"
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str
    content_hash: str = ""
    attribution: ExportedSpeaker | None = None

    @field_validator("source", "quote")
    @classmethod
    def _is_said(cls, value: str) -> str:
        if not value:  # `min_length` would refuse half a character, which a file's name may hold
            raise ValueError("it is empty")
        return value


class ExportedSentence(BaseModel):
    """One sentence as it was answered."""

    model_config = ConfigDict(frozen=True)

    text: str
    citations: tuple[int, ...] = ()


class ExportedProvenance(BaseModel):
    """Of where an answer comes from, what is shown when it is checked."""

    model_config = ConfigDict(frozen=True)

    asked: str = ""


class ExportedAnswer(BaseModel):
    """What an export says of one answer, as far as checking it takes."""

    model_config = ConfigDict(frozen=True)

    question: str
    model: str = ""
    abstained: bool = False
    sentences: tuple[ExportedSentence, ...] = ()
    citations: tuple[ExportedCitation, ...]
    provenance: ExportedProvenance | None = None

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> "ExportedAnswer":
        known = [citation.number for citation in self.citations]
        if 0 not in known and len(set(known)) < len(known):
            raise ValueError("two citations have the same number")
        return self


@dataclass(frozen=True, slots=True)
class Exported:
    """One answer of a file.

    Attributes:
        answer: its data.
        alterations: what was changed in the file after it was written.
    """

    answer: ExportedAnswer
    alterations: tuple[Alteration, ...] = ()


def read(text: str, name: str) -> list[Exported]:
    """Return the answers that a file holds.

    Args:
        text: the file's text.
        name: what messages call it.

    Returns:
        At least one, in their order.

    Raises:
        ExportError: it holds none, or one whose data are damaged.
    """
    if _COMMENT.search(text):
        found = list(_of_markdown(text, name))
    elif text.lstrip()[:1] in ("{", "["):
        found = [parse(values, name) for values in _objects(text, name)]
    else:
        found = _of_page(text, name)
    if not found:
        raise ExportError(f"{name!r} is no exported answer. {_ADVICE}")
    return found


def parse(values: Any, name: str, seen: Shown | None = None) -> Exported:
    """Return an answer from its data.

    Args:
        values: what its `to_dict` returned.
        name: what messages call it.
        seen: what its file shows, where that is not as it was written.

    Returns:
        The answer and what was altered.

    Raises:
        ExportError: the values are no answer's.
    """
    try:
        answer = ExportedAnswer.model_validate(values)
        alterations: tuple[Alteration, ...] = () if is_intact(values) else (Alteration("data"),)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"])) or "answer"
        raise ExportError(
            f"{name!r} is no exported answer: {where!r}: {problem['msg']}. {_ADVICE}"
        ) from error
    except RecursionError as error:
        raise ExportError(f"{name!r} is no exported answer: its JSON is too deep. {_ADVICE}") from error
    if seen is not None:
        expected = Expected(
            answer.question,
            tuple((sentence.text, sentence.citations) for sentence in answer.sentences),
            {citation.number: citation.quote for citation in answer.citations},
        )
        alterations += shown.compare(expected, seen)
    return Exported(answer, alterations)


def _objects(text: str, name: str) -> Iterator[Any]:
    """Yield the objects of a JSON text: one, several one after the other, or a list of them."""
    decoder, place = json.JSONDecoder(), 0
    try:
        while (place := _end_of_blank(text, place)) < len(text):
            value, place = decoder.raw_decode(text, place)
            match value:
                case list() | {"answers": list()}:
                    yield from value if isinstance(value, list) else value["answers"]
                case _:
                    yield value
    except (ValueError, RecursionError) as error:
        raise ExportError(
            f"{name!r} is no exported answer: its JSON is damaged ({error}). {_ADVICE}"
        ) from error


def _end_of_blank(text: str, place: int) -> int:
    blank = _BLANK.match(text, place)
    return blank.end() if blank else place


def _of_markdown(text: str, name: str) -> Iterator[Exported]:
    """Yield an answer for each comment with data; what it shows stands before it, from its own beginning on."""
    before = 0
    for comment in _COMMENT.finditer(text):
        begins = list(_BEGIN.finditer(text, before, comment.start()))
        visible = text[begins[-1].end() if begins else before : comment.start()]
        before = comment.end()
        for values in _objects(comment["data"], name):
            is_as_written = bool(begins) and shown_digest(visible) == comment["digest"]
            yield parse(values, name, None if is_as_written else shown.of_markdown(visible))


def _of_page(text: str, name: str) -> list[Exported]:
    return [
        parse(values, name, None if shown_digest(found.visible) == found.digest else found.shown)
        for found in shown.of_page(text)
        for values in _objects(found.data, name)
    ]
