"""What both forms of an exported answer say beside it: when, by what and of what it was made; and its data.

Invariant: `data_text` is the answer's `to_dict()` as JSON in which nothing can end an HTML comment or a `script`
element, whatever documents hold; it is ASCII, so that no editor's encoding changes it. Proved by
`tests/test_assistant_export_markdown.py` and `tests/test_assistant_export_page.py`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.answer import Answer, Citation
from assistant.provenance import DIGEST, PROGRAM, Provenance
from assistant.wording.labels import Words, own_language, words
from assistant.wording.phrases import phrases
from assistant.wording.remarks import read_by_model, translated
from index.filters import Filters
from index.passages import Passage

# Neither a browser nor a Markdown processor shows them as they are: controls but for tab and line ends, halves of
# characters, and code points that are no characters.
UNSHOWN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Marks that turn the direction of writing also for what stands after them on the line.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return `text` with U+FFFD in place of what cannot be shown."""
    return UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", text)


def line(text: str) -> str:
    """Return `text` as one line that cannot turn what stands beside it."""
    return TURNS.sub("\N{REPLACEMENT CHARACTER}", clean(" ".join(text.split())))


def data_text(values: Mapping[str, Any]) -> str:
    """Return plain values as JSON that may stand inside an HTML comment or `script` element."""
    text = json.dumps(values, indent=1)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.replace("--", "-\\u002d")


def shown_digest(text: str) -> str:
    """Return the SHA-256 of what a file shows, however its lines are broken."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def facts(answer: Answer, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known of how the answer was made: labels and values, as plain text.

    Args:
        answer: the answer.
        values: what its `to_dict` returned.

    Returns:
        In the asker's language, or in English.
    """
    said = words(answer.language)
    found = [(said.answer, _kind(answer, said))]
    if answer.standalone != answer.question:
        found.append((said.understood, answer.standalone))
    if answer.citations:
        found.append((said.dates, _dates(answer, said)))
    model = said.no_model if answer.model == "none" else answer.model
    unread = read_by_model(answer)
    found.append((said.model, f"{model}. {unread}" if unread else model))
    if answer.provenance is not None:
        found += _origin(answer, answer.provenance)
    return [*found, (said.digest, values[DIGEST]), (said.check, said.command)]


def _kind(answer: Answer, said: Words) -> str:
    if answer.abstained:
        return said.abstained
    if not answer.citations:
        return said.unbacked
    if answer.quoted:
        return said.failed if answer.is_drafted else said.quoted if answer.model == "none" else said.chosen
    return said.written


def _dates(answer: Answer, said: Words) -> str:
    dates = {citation.source: citation.date for citation in answer.citations}
    known = sorted(date for date in dates.values() if date)
    if not known:
        return said.no_date
    span = " – ".join(dict.fromkeys((known[0], known[-1])))
    undated = len(dates) - len(known)
    return f"{span}; {said.undated.format(count=undated)}" if undated else span


def _origin(answer: Answer, origin: Provenance) -> Iterator[tuple[str, str]]:
    language = answer.language
    said = words(language)
    yield said.asked, origin.asked
    if chosen := _filters(origin.filters, language):
        yield said.filters, chosen
    if answer.undated and not answer.no_match:  # else the answer says it
        label, _, count = phrases(language).no_match.undated.format(count=answer.undated).rpartition(": ")
        yield label, count.rstrip(".")
    yield said.program, f"{PROGRAM} {origin.version}"
    if origin.prompts:
        yield said.prompts, ", ".join(f"{name} {digest}" for name, digest in origin.prompts.items())
    yield said.index, f"{origin.index}; {said.generation.format(number=origin.generation)}"


def _filters(filters: Filters, language: str) -> str:
    labels = phrases(language).no_match.labels
    dates = filters.date_from or filters.date_to
    asked = {
        "languages": ", ".join(filters.languages),
        "dates": f"{filters.date_from or '…'} – {filters.date_to or '…'}" if dates else "",
        "sources": ", ".join(filters.sources),
    }
    return "; ".join(f"{labels[kind]} {asked[kind]}" for kind in labels if asked[kind])


def about(cited: Citation | Passage, language: str) -> str:
    """Return the author of a source, where one is known, its date and its language, in `language`."""
    said = (cited.author, cited.date or words(language).no_date, language_name(cited.language, language))
    return line(", ".join(filter(None, said)))


def place(cited: Citation | Passage, language: str) -> str:
    """Return which page, where there are pages, and which characters, from 0, of a source are quoted, in `language`."""
    said = words(language)
    characters = said.place.format(start=cited.start, end=cited.end)
    return f"{said.page.format(number=cited.page)}, {characters}" if cited.page is not None else characters


def support(citation: Citation, language: str) -> str:
    """Return how well a citation backs what cites it, in `language`."""
    from babel.numbers import format_decimal

    value = format_decimal(citation.support, "0.00", own_language(language))
    return words(language).support.format(value=value)


def whose(citation: Citation, language: str) -> Iterator[str]:
    """Yield who says a quote, and how many other documents say the same, in `language`; nothing that is not known."""
    said = words(language)
    if by := citation.attribution:
        who = said.via.format(who=by.text, via=by.via.text) if by.via else said.who.format(who=by.text)
        yield line(who)
    if citation.copies:
        yield said.copies.format(count=citation.copies)


def translation(citation: Citation, language: str) -> str:
    """Return a quote's translation, with who made it and what is in doubt, in `language`; empty where there is none."""
    if citation.translation is None:
        return ""
    before, after = translated(citation.translation, language)
    said = f"{before} {citation.translation.text}"
    return line(f"{said} ({after})" if after else said)


def context(citation: Citation, language: str) -> str:
    """Return the sentence before a quote, as such, in `language`; empty where the quote stands by itself."""
    return line(words(language).before.format(text=citation.context.text)) if citation.context else ""


def language_name(code: str, language: str) -> str:
    """Return what a language is called in `language`; its code where that is not known."""
    from babel import Locale

    return str(Locale(own_language(language)).languages.get(code, code))
