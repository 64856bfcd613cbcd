"""Where sources answer a question differently: who says what, each side with the words of its source.

Two sentences are compared only when both are about what is asked, name what it names, and mean nearly the same
(calibrated vectors); then each must hold exactly one thing of the kind that is asked for which the other one does not
hold, nor the passage around it. Unless the question is whether sources agree, a side must be among what likely
answers. Nothing is better than a false alarm. Proved by `tests/test_assistant_answering_disagreement.py`; measured by
`python -m tests.evaluation.disagreement`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer import DisagreementKind
from assistant.answering.pairs import are_near, are_others, is_asked, is_named, own, pair
from assistant.answering.quoting import likely
from assistant.facts import names, readings
from assistant.facts.readings import Reading
from assistant.finding.asked import asked_for
from assistant.finding.evidence import Evidence
from assistant.finding.nearness import BEARING
from assistant.finding.several import asks_agreement
from index.index import Index

# A side must be about the question: this near, and nearly as near as the best of all.
RELEVANT = 0.42
AS_GOOD = 0.65
CANDIDATES = 8
SIDES = 3
# So many characters behind a number another sentence may say that it is three times as much.
AFTER = 160

_KINDS: tuple[DisagreementKind, ...] = ("number", "date", "place", "person")


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
        if kind in asked or asks_all:
            found = _sides(kind, question, language, near, evidence)
            if found and (asks_all or _answers(found, evidence)):
                return found
    found = _negated(near) if asks_all or "yes_no" in asked else None
    return found if found and (asks_all or _answers(found, evidence)) else None


def _answers(found: Difference, evidence: Sequence[Evidence]) -> bool:
    """Return whether a side is among what likely answers: else sources differ in what was not asked."""
    answering = {piece.place for piece in likely([e for e in evidence if e.relevance >= BEARING])}
    return any(piece.place in answering for position in found.positions for piece in position.evidence)


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
            both = pair(kind, question, language, one, other)
            if both and not (
                kind in ("person", "place") and any(is_named(told, reading) for reading in both)
            ):
                _put(positions, both[0], one, kind)
                _put(positions, both[1], other, kind)
        if (
            kind == "number"
            and not positions
            and (multiplied := _multiplied(question, language, one, evidence))
        ):
            positions = multiplied
    return Difference(kind, tuple(positions[:SIDES])) if len(positions) > 1 else None


def _multiplied(question: str, language: str, one: Evidence, evidence: Iterable[Evidence]) -> list[Position]:
    """Return a number and, from a sentence behind it, by how much somebody else multiplies it."""
    said = own("number", one)
    if len(said) != 1 or not is_asked(question, language, one, said[0]):
        return []
    behind = [
        e for e in evidence if e.passage.source == one.passage.source and 0 <= e.start - one.end < AFTER
    ]
    for other in sorted(behind, key=lambda e: e.start):
        found = readings.multiple(other.text, other.language)
        if found and are_others(one, other):
            return [Position(said[0], [one]), Position(found, [other])]
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
                if said and are_near(one, other):
                    pair = sorted(((negated, one), (said, other)), key=lambda side: near.index(side[1]))
                    return Difference("negation", tuple(Position(r, [e]) for r, e in pair))
    return None
