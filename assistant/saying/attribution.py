"""Who says it: the speaker or the source of a sentence, as a verbatim span of its document.

Found are `according to X`, `X said`, `said X`, `X: "..."` and their like in English, Polish, Hungarian and Romanian,
the last in any language. A sentence inside a quotation has its speaker; `he added` has the speaker before it.
Nothing is better than a wrong one: where no noun phrase is surely a name or somebody who speaks, nobody is named.
Proved by `tests/test_assistant_saying_attribution.py`; measured by `python -m tests.evaluation.attribution`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.saying.reported import Said, reported
from index.documents import Span
from index.languages import fold
from index.paragraphs import paragraphs
from index.sentences import sentences

# How far around a sentence its speaker is looked for, in characters and in sentences before it.
AROUND = 2000
BACK = 5
# A quotation of fewer words is a nickname or an expression, and part of what is around it.
QUOTED_WORDS = 4
_PAIRS = {"„": "”“", "“": "”", "«": "»", "»": "«", '"': '"'}
_QUOTATION = re.compile(r"[„“”«»\"]")
_ACRONYM = re.compile(r"\s?\((?=[^()]*[A-Z][^()]*[A-Z])([A-Z][\w-]{1,9})\)")


# Words that stand for who was named before, and name nobody themselves: `scrie sursa citată`.
_NOBODY = re.compile(
    "(?:the (?:same )?|a |az idezett |cytowan[ey] |aceeasi |aceleiasi )?"
    "(?:sources?|zrodl[aoe]|zrodel|sursa|surse(?:i|le|lor)?|forras(?:ok)?)(?: citata| citate| quoted| cited)?"
)


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
    named = [
        Attribution(text[s.start : s.end], s.start, s.end)
        for s in (speaker, said.source)
        if s and not _NOBODY.fullmatch(fold(text[s.start : s.end]))
    ]
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

    def said(self, number: int) -> Said:
        """Return what sentence `number` tells by itself."""
        if not 0 <= number < len(self.sentences):
            return Said()
        span = self.sentences[number]
        masked = self._masked(span)
        said = reported(self.text[span.start : span.end], masked, self.language, self._near)
        return Said(
            _trimmed(self.text, said.speaker, span), _trimmed(self.text, said.source, span), said.is_before
        )

    def quoting(self) -> Said:
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
                    if number != self.here and (said := self.said(number)) != Said():
                        return said
                if self._announces(inside[0] - 1):
                    return self.said(inside[0] - 1)
        return Said()

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
