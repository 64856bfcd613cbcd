"""Questions to begin with, drawn from the corpus: about who and what its newest documents speak of, in their languages.

Invariants: for one generation of an index the questions are the same; each is near enough to a sentence of the
corpus for quotes to answer it without a language model; a bounded number of documents is read, however many there
are. Each question is right in grammar whatever case its names stand in. Proved by
`tests/test_assistant_suggestions.py`.
"""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from assistant.finding.nearness import STRONG, rise
from assistant.talk.followup import understood
from assistant.talk.topics import titles, topics
from index.index import Index
from index.passages import Passage, cut
from index.records import DocumentInfo

DOCUMENTS = 60
READ = 30_000
"""How many documents are read, for all languages together, and about how many characters."""

CHARACTERS = 5000
"""How much of each: who it is about stands at its beginning."""

# Topics that are tried for each question wanted: each costs an embedding.
_TRIED = 3
_TO_SPARE = 0.02
_ENGLISH = "en"
# In English names have no case; elsewhere they stand apart from the sentence.
_QUESTIONS = {
    "en": ("What do the documents say about {topic}?", "What is reported about {topic}?"),
    "pl": ("{topic}: co mówią o tym dokumenty?", "Co wiadomo na ten temat: {topic}?"),
    "hu": ("Mit írnak a dokumentumok erről: {topic}?", "{topic}: mit tudunk erről?"),
    "ro": ("{topic}: ce spun documentele despre asta?", "Ce se știe despre acest subiect: {topic}?"),
}
_AND = {"en": " and ", "pl": " i ", "hu": " és ", "ro": " și "}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that the documents answer.

    Attributes:
        text: the question.
        language: its language, ISO 639-1.
        source: the document it was drawn from.
    """

    text: str
    language: str
    source: str


class Suggester:
    """Suggests questions, and remembers them for as long as the documents are the same; any thread may ask.

    Args:
        index: the documents.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: tuple[int, int, list[Suggestion]] | None = None
        self._lock = threading.Lock()

    def suggestions(self, count: int = 4) -> list[Suggestion]:
        """Return at most `count` questions that the documents answer; see `suggest`."""
        with self._lock:
            generation = self._index.generation
            if self._known is None or self._known[:2] != (generation, count):
                self._known = (generation, count, suggest(self._index, count))
            return list(self._known[2])


def suggest(index: Index, count: int = 4) -> list[Suggestion]:
    """Return questions that the documents answer.

    Args:
        index: the documents.
        count: how many at most.

    Returns:
        Questions in the corpus's most frequent languages in turn; in English where a language has no words of ours.
        Fewer than `count`, or none, where nothing is named in several sentences, nor titled.
    """
    documents = index.documents()
    languages = [code for code, _ in Counter(document.language for document in documents).most_common(count)]
    found = []
    for code in languages:
        newest = _newest([d for d in documents if d.language == code], max(DOCUMENTS // len(languages), 1))
        passages = _read(index, newest, READ // len(languages))
        found.append(_questions(index, passages, code if code in _QUESTIONS else _ENGLISH, count))
    in_turn = [suggestion for row in zip_longest(*found) for suggestion in row if suggestion is not None]
    return in_turn[:count]


def _newest(documents: Sequence[DocumentInfo], count: int) -> list[DocumentInfo]:
    """Return the newest documents, those without a date last; of these some from all over the corpus."""
    dated = sorted((d for d in documents if d.date), key=lambda d: (d.date or "", d.source), reverse=True)
    undated = [document for document in documents if not document.date]
    return [*dated[:count], *undated[:: max(len(undated) // count, 1)]][:count]


def _read(index: Index, documents: Sequence[DocumentInfo], most: int) -> list[Passage]:
    """Return the passages at the beginnings of the first documents, until about `most` characters are read."""
    found: list[Passage] = []
    for document in documents:
        found += _passages(index, document.source)
        most -= min(document.characters, CHARACTERS)
        if most <= 0:
            break
    return found


def _passages(index: Index, source: str) -> list[Passage]:
    """Return the passages at a document's beginning, as the index holds them."""
    document = index.document(source)
    end = document.body + CHARACTERS
    if len(document.text) <= end:
        return cut(document)
    headings = tuple(heading for heading in document.headings if heading.end <= end)
    # The last one was cut off, and is another than in the index.
    return cut(replace(document, text=document.text[:end], headings=headings))[:-1]


def _questions(index: Index, passages: Sequence[Passage], language: str, count: int) -> list[Suggestion]:
    """Return at most `count` questions about what passages speak of; of those tried, the ones they answer."""
    tried = [*topics(passages, language)[: _TRIED * count], *titles(passages)[:count]]
    vectors = index.sentence_vectors({topic.passage.id for topic in tried})
    found: list[Suggestion] = []
    for topic in tried:
        if len(found) == count:
            break
        said = _AND[language].join(topic.words)
        text = _QUESTIONS[language][len(found) % 2].format(topic=said)
        own = vectors.get(topic.passage.id)
        if own is None or not _is_understood(text, language):
            continue
        query, vector = index.embedder.embed_query(text), own[topic.sentence : topic.sentence + 1]
        near = index.calibration.relevance(query, language, vector, topic.passage.language)
        if near[0] >= STRONG + rise(index.calibration.passages) + _TO_SPARE:
            found.append(Suggestion(text, language, topic.passage.source))
    return found


def _is_understood(question: str, language: str) -> bool:
    """Tell whether the assistant takes it for a question to the documents, in its language."""
    wanted = understood(question)
    return wanted.heard.kind is None and wanted.language == language
