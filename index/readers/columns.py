"""Which columns of a table, or keys of a JSON line, are its text, title, date and so on.

By their names, in English, Polish, Hungarian and Romanian, or as `columns.toml` beside the table says. Invariant: a
`columns.toml` that cannot be understood is an error that names it, never a guess. Proved by
`tests/test_index_readers_tables.py`.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.errors import DocumentError
from index.languages import fold

FILE = "columns.toml"
_ROLES = ("id", "title", "text", "date", "author", "language", "url")
_NAMES = {  # the first that a table has is taken
    "id": "id guid uuid identifier articleid docid azonosító identyfikator",
    "title": "title headline heading subject name tytuł nagłówek temat cím főcím tárgy titlu titlul subiect",
    "text": (
        "text fulltext body articlebody content contents article maintext paragraph message transcript "
        "treść tekst artykuł szöveg tartalom cikk törzs text conținut textul articol corp description summary lead"
    ),
    "date": (
        "date published publisheddate publicationdate datepublished publishedat pubdate published time datetime "
        "timestamp created createdat data datapublikacji dátum kelt megjelent datapublicării"
    ),
    "author": "author authors byline creator writer by autor autorzy autorka szerző szerzők autori",
    "language": "language lang languagecode locale język nyelv limba",
    "url": "url link href permalink sourceurl weburl uri canonicalurl adres adresurl hivatkozás adresa",
}
_LARGEST = 100_000
_ODD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a `columns.toml` says of one table: the names by role; a role that is absent goes by the usual names.

    Attributes:
        names: by role (`id`, `title`, `text`, `date`, `author`, `language`, `url`) one column or several, whose values
            are put together.
    """

    names: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def choose(self, present: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Return by role the columns of a table that has these; no `text` when none is named like one."""
        return {**_usual(present), **dict(self.names)}

    def check(self, present: tuple[str, ...], source: str) -> None:
        """Raise DocumentError when `columns.toml` names a column that the table at `source` has not."""
        for role, names in self.names:
            missing = [name for name in names if name not in present]
            if missing:
                raise DocumentError(
                    f"{source!r} has no column {missing[0]!r}, which {FILE!r} names for {role!r}; "
                    f"it has {', '.join(map(repr, present[:20]))}"
                )


NOTHING = Columns()


def beside(path: Path, source: str) -> Columns:
    """Return what the `columns.toml` in the folder of a table says of it.

    Args:
        path: the table.
        source: its source, for messages.

    Returns:
        The columns; `NOTHING` when there is no such file.

    Raises:
        DocumentError: the file cannot be understood.
    """
    try:
        data = _bytes(path.parent / FILE)
    except OSError as error:
        raise DocumentError(
            f"{source!r} cannot be read: {FILE!r} beside it cannot be opened ({error.strerror or error}); "
            "check that you may read it"
        ) from error
    return NOTHING if data is None else parse(data, path.name, source)


def digest(path: Path) -> str:
    """Return a hash of the `columns.toml` beside a table, an empty string when there is none that can be read."""
    try:
        data = _bytes(path.parent / FILE)
    except OSError:
        return "unreadable"
    return "" if data is None else hashlib.sha256(data).hexdigest()


def parse(data: bytes, name: str, source: str) -> Columns:
    """Return what a `columns.toml` says of one table.

    Args:
        data: the file's bytes: keys that hold for every table in its folder, and a section `["NAME"]` for one alone.
        name: the table's file name.
        source: the table, for messages.

    Returns:
        The columns.

    Raises:
        DocumentError: it is no TOML, or has a key that is none of the roles, or a value that is no name.
    """
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
        own = said.get(name)
        merged = {key: value for key, value in said.items() if not isinstance(value, dict)}
        names = tuple(
            (role, _listed(role, value))
            for role, value in {**merged, **(own if isinstance(own, dict) else {})}.items()
        )
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"{source!r} cannot be read: {FILE!r} beside it is mistaken: {error}") from error
    return Columns(names)


def _listed(role: str, value: object) -> tuple[str, ...]:
    if role not in _ROLES:
        raise ValueError(f"{role!r} is none of {', '.join(_ROLES)}")
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise ValueError(f"{role!r} takes the name of a column, or a list of names, not {value!r}")
    return tuple(names)


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except FileNotFoundError:
        return None


@lru_cache(256)
def _usual(present: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    by_name = {_plain(name): name for name in reversed(present)}
    found = {
        role: next((by_name[name] for name in names if name in by_name), None)
        for role, names in _known().items()
    }
    return {role: (name,) for role, name in found.items() if name is not None}


@cache
def _known() -> dict[str, tuple[str, ...]]:
    return {role: tuple(map(_plain, names.split())) for role, names in _NAMES.items()}


def _plain(name: str) -> str:
    return _ODD.sub("", fold(name))
