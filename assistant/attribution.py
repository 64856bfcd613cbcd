"""Who says it: the speaker or the source of a sentence, as a verbatim span of its document.

Found are `according to X`, `X said`, `said X`, `X: "..."` and their like in English, Polish, Hungarian and Romanian,
the last in any language. A sentence inside a quotation has its speaker; `he added` has the speaker before it.
Nothing is better than a wrong one: where no noun phrase is surely a name or somebody who speaks, nobody is named.
Proved by `tests/test_assistant_attribution.py`; measured by `python -m tests.evaluation.attribution`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.phrase import NounPhrase, Token, boundaries, tokens
from assistant.reporting import VOCABULARY, Reporting
from index.documents import Span
from index.paragraphs import paragraphs
from index.sentences import sentences

# How far around a sentence its speaker is looked for, in characters and in sentences before it.
AROUND = 2000
BACK = 5
# A quotation of fewer words is a nickname or an expression, and part of what is around it.
QUOTED_WORDS = 4
_PAIRS = {"„": "”“", "“": "”", "«": "»", "»": "«", '"': '"'}
_QUOTATION = re.compile(r"[„“”«»\"]")
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
_ACRONYM = re.compile(r"\s?\((?=[^()]*[A-Z][^()]*[A-Z])([A-Z][\w-]{1,9})\)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says something.

    Attributes:
        text: exactly `document.text[start:end]`.
        start: first character in the document's text.
        end: one past the last.
        via: who reports that they say it, where that is told too: `a declarat Kim, potrivit KCNA`.
    """

    text: str
    start: int
    end: int
    via: "Attribution | None" = None


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence tells of who says it; `is_before` when that is somebody named before."""

    speaker: Span | None = None
    source: Span | None = None
    is_before: bool = False


def attribution(text: str, start: int, end: int, language: str) -> Attribution | None:
    """Return who says `text[start:end]`.

    Args:
        text: a document's text.
        start: first character of a sentence in it.
        end: one past the last.
        language: the sentence's.

    Returns:
        The speaker or the source named there or, for a quotation and for `he said`, before or after; None where
        nobody surely is.
    """
    around = _Around.of(text, start, end, language)
    said = around.said(around.here)
    if not (said.speaker or said.source or said.is_before):
        said = around.quoting()
    speaker = around.before() if said.is_before and not said.speaker else said.speaker
    named = [Attribution(text[s.start : s.end], s.start, s.end) for s in (speaker, said.source) if s]
    return replace(named[0], via=named[1]) if len(named) == 2 else named[0] if named else None


@dataclass(frozen=True, slots=True)
class _Around:
    """A sentence and those near it.

    Attributes:
        text: the document's.
        language: the sentence's.
        sentences: the spans of those near it, itself among them.
        here: its number among them.
        quotations: the spans of quotations, the marks among them.
    """

    text: str
    language: str
    sentences: Sequence[Span]
    here: int
    quotations: Sequence[Span]

    @classmethod
    def of(cls, text: str, start: int, end: int, language: str) -> "_Around":
        left = text.rfind("\n", 0, max(start - AROUND, 0)) + 1
        blocks = paragraphs(text, left, min(len(text), end + AROUND))
        found = [s for b in blocks for s in sentences(text, b.start, b.end, language)]
        spans = (
            [s for s in found if s.end <= start] + [Span(start, end)] + [s for s in found if s.start >= end]
        )
        quotations = [quotation for block in blocks for quotation in _quotations(text, block)]
        here = sum(s.end <= start for s in found)
        return cls(text, language, spans, here, quotations)

    def said(self, number: int) -> _Said:
        """Return what sentence `number` tells by itself."""
        if not 0 <= number < len(self.sentences):
            return _Said()
        span = self.sentences[number]
        masked = self._masked(span)
        words = VOCABULARY.get(self.language)
        said = _reported(masked, self.language, words, self._near) if words else _Said()
        if not (said.speaker or said.source or said.is_before):
            said = _colon(self.text[span.start : span.end], words)
        return _Said(
            _trimmed(self.text, said.speaker, span), _trimmed(self.text, said.source, span), said.is_before
        )

    def quoting(self) -> _Said:
        """Return what is told around the quotation that the sentence is a part of."""
        span = self.sentences[self.here]
        for quotation in self.quotations:
            if quotation.start <= span.start and span.end <= quotation.end + 1:  # „...”.
                inside = [
                    n
                    for n, s in enumerate(self.sentences)
                    if s.start < quotation.end and quotation.start < s.end
                ]
                for number in (inside[0], inside[-1]):
                    if number != self.here and (said := self.said(number)) != _Said():
                        return said
                if self._announces(inside[0] - 1):
                    return self.said(inside[0] - 1)
        return _Said()

    def before(self) -> Span | None:
        """Return the last speaker named before the sentence."""
        for number in range(self.here - 1, max(self.here - 1 - BACK, -1), -1):
            said = self.said(number)
            if said.speaker:
                return said.speaker
            if said.source and not said.is_before:
                return None  # somebody writes, somebody else speaks
        return None

    def _announces(self, number: int) -> bool:
        return number >= 0 and self.text[: self.sentences[number].end].endswith(":")

    def _masked(self, span: Span) -> str:
        """Return the sentence with blanks for what it quotes."""
        masked = list(self.text[span.start : span.end])
        for quotation in self.quotations:
            left, right = max(quotation.start + 1, span.start), min(quotation.end - 1, span.end)
            is_whole = quotation.start <= span.start and span.end <= quotation.end
            if is_whole and quotation.start == span.start and self._holds_another(quotation):
                continue  # a translator's marks around reported speech
            if left < right and (is_whole or len(self.text[left:right].split()) >= QUOTED_WORDS):
                masked[left - span.start : right - span.start] = " " * (right - left)
        return "".join(masked)

    def _holds_another(self, quotation: Span) -> bool:
        return any(quotation.start < q.start and q.end < quotation.end for q in self.quotations)

    @property
    def _near(self) -> str:
        return self.text[self.sentences[0].start : self.sentences[-1].end]


def _quotations(text: str, block: Span) -> Iterator[Span]:
    """Yield the closed quotations of a paragraph, and one inside each."""
    stack: list[tuple[str, int]] = []
    for match in _QUOTATION.finditer(text, block.start, block.end):
        mark = match[0]
        opened = next((n for n in range(len(stack) - 1, -1, -1) if mark in _PAIRS[stack[n][0]]), None)
        if opened is not None:
            yield Span(stack[opened][1], match.end())
            del stack[opened:]
        elif mark in _PAIRS:
            stack.append((mark, match.start()))


def _trimmed(text: str, found: Span | None, sentence: Span) -> Span | None:
    """Return the span in the document; of a name with its acronym behind it, the acronym."""
    if found is None:
        return None
    start, end = sentence.start + found.start, sentence.start + found.end
    acronym = _ACRONYM.match(text, end, sentence.end)
    return Span(acronym.start(1), acronym.end(1)) if acronym else Span(start, end)


def _colon(sentence: str, words: Reporting | None) -> _Said:
    """Read `Name: "..."`, which needs no verb."""
    match = _COLON.search(sentence)
    found = tokens(sentence[: match.start()]) if match else []
    if not 1 <= len(found) <= 6 or not all(token.is_name or token.text[0].isdigit() for token in found):
        return _Said()
    if words and any(token.lower in words.stops | words.pronouns | words.prepositions for token in found):
        return _Said()
    return _Said(Span(found[0].start, found[-1].end))


def _reported(masked: str, language: str, words: Reporting, near: str) -> _Said:
    phrase = NounPhrase(language, words, near)
    masked = _LISTED.sub(lambda found: found[0].replace(",", " "), masked)
    source, is_before = None, False
    for match in words.own.finditer(masked):
        masked = masked[: match.start()] + "," + " " * (len(match[0]) - 1) + masked[match.end() :]
        is_before = True
    for match in words.source.finditer(masked):
        beside = (
            tokens(masked[: match.start()]) if words.is_after else tokens(masked[match.end() :], match.end())
        )
        found = (
            phrase.last(_clause(beside)) if words.is_after else phrase.first(_clause(beside, is_first=True))
        )
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
    return _Said(speaker, source if source != speaker else None, is_before or (is_own and not speaker))


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


def _clause(near: Sequence[Token], *, is_first: bool = False) -> list[Token]:
    """Return the tokens up to the first boundary, or from the last one on."""
    marks = [n for n, token in enumerate(near) if token.is_boundary]
    if is_first:
        return list(near[: marks[0] if marks else len(near)])
    return list(near[marks[-1] + 1 if marks else 0 :])


def _subject(
    masked: str, verb: Span, phrase: NounPhrase, words: Reporting, *, is_free: bool
) -> tuple[Span | None, bool]:
    """Return the subject of a verb, and whether it is somebody named before."""
    left = tokens(masked[: verb.start])
    before = _clause(left)
    after = _clause(tokens(masked[verb.end :], verb.end), is_first=True)
    earlier = _clauses(left[: len(left) - len(before)])
    if before and phrase.is_place(before) and (acronym := _SHORT.search(masked, 0, before[0].start)):
        return Span(*acronym.span(1)), False  # `Ministerstwo Gospodarki (METI) Japonii`
    if phrase.without_adverbs(before):
        return _subject_before(before, earlier, after, phrase, words)
    found = phrase.first(after, is_subject=True)
    if found and not masked[found.start].isupper() and earlier and phrase.is_pure_name(earlier[-1]):
        found = None  # `Kim, its founder, remarked the company ...`
    if found:
        return found, False
    is_behind_comma = len(left) > len(before) and left[len(left) - len(before) - 1].text == ","
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


def _apposed(clauses: Sequence[Sequence[Token]], phrase: NounPhrase) -> Span | None:
    """Return the noun phrase before one or two that stand between commas: `Kim, the leader, said`."""
    if len(clauses) > 1 and phrase.is_pure_name(clauses[0]) and not clauses[1][0].is_name:
        return Span(clauses[0][0].start, clauses[0][-1].end)
    for clause in reversed(clauses[-3:]):
        if phrase.is_pure_name(clause):
            return Span(clause[0].start, clause[-1].end)
        if found := phrase.whole(clause):
            return found
    return None


def _explained(clauses: Sequence[Sequence[Token]], phrase: NounPhrase) -> Span | None:
    """Return the name with which a sentence begins, where all that follows it up to the verb explains it."""
    is_long = len(clauses) > (1 if phrase.is_final else 2)
    if is_long and phrase.is_pure_name(clauses[0]) and phrase.explains(clauses[1]):
        return Span(clauses[0][0].start, clauses[0][-1].end)
    return None


def _clauses(left: Sequence[Token]) -> list[list[Token]]:
    found = [list(left[one + 1 : other]) for one, other in pairwise([*boundaries(left), len(left)])]
    return [clause for clause in found if clause]
