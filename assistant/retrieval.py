"""Runs a file of questions against the search alone, and against search as it is usually built.

The file is one of `assistant.evaluation`. Each piece of evidence of a question is one case: its rank is the place of
the first passage that overlaps it, in any of its copies. The measures, by `language of the question -> language of
the evidence`, for each way of searching, with the number of cases each rests on:

    recall@1, @5, @10    the share of cases found among the first so many passages
    mrr                  the mean of 1 / rank, 0 for what is not among the first `DEPTH`
    own_language         the share of the first 5 passages that are in the question's language, by question

Proved by `tests/test_assistant_retrieval.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from assistant.answer import Turn
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.evaluation import Question
from assistant.followup import standalone
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


def summary(cases: Sequence[Case]) -> dict[str, Any]:
    """Return the measures by pair of languages and way of searching, and those of all pairs together."""
    pairs = sorted({case.pair for case in cases})
    chosen = {pair: [case for case in cases if case.pair == pair] for pair in pairs}
    crossing = [case for case in cases if len(set(case.pair.split("->"))) == 2]
    return {
        name: {"cases": len(some), **{way: _measures(some, way) for way in _ways(some)}}
        for name, some in (*chosen.items(), ("across languages", crossing), ("all", list(cases)))
        if some
    }


def to_dict(cases: Sequence[Case]) -> dict[str, Any]:
    """Return summary and cases as plain values that `json.dumps` takes."""
    return {"summary": summary(cases), "cases": [asdict(case) for case in cases]}


def _cases(assistant: Assistant, question: Question, languages: Mapping[str, str]) -> list[Case]:
    history = [Turn("user", text) for text in question.history]
    query = standalone(question.question, history, question.lang)
    found = assistant.index.rankings(query, DEPTH)
    own = {way: _share(question.lang, places) for way, places in found.items()}
    return [
        Case(
            id=question.id,
            pair=f"{question.lang}->{languages.get(source, '?')}",
            ranks=_ranks(found, source, *_span(assistant, question, source, quote)),
            own_language=own,
        )
        for source, quote in question.evidence
    ]


def _span(assistant: Assistant, question: Question, source: str, quote: str) -> tuple[int, int]:
    start = assistant.document(source).text.find(quote)
    if start < 0:
        raise AssistantError(
            f"The evidence {quote!r} of question {question.id!r} does not stand in {source!r}. "
            "Quote the document word for word."
        )
    return start, start + len(quote)


def _ranks(
    found: Mapping[str, Sequence[Sequence[Passage]]], source: str, start: int, end: int
) -> dict[str, int | None]:
    def is_there(place: Sequence[Passage]) -> bool:
        return any(p.source == source and p.start < end and start < p.end for p in place)

    return {
        way: next((rank for rank, place in enumerate(places, 1) if is_there(place)), None)
        for way, places in found.items()
    }


def _share(language: str, places: Sequence[Sequence[Passage]]) -> float:
    shown = [place[0].language == language for place in places[:SHOWN]]
    return fmean(shown) if shown else 0.0


def _ways(cases: Sequence[Case]) -> list[str]:
    return list(cases[0].ranks)


def _measures(cases: Sequence[Case], way: str) -> dict[str, float]:
    ranks = [case.ranks[way] for case in cases]
    measures = {f"recall@{cut}": fmean(bool(rank and rank <= cut) for rank in ranks) for cut in CUTS}
    measures["mrr"] = fmean(1 / rank if rank else 0.0 for rank in ranks)
    by_question = {case.id: case.own_language[way] for case in cases}
    measures["own_language"] = fmean(by_question.values())
    return {name: round(value, 3) for name, value in measures.items()}
