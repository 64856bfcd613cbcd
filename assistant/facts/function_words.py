"""The small words of a language by which one question leans on another: `and`, `he`, `there`, `what about`.

Closed classes only, in `function_words.toml`; a language that is not listed there has none. Proved by
`tests/test_assistant_talk_followup.py`.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from index.languages import fold

PHRASES = (
    "openings",
    "closings",
    "corrections",
    "corrections_after",
    "contrasts",
    "topics",
    "defining",
    "empty",
    "circumstances",
)
NUMBERS = "first_to_last"
ADDING = "adding"


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """The small words of one language; phrases of several words are tuples, in the order in which they are tried.

    Attributes:
        joining: begin what goes on from something said before.
        asking: ask.
        coordinating: join one question and another.
        interrogatives: begin a question.
        relatives: those of them that may begin a relative clause, and what else begins one.
        inverting: words that nothing but a question begins with, right after one that joins.
        inverting_apart: the same, where a comma stands before or a pronoun after (`, and was the treaty signed`).
        asking_name: those that ask and are answered with a name: of a person or a place.
        being: forms of `to be`, with nothing of their own to say.
        subjects: pronouns for a person and nothing else, in whose place a name may stand as it is.
        possessives: the same, with `'s` after the name.
        persons: all pronouns for a person or several.
        plural: those of them, and of `things`, that mostly stand for what the same sentence named before.
        things: words for something that was said; places and times among them.
        there: those of them that stand for a place.
        last: words for it only where they end a question.
        prepositions: stand before a name or a date.
        articles: stand before a name and say nothing.
        first_to_last: numbers that choose: the first, the second, the third, the fourth, the fifth, the last.
        openings: what stands before the only new thing in a question that is else the same (`what about`).
        closings: what stands after it.
        corrections: what says before it that something else was meant.
        corrections_after: what says so after it.
        contrasts: what stands around two things of which the second is meant (`not ... but`).
        topics: what says that something new begins.
        defining: what asks what something is.
        empty: phrases in which a pronoun stands for nothing that was said.
        circumstances: what asks for one and may follow another question in the same sentence (`..., and when?`).
        adding: what stands between the two.
    """

    joining: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    coordinating: frozenset[str] = frozenset()
    interrogatives: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    inverting: frozenset[str] = frozenset()
    inverting_apart: frozenset[str] = frozenset()
    asking_name: frozenset[str] = frozenset()
    being: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    possessives: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    plural: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    there: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    first_to_last: tuple[frozenset[str], ...] = ()
    openings: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    corrections_after: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    defining: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    adding: str = " "

    @property
    def pointing(self) -> frozenset[str]:
        """All words that stand for something said before."""
        return self.persons | self.things

    def holds(self, word: str) -> bool:
        """Return whether a folded word is one of the language's small words."""
        return any(word in words for words in _closed(self))


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


def _phrases(text: str) -> tuple[str, ...]:
    """Return the phrases between commas, the longest first."""
    phrases = {" ".join(fold(phrase).split()) for phrase in text.split(",")} - {""}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _read(lists: Mapping[str, str]) -> FunctionWords:
    phrases = {name: _phrases(lists.get(name, "")) for name in PHRASES}
    words = {name: _words(text) for name, text in lists.items() if name not in (*PHRASES, NUMBERS, ADDING)}
    numbers = tuple(_words(number) for number in lists[NUMBERS].split(","))
    return FunctionWords(**words, **phrases, first_to_last=numbers, adding=lists[ADDING])  # type: ignore[arg-type]


@cache
def _languages() -> dict[str, FunctionWords]:
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {language: _read(some) for language, some in lists.items()}


NONE = FunctionWords()


def function_words(language: str) -> FunctionWords:
    """Return the small words of a language; none for one that is not listed."""
    return _languages().get(language, NONE)


def spoken(text: str, languages: Collection[str] = ()) -> str | None:
    """Return in which of some languages a short text is, by its small words alone; None when they do not tell."""
    words = fold(text).replace("?", " ").replace(",", " ").replace("!", " ").split()
    found = {
        language: sum(map(function_words(language).holds, words)) for language in languages or _languages()
    }
    best = max(found.values(), default=0)
    leading = [language for language, count in found.items() if count == best]
    return leading[0] if best and len(leading) == 1 else None


def _closed(words: FunctionWords) -> list[frozenset[str]]:
    values = [getattr(words, field.name) for field in fields(words)]
    return [value for value in values if isinstance(value, frozenset)]
