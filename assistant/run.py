"""One question on its way: what the stages of the pipeline hand on to each other, and the answer it becomes.

Proved by `tests/test_assistant_pipeline.py`.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer import Answer, Retrieved
from assistant.answering.composing import Composer
from assistant.finding.evidence import Evidence, together
from assistant.finding.nearness import BEARING
from assistant.provenance import Provenance
from assistant.talk.parts import Part
from index.records import DocumentInfo


@dataclass(slots=True)
class Run:
    """One question on its way.

    Attributes:
        question: as it was asked.
        standalone: the question, standing alone.
        asked: what of it is asked now, where earlier questions stand before it.
        language: to answer in.
        composer: takes the sentences of the answer.
        retrieved: the passages found.
        parts: the things asked.
        best_of: for each thing asked the best that was found, whether or not it was set aside.
        found: each thing asked, and the evidence for it, best first.
        unanswered: what of it nothing answers, where other things are answered.
        evidence: all of it, best first.
        draft: what the model wrote so far.
        abstained: whether the answer is that there is none.
        quoted: whether the answer is quotes alone.
        model: the name of the model that weighs the notes, or drafts, or both.
        used: of how many passages the model is given notes; None where it is given none.
        provenance: what the answer is made with.
        documents: those that the answer lists.
        rise: what nearness must reach more in a large corpus, from `assistant.finding.nearness.rise`.
        seconds: by stage.
        clock: when the last stage ended.
    """

    question: str
    standalone: str
    asked: str
    language: str
    composer: Composer = field(default_factory=Composer)
    retrieved: Retrieved = field(default_factory=lambda: Retrieved((), ""))
    parts: tuple[Part, ...] = ()
    best_of: dict[Part, Evidence] = field(default_factory=dict)
    found: list[tuple[Part, list[Evidence]]] = field(default_factory=list)
    unanswered: list[Part] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    draft: str = ""
    abstained: bool = False
    quoted: bool = False
    model: str = "none"
    used: int | None = None
    provenance: Provenance | None = None
    documents: tuple[DocumentInfo, ...] = ()
    rise: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    clock: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        """Book the time since the last lap on `stage`."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self.clock
        self.clock = now

    def set_aside(self, bound: float) -> None:
        """Take what was found for a thing asked for no evidence, where it does not come near enough and other does.

        Args:
            bound: what the nearest sentence must reach, -1..1.
        """
        kept = [(part, evidence) for part, evidence in self.found if nearest(evidence) >= bound]
        if kept and len(kept) < len(self.found):
            left = {part for part, _ in kept}
            self.unanswered += [part for part, _ in self.found if part not in left]
            self.found, self.evidence = kept, together([evidence for _, evidence in kept])

    @property
    def is_weighed(self) -> bool:
        """Whether a model was asked which notes answer."""
        return self.provenance is not None and self.provenance.unanswered is not None

    @property
    def relevance(self) -> float:
        """How near the nearest sentence comes to the question, -1..1."""
        return nearest(self.evidence)

    @property
    def cited(self) -> set[tuple[str, int, int]]:
        """Source, start and end of what the answer cites so far."""
        return {(each.source, each.start, each.end) for each in self.composer.citations}

    def cites(self, piece: Evidence) -> bool:
        """Tell whether the answer cites a piece of evidence so far."""
        return piece.place in self.cited

    @property
    def bearing(self) -> list[Evidence]:
        """The sentences that bear on the question, best first: what may be a note, back a sentence, be quoted."""
        return [e for e in self.evidence if e.relevance >= BEARING]

    def answer(self) -> Answer:
        """Return the finished answer."""
        return Answer(
            question=self.question,
            standalone=self.standalone,
            language=self.language,
            sentences=tuple(self.composer.sentences),
            citations=self.composer.citations,
            passages=self.retrieved.passages,
            abstained=self.abstained,
            model=self.model,
            seconds={**self.seconds, "total": sum(self.seconds.values())},
            quoted=self.quoted,
            used=self.used,
            undated=self.retrieved.undated,
            no_match=self.retrieved.no_match,
            provenance=self.provenance,
            documents=self.documents,
            disagreements=tuple(self.composer.disagreements),
        )


def nearest(evidence: Sequence[Evidence]) -> float:
    """Return how near the nearest of some sentences comes to the question, -1..1; -1 for none."""
    return max((piece.relevance for piece in evidence), default=-1.0)
