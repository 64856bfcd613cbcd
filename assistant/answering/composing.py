"""From checked sentences to an answer: citations numbered by first use, one for each distinct span.

Invariant: the citations of a finished answer are numbered 1..n in the order in which its sentences use them, and
every number a sentence carries is one of them. Proved by `tests/test_assistant_answering_composing.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.answer import Checked, Citation, Disagreement, Doubt, Sentence, Side, Verdict
from assistant.answering.disagreement import Difference
from assistant.finding.evidence import Evidence
from assistant.saying.attribution import Attribution
from assistant.wording.credits import based_on, credited, named
from assistant.wording.phrases import phrases

Quoted = Sequence[tuple[Evidence, float]]


def nobody(_: Evidence) -> Attribution | None:
    """Return None: who says it is not asked."""
    return None


class Composer:
    """Takes sentences one after the other, numbers what they cite and says who says it, and when.

    Args:
        language: the asker's.
        who: tells who says a piece of evidence.
        copies: by passage id, how many other documents say the same.
    """

    def __init__(
        self,
        language: str = "en",
        who: Callable[[Evidence], Attribution | None] = nobody,
        copies: Mapping[str, int] | None = None,
    ) -> None:
        self._language, self._who, self._copies = language, who, copies or {}
        self.sentences: list[Sentence] = []
        self.disagreements: list[Disagreement] = []
        self._citations: dict[tuple[str, int, int], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, in the order of their numbers."""
        return tuple(self._citations.values())

    def add(
        self,
        text: str,
        quotes: Quoted,
        verdict: Verdict,
        doubts: tuple[Doubt, ...] = (),
        *,
        is_quoted: bool = False,
        judged: Verdict | None = None,
    ) -> Checked:
        """Add one sentence.

        Args:
            text: the sentence, without markers.
            quotes: the evidence that backs it, each piece with its support 0..1.
            verdict: what the check said.
            doubts: why it is not supported.
            is_quoted: whether the text is a quote between quotation marks.
            judged: what the language model said of it.

        Returns:
            The event that tells of it.
        """
        used = [self._cite(evidence, support) for evidence, support in quotes]
        text = credited(text, used, self._language, is_quoted=is_quoted)
        return self._say(text, used, verdict, doubts, judged)

    def differ(self, difference: Difference) -> Checked:
        """Add one sentence that says what the sources answer differently, and who says what."""
        words = phrases(self._language)
        used: list[Citation] = []
        sides: list[Side] = []
        for position in difference.positions:
            cited = [self._cite(evidence, 1.0) for evidence in position.evidence]
            used += cited
            numbers = tuple(sorted(citation.number for citation in cited))
            sides.append(Side(position.reading.words, named(cited[0], self._language), numbers))
        self.disagreements.append(Disagreement(difference.kind, tuple(sides)))
        said = "; ".join(f"{words.quoted(' '.join(side.value.split()))} ({side.who})" for side in sides)
        return self._say(words.differ.format(sides=said), used, "supported", ())

    def _say(
        self,
        text: str,
        used: Sequence[Citation],
        verdict: Verdict,
        doubts: tuple[Doubt, ...],
        judged: Verdict | None = None,
    ) -> Checked:
        cited = {citation.number: citation for citation in used}
        sentence = Sentence(text, tuple(sorted(cited)), verdict, doubts, judged)
        self.sentences.append(sentence)
        return Checked(sentence, tuple(cited[number] for number in sorted(cited)))

    def close(self) -> Checked | None:
        """Add of when the documents are, where that is known and not said; None when there is nothing to say."""
        said = based_on(self._citations.values(), self._language)
        return self.add(said, (), "none") if said else None

    def _cite(self, evidence: Evidence, support: float) -> Citation:
        passage = evidence.passage
        key = evidence.place
        known = self._citations.get(key)
        if known is None:
            known = Citation(
                number=len(self._citations) + 1,
                source=passage.source,
                title=passage.title,
                date=passage.date,
                language=evidence.language,
                start=evidence.start,
                end=evidence.end,
                quote=evidence.text,
                support=round(support, 3),
                url=passage.url,
                content_hash=passage.content_hash,
                attribution=self._who(evidence),
                copies=self._copies.get(passage.id, 0),
                context=evidence.context,
                author=passage.author,
                page=passage.page_at(evidence.start),
            )
        self._citations[key] = replace(known, support=max(known.support, round(support, 3)))
        return self._citations[key]
