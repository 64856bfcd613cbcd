"""A row of a table, or a JSON line, as a document.

Invariant: the content hash is that of what was read from the row, so that a row is another one exactly when its
document is. Proved by `tests/test_index_readers_tables.py`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.languages import UNKNOWN, code_of, language_shares
from index.readers.parsed import Parsed, Part, Unreadable, Wanted, any_date, clean, shorten
from index.readers.text import title_of

Roles = dict[str, tuple[str, ...]]

_NAMED, _SURE = 12, 0.8
_NAME_LENGTH = 200


@dataclass(slots=True)
class Rows:
    """Makes documents of the rows of one table, and counts those that are none.

    Attributes:
        source: the table's.
        wanted: which documents are to be read.
    """

    source: str
    wanted: Wanted
    _used: dict[str, int] = field(default_factory=dict)
    _empty: list[int] = field(default_factory=list)
    _bad: dict[str, list[int]] = field(default_factory=dict)

    def part(self, number: int, values: Mapping[str, Any], roles: Roles) -> Iterator[Part]:
        """Yield the document of a row, if it is one and wanted.

        Args:
            number: of the row, from 1.
            values: by column.
            roles: the columns by role.
        """
        name = _text(values, roles.get("id", ()), " ") or str(number)
        source = f"{self.source}!{self._name(name)}"
        if not self.wanted.takes(source):
            return
        parsed = _parsed(values, roles)
        if not parsed.text.strip():
            self._empty.append(number)
            return
        content_hash = _hash(parsed)
        if not self.wanted.knows(source, content_hash):
            yield Part(source, parsed, content_hash)

    def fail(self, number: int, reason: str) -> None:
        """Count a row that cannot be read; `reason` goes on a sentence that begins with the row."""
        self._bad.setdefault(reason, []).append(number)

    def left_out(self) -> Iterator[Unreadable]:
        """Yield what is to be told of the rows that are no documents."""
        told = [f"{_numbers(rows)}: {reason}" for reason, rows in self._bad.items()]
        if self._empty:
            told.append(f"{_numbers(self._empty)} without text")
        if told:
            yield Unreadable(self.source, f"is read but for {'; '.join(told)}")

    def _name(self, name: str) -> str:
        """Return the name, with a number behind it when an earlier row has it."""
        name = " ".join(name.split())[:_NAME_LENGTH]
        self._used[name] = count = self._used.get(name, 0) + 1
        return name if count == 1 else f"{name} ({count})"


def _numbers(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:_NAMED]))
    more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def _parsed(values: Mapping[str, Any], roles: Roles) -> Parsed:
    if "text" in roles:
        text = _text(values, roles["text"], "\n\n")
    else:  # a table of facts: each on a line of its own, with its column's name
        used = {name for role, names in roles.items() if role != "author" for name in names}
        pairs = ((name, _plain(value, ", ")) for name, value in values.items() if name not in used)
        text = "\n".join(f"{clean(name).strip()}: {value}" for name, value in pairs if value)
    title = shorten(_text(values, roles.get("title", ()), " "))
    if "text" not in roles and title and text:
        text = f"{title}\n\n{text}"
    language = _text(values, roles.get("language", ()), " ")
    code = code_of(language) if language else None
    if code is None and "text" not in roles:  # names and numbers look like any language
        shares = language_shares(text)
        code = next((language for language, share in shares.items() if share > _SURE), UNKNOWN)
    return Parsed(
        text=text,
        title=title or title_of(text, ()),
        date=any_date(_text(values, roles.get("date", ()), " ")),
        language=code,
        url=_text(values, roles.get("url", ()), " ") or None,
        author=_text(values, roles.get("author", ()), ", ") or None,
    )


def _text(values: Mapping[str, Any], names: tuple[str, ...], between: str) -> str:
    return between.join(filter(None, (_plain(_value(values, name), between) for name in names)))


def _value(values: Mapping[str, Any], name: str) -> Any:
    """Return a value by its name, or by a path of names with dots between."""
    if name in values or "." not in name:
        return values.get(name)
    first, _, rest = name.partition(".")
    inner = values.get(first)
    return _value(inner, rest) if isinstance(inner, dict) else None


def _plain(value: Any, between: str) -> str:
    """Return a value as text; of a list all, of an object its `name`."""
    if isinstance(value, str):
        return clean(value).strip()
    if isinstance(value, list):
        return between.join(filter(None, (_plain(item, between) for item in value)))
    if isinstance(value, dict):
        return _plain(value.get("name"), between)
    return "" if value is None else str(value)


def _hash(parsed: Parsed) -> str:
    said = [parsed.text, parsed.title, parsed.date, parsed.language, parsed.url, parsed.author]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
