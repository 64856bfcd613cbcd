"""`Assistant`: what developers call, and what the command line and the page are made of.

One `Assistant` may be used from several threads. The model is chosen and loaded at the first question that
needs it. Proved by `tests/test_assistant_assistant.py`.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from assistant import models, pipeline
from assistant.answer import Answer, Citation, Draft, Event, Finished, Queued, Translation, Turn
from assistant.answering import translation
from assistant.errors import SettingsError
from assistant.export import verification
from assistant.export.verification import AnswerCheck
from assistant.models import LanguageModel
from assistant.models.choices import ModelChoice, choices
from assistant.models.opened import OpenedModels
from assistant.opened_corpus import OpenCorpus
from assistant.opening import open_index
from assistant.settings import Settings
from assistant.suggestions import Suggester, Suggestion
from index.filters import Filters
from index.index import Index
from index.sync import Progress

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


class Assistant(OpenCorpus):
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
        if not isinstance(index, Index):
            raise SettingsError(
                f"An index is no {index!r}; write Assistant.open(Settings(corpus=...)) for that of a folder."
            )
        super().__init__(index)
        self.settings = _checked(settings)
        self._models = OpenedModels(
            self.settings.llm if llm == "" else llm,
            self.settings.data,
            self.settings.ollama_host,
            model_progress,
        )
        self._translator = translation.Translator()
        self._suggester = Suggester(index)

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
            follow_s: follow the folder until `close`: sync when the system tells of a change, and at the latest after
                so many seconds (more often where it tells of none); by default the folder is looked at once.

        Returns:
            The assistant; close it, or use it in a `with`.

        Raises:
            AssistantError: when the corpus, the data folder or the embedder cannot be used.
        """
        settings = _checked(settings)
        index = open_index(settings)
        assistant = cls(index, settings=settings, model_progress=model_progress)
        # Another embedder or schema is told here, not at the first question. Vectors that a killed writer left,
        # or that somebody deleted, are made again first: they would give wrong answers, or none.
        if not (index.built and index.sound):
            assistant._follower.report = index.sync(progress, wait_s=600.0)
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
            AssistantError: when the question is empty or far too long, something given is of another type, or the
                model failed.
        """
        with closing(self.stream(question, history, filters)) as events:
            for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError("a stream ends with Finished")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        llm: str | None = None,
    ) -> Generator[Event, None, None]:
        """Yield what happens on the way to the answer, as `ask` takes it; closing it stops the model.

        Args:
            question: in any language.
            history: the turns before it, oldest first.
            filters: which documents to look at; all by default.
            llm: the language model to ask, as in `ASSISTANT_LLM`; by default the one that was set.

        Returns:
            `Retrieved`, `Queued`*, `Draft`*, `Checked`*, `Finished`.
        """
        is_judging = self.settings.judge == "model"
        return pipeline.stream(
            self.index, self._models.get(llm), question, history, filters, is_judging=is_judging
        )

    def choices(self) -> list[ModelChoice]:
        """Return the language models to choose from, the best first, and what to do about those that are missing."""
        return choices(self.settings.llm, self.settings.ollama_host)

    def suggestions(self, count: int = 4) -> list[Suggestion]:
        """Return at most `count` questions to begin with, which the documents answer also without a model."""
        return self._suggester.suggestions(count)

    def verify(self, exported: Answer | Mapping[str, Any] | str) -> list[AnswerCheck]:
        """Return whether the quotes of an answer, or of an exported one, are still in the files of the corpus.

        Args:
            exported: an answer, what its `to_dict` returned, or the text of an exported file.

        Returns:
            A check for each answer; the same as `assistant.verify`, which needs no index.

        Raises:
            AssistantError: it is no exported answer, or there is no corpus folder.
        """
        return verification.verify(self.index.corpus, exported, data=self.settings.data)

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
        self, quote: str | Citation, language: str, written: str = "und", llm: str | None = None
    ) -> Generator[Queued | Draft | Translation, None, None]:
        """Yield what happens on the way to a translation, as `translate` takes it; closing it stops the model.

        Args:
            quote: as for `translate`.
            language: as for `translate`.
            written: as for `translate`.
            llm: the language model to ask, as in `ASSISTANT_LLM`; by default the one that was set.

        Returns:
            `Queued`*, `Draft`*, `Translation`.
        """
        text, source = (quote.quote, quote.language) if isinstance(quote, Citation) else (quote, written)
        return self._translator.stream(text, source, language, lambda: self._models.get(llm), self.index)

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
        return self._models.get()

    @property
    def model_name(self) -> str:
        """The name of the language model; `none` when answers are made of quotes alone."""
        return self.model.name if self.model else "none"

    def warm(self) -> None:
        """Load both models, and look for questions to suggest, so that nobody need wait for it."""
        self.index.embedder.embed_query("-")
        self.index.embedder.token_states(["-"])  # its lower layers are read apart
        self.suggestions()
        if self.model is not None:
            self.model.warm()

    def close(self) -> None:
        """Free the models and the index."""
        self._follower.close()
        self._models.close()
        self.index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _checked(settings: Any) -> Settings:
    """Return the settings given, or those of the environment; SettingsError when they are something else."""
    if settings is None or isinstance(settings, Settings):
        return settings or Settings()
    raise SettingsError(f"Settings are no {settings!r}; write Settings(corpus=..., llm=...), or nothing.")
