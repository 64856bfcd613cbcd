"""One question and what is known about its answer so far.

Invariant: `TurnView` never changes; `advance` returns the next one for each event of the stream, so that what
the page shows is a pure function of the events. Proved by `tests/test_ui_web_turns.py`.
"""

from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer import (
    Answer,
    Checked,
    Citation,
    Draft,
    Event,
    Finished,
    Queued,
    Retrieved,
    Sentence,
)
from index.filters import Filters
from index.passages import Passage

Phase = Literal["searching", "reading", "queued", "drafting", "checking", "finished", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class TurnView:
    """One question, and its answer as far as it has come.

    Attributes:
        key: the prefix of every anchor of this turn, unique within the page.
        question: as asked.
        phase: how far the answer is.
        standalone: the question as understood with the conversation.
        passages: what the search found, best first.
        ahead: how many questions the model answers first (phase `queued`).
        draft: the model's unchecked words.
        sentences: the checked sentences so far.
        citations: what they cite.
        answer: the whole answer (phase `finished`).
        error: what went wrong and what to do (phase `failed`).
        filters: which documents it is asked of; None for all.
        flags: the citations that were called wrong: number, and the id under which that is kept.
    """

    key: str
    question: str
    phase: Phase = "searching"
    standalone: str = ""
    passages: tuple[Passage, ...] = ()
    ahead: int = 0
    draft: str = ""
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    error: str = ""
    filters: Filters | None = None
    flags: tuple[tuple[int, str], ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether more events are to come."""
        return self.phase not in {"finished", "stopped", "failed"}


def advance(view: TurnView, event: Event) -> TurnView:
    """Return the turn after one more event of its stream."""
    match event:
        case Retrieved():
            return replace(view, phase="reading", passages=event.passages, standalone=event.standalone)
        case Queued():
            return replace(view, phase="queued", ahead=event.ahead)
        case Draft():
            draft = view.draft + event.delta
            return replace(view, phase=_phase_while_writing(view, draft), draft=draft)
        case Checked():
            known = {citation.number for citation in view.citations}
            new = tuple(citation for citation in event.citations if citation.number not in known)
            return replace(
                view,
                phase="checking",
                sentences=(*view.sentences, event.sentence),
                citations=(*view.citations, *new),
            )
        case Finished():
            return replace(
                view,
                phase="finished",
                answer=event.answer,
                passages=event.answer.passages,
                sentences=event.answer.sentences,
                citations=event.answer.citations,
            )


def _phase_while_writing(view: TurnView, draft: str) -> Phase:
    if view.sentences:  # a heartbeat between two checked sentences
        return "checking"
    return "drafting" if draft else "reading"
