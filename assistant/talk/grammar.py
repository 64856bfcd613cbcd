"""What each kind of utterance looks like in each language: the patterns of `utterances.toml`, compiled.

Proved by `tests/test_assistant_talk_utterances.py`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Literal, cast, get_args

from assistant.facts.inflection import Inflected, locale
from assistant.talk.periods import Period, period
from assistant.talk.word_spans import Words, words_of
from index.errors import FilterError
from index.filters import Filters
from index.languages import NAMES, fold

Courtesy = Literal["greeting", "thanks", "goodbye", "okay", "feeling"]
About = Literal["identity", "abilities", "working", "privacy", "spoken", "doubt"]
Inventory = Literal["count", "list", "newest", "languages", "dates"]
Kind = Courtesy | About | Inventory

# Of several, the one that is answered.
COURTESIES: tuple[Courtesy, ...] = ("goodbye", "feeling", "thanks", "greeting", "okay")
# What a question may follow, and what may follow a question.
OPENING: tuple[Courtesy, ...] = ("greeting", "thanks", "okay", "feeling")
CLOSING: tuple[Courtesy, ...] = ("thanks", "goodbye")
# Those that are asked of the documents, so that a follow-up may lean on them.
INVENTORIES = frozenset(get_args(Inventory))

NO_FILTERS = Filters()

_ELEMENT = re.compile(r"\[[^\]]*\]|\([^)]*\)|\S+")


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance, understood.

    Attributes:
        question: what is asked of the documents; the utterance without what only opens or closes it.
        kind: what is wanted instead of an answer from the documents; None when that is what is wanted.
        language: of the pattern that covers it, or of what opens it; None when there is none.
        subject: what the documents wanted are about, as typed; empty for any.
        filters: which documents are wanted.
    """

    question: str
    kind: Kind | None = None
    language: str | None = None
    subject: str = ""
    filters: Filters = NO_FILTERS


class Grammar:
    """The patterns of one language, and the words that begin a question after a greeting (`starts`).

    Args:
        language: which.
        rules: its part of `utterances.toml`.
    """

    def __init__(self, language: str, rules: Mapping[str, Any]) -> None:
        self.language = language
        self.starts = frozenset(_phrases(rules["starts"]))
        self._unlike = frozenset(_phrases(rules["unlike"]))
        filters, relative = rules["filters"], rules["relative"]
        self._ignored = frozenset(_phrases(filters["ignored"]))
        self._relative = {phrase: key for key, text in relative.items() for phrase in _phrases(text)}
        words = {name: _phrases(text) for name, text in rules["words"].items()}

        def compiled(*texts: str) -> list[re.Pattern[str]]:
            return [_compile(pattern, words) for text in texts for pattern in _patterns(text)]

        kinds = {kind: compiled(text) for kind, text in rules["kinds"].items()}
        self.courtesies = {kind: kinds.pop(kind) for kind in COURTESIES}
        self._kinds = kinds
        times = [filters[name] for name in ("between", "since", "until", "within")]
        self._filters = compiled(*times, filters["languages"])
        self._adjectives = [*self._filters, *compiled(filters["adjectives"])]

    def openings(self, words: Words, at: int) -> list[tuple[int, Courtesy]]:
        """Return the courtesies that begin at a place of the folded words: where the longest of each kind ends."""
        found: list[tuple[int, Courtesy]] = []
        for kind, patterns in self.courtesies.items():
            ends = [match.end() for pattern in patterns if (match := pattern.match(words.folded, at))]
            if max(ends, default=at) > at:
                found.append((max(ends), kind))
        return found

    def closes(self, words: Words) -> bool:
        """Return whether words are thanks or goodbye and nothing else."""
        return any(p.fullmatch(words.folded) for kind in CLOSING for p in self.courtesies[kind])

    def match(self, words: Words, question: str) -> Heard | None:
        """Return what is wanted when a pattern covers all words."""
        for kind, patterns in self._kinds.items():
            for pattern in patterns:
                found = pattern.fullmatch(words.folded)
                if found and (captured := self._captured(words, found)):
                    subject, filters = captured
                    said = "okay" if kind == "reply" else kind
                    return Heard(question, cast("Kind", said), self.language, subject, filters)
        return None

    def _captured(self, words: Words, found: re.Match[str]) -> tuple[str, Filters] | None:
        """Return subject and filters, or None when what was taken for them is neither."""
        subject, filters = "", NO_FILTERS
        for name in found.groupdict():
            start, end = found.span(name)
            if start == end:  # not there, or no filters
                continue
            part = words.part(words.number(start), words.number(end))
            what = name.partition("_")[0]
            read: Filters | None
            if what in ("about", "subject"):
                subject, read = self._split(part) if what == "about" else (part.typed, NO_FILTERS)
                if self._unlike & set(words_of(subject).all):
                    return None
            else:
                read = self._read(part, self._adjectives) if what == "filters" else self._filter(what, part)
            merged = _merged(filters, read) if read else None
            if merged is None:
                return None
            filters = merged
        return subject, filters

    def _split(self, words: Words) -> tuple[str, Filters]:
        """Return a subject and the filters after it."""
        for number in range(1, len(words)):
            if read := self._read(words.part(number, len(words)), self._filters):
                return words.part(0, number).typed, read
        return words.typed, NO_FILTERS

    def _read(self, words: Words, patterns: Sequence[re.Pattern[str]]) -> Filters | None:
        """Return the filters that some words are, or None when they are no filters."""
        if not len(words):
            return NO_FILTERS
        for number in range(len(words), 0, -1):
            first = words.part(0, number)
            for pattern in patterns:
                found = pattern.fullmatch(first.folded)
                captured = self._captured(first, found) if found else None
                rest = self._read(words.part(number, len(words)), patterns) if captured else None
                if captured and rest is not None:
                    return _merged(captured[1], rest)
        return None

    def _filter(self, what: str, words: Words) -> Filters | None:
        if what == "language":
            code = _language_names(self.language).get(words.folded.strip())
            return Filters([code]) if code else None
        found = self._period(words)
        if found is None:
            return None
        match what:
            case "since":
                return Filters(date_from=found.first)
            case "until":
                return Filters(date_to=found.last)
            case "after":
                return Filters(date_from=found.next_day)
            case "before":
                return Filters(date_to=found.day_before)
            case _:
                return Filters(date_from=found.first, date_to=found.last)

    def _period(self, words: Words) -> Period | None:
        phrase = words.folded.strip()
        return period(words.typed, self.language, self._relative.get(phrase), self._ignored)


class _LanguageNames:
    """Names of languages in a language, in any form."""

    def __init__(self, language: str) -> None:
        known = locale(language)
        names = {
            fold(str(known.languages[code])): code for code in NAMES if known and code in known.languages
        }
        self._names = Inflected(names, ending=0 if language == "en" else 5, shortest=4)

    def get(self, word: str) -> str | None:
        return None if " " in word else self._names.get(word)


@cache
def _language_names(language: str) -> _LanguageNames:
    return _LanguageNames(language)


@cache
def _grammars() -> dict[str, Grammar]:
    rules = tomllib.loads(Path(__file__).with_name("utterances.toml").read_text("utf-8"))
    return {language: Grammar(language, some) for language, some in rules.items()}


def in_order(languages: Sequence[str]) -> list[Grammar]:
    """Return the grammars of all languages there are, those of some languages first."""
    known = _grammars()
    return [known[code] for code in dict.fromkeys([*languages, *known]) if code in known]


def _merged(one: Filters, other: Filters) -> Filters | None:
    """Return both filters as one; None when nothing could match them."""
    try:
        return Filters(
            [*one.languages, *other.languages],
            one.date_from or other.date_from,
            one.date_to or other.date_to,
        )
    except FilterError:
        return None


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split(",")]


def _patterns(text: str) -> list[str]:
    """Return the patterns of a text, one a line; what is indented belongs to the line before."""
    return re.sub(r"\n +", " ", text.strip("\n")).split("\n")


def _compile(pattern: str, words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Return a pattern of `utterances.toml` as an expression over folded words, each followed by a space."""
    numbers = count()

    def sequence(text: str) -> str:
        return "".join(map(element, text.split()))

    def alternatives(texts: Sequence[str]) -> str:
        return "(?:" + "|".join(map(sequence, sorted(texts, key=len, reverse=True))) + ")"

    def element(word: str) -> str:
        if word[0] == "<":
            return alternatives(words[word[1:-1]])
        if word[0] == "{":
            name = word[1:-1]
            some = r"(?:\S+ )*?" if name == "filters" else r"\S+ " if name == "language" else r"(?:\S+ )+?"
            return f"(?P<{name}_{next(numbers)}>{some})"
        return re.escape(word) + " "

    parts = [
        alternatives(part[1:-1].split("|")) + ("?" if part[0] == "[" else "")
        if part[0] in "[("
        else sequence(part)
        for part in _ELEMENT.findall(pattern)
    ]
    return re.compile("".join(parts))
