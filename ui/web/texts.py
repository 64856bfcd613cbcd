"""Every word the page says, in each of its languages; dates, numbers and names of languages as people write them.

The sentences stand in `words/*.toml`, one file a language; what the terminal says of the page stands below, in
English. Invariant: every language has every key, with the same places to fill in, and no other file of `ui.web` holds
a sentence meant for the reader. Proved by `tests/test_ui_web_texts.py`.
"""

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

FOLDER = Path(__file__).parent / "words"
DEFAULT = "en"
LOCALES = ("en", "hu", "pl", "ro")
"""The languages the page speaks; the first that a browser asks for is taken."""
OWN_NAMES = {"en": "English", "hu": "Magyar", "pl": "Polski", "ro": "Română"}

LISTENING = "The page is at {url}   (Ctrl-C ends it)"
NOT_UP_TO_DATE = "The index was not brought up to date: {error}"
PORT_TAKEN = (
    "Port {port!r} on {host!r} is already used, by this chat perhaps: then open http://{host}:{port}/. "
    "For another program's port, choose another: ASSISTANT_PORT={next_port}"
)
PORT_REFUSED = (
    "The page may not use port {port!r} on {host!r} ({reason}). Choose a port above 1023: ASSISTANT_PORT=7861"
)
HOST_UNKNOWN = (
    "{host!r} is no address of this machine ({reason}). "
    "Use ASSISTANT_HOST=127.0.0.1, or an address that this machine has."
)

# Day before month, as the other languages have it.
_TERRITORIES = {"en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says in one language.

    Attributes:
        locale: the language, ISO 639-1, one of `LOCALES`.
        sentences: by key, with places to fill in.
        forms: by key and plural category (`one`, `few`, ...), with the place `count`.
    """

    locale: str
    sentences: Mapping[str, str]
    forms: Mapping[str, Mapping[str, str]]

    def say(self, key: str, **values: object) -> str:
        """Return a sentence with its places filled in; a KeyError for a key or a place that is not there."""
        return self.sentences[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """Return `1 document`, `5 documents`, in the form that the language has for the number."""
        form = _babel(self.locale).plural_form(number)
        return self.forms[key][form].format(count=self.number(number))

    def number(self, number: int) -> str:
        """Return a number with the language's marks between thousands."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=_babel(self.locale))

    def duration(self, seconds: float) -> str:
        """Return `0.4 s`, `12 s`, `2 min 5 s`."""
        if seconds < 9.95:
            from babel.numbers import format_decimal

            return f"{format_decimal(round(seconds, 1), '0.0', locale=_babel(self.locale))} s"
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"

    def language(self, code: str) -> str:
        """Return the language's name, or its code in capitals when it has none here."""
        if code in {"", "und"}:
            return self.say("unknown_language")
        return _babel(self.locale).languages.get(code) or code.upper()

    def date(self, iso: str | None) -> str:
        """Return an ISO 8601 date, as precise as it is, as people write it: `12 July 2025`, `July 2025`, `2025`."""
        if not iso:
            return self.say("undated")
        found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?", iso)
        if not found:
            return iso
        year, month, day = (int(part) if part else 0 for part in found.groups())
        return _written(_babel(self.locale), year, month, day) or iso

    def model(self, name: str) -> str:
        """Return a model's setting (`bundled`, `ollama:qwen3:4b`, `gguf:PATH`) as a phrase."""
        kind, _, rest = name.partition(":")
        if kind == "ollama" and rest:
            return self.say("model_ollama", name=rest)
        if kind == "gguf" and rest:
            return rest.replace("\\", "/").rsplit("/", 1)[-1]
        return self.say(f"model_{name}") if name in {"bundled", "none"} else name

    def listing(self, items: Sequence[str]) -> str:
        """Return `a`, `a and b`, `a, b and c`; after four, how many more there are."""
        from babel.lists import format_list

        if len(items) > 5:
            items = [*items[:4], self.count("more_languages", len(items) - 4)]
        return format_list(items, locale=_babel(self.locale))


@functools.cache
def words(locale: str) -> Words:
    """Return what the page says in a language, in English for one that it does not speak."""
    locale = locale if locale in LOCALES else DEFAULT
    found: dict[str, Any] = tomllib.loads((FOLDER / f"{locale}.toml").read_text("utf-8"))
    return Words(
        locale,
        {key: value for key, value in found.items() if isinstance(value, str)},
        {key: value for key, value in found.items() if isinstance(value, dict)},
    )


def preferred(accepted: str) -> str:
    """Return the page's language for a browser.

    Args:
        accepted: its `Accept-Language` header (RFC 9110), or anything else that came in its place.

    Returns:
        One of `LOCALES`: the one with the highest weight, of equal ones the first named.
    """
    ranked: list[tuple[float, str]] = []
    for entry in accepted[:1000].split(","):
        tag, _, weight = entry.partition(";")
        code = tag.strip().lower().split("-")[0]
        found = re.fullmatch(r"\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", weight)
        if code in LOCALES and (found or not weight):
            ranked.append((float(found[1]) if found else 1.0, code))
    best = max(ranked, key=lambda item: item[0], default=(0.0, DEFAULT))
    return best[1] if best[0] > 0 else DEFAULT


@functools.cache
def _babel(locale: str) -> "Locale":
    from babel import Locale

    return Locale.parse(_TERRITORIES.get(locale, locale))


def _written(locale: "Locale", year: int, month: int, day: int) -> str:
    """Return the date in words, empty where it is none."""
    import datetime

    from babel.dates import format_date, format_skeleton

    try:
        date = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if day:
        return format_date(date, "long", locale=locale)
    return format_skeleton("yMMMM", date, locale=locale) if month else f"{year:04}"
