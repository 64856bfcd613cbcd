"""`Assistant`: what developers call, and what the command line and the page are made of.

One `Assistant` may be used from several threads. The model is chosen and loaded at the first question that
needs it. Proved by `tests/test_assistant_assistant.py`.
"""

import logging
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from assistant import models, pipeline
from assistant.answer import Answer, Citation, Draft, Event, Finished, Queued, Translation, Turn
from assistant.answering import translation
from assistant.errors import AssistantError, IndexingError, LockedError
from assistant.export import verification
from assistant.export.verification import AnswerCheck
from assistant.models import LanguageModel
from assistant.settings import Settings
from index.catalogue import DocumentInfo
from index.documents import Document
from index.embedding import load
from index.filters import Filters
from index.index import Index
from index.no_match import NoMatch
from index.search import ScoredPassage
from index.sync import Progress, Report

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

log = logging.getLogger(__name__)

# How long a closing assistant waits for a sync under way; one cut off goes on at the next start.
CLOSING_S = 2.0


class Assistant:
    """Answers questions about one corpus, every sentence with verbatim, checked quotes.

    Args:
        index: the index to answer from.
        llm: any llama-index `LLM`, a `LanguageModel`, the name of one as in `ASSISTANT_LLM`, or None to
            answer with quotes alone; by default what the settings say.
        settings: the settings; by default those of the environment.
        model_progress: told the bytes done and in all while the bundled model is put together, once.
    """

    def __init__(
        self,
        index: Index,
        llm: "LLM | LanguageModel | str | None" = "",
        settings: Settings | None = None,
        model_progress: models.Progress | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.index = index
        self._llm = self.settings.llm if llm == "" else llm
        self._model_progress = model_progress
        self._model: LanguageModel | None = None
        self._chosen = False
        self._translator = translation.Translator()
        self._lock = threading.Lock()
        self._syncing: threading.Thread | None = None
        self._synced = threading.Event()
        self._synced.set()
        self._closing = threading.Event()
        self.sync_report: Report | None = None
        self.sync_error: AssistantError | None = None

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        progress: Callable[[Progress], None] | None = None,
        model_progress: models.Progress | None = None,
        follow_s: float | None = None,
    ) -> Self:
        """Open the corpus that the settings name.

        When there is no index yet it is built first; otherwise questions are answered from the last good state
        at once, and a thread makes the index equal the corpus meanwhile (`wait_for_sync`).

        Args:
            settings: the settings; by default those of the environment.
            progress: called while the index is built or brought up to date.
            model_progress: told the bytes done and in all while the bundled model is put together, once.
            follow_s: look for changed files again after so many seconds, until `close`; by default once.

        Returns:
            The assistant; close it, or use it in a `with`.

        Raises:
            AssistantError: when the corpus, the data folder or the embedder cannot be used.
        """
        settings = settings or Settings()
        embedder = load(settings.embedder, settings.ollama_host, settings.data)
        index = Index(settings.corpus, settings.data, embedder)
        assistant = cls(index, settings=settings, model_progress=model_progress)
        # Another embedder or schema is told here, not at the first question. Vectors that a killed writer left,
        # or that somebody deleted, are made again first: they would give wrong answers, or none.
        if not (index.built and index.sound):
            assistant.sync_report = index.sync(progress, wait_s=600.0)
        if assistant.sync_report is None or follow_s is not None:
            assistant.sync_behind(progress, follow_s)
        return assistant

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Return the answer to `question`.

        Args:
            question: in any language.
            history: the turns before it, oldest first.
            filters: which documents to look at; all by default.

        Returns:
            The answer, whose every quote is verbatim.

        Raises:
            AssistantError: when the question is empty or far too long, or the model failed.
        """
        with closing(self.stream(question, history, filters)) as events:
            for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError("a stream ends with Finished")

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Generator[Event, None, None]:
        """Yield what happens on the way to the answer, as `ask` takes it; closing it stops the model.

        Args:
            question: in any language.
            history: the turns before it, oldest first.
            filters: which documents to look at; all by default.

        Returns:
            `Retrieved`, `Queued`*, `Draft`*, `Checked`*, `Finished`.
        """
        is_judging = self.settings.judge == "model"
        return pipeline.stream(self.index, self.model, question, history, filters, is_judging=is_judging)

    def search(self, query: str, limit: int = 8, filters: Filters | None = None) -> list[ScoredPassage]:
        """Return the passages that bear on `query`, best first.

        Args:
            query: a question, words, or a whole article to find others like it, in any language.
            limit: how many at most.
            filters: which documents to look at; all by default.

        Returns:
            At most `limit` passages with their scores; none when the filters match no document (`no_match`).

        Raises:
            AssistantError: when the query is empty or far too long, or `limit` below 1.
        """
        return self.index.search(pipeline.checked_query(query), limit, filters)

    def no_match(self, filters: Filters) -> NoMatch | None:
        """Return why `filters` match no document, and what would match; None when a document does."""
        return self.index.no_match(filters)

    def documents(self) -> list[DocumentInfo]:
        """Return the documents of the corpus, by source."""
        return self.index.documents()

    def document(self, source: str) -> Document:
        """Return one document with its text; DocumentError when there is none."""
        return self.index.document(source)

    def verify(self, exported: Answer | Mapping[str, Any] | str) -> list[AnswerCheck]:
        """Return whether the quotes of an answer, or of an exported one, are still in the files of the corpus.

        Args:
            exported: an answer, what its `to_dict` returned, or the text of an exported file.

        Returns:
            A check for each answer; the same as `assistant.verify(corpus, exported)`, which needs no index.

        Raises:
            AssistantError: it is no exported answer, or there is no corpus folder.
        """
        return verification.verify(self.index.corpus, exported)

    def translate(self, quote: str | Citation, language: str, written: str = "und") -> Translation:
        """Return a quote in another language, in the words of the language model.

        Args:
            quote: a citation of an answer, or a text of at most 2,000 characters.
            language: the language to put it into, ISO 639-1.
            written: the text's own language, told by itself when not given; a citation knows it.

        Returns:
            The translation, and why it may not be what the quote says; the same again for the same quote.

        Raises:
            AssistantError: when there is no language model, it failed, or the text is empty or too long.
        """
        with closing(self.translating(quote, language, written)) as events:
            for event in events:
                if isinstance(event, Translation):
                    return event
        raise AssertionError("a stream ends with its Translation")

    def translating(
        self, quote: str | Citation, language: str, written: str = "und"
    ) -> Generator[Queued | Draft | Translation, None, None]:
        """Yield what happens on the way to a translation, as `translate` takes it; closing it stops the model."""
        text, source = (quote.quote, quote.language) if isinstance(quote, Citation) else (quote, written)
        return self._translator.stream(text, source, language, lambda: self.model, self.index)

    def translated(self, answer: Answer) -> Iterator[Citation]:
        """Yield the citations of an answer, those in another language than the question's with a translation."""
        language = translation.target(answer.language)
        for citation in answer.citations:
            is_foreign = citation.language != language
            yield (
                replace(citation, translation=self.translate(citation, language)) if is_foreign else citation
            )

    @property
    def model(self) -> LanguageModel | None:
        """The language model, chosen at first use; None when answers are made of quotes alone."""
        with self._lock:
            if not self._chosen:
                self._model = self._choose()
                self._chosen = True
            return self._model

    @property
    def model_name(self) -> str:
        """The name of the language model; `none` when answers are made of quotes alone."""
        return self.model.name if self.model else "none"

    def warm(self) -> None:
        """Load both models, so that the first question need not wait for it."""
        self.index.embedder.embed_query("-")
        self.index.embedder.token_states(["-"])  # its lower layers are read apart
        if self.model is not None:
            self.model.warm()

    def sync_behind(
        self, progress: Callable[[Progress], None] | None = None, every_s: float | None = None
    ) -> None:
        """Make the index equal the corpus in a thread; what came of it is `sync_report` or `sync_error`.

        Args:
            progress: called while the index is brought up to date the first time.
            every_s: do it again after so many seconds, until `close`; by default once.
        """

        def work() -> None:
            self._sync_once(progress)
            self._synced.set()
            while every_s is not None and not self._closing.wait(every_s):
                self._sync_once(None)

        self._synced.clear()
        self._syncing = threading.Thread(target=work, name="sync", daemon=True)
        self._syncing.start()

    def wait_for_sync(self, seconds: float) -> bool:
        """Wait until the index equals the corpus; return False when that takes longer."""
        return self._synced.wait(seconds)

    def _sync_once(self, progress: Callable[[Progress], None] | None) -> None:
        # The last good state goes on answering, whatever happens here; callers show `sync_error`.
        try:
            report = self.index.sync(progress)
        except LockedError as error:
            log.info("Not brought up to date here: %s", error)  # the other process does it
        except AssistantError as error:
            self.sync_error = error
        except Exception as error:
            log.exception("The index could not be brought up to date")
            self.sync_error = IndexingError(
                f"The index could not be brought up to date ({error!r}); the log says more. Answers are those of "
                "the last good state. `assistant index` tries again."
            )
            self.sync_error.__cause__ = error
        else:
            self.sync_error = None
            if report.changed or self.sync_report is None:
                self.sync_report = report

    def close(self) -> None:
        """Free the models and the index."""
        self._closing.set()
        if self._syncing is not None:
            self._syncing.join(CLOSING_S)
        with self._lock:
            if self._model is not None:
                self._model.close()
        self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _choose(self) -> LanguageModel | None:
        if self._llm is None or isinstance(self._llm, LanguageModel):
            return self._llm
        if isinstance(self._llm, str):
            return models.choose(
                self._llm,
                data=self.settings.data,
                ollama_host=self.settings.ollama_host,
                progress=self._model_progress,
            )
        return models.wrap(self._llm)
