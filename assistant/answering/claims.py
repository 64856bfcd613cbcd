"""What can be compared of two texts in any two languages: numbers, dates, names and negations.

A sentence is read strictly: what it claims must be found. A quote is read generously: what it may say, it says.
Proved by `tests/test_assistant_answering_claims.py`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer import Doubt, DoubtKind
from assistant.facts import dates, names, quantities
from assistant.facts.dates import Date
from assistant.facts.names import Named
from assistant.facts.negation import Negations, negations
from assistant.facts.quantities import Quantity
from index.passages import Passage

YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Claims:
    """What a sentence says that its quotes must say too.

    Attributes:
        language: the sentence's.
        dates: dates, as far as told.
        quantities: numbers that belong to no date.
        names: names.
        negations: its negating words.
    """

    language: str
    dates: tuple[Date, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[str, ...]
    negations: Negations

    @property
    def count(self) -> int:
        """How many numbers, dates and names there are."""
        return len(self.dates) + len(self.quantities) + len(self.names)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a quote says.

    Attributes:
        dates: its dates.
        quantities: its numbers, those of dates among them.
        named: its names.
        negations: its negating words.
    """

    dates: tuple[Date, ...]
    quantities: tuple[Quantity, ...]
    named: Named
    negations: Negations


def claims(sentence: str, language: str, known: Collection[str] = ()) -> Claims:
    """Return what a sentence claims.

    Args:
        sentence: one sentence of an answer.
        language: its language.
        known: words that are names even where a sentence begins with them.

    Returns:
        Only what is surely a number, a date or a name.
    """
    found = dates.dates(sentence, language)
    spans = [span for date in found for span in date.spans]
    words = {sentence[start:end] for start, end in spans}
    return Claims(
        language,
        tuple(date for date in found if date.is_sure),
        tuple(quantities.quantities(sentence, language, spans, is_strict=True)),
        tuple(name for name in names.names(sentence, language, known) if name not in words),
        negations(sentence, language),
    )


@lru_cache(1024)
def facts(text: str, language: str) -> Facts:
    """Return what a text says, read generously."""
    found = dates.dates(text, language)
    spans = [span for date in found for span in date.spans]
    numbers = [str(number) for date in found for number in sorted(date.numbers)]
    return Facts(
        tuple(found),
        (
            *quantities.quantities(text, language, spans),
            *(Quantity(number, frozenset({number})) for number in numbers),
        ),
        names.named(text, language),
        negations(text, language),
    )


def lacking(
    claimed: Claims,
    held: Sequence[Facts],
    passages: Iterable[Passage] = (),
    before: Iterable[Named] = (),
) -> tuple[Doubt, ...]:
    """Return what a sentence claims and the texts do not say.

    Args:
        claimed: the sentence's.
        held: those of its quotes.
        passages: where the quotes stand: their documents' dates and titles count as said.
        before: what the sentences name that the quotes lean on: whom their pronouns stand for.

    Returns:
        One doubt a kind, with the sentence's words.
    """
    passages = list(passages)
    stated = [date for passage in passages for date in dates.stated(passage.date)]
    titles = [facts(passage.title, passage.language) for passage in passages]
    said = [*held, *titles]
    numbers = [q for text in said for q in text.quantities]
    years = [Quantity(str(date.year), frozenset({str(date.year)})) for date in stated]
    found: dict[DoubtKind, list[str]] = {
        "numbers": [q.text for q in quantities.missing(claimed.quantities, [*numbers, *years])],
        "dates": [
            date.text
            for date in dates.missing(
                claimed.dates, [d for text in said for d in text.dates], _integers(numbers), stated
            )
        ],
        "names": names.missing(claimed.names, claimed.language, [*(text.named for text in said), *before]),
    }
    return tuple(Doubt(kind, tuple(words)) for kind, words in found.items() if words)


def unnamed(claimed: Claims, held: Sequence[Facts], passages: Iterable[Passage]) -> list[str]:
    """Return the names that stand neither in the quotes nor around them: a quote may say `he`."""
    around = [names.named(f"{passage.title} {passage.text}", passage.language) for passage in passages]
    return names.missing(claimed.names, claimed.language, [*(text.named for text in held), *around])


def contradiction(claimed: Claims, held: Sequence[Facts]) -> Doubt | None:
    """Return a doubt when the sentence surely negates and no quote may do so, or the other way round."""
    quotes = [text.negations for text in held]
    if not quotes or not all(negations.is_known for negations in (claimed.negations, *quotes)):
        return None
    if claimed.negations.sure and not any(quote.possible for quote in quotes):
        return Doubt("negation", claimed.negations.sure)
    if not claimed.negations.possible and all(quote.sure for quote in quotes):
        return Doubt("negation", quotes[0].sure)
    return None


def _integers(numbers: Iterable[Quantity]) -> set[int]:
    return {int(v) for number in numbers for v in number.values if v.isdecimal() and len(v) <= YEAR_DIGITS}
