"""Who and what documents speak of: the names that several sentences hold, and titles.

A name is counted in all its spellings and cases, a surname for the whole name; the country that somebody is from is
no part of the name (`Rosji Siergiej Ławrow`). What it is called is the form most likely without an ending: of the
most frequent form's variants the shortest, of a country its name in the language asked for. Proved by
`tests/test_assistant_talk_topics.py`.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath

from assistant.facts.inflection import locale
from assistant.facts.names import may_be_same, names
from assistant.facts.places import places
from index.languages import fold, other_language
from index.passages import Passage

SENTENCES = 2
"""How many sentences speak of a name, at least."""

LONGEST_TITLE = 90
"""Characters of a title that one may ask about, at most."""

# A single word is surely a name when it is a place, or often spoken of.
_OFTEN = 4
_WORDS = 4
_SHORTEST, _ACRONYM = 3, 5
_CALENDARS = ("en", "hu", "pl", "ro")


@dataclass(slots=True)
class Name:
    """A name in all its spellings and cases.

    Attributes:
        forms: by how it is written, the number of sentences.
        is_place: whether it is a known place.
    """

    forms: Counter[str] = field(default_factory=Counter)
    is_place: bool = False

    @property
    def sentences(self) -> int:
        """How many sentences speak of it."""
        return self.forms.total()

    @property
    def base(self) -> str:
        """The whole name without an ending, as nearly as its forms tell."""
        whole = [form for form in self.forms if " " in form] or list(self.forms)
        most = max(whole, key=lambda form: (self.forms[form], -len(form), form))
        words, begin = most.count(" "), fold(most)[:_SHORTEST]
        alike = [form for form in whole if form.count(" ") == words and fold(form).startswith(begin)]
        return min(alike, key=lambda form: (len(form), -self.forms[form], form))

    @property
    def is_sure(self) -> bool:
        """Whether several sentences speak of it, and it surely is a name."""
        is_name = self.is_place or " " in self.base or self.sentences >= _OFTEN
        return is_name and self.sentences >= SENTENCES


@dataclass(frozen=True, slots=True)
class Topic:
    """What one may ask about.

    Attributes:
        names: one name, or two that a sentence speaks of; none where a title is meant.
        title: a document's title, or an empty string.
        passage: where it was found.
        sentence: which sentence of the passage, from 0.
    """

    names: tuple[Name, ...]
    title: str
    passage: Passage
    sentence: int

    @property
    def weight(self) -> float:
        """How much is said of it; more than of places alone where it is somebody."""
        is_somebody = any(not name.is_place for name in self.names)
        return sum(math.log1p(name.sentences) for name in self.names) + is_somebody

    @property
    def words(self) -> tuple[str, ...]:
        """What it is called: one name or two, or a title."""
        return tuple(name.base for name in self.names) or (self.title,)


def topics(passages: Sequence[Passage], language: str) -> list[Topic]:
    """Return what sentences speak of.

    Args:
        passages: of documents in one language.
        language: the language to ask in; countries are called as it calls them.

    Returns:
        First those with names that no earlier one has, most said first; no names together twice.
    """
    spoken = _spoken(passages, language)
    found = []
    for passage, number, inside in spoken:
        sure = sorted((name for name in inside if name.is_sure), key=_most_said)
        if sure:
            own = set(sure[0].base.split())
            second = [name for name in sure[1:] if not own & set(name.base.split())]
            found.append(Topic((sure[0], *second[:1]), "", passage, number))
    return _fresh_first(sorted(found, key=lambda topic: -topic.weight))


def titles(passages: Sequence[Passage]) -> list[Topic]:
    """Return the titles of documents that have one of their own: no file's name, no beginning of the text."""
    found, seen = [], set[str]()
    for passage in passages:
        if passage.source in seen:
            continue
        seen.add(passage.source)
        title = " ".join(passage.title.split()).strip(" .?!…")
        begins = " ".join(passage.text.split()).startswith(title)
        if (
            title
            and len(title) <= LONGEST_TITLE
            and not begins
            and title != PurePosixPath(passage.source).stem
        ):
            found.append(Topic((), title, passage, 0))
    return found


def _spoken(passages: Sequence[Passage], language: str) -> list[tuple[Passage, int, list[Name]]]:
    """Return each sentence with what it speaks of, each name once and all its sentences counted."""
    said = [
        (passage, number, [_called(form, passage.language, language) for form in _forms(passage, number)])
        for passage in passages
        for number in range(len(passage.sentences))
    ]
    where: dict[str, set[str]] = {}
    for passage, _, found in said:
        for form in found:
            where.setdefault(form, set()).add(passage.source)
    known: list[Name] = []
    group: dict[tuple[str, str], Name] = {}
    # Whole names first, so that a surname alone finds whom it belongs to, in each document anew.
    for form in sorted(where, key=lambda form: (-form.count(" "), form)):
        for source in sorted(where[form]):
            group[form, source] = _of(known, form, language, source, where)
    spoken = []
    for passage, number, found in said:
        forms = list(dict.fromkeys(found))
        for form in forms:
            group[form, passage.source].forms[form] += 1
        inside = [group[form, passage.source] for form in forms]
        spoken.append((passage, number, list({id(name): name for name in inside}.values())))
    return spoken


def _most_said(name: Name) -> int:
    return -name.sentences


def _forms(passage: Passage, number: int) -> list[str]:
    """Return the names in a sentence that may be asked about, as they are written; none of a foreign post."""
    sentence = " ".join(passage.sentence_text(number).split())
    found = [part for form in names(sentence, passage.language) for part in _parts(form, passage.language)]
    if not found or other_language(sentence, passage.language) is not None:
        return []
    return [
        form
        for form in found
        if len(form) >= _SHORTEST
        and form.count(" ") < _WORDS
        and not (form.isupper() and len(form) > _ACRONYM)
        and not _calendar() & set(fold(form).split())
    ]


def _parts(form: str, language: str) -> Iterator[str]:
    """Yield a name; where it begins with the place that somebody is from, both."""
    before = next((place for place in places(form, language) if place.start == 0), None)
    rest = form[before.end :].strip(" -") if before else ""
    if before and " " in rest:
        yield form[: before.end]
        yield rest
    else:
        yield form


def _called(form: str, written: str, language: str) -> str:
    """Return a country as `language` calls it, and any other name as it stands."""
    whole = next((p for p in places(form, written) if p.start == 0 and p.end == len(form)), None)
    known = locale(language)
    if whole is None or known is None or len(whole.codes) != 1:
        return form
    (code,) = whole.codes
    return str(known.territories.get(code, form)) if len(code) == 2 else form


def _of(known: list[Name], form: str, language: str, source: str, where: Mapping[str, set[str]]) -> Name:
    """Return the name that `form` is a spelling or a case of, or a part of in the same document; else a new one."""
    is_place = any(place.start == 0 and place.end == len(form) for place in places(form, language))
    for name in known:
        if name.is_place == is_place and any(
            _is_form(form.split(), other.split(), is_near=source in where[other]) for other in name.forms
        ):
            name.forms[form] += 0
            return name
    known.append(Name(Counter({form: 0}), is_place))
    return known[-1]


def _is_form(words: Sequence[str], of: Sequence[str], *, is_near: bool) -> bool:
    if len(words) == len(of):
        return all(map(_is_alike, words, of))
    return is_near and len(words) == 1 and any(_is_alike(words[0], word) for word in of)


def _is_alike(one: str, other: str) -> bool:
    return fold(one)[0] == fold(other)[0] and may_be_same(one, other)


def _fresh_first(found: Sequence[Topic]) -> list[Topic]:
    fresh, rest = list[Topic](), list[Topic]()
    used, seen = set[int](), set[frozenset[int]]()
    for topic in found:
        together = frozenset(map(id, topic.names))
        if together not in seen:
            seen.add(together)
            (rest if together & used else fresh).append(topic)
            used |= together
    return fresh + rest


@cache
def _calendar() -> frozenset[str]:
    """Return the names of months and days, which have capital letters in some languages."""
    known = [found for found in map(locale, _CALENDARS) if found]
    kinds = [kind for found in known for kind in (found.months, found.days)]
    return frozenset(fold(name) for kind in kinds for name in kind["format"]["wide"].values())
