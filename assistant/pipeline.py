"""The whole way from a question to an answer: search, evidence, draft, check.

Streaming is the one path; `ask` drains it. Invariants, proved by `tests/test_assistant_pipeline.py`: the events
come as `Retrieved`, `Queued`*, `Draft`*, `Checked`*, `Finished`; the `Checked` sentences are exactly the
answer's; every quote is verbatim; closing the stream stops the model.
"""

import math
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TypeVar, cast

from assistant.answer import Answer, Checked, Draft, Event, Finished, Queued, Retrieved, Turn
from assistant.answering import checking, drafting, opinion
from assistant.answering.checking import Asked
from assistant.answering.composing import Composer
from assistant.answering.disagreement import difference, seen_from_outside
from assistant.answering.support import SUPPORTED
from assistant.finding.evidence import Evidence, gather, together
from assistant.finding.nearness import BEARING, RELEVANT, STRONG, rise
from assistant.finding.ranking import tells
from assistant.finding.weighing import reweighed
from assistant.models import LanguageModel, Waiting
from assistant.provenance import Provenance, begin, prompt_fingerprints
from assistant.talk import conversation
from assistant.talk.followup import Understood, understood
from assistant.talk.limits import checked_history, checked_question
from assistant.talk.parts import parts_of
from assistant.wording.credits import speaker
from assistant.wording.phrases import phrases
from index.filters import Filters, checked_filters
from index.index import Index
from index.lexical import tokens
from index.no_match import NoMatch, explain
from index.records import DocumentInfo
from index.search import ScoredPassage

T = TypeVar("T")

PASSAGES = 8
# From this probability on that none of its notes answers, as the bundled model's adapter sees it, nothing is answered:
# there .05 of 77 open answerable questions here are refused, and of 36 held out .03. It was learned from
# encyclopaedias, and leans to none over news, so the bound cannot come from what it was learned from.
UNANSWERED = 0.965
# The bundled model says that its notes do not answer for half of the questions they do answer, in Polish,
# Hungarian and Romanian: its word is not taken for it.
TIMID = "bundled"
# It garbles, too: no sentence that it wrote on the shipped articles with less support than this was true (n = 11).
SURE = 0.6
# An answer made of quotes alone: so many, no longer together, and each at least this likely beside the best. On the
# questions that the ranking was not fitted on (802) .2 has the answer in .86, and .67 of the quotes are right; .1 in
# .88 and .62; the best alone .74.
QUOTES = 3
QUOTES_CHARACTERS = 600
LIKELY = 0.2
# Evidence this likely to be what answers is quoted beside what the model made of the notes, when it cites other pieces.
# The likelihoods are true to their word: of 233 first sentences between .5 and .9 .65 answer, of 183 above it .96.
CERTAIN = 0.5


@dataclass(slots=True)
class Run:
    """One question on its way; everything the stages hand on to each other."""

    question: str
    standalone: str
    language: str
    composer: Composer = field(default_factory=Composer)
    retrieved: Retrieved = field(default_factory=lambda: Retrieved((), ""))
    evidence: list[Evidence] = field(default_factory=list)
    draft: str = ""
    abstained: bool = False
    quoted: bool = False
    model: str = "none"
    used: int | None = None
    provenance: Provenance | None = None
    documents: tuple[DocumentInfo, ...] = ()
    rise: float = 0.0
    is_of_parts: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    clock: float = field(default_factory=time.perf_counter)

    def lap(self, stage: str) -> None:
        """Book the time since the last lap on `stage`."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self.clock
        self.clock = now

    @property
    def relevance(self) -> float:
        """How near the nearest sentence comes to the question, -1..1."""
        return max((e.relevance for e in self.evidence), default=-1.0)

    @property
    def bearing(self) -> list[Evidence]:
        """The sentences that bear on the question, best first: what may be a note, back a sentence, be quoted."""
        return [e for e in self.evidence if e.relevance >= BEARING]

    def answer(self) -> Answer:
        """Return the finished answer."""
        return Answer(
            question=self.question,
            standalone=self.standalone,
            language=self.language,
            sentences=tuple(self.composer.sentences),
            citations=self.composer.citations,
            passages=self.retrieved.passages,
            abstained=self.abstained,
            model=self.model,
            seconds={**self.seconds, "total": sum(self.seconds.values())},
            quoted=self.quoted,
            used=self.used,
            undated=self.retrieved.undated,
            no_match=self.retrieved.no_match,
            provenance=self.provenance,
            documents=self.documents,
            disagreements=tuple(self.composer.disagreements),
        )


def stream(
    index: Index,
    model: LanguageModel | None,
    question: str,
    history: Sequence[Turn] = (),
    filters: Filters | None = None,
    *,
    is_judging: bool = False,
) -> Generator[Event, None, None]:
    """Answer `question`, telling how it goes; see `Assistant.stream`."""
    question = checked_question(question)
    filters = checked_filters(filters)
    wanted = understood(question, checked_history(history))
    run = Run(question, wanted.standalone, wanted.language, rise=rise(index.calibration.passages))
    run.provenance = origin = begin(index, filters)
    if wanted.heard.kind is not None:
        yield from _say(run, conversation.reply(index, wanted, filters, model.name if model else "none"))
        return
    documents = index.documents() if filters else []
    undated = sum(map(filters.lacks_date, documents)) if filters else 0
    hits = _search(run, index, wanted, filters)
    no_match = None if hits else explain(filters, documents)
    run.composer = Composer(
        run.language,
        lambda e: speaker(index, e.passage, e.start, e.end, e.language),
        {hit.passage.id: len({copy.source for copy in hit.copies} - {hit.passage.source}) for hit in hits},
    )
    scores = tuple(hit.score for hit in hits)
    run.provenance = replace(origin, scores=scores, relevance=run.relevance if run.evidence else None)
    run.lap("evidence")
    run.retrieved = Retrieved(tuple(hit.passage for hit in hits), run.standalone, undated, no_match)
    yield run.retrieved
    if no_match:
        yield from _explain(run, no_match)
    elif run.relevance < RELEVANT + run.rise or _says_nothing(run):
        yield _abstain(run)
    elif model is None:
        yield from _quote(run)
    else:
        run.model = model.name
        run.provenance = replace(run.provenance, prompts=prompt_fingerprints(drafting.PROMPTS))
        with closing(_draft(run, model)) as draft:
            yield from draft
        if not run.abstained:
            yield from _check(run, index, model if is_judging else None)
    yield from _close(run, index)
    run.lap("check")
    yield Finished(run.answer())


def _search(run: Run, index: Index, wanted: Understood, filters: Filters | None) -> list[ScoredPassage]:
    """Find passages and evidence for each thing that is asked; return the passages, best first."""
    asked = parts_of(wanted)
    run.is_of_parts = len(asked) > 1
    found = [index.search(part.standalone, PASSAGES, filters) for part in asked]
    run.lap("search")
    run.evidence = together(
        [gather(index, part.standalone, hits, part.asked) for part, hits in zip(asked, found, strict=True)]
    )
    first: dict[str, ScoredPassage] = {}
    for hit in (hit for hits in zip_longest(*found) for hit in hits if hit):
        first.setdefault(hit.passage.id, hit)
    return list(first.values())


def _say(run: Run, reply: conversation.Reply) -> Iterator[Event]:
    """Say what needs no search: to who greets, or asks about the assistant or which documents there are."""
    run.documents = reply.documents
    run.retrieved = Retrieved((), run.standalone)
    yield run.retrieved
    for text in reply.sentences:
        yield run.composer.add(text, (), "none")
    run.lap("reply")
    yield Finished(run.answer())


def _draft(run: Run, model: LanguageModel) -> Generator[Event, None, None]:
    """Let the model write; its words are a draft."""
    notes = drafting.notes(run.standalone, run.language, run.bearing, model)
    run.used = len({note.passage.id for note in notes})
    messages = drafting.messages(run.standalone, run.language, notes)
    if not run.is_of_parts:
        weighed = yield from _heard(run, model.weigh(messages, run.standalone, len(notes)))
        if weighed is not None:
            run.lap("weigh")
            none, *each = weighed
            run.provenance = run.provenance and replace(run.provenance, unanswered=none)
            if none >= UNANSWERED:
                yield _abstain(run)
                return
            run.evidence = reweighed(run.evidence, notes[: len(each)], each)
    yield from _heard(run, model.stream(messages, drafting.MAX_TOKENS))
    run.lap("draft")


def _heard(run: Run, pieces: Generator[Waiting | str, None, T]) -> Generator[Event, None, T]:
    """Pass on what a model says, and how long it is busy; return what its stream returns."""
    with closing(pieces):
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                return cast("T", end.value)
            if isinstance(piece, Waiting):
                run.lap("queue")
                yield Queued(piece.ahead)
            else:
                run.draft += piece
                yield Draft(piece)


def _check(run: Run, index: Index, judging: LanguageModel | None) -> Generator[Event, None, None]:
    """Keep what the evidence supports of the draft; where nothing is, let the quotes speak or abstain.

    Where a model is judging, it is asked of all sentences before the first is told.
    """
    refused = checking.is_refusal(run.draft, run.evidence)
    if refused and run.model != TIMID:
        yield _abstain(run)
        return
    asked, least = Asked(run.standalone, run.language), SURE if run.model == TIMID else SUPPORTED
    kept = [] if refused else checking.kept(run.draft, asked, run.bearing, index, least)
    said = yield from opinion.hear(kept, judging)
    for text, judgement, view in said:
        if judgement.quotes:
            yield run.composer.add(text, judgement.quotes, judgement.verdict, judgement.doubts, judged=view)
    if not any(judgement.quotes for _, judgement, _ in said):
        yield from _quote(run)
    elif best := _left_aside(run, [text for text, judgement, _ in said if judgement.quotes]):
        yield run.composer.add(
            phrases(run.language).quoted(best.text), [(best, 1.0)], "supported", is_quoted=True
        )


def _left_aside(run: Run, said: Sequence[str]) -> Evidence | None:
    """Return the best evidence when no sentence of the answer cites it, and it, not they, is likely what answers."""
    best = run.bearing[0]
    places = {(citation.source, citation.start, citation.end) for citation in run.composer.citations}
    is_cited = (best.passage.source, best.start, best.end) in places
    is_wanted = best.likelihood >= CERTAIN or not tells(run.standalone, run.question, run.language, said)
    return best if is_wanted and not is_cited else None


def _quote(run: Run) -> Iterator[Event]:
    """Answer with the best evidence itself, in a frame of the asker's language, when it is near enough."""
    if run.relevance < STRONG + run.rise:
        yield _abstain(run)
        return
    run.quoted = True
    words = phrases(run.language)
    yield run.composer.add(words.found, (), "none")
    length = 0
    best = run.bearing
    for evidence in best[:QUOTES]:
        length += len(evidence.text)
        odds = math.exp(evidence.score - best[0].score)  # beside the best for what it was found for
        if odds >= 1 or (length <= QUOTES_CHARACTERS and odds >= LIKELY):
            yield run.composer.add(
                words.quoted(evidence.text), [(evidence, 1.0)], "supported", is_quoted=True
            )


def _close(run: Run, index: Index) -> Iterator[Event]:
    """Say where the sources differ, and of when they are."""
    if not run.abstained:
        seen = seen_from_outside(index, run.evidence)
        if found := difference(run.standalone, run.language, seen):
            yield run.composer.differ(found)
    if line := run.composer.close():
        yield line


def _says_nothing(run: Run) -> bool:
    """Tell whether the question holds no word, only numbers or a letter that no passage found holds either.

    Its vector then says nothing, and what is nearest to it is so by chance.
    """
    cased = [letter for letter in run.standalone if letter.lower() != letter.upper()]
    if len(cased) > 1 or any(c.isalpha() and c not in cased for c in run.standalone):
        return False
    asked = set(tokens(run.standalone))
    return not any(asked & set(tokens(passage.text)) for passage in run.retrieved.passages)


def _explain(run: Run, no_match: NoMatch) -> Iterator[Event]:
    """Say why the filters match nothing, and what would match."""
    run.abstained = True
    for text in no_match.sentences(phrases(run.language).no_match):
        yield run.composer.add(text, (), "none")


def _abstain(run: Run) -> Checked:
    run.abstained = True
    return run.composer.add(phrases(run.language).unknown, (), "none")
