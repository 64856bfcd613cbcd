"""Where sources answer a question differently: who says what, each side with the words of its source.

Two sentences are compared only when both are about what is asked, name what it names, and mean nearly the same
(calibrated vectors); then each must hold exactly one thing of the kind that is asked for which the other one does not
hold, nor the passage around it. Nothing is better than a false alarm. Proved by
`tests/test_assistant_answering_disagreement.py`; measured by `python -m tests.evaluation.disagreement`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.answer import DisagreementKind
from assistant.facts import names, readings
from assistant.facts.inflection import WORD
from assistant.facts.readings import STEM, Reading
from assistant.facts.units import PERCENT, unit
from assistant.finding.asked import asked_for, asks_agreement
from assistant.finding.evidence import Evidence
from assistant.saying.attribution import Attribution, attribution
from index.index import Index
from index.languages import fold

# A side must be about the question: this near, and nearly as near as the best of all.
RELEVANT = 0.42
AS_GOOD = 0.65
# And this near to the other side, in one language and across two. Sentences that answer one question, differently or
# alike: .68-.92 (n = 31); the nearest of four that are found with them but tell of something else: .41-.66 (32).
NEAR, ACROSS = 0.72, 0.69
CANDIDATES = 8
SIDES = 3
# So many characters behind a number another sentence may say that it is three times as much.
AFTER = 160

_COUNTED = {
    "en": re.compile(r"\bhow many (?:\w+ly )?(\w+)", re.IGNORECASE),
    "pl": re.compile(r"\b(?:ile|ilu) (\w+)", re.IGNORECASE),
    "hu": re.compile(r"\bhány (\w+)", re.IGNORECASE),
    "ro": re.compile(r"\bc(?:âți|âte|ati|ate) (?:de )?(\w+)", re.IGNORECASE),
}
_PERCENT = re.compile(r"\bpercent|\bper cent|\bprocent|\bodsetek|százalék", re.IGNORECASE)
_KINDS: tuple[DisagreementKind, ...] = ("number", "date", "place", "person")
_READERS = {
    "number": readings.numbers,
    "date": readings.times,
    "place": readings.where,
    "person": readings.persons,
}


@dataclass(slots=True)
class Position:
    """One side: what it says, and the evidence that says it."""

    reading: Reading
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """What sources say differently.

    Attributes:
        kind: what is said differently.
        positions: two or more, best evidence first.
    """

    kind: DisagreementKind
    positions: tuple[Position, ...]


def seen_from_outside(index: Index, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence with vectors that do not depend on the corpus: in a small one on one subject, two sentences
    on one thing are not near about the mean of all."""
    known = index.sentence_vectors({e.passage.id for e in evidence})
    seen = []
    for e in evidence:
        place = next((n for n, span in enumerate(e.passage.sentences) if span.start == e.start), None)
        if place is not None and e.passage.id in known:
            vector = index.calibration.seen_from_outside(known[e.passage.id][place], e.language)
            seen.append(replace(e, vector=vector))
    return seen


def difference(question: str, language: str, evidence: Sequence[Evidence]) -> Difference | None:
    """Return how the evidence answers a question differently.

    Args:
        question: the question, standing alone.
        language: its language.
        evidence: the sentences found, best first, from `seen_from_outside`.

    Returns:
        None where it does not, or where that is not sure.
    """
    asked = asked_for(question, language)
    asks_all = asks_agreement(question, language)
    if not asks_all and not asked & {*_KINDS, "yes_no"}:
        return None
    best = max((e.relevance for e in evidence), default=0.0)
    near = [e for e in evidence if e.relevance >= max(RELEVANT, AS_GOOD * best)][:CANDIDATES]
    wanted = names.names(question, language)
    near = [e for e in near if _names_it(wanted, language, e)]
    for kind in _KINDS:
        if (kind in asked or asks_all) and (found := _sides(kind, question, language, near, evidence)):
            return found
    return _negated(near) if asks_all or "yes_no" in asked else None


def _names_it(wanted: Sequence[str], language: str, evidence: Evidence) -> bool:
    """Return whether the names of the question stand in the sentence, or some there and the others around it."""
    passage = evidence.passage
    here = names.named(evidence.text, passage.language)
    lacking = names.missing(wanted, language, [here])
    if not lacking:
        return True
    around = names.named(f"{passage.title} {passage.heading} {passage.text}", passage.language)
    return len(lacking) < len(wanted) and not names.missing(lacking, language, [around])


def _sides(
    kind: DisagreementKind,
    question: str,
    language: str,
    near: Sequence[Evidence],
    evidence: Sequence[Evidence],
) -> Difference | None:
    told = names.names(question, language)
    positions: list[Position] = []
    for number, one in enumerate(near):
        for other in near[number + 1 :]:
            pair = _pair(kind, question, language, one, other)
            if pair and not (
                kind in ("person", "place") and any(_is_named(told, reading) for reading in pair)
            ):
                _put(positions, pair[0], one, kind)
                _put(positions, pair[1], other, kind)
        if (
            kind == "number"
            and not positions
            and (multiplied := _multiplied(question, language, one, evidence))
        ):
            positions = multiplied
    return Difference(kind, tuple(positions[:SIDES])) if len(positions) > 1 else None


def _is_named(told: Iterable[str], reading: Reading) -> bool:
    """Return whether the question itself names it."""
    return any(
        names.may_be_same(one, other)
        for name in told
        for one in WORD.findall(name)
        for other in WORD.findall(reading.words)
    )


def _pair(
    kind: DisagreementKind, question: str, language: str, one: Evidence, other: Evidence
) -> tuple[Reading, Reading] | None:
    """Return what two sentences say differently of one thing."""
    if not _may_differ(question, language, one, other):
        return None
    left, right = (_own(kind, e) for e in (one, other))
    first, second = readings.left_over(left, right, kind), readings.left_over(right, left, kind)
    if kind != "date" and _is_of_another_time(one, other):
        return None
    told = names.names(question, language)
    if kind == "person" and any(r not in first and not _is_named(told, r) for r in left):
        return None  # both name somebody: who else they name is not what is asked
    if kind == "number":
        first, second = (
            [r for r in side if _is_asked(question, language, e, r)]
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


def _is_asked(question: str, language: str, evidence: Evidence, reading: Reading) -> bool:
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


def _are_near(one: Evidence, other: Evidence) -> bool:
    if float(one.vector @ other.vector) < (NEAR if one.language == other.language else ACROSS):
        return False
    return one.passage.source != other.passage.source or _are_others(one, other)


def _may_differ(question: str, language: str, one: Evidence, other: Evidence) -> bool:
    """Return whether two sentences are near, and hold the same words of a question in their language."""
    if not _are_near(one, other):
        return False
    words = _stems(question)
    held = [words & _stems(e.text) if e.language == language else None for e in (one, other)]
    return held[0] is None or held[1] is None or held[0] == held[1]


def _are_others(one: Evidence, other: Evidence) -> bool:
    """Return whether two sentences of a document have two speakers."""
    first, second = _speaker(one), _speaker(other)
    return first is not None and second is not None and first.text != second.text


def _speaker(evidence: Evidence) -> Attribution | None:
    passage = evidence.passage
    start, end = evidence.start - passage.start, evidence.end - passage.start
    return _attribution(passage.text, start, end, passage.language)


_attribution = lru_cache(256)(attribution)


def _own(kind: DisagreementKind, evidence: Evidence) -> list[Reading]:
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


def _multiplied(question: str, language: str, one: Evidence, evidence: Iterable[Evidence]) -> list[Position]:
    """Return a number and, from a sentence behind it, by how much somebody else multiplies it."""
    own = _own("number", one)
    if len(own) != 1 or not _is_asked(question, language, one, own[0]):
        return []
    behind = [
        e for e in evidence if e.passage.source == one.passage.source and 0 <= e.start - one.end < AFTER
    ]
    for other in sorted(behind, key=lambda e: e.start):
        found = readings.multiple(other.text, other.language)
        if found and _are_others(one, other):
            return [Position(own[0], [one]), Position(found, [other])]
    return []


def _put(positions: list[Position], reading: Reading, evidence: Evidence, kind: DisagreementKind) -> None:
    for position in positions:
        if readings.same(position.reading, reading, kind):
            if evidence not in position.evidence:
                position.evidence.append(evidence)
            return
    positions.append(Position(reading, [evidence]))


def _negated(near: Sequence[Evidence]) -> Difference | None:
    for one in near:
        for negated in readings.denied(one.text, one.language):
            for other in near:
                if other is one or other.language != one.language:
                    continue
                said = readings.affirmed(other.text, other.language, negated)
                if said and _are_near(one, other):
                    pair = sorted(((negated, one), (said, other)), key=lambda side: near.index(side[1]))
                    return Difference("negation", tuple(Position(r, [e]) for r, e in pair))
    return None


def _stems(text: str) -> set[str]:
    return {fold(word)[: STEM - 1] for word in WORD.findall(text) if len(word) >= STEM - 1}
