"""A quote put into another language by the model: marked as a translation, and checked against the quote.

The check sees numbers, dates and names that one of the two lacks, words of either that nothing in the other is like, a
negation in only one, another language, and a meaning that lies far off; what it doubts is told beside the translation,
which is shown all the same, beside the quote it can be held against. Proved by
`tests/test_assistant_answering_translation.py`; measured in `tests/evaluation/LOG.md`.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import prompts
from assistant.answer import Doubt, Draft, Queued, Translation
from assistant.answering.claims import claims, contradiction, facts, lacking
from assistant.answering.counterparts import counterparts, doubt
from assistant.errors import ModelMissingError, QuestionError
from assistant.models import LanguageModel, Waiting
from assistant.wording.phrases import language_name
from index.index import Index
from index.languages import NAMES, UNKNOWN, detect, may_be

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

PROMPTS = ("translate",)
# A translation has up to so many times the tokens of its quote, and so many more.
LONGER = 2
MORE_TOKENS = 60
# Below it a translation is about something else: true ones have .64 to .73 in the middle, two sentences on one
# subject .33 (FLORES, four languages).
NEAR = 0.35
# Longer texts are documents, not quotes.
MAX_CHARACTERS = 2000
REMEMBERED = 500

Steps = Queued | Draft | Translation

_MARKS = "\"'“”„«»‘’`*"


def messages(text: str, source: str, target: str) -> "list[ChatMessage]":
    """Return the chat messages that ask for a translation, system message first."""
    from llama_index.core.llms import ChatMessage

    rendered = prompts.load(PROMPTS[0]).render(
        text=" ".join(text.split()),
        source=language_name(source) if source != UNKNOWN else "its own language",
        target=language_name(target),
    )
    return [ChatMessage(role=message.role, content=message.content) for message in rendered]


class Translator:
    """Translates quotes, each once: the last ones are remembered, by quote, language and model."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str, str], Translation] = OrderedDict()
        self._lock = threading.Lock()

    def stream(
        self, text: str, source: str, language: str, choose: Callable[[], LanguageModel | None], index: Index
    ) -> Generator[Steps, None, None]:
        """Translate a quote, telling how it goes; closing the generator stops the model.

        Args:
            text: the quote.
            source: its language, or `und`.
            language: the language to put it into.
            choose: gives the model; asked only when one is needed.
            index: whose embedder and calibration see whether it means the same.

        Yields:
            `Queued` while the model is busy, `Draft` for each piece, and last the `Translation`.

        Raises:
            QuestionError: when the text is empty or too long, or the language is none.
            ModelMissingError: when answers are made of quotes alone.
            ModelError: when the model failed.
        """
        _check(text, language)
        source = detect(text) if source == UNKNOWN else source
        if source == language:
            yield Translation(text, language, "none")
            return
        model = choose()
        if model is None:
            raise ModelMissingError(
                "A translation needs a language model, and there is none here. Set ASSISTANT_LLM (or --llm) to "
                "bundled, ollama:MODEL or gguf:PATH."
            )
        key = (text, language, model.name)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            with closing(_translate(text, source, language, model, index)) as steps:
                for step in steps:
                    if isinstance(step, Translation):
                        known = step
                    else:
                        yield step
        assert known is not None
        with self._lock:
            self._known[key] = known
            self._known.move_to_end(key)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        yield known


def target(language: str) -> str:
    """Return the language that quotes are translated into for who asks in `language`."""
    return "en" if language == UNKNOWN else language


def _check(text: Any, language: str) -> None:
    if not isinstance(text, str):
        raise QuestionError(f"What is to be translated is text or a citation, not {text!r}.")
    if not text.strip():
        raise QuestionError("There is nothing to translate. Give a quote.")
    if len(text) > MAX_CHARACTERS:
        raise QuestionError(
            f"The text to translate has {len(text):,} characters; at most {MAX_CHARACTERS:,} are taken. "
            "Translate it quote by quote."
        )
    if language not in NAMES:
        raise QuestionError(
            f"Into {language!r} nothing can be translated. Use the code of a language, as `pl` for Polish."
        )


def _translate(
    text: str, source: str, target: str, model: LanguageModel, index: Index
) -> Generator[Steps, None, None]:
    written = ""
    most = LONGER * model.count_tokens(text) + MORE_TOKENS
    with closing(model.stream(messages(text, source, target), most)) as pieces:
        for piece in pieces:
            if isinstance(piece, Waiting):
                yield Queued(piece.ahead)
            else:
                written += piece
                yield Draft(piece)
    said = _bare(written, text)
    yield Translation(said, target, model.name, doubts(text, source, said, target, index))


def doubts(text: str, source: str, said: str, target: str, index: Index) -> tuple[Doubt, ...]:
    """Return why `said` may not be what `text` says.

    Args:
        text: the quote.
        source: its language.
        said: its translation.
        target: the language asked for.
        index: whose embedder and calibration compare the meanings.

    Returns:
        What of the quote the translation lacks and what it adds, in the words of whichever has it.
    """
    if not said or not may_be(said, target):
        return (Doubt("meaning"),)
    quote, translation = facts(text, source), facts(said, target)
    left_out = lacking(claims(text, source), [translation])
    added = lacking(claims(said, target), [quote])
    found = [*left_out, *(doubt for doubt in added if doubt.kind not in {d.kind for d in left_out})]
    negated = contradiction(claims(said, target), [quote])
    calibration, embed = index.calibration, index.embedder.embed_passages
    near = float(calibration.centre(embed([text])[0], source) @ calibration.centre(embed([said])[0], target))
    far = [Doubt("meaning")] if near < NEAR else []
    return (*found, *([negated] if negated else []), *_unlike(text, source, said, target, index), *far)


def _unlike(text: str, source: str, said: str, target: str, index: Index) -> list[Doubt]:
    """Return doubts about words of either that nothing in the other is like: what is added, and what is left out."""
    if source == target:
        return []
    sides = ((said, target, text), (text, source, said))
    compared = [counterparts(one, language, [other], index.embedder) for one, language, other in sides]
    return [added for words in compared if words and (added := doubt(words))]


def _bare(written: str, text: str) -> str:
    """Return a translation without the label and the quotation marks that models put around it."""
    said = " ".join(written.split())
    said = re.sub(r"^\W{0,2}[^\W\d_]+(?: [^\W\d_]+){0,3}:\s+", "", said) if ":" not in text else said
    if said[:1] in _MARKS and said[-1:] in _MARKS and not (text[:1] in _MARKS and text[-1:] in _MARKS):
        said = said.strip(_MARKS).strip()
    return said
