"""Does the evidence support this sentence? Meaning, numbers, dates, names and negations are checked.

Meaning: the cosine between the sentence and a quote, each about the mean of its language, so that a sentence and its
translation are near (median .64-.73 over pairs of en, pl, hu, ro) and two sentences on one topic are not (.33;
measured on 250 sentences of FLORES-200 a language). Numbers and dates: each one in the sentence must stand in a
quote, however it is written, or be the date or in the title of its document. Names: a sentence whose quotes lack a
name, and the sentences before them that their pronouns lean on too, is at most partly supported, and not at all when
half of them do not even stand around the quotes. Negations: a sentence that negates
what its quotes do not, or the other way round, is at most partly supported. Words: so is one over quotes in another
language with words that nothing in these is like (`assistant/answering/counterparts.py`). Proved by
`tests/test_assistant_answering_support.py` and, with the real embedder,
`tests/test_assistant_answering_support_real.py`; measured by `python -m tests.evaluation.support`.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Doubt, Verdict
from assistant.answering import counterparts
from assistant.answering.claims import Claims, Facts, claims, contradiction, facts, lacking, unnamed
from assistant.facts.names import named
from assistant.finding.evidence import Evidence
from index.calibration import Calibration, Vectors
from index.embedding import Embedder
from index.lexical import tokens

# What `support` must reach for a verdict.
SUPPORTED = 0.5
PARTIAL = 0.35
# A quote is worth citing from this score on, when it is nearly as near as the best, or holds a number or a date that
# the best lacks. Not for a name: a sentence beside the quote holds any wrong one.
LEAST = 0.35
NEARLY = 0.05
# What a quote that holds all names and numbers of the sentence is worth more than one that holds none.
SHARED = 0.15
MAX_QUOTES = 3
# Weights of a logistic regression: bias, then those of `Signals` in their order. Fitted on the training halves of
# AttributionBench, WiCE and HuRTE (one language), and of FLORES translations, their neighbours and translations
# with another name (two languages); see `tests/evaluation/LOG.md`.
SAME = (-1.57, 2.56, 0.93, -1.18, -0.28, -1.13)
ACROSS = (-4.12, 8.67, 0.0, -3.42, -2.02, -0.94)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What backs one sentence.

    Attributes:
        verdict: supported, partial or unsupported.
        quotes: the evidence that backs it, best first, with each one's score 0..1; empty when unsupported.
        doubts: why it is not supported; empty when it is.
        support: how sure it is that the quotes together support the sentence, 0..1; supported from `SUPPORTED`,
            partly from `PARTIAL`.
        signals: what `support` was computed from; None without evidence.
        matched: how near quotes in another language come to the words that they match worst, -1..1; 1 where these are
            not compared.
    """

    verdict: Verdict
    quotes: tuple[tuple[Evidence, float], ...]
    doubts: tuple[Doubt, ...] = ()
    support: float = 0.0
    signals: "Signals | None" = None
    matched: float = 1.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What is measured of a sentence and the quotes chosen for it.

    Attributes:
        meaning: the nearest quote's cosine, both about the mean of their language, -1..1.
        words: share of the sentence's words that the quotes in its language hold, 0..1.
        lacking: share of the sentence's names that the quotes lack, 0..1; a name that stands around them counts half.
        is_wrong: whether they lack a number or a date of it.
        is_negated: whether only one side negates.
    """

    meaning: float
    words: float
    lacking: float
    is_wrong: bool
    is_negated: bool


def judge(
    sentence: str,
    language: str,
    evidence: Sequence[Evidence],
    vector: Vectors,
    calibration: Calibration,
    embedder: Embedder | None = None,
) -> Judgement:
    """Return how well `evidence` supports `sentence`, and which pieces of it do.

    Args:
        sentence: one sentence of an answer.
        language: its language.
        evidence: the source sentences it may rest on.
        vector: the sentence's, `(d,)`, from the index's embedder.
        calibration: the index's calibration.
        embedder: the index's; without one, words are not compared one by one.

    Returns:
        The verdict, the quotes and the doubts.
    """
    if not evidence:
        return Judgement("unsupported", (), (Doubt("meaning"),))
    held = [facts(e.text, e.language) for e in evidence]
    claimed = claims(sentence, language, frozenset().union(*(text.named.inside for text in held)))
    meaning = np.stack([e.vector for e in evidence]) @ calibration.centre(vector, language)
    scores = np.clip(meaning + SHARED * _shared(claimed, held), 0.0, 1.0)
    chosen = _choose(claimed, held, scores)
    doubts = _doubts(claimed, evidence, held, chosen)
    nowhere = unnamed(claimed, [held[i] for i in chosen], [evidence[i].passage for i in chosen])
    own = [evidence[i].text for i in chosen if evidence[i].language == language]
    signals = _signals(sentence, own, claimed, float(meaning[chosen].max()), doubts, len(nowhere))
    support = _support(signals, SAME if own else ACROSS)
    words = (
        None if own or not embedder else _words(sentence, language, [evidence[i] for i in chosen], embedder)
    )
    if words and (added := counterparts.doubt(words)):
        doubts = (*doubts, added)
    verdict, doubts = _verdict(support, doubts, 2 * len(nowhere) >= len(claimed.names) > 0)
    if verdict == "unsupported":
        chosen = []
    quotes = tuple((evidence[i], float(scores[i])) for i in chosen)
    return Judgement(verdict, quotes, doubts, support, signals, counterparts.matched(words or ()))


def _shared(claimed: Claims, held: Sequence[Facts]) -> NDArray[np.float64]:
    """Return for each quote the share of the sentence's names, dates and numbers that it holds, `(n,)`."""
    lacks = [sum(len(doubt.words) for doubt in lacking(claimed, [text])) for text in held]
    return 1.0 - np.array(lacks, np.float64) / claimed.count if claimed.count else np.zeros(len(held))


def _choose(claimed: Claims, held: Sequence[Facts], scores: NDArray[np.float64]) -> list[int]:
    """Return the best quotes: those nearly as good as the best, then those that hold what these lack."""
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    least = max(scores[order[0]] - NEARLY, LEAST)
    chosen = [order[0], *(i for i in order[1:MAX_QUOTES] if scores[i] >= least)]
    for i in order:
        if len(chosen) >= MAX_QUOTES or scores[i] < LEAST:
            break
        if i not in chosen and _adds(claimed, held, chosen, i):
            chosen.append(i)
    return chosen


def _adds(claimed: Claims, held: Sequence[Facts], chosen: Sequence[int], other: int) -> bool:
    """Return whether one more quote holds a number or a date that these lack."""

    def lacks(quotes: Sequence[int]) -> int:
        doubts = lacking(claimed, [held[i] for i in quotes])
        return sum(len(doubt.words) for doubt in doubts if doubt.kind != "names")

    return lacks([*chosen, other]) < lacks(chosen)


def _doubts(
    claimed: Claims, evidence: Sequence[Evidence], held: Sequence[Facts], chosen: Sequence[int]
) -> tuple[Doubt, ...]:
    quotes = [held[i] for i in chosen]
    leaning = [(e.context.text, e.language) for e in (evidence[i] for i in chosen) if e.context]
    before = [named(text, spoken) for text, spoken in leaning]
    doubts = lacking(claimed, quotes, [evidence[i].passage for i in chosen], before)
    negated = contradiction(claimed, quotes)
    return (*doubts, negated) if negated else doubts


def _words(
    sentence: str, language: str, quotes: Sequence[Evidence], embedder: Embedder
) -> list[tuple[str, float]] | None:
    """Return how near the quotes, and what they lean on, come to each word; see `counterparts`."""
    texts = [text for e in quotes for text in (e.text, e.context.text if e.context else "") if text]
    return counterparts.counterparts(sentence, language, texts, embedder)


def _signals(
    sentence: str,
    own: Sequence[str],
    claimed: Claims,
    meaning: float,
    doubts: Sequence[Doubt],
    nowhere: int,
) -> Signals:
    words = set(tokens(sentence))
    held = {word for text in own for word in tokens(text)}
    kinds = {doubt.kind: len(doubt.words) for doubt in doubts}
    return Signals(
        meaning=meaning,
        words=len(words & held) / max(len(words), 1),
        lacking=(kinds.get("names", 0) + nowhere) / max(2 * len(claimed.names), 1),
        is_wrong="numbers" in kinds or "dates" in kinds,
        is_negated="negation" in kinds,
    )


def _support(signals: Signals, weights: Sequence[float]) -> float:
    bias, *each = weights
    return float(1 / (1 + np.exp(-bias - np.dot(each, [float(value) for value in astuple(signals)]))))


def _verdict(
    support: float, doubts: tuple[Doubt, ...], is_about_others: bool
) -> tuple[Verdict, tuple[Doubt, ...]]:
    """Return the verdict, and the doubts with `meaning` among them where that is what is wanting."""
    if support < SUPPORTED:
        doubts = (*doubts, Doubt("meaning"))
    kinds = {doubt.kind for doubt in doubts}
    if kinds & {"numbers", "dates"} or support < PARTIAL or is_about_others:
        return "unsupported", doubts
    return ("partial" if kinds else "supported"), doubts
