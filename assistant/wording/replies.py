"""What the assistant says of itself and of its documents, in the asker's language; English for languages not listed.

Proved by `tests/test_assistant_wording_replies.py`: each is in its language, every frame is filled in, and the
questions it offers are understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.wording.tables import tables


@dataclass(frozen=True, slots=True)
class Replies:
    """The replies of one language; each is some sentences.

    `{documents}` is their number with the noun, `{languages}` and `{counts}` name languages, without and with the
    number of documents in each, `{first}` and `{last}` are dates, `{count}` and `{shown}` numbers, `{model}` a model.

    Attributes:
        documents: how a number of documents is said, by plural category of the CLDR.
        talk: what is said to each kind of utterance that no document is needed for.
        written: who writes, where a model does.
        chosen: the same, where a model only chooses quotes.
        quoted: the same, where none does.
        empty: said when there is no document at all.
        count: how many documents there are.
        by_language: how many of them in each language.
        dates: from when to when they are.
        undated: how many have no date.
        no_dates: that none has one.
        all: before a list of all documents.
        these: before a list of those that are meant.
        newest: before a list of the newest.
        none: that none is about what was asked.
        at_least: that only the nearest were looked at.
        shown: that only the first are listed.
    """

    documents: Mapping[str, str]
    talk: Mapping[str, tuple[str, ...]]
    written: str
    chosen: str
    quoted: str
    empty: str
    count: str
    by_language: str
    dates: str
    undated: str
    no_dates: str
    all: str
    these: str
    newest: str
    none: str
    at_least: str
    shown: str


def _read(words: dict[str, Any]) -> Replies:
    talk = {kind: tuple(said) for kind, said in words.pop("talk").items()}
    return Replies(**words, talk=talk)


REPLIES = {language: _read({**words["replies"]}) for language, words in tables().items()}


def replies(language: str) -> Replies:
    """Return the replies of a language, or the English ones."""
    return REPLIES.get(language, REPLIES["en"])
