"""Which documents there are: about something, in some languages, of some time; the newest of them.

A document is about a subject when its passages name what the subject names, or, where that names nothing, when a
sentence of it comes near enough. Proved by `tests/test_assistant_talk_listing.py`.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.facts.names import ENDING, Named, missing, named, names
from assistant.facts.places import places
from assistant.finding.evidence import gather
from index.filters import Filters, interval
from index.index import Index
from index.languages import UNKNOWN, detect, fold
from index.passages import Passage
from index.records import DocumentInfo

# So many passages are looked at for a subject.
PASSAGES = 200
# How near the nearest sentence of a document must come to a subject that names nobody and nothing: at .43 it finds .58
# of the documents and 1.7 others among 200, at .40 .67 and 4.5, at .47 .39 and .8 (32 subjects, 64 documents; before
# relevance between languages counted `index.calibration.ACROSS` times).
NEAR = 0.43
# Shorter words of a name tell nothing: `Un`.
SHORTEST = 3
# A word of the subject this long is a name when documents write it with a capital letter alone.
LONG = 4

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Listing:
    """Documents found.

    Attributes:
        documents: those that are meant; about a subject the nearest first, else by source.
        is_whole: whether all were looked at, and not the nearest passages alone.
        undated: how many were left out for having no date.
    """

    documents: tuple[DocumentInfo, ...]
    is_whole: bool = True
    undated: int = 0


def listed(index: Index, subject: str, language: str, filters: Filters) -> Listing:
    """Return the documents that are meant.

    Args:
        index: where they are.
        subject: what they are to be about, as typed; empty for anything.
        language: the language of the subject.
        filters: which documents to look at.

    Returns:
        Only those that really are about it.
    """
    matching = [document for document in index.documents() if filters.matches(document)]
    undated = sum(map(filters.lacks_date, index.documents()))
    if not subject:
        return Listing(tuple(matching), undated=undated)
    sources, is_whole = _about(index, subject, language, filters)
    known = {document.source: document for document in matching}
    return Listing(tuple(known[s] for s in sources if s in known), is_whole, undated)


def newest_first(documents: Sequence[DocumentInfo]) -> list[DocumentInfo]:
    """Return the documents that have a date, the latest first."""
    dated = [(document, interval(document.date)) for document in documents if document.date]
    return [document for document, _ in sorted(dated, key=lambda one: one[1][::-1], reverse=True)]


def both(one: Filters, other: Filters | None) -> Filters | None:
    """Return filters that match what both match; None when they cannot both match anything."""
    if other is None:
        return one
    languages = tuple(one.languages or other.languages)
    if one.languages and other.languages:
        languages = tuple(set(one.languages) & set(other.languages))
        if not languages:
            return None
    starts = [date for date in (one.date_from, other.date_from) if date]
    ends = [date for date in (one.date_to, other.date_to) if date]
    first = max(starts, key=lambda date: interval(date)[0], default=None)
    last = min(ends, key=lambda date: interval(date)[1], default=None)
    if first and last and interval(first)[0] > interval(last)[1]:
        return None
    return replace(other, languages=languages, date_from=first, date_to=last)


def _about(index: Index, subject: str, language: str, filters: Filters) -> tuple[list[str], bool]:
    """Return the sources of the documents about a subject, and whether all passages were looked at."""
    hits = index.search(subject, PASSAGES, filters)
    passages: dict[str, list[Passage]] = defaultdict(list)
    for hit in hits:
        for passage in (hit.passage, *hit.copies):
            passages[passage.source].append(passage)
    named_in = {source: _named(some) for source, some in passages.items()}
    wanted = _wanted(subject, language, [held for some in named_in.values() for held in some])
    if wanted:
        spoken = language if language != UNKNOWN else detect(subject)
        found = [
            source
            for source, held in named_in.items()
            if all(any(_is_held(name, spoken, some) for some in held) for name in wanted)
        ]
    else:
        relevance: dict[str, float] = {}
        for evidence in gather(index, subject, hits):
            source = evidence.passage.source
            relevance[source] = max(relevance.get(source, -1.0), evidence.relevance)
        found = [source for source in passages if relevance.get(source, -1.0) >= NEAR]
    return found, len(hits) < PASSAGES


def _named(passages: Sequence[Passage]) -> list[Named]:
    titles = {(passage.title, passage.language) for passage in passages}
    return [named(text, spoken) for text, spoken in titles] + [named(p.text, p.language) for p in passages]


def _is_held(name: str, language: str, held: Named) -> bool:
    """Return whether a text names it: a place by any name, anything else with all its words."""
    if any((place.start, place.end) == (0, len(name)) for place in places(name, language)):
        return not missing([name], language, [held])
    return not missing([word for word in _WORD.findall(name) if len(word) >= SHORTEST], language, [held])


def _wanted(subject: str, language: str, held: Sequence[Named]) -> list[str]:
    """Return the names in a subject; a small letter at their beginning may be haste."""
    words = _WORD.findall(subject)
    found = names(subject, language, {word for word in words if word[0].isupper()})
    small = [word for word in words if word[0].islower() and len(word) >= LONG]
    capitals = {fold(capital) for some in held for capital in some.inside if len(capital) >= LONG}
    ordinary = {fold(word) for some in held for word in some.words}
    for word in small:
        plain = fold(word)
        is_name = any(plain.startswith(c) and len(plain) <= len(c) + ENDING for c in capitals)
        if is_name and not any(plain[: len(plain) - 1] == other[: len(plain) - 1] for other in ordinary):
            found.append(word.capitalize())
    return found
