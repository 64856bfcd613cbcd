"""Who speaks in one sentence, and who reports it: its verbs of reporting, their subjects, its sources.

Proved by `tests/test_assistant_saying_attribution.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.saying.clauses import Token, clause, clauses, tokens
from assistant.saying.phrase import NounPhrase
from assistant.saying.reporting import Reporting
from assistant.saying.vocabulary import VOCABULARY
from index.documents import Span

_COLON = re.compile(r"\s*:\s*(?=[„“«»\"])")
_OPENS = re.compile(r"(?:[,”“\"»]|\s[-–—])\s*\Z")
_OPENED = re.compile(r"(?:[,”“\"»]|\s[-–—])\s*(?:[^\s,]+\s+){0,5}\Z")
# A ministry of economy, trade and industry has one name.
_LISTED = re.compile(
    r"(?:(?i:\b(?:ministry|ministerstw|ministerul|depart|commi|komis|komit|comis|comit))\w*\s(?:[a-z]+\s){0,2})"
    r"[^\W\d_a-z]\w+, [^\W\d_a-z]\w+ (?:and|i|oraz|și|&) (?=[^\W\d_a-z])"
    r"|[^\W\d_a-z]\w+, [^\W\d_a-z]\w+ és (?=[^\W\d_a-z]\w+ (?:Minisztéri|Bizotts|Hivatal|Intézet))"
)
_SHORT = re.compile(r"\(([A-Z][\w-]{1,9})\)\s\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence tells of who says it; `is_before` when that is somebody named before."""

    speaker: Span | None = None
    source: Span | None = None
    is_before: bool = False


def reported(sentence: str, masked: str, language: str, near: str) -> Said:
    """Return what a sentence tells by itself of who says it.

    Args:
        sentence: as it stands.
        masked: the same with blanks for what it quotes.
        language: its language.
        near: the text around, which tells names from words that begin a sentence.

    Returns:
        Spans in the sentence.
    """
    words = VOCABULARY.get(language)
    found = _reported(masked, language, words, near) if words else Said()
    return found if found != Said() else _colon(sentence, words)


def is_reporting(text: str, language: str) -> bool:
    """Return whether a verb of reporting stands in the beginning of a sentence."""
    words = VOCABULARY.get(language)
    small = text[:1].lower() + text[1:]
    return words is not None and bool(words.sure.search(small) or words.weak.search(small))


def _colon(sentence: str, words: Reporting | None) -> Said:
    """Read `Name: "..."`, which needs no verb."""
    match = _COLON.search(sentence)
    found = tokens(sentence[: match.start()]) if match else []
    if not 1 <= len(found) <= 6 or not all(token.is_name or token.text[0].isdigit() for token in found):
        return Said()
    if words and any(token.lower in words.stops | words.pronouns | words.prepositions for token in found):
        return Said()
    return Said(Span(found[0].start, found[-1].end))


def _reported(masked: str, language: str, words: Reporting, near: str) -> Said:
    phrase = NounPhrase(language, words, near)
    if phrase.drops_pronouns and (begun := _begun(masked, words)):
        masked = begun
    masked = _LISTED.sub(lambda found: found[0].replace(",", " "), masked)
    source, is_before = None, False
    for match in words.own.finditer(masked):
        masked = masked[: match.start()] + "," + " " * (len(match[0]) - 1) + masked[match.end() :]
        is_before = True
    for match in words.source.finditer(masked):
        beside = (
            tokens(masked[: match.start()]) if words.is_after else tokens(masked[match.end() :], match.end())
        )
        found = phrase.last(clause(beside)) if words.is_after else phrase.first(clause(beside, is_first=True))
        if source is None and found:
            source = found
        ends = [found.start, found.end] if found else []
        left, right = min([*ends, match.start()]), max([*ends, match.end()])
        masked = masked[:left] + "," + " " * (right - left - 2) + "," + masked[right:]
    is_own, is_before, speaker = (
        is_before and source is None,
        False,
        None,
    )  # `X szerint ... véleménye szerint`
    for verb, is_free in _verbs(masked, words):
        found, is_dropped = _subject(masked, verb, phrase, words, is_free=is_free)
        if speaker is None and not is_before:
            speaker, is_before = found, is_dropped
        elif found and source is None and _OPENS.search(masked, 0, verb.start):
            source = found  # `he said, KCNA reported`
    if source is None and speaker is None:
        source = _paper(masked, words)
    return Said(speaker, source if source != speaker else None, is_before or (is_own and not speaker))


def _begun(masked: str, words: Reporting) -> str:
    """Return a sentence that begins with a verb of reporting, `Dodał, że ...`, with a small letter; else nothing."""
    small = masked[:1].lower() + masked[1:]
    verb = words.sure.match(small) or words.weak.match(small)
    return small if verb and len(small) == len(masked) else ""


def _paper(masked: str, words: Reporting) -> Span | None:
    """Return the writing in which something is said by nobody: `w raporcie stwierdzono`."""
    verb = words.impersonal.search(masked)
    clause = tokens(masked) if verb else []
    for before, token in pairwise(clause):
        if before.lower in words.prepositions and words.papers.match(token.lower):
            return Span(token.start, token.end)
    return None


def _verbs(masked: str, words: Reporting) -> Iterator[tuple[Span, bool]]:
    """Yield the verbs that report, in order, and whether that is so wherever their subject stands."""
    found = [(m, True) for m in words.sure.finditer(masked)] + [
        (m, False) for m in words.weak.finditer(masked)
    ]
    done = 0
    for match, is_sure in sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if match.start() < done:
            continue  # `jelentette` in `jelentette ki`
        done = match.end()
        before, after = masked[: match.start()], masked[match.end() :]
        if words.blocked.search(before) or re.match(r"\s+(?:by|to (?:be|have))\b", after):
            continue
        is_free = is_sure or _is_followed(after, words)
        if is_free or _is_parenthesis(before, after):
            yield Span(match.start(), match.end()), is_free


def _is_followed(after: str, words: Reporting) -> bool:
    """Return whether a clause or a quotation follows."""
    near = after[:90]
    return any(token.lower in words.that for token in tokens(near)) or bool(
        re.match(r"[^.;]{0,12}?[:„“«\"]", near)
    )


def _is_parenthesis(before: str, after: str) -> bool:
    """Return whether the verb stands behind a comma, a dash or a quotation, or between two with its subject."""
    is_closed = re.match(r"\s*(?:\Z|[,.!?;]|[-–—]\s)", after) is not None
    return re.search(_OPENED if is_closed else _OPENS, before) is not None


def _subject(
    masked: str, verb: Span, phrase: NounPhrase, words: Reporting, *, is_free: bool
) -> tuple[Span | None, bool]:
    """Return the subject of a verb, and whether it is somebody named before."""
    left = tokens(masked[: verb.start])
    before = clause(left)
    after = clause(tokens(masked[verb.end :], verb.end), is_first=True)
    earlier = clauses(left[: len(left) - len(before)])
    if before and phrase.is_place(before) and (acronym := _SHORT.search(masked, 0, before[0].start)):
        return Span(*acronym.span(1)), False  # `Ministerstwo Gospodarki (METI) Japonii`
    if phrase.without_adverbs(before):
        return _subject_before(before, earlier, after, phrase, words)
    found = phrase.first(after, is_subject=True)
    if found and not masked[found.start].isupper() and earlier and phrase.is_pure_name(earlier[-1]):
        found = None  # `Kim, its founder, remarked the company ...`
    if found:
        return found, False
    is_behind_comma = len(left) > len(before) and left[len(left) - len(before) - 1].text in (",", ")")
    if is_free and is_behind_comma and (found := _apposed(earlier, phrase)):
        return found, False
    if after and after[0].lower in words.pronouns:
        return None, True
    is_dropped = (
        phrase.drops_pronouns and (is_free or not after) and not any(token.is_name for token in after)
    )
    return None, is_dropped


def _subject_before(
    before: Sequence[Token],
    earlier: Sequence[Sequence[Token]],
    after: Sequence[Token],
    phrase: NounPhrase,
    words: Reporting,
) -> tuple[Span | None, bool]:
    if found := phrase.subject(before):
        return _explained([*earlier, before], phrase) or found, False
    if phrase.without_adverbs(before)[-1].lower in words.pronouns:
        return None, True
    if not phrase.drops_pronouns or not phrase.is_adjunct(before):
        return None, False
    found = phrase.first(after, is_subject=True)
    return found, found is None


def _apposed(runs: Sequence[Sequence[Token]], phrase: NounPhrase) -> Span | None:
    """Return the noun phrase before one or two that stand between commas: `Kim, the leader, said`."""
    if len(runs) > 1 and phrase.is_pure_name(runs[0]) and not runs[1][0].is_name:
        return Span(runs[0][0].start, runs[0][-1].end)
    for run in reversed(runs[-3:]):
        if phrase.is_pure_name(run):
            return Span(run[0].start, run[-1].end)
        if found := phrase.whole(run):
            return found
    return None


def _explained(runs: Sequence[Sequence[Token]], phrase: NounPhrase) -> Span | None:
    """Return the name with which a sentence begins, where all that follows it up to the verb explains it."""
    is_long = len(runs) > (1 if phrase.is_final else 2)
    if is_long and phrase.is_pure_name(runs[0]) and phrase.explains(runs[1]):
        return Span(runs[0][0].start, runs[0][-1].end)
    return None
