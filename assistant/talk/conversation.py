"""What is said without an answer from the documents: to who greets, thanks, asks about the assistant or what there is.

Invariant: such a reply cites nothing and needs no model; the documents it names are data as well, one sentence each,
the last ones. Proved by `tests/test_assistant_talk_conversation.py`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.facts.inflection import locale
from assistant.talk.followup import Understood
from assistant.talk.listing import Listing, both, listed, newest_first
from assistant.wording.labels import words as around
from assistant.wording.phrases import phrases
from assistant.wording.replies import REPLIES, Replies, replies
from index.filters import Filters, interval
from index.index import Index
from index.no_match import explain
from index.records import DocumentInfo

# A list is to be read.
LISTED = 50
NEWEST = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said.

    Attributes:
        sentences: in order.
        documents: those that the last sentences name, one each.
    """

    sentences: tuple[str, ...]
    documents: tuple[DocumentInfo, ...] = ()


def reply(
    index: Index, wanted: Understood, filters: Filters | None, model: str, *, writes: bool = True
) -> Reply:
    """Return what is said to what is no question to the documents.

    Args:
        index: the documents.
        wanted: an utterance whose kind is not None.
        filters: which documents to look at; all by default.
        model: the name of the model that is asked for answers, or `none`.
        writes: whether it writes them, or chooses quotes.

    Returns:
        Sentences in the asker's language.
    """
    heard, words = wanted.heard, replies(wanted.language)
    kind = heard.kind
    assert kind is not None
    if kind in words.talk:
        frame = words.written if writes else words.chosen
        writer = words.quoted if model == "none" else frame.format(model=model)
        return Reply(tuple(sentence.format(writer=writer) for sentence in words.talk[kind]))
    together = both(heard.filters, filters)
    documents = index.documents()
    if not documents:
        return Reply((words.empty,))
    no_match = explain(together or heard.filters, documents)
    if no_match:
        return Reply(tuple(no_match.sentences(phrases(wanted.language).no_match)))
    if together is None:
        return Reply((words.none,))
    found = listed(index, heard.subject, wanted.language, together)
    if not found.documents:
        return Reply((words.none,))
    match kind:
        case "count":
            return Reply((_counted(found, words, wanted.language), *_remarks(found, words, wanted.language)))
        case "languages":
            return Reply((_languages(found.documents, words, wanted.language), words.talk["spoken"][0]))
        case "dates":
            return Reply(tuple(_dates(found.documents, words, wanted.language)))
        case "newest":
            return _newest(found, words, wanted.language)
        case _:
            return _list(found, words, wanted)


def _list(found: Listing, words: Replies, wanted: Understood) -> Reply:
    is_all = not wanted.heard.subject and wanted.heard.filters == Filters()
    head = (words.all if is_all else words.these).format(count=len(found.documents))
    shown = found.documents[:LISTED]
    cut = [words.shown.format(shown=len(shown))] if len(shown) < len(found.documents) else []
    remarks = [*cut, *_remarks(found, words, wanted.language)]
    return Reply((*remarks, head, *_named(shown, wanted.language)), shown)


def _newest(found: Listing, words: Replies, language: str) -> Reply:
    dated = newest_first(found.documents)
    if not dated:
        return Reply((words.no_dates,))
    shown = tuple(dated[:NEWEST])
    head = words.newest.format(shown=len(shown), count=len(found.documents))
    undated = len(found.documents) - len(dated)
    left_out = replace(found, undated=found.undated + undated)
    return Reply((*_remarks(left_out, words, language), head, *_named(shown, language)), shown)


def _counted(found: Listing, words: Replies, language: str) -> str:
    said = words.count.format(
        count=len(found.documents), documents=_number(len(found.documents), words, language)
    )
    languages = {document.language for document in found.documents}
    return f"{said} {_languages(found.documents, words, language)}" if len(languages) > 1 else said


def _remarks(found: Listing, words: Replies, language: str) -> list[str]:
    undated = (
        [words.undated.format(documents=_number(found.undated, words, language))] if found.undated else []
    )
    return undated if found.is_whole else [words.at_least, *undated]


def _languages(documents: Iterable[DocumentInfo], words: Replies, language: str) -> str:
    counts = Counter(document.language for document in documents)
    named = [f"{_language(code, language)} ({count})" for code, count in counts.most_common()]
    return words.by_language.format(counts=", ".join(named))


def _dates(documents: Sequence[DocumentInfo], words: Replies, language: str) -> list[str]:
    dated = newest_first(documents)
    undated = len(documents) - len(dated)
    if not dated:
        return [words.no_dates]
    first = min(dated, key=lambda document: interval(str(document.date))[0])
    said = [words.dates.format(first=first.date, last=dated[0].date)]
    return said + ([words.undated.format(documents=_number(undated, words, language))] if undated else [])


def _named(documents: Sequence[DocumentInfo], language: str) -> list[str]:
    no_date = around(language).no_date
    return [
        f"{number}. {document.title} ({document.date or no_date}, {document.language}), {document.source}"
        for number, document in enumerate(documents, 1)
    ]


def _number(count: int, words: Replies, language: str) -> str:
    known = locale(language if language in REPLIES else "en")
    category = known.plural_form(count) if known else "other"
    return words.documents.get(category, words.documents["other"]).format(count=count)


def _language(code: str, language: str) -> str:
    known = locale(language if language in REPLIES else "en")
    return str(known.languages.get(code, code)) if known else code
