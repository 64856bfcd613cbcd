"""Whether two sentences say one thing differently: near in meaning, or as likely answers, with one thing apart.

Proved by `tests/test_assistant_answering_disagreement.py`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.answer import DisagreementKind
from assistant.facts import names, readings
from assistant.facts.inflection import WORD
from assistant.facts.readings import STEM, Reading
from assistant.facts.units import PERCENT, unit
from assistant.finding.asked import asked_for
from assistant.finding.evidence import Evidence
from assistant.saying.attribution import Attribution, attribution
from index.languages import fold

# This near are two sides, in one language and across two. Sentences that answer one question, differently or
# alike: .68-.92 (n = 31); the nearest of four that are found with them but tell of something else: .41-.66 (32).
NEAR, ACROSS = 0.72, 0.69
# A place that is asked for is compared however far apart two sentences of two documents are, when each is at least
# this likely an answer beside the other. Numbers, dates and names are not: too many stand beside the one asked for.
ALIKE = 0.2

_COUNTED = {
    "en": re.compile(r"\bhow many (?:\w+ly )?(\w+)", re.IGNORECASE),
    "pl": re.compile(r"\b(?:ile|ilu) (\w+)", re.IGNORECASE),
    "hu": re.compile(r"\bhány (\w+)", re.IGNORECASE),
    "ro": re.compile(r"\bc(?:âți|âte|ati|ate) (?:de )?(\w+)", re.IGNORECASE),
}
_PERCENT = re.compile(r"\bpercent|\bper cent|\bprocent|\bodsetek|százalék", re.IGNORECASE)
_READERS = {
    "number": readings.numbers,
    "date": readings.times,
    "place": readings.where,
    "person": readings.persons,
}


def is_named(told: Iterable[str], reading: Reading) -> bool:
    """Return whether the question itself names it."""
    return any(
        names.may_be_same(one, other)
        for name in told
        for one in WORD.findall(name)
        for other in WORD.findall(reading.words)
    )


def pair(
    kind: DisagreementKind, question: str, language: str, one: Evidence, other: Evidence
) -> tuple[Reading, Reading] | None:
    """Return what two sentences say differently of one thing."""
    if not _may_differ(kind, question, language, one, other):
        return None
    left, right = (own(kind, e) for e in (one, other))
    first, second = readings.left_over(left, right, kind), readings.left_over(right, left, kind)
    if kind != "date" and _is_of_another_time(one, other):
        return None
    told = names.names(question, language)
    if kind == "person" and any(r not in first and not is_named(told, r) for r in left):
        return None  # both name somebody: who else they name is not what is asked
    if kind == "number":
        first, second = (
            [r for r in side if is_asked(question, language, e, r)]
            for e, side in ((one, first), (other, second))
        )
    is_one_language = one.language == other.language
    pairs = [
        (a, b)
        for a in first
        for b in second
        if readings.comparable(a, b, kind, is_one_language=is_one_language)
    ]
    if len(pairs) != 1 or (kind != "number" and (len(first) > 1 or len(second) > 1)):
        return None
    a, b = pairs[0]
    is_told = kind != "place" and (_stands(kind, a, other) or _stands(kind, b, one))
    return None if is_told else (a, b)


def is_asked(question: str, language: str, evidence: Evidence, reading: Reading) -> bool:
    """Return whether a number counts what is counted by the question, as far as one language tells."""
    counted = _COUNTED[language].search(question) if language in _COUNTED else None
    if _PERCENT.search(question):
        return PERCENT in reading.unit
    if counted is None:
        return True
    if wanted := unit(counted[1], language):
        return bool(wanted & reading.unit)
    if evidence.language != language:
        return True
    return readings.is_one_noun(fold(counted[1]), reading.noun)


def are_near(one: Evidence, other: Evidence) -> bool:
    """Return whether two sentences mean nearly the same, of two documents or by two speakers."""
    if float(one.vector @ other.vector) < (NEAR if one.language == other.language else ACROSS):
        return False
    return one.passage.source != other.passage.source or are_others(one, other)


def _may_differ(kind: DisagreementKind, question: str, language: str, one: Evidence, other: Evidence) -> bool:
    """Return whether two sentences tell of one thing, and hold the same words of a question in their language."""
    if not (
        are_near(one, other)
        or (kind == "place" and kind in asked_for(question, language) and _answer_alike(one, other))
    ):
        return False
    words = _stems(question)
    held = [words & _stems(e.text) if e.language == language else None for e in (one, other)]
    return held[0] is None or held[1] is None or held[0] == held[1]


def _answer_alike(one: Evidence, other: Evidence) -> bool:
    """Return whether sentences of two documents are about as likely to be what answers the question."""
    less, more = sorted((one.likelihood, other.likelihood))
    return one.passage.source != other.passage.source and less > 0 and less >= ALIKE * more


def are_others(one: Evidence, other: Evidence) -> bool:
    """Return whether two sentences of a document have two speakers."""
    first, second = _speaker(one), _speaker(other)
    return first is not None and second is not None and first.text != second.text


def _speaker(evidence: Evidence) -> Attribution | None:
    passage = evidence.passage
    start, end = evidence.start - passage.start, evidence.end - passage.start
    return _attribution(passage.text, start, end, passage.language)


_attribution = lru_cache(256)(attribution)


def own(kind: DisagreementKind, evidence: Evidence) -> list[Reading]:
    """Return the readings of a sentence, without who says it."""
    found = _READERS[kind](evidence.text, evidence.language)
    by = _speaker(evidence)
    said = [by.text, by.via.text if by.via else ""] if by else []
    return [
        reading
        for reading in found
        if not any(reading.words in words or words in reading.words for words in said if words)
    ]


def _is_of_another_time(one: Evidence, other: Evidence) -> bool:
    first, second = (readings.times(e.text, e.language) for e in (one, other))
    return (
        bool(first) and bool(second) and not any(readings.same(a, b, "date") for a in first for b in second)
    )


def _stands(kind: DisagreementKind, reading: Reading, other: Evidence) -> bool:
    """Return whether the passage around the other side says the same as well: two things are told, not one."""
    around = _READERS[kind](other.passage.text, other.language)
    return any(readings.same(reading, told, kind) for told in around if kind != "date" or any(told.key))


def _stems(text: str) -> set[str]:
    return {fold(word)[: STEM - 1] for word in WORD.findall(text) if len(word) >= STEM - 1}
