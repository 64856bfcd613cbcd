"""Who says it and when, in the answer's words: `(KCNA, July 2025)` behind a sentence, and of when the documents are.

Dates are written as the asker's language writes them (Unicode CLDR, through babel), as precise as they are known.
Proved by `tests/test_assistant_wording_credits.py`.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Citation
from assistant.errors import DocumentError
from assistant.facts.dates import Date, stated
from assistant.facts.inflection import locale
from assistant.saying.attribution import Attribution, attribution
from assistant.wording.naming import is_named
from assistant.wording.tables import tables
from index.documents import Document
from index.passages import Passage

# A longer one is data, but no credit to be read behind a sentence.
LONGEST = 80
LONGEST_AGAIN = 32
# So many speakers behind one sentence, and so many dates in a list; of more dates only the first and the last.
SPEAKERS = 2
DATES = 3

_END = re.compile(r"[.!?…]+$")
_TWICE = re.compile(r"\.\.$")  # a Hungarian date ends with a full stop of its own
_NUMBER = re.compile(r"\s*\[\d+\]")  # in a title it would look like a citation


@dataclass(frozen=True, slots=True)
class Credits:
    """The frames of one language; forms by the CLDR's plural categories.

    Attributes:
        via: before who reports what somebody else says.
        month: the CLDR pattern of a month within `dated`.
        year: a year within `dated`.
        each: before each date within `dated`.
        documents: how documents of some dates are named.
        undated: how documents without a date are named.
        dated: the whole, when all have a date.
        both: the whole, when some have none.
    """

    via: str
    month: str
    year: str
    each: str
    documents: dict[str, str]
    undated: dict[str, str]
    dated: str
    both: str


CREDITS = {language: Credits(**words["credits"]) for language, words in tables().items()}


class Documents(Protocol):
    """What holds the texts."""

    def document(self, source: str) -> Document:
        """Return one document; DocumentError when there is none."""


def speaker(
    documents: Documents, passage: Passage, start: int, end: int, language: str
) -> Attribution | None:
    """Return who says a sentence of a passage; None also when its document was changed or taken away meanwhile."""
    try:
        text = documents.document(passage.source).text
    except DocumentError:
        return None
    if text[passage.start : passage.end] != passage.text:
        return None

    return attribution(text, start, end, language)


def credited(text: str, citations: Sequence[Citation], language: str, *, is_quoted: bool) -> str:
    """Return a sentence with who says it and when.

    Args:
        text: the sentence.
        citations: what it cites.
        language: the asker's.
        is_quoted: whether it is a quote, behind whose closing mark the credit stands; else it stands before the
            full stop, and leaves out a speaker whom the sentence names.

    Returns:
        The sentence as it is where nothing is known.
    """
    parts = list(
        dict.fromkeys(filter(None, (_credit(text, c, language, is_quoted=is_quoted) for c in citations)))
    )
    if not parts or len(parts) > SPEAKERS:
        return text
    credit = f"({'; '.join(parts)})"
    stop = None if is_quoted else _END.search(text)
    return f"{text[: stop.start()]} {credit}{stop[0]}" if stop else f"{text} {credit}"


def based_on(citations: Iterable[Citation], language: str) -> str:
    """Return of when the documents cited are; empty where that is said already, or not known of any."""
    dates = {citation.source: citation.date for citation in citations}
    known = sorted({date for date in dates.values() if date and stated(date)})
    undated = sum(not (date and stated(date)) for date in dates.values())
    if not known or len(known) + undated == 1:
        return ""
    language = language if language in CREDITS else "en"
    words = CREDITS[language]
    shown = [words.each.format(date=_within(date, language)) for date in known]
    listed = _range(known, language, words) if len(known) > DATES else _list(shown, language)
    documents = _form(words.documents, len(dates) - undated, language).format(dates=listed)
    if not undated:
        return _TWICE.sub(".", words.dated.format(documents=documents))
    missing = _form(words.undated, undated, language).format(count=undated)
    return words.both.format(documents=documents, undated=missing)


def named(citation: Citation, language: str) -> str:
    """Return who says a quote and when; the title of its document where nobody is named."""
    by = citation.attribution is not None and len(citation.attribution.text) <= LONGEST
    title = "" if by else shortened(citation.title)
    return ", ".join(filter(None, (title, _credit("", citation, language, is_quoted=False))))


def shortened(title: str) -> str:
    """Return a title as a source is called by it."""
    title = _NUMBER.sub("", title)
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"


def written(iso: str, language: str) -> str:
    """Return a date of a document, as precise as it is, as a language writes it by itself: `2025. július`."""
    return _formatted(iso, language, "{year}", "")


def _credit(text: str, citation: Citation, language: str, *, is_quoted: bool) -> str:
    by = citation.attribution
    names = []
    if (
        by
        and len(by.text) <= _room(citation, is_quoted=is_quoted)
        and (is_quoted or not is_named(text, by.text, language))
    ):
        names.append(" ".join(by.text.split()))
    if (
        by
        and by.via
        and len(by.via.text) <= LONGEST
        and (is_quoted or not is_named(text, by.via.text, language))
    ):
        via = " ".join(by.via.text.split())
        names.append(f"{CREDITS.get(language, CREDITS['en']).via} {via}" if names else via)
    if citation.date and stated(citation.date):
        names.append(written(citation.date, language))
    return ", ".join(names)


def _room(citation: Citation, *, is_quoted: bool) -> int:
    """Return how long a speaker may be: one whom the quote shown names itself is said again only when short."""
    by = citation.attribution
    is_shown = is_quoted and by is not None and citation.start <= by.start < citation.end
    return LONGEST_AGAIN if is_shown else LONGEST


def _within(iso: str, language: str) -> str:
    return _formatted(iso, language, CREDITS[language].year, CREDITS[language].month)


def _formatted(iso: str, language: str, year: str, month: str) -> str:
    """Return a date; `month` is the CLDR pattern of a month, or empty for that of a month by itself."""
    from babel.dates import format_date, format_skeleton

    known: Collection[Date] = stated(iso)
    written_in = locale(language) or locale("en")
    for date in known:
        day = datetime.date(date.year or 1, date.month or 1, date.day or 1)
        if date.day:
            return format_date(day, "long", locale=written_in)
        if date.month:
            return (
                format_date(day, month, locale=written_in)
                if month
                else format_skeleton("yMMMM", day, locale=written_in)
            )
        return year.format(year=date.year)
    return iso


def _range(known: Sequence[str], language: str, words: Credits) -> str:
    first, last = (words.each.format(date=_within(date, language)) for date in (known[0], known[-1]))
    return f"{first} – {last}"


def _list(shown: Sequence[str], language: str) -> str:
    from babel.lists import format_list

    return format_list(shown, locale=language)


def _form(forms: dict[str, str], count: int, language: str) -> str:
    known = locale(language)
    category = known.plural_form(count) if known else "other"
    return forms.get(category, forms["other"])
