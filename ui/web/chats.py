"""A conversation as it is kept: what is known of it, its turns, and both as text.

The text is one JSON object whose first line holds all that a list of conversations shows, so that a list need not
read the answers. Invariant: `read(text_of(chat))` equals the chat, but for answers under way, which are stopped; any
other text gives a ValueError. Proved by `tests/test_ui_web_chats.py`.
"""

import datetime
import functools
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer
from assistant.errors import AssistantError
from ui.web.turns import TurnView

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 1
TITLE = 60
"""Characters of a title that was taken from a question, at most."""

_ID = re.compile("[0-9a-f]{32}")
# What a finished turn shares with its answer, and need not be kept twice.
_SHARED = ("passages", "sentences", "citations")


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation.

    Attributes:
        id: from `new_id`.
        title: what it is called; empty until it is kept, which takes its first question.
        created: when it was begun, with the zone.
        updated: when it was last kept, with the zone.
        turns: the questions with their answers, oldest first.
        revision: how often it was kept; tells whether somebody else has kept it meanwhile.
    """

    id: str
    title: str
    created: datetime.datetime
    updated: datetime.datetime
    turns: tuple[TurnView, ...]
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a conversation without reading its answers; `questions` are those of its turns."""

    id: str
    title: str
    created: datetime.datetime
    updated: datetime.datetime
    revision: int
    questions: tuple[str, ...]


def begun(turns: Sequence[TurnView] = ()) -> Chat:
    """Return a conversation that begins now, with an id of its own."""
    now = datetime.datetime.now(datetime.UTC)
    return Chat(new_id(), "", now, now, tuple(turns))


def new_id() -> str:
    """Return an id for a conversation, which nobody can guess: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def is_id(value: object) -> bool:
    """Tell whether a value, which may come from anywhere, has the form of an id."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def one_line(text: str, most: int = TITLE) -> str:
    """Return a text as one line of at most `most` characters, cut at a word where there is one."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    words, space, _ = cut.rpartition(" ")
    return (words if space and len(words) > most // 2 else cut).rstrip(" ,;:–-") + "…"


def text_of(chat: Chat) -> str:
    """Return a conversation as text: what `read_head` takes on the first line, then each turn on its own; ASCII."""
    head = Head(
        chat.id,
        chat.title,
        chat.created,
        chat.updated,
        chat.revision,
        tuple(view.question for view in chat.turns),
    )
    turns = ",\n".join(json.dumps(to_dict(view)) for view in chat.turns)
    return f'{head_line(head)}\n"turns": [\n{turns}\n]}}\n'


def head_line(head: Head) -> str:
    """Return the first line of a conversation's text."""
    values = {"format": FORMAT, **asdict(head)}
    return json.dumps(values, default=datetime.datetime.isoformat)[:-1] + ","


def read_head(line: str) -> Head:
    """Return what the first line of a conversation's text says; ValueError when it is none."""
    line = line.rstrip()
    if not line.endswith(","):
        raise ValueError("its first line is not as it was written")
    return _head(_object(line[:-1] + "}"))


def read(text: str) -> Chat:
    """Return the conversation of a text.

    Args:
        text: from `text_of`, of this version or an earlier one.

    Returns:
        The conversation.

    Raises:
        ValueError: it is no such text; the message says where.
    """
    values = _object(text)
    head, turns = _head(values), values.get("turns")
    if not isinstance(turns, list):
        raise ValueError("it holds no turns")
    views = []
    for number, turn in enumerate(turns, 1):
        try:
            views.append(from_dict(turn))
        except ValueError as error:
            raise ValueError(f"turn {number}: {error}") from error
    return Chat(head.id, head.title, head.created, head.updated, tuple(views), head.revision)


def to_dict(view: TurnView) -> dict[str, Any]:
    """Return a turn as plain values that `json.dumps` takes; one under way as stopped."""
    values = {field.name: _plain(getattr(view, field.name)) for field in fields(view)}
    if view.is_running:
        values |= {"phase": "stopped", "ahead": 0}
    if view.answer is not None:
        for name in _SHARED:
            if getattr(view, name) == getattr(view.answer, name):
                del values[name]
    return values


def from_dict(values: Mapping[str, Any]) -> TurnView:
    """Return the turn of which `to_dict` made `values`; what it does not say is as in a new turn.

    Args:
        values: plain values, as JSON gives them back.

    Returns:
        The turn.

    Raises:
        ValueError: they are no turn's; the message says where.
    """
    if not isinstance(values, Mapping):
        raise ValueError("it is no object")
    known = {field.name: values[field.name] for field in fields(TurnView) if field.name in values}
    try:
        if known.get("answer") is not None:
            answer = known["answer"] = Answer.from_dict(known["answer"])
            known = {**{name: getattr(answer, name) for name in _SHARED}, **known}
        view = _shape().validate_python(known)
    except ValueError as error:  # pydantic's, whose text has several lines
        raise ValueError(" ".join(str(error).split())) from error
    except AssistantError as error:
        raise ValueError(str(error)) from error
    if view.is_running:
        raise ValueError("it is still running")
    return view


@functools.cache
def _shape() -> "TypeAdapter[TurnView]":
    from pydantic import TypeAdapter

    return TypeAdapter(TurnView)


def _plain(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def _object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except RecursionError:
        raise ValueError("its JSON is too deep") from None
    if not isinstance(values, dict):
        raise ValueError("it is no JSON object")
    if values.get("format") != FORMAT:
        raise ValueError(f"its format is {values.get('format')!r}, not {FORMAT}: another version wrote it")
    return values


def _head(values: Mapping[str, Any]) -> Head:
    match values:
        case {
            "id": str(id_),
            "title": str(title),
            "created": str(created),
            "updated": str(updated),
            "revision": int(revision),
            "questions": list(questions),
        } if is_id(id_) and all(isinstance(question, str) for question in questions):
            return Head(id_, title, _time(created), _time(updated), revision, tuple(questions))
        case _:
            raise ValueError("its first line does not say what it is")


def _time(text: str) -> datetime.datetime:
    time = datetime.datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return time
