"""A small assistant for the page's tests: real events over the shipped articles, at a pace the tests set."""

import threading
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answer import (
    Answer,
    Checked,
    Citation,
    Doubt,
    Draft,
    Event,
    Finished,
    Queued,
    Retrieved,
    Sentence,
    Translation,
    Turn,
)
from assistant.errors import AssistantError, DocumentError, ModelUnreachableError
from assistant.following import SyncState
from assistant.models.choices import ModelChoice
from index.documents import Document
from index.filters import Filters
from index.passages import Passage, Span
from index.records import DocumentInfo, SkippedFile
from index.search import ScoredPassage

IDLE = SyncState(False, None, None, None, None, ())
CORPUS = Path(__file__).parents[1] / "corpus"
_ABOUT = {
    "000_51a4812c081649fb.txt": ("Ławrow ostrzega USA przed sojuszem wymierzonym w Koreę Północną", "pl"),
    "002_d69a3e7bfe563393.txt": ("Észak-Korea feltétel nélkül támogatja Oroszországot", "hu"),
    "004_62149765c1ec07b7.txt": ("Kim Jong Un îi promite lui Lavrov sprijin total", "ro"),
}


def passage(source: str, title: str, language: str, words: str, length: int = 700) -> Passage:
    """Cut a real passage of a shipped article, from where `words` begins."""
    text = (CORPUS / source).read_bytes().decode("utf-8")
    start = text.index(words)
    end = min(len(text), start + length)
    return Passage(
        id=f"{source}-{start}",
        document_id=source[:16],
        source=source,
        start=start,
        end=end,
        text=text[start:end],
        heading="",
        title=title,
        date="2025-07" if language != "hu" else "2025-07-12",
        language=language,
        sentences=(Span(start, end),),
    )


def passages() -> tuple[Passage, ...]:
    ro, hu, pl = "004_62149765c1ec07b7.txt", "002_d69a3e7bfe563393.txt", "000_51a4812c081649fb.txt"
    return (
        passage(ro, *_ABOUT[ro], "Liderul nord-coreean"),
        passage(hu, *_ABOUT[hu], "Észak-Korea 2022 óta"),
        passage(pl, *_ABOUT[pl], "Ławrow oskarżył"),
    )


def cite(number: int, found: Passage, quote: str) -> Citation:
    """Cite a quote, which must stand in the passage."""
    start = found.start + found.text.index(quote)
    return Citation(
        number=number,
        source=found.source,
        title=found.title,
        date=found.date,
        language=found.language,
        start=start,
        end=start + len(quote),
        quote=quote,
        support=0.9,
    )


def answer(question: str) -> Answer:
    """Return an answer with each verdict in it."""
    ro, hu, pl = found = passages()
    citations = (
        cite(1, ro, "la Wonsan, pe coasta de est a Coreei de Nord"),
        cite(2, hu, "Észak-Korea 2022 óta többször támogató nyilatkozatot tett"),
        cite(3, pl, "Ławrow oskarżył USA, Koreę Południową i Japonię"),
    )
    sentences = (
        Sentence("Kim received Lavrov in Wonsan, on North Korea's east coast.", (1,), "supported"),
        Sentence(
            "North Korea has voiced its support several times since 2022.",
            (1, 2),
            "partial",
            (Doubt("meaning"),),
        ),
        Sentence(
            "Lavrov accused Washington of planning a war.",
            (3,),
            "unsupported",
            (Doubt("names", ("Washington",)),),
        ),
    )
    seconds = {"search": 0.2, "write": 5.9, "check": 0.4}
    return Answer(question, question, "en", sentences, citations, found, False, "bundled", seconds)


def refusal(question: str) -> Answer:
    """Return an answer that says the corpus does not know."""
    said = Sentence("The documents do not say what the capital of Australia is.", (), "none")
    return Answer(question, question, "en", (said,), (), passages(), True, "bundled", {"search": 0.3})


@dataclass(frozen=True)
class FakeSuggestion:
    text: str
    language: str


@dataclass
class FakeAssistant:
    """Answers by what the question says: `capital` is refused, `broken` fails, `bug` is a mistake of ours.

    `slow` drafts until it is stopped; a question holding `wait` stops at each step named in `gates` until the
    test opens that gate.
    """

    model_name: str = "bundled"
    asked: list[tuple[str, list[Turn]]] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    warmed: bool = False
    gates: dict[str, threading.Event] = field(default_factory=dict)
    sync_error: AssistantError | None = None
    sync_state: SyncState = IDLE
    offered: tuple[str, ...] = ("Where did Kim receive Lavrov?",)
    models: tuple[ModelChoice, ...] = (
        ModelChoice("bundled"),
        ModelChoice("ollama", "server", "ollama pull x"),
    )
    llms: list[str | None] = field(default_factory=list)
    filters: list[Filters | None] = field(default_factory=list)
    put_away: set[str] = field(default_factory=set)
    added: dict[str, bytes] = field(default_factory=dict)

    def warm(self) -> None:
        self.warmed = True

    def document(self, source: str) -> Document:
        if source not in _ABOUT:
            raise DocumentError(f"There is no document {source!r}. Index the corpus again.")
        text = (CORPUS / source).read_bytes().decode("utf-8")
        return Document("0" * 16, source, text, *_ABOUT[source][:1], None, _ABOUT[source][1], None, "0" * 64)

    def translating(
        self, quote: str, language: str, written: str, llm: str | None = None
    ) -> Generator[Draft | Translation, None, None]:
        self.llms.append(llm)
        yield Draft("")
        said = f"<b>{quote[:20]}</b> from {written}"
        yield Translation(said, language, "scripted", (Doubt("numbers", ("7",)),))

    def documents(self, *, hidden: bool = False) -> Sequence[DocumentInfo]:
        own = [
            DocumentInfo(source, title, "2025-07", language, None, 5, 900)
            for source, (title, language) in _ABOUT.items()
            if hidden or source not in self.put_away
        ]
        return [*own, *(DocumentInfo(source, source, None, "pl", None, 1, 9) for source in self.added)]

    def choices(self) -> Sequence[ModelChoice]:
        return self.models

    def suggestions(self) -> Sequence[FakeSuggestion]:
        return [FakeSuggestion(text, "en") for text in self.offered]

    def search(self, query: str, limit: int = 8) -> Sequence[ScoredPassage]:
        return [ScoredPassage(found, 0.5) for found in passages()[:limit]]

    def file(self, source: str) -> Path:
        self.document(source)
        return CORPUS / source

    def add_file(self, name: str, data: bytes | Path) -> str:
        if not name.endswith(".txt"):
            raise DocumentError(f"A file cannot be added under the name {name!r}.")
        self.added[f".added/{name}"] = data if isinstance(data, bytes) else data.read_bytes()
        return f".added/{name}"

    def remove_file(self, source: str) -> None:
        if source not in self.added:
            raise DocumentError(f"There is no added file {source!r}.")
        del self.added[source]

    def hide(self, sources: Iterable[str]) -> None:
        for source in sources:
            self.document(source)
            self.put_away.add(source)

    def show(self, sources: Iterable[str]) -> None:
        self.put_away -= set(sources)

    def hidden(self) -> Sequence[str]:
        return sorted(self.put_away)

    def skipped(self) -> Sequence[SkippedFile]:
        return [SkippedFile("photo.png", "has a format that cannot be read ('.png')")]

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        llm: str | None = None,
    ) -> Generator[Event, None, None]:
        self.llms.append(llm)
        self.filters.append(filters)
        self.asked.append((question, list(history)))
        self.closed.clear()
        try:
            yield from self._events(question)
        finally:
            self.closed.set()

    def answer(self, question: str) -> Answer:
        return answer(question)

    def _events(self, question: str) -> Generator[Event, None, None]:
        if "broken" in question:
            yield Retrieved(passages(), question)
            raise ModelUnreachableError(
                "No Ollama server answers at 'http://127.0.0.1:11434'. Type: ollama serve"
            )
        if "bug" in question:
            raise ZeroDivisionError("a mistake of ours")
        done = self.answer(question)
        yield from self._gate(question, "search", Retrieved(done.passages, question))
        if "capital" in question:
            refused = refusal(question)
            yield Checked(refused.sentences[0], ())
            yield Finished(refused)
            return
        yield from self._gate(question, "queue", Queued(1))
        draft = " ".join(sentence.text for sentence in done.sentences)
        for word in draft.split(" "):
            yield Draft(word + " ")
        while "slow" in question:
            yield from self._beat()
        yield from self._gate(question, "draft", Draft(""))
        for sentence in done.sentences:
            used = tuple(c for c in done.citations if c.number in sentence.citations)
            yield Checked(sentence, used)
        yield from self._gate(question, "check", None)
        yield Finished(done)

    def _gate(self, question: str, step: str, event: Event | None) -> Generator[Event, None, None]:
        """Give the event, then heartbeats until the test opens the gate of this step."""
        if event is not None:
            yield event
        gate = self.gates.get(step) if "wait" in question else None
        while gate is not None and not gate.is_set():
            yield from self._beat()

    def _beat(self) -> Generator[Event, None, None]:
        threading.Event().wait(0.1)
        yield Draft("")
