"""Does the evidence support this sentence? Meaning, numbers, dates, names and negations are checked.

Meaning: the cosine between the sentence and a quote, each about the mean of its language, so that a sentence and
its translation are near (median .64-.73 over pairs of en, pl, hu, ro) and two sentences on one topic are not
(.33; measured on 250 sentences of FLORES-200 a language). Numbers and dates: each one in the sentence must stand in
a quote, however it is written, or be the date or in the title of its document. Names: a sentence whose quotes lack
a name is at most partly supported, and not at all when they lack half of them. Negations: a sentence that negates
what its quotes do not, or the other way round, is at most partly supported. Proved by
`tests/test_assistant_support.py` and, with the real embedder, `tests/test_assistant_support_real.py`; measured by
`python -m tests.evaluation.support`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Doubt, Verdict
from assistant.evidence import Evidence
from assistant.facts import Claims, Facts, claims, contradiction, facts, lacking
from index.calibration import Calibration
from index.embedding import Embedder
from index.lexical import tokens

SUPPORTED = 0.5
PARTIAL = 0.35
# A further quote is worth citing when it is nearly as near as the best one.
NEARLY = 0.05
# What a quote that holds all names and numbers of the sentence is worth more than one that holds none.
SHARED = 0.15
MAX_QUOTES = 3

SAME = (-4.0, 6.0, 0.0, 2.0, -2.0)
ACROSS = (-4.0, 8.0, 0.0, 0.0, -2.0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What backs one sentence.

    Attributes:
        verdict: supported, partial or unsupported.
        quotes: the evidence that backs it, best first, with each one's score 0..1; empty when unsupported.
        doubts: why it is not supported; empty when it is.
        support: how sure it is that the quotes together support the sentence, 0..1; supported from `SUPPORTED`,
            partly from `PARTIAL`.
    """

    verdict: Verdict
    quotes: tuple[tuple[Evidence, float], ...]
    doubts: tuple[Doubt, ...] = ()
    support: float = 0.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What is measured of a sentence and the quotes chosen for it; the weights of `support` are for these.

    Attributes:
        meaning: the nearest quote's cosine, both about the mean of their language, -1..1.
        together: how much nearer two neighbouring quotes come together than the nearest alone, 0..1.
        words: share of the sentence's words that the quotes hold, 0..1; 0 when they are in other languages.
        lacking: share of the sentence's names that the quotes lack, 0..1.
        is_same: whether a quote is in the sentence's language.
    """

    meaning: float
    together: float
    words: float
    lacking: float
    is_same: bool


def judge(
    sentence: str,
    language: str,
    evidence: Sequence[Evidence],
    embedder: Embedder,
    calibration: Calibration,
) -> Judgement:
    """Return how well `evidence` supports `sentence`, and which pieces of it do.

    Args:
        sentence: one sentence of an answer.
        language: its language.
        evidence: the source sentences it may rest on.
        embedder: the index's embedder.
        calibration: the index's calibration.

    Returns:
        The verdict, the quotes and the doubts.
    """
    if not evidence:
        return Judgement("unsupported", (), (Doubt("meaning"),))
    vector = calibration.centre(embedder.embed_passages([sentence])[0], language)
    held = [facts(e.text, e.passage.language) for e in evidence]
    claimed = claims(sentence, language, frozenset().union(*(text.named.capitals for text in held)))
    meaning = np.stack([e.vector for e in evidence]) @ vector
    scores = np.clip(meaning + SHARED * _shared(claimed, held), 0.0, 1.0)
    chosen = _choose(claimed, evidence, held, scores)
    doubts = _doubts(claimed, evidence, held, chosen)
    signals = _signals(sentence, language, claimed, evidence, chosen, meaning, doubts, vector)
    support = _support(signals)
    verdict, doubts = _verdict(support, claimed, doubts)
    if verdict == "unsupported":
        return Judgement(verdict, (), doubts, support)
    return Judgement(verdict, tuple((evidence[i], float(scores[i])) for i in chosen), doubts, support)


def _shared(claimed: Claims, held: Sequence[Facts]) -> NDArray[np.float64]:
    """Return for each quote the share of the sentence's names, dates and numbers that it holds, `(n,)`."""
    lacks = [sum(len(doubt.words) for doubt in lacking(claimed, [text])) for text in held]
    return 1.0 - np.array(lacks, np.float64) / claimed.count if claimed.count else np.zeros(len(held))


def _choose(
    claimed: Claims, evidence: Sequence[Evidence], held: Sequence[Facts], scores: NDArray[np.float64]
) -> list[int]:
    """Return the best quotes: those nearly as good as the best, then those that hold what these lack."""
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    least = max(scores[order[0]] - NEARLY, PARTIAL)
    chosen = [order[0], *(i for i in order[1:MAX_QUOTES] if scores[i] >= least)]
    for i in order:
        if len(chosen) >= MAX_QUOTES or scores[i] < PARTIAL:
            break
        if i not in chosen and _lacks(claimed, held, [*chosen, i]) < _lacks(claimed, held, chosen):
            chosen.append(i)
    return chosen


def _lacks(claimed: Claims, held: Sequence[Facts], chosen: Sequence[int]) -> int:
    return sum(len(doubt.words) for doubt in lacking(claimed, [held[i] for i in chosen]))


def _doubts(
    claimed: Claims, evidence: Sequence[Evidence], held: Sequence[Facts], chosen: Sequence[int]
) -> tuple[Doubt, ...]:
    quotes = [held[i] for i in chosen]
    doubts = lacking(claimed, quotes, [evidence[i].passage for i in chosen])
    negated = contradiction(claimed, quotes)
    return (*doubts, negated) if negated else doubts


def _signals(
    sentence: str,
    language: str,
    claimed: Claims,
    evidence: Sequence[Evidence],
    chosen: Sequence[int],
    meaning: NDArray[np.float32],
    doubts: Sequence[Doubt],
    vector: NDArray[np.float32],
) -> Signals:
    quotes = [evidence[i] for i in chosen]
    best = float(meaning[list(chosen)].max())
    own = [quote for quote in quotes if quote.passage.language == language]
    words = set(tokens(sentence))
    held = {word for quote in own for word in tokens(quote.text)}
    lacking_names = sum(len(doubt.words) for doubt in doubts if doubt.kind == "names")
    return Signals(
        meaning=best,
        together=max(0.0, _together(quotes, vector) - best),
        words=len(words & held) / max(len(words), 1),
        lacking=lacking_names / max(len(claimed.names), 1),
        is_same=bool(own),
    )


def _together(quotes: Sequence[Evidence], vector: NDArray[np.float32]) -> float:
    """Return how near all quotes together come, -1..1."""
    total = np.sum([quote.vector for quote in quotes], axis=0)
    return float(total @ vector / max(float(np.linalg.norm(total)), 1e-12))


def _support(signals: Signals) -> float:
    bias, *weights = SAME if signals.is_same else ACROSS
    values = (signals.meaning, signals.together, signals.words, signals.lacking)
    return float(1 / (1 + np.exp(-bias - np.dot(weights, values))))


def _verdict(support: float, claimed: Claims, doubts: tuple[Doubt, ...]) -> tuple[Verdict, tuple[Doubt, ...]]:
    """Return the verdict, and the doubts with `meaning` among them where that is what is wanting."""
    if support < SUPPORTED:
        doubts = (*doubts, Doubt("meaning"))
    kinds = {doubt.kind for doubt in doubts}
    lacking_names = sum(len(doubt.words) for doubt in doubts if doubt.kind == "names")
    if kinds & {"numbers", "dates"} or support < PARTIAL or 2 * lacking_names > len(claimed.names):
        return "unsupported", doubts
    return ("partial" if kinds else "supported"), doubts
