"""From passages to the source sentences that bear on the question, with their exact spans.

Invariant: `document.text[e.start:e.end] == e.text` for every piece of evidence; its vector comes from the index
and is never computed at question time. Proved by `tests/test_assistant_finding_evidence.py`.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.errors import DocumentError
from assistant.finding.captions import is_caption
from assistant.finding.ranking import READ, Candidate, scores
from assistant.saying.context import Context, context
from index.calibration import Calibration, Vectors
from index.index import Index
from index.languages import detect, other_language
from index.passages import Passage
from index.search import ScoredPassage

# Fewer words than this answer nothing by themselves: a by-line, a date.
MIN_WORDS = 3
# What ends so says what somebody said only in the next one.
ANNOUNCING = (":", "：")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One source sentence.

    Attributes:
        passage: the passage it stands in.
        start: first character in the document's text.
        end: one past the last.
        text: exactly `document.text[start:end]`.
        language: the sentence's own: a Romanian article may quote a post in English.
        score: how likely it answers the question, from `assistant.finding.ranking`; differences are logarithms of odds.
        relevance: how far it is about what the question is about, -1..1, from `Calibration.relevance`.
        vector: the sentence's vector about its language's mean, `(d,)` float32 of unit norm.
        likelihood: how likely it is what answers, of all that was found for the question, 0..1.
        context: the sentence before it, where it leans on that one, of the best, or where that was wanted; None else.
    """

    passage: Passage
    start: int
    end: int
    text: str
    language: str
    score: float
    relevance: float
    vector: Vectors
    likelihood: float = 0.0
    context: Context | None = None

    @property
    def place(self) -> tuple[str, int, int]:
        """Source, start and end: the same sentence has it, whatever it was found for."""
        return self.passage.source, self.start, self.end


def gather(
    index: Index, question: str, hits: Sequence[ScoredPassage], asked: str | None = None
) -> list[Evidence]:
    """Return the sentences of the passages found, best first, none twice.

    Args:
        index: where the sentences' vectors are.
        question: the question, standing alone.
        hits: the passages the search found.
        asked: the newest question as it was asked; by default `question`.

    Returns:
        Every sentence long enough to say something.
    """
    found = candidates(index, question, hits)
    texts = [candidate for candidate, _ in found]
    ranked = scores(question, asked or question, detect(question), texts, index.embedder)
    odds = np.exp(ranked - ranked.max(initial=-math.inf))
    evidence = [
        replace(piece, score=float(score), likelihood=float(likelihood))
        for (_, piece), score, likelihood in zip(found, ranked, odds / odds.sum(), strict=True)
    ]
    evidence.sort(key=lambda e: (-e.score, e.passage.source, e.start))
    return [*(in_context(index, piece) for piece in evidence[:READ]), *evidence[READ:]]


def candidates(
    index: Index, question: str, hits: Sequence[ScoredPassage]
) -> list[tuple[Candidate, Evidence]]:
    """Return the sentences of the passages found, none twice, not scored yet; arguments as for `gather`."""
    query = index.embedder.embed_query(question)
    calibration, language = index.calibration, detect(question)
    vectors = index.sentence_vectors([hit.passage.id for hit in hits])
    return _distinct(
        entry
        for number, hit in enumerate(hits)
        if hit.passage.id in vectors  # else it went away between the search and now
        for entry in _of_passage(number, hit, vectors[hit.passage.id], query, language, calibration)
    )


def together(found: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Return the evidence of several questions as that of one, none twice: the best of each before the second of any.

    Args:
        found: for each question what `gather` returned.

    Returns:
        Best first. Scores count from the best of its question, which has 0; of a piece found for two the higher one.
    """
    if len(found) == 1:
        return list(found[0])
    best: dict[tuple[str, int, int], Evidence] = {}
    for pieces in found:
        for piece in pieces:
            known = best.get(piece.place)
            score, relevance = piece.score - pieces[0].score, piece.relevance
            if known is not None:
                score, relevance = max(score, known.score), max(relevance, known.relevance)
            likelihood = max(piece.likelihood, known.likelihood if known else 0.0)
            context = piece.context or (known.context if known else None)
            best[piece.place] = replace(
                piece, score=score, relevance=relevance, likelihood=likelihood, context=context
            )
    return sorted(best.values(), key=lambda e: (-e.score, e.passage.source, e.start))


def in_context(index: Index, piece: Evidence, *, is_wanted: bool = False) -> Evidence:
    """Return a piece with the sentence before it.

    Args:
        index: that it was found in.
        piece: one sentence.
        is_wanted: whether that sentence is wanted even where the piece does not lean on it.

    Returns:
        As it is where it stands by itself and that sentence is not wanted, where there is none, or where its document
        was changed or taken away meanwhile.
    """
    try:
        text = index.document(piece.passage.source).text
    except DocumentError:
        return piece
    if text[piece.start : piece.end] != piece.text:
        return piece
    return replace(piece, context=context(text, piece.start, piece.end, piece.language, is_wanted=is_wanted))


def _of_passage(
    number: int,
    hit: ScoredPassage,
    vectors: Vectors,
    query: Vectors,
    language: str,
    calibration: Calibration,
) -> Iterator[tuple[Candidate, Evidence]]:
    """Yield the sentences of a passage, not scored yet."""
    passage = hit.passage
    for place, span in enumerate(passage.sentences):
        text = passage.sentence_text(place)
        if len(text.split()) < MIN_WORDS or text.endswith(ANNOUNCING) or is_caption(text):
            continue
        own = other_language(text, passage.language) or passage.language
        centred = calibration.centre(vectors[place], own)
        nearness = float(centred @ calibration.centre(query, language))
        relevance = calibration.relevance(query, language, vectors[place : place + 1], own)
        yield (
            Candidate(text, own, nearness, hit.score, number, place == 0),
            Evidence(passage, span.start, span.end, text, own, 0.0, float(relevance[0]), centred),
        )


def _distinct(found: Iterable[tuple[Candidate, Evidence]]) -> list[tuple[Candidate, Evidence]]:
    first: dict[str, tuple[Candidate, Evidence]] = {}
    for candidate, evidence in found:
        first.setdefault(" ".join(evidence.text.split()), (candidate, evidence))
    return list(first.values())
