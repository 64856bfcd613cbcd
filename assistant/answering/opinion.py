"""The model's own opinion of a sentence it wrote: may the quotes be read so? One more call for each sentence.

It can only lower what the check said, never raise it: a model that says yes to everything changes nothing. Off
unless `ASSISTANT_JUDGE=model`. Proved by `tests/test_assistant_answering_opinion.py`; how little the bundled model's
opinion is worth is written down in `tests/evaluation/LOG.md`.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import prompts
from assistant.answer import Doubt, Draft, Verdict
from assistant.answering.support import Judgement
from assistant.models import LanguageModel, Waiting

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

PROMPTS = ("judge",)
MAX_TOKENS = 8

_WORDS: dict[str, Verdict] = {
    "yes": "supported",
    "partly": "partial",
    "partially": "partial",
    "no": "unsupported",
}
_ORDER: tuple[Verdict, ...] = ("unsupported", "partial", "supported")


def messages(sentence: str, quotes: Sequence[str]) -> "list[ChatMessage]":
    """Return the chat messages that ask for an opinion, system message first."""
    from llama_index.core.llms import ChatMessage

    lines = [f"{number}. {' '.join(quote.split())}" for number, quote in enumerate(quotes, 1)]
    rendered = prompts.load(PROMPTS[0]).render(quotes="\n".join(lines), sentence=" ".join(sentence.split()))
    return [ChatMessage(role=message.role, content=message.content) for message in rendered]


def ask(sentence: str, quotes: Sequence[str], model: LanguageModel) -> Generator[Draft, None, Verdict | None]:
    """Ask the model whether the quotes say what the sentence says; closing the generator stops it.

    An empty `Draft` comes about twice a second; what is returned is what the model says, None when it said something
    else than one of the words asked for.
    """
    said = ""
    with closing(model.stream(messages(sentence, quotes), MAX_TOKENS)) as pieces:
        for piece in pieces:
            said += "" if isinstance(piece, Waiting) else piece
            yield Draft("")
    first = re.search(r"[^\W\d_]+", said)
    return _WORDS.get(first[0].lower()) if first else None


def hear(
    kept: Sequence[tuple[str, Judgement]], model: LanguageModel | None
) -> Generator[Draft, None, list[tuple[str, Judgement, Verdict | None]]]:
    """Ask the model, or nobody, of each sentence, with an empty `Draft` about twice a second.

    What is returned is the sentences, what backs each as it is now, and what the model said.
    """
    heard = []
    for text, judgement in kept:
        quotes = [piece.text for piece, _ in judgement.quotes]
        said = (yield from ask(text, quotes, model)) if model else None
        heard.append((text, lowered(judgement, said), said))
    return heard


def lowered(judgement: Judgement, said: Verdict | None) -> Judgement:
    """Return a judgement as it is with the model's opinion: the lower of the two verdicts."""
    if said is None or _ORDER.index(said) >= _ORDER.index(judgement.verdict):
        return judgement
    doubts = judgement.doubts or (Doubt("meaning"),)
    quotes = judgement.quotes if said == "partial" else ()
    return replace(judgement, verdict=said, doubts=doubts, quotes=quotes)
