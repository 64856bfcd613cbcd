"""Does the evidence support this sentence? Meaning, numbers and names are checked; a score and a verdict.

Meaning: the cosine between the sentence and a quote, each about the mean of its language, so that a sentence and
its translation are near (median .64-.73 over pairs of en, pl, hu, ro) and two sentences on one topic are not
(.33; measured on 250 sentences of FLORES-200 a language). Numbers: each one in the sentence must stand in a quote,
however it is written (`1,6` = `1.6`, `20.000` = `20,000`). Names: a sentence whose names its quotes and their
passages lack is at most partly supported, and not at all when they lack half of them. Proved by
`tests/test_assistant_support.py` and, with the real embedder, `tests/test_assistant_support_real.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Verdict
from assistant.evidence import Evidence
from assistant.names import missing as missing_names
from assistant.names import names
from index.calibration import Calibration
from index.embedding import Embedder

SUPPORTED = 0.5
PARTIAL = 0.35
# A further quote is worth citing when it is nearly as near as the best one.
NEARLY = 0.05
# What a quote that holds all names and numbers of the sentence is worth more than one that holds none.
SHARED = 0.15
MAX_QUOTES = 3

_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What backs one sentence.

    Attributes:
        verdict: supported, partial or unsupported.
        quotes: the evidence that backs it, best first, with each one's score 0..1; empty when unsupported.
    """

    verdict: Verdict
    quotes: tuple[tuple[Evidence, float], ...]


def numbers(text: str) -> set[str]:
    """Return the numbers in `text`, each written one way: `20.000` and `20,000` as `20000`, `1,6` as `1.6`."""
    return {_plain(match) for match in _NUMBER.findall(text)}


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
        The verdict and the quotes.
    """
    if not evidence:
        return Judgement("unsupported", ())
    vector = calibration.centre(embedder.embed_passages([sentence])[0], language)
    meaning = np.stack([e.vector for e in evidence]) @ vector
    scores = np.clip(meaning + SHARED * _shared(sentence, evidence), 0.0, 1.0)
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    best = float(scores[order[0]])
    chosen = [i for i in order[:MAX_QUOTES] if scores[i] >= max(best - NEARLY, PARTIAL)]
    missing = numbers(sentence) - _numbers_in(evidence, chosen)
    for i in order:
        if missing & numbers(evidence[i].text) and scores[i] >= PARTIAL and len(chosen) < MAX_QUOTES:
            chosen.append(i)
            missing -= numbers(evidence[i].text)
    verdict: Verdict = "supported" if best >= SUPPORTED else "partial"
    if (
        missing
        or best < PARTIAL
        or (verdict := _with_names(verdict, sentence, evidence, chosen)) == "unsupported"
    ):
        return Judgement("unsupported", ())
    return Judgement(verdict, tuple((evidence[i], float(scores[i])) for i in chosen))


def _with_names(
    verdict: Verdict, sentence: str, evidence: Sequence[Evidence], chosen: Sequence[int]
) -> Verdict:
    """Lower the verdict when names of the sentence stand neither in its quotes nor around them."""
    wanted = names(sentence)
    around = " ".join(f"{evidence[i].passage.title} {evidence[i].passage.text}" for i in chosen)
    lacking = missing_names(wanted, around)
    if not lacking:
        return verdict
    return "unsupported" if 2 * len(lacking) >= len(wanted) else "partial"


def _shared(sentence: str, evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Return for each piece of evidence the share of the sentence's names and numbers that it holds, `(n,)`."""
    wanted_names, wanted_numbers = names(sentence), numbers(sentence)
    count = len(wanted_names) + len(wanted_numbers)
    held = [
        count - len(missing_names(wanted_names, e.text)) - len(wanted_numbers - numbers(e.text))
        for e in evidence
    ]
    return np.array(held, np.float64) / max(count, 1)


def _numbers_in(evidence: Sequence[Evidence], chosen: Sequence[int]) -> set[str]:
    return set().union(*(numbers(evidence[i].text) for i in chosen))


def _plain(number: str) -> str:
    plain = _GROUPED.sub("", number).replace(",", ".")
    whole, _, fraction = plain.partition(".")
    return f"{whole.lstrip('0') or '0'}.{fraction.rstrip('0')}".rstrip(".")
