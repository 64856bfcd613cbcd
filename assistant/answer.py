"""What comes out: an answer made of sentences and citations, and the events a stream of it is made of.

Invariants, proved by `tests/test_assistant_pipeline.py`: every citation's `quote` is exactly
`document.text[start:end]`; citations are numbered 1..n by first use; the `Checked` sentences of a stream are
exactly the answer's. Citations are data from the evidence on: nothing is ever parsed back out of a text.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.provenance import Provenance, sealed
from assistant.saying.attribution import Attribution
from assistant.saying.context import Context
from index.no_match import NoMatch
from index.passages import Passage
from index.records import DocumentInfo

Verdict = Literal["supported", "partial", "unsupported", "none"]
DoubtKind = Literal["numbers", "dates", "names", "negation", "words", "meaning"]
DisagreementKind = Literal["number", "date", "place", "person", "negation"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of a conversation: `role` is "user" or "assistant"."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a sentence may not be what its quotes say.

    Attributes:
        kind: `numbers`, `dates` and `names` that no quote holds; `negation` where only one of the two negates;
            `words` that nothing in quotes of another language comes near;
            `meaning` where no quote is near enough.
        words: the words it is about, as the sentence has them (of a negation, as whichever negates); none for
            `meaning`.
    """

    kind: DoubtKind
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A quote in another language, in the words of a model: never evidence, always beside its quote.

    Attributes:
        text: the translation.
        language: its language.
        model: the model that wrote it; `none` when the quote was in that language already.
        doubts: why it may not be what the quote says: what it lacks or adds.
    """

    text: str
    language: str
    model: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span of a source document.

    Attributes:
        number: 1..n, by first use in the answer.
        source: the document's path relative to the corpus.
        title: the document's title.
        date: ISO 8601, as precise as known, or None.
        language: the document's language.
        start: first character of the quote in the document's text.
        end: one past the last.
        quote: exactly `document.text[start:end]`.
        support: how well the quote supports the sentences that cite it, 0..1.
        url: where the document was published, or None.
        content_hash: SHA-256 of the document's file when it was indexed, hexadecimal.
        attribution: who says it, as the document tells, or None.
        copies: how many other documents say the same in nearly the same words, of those found.
        translation: the quote in the asker's language, where that was asked for; None else.
        context: the sentence before the quote, where the quote leans on it (`He left in May`) or that one alone holds
            what is asked for; to be shown beside it, no part of what is quoted.
        author: who wrote the document, as its format says, or None.
        page: the page of the document, from 1, that the quote starts on; None where the format has no pages.
    """

    number: int
    source: str
    title: str
    date: str | None
    language: str
    start: int
    end: int
    quote: str
    support: float
    url: str | None = None
    content_hash: str = ""
    attribution: Attribution | None = None
    copies: int = 0
    translation: Translation | None = None
    context: Context | None = None
    author: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, without markers; `citations` holds the numbers of what backs it.

    `verdict` is supported, partial, unsupported, or none when there is nothing to check (a greeting); `doubts` say
    why it is not supported. `judged` is what the language model itself said of it, None when it was not asked or
    said something else; it may have lowered the verdict.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()
    judged: Verdict | None = None

    @property
    def marked_text(self) -> str:
        """The text followed by its numbers: `Kim received Lavrov in Wonsan. [1]`."""
        return " ".join([self.text, *(f"[{number}]" for number in self.citations)])

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        doubts = [{"kind": doubt.kind, "words": list(doubt.words)} for doubt in self.doubts]
        return {**asdict(self), "citations": list(self.citations), "doubts": doubts}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement.

    Attributes:
        value: what it says, in the words of its quote.
        who: who says it, and when; the title of the document where nobody is named.
        citations: the numbers of the quotes that say so.
    """

    value: str
    who: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What sources answer differently; `kind` says of what sort the answers are, `sides` are two or more."""

    kind: DisagreementKind
    sides: tuple[Side, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        sides = [{**asdict(side), "citations": list(side.citations)} for side in self.sides]
        return {"kind": self.kind, "sides": sides}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        question: as asked.
        standalone: the question as understood with the conversation, equal to `question` without history.
        language: the language of the question, ISO 639-1 or `und`.
        sentences: what is said, in order.
        citations: what backs it, in the order of their numbers.
        passages: what the search found, best first.
        abstained: True when the corpus does not answer the question.
        model: the model that was asked; "none" when none was.
        seconds: seconds per stage, in the order they ran, to the millisecond.
        quoted: True when the answer is made of quotes alone, because no model wrote it or what it wrote did not
            pass the check (`is_drafted`).
        undated: documents that a dated search left out for having no date.
        no_match: why the filters match no document, and what would match; None when one does.
        provenance: when and of what it was asked; what is needed to check it later.
        used: how many of `passages` the model could read something of; None when no model was asked.
        documents: those that were asked for by a list; each is named by one of the last sentences, in this order.
        disagreements: what the sources answer differently; one of the sentences says so too.
    """

    question: str
    standalone: str
    language: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    abstained: bool
    model: str
    seconds: dict[str, float] = field(default_factory=dict)
    quoted: bool = False
    undated: int = 0
    no_match: NoMatch | None = None
    provenance: Provenance | None = None
    used: int | None = None
    documents: tuple[DocumentInfo, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()

    def __post_init__(self) -> None:
        rounded = {stage: round(seconds, 3) for stage, seconds in self.seconds.items()}
        object.__setattr__(self, "seconds", rounded)

    @property
    def is_drafted(self) -> bool:
        """Whether a model was let write, whatever of it passed the check; one may only have chosen the quotes."""
        return "draft" in self.seconds

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Answer":
        """Return the answer of which `to_dict` made `data`; ExportError when it made no such thing."""
        from assistant.export import answer_of

        return answer_of(data)

    @property
    def claims(self) -> bool:
        """Whether anything is said that needs a source: not so of a greeting, or a list of documents."""
        return any(sentence.verdict != "none" for sentence in self.sentences)

    @property
    def text(self) -> str:
        """The sentences, each followed by its numbers."""
        return " ".join(sentence.marked_text for sentence in self.sentences)

    def to_markdown(self) -> str:
        """Return the answer as Markdown to hand on: its sources as footnotes, its data in a comment."""
        from assistant.export import to_markdown  # which is made of answers

        return to_markdown(self)

    def to_html(self) -> str:
        """Return the answer as one HTML page to hand on, its data inside."""
        from assistant.export import to_html

        return to_html(self)

    def to_dict(self) -> dict[str, Any]:
        """Return what `assistant ask --json` prints: plain values that `json.dumps` takes, and their digest."""
        values = {
            "question": self.question,
            "standalone": self.standalone,
            "language": self.language,
            "text": self.text,
            "abstained": self.abstained,
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "citations": [asdict(citation) for citation in self.citations],
            "disagreements": [disagreement.to_dict() for disagreement in self.disagreements],
            "passages": [passage.to_dict() for passage in self.passages],
            "model": self.model,
            "quoted": self.quoted,
            "undated": self.undated,
            "used": self.used,
            "no_match": self.no_match.to_dict() if self.no_match else None,
            "seconds": dict(self.seconds),
            "documents": [asdict(document) for document in self.documents],
            "provenance": self.provenance.to_dict() if self.provenance else None,
        }
        return sealed(values)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The search is done. Always the first event.

    Attributes:
        passages: the passages found, best first.
        standalone: the question as understood with the conversation.
        undated: documents that a dated search left out for having no date.
        no_match: why the filters match no document, and what would match; None when one does.
    """

    passages: tuple[Passage, ...]
    standalone: str
    undated: int = 0
    no_match: NoMatch | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """The model is busy; `ahead` questions are before this one. Repeated about twice a second."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Unchecked words of the model; an empty `delta` is a heartbeat, about twice a second, while it reads."""

    delta: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One final sentence with the citations it uses (numbers as in the finished answer)."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer. Always the last event."""

    answer: Answer


Event = Retrieved | Queued | Draft | Checked | Finished
