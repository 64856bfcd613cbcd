"""Which of the sentences found answers the question: a ranking by a few general signals.

    score(s) = sum of weight * signal

    signals: nearness, passage, words, a kind for each that is asked for, first, across

Nearness is the cosine of question and sentence, each about the mean of its language, and passage what the search gave
the passage, both in standard deviations about their mean among the candidates, so that each embedding model may have
a scale of its own. Words are those in common, the rarer among the candidates the heavier. A sentence holds a kind
that is asked for (`assistant.finding.asked`) when it has a number, a date, a place or a name that the question does
not have; a country that many of the sentences name is no place to be told, a town beside it is. Across is a sentence
in another language than the question's: it has fewer of its words and is less near, whatever it says. Where the
embedding model gives token vectors, the best are then read word by word (`assistant.finding.reading`).

The weights are those of a conditional logit (McFadden, 1974), fitted on which sentence of the first eight passages
answers: 2,522 questions on three quarters of the paragraphs of XQuAD (English and Romanian, each asked of both) and
PoQuAD (Polish). `tests/evaluation/fit_ranking.py` fits them again; `tests/evaluation/LOG.md` has the figures on the
last quarter and on other questions. Differences of scores are logarithms of odds. Proved by
`tests/test_assistant_finding_ranking.py`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.facts import dates, names, places, quantities, readings
from assistant.facts.dates import Date
from assistant.facts.names import Named
from assistant.facts.quantities import Quantity
from assistant.finding.asked import Kind, asked_for, asks_country
from assistant.finding.reading import learned, read
from index.embedding import Embedder
from index.languages import UNKNOWN
from index.lexical import tokens

KINDS: tuple[Kind, ...] = ("number", "date", "place", "person")
# Of nearness, passage, words, the four kinds, the sentence that begins its passage, and another language. The last is
# not fitted, which would give 1.78 and take from questions in the text's own language what others gain: at .5 these
# lose nothing.
WEIGHTS = np.array([1.04, 1.45, 3.73, 2.39, 1.25, 1.13, 2.36, -0.31, 0.5])
# So many are read word by word: the answer is among them nearly always, and each costs some 20 ms.
READ = 10
# A country that this share of the sentences found name, and so many, is implied in all of them.
IMPLIED, LEAST_IMPLIED = 0.2, 3
_COUNTRY = 2  # letters of its code
# Of few candidates, or much alike, the spread says little.
_LEAST_NEARNESS = 0.02
_LEAST_PASSAGE = 0.0025

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    Attributes:
        text: the sentence.
        language: its own, which need not be its document's.
        nearness: cosine of question and sentence, each about the mean of its language, -1..1.
        passage: the score of its passage.
        number: of its passage, 0 the best.
        is_first: whether it begins its passage.
    """

    text: str
    language: str
    nearness: float
    passage: float
    number: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class _Held:
    """What a text has that may be asked for."""

    numbers: tuple[Quantity, ...]
    years: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    names: tuple[str, ...]
    codes: frozenset[str]
    named: Named


def scores(
    question: str, asked: str, language: str, candidates: Sequence[Candidate], embedder: Embedder
) -> Scores:
    """Return how likely each candidate is to answer.

    Args:
        question: the question, standing alone.
        asked: the newest question as it was asked: what kind of thing it asks for.
        language: the question's language.
        candidates: the sentences.
        embedder: the index's; it may give token vectors.

    Returns:
        `(n,)`; differences are logarithms of odds.
    """
    found = signals(question, asked, language, candidates)
    ranked = np.asarray(found @ WEIGHTS)
    best = np.argsort(-ranked, kind="stable")[:READ]
    words = read(embedder, question, [candidates[number].text for number in best])
    if words is None:
        return ranked
    again = words + found[best] @ learned().weights
    ranked += again.min() - ranked[best].min()  # the others stay behind those that were read
    ranked[best] = again
    return ranked


def signals(question: str, asked: str, language: str, candidates: Sequence[Candidate]) -> Scores:
    """Return the signals of each candidate, `(n, 9)`, in the order of `WEIGHTS`; arguments as for `scores`."""
    if not candidates:
        return np.zeros((0, len(WEIGHTS)))
    of_passages = {c.number: c.passage for c in candidates}
    return np.column_stack(
        [
            _standard([c.nearness for c in candidates], _LEAST_NEARNESS),
            _standard([c.passage for c in candidates], _LEAST_PASSAGE, list(of_passages.values())),
            _words(question, candidates),
            _wanted(question, asked_for(asked, language), language, candidates),
            [float(c.is_first) for c in candidates],
            [float(c.language != language and UNKNOWN not in (c.language, language)) for c in candidates],
        ]
    )


def tells(question: str, asked: str, language: str, texts: Iterable[tuple[str, str]]) -> bool:
    """Tell whether sentences of an answer hold something of a kind that is asked for; yes where none is.

    Args:
        question: the question, standing alone: what it says itself answers nothing.
        asked: the newest question as it was asked: what kind of thing it asks for.
        language: of the questions.
        texts: the sentences, each with its language.

    Returns:
        Whether one of them has a number, a date, a place or a name, as it is asked for.
    """
    kinds, known = asked_for(asked, language).intersection(KINDS), _held(question, language)
    return not kinds or any(_holds(kind, _held(text, own), known) for text, own in texts for kind in kinds)


def _standard(values: Sequence[float], least: float, among: Sequence[float] = ()) -> Scores:
    """Return how many standard deviations each value is above the mean of `among`, by default of all values."""
    compared = among or values
    return np.asarray((np.array(values) - np.mean(compared)) / (np.std(compared) + least))


def _words(question: str, candidates: Sequence[Candidate]) -> Scores:
    """Return the share of the question's words that each candidate has, weighted by how rare they are among all."""
    wanted = set(tokens(question))
    held = [set(tokens(c.text)) for c in candidates]
    count = Counter(word for words in held for word in words)
    weight = {word: math.log(1 + len(held) / max(count[word], 1)) for word in wanted}
    most = sum(weight.values())
    return np.array([sum(weight[w] for w in wanted & words) / most if most else 0.0 for words in held])


def _wanted(question: str, asked: frozenset[Kind], language: str, candidates: Sequence[Candidate]) -> Scores:
    """Return which of the kinds asked for each candidate holds, `(n, 4)`."""
    known = _held(question, language)
    held = [_held(c.text, c.language) for c in candidates]
    implied = frozenset() if asks_country(question, language) else _implied(held)
    rows = []
    for candidate, each in zip(candidates, held, strict=True):
        holds = {kind for kind in asked if kind in KINDS and _holds(kind, each, known)}
        new = each.codes - known.codes
        if new and new <= implied and not _is_located(candidate, known.named):
            holds.discard("place")
        rows.append([float(kind in holds) for kind in KINDS])
    return np.array(rows)


def _is_located(candidate: Candidate, known: Named) -> bool:
    """Tell whether a sentence says a place that is no country, as `in Wonsan`, and that the question does not name."""
    found = readings.where(candidate.text, candidate.language)
    towns = [place.words for place in found if not readings.is_country(place)]
    return bool(names.missing(towns, candidate.language, [known]))


def _implied(held: Sequence[_Held]) -> frozenset[str]:
    """Return the countries that so many sentences name that to say one of them tells no place.

    Where all is about North Korea, `in North Korea` answers `where` with less than `in Wonsan` does.
    """
    count = Counter(code for each in held for code in each.codes if len(code) == _COUNTRY and code.isupper())
    return frozenset(
        code for code, number in count.items() if number >= max(LEAST_IMPLIED, IMPLIED * len(held))
    )


def _holds(kind: Kind, held: _Held, known: _Held) -> bool:
    """Return whether a sentence has something of a kind that the question does not have."""
    values = {value for quantity in (*known.numbers, *known.years) for value in quantity.values}
    match kind:
        case "number":
            return any(not quantity.values & values for quantity in held.numbers)
        case "date":
            days = [date.numbers for date in known.dates]
            return any(not any(date.numbers & other for other in days) for date in held.dates) or any(
                not year.values & values for year in held.years
            )
        case "place" if held.codes - known.codes:
            return True
        case _:
            return bool(names.missing(held.names, held.named.language, [known.named]))


@lru_cache(4096)
def _held(text: str, language: str) -> _Held:
    found = dates.dates(text, language)
    numbers = quantities.quantities(text, language, [span for date in found for span in date.spans])
    years = tuple(quantity for quantity in numbers if _is_year(quantity))
    return _Held(
        numbers=tuple(quantity for quantity in numbers if quantity not in years),
        years=years,
        dates=tuple(found),
        names=tuple(names.names(text, language)),
        codes=frozenset(code for place in places.places(text, language) for code in place.codes),
        named=names.named(text, language),
    )


def _is_year(quantity: Quantity) -> bool:
    """Return whether a number may be a year: `2,000`, `2000 zł` and `two thousand` are none."""
    may_be = any(len(value) == 4 and value[:2] in ("18", "19", "20") for value in quantity.values)
    return may_be and quantity.text.isdecimal() and not quantity.units
