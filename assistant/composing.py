"""From checked sentences to an answer: citations numbered by first use, one for each distinct span.

Invariant: the citations of a finished answer are numbered 1..n in the order in which its sentences use them, and
every number a sentence carries is one of them. Proved by `tests/test_assistant_composing.py`.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Checked, Citation, Doubt, Sentence, Verdict
from assistant.evidence import Evidence

Quoted = Sequence[tuple[Evidence, float]]


class Composer:
    """Takes sentences one after the other and numbers what they cite."""

    def __init__(self) -> None:
        self.sentences: list[Sentence] = []
        self._citations: dict[tuple[str, int, int], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, in the order of their numbers."""
        return tuple(self._citations.values())

    def add(self, text: str, quotes: Quoted, verdict: Verdict, doubts: tuple[Doubt, ...] = ()) -> Checked:
        """Add one sentence.

        Args:
            text: the sentence, without markers.
            quotes: the evidence that backs it, each piece with its support 0..1.
            verdict: what the check said.
            doubts: why it is not supported.

        Returns:
            The event that tells of it.
        """
        used = [self._cite(evidence, support) for evidence, support in quotes]
        sentence = Sentence(text, tuple(sorted(citation.number for citation in used)), verdict, doubts)
        self.sentences.append(sentence)
        return Checked(sentence, tuple(sorted(used, key=lambda citation: citation.number)))

    def _cite(self, evidence: Evidence, support: float) -> Citation:
        passage = evidence.passage
        key = (passage.source, evidence.start, evidence.end)
        known = self._citations.get(key)
        if known is None:
            known = Citation(
                number=len(self._citations) + 1,
                source=passage.source,
                title=passage.title,
                date=passage.date,
                language=passage.language,
                start=evidence.start,
                end=evidence.end,
                quote=evidence.text,
                support=round(support, 3),
                url=passage.url,
                content_hash=passage.content_hash,
            )
        self._citations[key] = replace(known, support=max(known.support, round(support, 3)))
        return self._citations[key]
