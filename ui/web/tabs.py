"""What one browser tab has on its page: a conversation, and how it wants the page.

Proved by `tests/test_ui_web_tabs.py`.
"""

from dataclasses import dataclass, field, replace

from assistant.answer import Turn
from index.filters import Filters
from ui.web.chats import Chat
from ui.web.turns import TurnView


@dataclass(slots=True)
class Conversation:
    """What is asked one after the other; the only thing here that changes.

    Attributes:
        kept: how it was last kept; None before that.
        past: the turns before the current one.
        current: the turn being answered, or the last one answered.
        opened: how often another conversation was put in place of the one before.
        asked: how many turns there ever were; gives each its key, also after a new chat.
        stopping: the key of a turn that shall stop; read by the stream between two events.
    """

    kept: Chat | None = None
    past: list[TurnView] = field(default_factory=list)
    current: TurnView | None = None
    opened: int = 0
    asked: int = 0
    stopping: str = ""

    @property
    def id(self) -> str:
        """The id under which it is kept, empty before that."""
        return self.kept.id if self.kept is not None else ""

    @property
    def is_running(self) -> bool:
        """Whether an answer is under way."""
        return self.current is not None and self.current.is_running

    @property
    def turns(self) -> tuple[TurnView, ...]:
        """All turns, oldest first."""
        return (*self.past, *([self.current] if self.current is not None else []))

    def start(self, question: str, filters: Filters | None = None) -> TurnView:
        """Put the current turn into the past and begin another."""
        if self.current is not None:
            self.past.append(self.current)
        self.asked += 1
        self.current = TurnView(key=f"t{self.asked}", question=question, filters=filters)
        return self.current

    def update(self, view: TurnView) -> bool:
        """Put the current turn's next state in place; False when it is no longer the current turn."""
        if self.current is None or self.current.key != view.key:
            return False
        self.current = view
        return True

    def replace(self, view: TurnView) -> None:
        """Put another state of a turn into its place, wherever it is."""
        self.past = [view if other.key == view.key else other for other in self.past]
        self.update(view)

    def turn(self, key: str) -> TurnView | None:
        """Return the turn of that key, None when there is none."""
        return next((view for view in self.turns if view.key == key), None)

    def drop_from(self, key: str) -> TurnView | None:
        """Forget a turn and all that followed, and return it; None when there is no such turn."""
        turns = self.turns
        for number, view in enumerate(turns):
            if view.key == key:
                self.past = list(turns[:number])
                self.current = None
                return view
        return None

    def open(self, chat: Chat | None) -> None:
        """Go on with a conversation that was kept, or begin another; an answer under way stops without a trace."""
        self.stop()
        self.opened += 1
        self.kept = chat
        turns = chat.turns if chat is not None else ()
        # Keys go on counting: what is on its way for a turn of the old conversation must find none of its name.
        turns = tuple(
            replace(view, key=f"t{self.asked + number}") for number, view in enumerate(turns, start=1)
        )
        self.asked += len(turns)
        self.past = list(turns[:-1])
        self.current = turns[-1] if turns else None

    def clear(self) -> None:
        """Begin a new conversation; an answer under way stops without a trace."""
        self.open(None)

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


@dataclass(slots=True)
class Tab:
    """One browser tab: who it belongs to, what it asks, and how it wants the page.

    Attributes:
        user: who is logged in; empty when nobody has to.
        locale: the language of the page, one of `ui.web.texts.LOCALES`.
        conversation: what it asks.
        filters: which documents the next question is asked of; None for all.
        mistaken: why what was entered last as a filter cannot be used; empty when it can.
        model: the language model it asks, as in `ASSISTANT_LLM`; empty for the one that was set.
        editing: the key of the turn that the next question takes the place of; empty for none.
    """

    user: str = ""
    locale: str = "en"
    conversation: Conversation = field(default_factory=Conversation)
    filters: Filters | None = None
    mistaken: str = ""
    model: str = ""
    editing: str = ""
