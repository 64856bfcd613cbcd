"""What the page needs of an `Assistant`, and nothing more: tests give it a small one."""

from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from assistant.answer import Draft, Event, Queued, Translation, Turn
from assistant.errors import AssistantError
from assistant.following import SyncState
from assistant.models.choices import ModelChoice
from index.documents import Document
from index.filters import Filters
from index.records import DocumentInfo, SkippedFile
from index.search import ScoredPassage


class Suggested(Protocol):
    """A question that the documents answer."""

    @property
    def text(self) -> str:
        """The question."""

    @property
    def language(self) -> str:
        """Its language, ISO 639-1."""


class Answering(Protocol):
    """What the page needs of an `Assistant`; what each does is said there."""

    @property
    def model_name(self) -> str:
        """The model that answers, as the settings name it."""

    @property
    def sync_error(self) -> AssistantError | None:
        """Why the index could not be brought up to date; None when it could."""

    @property
    def sync_state(self) -> SyncState:
        """How the index is being kept equal to the corpus, now."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        llm: str | None = None,
    ) -> Generator[Event, None, None]:
        """Answer a question event by event; closing the generator stops the model."""

    def translating(
        self, quote: str, language: str, written: str, llm: str | None = None
    ) -> Generator[Queued | Draft | Translation, None, None]:
        """Put a quote into another language; closing the generator stops the model."""

    def choices(self) -> Sequence[ModelChoice]:
        """Return the models to choose from."""

    def suggestions(self) -> Sequence[Suggested]:
        """Return questions that the documents answer."""

    def document(self, source: str) -> Document:
        """Return one document with its text."""

    def documents(self, *, hidden: bool = False) -> Sequence[DocumentInfo]:
        """List the documents of the corpus, with those that are hidden where that is asked for."""

    def search(self, query: str, limit: int = 8) -> Sequence[ScoredPassage]:
        """Return the passages that bear on a query, best first."""

    def file(self, source: str) -> Path:
        """Return the original file of a document."""

    def add_file(self, name: str, data: bytes | Path) -> str:
        """Take a file into the index; return its source."""

    def remove_file(self, source: str) -> None:
        """Remove a file that was added."""

    def hide(self, sources: Iterable[str]) -> None:
        """Leave documents out of search and answers."""

    def show(self, sources: Iterable[str]) -> None:
        """Take hidden documents back."""

    def hidden(self) -> Sequence[str]:
        """Return the sources that are hidden."""

    def skipped(self) -> Sequence[SkippedFile]:
        """Return the files that were left out, and why."""

    def warm(self) -> None:
        """Load the models, so that the first question need not wait for it."""
