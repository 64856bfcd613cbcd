"""Exported answers checked against the files of a corpus as they are now: is each quote where it was?

The files are read as for indexing, but nothing is indexed or embedded; no index is needed. The cited document is
looked at first; all others are read, once, only for quotes that it no longer holds. Invariant: a quote is said to be
`there` only where the document's text from `start` to `end` is exactly it. Proved by
`tests/test_assistant_export_verification.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from assistant.answer import Answer
from assistant.errors import DocumentError
from assistant.export.nearest import ALIKE, nearest
from assistant.export.reading import Exported, ExportedCitation, ExportedSpeaker, parse, read
from assistant.export.shown import Alteration
from index.corpus import File, check_folder, walk
from index.documents import file_of
from index.errors import MissingDocumentError
from index.folders import index_folder
from index.membership import Membership
from index.readers import read_text, read_texts

Status = Literal["there", "moved", "changed", "gone"]
SpeakerStatus = Literal["there", "moved", "gone"]
FileState = Literal["same", "changed", "missing", "unreadable", "unknown"]
Progress = Callable[[int, int], None]

ELSEWHERE = 5
"""How many other places that hold a quote are told."""


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of the document at `source`."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What has become of one quote.

    Attributes:
        number: of the citation.
        quote: the words.
        cited: where they were.
        status: `there`, exactly where they were; `moved`, the same words at another place of the document or, when it
            does not say anything like it any more, in another; `changed`, the document now says something like it;
            `gone`, none of these.
        file: whether the document's file is byte for byte the `same`, `changed`, `missing` or `unreadable` (why is in
            `reason`); `unknown` when the export does not say what it was like.
        found: where the words are now, or what is most like them; None when gone.
        text: what stands there, when changed.
        likeness: how like the quote that is, 0..1; 1 when it is the same.
        is_spacing: True when changed in white space only.
        is_renamed: True when moved into a file that is byte for byte the cited one.
        speaker: whether the words that name who says it are `there`, where they were, have `moved` within the document,
            or are `gone` from it; None when nobody was named.
        elsewhere: other documents that hold the quote, at most `ELSEWHERE`, when it is not in its own.
        reason: why the document cannot be read, or an empty string.
    """

    number: int
    quote: str
    cited: Place
    status: Status
    file: FileState
    found: Place | None = None
    text: str = ""
    likeness: float = 0.0
    is_spacing: bool = False
    is_renamed: bool = False
    speaker: SpeakerStatus | None = None
    elsewhere: tuple[Place, ...] = ()
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether the quote is where it was, and so is the name of who says it."""
        return self.status == "there" and self.speaker in (None, "there")


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """What has become of one answer.

    Attributes:
        question: the question.
        asked: when it was asked, ISO 8601, or an empty string when the export does not say.
        model: the model that wrote it.
        abstained: whether it is one that says that the documents do not answer.
        quotes: its quotes, in the order of their numbers.
        alterations: what was changed in the file after it was exported.
    """

    question: str
    asked: str
    model: str
    abstained: bool
    quotes: tuple[QuoteCheck, ...]
    alterations: tuple[Alteration, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every quote is where it was, with who says it, and the file as it was written."""
        return not self.alterations and all(quote.holds for quote in self.quotes)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        return {"holds": self.holds, **asdict(self)}


def verify(
    corpus: Path,
    exported: Answer | Mapping[str, Any] | str,
    progress: Progress | None = None,
    data: Path | None = None,
) -> list[AnswerCheck]:
    """Check an answer, or what was exported of one or several, against the files of a corpus.

    Args:
        corpus: the folder of documents.
        exported: an answer, what its `to_dict` returned, or the text of an exported file.
        progress: told how many files were read, and of how many, while quotes are looked for in all of them.
        data: the data folder, for answers that quote files added to the corpus; none of those by default.

    Returns:
        A check for each answer.

    Raises:
        ExportError: it is no exported answer.
        CorpusError: there is no such folder.
    """
    if isinstance(exported, str):
        return check(corpus, read(exported, "the text"), progress, data)
    values = exported.to_dict() if isinstance(exported, Answer) else exported
    return check(corpus, [parse(values, "the answer")], progress, data)


def check(
    corpus: Path, answers: Sequence[Exported], progress: Progress | None = None, data: Path | None = None
) -> list[AnswerCheck]:
    """Check exported answers against the files of a corpus; all of them read it at most once.

    Args:
        corpus: the folder of documents.
        answers: the exported answers.
        progress: as `verify` takes it.
        data: the same.

    Returns:
        A check for each, in their order.

    Raises:
        CorpusError: there is no such folder.
    """
    files = walk(check_folder(corpus))[0]
    if data is not None:
        files += Membership(corpus, index_folder(data, corpus)).added_files()
    known = _Files(files)
    found = [
        [known.look(number, citation) for number, citation in enumerate(exported.answer.citations, 1)]
        for exported in answers
    ]
    lost = {quote.quote for quotes in found for quote in quotes if quote.status not in ("there", "moved")}
    places = _search(files, lost, progress) if lost else {}
    return [
        AnswerCheck(
            question=exported.answer.question,
            asked=exported.answer.provenance.asked if exported.answer.provenance else "",
            model=exported.answer.model,
            abstained=exported.answer.abstained,
            quotes=tuple(
                _elsewhere(quote, citation.content_hash, places.get(quote.quote, []))
                for quote, citation in zip(quotes, exported.answer.citations, strict=True)
            ),
            alterations=exported.alterations,
        )
        for exported, quotes in zip(answers, found, strict=True)
    ]


class _Files:
    """The documents that are cited, each read once."""

    def __init__(self, files: Sequence[File]) -> None:
        self._files = {file.source: file for file in files}
        self._read: dict[str, tuple[str, str] | DocumentError | None] = {}

    def look(self, number: int, citation: ExportedCitation) -> QuoteCheck:
        """Return what has become of a quote, as far as its own document tells."""
        cited = Place(citation.source, citation.start, citation.end)
        speaker: SpeakerStatus | None = "gone" if citation.attribution else None
        place = citation.number or number
        gone = QuoteCheck(place, citation.quote, cited, "gone", "missing", speaker=speaker)
        document = self._document(citation.source)
        if document is None:
            return gone
        if isinstance(document, DocumentError):
            return replace(gone, file="unreadable", reason=str(document))
        text, content_hash = document
        found = _within(gone, text, citation.language)
        state = _state(content_hash, citation.content_hash)
        return replace(found, file=state, speaker=_speaker(citation.attribution, text))

    def _document(self, source: str) -> tuple[str, str] | DocumentError | None:
        if source not in self._read:
            file = self._files.get(file_of(source))
            self._read[source] = None if file is None else _attempt(file, source)
        return self._read[source]


def _attempt(file: File, source: str) -> tuple[str, str] | DocumentError | None:
    try:
        return read_text(file.path, source)
    except MissingDocumentError:
        return None
    except DocumentError as error:
        return error


def _state(now: str, then: str) -> FileState:
    if not then:
        return "unknown"
    return "same" if now == then else "changed"


def _within(gone: QuoteCheck, text: str, language: str) -> QuoteCheck:
    """Return what has become of a quote in the text of its own document."""
    quote, cited = gone.quote, gone.cited
    if text[cited.start : cited.end] == quote:
        return replace(gone, status="there", found=cited, likeness=1.0)
    start = _nearest_occurrence(quote, text, cited.start)
    if start is not None:
        found = Place(cited.source, start, start + len(quote))
        return replace(gone, status="moved", found=found, likeness=1.0)
    now = nearest(quote, text, language)
    if now is None or now.likeness < ALIKE:
        return gone
    words = text[now.start : now.end]
    return replace(
        gone,
        status="changed",
        found=Place(cited.source, now.start, now.end),
        text=words,
        likeness=round(now.likeness, 3),
        is_spacing=words.split() == quote.split(),
    )


def _speaker(by: ExportedSpeaker | None, text: str) -> SpeakerStatus | None:
    if by is None:
        return None
    if text[by.start : by.end] == by.text:
        return "there"
    return "moved" if by.text in text else "gone"


def _nearest_occurrence(quote: str, text: str, start: int) -> int | None:
    """Return where `quote` stands in `text`, nearest to `start`; None when it does not."""
    before = text.rfind(quote, 0, start + len(quote))
    after = text.find(quote, start)
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start), default=None)


def _search(
    files: Sequence[File], quotes: set[str], progress: Progress | None
) -> dict[str, list[tuple[Place, str]]]:
    """Return by quote the documents that hold it: the first place in each, and the hash of its file."""
    found: dict[str, list[tuple[Place, str]]] = {}
    for done, file in enumerate(files, 1):
        for source, text, content_hash in read_texts(file.path, file.source):
            for quote in quotes:
                start = text.find(quote)
                if start >= 0:
                    place = Place(source, start, start + len(quote))
                    found.setdefault(quote, []).append((place, content_hash))
        if progress:
            progress(done, len(files))
    return found


def _elsewhere(quote: QuoteCheck, content_hash: str, places: list[tuple[Place, str]]) -> QuoteCheck:
    """Return what is known of a quote together with the other documents that hold it."""
    # A document that was but renamed is byte for byte the one that was cited.
    ranked = sorted(places, key=lambda place: (place[1] != content_hash, place[0].source))
    others = tuple(place for place, _ in ranked[: ELSEWHERE + 1])
    if quote.status == "gone" and others:
        is_renamed = ranked[0][1] == content_hash
        return replace(
            quote, status="moved", found=others[0], likeness=1.0, is_renamed=is_renamed, elsewhere=others[1:]
        )
    return replace(quote, elsewhere=others[:ELSEWHERE]) if quote.status == "changed" else quote
