"""One question and what is known about its answer so far, and the conversation these make up.

Invariant: `TurnView` never changes; `advance` returns the next one for each event of the stream, so that what
the page shows is a pure function of the events. Proved by `tests/test_ui_web_rendering.py`.
"""

from dataclasses import dataclass, field, replace
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
    Turn,
)
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


@dataclass(slots=True)
class Conversation:
    """What one browser tab has asked so far; the only thing here that changes.

    Attributes:
        past: the turns before the current one.
        current: the turn being answered, or the last one answered.
        asked: how many turns there ever were; gives each its key, also after a new chat.
        stopping: the key of a turn that shall stop; read by the stream between two events.
    """

    past: list[TurnView] = field(default_factory=list)
    current: TurnView | None = None
    asked: int = 0
    stopping: str = ""

    @property
    def is_running(self) -> bool:
        """Whether an answer is under way."""
        return self.current is not None and self.current.is_running

    def start(self, question: str) -> TurnView:
        """Put the current turn into the past and begin another."""
        if self.current is not None:
            self.past.append(self.current)
        self.asked += 1
        self.current = TurnView(key=f"t{self.asked}", question=question)
        return self.current

    def update(self, view: TurnView) -> bool:
        """Put the current turn's next state in place; False when it is no longer the current turn."""
        if self.current is None or self.current.key != view.key:
            return False
        self.current = view
        return True

    def drop_last(self) -> str:
        """Forget the current turn and return its question, for asking it again."""
        question = self.current.question if self.current else ""
        self.current = None
        return question

    def clear(self) -> None:
        """Begin a new chat; an answer under way stops without a trace."""
        self.stop()
        self.past.clear()
        self.current = None

    def stop(self) -> None:
        """Ask the answer under way to stop at its next event."""
        if self.current is not None:
            self.stopping = self.current.key

    def history(self) -> list[Turn]:
        """Return the answered turns before the current one, oldest first, without citation numbers."""
        turns: list[Turn] = []
        for view in self.past:
            if view.answer is not None:
                said = " ".join(sentence.text for sentence in view.answer.sentences)
                turns += [Turn("user", view.question), Turn("assistant", said)]
        return turns
