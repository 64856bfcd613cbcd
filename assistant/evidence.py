"""From passages to the source sentences that bear on the question, with their exact spans.

Invariant: `document.text[e.start:e.end] == e.text` for every piece of evidence; its vector comes from the index
and is never computed at question time. Proved by `tests/test_assistant_evidence.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.calibration import Calibration, Vectors
from index.index import Index
from index.languages import detect
from index.passages import Passage
from index.search import ScoredPassage

# Fewer words than this answer nothing by themselves: a by-line, a caption, a date.
MIN_WORDS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One source sentence.

    Attributes:
        passage: the passage it stands in.
        start: first character in the document's text.
        end: one past the last.
        text: exactly `document.text[start:end]`.
        score: how well it matches the question, calibrated per language; for ranking only.
        relevance: how far it is about what the question is about, -1..1, from `Calibration.relevance`.
        vector: the sentence's vector about its language's mean, `(d,)` float32 of unit norm.
    """

    passage: Passage
    start: int
    end: int
    text: str
    score: float
    relevance: float
    vector: Vectors


def gather(index: Index, question: str, hits: Sequence[ScoredPassage]) -> list[Evidence]:
    """Return the sentences of the passages found, best first, none twice.

    Args:
        index: where the sentences' vectors are.
        question: the question, standing alone.
        hits: the passages the search found.

    Returns:
        Every sentence long enough to say something.
    """
    query = index.embedder.embed_query(question)
    calibration, language = index.calibration, detect(question)
    vectors = index.sentence_vectors([hit.passage.id for hit in hits])
    found = [
        evidence
        for hit in hits
        for evidence in _of_passage(hit.passage, vectors.get(hit.passage.id), query, language, calibration)
    ]
    found.sort(key=lambda e: (-e.score, e.passage.source, e.start))
    return _distinct(found)


def _of_passage(
    passage: Passage, vectors: Vectors | None, query: Vectors, language: str, calibration: Calibration
) -> list[Evidence]:
    if vectors is None:  # the passage went away between the search and now
        return []
    centred = calibration.centre(vectors, passage.language)
    scores = vectors @ query - calibration.offset(query, passage.language)
    relevance = calibration.relevance(query, language, vectors, passage.language)
    return [
        Evidence(
            passage=passage,
            start=span.start,
            end=span.end,
            text=passage.sentence_text(number),
            score=float(scores[number]),
            relevance=float(relevance[number]),
            vector=np.asarray(centred[number], np.float32),
        )
        for number, span in enumerate(passage.sentences)
        if len(passage.sentence_text(number).split()) >= MIN_WORDS
    ]


def _distinct(found: Sequence[Evidence]) -> list[Evidence]:
    first: dict[str, Evidence] = {}
    for evidence in found:
        first.setdefault(" ".join(evidence.text.split()), evidence)
    return list(first.values())
