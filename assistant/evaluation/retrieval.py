"""Runs a file of questions against the search alone, and against search as it is usually built.

The file is one of `assistant.evaluation`. Each piece of evidence of a question is one case: its rank is the place of
the first passage that overlaps it, wherever in its source it stands, in any of its copies. The measures, by `language
of the question -> language of the evidence`, for each way of searching, with the numbers of cases and questions that
each rests on, and between which values it lies with a confidence of 95 %:

    recall@1, @5, @10    the share of cases found among the first so many passages
    mrr                  the mean of 1 / rank, 0 for what is not among the first `DEPTH`
    own_language         the share of the first 5 passages that are in the question's language, by question

The intervals are Wilson's (1927), for as many independent cases as the scatter between questions amounts to: cases of
one question are not independent. These are never more than there are cases; where nothing scatters, each question
counts as one.

Proved by `tests/test_assistant_evaluation_retrieval.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from assistant.answer import Turn
from assistant.assistant import Assistant
from assistant.evaluation import Question, intervals, places
from assistant.evaluation.questions import Place
from assistant.talk.followup import standalone
from index.passages import Passage

DEPTH = 20
CUTS = (1, 5, 10)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Case:
    """One piece of evidence, looked for in every way.

    Attributes:
        id: the question's.
        pair: `en->pl`: the languages of the question and of the evidence.
        ranks: by way of searching, the place of the evidence from 1, or None when it is not found.
        own_language: by way of searching, the share of the first passages in the question's language.
    """

    id: str
    pair: str
    ranks: Mapping[str, int | None]
    own_language: Mapping[str, float]


def run(assistant: Assistant, questions: Iterable[Question]) -> Iterator[list[Case]]:
    """Search for each question.

    Args:
        assistant: over the corpus that the questions are about.
        questions: those without evidence are passed over.

    Yields:
        The cases of each question, as it is searched for.

    Raises:
        AssistantError: when a quote does not stand in its source.
    """
    languages = {document.source: document.language for document in assistant.documents()}
    for question in questions:
        yield _cases(assistant, question, languages) if question.evidence else []


def summary(
    cases: Sequence[Case],
    cuts: Sequence[int] = CUTS,
    one: Callable[[Case], str] = lambda case: case.id,
) -> dict[str, Any]:
    """Return the measures by pair of languages and way of searching, and those of several pairs together.

    Args:
        cases: of the questions; those of one question have one id.
        cuts: the numbers of passages that recall is measured at, each at most `DEPTH`.
        one: names what a case belongs to when more than its question ties it to others, as the same question in
            another language: cases of one name count together in the intervals.

    Returns:
        By pair, then `own language`, `across languages` and `all`: the numbers of cases and questions, and for each
        way of searching the measures and, under `interval`, their bounds. Empty without cases.
    """
    pairs = sorted({case.pair for case in cases})
    chosen = {pair: [case for case in cases if case.pair == pair] for pair in pairs}
    chosen["own language"] = [case for case in cases if not _crosses(case)]
    chosen["across languages"] = [case for case in cases if _crosses(case)]
    chosen["all"] = list(cases)
    return {
        name: {
            "cases": len(some),
            "questions": len({one(case) for case in some}),
            **{way: _measures(some, way, cuts, one) for way in some[0].ranks},
        }
        for name, some in chosen.items()
        if some
    }


def to_dict(cases: Sequence[Case]) -> dict[str, Any]:
    """Return summary and cases as plain values that `json.dumps` takes."""
    return {"summary": summary(cases), "cases": [asdict(case) for case in cases]}


def _cases(assistant: Assistant, question: Question, languages: Mapping[str, str]) -> list[Case]:
    history = [Turn("user", text) for text in question.history]
    query = standalone(question.question, history)
    found = assistant.index.rankings(query, DEPTH)
    own = {way: _share(question.lang, ranked) for way, ranked in found.items()}
    return [
        Case(
            id=question.id,
            pair=f"{question.lang}->{languages.get(place.source, '?')}",
            ranks=_ranks(found, place),
            own_language=own,
        )
        for place in places(assistant, question)
    ]


def _ranks(found: Mapping[str, Sequence[Sequence[Passage]]], evidence: Place) -> dict[str, int | None]:
    def is_there(copies: Sequence[Passage]) -> bool:
        here = [p for p in copies if p.source == evidence.source]
        return any(p.start < end and start < p.end for p in here for start, end in evidence.spans)

    return {
        way: next((rank for rank, copies in enumerate(ranked, 1) if is_there(copies)), None)
        for way, ranked in found.items()
    }


def _share(language: str, ranked: Sequence[Sequence[Passage]]) -> float:
    shown = [place[0].language == language for place in ranked[:SHOWN]]
    return fmean(shown) if shown else 0.0


def _crosses(case: Case) -> bool:
    return len(set(case.pair.split("->"))) == 2


def _measures(
    cases: Sequence[Case], way: str, cuts: Sequence[int], one: Callable[[Case], str]
) -> dict[str, Any]:
    ranks = [(one(case), case.ranks[way]) for case in cases]
    values = {f"recall@{cut}": [(name, float(bool(r and r <= cut))) for name, r in ranks] for cut in cuts}
    values["mrr"] = [(name, 1 / rank if rank else 0.0) for name, rank in ranks]
    values["own_language"] = [
        (one(case), case.own_language[way]) for case in {case.id: case for case in cases}.values()
    ]
    means = {measure: round(fmean(value for _, value in some), 3) for measure, some in values.items()}
    return {**means, "interval": {measure: intervals.of_named(some) for measure, some in values.items()}}
